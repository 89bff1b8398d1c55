"""What settings files say about how files are loaded."""

from __future__ import annotations

import pytest

from audit.model.loads import SettingKind
from audit.sources.load_settings import read_load_settings
from audit.sources.source import MAX_FILE_BYTES
from tests.worlds.sources import build_source


def _read(file: str, text: str, kind: SettingKind) -> list[tuple[str, int]]:
    """Values and lines of one kind."""
    found = read_load_settings(build_source({file: text}))
    return [(each.value, each.line) for each in found if each.kind is kind]


@pytest.mark.parametrize(
    ("file", "text", "expected"),
    [
        (
            "pyproject.toml",
            '[tool.pytest.ini_options]\npythonpath = ["src", "."]\n',
            [("", 2), ("src", 2)],
        ),
        ("pytest.ini", "[pytest]\npythonpath = src lib\n", [("lib", 2), ("src", 2)]),
        ("setup.cfg", "[tool:pytest]\npythonpath = src\n", [("src", 2)]),
        ("api/pytest.ini", "[pytest]\npythonpath = src\n", [("api/src", 2)]),
        ("pytest.ini", "[pytest]\npythonpath = ../other /abs\n", []),
        ("tox.ini", "[testenv]\nsetenv = PYTHONPATH = {toxinidir}/src\n", [("src", 2)]),
        (".github/workflows/a.yml", "env:\n  PYTHONPATH: src\n", [("src", 2)]),
        (
            ".github/workflows/a.yml",
            "- run: PYTHONPATH=$GITHUB_WORKSPACE/src pytest\n",
            [("src", 1)],
        ),
        (".github/workflows/a.yml", "PYTHONPATH: ${{ github.workspace }}/src\n", [("src", 1)]),
        (".github/workflows/a.yml", "# PYTHONPATH: src\n", []),
        (
            ".gitlab-ci.yml",
            'script: export PYTHONPATH="$CI_PROJECT_DIR/src:$PYTHONPATH"\n',
            [("src", 1)],
        ),
        ("Makefile", "run:\n\tPYTHONPATH=$(CURDIR)/src python main.py\n", [("src", 2)]),
        ("api/Makefile", "run:\n\tPYTHONPATH=src python main.py\n", [("api/src", 2)]),
        ("Dockerfile", "WORKDIR /app\nCOPY . .\nENV PYTHONPATH=/app/src:/opt/x\n", [("src", 3)]),
        ("Dockerfile", "COPY ./api /srv\nENV PYTHONPATH /srv/lib\n", [("api/lib", 2)]),
        ("Dockerfile", "COPY --from=build x /srv\nENV PYTHONPATH /srv/lib\n", []),
        ("docker-compose.yml", "- ./api:/code\n- PYTHONPATH=/code/lib\n", [("api/lib", 2)]),
        ("Makefile", "run:\n\tPYTHONPATH=$(SOMEWHERE) python main.py\n", []),
    ],
)
def test_folders_on_the_import_path(file: str, text: str, expected: list[tuple[str, int]]) -> None:
    """Each folder is told relative to the source, with its line; what leads out of the source or
    cannot be led back to it says nothing."""
    assert sorted(_read(file, text, SettingKind.SEARCH_PATH)) == expected


@pytest.mark.parametrize(
    ("text", "modules", "files"),
    [
        ('CMD ["python", "-m", "shop.main"]\n', [("shop.main", 1)], []),
        ("RUN python3.11 -u -m shop.main --x\n", [("shop.main", 1)], []),
        ("RUN python tools/run.py\n", [], [("tools/run.py", 1)]),
        ("RUN pip install shop.main\n", [], []),
    ],
)
def test_modules_and_files_that_are_run(
    text: str, modules: list[tuple[str, int]], files: list[tuple[str, int]]
) -> None:
    """`python -m NAME` and `python FILE` are commands, in shell and in list form."""
    assert _read("Dockerfile", text, SettingKind.RUN_MODULE) == modules
    assert _read("Dockerfile", text, SettingKind.RUN_FILE) == files


def test_the_import_mode_of_pytest() -> None:
    """It is read from pytest's own options and from commands."""
    options = '[tool.pytest.ini_options]\naddopts = ["-q", "--import-mode=importlib"]\n'
    assert _read("pyproject.toml", options, SettingKind.IMPORT_MODE) == [("importlib", 2)]
    command = "script: pytest --import-mode=append tests\n"
    assert _read(".gitlab-ci.yml", command, SettingKind.IMPORT_MODE) == [("append", 1)]


def test_entry_points() -> None:
    """Scripts and plug-ins of pyproject.toml, poetry and setup.cfg, without their extras."""
    text = (
        '[project.scripts]\nshop = "shop.cli:main"\n[project.entry-points.plug]\n'
        'a = "shop.plug:Plug [extra]"\n[tool.poetry.scripts]\nb = "shop.old:main"\n'
    )
    assert _read("pyproject.toml", text, SettingKind.ENTRY_POINT) == [
        ("shop.cli.main", 2),
        ("shop.plug.Plug", 4),
        ("shop.old.main", 6),
    ]
    text = "[options.entry_points]\nconsole_scripts =\n    shop = shop.cli:main\n"
    assert _read("setup.cfg", text, SettingKind.ENTRY_POINT) == [("shop.cli.main", 3)]


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("pyproject.toml", "[tool.pytest.ini_options\npythonpath = ["),
        ("pyproject.toml", "[tool.pytest]\nini_options = 3\n"),
        ("setup.cfg", "pythonpath = src\n[[["),
        ("Dockerfile", "ENV PYTHONPATH\n" + "x" * 10_000 + "\n\x00PYTHONPATH=\x00\n"),
        ("notes.txt", "PYTHONPATH=src\n"),
        ("Makefile", "PYTHONPATH=src\n" + "#" * (MAX_FILE_BYTES // 8)),
    ],
)
def test_a_file_that_does_not_parse_or_is_none_says_nothing(file: str, text: str) -> None:
    """Broken, odd and oversized files are passed over."""
    assert read_load_settings(build_source({file: text})) == ()
