"""Tables of class families: all of them, one family's members, its interface matrix."""

from __future__ import annotations

from fnmatch import fnmatchcase

from audit.model.families import MATRIX_LEGEND, CellState, Family, FamilyMember, MatrixCell
from audit.model.snapshot import Snapshot
from audit.views.column import Column, Dtype, tell_count
from audit.views.table import Table, build_table

__all__ = [
    "MEMBER_COLUMNS",
    "build_difference_table",
    "build_family_table",
    "build_matrix_table",
    "build_member_table",
    "choose_pair",
    "find_families",
]

FAMILY_COLUMNS = (
    Column(key="family", title="Family", dtype=Dtype.CODE, meaning="Name that the members share."),
    Column(key="verdict", title="Verdict", meaning="What the evidence supports."),
    Column(
        key="duplicate",
        title="Duplicate",
        dtype=Dtype.FLAG,
        meaning="Whether the verdict claims duplication.",
    ),
    Column(
        key="confidence",
        title="Confidence",
        dtype=Dtype.NUMBER,
        meaning="How sure the verdict is, 0–1.",
    ),
    Column(
        key="lines_saved",
        title="Lines to save",
        dtype=Dtype.INTEGER,
        meaning="Lines of all production members but the proposed survivor.",
    ),
    Column(
        key="reference",
        title="Proposed survivor",
        dtype=Dtype.CODE,
        meaning="The member that the matrix compares with.",
    ),
    Column(
        key="signals",
        title="Evidence",
        dtype=Dtype.LIST,
        meaning="Measured signals, name and value 0–1, the strongest of each name.",
    ),
    Column(key="members", title="Members", dtype=Dtype.CODES, meaning="Definition paths."),
)
MEMBER_COLUMNS = (
    Column(key="member", title="Member", dtype=Dtype.CODE, meaning="Path of the definition."),
    Column(key="role", title="Role", meaning="Proposed survivor, or other member."),
    Column(key="zone", title="Zone", meaning="Zone of its module."),
    Column(key="place", title="Place", dtype=Dtype.CODE, meaning="File and first line."),
    Column(key="lines", title="Lines", dtype=Dtype.INTEGER, meaning="Lines of the class."),
    Column(key="methods", title="Methods", dtype=Dtype.INTEGER, meaning="Methods it defines."),
    Column(
        key="uses_production",
        title="Production uses",
        dtype=Dtype.INTEGER,
        meaning="Use sites in production, by any path.",
    ),
    Column(
        key="uses_test",
        title="Test uses",
        dtype=Dtype.INTEGER,
        meaning="Use sites in tests, by any path.",
    ),
    Column(
        key="verdict",
        title="Verdict",
        meaning="What it is to the survivor or its nearest member; empty for the survivor.",
    ),
    Column(
        key="confidence", title="Confidence", dtype=Dtype.NUMBER, meaning="Of that verdict, 0–1."
    ),
    Column(
        key="life",
        title="Life",
        meaning="live, only tests, or dead, as far as imports and its own module show.",
    ),
    Column(
        key="last_change",
        title="Last change",
        meaning="Of its file, from git; empty when not known.",
    ),
    Column(
        key="authors",
        title="Authors",
        dtype=Dtype.INTEGER,
        meaning="People who changed its file, from git; empty when not known.",
    ),
)
DIFFERENCE_COLUMNS = (
    Column(key="method", title="Method", dtype=Dtype.CODE, meaning="Name of the method."),
    Column(key="member", title="Member", dtype=Dtype.CODE, meaning="Path of the class."),
    Column(
        key="state",
        title="State",
        meaning="Signature against the reference's: same, drifted or missing.",
    ),
    Column(
        key="signature", title="Signature", dtype=Dtype.CODE, meaning="As written; empty: missing."
    ),
    Column(key="differences", title="Differences", dtype=Dtype.LIST, meaning="Spelled out."),
)


def find_families(snapshot: Snapshot, pattern: str = "") -> tuple[Family, ...]:
    """The families whose name or a member matches a pattern, duplicates with most lines first.

    `pattern` (`*`, `?`, `[…]`) is held against the family's name and, for each member, the
    definition path and its last name; an empty pattern means all.
    """

    def matches(family: Family) -> bool:
        names = [family.name]
        for member in family.members:
            names += [member.path, member.path.rpartition(".")[2]]
        return any(fnmatchcase(name, pattern) for name in names)

    chosen = [each for each in snapshot.families if not pattern or matches(each)]
    return tuple(
        sorted(
            chosen,
            key=lambda each: (not each.duplicate, -each.lines_saved, each.name, each.fingerprint),
        )
    )


def choose_pair(family: Family) -> tuple[FamilyMember, FamilyMember]:
    """The proposed survivor and the other member that production uses most; by path if equal."""
    survivor = next(each for each in family.members if each.path == family.reference)
    others = [each for each in family.members if each is not survivor]
    return survivor, min(others, key=lambda each: (-each.uses_production, each.path))


def build_family_table(snapshot: Snapshot, *, pattern: str = "", limit: int | None = None) -> Table:
    """One row per family, duplicates with most lines to save first."""
    families = find_families(snapshot, pattern)
    duplicates = sum(each.duplicate for each in families)
    found = tell_count(len(families), "family", "families")
    return build_table(
        title="Class families",
        columns=FAMILY_COLUMNS,
        rows=(
            (
                each.name,
                each.verdict.value,
                each.duplicate,
                each.confidence,
                each.lines_saved,
                each.reference,
                _list_signals(each),
                tuple(member.path for member in each.members),
            )
            for each in families
        ),
        note=f"{found}; duplicates: {duplicates:,}.",
    ).head(limit)


def _list_signals(family: Family) -> tuple[str, ...]:
    strongest: dict[str, float] = {}
    for signal in family.signals:
        strongest[signal.name] = max(signal.value, strongest.get(signal.name, 0.0))
    return tuple(f"{name} {value:.2f}" for name, value in sorted(strongest.items()))


def build_member_table(family: Family) -> Table:
    """The members of one family, the proposed survivor first, then by path."""
    members = sorted(family.members, key=lambda each: (each.path != family.reference, each.path))
    return build_table(
        title=f"Members of the family {family.name}",
        columns=MEMBER_COLUMNS,
        rows=(
            (
                each.path,
                "proposed survivor" if each.path == family.reference else "other member",
                each.zone.value,
                f"{each.file}:{each.line}",
                each.end_line - each.line + 1,
                each.methods,
                each.uses_production,
                each.uses_test,
                each.verdict.value if each.verdict is not None else "",
                each.confidence if each.verdict is not None else None,
                each.life.value,
                each.last_change,
                each.authors or None,
            )
            for each in members
        ),
        note=f"{family.verdict.value}; survivor proposed: {family.reference_reason}",
    )


def build_matrix_table(family: Family) -> Table:
    """The interface matrix: a row per method, a column per member, headed by its path.

    A cell says its state in words before the signature; `build_difference_table` spells out what
    differs.
    """
    members = list(dict.fromkeys(each.path for each in family.members))
    columns = [Column(key="method", title="Method", dtype=Dtype.CODE, meaning="Method name.")]
    columns += [
        Column(
            key=path,
            title=f"{path} (reference)" if path == family.reference else path,
            meaning="State of the signature against the reference's, and the signature.",
        )
        for path in members
    ]
    rows = []
    for row in family.matrix:
        cells = {cell.member: cell for cell in row.cells}
        rows.append((row.method, *(_tell_cell(cells.get(path)) for path in members)))
    return build_table(
        title=f"Interface matrix of the family {family.name}",
        columns=columns,
        rows=rows,
        note=f"Compared with {family.reference}: {family.reference_reason}; {MATRIX_LEGEND}",
    )


def _tell_cell(cell: MatrixCell | None) -> str:
    if cell is None or cell.state is CellState.MISSING:
        return "missing"
    return f"{cell.state.value}: {cell.signature}"


def build_difference_table(family: Family, *, same: bool = True) -> Table:
    """The interface matrix in long form, a row per method and member, differences spelled out.

    `same` False leaves out the cells that are the same as the reference's: what must be ported.
    """
    cells = [
        (row.method, cell)
        for row in family.matrix
        for cell in row.cells
        if same or cell.state is not CellState.SAME
    ]
    return build_table(
        title=f"Interface cells of the family {family.name}",
        columns=DIFFERENCE_COLUMNS,
        rows=(
            (method, cell.member, cell.state.value, cell.signature, cell.differences)
            for method, cell in cells
        ),
        note=f"{tell_count(len(cells), 'cell', 'cells')}, compared with {family.reference}.",
    )
