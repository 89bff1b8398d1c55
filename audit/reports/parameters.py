"""The notebook's parameters as people give them: from any folder, of any type of the shell."""

from __future__ import annotations

from pathlib import Path

from audit.errors import ReportError
from audit.reports.notebook import find_notebook

__all__ = ["read_parameters"]


def read_parameters(
    *, configuration: object, phase: object, before: object, after: object
) -> dict[str, str]:
    """The four parameters as texts, ready for the audit.

    papermill turns `-p phase 1` into a number; here it is a text again. A relative `configuration`
    that does not exist in the kernel's folder is looked for from the folder of the report's own
    notebook, so that its default is found wherever papermill was started. Raises `ReportError`
    for what is neither text nor number.
    """
    given = {"configuration": configuration, "phase": phase, "before": before, "after": after}
    texts = {name: _read_text(name, value) for name, value in given.items()}
    texts["configuration"] = _find_file(texts["configuration"])
    return texts


def _read_text(name: str, value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise ReportError(
            f"must be a text, not {type(value).__name__}", where=name, hint=f"-r {name} TEXT"
        )
    return str(value)


def _find_file(name: str) -> str:
    if not name or Path(name).is_absolute() or Path(name).exists():
        return name
    beside = find_notebook().parent / name
    return str(beside.resolve()) if beside.exists() else name
