"""Figures of components, and the proposal."""

from __future__ import annotations

from audit.analysis.survey import Survey, survey_codebase
from audit.model.rules import Component, Rules
from tests.worlds.codebases import build_world

FILES = {
    "pkg/__init__.py": "from .core import StoreManager\n",
    "pkg/core.py": "class StoreManager:\n    def open(self): ...\n    def close(self): ...\n",
    "pkg/factory.py": "from .core import StoreManager\ndef make(): return StoreManager()\n",
    "pkg/old.py": """
        import warnings
        from .core import StoreManager
        warnings.warn("use pkg.core", DeprecationWarning)
        """,
    "app/__init__.py": "",
    "app/a.py": "from pkg import StoreManager\nstore = StoreManager()\n",
    "app/b.py": "from pkg.old import StoreManager\n",
    "app/c.py": "from pkg.gone import StoreManager\n",
    "tests/test_a.py": "from pkg.core import StoreManager\nStoreManager()\n",
}
COMPONENT = Component(
    id="store",
    title="Store",
    symbols=("*Manager",),
    canonical=("pkg.StoreManager",),
    factory="pkg.factory.make",
)


def survey(files: dict[str, str], *components: Component) -> Survey:
    """The survey of a world under these components."""
    return survey_codebase(build_world(files), Rules(components=components))


def test_figures() -> None:
    """A component knows its symbols, paths by zone, deprecated and broken ones, and bypasses."""
    (figures,) = survey(FILES, COMPONENT).figures
    assert figures.symbols == ("pkg.core.StoreManager",)
    assert figures.canonical == ("pkg.StoreManager",)
    assert figures.paths_production == (
        "pkg.StoreManager",
        "pkg.core.StoreManager",
        "pkg.old.StoreManager",
    )
    assert figures.paths_test == ("pkg.core.StoreManager",)
    assert figures.deprecated_in_use == ("pkg.old.StoreManager",)
    assert figures.broken_in_use == ("pkg.gone.StoreManager",)
    assert figures.bypasses == ("app/a.py:2",)


def test_without_a_factory_nothing_bypasses() -> None:
    """A component that declares no factory has no bypasses."""
    component = Component(id="store", title="Store", symbols=("*Manager",))
    assert survey(FILES, component).figures[0].bypasses == ()


def test_component_that_matches_nothing_is_not_measured() -> None:
    """Patterns that match no symbol give metrics without a value and with the reason."""
    found = survey(FILES, Component(id="none", title="None", symbols=("Nobody*",)))
    metric = next(m for m in found.metrics if m.id == "component.none.paths_production")
    assert metric.value is None
    assert metric.reason == "the patterns of component none match no symbol"


def test_proposal_is_the_most_fragmented() -> None:
    """Without configuration the symbols with most production paths are proposed."""
    (component,) = survey(FILES).components
    assert component.proposed
    assert component.symbols == ("pkg.core.StoreManager",)


def test_proposal_of_the_other_revision_is_kept() -> None:
    """A proposal that is handed over is used instead of a new one."""
    given = Component(id="x", title="X", symbols=("X",), proposed=True)
    found = survey_codebase(build_world(FILES), Rules(), proposed=[given])
    assert found.components == (given,)
