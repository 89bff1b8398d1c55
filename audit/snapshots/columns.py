"""The columns of a snapshot's Parquet tables: name, dtype, meaning and unit of each.

One place for all of them: the files are written and checked with these declarations, and
documentation is made from them. Row numbers that join tables count from 0 in file order.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

__all__ = ["LATER_COLUMNS", "TABLES", "ParquetColumn", "render_columns", "table_file"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ParquetColumn:
    """One column. `dtype` is an Arrow type as text; `unit` is "" where none applies."""

    name: str
    dtype: str
    meaning: str
    unit: str


def _text(name: str, meaning: str) -> ParquetColumn:
    return ParquetColumn(name=name, dtype="string", meaning=meaning, unit="")


def _count(name: str, meaning: str, unit: str) -> ParquetColumn:
    return ParquetColumn(name=name, dtype="int64", meaning=meaning, unit=unit)


def _share(name: str, meaning: str, unit: str) -> ParquetColumn:
    return ParquetColumn(name=name, dtype="double", meaning=meaning, unit=unit)


def _flag(name: str, meaning: str) -> ParquetColumn:
    return ParquetColumn(name=name, dtype="bool", meaning=meaning, unit="")


def _texts(name: str, meaning: str) -> ParquetColumn:
    return ParquetColumn(name=name, dtype="list<string>", meaning=meaning, unit="")


def _records(name: str, fields: str, meaning: str) -> ParquetColumn:
    return ParquetColumn(name=name, dtype=f"list<struct<{fields}>>", meaning=meaning, unit="")


_FILE = _text("file", "file, relative to the source")
_LINE = _count("line", "first line, 1-based; 0 for the whole file", "line")
_PLACES = "file: string, line: int64, text: string"
_END = _count("end_line", "last line, 1-based", "line")

_MODULES = (
    _text("name", "dotted module name"),
    _FILE,
    _text("root", "directory put on the import path; empty for the source itself"),
    _text("zone", "production, test, tool or vendored"),
    _flag("is_package", "loaded from an __init__ file"),
    _text("blob", "git blob id of the file"),
    _count("lines", "length of the file", "lines"),
    _count("statements", "statements of the file", "statements"),
    _flag("shim", "the body is nothing but re-exports"),
    _flag("deprecated", "warns when imported"),
    _count("commits", "commits that changed the file; 0 where there is no history", "commits"),
)

_IMPORTS = (
    _text("importer", "module that imports"),
    _text("imported", "module that the import leads to; top-level name when not first-party"),
    _text("path", "absolute dotted path that was asked for"),
    _text("name", "imported name; empty for a module"),
    _text("bucket", "where the import ends, e.g. first-party or broken"),
    _texts("kinds", "all that is true of the import, e.g. load, lazy, typing"),
    _text("scope", "qualified name of the enclosing function or class; empty at module level"),
    _text("guard", "conditions around the import, as written"),
    _FILE,
    _LINE,
    _text("reason", "why it is broken, ambiguous or unresolvable; else empty"),
    _text("alias", "the name that follows `as`; else empty"),
    _count("level", "leading dots of a relative import", "dots"),
)

_SYMBOLS = (
    _text("definition", "path of the definition: module and qualified name"),
    _text("module", "module that the symbol is written in"),
    _text("qualname", "qualified name inside the module"),
    _text("kind", "class, function, value or module"),
    _FILE,
    _LINE,
    _END,
    _text("zone", "zone of the defining module"),
    _text("canonical", "the one path that the symbol should be imported by"),
    _text("canonical_reason", "declared, policy or inferred, with the reason"),
    _count("paths_production", "distinct paths in use by production", "paths"),
    _count("paths_test", "distinct paths in use by tests", "paths"),
    _count("max_paths", "paths allowed", "paths"),
    _flag("fragmented", "more paths in production use than allowed"),
    _share("canonical_share", "production uses on the canonical path; null without any", "0-1"),
    _share("entropy", "spread of the uses over the paths", "bits"),
    _count("shim_debt", "production uses through shims or deprecated paths", "use sites"),
    _text("body", "digest of a class's body; empty for a small one and for what is no class"),
    _text("deprecation", "what the symbol's own deprecation names instead; empty without one"),
)

_PATHS = (
    _count("symbol", "row number in the symbols table", "row"),
    _text("definition", "definition of that symbol"),
    _text("path", "dotted path that leads to the symbol"),
    _text("path_class", "what makes it lead there, e.g. definition, facade, shim"),
    _texts("chain", "dotted paths passed on the way to the definition"),
    _count("uses_production", "uses by production", "use sites"),
    _count("uses_test", "uses by tests", "use sites"),
    _count("uses_tool", "uses by tools", "use sites"),
    _count("uses_vendored", "uses by vendored code", "use sites"),
    _texts("first_sites", "first use sites as file:line, production first"),
    _text("advice", "what the warning of a deprecated path names instead; else empty"),
)

_USES = (
    _text("path", "dotted path that is used"),
    _text("definition", "definition it leads to; empty when broken"),
    _text("importer", "module that uses it"),
    _FILE,
    _LINE,
    _text("zone", "zone of the importer"),
    _text("kind", "import, attribute or string"),
    _flag("call", "the use is a call"),
)

_FAMILIES = (
    _count("family", "row number of the family; one row here is one member", "row"),
    _text("fingerprint", "identity of the family, without lines"),
    _text("name", "name of the family"),
    _text("verdict", "what the evidence supports, e.g. drifted copy"),
    _share("confidence", "confidence in the verdict", "0-1"),
    _flag("duplicate", "the verdict claims duplication"),
    _text("reference", "member that the matrix compares with: the proposed survivor"),
    _text("reference_reason", "why that member"),
    _count("lines_saved", "lines of production members that could go", "lines"),
    _text("member", "path of the member's definition; null for a family without members"),
    _FILE,
    _LINE,
    _END,
    _text("zone", "zone of the member"),
    _count("methods", "methods of the member", "methods"),
    _count("uses_production", "uses by production", "use sites"),
    _count("uses_test", "uses by tests", "use sites"),
    _text("member_verdict", "what it is to the member compared with; null for the reference"),
    _share("member_confidence", "confidence in that", "0-1"),
    _text("compared_with", "the member that it was judged beside; empty for the reference"),
    _count("uses_own_module", "where its own module names it", "places"),
    _texts("ports", "what the member it goes into lacks: methods and parameters"),
    _count("merge_rank", "place in the order of merging; 0 when nothing is merged", "place"),
    _text("merge_reason", "why there, in one sentence"),
    _records(
        "access",
        "kind: string, path: string, file: string, line: int64, zone: string",
        "factory functions, instances and singletons that hand out its objects",
    ),
    _count(
        "constructed_production", "constructions past its factories by production", "call sites"
    ),
    _count("constructed_test", "constructions past its factories by tests", "call sites"),
    _count("constructed_tool", "constructions past its factories by tools", "call sites"),
    _text("last_change", "date of the file's last change, YYYY-MM-DD; empty when not known"),
    _count("authors", "people who changed the file; 0 when not known", "people"),
)

_SIGNALS = (
    _count("family", "row number of the family", "row"),
    _text("name", "what was measured, e.g. shape or interface"),
    _share("value", "the measured likeness", "0-1"),
    _text("left", "one member of the pair"),
    _text("right", "the other member"),
)

_MATRIX = (
    _count("family", "row number of the family", "row"),
    _count("row", "row number of the method within the family", "row"),
    _text("method", "method name"),
    _text("member", "path of the member; null for a method without cells"),
    _text("signature", "signature text; empty when missing"),
    _text("state", "same, drifted or missing, against the reference"),
    _texts("differences", "what differs from the reference, spelled out"),
)

_CYCLES = (
    _text("view", "load-time, run-time or conceptual"),
    _texts("members", "modules that reach each other"),
    _records("imports", "importer: string, imported: string", "the imports among them"),
    _records(
        "breakers",
        "importer: string, imported: string, file: string, line: int64",
        "imports whose removal leaves no cycle, with the place of the first statement",
    ),
)

_FINDINGS = (
    _text("kind", "what was observed, e.g. fragmented-symbol"),
    _text("severity", "error, warning or note"),
    _share("confidence", "confidence in the finding", "0-1"),
    _text("subject", "symbol, module, family or cycle that it is about"),
    _text("message", "the finding in one sentence"),
    _text("fingerprint", "identity of the finding, without lines"),
    _text("zone", "zone that it counts for"),
    _records("locations", _PLACES, "where the evidence stands"),
    _text("component", "component id; empty outside every component"),
    _text("advice", "the next move in one sentence"),
)

_IDENTITY_SPLITS = (
    _text("fingerprint", "fingerprint of the finding that the file belongs to"),
    _text("cause", "what gives the file its further name, e.g. search path"),
    _FILE,
    _texts("names", "module names that the file is loaded by"),
    _text("zone", "zone of the file"),
    _flag("certain", "one process can load two of the names"),
    _records("evidence", _PLACES, "what makes the further name possible"),
    _records("imports", _PLACES, "places that load the file, with the name that they use"),
    _records("risks", _PLACES, "classes and values that matter twice, most asked for first"),
)

LATER_COLUMNS: Mapping[str, frozenset[str]] = MappingProxyType({"paths": frozenset({"advice"})})
"""Text columns that tables written earlier do not have; read as empty."""

TABLES: Mapping[str, tuple[ParquetColumn, ...]] = MappingProxyType(
    {
        "modules": _MODULES,
        "imports": _IMPORTS,
        "symbols": _SYMBOLS,
        "paths": _PATHS,
        "uses": _USES,
        "families": _FAMILIES,
        "signals": _SIGNALS,
        "matrix": _MATRIX,
        "cycles": _CYCLES,
        "findings": _FINDINGS,
        "identity_splits": _IDENTITY_SPLITS,
    }
)


def table_file(name: str) -> str:
    """The file name of the table `name` inside a snapshot folder."""
    return f"{name}.parquet"


def render_columns(name: str) -> str:
    """The columns of the table `name`, one line each: name – dtype – meaning – unit.

    Raises KeyError for a table that does not exist.
    """
    return "\n".join(
        " – ".join(part for part in (c.name, c.dtype, c.meaning, c.unit) if part)
        for c in TABLES[name]
    )
