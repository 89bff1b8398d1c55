"""The committed notebooks: thin, parameterised, and compared for real."""

from __future__ import annotations

import ast
import re
import tempfile
from pathlib import Path
from typing import Any

import pytest

from tests.notebooks.refresh import CHECK_TAG, nbformat, strip_notebook
from tests.notebooks.run_nbval import NOTEBOOKS, ROOT, run_nbval

PATHS = sorted(NOTEBOOKS.glob("*.ipynb"))
EXPECTED = {
    "duplicate_classes",
    "executive_summary",
    "fragmented_paths",
    "import_graph",
    "phase_comparison",
}
LONGEST_CELL = 30
MACHINE_PATHS = re.compile(r"/home/|/Users/|/root/|[A-Za-z]:\\\\Users")
each_notebook = pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)


def read_notebook(path: Path) -> Any:
    """The notebook, valid by its format's schema."""
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    return notebook


def list_code(path: Path, tag: str = "") -> list[Any]:
    """The code cells, on request those with a tag only."""
    return [
        cell
        for cell in read_notebook(path).cells
        if cell.cell_type == "code" and (not tag or tag in cell.metadata.get("tags", ()))
    ]


def test_all_notebooks_are_looked_at() -> None:
    """The guards below speak about every notebook that the kit ships."""
    assert {path.stem for path in PATHS} >= EXPECTED


@each_notebook
def test_the_first_code_cell_alone_is_tagged_parameters(path: Path) -> None:
    """papermill finds exactly one parameters cell, and it comes before all other code."""
    tagged = list_code(path, "parameters")
    assert len(tagged) == 1
    assert list_code(path)[0] == tagged[0]


@each_notebook
def test_every_parameter_has_type_default_and_help(path: Path) -> None:
    """Each line of the parameters cell is `name: type = default  # help`."""
    source = list_code(path, "parameters")[0].source
    for statement in ast.parse(source).body:
        assert isinstance(statement, ast.AnnAssign)
        assert isinstance(statement.value, ast.Constant)
    for line in source.splitlines():
        assert re.fullmatch(r"\w+: (str|int|float|bool) = \S.*  # \S.+", line)


@each_notebook
def test_a_notebook_is_thin_plain_python(path: Path) -> None:
    """No function, class, magic or shell command; nothing longer than a page; a title on top."""
    assert re.match(r"# \S", read_notebook(path).cells[0].source)
    for cell in list_code(path):
        tree = ast.parse(cell.source)
        banned = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
        assert not [node for node in ast.walk(tree) if isinstance(node, banned)]
        assert len(cell.source.splitlines()) <= LONGEST_CELL


@each_notebook
def test_checked_cells_have_something_to_compare(path: Path) -> None:
    """At least one cell is checked, and each checked cell has run and has stored output."""
    checked = list_code(path, CHECK_TAG)
    assert checked
    for cell in checked:
        assert cell.execution_count is not None
        assert cell.outputs
        assert not [output for output in cell.outputs if output.output_type == "error"]


@each_notebook
def test_nothing_else_is_stored(path: Path) -> None:
    """Outputs of unchecked cells, widget state and the machine's marks stay out of the file."""
    notebook = read_notebook(path)
    assert notebook == strip_notebook(read_notebook(path))
    text = path.read_text(encoding="utf-8")
    assert "application/vnd.jupyter.widget" not in text
    for place in (str(ROOT), str(Path.home()), tempfile.gettempdir()):
        assert f"{place.rstrip('/')}/" not in text
    assert not MACHINE_PATHS.search(text)


def copy_notebook(path: Path, folder: Path) -> Path:
    """A copy in a folder beside which the data lies as it does beside the original."""
    (folder / "notebooks").mkdir()
    (folder / "data").symlink_to(ROOT / "data", target_is_directory=True)
    copy = folder / "notebooks" / path.name
    copy.write_bytes(path.read_bytes())
    return copy


def test_the_stored_outputs_are_what_the_notebook_gives(tmp_path: Path) -> None:
    """nbval agrees with an unchanged copy: the red run below is red for its own reason."""
    done = run_nbval([copy_notebook(NOTEBOOKS / "import_graph.ipynb", tmp_path)])
    assert done.returncode == 0, done.stdout
    assert "passed" in done.stdout


def test_a_wrong_stored_output_goes_red(tmp_path: Path) -> None:
    """One altered figure in one stored output, in one of its forms, fails the validation."""
    copy = copy_notebook(NOTEBOOKS / "import_graph.ipynb", tmp_path)
    notebook = nbformat.read(copy, as_version=4)
    cell = next(each for each in notebook.cells if CHECK_TAG in each.metadata.get("tags", ()))
    forms = cell.outputs[0].data
    altered = re.sub(
        r"(\d)(?!.*\d)",
        lambda found: str((int(found[1]) + 1) % 10),
        forms["text/plain"],
        count=1,
        flags=re.DOTALL,
    )
    assert altered != forms["text/plain"]
    forms["text/plain"] = altered
    nbformat.write(notebook, copy)
    done = run_nbval([copy])
    assert done.returncode == 1, done.stdout
    assert "Cell outputs differ" in done.stdout
    assert "1 failed" in done.stdout


def test_stripping_keeps_what_is_compared_and_nothing_else() -> None:
    """Of two cells with output only the checked one keeps it; ids, tags and sources stay."""
    output = nbformat.v4.new_output("stream", text="7\n")
    notebook = nbformat.v4.new_notebook(metadata={"widgets": {"state": {}}})
    for tags in ([CHECK_TAG], []):
        cell = nbformat.v4.new_code_cell("print(7)", execution_count=3, outputs=[output])
        cell.metadata = nbformat.from_dict({"tags": tags, "execution": {"started": "noon"}})
        notebook.cells.append(cell)
    ids = [cell.id for cell in notebook.cells]
    stripped = strip_notebook(notebook)
    checked, other = stripped.cells
    assert (checked.outputs, checked.execution_count) == ([output], 3)
    assert (other.outputs, other.execution_count) == ([], None)
    assert checked.metadata == {"tags": [CHECK_TAG]}
    assert other.metadata == {}
    assert [cell.id for cell in stripped.cells] == ids
    assert set(stripped.metadata) == {"kernelspec", "language_info"}
