"""Two tools' import edges of one package side by side, every difference with its cause."""

from __future__ import annotations

import enum
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from audit.model.facts import ImportKind
from audit.model.imports import Bucket, ResolvedImport
from audit.views.column import Column, Dtype
from audit.views.table import Table, build_table

__all__ = [
    "EXPLANATIONS",
    "Cause",
    "EdgeComparison",
    "EdgeDifference",
    "build_edge_table",
    "build_opinion_table",
    "compare_edges",
]

Edge = tuple[str, str]


class Cause(enum.StrEnum):
    """Why one of the two tools has an edge that the other has not."""

    PARENT = "package above"
    BROKEN = "broken path"
    STAR = "star import"
    HIDDEN = "hidden submodule"
    NOT_READ = "module not read"
    NO_STATEMENT = "no import statement"
    NOT_COMPILED = "branch not compiled"
    REMEMBERED = "failure remembered"
    UNEXPLAINED = "unexplained"


EXPLANATIONS = {
    Cause.PARENT: "pydeps counts the packages above an imported module as imported too; "
    "here they are implied, and not counted.",
    Cause.BROKEN: "The path does not exist: pydeps counts the packages that it could still find, "
    "here the import is a broken one.",
    Cause.STAR: "pydeps counts the submodules that a star import finds loaded; here the import "
    "leads to the package that it names.",
    Cause.HIDDEN: "A submodule and a name of the package are called the same: pydeps takes the "
    "submodule, here Python's binding order decides.",
    Cause.NOT_READ: "pydeps leaves the module out: folders called migrations, names that are no "
    "identifiers, folders without __init__.py, files that do not compile here.",
    Cause.NO_STATEMENT: "The module is loaded by a call, a lazy map or a string: there is no "
    "import statement in the bytecode that pydeps reads.",
    Cause.NOT_COMPILED: "The import stands in a branch that the compiler drops.",
    Cause.REMEMBERED: "modulefinder, under pydeps, skips an import once another one that is "
    "written alike (without its dots) has failed elsewhere.",
    Cause.UNEXPLAINED: "No known cause: read both places.",
}

CALLED_KINDS = frozenset({ImportKind.DYNAMIC, ImportKind.STRING})
DEAD_GUARDS = frozenset({"False", "0", "None", "not __debug__", "not True"})


@dataclass(frozen=True, slots=True, kw_only=True)
class EdgeDifference:
    """An edge that one tool alone has; `ours` says which. `places` are our "file:line" for it."""

    importer: str
    imported: str
    ours: bool
    cause: Cause
    places: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EdgeComparison:
    """Edges inside `package` by both tools: how many each has, how many both, and the others."""

    package: str
    ours: int
    theirs: int
    agreed: int
    differences: tuple[EdgeDifference, ...]

    @property
    def unexplained(self) -> tuple[EdgeDifference, ...]:
        """The differences without a known cause."""
        return tuple(each for each in self.differences if each.cause is Cause.UNEXPLAINED)


def compare_edges(
    imports: Iterable[ResolvedImport],
    theirs: Iterable[Edge],
    *,
    package: str,
    modules: Iterable[str],
) -> EdgeComparison:
    """Hold our imports inside `package` against the edges that pydeps gives for it.

    In: all resolved imports of a snapshot; pydeps' (importer, imported) pairs and the modules it
    saw. Edges from a module to itself do not count; ours are explicit imports of any kind
    (conceptual view), implied parents left out. Out: the differences sorted, each with a cause.
    """
    reader = _Reader(package, tuple(imports), frozenset(modules))
    ours = reader.explicit.keys()
    peer = {pair for pair in theirs if pair[0] != pair[1] and all(map(reader.inside, pair))}
    differences = [
        EdgeDifference(
            importer=pair[0], imported=pair[1], ours=False, cause=reader.explain_theirs(pair)
        )
        for pair in peer - ours
    ] + [
        EdgeDifference(
            importer=pair[0],
            imported=pair[1],
            ours=True,
            cause=reader.explain_ours(pair),
            places=reader.list_places(pair),
        )
        for pair in ours - peer
    ]
    return EdgeComparison(
        package=package,
        ours=len(ours),
        theirs=len(peer),
        agreed=len(ours & peer),
        differences=tuple(
            sorted(differences, key=lambda each: (each.cause, each.importer, each.imported))
        ),
    )


class _Reader:
    """Our imports of one package, indexed for the questions that the causes ask."""

    def __init__(
        self, package: str, imports: tuple[ResolvedImport, ...], modules: frozenset[str]
    ) -> None:
        self.package = package
        self.modules = modules
        self.explicit: dict[Edge, list[ResolvedImport]] = {}
        self.broken: dict[str, list[ResolvedImport]] = {}
        self.outside: set[str] = set()
        self.itself: set[str] = set()
        for each in imports:
            if each.bucket is Bucket.BROKEN:
                self.broken.setdefault(each.importer, []).append(each)
                self.outside.add(each.path)
            elif self.inside(each.imported):
                self._add_inside(each)
            else:
                self.outside.update((each.imported, each.path))
        self.imported_by: dict[str, list[ResolvedImport]] = {}
        for (importer, _), found in self.explicit.items():
            self.imported_by.setdefault(importer, []).extend(found)

    def _add_inside(self, each: ResolvedImport) -> None:
        if each.importer == each.imported:
            self.itself.add(each.importer)
        elif self.inside(each.importer) and set(each.kinds) != {ImportKind.IMPLICIT_PARENT}:
            self.explicit.setdefault((each.importer, each.imported), []).append(each)

    def inside(self, name: str) -> bool:
        return name == self.package or name.startswith(f"{self.package}.")

    def list_places(self, pair: Edge) -> tuple[str, ...]:
        places = sorted({(each.file, each.line) for each in self.explicit[pair]})
        return tuple(f"{file}:{line}" for file, line in places)

    def explain_theirs(self, pair: Edge) -> Cause:
        importer, imported = pair
        found = self.imported_by.get(importer, [])
        if any(each.imported.startswith(f"{imported}.") for each in found):
            return Cause.PARENT
        if any(
            each.imported == imported.rpartition(".")[0]
            and each.name == imported.rpartition(".")[2]
            for each in found
        ):
            return Cause.HIDDEN
        if any(
            ImportKind.STAR in each.kinds and imported.startswith(f"{each.imported}.")
            for each in found
        ):
            return Cause.STAR
        if any(
            f"{each.path}.".startswith(f"{imported}.") for each in self.broken.get(importer, [])
        ):
            return Cause.BROKEN
        implied = importer in self.itself and importer.startswith(f"{imported}.")
        return Cause.PARENT if implied else Cause.UNEXPLAINED

    def explain_ours(self, pair: Edge) -> Cause:
        found = self.explicit[pair]
        if not self.modules.issuperset(pair):
            return Cause.NOT_READ
        if all(CALLED_KINDS.intersection(each.kinds) for each in found):
            return Cause.NO_STATEMENT
        if all(each.guard.strip() in DEAD_GUARDS for each in found):
            return Cause.NOT_COMPILED
        if any(name in self.outside for name in self._spellings(pair)):
            return Cause.REMEMBERED
        return Cause.UNEXPLAINED

    def _spellings(self, pair: Edge) -> Iterator[str]:
        """How a relative import in the importer could have written the imported module."""
        importer, imported = pair
        above = importer
        while above:
            if imported.startswith(f"{above}."):
                yield imported[len(above) + 1 :]
            above = above.rpartition(".")[0]


OPINION_COLUMNS = (
    Column(key="seen_by", title="Seen by", meaning="Which tool has the edges."),
    Column(key="cause", title="Cause", meaning="Why only one tool has them."),
    Column(key="edges", title="Edges", dtype=Dtype.INTEGER, meaning="Pairs of modules."),
    Column(key="explanation", title="Explanation", meaning="What the two do differently."),
)
EDGE_COLUMNS = (
    Column(key="seen_by", title="Seen by", meaning="The tool that has the edge."),
    Column(key="importer", title="Importer", dtype=Dtype.CODE, meaning="Importing module."),
    Column(key="imported", title="Imported", dtype=Dtype.CODE, meaning="Imported module."),
    Column(key="cause", title="Cause", meaning="Why the other tool does not have it."),
    Column(key="places", title="Places", dtype=Dtype.CODES, meaning="File and line, where ours."),
)


def build_opinion_table(comparison: EdgeComparison) -> Table:
    """Agreed edges, then the differences counted by tool and cause, each explained."""
    counts = Counter((not each.ours, each.cause) for each in comparison.differences)
    rows = [("both", "agreed", comparison.agreed, "Both have them.")]
    rows += [
        (_name_tool(not theirs), cause.value, count, EXPLANATIONS[cause])
        for (theirs, cause), count in sorted(counts.items())
    ]
    return build_table(
        title=f"Import edges inside {comparison.package}, by both tools",
        columns=OPINION_COLUMNS,
        rows=rows,
        note=(
            f"{comparison.ours:,} edges here, {comparison.theirs:,} by pydeps, "
            f"{comparison.agreed:,} by both; {len(comparison.unexplained):,} unexplained."
        ),
    )


def build_edge_table(
    comparison: EdgeComparison, *, parents: bool = False, limit: int | None = None
) -> Table:
    """Every edge that only one tool has; those to packages above only if `parents` is set."""
    chosen = [each for each in comparison.differences if parents or each.cause is not Cause.PARENT]
    left_out = len(comparison.differences) - len(chosen)
    note = f"{left_out:,} edges to packages above are counted, not listed." if left_out else ""
    return build_table(
        title="Edges that only one tool has",
        columns=EDGE_COLUMNS,
        rows=(
            (_name_tool(each.ours), each.importer, each.imported, each.cause.value, each.places)
            for each in chosen
        ),
        note=note,
    ).head(limit)


def _name_tool(ours: bool) -> str:
    return "this kit" if ours else "pydeps"
