"""What the survivor lacks that another member has, and what could go once it has it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from audit.analysis.families.matrix import find_differences, render_signature
from audit.analysis.families.profiles import Profile
from audit.analysis.families.signals import match_methods
from audit.model.facts import FunctionFact

__all__ = ["count_lines_to_go", "find_ports"]

_ADDED = "parameter added: "


def find_ports(
    member: Profile, reference: Profile, by_path: Mapping[str, Profile]
) -> tuple[str, ...]:
    """What callers of `member` would miss at `reference`, in the member's order.

    `method name(…)` for a public method or operator that neither the reference nor a first-party
    base of it has, `parameter method(name)` for a parameter that its counterpart does not take.
    The constructor counts: callers call it, too.
    """
    known = _reachable_methods(reference, by_path)
    found = []
    for method in _missing_methods(member, reference, known):
        name = method.qualname.rpartition(".")[2]
        found.append(f"method {name}{render_signature(method)}")
    for name, counterpart in match_methods(member, reference).items():
        if name.startswith("_") and not name.startswith("__"):
            continue
        differences = find_differences(reference.methods[counterpart], member.methods[name])
        found += [
            f"parameter {name}({text.removeprefix(_ADDED)})"
            for text in differences
            if text.startswith(_ADDED)
        ]
    return tuple(found)


def _reachable_methods(profile: Profile, by_path: Mapping[str, Profile]) -> set[str]:
    names = set(profile.methods)
    for base in profile.ancestors:
        if base in by_path:
            names |= set(by_path[base].methods)
    return names


def _missing_methods(
    member: Profile, reference: Profile, known: set[str]
) -> Iterator[FunctionFact]:
    matched = match_methods(member, reference)
    for name, method in member.methods.items():
        private = name.startswith("_") and not name.startswith("__")
        if name not in matched and name not in known and not private:
            yield method


def count_lines_to_go(member: Profile, reference: Profile, by_path: Mapping[str, Profile]) -> int:
    """The lines of a class less those of the methods that must be ported to the reference."""
    known = _reachable_methods(reference, by_path)
    kept = sum(
        method.end_line - method.line + 1 for method in _missing_methods(member, reference, known)
    )
    return max(0, member.fact.end_line - member.fact.line + 1 - kept)
