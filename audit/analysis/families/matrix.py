"""The interface matrix: every method across all members, with the differences spelled out."""

from __future__ import annotations

from collections.abc import Sequence

from audit.analysis.families.profiles import Profile
from audit.model.facts import FunctionFact, Parameter
from audit.model.families import CellState, MatrixCell, MatrixRow

__all__ = ["build_matrix", "find_differences", "render_signature"]

_STARS = {"variadic": "*", "keywords": "**"}


def _render_parameter(parameter: Parameter) -> str:
    text = _STARS.get(parameter.kind, "") + parameter.name
    if parameter.annotation:
        text += f": {parameter.annotation}"
    if parameter.default is None:
        return text
    return (
        f"{text} = {parameter.default}" if parameter.annotation else f"{text}={parameter.default}"
    )


def render_signature(method: FunctionFact) -> str:
    """Decorators, `async`, parameters and return annotation in one line, as code reads."""
    signature = method.signature
    texts: list[str] = []
    kinds = [parameter.kind for parameter in signature.parameters]
    for place, parameter in enumerate(signature.parameters):
        if parameter.kind == "keyword" and not {"keyword", "variadic"} & set(kinds[:place]):
            texts.append("*")
        texts.append(_render_parameter(parameter))
        if parameter.kind == "positional" and kinds[place + 1 : place + 2] != ["positional"]:
            texts.append("/")
    decorators = "".join(f"@{name} " for name in method.decorators)
    colour = "async " if signature.is_async else ""
    returns = f" -> {signature.returns}" if signature.returns else ""
    return f"{decorators}{colour}({', '.join(texts)}){returns}"


def find_differences(reference: FunctionFact, other: FunctionFact) -> tuple[str, ...]:
    """What a caller of `reference` must know before calling `other`, in reading order.

    Names only are compared to match parameters; a parameter that is new where one is gone, at the
    same place among the unmatched ones and of the same kind, counts as renamed.
    """
    before, after = reference.signature, other.signature
    if before == after and reference.decorators == other.decorators:
        return ()
    found = _compare_parameters(before.parameters, after.parameters)
    if before.returns != after.returns:
        found.append(f"return changed: {_shown(before.returns)} → {_shown(after.returns)}")
    if before.is_async != after.is_async:
        found.append("became async" if after.is_async else "became sync")
    if reference.decorators != other.decorators:
        one, two = ", ".join(reference.decorators), ", ".join(other.decorators)
        found.append(f"decorators changed: {_shown(one)} → {_shown(two)}")
    return tuple(found)


def _shown(text: str | None) -> str:
    return text or "none"


def _compare_parameters(before: Sequence[Parameter], after: Sequence[Parameter]) -> list[str]:
    old = {parameter.name: parameter for parameter in before}
    new = {parameter.name: parameter for parameter in after}
    gone = [parameter for parameter in before if parameter.name not in new]
    come = [parameter for parameter in after if parameter.name not in old]
    renamed = _match_renamed(gone, come, before, after)
    found = [f"parameter renamed: {one.name} → {two.name}" for one, two in renamed]
    taken = {one.name for one, _ in renamed} | {two.name for _, two in renamed}
    found += [f"parameter removed: {one.name}" for one in gone if one.name not in taken]
    found += [f"parameter added: {two.name}" for two in come if two.name not in taken]
    kept = [parameter.name for parameter in before if parameter.name in new]
    placed = [name for name in kept if _is_placed(old[name]) and _is_placed(new[name])]
    order = [parameter.name for parameter in after if parameter.name in placed]
    if placed != order:
        found.append(f"parameters reordered: {', '.join(placed)} → {', '.join(order)}")
    pairs = [(old[name], new[name]) for name in kept] + renamed
    for one, two in pairs:
        found += _compare_parameter(one, two)
    return found


def _is_placed(parameter: Parameter) -> bool:
    """Whether callers may give it by its place: among keywords order means nothing."""
    return parameter.kind in ("positional", "any")


def _match_renamed(
    gone: Sequence[Parameter],
    come: Sequence[Parameter],
    before: Sequence[Parameter],
    after: Sequence[Parameter],
) -> list[tuple[Parameter, Parameter]]:
    places = {parameter.name: place for place, parameter in enumerate(before)}
    arrivals = {after.index(parameter): parameter for parameter in come}
    matched = []
    for one in gone:
        two = arrivals.get(places[one.name])
        if two is not None and two.kind == one.kind:
            matched.append((one, two))
    return matched


def _compare_parameter(one: Parameter, two: Parameter) -> list[str]:
    found = []
    if one.kind != two.kind:
        found.append(f"parameter kind changed: {two.name}: {one.kind} → {two.kind}")
    if one.default != two.default:
        was = "none" if one.default is None else one.default
        now = "none" if two.default is None else two.default
        found.append(f"default changed: {two.name}: {was} → {now}")
    if one.annotation != two.annotation:
        was, now = _shown(one.annotation), _shown(two.annotation)
        found.append(f"annotation changed: {two.name}: {was} → {now}")
    return found


def build_matrix(members: Sequence[Profile], reference: Profile) -> tuple[MatrixRow, ...]:
    """One row per method: those of the reference in its order, then all others by name."""
    names = list(reference.methods)
    names += sorted({name for member in members for name in member.methods} - set(names))
    return tuple(
        MatrixRow(
            method=name,
            cells=tuple(_build_cell(name, member, members, reference) for member in members),
        )
        for name in names
    )


def _build_cell(
    name: str, member: Profile, members: Sequence[Profile], reference: Profile
) -> MatrixCell:
    method = member.methods.get(name)
    if method is None:
        return MatrixCell(member=member.path, signature="", state=CellState.MISSING)
    # A method that the reference lacks is compared with the first member that has it.
    yardstick = reference.methods.get(name) or next(
        other.methods[name] for other in members if name in other.methods
    )
    differences = find_differences(yardstick, method)
    return MatrixCell(
        member=member.path,
        signature=render_signature(method),
        state=CellState.DRIFTED if differences else CellState.SAME,
        differences=differences,
    )
