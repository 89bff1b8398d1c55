"""The summary as a tagged PDF: laid out for paper, with contents, bookmarks and page numbers."""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
import logging
import threading
from typing import Any

from audit.errors import ReportError
from audit.model.summary import ExecutiveSummary
from audit.reports.html import load_style, open_templates

__all__ = ["can_write_pdf", "render_paper", "render_pdf"]

_LAYOUT = threading.Lock()  # the system's text layout is one for the whole process


def can_write_pdf() -> bool:
    """Whether the library that lays out pages is installed: the optional extra `pdf`."""
    return importlib.util.find_spec("weasyprint") is not None


def render_paper(summary: ExecutiveSummary) -> str:
    """The document that the PDF is laid out from, as HTML."""
    page = open_templates().get_template("paper.html")
    return page.render(summary=summary, style=load_style("paper.css"))


def render_pdf(summary: ExecutiveSummary) -> bytes:
    """The PDF: the same summary, the same fonts on the machine, the same bytes.

    It is tagged (PDF/UA), holds no date, and nothing is fetched for it from anywhere. Raises
    `ReportError` when WeasyPrint is not installed or cannot find the system's text layout.
    """
    words = render_paper(summary)
    library = _load_library()
    logging.getLogger("fontTools").setLevel(logging.ERROR)
    document = library.HTML(string=words, url_fetcher=_refuse)
    with _LAYOUT:
        written: bytes = document.write_pdf(
            pdf_identifier=hashlib.sha256(words.encode("utf-8", "replace")).digest()[:16],
            pdf_variant="pdf/ua-1",
            pdf_tags=True,
        )
    return written


def _load_library() -> Any:
    try:
        return importlib.import_module("weasyprint")
    except ImportError as error:
        raise ReportError("PDF needs WeasyPrint", hint="pip install 'ssot-audit[pdf]'") from error
    except OSError as error:  # it is there, but the system's Pango is not
        raise ReportError(
            "PDF needs the system's Pango library",
            hint="on Debian: apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0",
        ) from error


def _refuse(url: str, *_: object, **__: object) -> dict[str, object]:
    """Nothing is loaded from outside the document."""
    raise ValueError(f"{url} is outside the report")
