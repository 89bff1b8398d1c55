"""`audit history` on small repositories."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from audit.cli.application import app
from audit.model.history import EpisodeKind, History
from audit.model.rules import Component, Rules
from audit.model.source import SourceFile
from audit.pipeline import history_walk
from audit.pipeline.history import HistoryRequest, follow_history
from audit.pipeline.snapshot import audit_source, take_snapshot
from audit.snapshots import figure_memory
from audit.snapshots.history_tables import COUNTED, load_history
from audit.sources.commit import BlobReader
from audit.sources.locate import open_source
from tests.worlds.repositories import commit_files, quieten_git, run_git
from tests.worlds.seats import SEAT_MANAGER

MANAGER = "class SeatManager:\n    def book(self, seat):\n        return seat + 1\n"
COPY = MANAGER.replace("seat + 1", "seat + 2")
ATTACH = (
    "import lazy_loader\n"
    "__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)\n"
)
USE = "from hall.seats import SeatManager\nSeatManager()\n"
Commit = Callable[..., str]


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty repository, git without the user's settings."""
    quieten_git(monkeypatch)
    folder = tmp_path / "hall-repository"
    folder.mkdir()
    run_git(folder, "init", "-q")
    return folder


def commit(folder: Path, files: dict[str, str | None], *, day: int, author: str = "Ada") -> str:
    """Write (None: remove) and commit on a day of January 2024."""
    return commit_files(folder, files, f"day {day}", day=f"2024-01-{day:02}", author=author)


def draw_story(folder: Path) -> list[str]:
    """A manager, a second path to it, a copy, a broken import; two are mended, one comes back."""
    shim = "from hall.seats import SeatManager\n"
    other = "from hall.old import SeatManager\nSeatManager()\n"
    return [
        commit(folder, {"hall/__init__.py": "", "hall/seats.py": MANAGER}, day=1),
        commit(folder, {"hall/use.py": USE}, day=2),
        commit(folder, {"hall/old.py": shim, "hall/late.py": other}, day=3, author="Ben"),
        commit(folder, {"hall/copy.py": COPY}, day=4, author="Cleo"),
        commit(folder, {"hall/late.py": USE}, day=5),
        commit(folder, {"hall/bad.py": "from hall.gone import SeatManager\n"}, day=6),
        commit(folder, {"hall/bad.py": None, "hall/late.py": other}, day=8, author="Dan"),
    ]


def follow(folder: Path, **options: str) -> History:
    """The history of the manager."""
    return follow_history(HistoryRequest(source=str(folder), symbol="SeatManager", **options))


def spans(history: History, kind: EpisodeKind) -> list[tuple[str, int, str, int | None, int]]:
    """Subject, day and author of the beginning, day of the end, number."""
    return [
        (
            each.subject,
            int(each.introduced.date[8:10]),
            each.introduced.author,
            int(each.removed.date[8:10]) if each.removed else None,
            each.occurrence,
        )
        for each in history.episodes
        if each.kind is kind
    ]


def test_every_thing_has_its_beginning_end_and_author(world: Path) -> None:
    """The story's paths, copy and broken import come and go with the commits that did it."""
    draw_story(world)
    history = follow(world)
    assert spans(history, EpisodeKind.IMPORT_PATH) == [
        ("hall.old.SeatManager", 3, "Ben", 5, 1),
        ("hall.old.SeatManager", 8, "Dan", None, 2),
        ("hall.seats.SeatManager", 2, "Ada", None, 1),
    ]
    assert spans(history, EpisodeKind.MEMBER) == [
        ("hall.copy.SeatManager", 4, "Cleo", None, 1),
        ("hall.seats.SeatManager", 4, "Cleo", None, 1),
    ]
    assert spans(history, EpisodeKind.BROKEN) == [("hall.gone.SeatManager", 6, "Ada", 8, 1)]


def test_who_begins_a_component_is_named(world: Path) -> None:
    """What comes with the component's first class, years after the repository, is not told as
    older than what was read."""
    commit(world, {"hall/__init__.py": ""}, day=1)
    commit(world, {"hall/seats.py": MANAGER, "hall/use.py": USE}, day=2, author="Ben")
    (path,) = follow(world).episodes
    assert (path.introduced.author, path.known_before) == ("Ben", False)


def test_revisions_that_are_passed_over_are_told(world: Path) -> None:
    """Looking at each third revision lays a change on the next one looked at; the answer says so,
    and says nothing of it when each one was looked at."""
    draw_story(world)
    request = HistoryRequest(source=str(world), symbol="SeatManager", every="3")
    (problem,) = follow_history(request).problems
    assert problem.startswith("4 of 7 revisions were passed over")
    assert follow(world).problems == ()


def test_a_merge_is_one_step_of_the_first_parent_line(world: Path) -> None:
    """What a side branch did arrives with the merge, under the merge's revision."""
    commit(world, {"hall/__init__.py": "", "hall/seats.py": MANAGER}, day=1)
    run_git(world, "checkout", "-q", "-b", "side")
    commit(world, {"hall/use.py": USE}, day=2)
    commit(world, {"hall/use2.py": USE}, day=3)
    run_git(world, "checkout", "-q", "main")
    commit(world, {"notes.txt": "x"}, day=4)
    person = {
        "GIT_COMMITTER_NAME": "M", "GIT_COMMITTER_EMAIL": "m@example.org",
        "GIT_AUTHOR_NAME": "Mia", "GIT_AUTHOR_EMAIL": "m@example.org",
        "GIT_COMMITTER_DATE": "2024-01-06T00:00:00+00:00",
    }  # fmt: skip
    run_git(world, "merge", "-q", "--no-ff", "-m", "merge", "side", **person)
    history = follow(world)
    assert len(history.points) == 3
    assert spans(history, EpisodeKind.IMPORT_PATH) == [
        ("hall.seats.SeatManager", 6, "Mia", None, 1)
    ]


def test_an_interrupted_run_goes_on_where_it_ended(
    world: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After an interruption at the fourth revision the second start computes only the rest, and
    its answer is that of one run."""
    draw_story(world)
    monkeypatch.setattr(figure_memory, "_SAVED_EVERY", 1)

    def stop(done: int, total: int) -> None:
        if done == 4:
            raise KeyboardInterrupt

    request = HistoryRequest(source=str(world), symbol="SeatManager")
    with pytest.raises(KeyboardInterrupt):
        follow_history(request, progress=stop)
    told: list[int] = []
    resumed = follow_history(request, progress=lambda done, total: told.append(done))
    assert told[0] == 4
    monkeypatch.setenv("SSOT_AUDIT_CACHE", str(world.parent / "other-cache"))
    assert follow_history(request) == resumed


def test_a_second_start_reads_no_blob(world: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is known from before needs neither contents nor trees."""
    draw_story(world)
    first = follow(world)

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("nothing is left to read")

    monkeypatch.setattr(history_walk, "read_steps", refuse)
    assert follow(world) == first


def test_each_blob_is_extracted_once_in_its_life(
    world: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With other bounds and another symbol no content is read a second time."""
    draw_story(world)
    follow(world)
    read: list[str] = []
    original = BlobReader.read

    def note(self: BlobReader, file: SourceFile) -> bytes:
        if file.path.endswith(".py"):
            read.append(file.path)
        return original(self, file)

    monkeypatch.setattr(BlobReader, "read", note)
    follow_history(HistoryRequest(source=str(world), symbol="book", since="2024-01-02"))
    assert read == []


def test_a_shallow_clone_is_reported_and_read(world: Path, tmp_path: Path) -> None:
    """The part that is there is followed; the answer says that it is not all, and lays what the
    first revision has on nobody."""
    draw_story(world)
    clone = tmp_path / "shallow"
    run_git(tmp_path, "clone", "-q", "--depth", "3", f"file://{world}", str(clone))
    history = follow(clone)
    assert len(history.points) == 3
    assert any("shallow" in problem for problem in history.problems)
    path = next(each for each in history.episodes if each.subject == "hall.seats.SeatManager")
    assert path.known_before


def test_a_missing_blob_is_reported_and_not_fatal(world: Path) -> None:
    """A file whose content is gone counts as empty, which the answer says, and the rest is
    followed; once the content is back, so are its figures."""
    draw_story(world)
    blob = run_git(world, "rev-parse", "HEAD:hall/copy.py")
    loose = world / ".git" / "objects" / blob[:2] / blob[2:]
    loose.chmod(0o600)
    content = loose.read_bytes()
    loose.unlink()
    history = follow(world)
    assert len(history.points) == 7
    assert ("hall.seats.SeatManager", 2, "Ada", None, 1) in spans(history, EpisodeKind.IMPORT_PATH)
    assert spans(history, EpisodeKind.MEMBER) == []
    assert any("hall/copy.py" in problem for problem in history.problems)
    loose.write_bytes(content)
    mended = follow(world)
    assert mended.problems == ()
    assert len(spans(mended, EpisodeKind.MEMBER)) == 2


def test_the_repository_is_left_as_it_was(world: Path) -> None:
    """Neither files, index, references nor objects change."""
    draw_story(world)

    def state() -> dict[str, bytes]:
        return {
            str(path.relative_to(world)): path.read_bytes()
            for path in sorted(world.rglob("*"))
            if path.is_file()
        }

    before = state()
    follow(world)
    assert state() == before


def test_the_command_writes_tables_page_and_markdown(world: Path, tmp_path: Path) -> None:
    """`audit history` answers in JSON and writes four files, with the phases drawn in."""
    revisions = draw_story(world)
    configuration = tmp_path / "audit.toml"
    configuration.write_text(
        '[[components]]\nid = "seats"\nsymbols = ["SeatManager"]\n'
        '[[phases]]\nid = "p1"\ntitle = "First phase"\ndate = "2024-01-05"\n'
        f'before = "x@{revisions[0]}"\nafter = "x@{revisions[4]}"\n'
    )
    out = tmp_path / "out"
    arguments = ["history", str(world), "--component", "seats", "--config", str(configuration)]
    done = CliRunner().invoke(app, [*arguments, "--out", str(out), "--format", "json"])
    assert done.exit_code == 0, done.output
    answer = json.loads(done.stdout)
    assert [row["paths_production"] for row in answer["points"]] == [0, 1, 2, 2, 1, 1, 2]
    assert sorted(path.name for path in out.iterdir()) == [
        *("episodes.parquet", "history.html", "history.md", "points.parquet")
    ]
    assert "First phase" in (out / "history.html").read_text()
    assert "First phase" in (out / "history.md").read_text()


@pytest.mark.parametrize(
    "arguments",
    [
        ["--symbol", "SeatManager", "--every", "moon"],
        ["--symbol", "SeatManager", "--since", "v99"],
        ["--component", "nothing"],
        [],
    ],
)
def test_a_mistake_is_one_sentence(world: Path, arguments: list[str]) -> None:
    """Unknown density, bound or component, or nothing to follow: exit 2, no traceback."""
    draw_story(world)
    done = CliRunner().invoke(app, ["history", str(world), *arguments])
    assert done.exit_code == 2
    assert "Traceback" not in done.output


@pytest.mark.parametrize("bare", [False, True])
def test_a_name_that_never_matched_is_a_mistake(world: Path, tmp_path: Path, bare: bool) -> None:
    """A pattern without a symbol at any revision is refused with the nearest name; one that had a
    symbol once is followed."""
    draw_story(world)
    commit(world, {"hall/seats.py": "x = 1\n", "hall/other.py": MANAGER}, day=28)
    place = tmp_path / "bare.git"
    if bare:
        run_git(world, "clone", "-q", "--bare", str(world), str(place))
    source = str(place if bare else world)
    done = CliRunner().invoke(app, ["history", source, "--symbol", "SeatManagr"])
    assert done.exit_code == 2
    assert "SeatManagr" in done.stderr
    assert "did you mean SeatManager?" in done.stderr
    gone = ["history", source, "--symbol", "hall.seats.SeatManager"]
    assert CliRunner().invoke(app, gone).exit_code == 0


def test_a_folder_may_have_an_at_sign(world: Path, tmp_path: Path) -> None:
    """The folder `ada@home/hall` is called `hall`, and its own phases are drawn."""
    draw_story(world)
    (world / "audit.toml").write_text(
        '[[components]]\nid = "seats"\nsymbols = ["SeatManager"]\n'
        '[[phases]]\nid = "p1"\ntitle = "First phase"\ndate = "2024-01-05"\n'
        'before = "x"\nafter = "y"\n'
    )
    place = tmp_path / "ada@home" / "hall"
    place.parent.mkdir()
    world.rename(place)
    arguments = ["history", str(place), "--out", str(tmp_path / "out"), "--format", "json"]
    done = CliRunner().invoke(app, arguments)
    assert json.loads(done.stdout)["source"] == "hall"
    assert "First phase" in (tmp_path / "out" / "history.html").read_text()


def test_a_folder_without_git_has_no_history(tmp_path: Path) -> None:
    """A plain folder is refused with a sentence."""
    (tmp_path / "plain").mkdir()
    done = CliRunner().invoke(app, ["history", str(tmp_path / "plain"), "--symbol", "X"])
    assert done.exit_code == 2
    shutil.rmtree(tmp_path / "plain")


def test_the_sample_history_says_what_audits_of_its_states_say() -> None:
    """The committed history of the sample has each state's figures, names included."""
    sample = Path(__file__).parents[2] / "data"
    saved = load_history(sample / "history")
    states = ("baseline", "phase-1", "phase-2", "phase-3")
    assert [point.revision.tags for point in saved.points] == [(state,) for state in states]
    for state, point in zip(states, saved.points, strict=True):
        configuration = str(sample / "sample" / "audit.toml")
        taken = take_snapshot(str(sample / "sample" / state), configuration=configuration)
        for field in COUNTED:
            assert getattr(point.figures, field) == getattr(taken.components[0], field), field


STORIES: dict[str, list[dict[str, str | None]]] = {
    "a top-level name appears that holds nothing": [
        {"hall/__init__.py": "", "hall/seats.py": MANAGER, "hall/use.py": USE},
        {"hall/late.py": "from lobby import SeatManager\n"},
        {"lobby/__init__.py": ""},
        {"lobby/__init__.py": None},
    ],
    "a module that names nothing begins to make names at run time": [
        {"hall/__init__.py": "", "hall/seats.py": MANAGER, "hall/api.py": "x = 1\n"},
        {"hall/use.py": "from hall.api import SeatManager\n"},
        {"hall/api.py": "x = 1\n\n\ndef run():\n    return x\n"},
        {"hall/api.py": "exec('x = 1')\n"},
    ],
    "a path without any of the component's names": [
        {"hall/__init__.py": "", "hall/seats.py": MANAGER},
        {"hall/use.py": "from hall.a import M\nM()\n"},
        {"hall/a.py": "from hall.seats import SeatManager as M\n"},
        {"hall/b.py": "from hall.a import M as N\n", "hall/use2.py": "from hall.b import N\n"},
        {"hall/a.py": None},
    ],
    "a package is reached through a module that only hands it on": [
        {"hall/__init__.py": "", "hall/inner/__init__.py": "", "hall/inner/seats.py": MANAGER},
        {"hall/door.py": "from hall.inner import seats as s\n"},
        {"hall/use.py": "from hall.door import s\ns.SeatManager()\n"},
        {"hall/door.py": "s = None\n"},
        {"hall/door.py": "import hall.inner.seats as s\n"},
    ],
    "the folder of the packages becomes a package itself": [
        {"src/hall/__init__.py": "", "src/hall/seats.py": MANAGER, "src/hall/use.py": USE},
        {"src/__init__.py": ""},
        {"src/__init__.py": None},
    ],
    "a project file declares another root": [
        {"lib/hall/__init__.py": "", "lib/hall/seats.py": MANAGER, "lib/hall/use.py": USE},
        {"top.py": "from lib.hall.seats import SeatManager\n"},
        {"pyproject.toml": '[tool.pytest.ini_options]\npythonpath = ["lib"]\n'},
        {"pyproject.toml": "[tool.other]\n"},
    ],
    "a file gets another zone with the package around it": [
        {"docs/hall/seats.py": MANAGER, "use.py": "from docs.hall.seats import SeatManager\n"},
        {"docs/hall/use.py": "from docs.hall.seats import SeatManager\n"},
        {"docs/__init__.py": ""},
        {"tests/seats.py": MANAGER},
    ],
    "what a package binds moves down, the imports stay": [
        {"hall/__init__.py": "seats = None\nimport hall.other\n", "hall/seats.py": MANAGER},
        {"hall/other.py": "import hall.seats\n"},
        {"hall/use.py": "from hall import seats\nseats.SeatManager()\n"},
        {"hall/__init__.py": "a = 1\nb = 2\nc = 3\nseats = None\nimport hall.other\n"},
        {"hall/__init__.py": "a = 1\nimport hall.other\nseats = None\n"},
    ],
    "a project needs a distribution of the name of a module": [
        {"jobs/seats.py": MANAGER, "jobs/run.py": "from seats import SeatManager\nSeatManager()\n"},
        {"pyproject.toml": '[project]\nname = "j"\ndependencies = ["seats>=1"]\n'},
        {"pyproject.toml": '[project]\nname = "j"\n'},
    ],
    "a package reads its lazy names from the stub beside it": [
        {"hall/__init__.py": ATTACH, "hall/__init__.pyi": "", "hall/seats.py": MANAGER},
        {"hall/use.py": "from hall import SeatManager\nSeatManager()\n"},
        {"hall/__init__.pyi": "from .seats import SeatManager\n"},
        {"hall/__init__.pyi": "from .other import SeatManager\n"},
        {"hall/__init__.pyi": "from .seats import SeatManager\n", "hall/more.pyi": ""},
        {"hall/__init__.pyi": None},
    ],
    "a project installs a command": [
        {"hall/__init__.py": "", "hall/seats.py": MANAGER},
        {"pyproject.toml": '[project.scripts]\nseats = "hall.seats:SeatManager"\n'},
        {"pyproject.toml": '[project.scripts]\nseats = "hall.seats:gone"\n'},
        {"setup.cfg": "[options.entry_points]\nconsole_scripts =\n    s = hall.s:SeatManager\n"},
        {"setup.cfg": None},
    ],
    "a module that uses it sets it on another one as well": [
        {"hall/__init__.py": "", "hall/seats.py": MANAGER, "hall/api.py": ""},
        {"hall/use.py": "from hall.api import SeatManager\n"},
        {"hall/set.py": "import hall.api\nfrom hall.seats import SeatManager\n"},
        {
            "hall/set.py": "import hall.api\nfrom hall.seats import SeatManager\n"
            "hall.api.SeatManager = SeatManager\n"
        },
    ],
    "a module that names it in a string hands on all of its package": [
        {"hall/__init__.py": "", "hall/_seats.py": MANAGER, "hall/use.py": ""},
        {"hall/use.py": "from importlib import import_module\nimport_module('hall.SeatManager')\n"},
        {"hall/__init__.py": "_WHERE = __import__('hall._seats.SeatManager')\n"},
        {
            "hall/__init__.py": "_WHERE = __import__('hall._seats.SeatManager')\n"
            "from hall._seats import *\n"
        },
    ],
    "a class becomes a copy without a change of its name": [
        {"hall/__init__.py": "", "hall/seats.py": SEAT_MANAGER, "hall/use.py": USE},
        {"hall/base.py": "class Base:\n    def open(self):\n        pass\n"},
        {
            "hall/other.py": "from hall.base import Base\n"
            "class OldSeatManager(Base):\n    size = 1\n"
        },
        {"hall/other.py": SEAT_MANAGER.replace("SeatManager", "OldSeatManager")},
        {"hall/other.py": "# moved\n\n\n" + SEAT_MANAGER.replace("SeatManager", "OldSeatManager")},
        {"hall/seats.py": "# moved\n" + SEAT_MANAGER.replace("seat + 1", "seat + 100")},
        {"hall/other.py": "class OldSeatManager:\n    size = 1\n"},
    ],
    "what a copy derives from turns it into an implementation": [
        {
            "hall/__init__.py": "",
            "hall/seats.py": SEAT_MANAGER.replace("r:", "r(Base):", 1),
            "hall/use.py": USE,
        },
        {
            "hall/seats.py": "from hall.base import Base\n"
            + SEAT_MANAGER.replace("Manager:", "Manager(Base):")
        },
        {
            "hall/other.py": "from hall.base import Base\n"
            + SEAT_MANAGER.replace("SeatManager:", "OldSeatManager(Base):").replace("seat", "chair")
        },
        {"hall/base.py": "class Base:\n    pass\n"},
        {
            "hall/base.py": "import abc\nclass Base(abc.ABC):\n"
            + "".join(
                f"    @abc.abstractmethod\n    def {name}(self): ...\n"
                for name in ("book", "cancel", "check")
            )
        },
    ],
    "an extension module is declared": [
        {"hall/__init__.py": "", "hall/seats.py": MANAGER, "setup.py": "setup()\n"},
        {"hall/use.py": "from hall.fast import SeatManager\n"},
        {"setup.py": "setup(ext_modules=[Extension('hall.fast', [])])\n"},
        {"setup.py": "setup()\n"},
        {"pyproject.toml": "[tool.maturin]\nmodule-name = 'hall.fast'\n"},
    ],
    "a folder of data stands for a missing module": [
        {"hall/__init__.py": "", "hall/seats.py": MANAGER},
        {"hall/use.py": "import hall.lost.SeatManager\n"},
        {"hall/lost/SeatManager/seats.json": "{}"},
        {"hall/lost/SeatManager/seats.json": None, "hall/lost/SeatManager.json": "{}"},
        {"hall/lost/SeatManager/deep/seats.json": "{}"},
    ],
    "a decorator writes the name into the module": [
        {"hall/__init__.py": "", "hall/seats.py": MANAGER, "hall/mark.py": "def mark(x): ...\n"},
        {"hall/use.py": "from hall.late import SeatManager\n"},
        {"hall/late.py": "from hall.mark import mark\n@mark\nclass Late: ...\n"},
        {
            "hall/mark.py": "import sys\ndef mark(x):\n"
            "    setattr(sys.modules[x.__module__], 'Seat' + 'Manager', x)\n"
        },
    ],
    "another module computes the name": [
        {"hall/__init__.py": "", "hall/seats.py": MANAGER, "hall/late.py": ""},
        {"hall/use.py": "from hall.late import SeatManager\n"},
        {"hall/fill.py": "from hall import late\nfor n in names: setattr(late, n, 1)\n"},
        {"hall/fill.py": "import hall.late\nhall.late.SeatManager = make()\n"},
        {"hall/fill.py": ""},
    ],
    "a patched class is closed and opened": [
        {"hall/__init__.py": "", "hall/seats.py": MANAGER},
        {"hall/use.py": "mock.patch('hall.seats.SeatManager.gone')\n"},
        {"hall/fill.py": "from hall.seats import SeatManager\nSeatManager.gone = make()\n"},
        {"hall/fill.py": ""},
        {"hall/seats.py": MANAGER + "setattr(SeatManager, name, 1)\n"},
    ],
    "an extension module stands for a missing one": [
        {"hall/__init__.py": "", "hall/seats.py": MANAGER},
        {"hall/use.py": "from hall.fast import SeatManager\n"},
        {"hall/fast.pyx": "x"},
        {"hall/fast.pyx": None},
    ],
}


@pytest.mark.parametrize("story", STORIES)
def test_what_mentions_nothing_can_change_the_figures(world: Path, story: str) -> None:
    """At each commit of the story the figures are those of a whole audit, and they do change."""
    for day, files in enumerate(STORIES[story], start=1):
        commit(world, dict(files), day=day)
    history = follow(world)
    component = Component(id="", title="SeatManager", symbols=("SeatManager",))
    rules = Rules(components=(component,))
    seen = []
    for point in history.points:
        taken = audit_source(open_source(f"{world}@{point.revision.id}"), rules).snapshot
        assert point.figures == taken.components[0], point.revision.subject
        seen.append(point.figures)
    assert len(seen) == len(STORIES[story])
    assert len(set(seen)) > 1
