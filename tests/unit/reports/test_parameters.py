from __future__ import annotations

from pathlib import Path

import pytest

from audit.errors import ReportError
from audit.reports.notebook import find_notebook
from audit.reports.parameters import read_parameters


def _read(**given: object) -> dict[str, str]:
    nothing: dict[str, object] = {"configuration": "", "phase": "", "before": "", "after": ""}
    return read_parameters(**{**nothing, **given})


def test_a_number_of_the_shell_is_a_text_again() -> None:
    """papermill makes 1 of `-p phase 1`; a phase may be called so."""
    assert _read(phase=1)["phase"] == "1"


@pytest.mark.parametrize("value", [None, True, ["phase-1"], {"a": 1}])
def test_what_is_neither_text_nor_number_is_one_sentence(value: object) -> None:
    """The sentence names the parameter and the type that was given."""
    with pytest.raises(ReportError, match=f"phase: must be a text, not {type(value).__name__}"):
        _read(phase=value)


def test_the_default_is_found_from_any_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A path that is not in the kernel's folder is looked for beside the report's notebook."""
    monkeypatch.chdir(tmp_path)
    beside = find_notebook().parent / "../data/sample/audit.toml"
    assert _read(configuration="../data/sample/audit.toml")["configuration"] == str(
        beside.resolve()
    )


def test_the_kernels_own_folder_comes_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that the caller has is the one that is meant, and a missing one stays as given."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "audit.toml").write_text("")
    assert _read(configuration="audit.toml")["configuration"] == "audit.toml"
    assert _read(configuration="gone.toml")["configuration"] == "gone.toml"
