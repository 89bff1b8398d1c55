"""Packages whose modules may lie elsewhere: shared namespaces, and packages that set `__path__`."""

from __future__ import annotations

import pytest

from audit.model.imports import Bucket
from tests.worlds.codebases import build_world


def buckets(files: dict[str, str]) -> dict[str, tuple[Bucket, str]]:
    """Bucket and reason of each import, by path."""
    return {item.path: (item.bucket, item.reason) for item in build_world(files).imports}


def test_another_distribution_may_hold_the_rest_of_a_namespace() -> None:
    """What a namespace of packages lacks is not broken: it cannot be told from here."""
    found = buckets(
        {
            "cloud/store/__init__.py": "import cloud.auth\nfrom cloud import core\n",
            "cloud/store/bucket.py": "from cloud.auth.keys import Key\nimport cloud.store.gone\n",
        }
    )
    for path in ("cloud.auth", "cloud.core", "cloud.auth.keys.Key"):
        bucket, reason = found[path]
        assert bucket is Bucket.UNRESOLVABLE
        assert reason.startswith("cloud is a namespace package: another distribution may hold")
    assert found["cloud.store.gone"] == (Bucket.BROKEN, "there is no module cloud.store.gone")


def test_a_folder_of_modules_is_no_shared_namespace() -> None:
    """What a folder of modules without `__init__.py` lacks is broken: it is the code's own."""
    found = buckets({"app/main.py": "import app.mian\n", "app/web/__init__.py": ""})
    assert found["app.mian"][0] is Bucket.BROKEN


def test_a_required_distribution_may_hold_what_a_folder_lacks() -> None:
    """With `poems-core` among the requirements `poems.core` is not broken where `poems` is no
    regular package; what no requirement is called after stays broken."""
    files = {
        "poems/main.py": "import poems.core.verse\nimport poems.cores\nimport poems.page.gone\n",
        "poems/page/__init__.py": "from poems.ink_well import dip\n",
    }
    codebase = build_world(files, requirements=["poems-core", "poems-ink-well-blue", "page-gone"])
    found = {item.path: (item.bucket, item.reason) for item in codebase.imports}
    for path in ("poems.core.verse", "poems.ink_well.dip"):
        bucket, reason = found[path]
        assert bucket is Bucket.UNRESOLVABLE
        assert reason.startswith("poems is a namespace package: another distribution may hold")
    for path in ("poems.cores", "poems.page.gone"):
        assert found[path][0] is Bucket.BROKEN
    regular = build_world({**files, "poems/__init__.py": ""}, requirements=["poems-core"])
    assert {item.bucket for item in regular.imports if "core" in item.path} == {Bucket.BROKEN}


def test_a_required_distribution_comes_before_a_folder_of_its_name() -> None:
    """A regular package that is installed is found instead of a folder without `__init__.py`, so
    what that folder lacks is not broken; without the requirement it is."""
    files = {
        "packing/release.py": "from packing.version import Version\nimport packing.release\n",
        "app/__init__.py": "from packing_tools import press\n",
    }
    for requirements, bucket in (["packing"], Bucket.UNRESOLVABLE), (["pack"], Bucket.BROKEN):
        found = {i.path: i.bucket for i in build_world(files, requirements=requirements).imports}
        assert found["packing.version.Version"] is bucket
        assert found["packing.release"] is Bucket.FIRST_PARTY
        assert found["packing_tools.press"] is Bucket.THIRD_PARTY


@pytest.mark.parametrize(
    "line",
    [
        "__path__ = __import__('pkgutil').extend_path(__path__, __name__)",
        "from pkgutil import extend_path\n__path__ = extend_path(__path__, __name__)",
        "__path__ = []",
        "__path__.extend(find_more())",
        "__path__.append('elsewhere')",
        "__path__ += ['elsewhere']",
    ],
)
def test_a_package_that_sets_its_path(line: str) -> None:
    """A package that says itself where its modules are may have more of them than can be seen."""
    found = buckets(
        {
            "poems/__init__.py": line + "\n",
            "poems/book.py": "from poems.core.verse import Verse\nfrom poems import lines\n",
        }
    )
    for path in ("poems.core.verse.Verse", "poems.lines"):
        bucket, reason = found[path]
        assert bucket is Bucket.UNRESOLVABLE
        assert reason == "poems sets its own __path__, so its modules may lie elsewhere"


def test_an_object_that_a_finder_makes_a_module() -> None:
    """`six.moves` is an object of a module that sets `__path__`: what is in it cannot be told."""
    found = buckets(
        {
            "six.py": "__path__ = []\n\n\nclass Moves: ...\n\n\nmoves = Moves()\n",
            "use.py": "from six.moves import zip\nfrom six.moves.queue import Queue\n",
        }
    )
    for path in ("six.moves.zip", "six.moves.queue.Queue"):
        assert found[path][0] is Bucket.UNRESOLVABLE
