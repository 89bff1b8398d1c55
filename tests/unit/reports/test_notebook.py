from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import nbformat
import pytest
from papermill.execute import execute_notebook

from audit.errors import ReportError
from audit.reports.html import render_html
from audit.reports.markdown import render_markdown
from audit.reports.notebook import ReportFiles, find_notebook, read_summary, run_report
from audit.reports.pdf import can_write_pdf, render_pdf
from audit.reports.sections import Section
from tests.worlds.phase_story import build_story

_REPOSITORY = Path(__file__).parents[3]
_PIPELINE = """
import sys

sys.path.insert(0, {repository!r})
from audit.errors import UnknownNameError
from tests.worlds.phase_story import build_story


def summarise_phase(*, configuration, phase, before, after):
    if phase != "phase-1":
        raise UnknownNameError(f"there is no phase {{phase!r}}", where=configuration)
    return build_story().tell()
"""


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The real notebook, its pipeline replaced by one that tells the story of the tests."""
    text = find_notebook().read_text(encoding="utf-8")
    assert "from audit.pipeline.summary import summarise_phase" in text
    notebook = tmp_path / "executive_summary.ipynb"
    notebook.write_text(
        text.replace("from audit.pipeline.summary import", "from story_pipeline import"),
        encoding="utf-8",
    )
    pipeline = _PIPELINE.format(repository=str(_REPOSITORY))
    place = tmp_path / "pipeline"
    place.mkdir()
    (place / "story_pipeline.py").write_text(pipeline, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(place))
    return notebook


def _own(page: Path, *cells: str) -> Path:
    """A notebook of the given code cells, beside the story's pipeline."""
    made = nbformat.v4.new_notebook(  # type: ignore[no-untyped-call]
        cells=[
            nbformat.v4.new_code_cell(cell)  # type: ignore[no-untyped-call]
            for cell in cells
        ],
        metadata={"kernelspec": {"name": "python3", "language": "python", "display_name": "P"}},
    )
    path = page.parent / "own.ipynb"
    nbformat.write(made, path)  # type: ignore[no-untyped-call]
    return path


def _run(notebook: Path, out: Path, phase: str = "phase-1") -> ReportFiles:
    return run_report(
        notebook=notebook,
        out=out,
        configuration="audit.toml",
        phase=phase,
        folder=notebook.parent,
    )


def test_all_formats_come_from_the_executed_notebook(page: Path, tmp_path: Path) -> None:
    """Markdown, page and PDF are what the summary in the executed notebook renders to."""
    _run(page, tmp_path / "out")
    executed = nbformat.read(  # type: ignore[no-untyped-call]
        tmp_path / "out" / "executive_summary.ipynb", as_version=4
    )
    summary = read_summary(executed)
    assert summary == build_story().tell()
    written = {path.suffix: path.read_bytes() for path in (tmp_path / "out").iterdir()}
    assert written[".md"].decode() == render_markdown(summary)
    assert written[".html"].decode() == render_html(summary)
    if can_write_pdf():
        assert written.pop(".pdf") == render_pdf(summary)
    assert set(written) == {".ipynb", ".md", ".html"}


def test_without_the_library_for_pdf_the_other_formats_are_written(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PDF is an extra: a report without it is a report, and an older PDF does not stay behind."""
    monkeypatch.setattr("audit.reports.notebook.can_write_pdf", lambda: False)
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "executive_summary.pdf").write_bytes(b"of an earlier run")
    files = _run(page, tmp_path / "out")
    assert files.paper is None
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == sorted(
        path.name for path in files.written
    )


def test_two_runs_write_the_same_bytes(page: Path, tmp_path: Path) -> None:
    """No time, random id or path of the machine is in the executed notebook."""
    _run(page, tmp_path / "one")
    _run(page, tmp_path / "two")
    first = (tmp_path / "one" / "executive_summary.ipynb").read_bytes()
    assert first == (tmp_path / "two" / "executive_summary.ipynb").read_bytes()
    assert str(tmp_path).encode() not in first
    assert str(_REPOSITORY).encode() not in first


def test_a_wrong_parameter_ends_in_one_sentence(page: Path, tmp_path: Path) -> None:
    """The error is the kit's own sentence, in the exception and in the notebook, and reports of
    an earlier run do not stay behind."""
    _run(page, tmp_path / "out")
    with pytest.raises(ReportError) as caught:
        _run(page, tmp_path / "out", phase="phase-9")
    assert caught.value.what == "audit.toml: there is no phase 'phase-9'"
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["executive_summary.ipynb"]
    executed = json.loads((tmp_path / "out" / "executive_summary.ipynb").read_text("utf-8"))
    errors = [
        output
        for cell in executed["cells"]
        for output in cell.get("outputs", ())
        if output["output_type"] == "error"
    ]
    assert [error["traceback"] for error in errors] == [
        ["UnknownNameError: audit.toml: there is no phase 'phase-9'"]
    ]


def test_a_failing_cell_is_named_with_its_error(page: Path, tmp_path: Path) -> None:
    """Any other exception becomes a sentence with cell, kind and first line."""
    notebook = _own(page, "1 + 1", "raise KeyError('first\\nsecond')")
    with pytest.raises(ReportError, match=r"^cell \d of the notebook failed: KeyError: "):
        _run(notebook, tmp_path / "out")


def test_a_notebook_without_a_summary_is_refused(page: Path, tmp_path: Path) -> None:
    """A notebook that never shows its title view has nothing to report."""
    with pytest.raises(ReportError, match="holds no executive summary"):
        _run(_own(page, "1 + 1"), tmp_path / "out")


def test_a_missing_notebook_is_one_sentence(tmp_path: Path) -> None:
    """A notebook that does not exist is said before anything is written."""
    with pytest.raises(ReportError, match="there is no such notebook"):
        _run(tmp_path / "gone.ipynb", tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_place_that_cannot_be_written_is_one_sentence(page: Path, tmp_path: Path) -> None:
    """A file where the folder should be is reported, not a traceback."""
    (tmp_path / "out").write_text("a file")
    with pytest.raises(ReportError, match="cannot be written"):
        _run(page, tmp_path / "out")


def test_the_kernel_is_the_running_interpreter(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A `python3` kernel that the user registered for another interpreter is not used."""
    spec = tmp_path / "jupyter" / "kernels" / "python3"
    spec.mkdir(parents=True)
    other = {"argv": ["/nonexistent/python", "-f", "{connection_file}"], "display_name": "other"}
    (spec / "kernel.json").write_text(json.dumps({**other, "language": "python"}))
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "jupyter"))
    notebook = _own(
        page,
        "import sys\nfrom story_pipeline import summarise_phase\n"
        "from audit.reports.display import view_title\n"
        f"assert sys.executable == {sys.executable!r}",
        "view_title(summarise_phase(configuration='', phase='phase-1', before='', after=''))",
    )
    _run(notebook, tmp_path / "out")
    assert (tmp_path / "out" / "executive_summary.md").is_file()


_TRAP = "import pathlib\npathlib.Path(__file__).with_name('ran').touch()\n"
_TRAPS = ("pandas", "audit", "msgspec", "jinja2", "story_pipeline")


def _lay_traps(folder: Path) -> Path:
    """A folder of modules that leave a trace when they are imported."""
    folder.mkdir()
    for name in _TRAPS:
        (folder / f"{name}.py").write_text(_TRAP, encoding="utf-8")
    return folder


def test_the_kernel_imports_nothing_from_its_folder(page: Path, tmp_path: Path) -> None:
    """Modules that lie in the folder of the run and are named like those that the report needs
    are not imported, for that folder may be the audited code."""
    folder = _lay_traps(tmp_path / "hostile")
    run_report(
        notebook=page, out=tmp_path / "out", configuration="", phase="phase-1", folder=folder
    )
    assert not (folder / "ran").exists()
    bare = _own(page, *(f"import {name}" for name in ("pandas", "jinja2")))
    with pytest.raises(ReportError, match="holds no executive summary"):
        run_report(notebook=bare, out=tmp_path / "out", configuration="", phase="", folder=folder)
    assert not (folder / "ran").exists()


def test_papermill_imports_nothing_from_its_folder(page: Path, tmp_path: Path) -> None:
    """The page run by papermill itself imports nothing from the folder that it was started in."""
    folder = _lay_traps(tmp_path / "hostile")
    execute_notebook(
        str(page),
        str(tmp_path / "out.ipynb"),
        parameters={"configuration": "", "phase": "phase-1"},
        cwd=str(folder),
        progress_bar=False,
    )
    assert not (folder / "ran").exists()


def test_the_notebook_is_thin_and_complete() -> None:
    """Parameters first, annotated and commented; every section shown; no def, no class."""
    notebook = json.loads(find_notebook().read_text(encoding="utf-8"))
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert cells[0]["metadata"]["tags"] == ["parameters"]
    for line in "".join(cells[0]["source"]).splitlines():
        assert re.fullmatch(r'\w+: str = ".*"  # .+', line)
    code = "\n".join("".join(cell["source"]) for cell in cells)
    assert not re.search(r"^\s*(def|class) ", code, re.MULTILINE)
    shown = re.findall(r'view_section\(summary, "(.*)"\)', code)
    assert shown == [str(section) for section in Section]
    checked = [c for c in cells if "nbval-check-output" in c["metadata"].get("tags", [])]
    assert len(checked) == 2
