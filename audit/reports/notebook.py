"""The report: the executed notebook, and Markdown, page and PDF written from what it holds.

The notebook is the one place where the summary is made. Its title view carries the whole
`ExecutiveSummary` as data (`SUMMARY_MEDIA_TYPE`), and Markdown, page and PDF are rendered from that
value read back out of the executed notebook. So the four cannot disagree, and the page does not
have to be the notebook with its cells hidden: it is laid out for its own readers, asks the
network for nothing and needs no script, which nbconvert's page cannot do without the same work.
"""

from __future__ import annotations

import contextlib
import logging
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from audit.errors import AuditError, ReportError
from audit.model.summary import ExecutiveSummary
from audit.reports.html import render_html
from audit.reports.markdown import render_markdown
from audit.reports.payload import SUMMARY_MEDIA_TYPE, decode_summary
from audit.reports.pdf import can_write_pdf, render_pdf
from audit.reports.write import save_whole

if TYPE_CHECKING:
    from nbformat import NotebookNode

__all__ = ["REPORT_NAME", "ReportFiles", "find_notebook", "read_summary", "run_report"]

REPORT_NAME = "executive_summary"
_CELL_SECONDS = 1800
_KERNEL_SECONDS = 120
_TRANSPORT = "tcp" if sys.platform == "win32" else "ipc"
_SAFE_IMPORTS = {"PYTHONSAFEPATH": "1"}
_FLEETING = ("papermill", "execution", "widgets", "signature")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportFiles:
    """What a report consists of, and the summary that all of it was written from. `paper` is None
    where the library for PDF is not installed."""

    notebook: Path
    markdown: Path
    page: Path
    summary: ExecutiveSummary
    paper: Path | None = None

    @property
    def written(self) -> tuple[Path, ...]:
        """The files, in the order notebook, Markdown, page, PDF."""
        found = (self.notebook, self.markdown, self.page, self.paper)
        return tuple(path for path in found if path is not None)


def find_notebook() -> Path:
    """The report's notebook: inside the package once installed, beside it in a checkout. Raises
    `ReportError` when it is in neither place."""
    package = Path(__file__).parents[1]
    places = (package / "reports" / "templates", package.parent / "notebooks")
    for place in places:
        if (place / f"{REPORT_NAME}.ipynb").is_file():
            return place / f"{REPORT_NAME}.ipynb"
    raise ReportError(
        f"{REPORT_NAME}.ipynb was not found",
        hint="install the kit again, or run it from a checkout",
    )


def run_report(  # noqa: PLR0913  # the notebook's four parameters and three places
    *,
    notebook: Path,
    out: Path,
    configuration: str,
    phase: str,
    before: str = "",
    after: str = "",
    folder: Path,
    progress: bool = False,
) -> ReportFiles:
    """Run the notebook with parameters and write the report into `out`.

    In: the notebook; the folder to write to (made if missing); `configuration`, `phase`,
    `before` and `after` as the notebook's parameters, with paths relative to `folder`, in which
    the kernel runs. Out: `executive_summary.ipynb` (executed; no times, no machine's paths),
    `.md`, `.html` and, where WeasyPrint is installed, `.pdf`, each written whole or not at all.
    Raises `ReportError` with one sentence when a cell fails; the notebook is then still written,
    and shows the same sentence, and the other files of an earlier run are removed.
    """
    parameters = {
        "configuration": configuration,
        "phase": phase,
        "before": before,
        "after": after,
    }
    executed, failure = _execute(notebook, parameters, folder, progress)
    try:
        out.mkdir(parents=True, exist_ok=True)
        return _write_report(out, executed, failure)
    except OSError as error:
        raise ReportError(
            f"the report cannot be written: {error.strerror}", where=str(error.filename or out)
        ) from error


def _write_report(out: Path, executed: NotebookNode, failure: str) -> ReportFiles:
    """All formats from what the executed notebook holds; of a failed one, the notebook alone."""
    notebook, markdown, page, paper = (
        out / f"{REPORT_NAME}{ending}" for ending in (".ipynb", ".md", ".html", ".pdf")
    )
    save_whole(notebook, _notebook_text(executed))
    for stale in (markdown, page, paper) if failure else (paper,):
        stale.unlink(missing_ok=True)
    if failure:
        raise ReportError(failure, hint=f"see {notebook.name} in the output folder")
    summary = read_summary(executed)
    save_whole(markdown, render_markdown(summary))
    save_whole(page, render_html(summary))
    possible = can_write_pdf()
    if possible:
        save_whole(paper, render_pdf(summary))
    return ReportFiles(
        notebook=notebook,
        markdown=markdown,
        page=page,
        summary=summary,
        paper=paper if possible else None,
    )


def read_summary(executed: NotebookNode) -> ExecutiveSummary:
    """The summary that an executed notebook carries. Raises `ReportError` when it carries none
    or one that cannot be read."""
    for cell in executed.cells:
        for output in cell.get("outputs", ()):
            document = output.get("data", {}).get(SUMMARY_MEDIA_TYPE)
            if document is not None:
                return decode_summary(document)
    raise ReportError(
        "the notebook holds no executive summary",
        hint="its title view must be shown as a cell's output",
    )


def _execute(
    notebook: Path, parameters: dict[str, str], folder: Path, progress: bool
) -> tuple[NotebookNode, str]:
    """The executed notebook without fleeting metadata, and the sentence of a failed cell or ""."""
    import nbformat  # noqa: PLC0415  # heavy, and needed for reports only
    from papermill.exceptions import PapermillException  # noqa: PLC0415
    from papermill.execute import execute_notebook  # noqa: PLC0415

    if not notebook.is_file():
        raise ReportError("there is no such notebook", where=str(notebook))
    failure = ""
    with tempfile.TemporaryDirectory(prefix="ssot-audit-") as scratch, _quiet_papermill():
        result = Path(scratch) / notebook.name
        try:
            execute_notebook(
                str(notebook.resolve()),
                str(result),
                parameters=parameters,
                cwd=str(folder),
                kernel_name="python3",
                progress_bar=progress,
                start_timeout=_KERNEL_SECONDS,
                execution_timeout=_CELL_SECONDS,
                kernel_manager_class=_build_kernel_manager(Path(scratch)),
                shutdown_kernel="immediate",
            )
        except PapermillException as error:
            failure = _tell_failure(error)
        except Exception as error:  # the kernel did not start, died, or did not answer
            raise ReportError(
                f"the notebook could not be run: {type(error).__name__}: {error}",
                where=notebook.name,
            ) from error
        executed = nbformat.read(result, as_version=4)  # type: ignore[no-untyped-call]
    return _settle(executed), failure


def _build_kernel_manager(scratch: Path) -> type[Any]:
    """A kernel manager whose `python3` is the running interpreter, whatever kernels are
    registered on the machine: with no folder to search, only ipykernel's own spec is left, and
    that one starts `sys.executable`. Nothing is registered.

    Its sockets are files in `scratch`: under the default names, two kernels that start at the
    same time talk to each other. Its folder may hold audited code, and the kernel imports nothing
    from there.
    """
    from jupyter_client.kernelspec import KernelSpec, KernelSpecManager  # noqa: PLC0415
    from jupyter_client.manager import AsyncKernelManager  # noqa: PLC0415
    from traitlets import default  # noqa: PLC0415

    class NativeKernel(KernelSpecManager):
        def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
            spec = super().get_kernel_spec(kernel_name)
            spec.env = {**spec.env, **_SAFE_IMPORTS}
            return spec

    class RunningInterpreter(AsyncKernelManager):
        @default("kernel_spec_manager")
        def _only_native_kernel(self) -> KernelSpecManager:
            return NativeKernel(kernel_dirs=[], ensure_native_kernel=True)

        @default("transport")
        def _files_not_ports(self) -> str:
            return _TRANSPORT

        @default("ip")
        def _sockets_of_our_own(self) -> str:
            return "127.0.0.1" if _TRANSPORT == "tcp" else str(scratch / "kernel")

    return RunningInterpreter


@contextlib.contextmanager
def _quiet_papermill() -> Iterator[None]:
    """Papermill reports its progress and warns through its own logger; our callers do that."""
    logger = logging.getLogger("papermill")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        logger.setLevel(level)


def _tell_failure(error: Exception) -> str:
    """One sentence: an `AuditError`'s own words, or which cell failed with what."""
    name, value = getattr(error, "ename", ""), getattr(error, "evalue", "")
    ours: list[type[AuditError]] = [AuditError, *AuditError.__subclasses__()]
    if name in {kind.__name__ for kind in ours}:
        return str(value)
    if not name:
        return f"the notebook could not be run: {error}"
    first = str(value).partition("\n")[0]
    return f"cell {getattr(error, 'exec_count', '?')} of the notebook failed: {name}: {first}"


def _settle(executed: NotebookNode) -> NotebookNode:
    """Without times, paths of this machine and random ids: the same input, the same bytes."""
    for key in _FLEETING:
        executed.metadata.pop(key, None)
    for position, cell in enumerate(executed.cells):
        cell["id"] = f"cell-{position:02}"
        for key in _FLEETING:
            cell.metadata.pop(key, None)
    return executed


def _notebook_text(executed: NotebookNode) -> str:
    import nbformat  # noqa: PLC0415

    return str(nbformat.writes(executed)) + "\n"  # type: ignore[no-untyped-call]
