"""Mutation operators on classes: from the syntax tree of one to the source of its mutants.

Statement-level operators after Roy and Cordy, *A mutation/injection-based automatic framework for
evaluating code clone detection tools* (2009): type 1 changes layout, type 2 names and literals,
type 3 adds, removes and modifies statements, type 4 keeps the meaning and changes the order or the
control structure. The class-level operators are ours: what people do to a copied class.
"""

from __future__ import annotations

import ast
import copy
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

from audit.model.families import Verdict

__all__ = ["OPERATORS", "Mutation", "Operator"]

Function = ast.FunctionDef | ast.AsyncFunctionDef
Mutate = Callable[[ast.ClassDef, Random, float], str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Operator:
    """`clone_type` 1–4 by Roy and Cordy, 0 for class-level; `expected` is the verdict that the
    mutant should get; `strengths` are the shares of statements that it touches."""

    name: str
    clone_type: int
    expected: Verdict
    mutate: Mutate
    strengths: tuple[float, ...] = (0.0,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutation:
    """One mutant: the operator, its strength and the source (None where it does not apply)."""

    operator: Operator
    strength: float
    source: str | None


def _blocks(tree: ast.AST) -> Iterator[list[ast.stmt]]:
    """Every list of statements inside the methods."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            continue
        for field in ("body", "orelse", "finalbody"):
            block = getattr(node, field, None)
            if isinstance(block, list) and block and isinstance(block[0], ast.stmt):
                yield block


def _statements(tree: ast.ClassDef) -> list[tuple[list[ast.stmt], ast.stmt]]:
    """Simple statements inside methods with their block, docstrings apart."""
    return [
        (block, statement)
        for block in _blocks(tree)
        for statement in block
        if not hasattr(statement, "body") and not _is_text(statement)
    ]


def _is_text(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _choose(
    tree: ast.ClassDef, random: Random, share: float
) -> list[tuple[list[ast.stmt], ast.stmt]]:
    found = _statements(tree)
    return random.sample(found, min(len(found), max(1, round(share * len(found))))) if found else []


def _methods(tree: ast.ClassDef) -> list[Function]:
    return [item for item in tree.body if isinstance(item, Function)]


def _place(block: list[ast.stmt], statement: ast.stmt) -> int:
    return next(place for place, item in enumerate(block) if item is statement)


# Type 1


def change_whitespace(tree: ast.ClassDef, random: Random, share: float) -> str:
    """Indentation halved, blank lines between statements."""
    lines = []
    for line in ast.unparse(tree).split("\n"):
        body = line.lstrip(" ")
        lines.append(" " * ((len(line) - len(body)) // 2) + body)
        lines += [""] * (random.random() < 0.3 and not line.endswith("\\"))
    return "\n".join(lines)


def add_comments(tree: ast.ClassDef, random: Random, share: float) -> str:
    """A comment behind every header and before many lines. Docstrings go."""
    bare = copy.deepcopy(tree)
    for node in ast.walk(bare):
        if isinstance(node, Function | ast.ClassDef) and _is_text(node.body[0]):
            node.body = node.body[1:] or [ast.Pass()]
    lines = []
    for line in ast.unparse(bare).split("\n"):
        header = line.endswith(":") and '"""' not in line
        lines.append(f"{line}  # see the notes" if header else line)
    return "\n".join(lines)


# Type 2


# What a parser knows by name: `super`, what f-strings are made of, conditions settled before run.
_FIXED_TEXT = """
    self cls * super join format sys typing version_info platform TYPE_CHECKING MYPY PY2 PY3
"""
_FIXED = frozenset(_FIXED_TEXT.split())


class _Renamer(ast.NodeTransformer):
    """Renames identifiers one to one; what starts with two underscores or is fixed stays."""

    def __init__(self, names: frozenset[str] | None = None) -> None:
        self._names = names

    def name(self, text: str) -> str:
        fixed = text in _FIXED or text.startswith("__")
        if fixed or (self._names is not None and text not in self._names):
            return text
        return f"x_{text}"

    def dotted(self, text: str) -> str:
        return ".".join(self.name(part) if part else part for part in text.split("."))

    def generic_visit(self, node: ast.AST) -> ast.AST:
        for field in ("id", "arg", "attr", "name"):
            value = getattr(node, field, None)
            if isinstance(value, str):
                setattr(node, field, self.dotted(value))
        if isinstance(node, ast.alias) and node.asname:
            node.asname = self.name(node.asname)
        if isinstance(node, ast.ImportFrom) and node.module:
            node.module = self.dotted(node.module)
        if isinstance(node, ast.Global | ast.Nonlocal):
            node.names = [self.name(name) for name in node.names]
        return super().generic_visit(node)


def _quoted_types(tree: ast.AST) -> bool:
    notes = [getattr(n, field, None) for n in ast.walk(tree) for field in ("annotation", "returns")]
    return any(
        isinstance(part, ast.Constant) and isinstance(part.value, str)
        for note in notes
        if isinstance(note, ast.AST)
        for part in ast.walk(note)
    )


def rename_all(tree: ast.ClassDef, random: Random, share: float) -> str | None:
    """Every identifier renamed, the class as well. Not where types are quoted: names in text."""
    if _quoted_types(tree):
        return None
    return ast.unparse(_Renamer().visit(copy.deepcopy(tree)))


def rename_one(tree: ast.ClassDef, random: Random, share: float) -> str | None:
    """Some names renamed at all their places, and one of them at one place only."""
    counts = Counter(n.id for n in ast.walk(tree) if isinstance(n, ast.Name))
    often = sorted(name for name in counts.keys() - _FIXED if counts[name] > 1)
    if not often:
        return None
    uneven = random.choice(often)
    names = sorted(counts.keys() - _FIXED)
    chosen = frozenset({uneven, *random.sample(names, round(share * len(names)))})
    changed = _Renamer(chosen).visit(copy.deepcopy(tree))
    changed.name = tree.name
    spots = [n for n in ast.walk(changed) if isinstance(n, ast.Name) and n.id == f"x_{uneven}"]
    random.choice(spots).id += "w"
    return ast.unparse(changed)


def replace_arguments(tree: ast.ClassDef, random: Random, share: float) -> str | None:
    """Arguments of calls replaced by other expressions."""
    changed = copy.deepcopy(tree)
    calls = [n for n in ast.walk(changed) if isinstance(n, ast.Call) and n.args]
    for call in random.sample(calls, min(len(calls), max(1, round(share * len(calls))))):
        call.args[0] = ast.BinOp(left=ast.Name("offset"), op=ast.Add(), right=ast.Constant(1))
    return ast.unparse(changed) if calls else None


# Type 3


def insert_lines(tree: ast.ClassDef, random: Random, share: float) -> str | None:
    """New statements among the old ones."""
    changed = copy.deepcopy(tree)
    chosen = _choose(changed, random, share)
    for number, (block, statement) in enumerate(chosen):
        text = f"trace_{number} = self.journal.append(({number}, 'step'))"
        block.insert(_place(block, statement), ast.parse(text).body[0])
    return ast.unparse(changed) if chosen else None


def delete_lines(tree: ast.ClassDef, random: Random, share: float) -> str | None:
    """Statements gone."""
    changed = copy.deepcopy(tree)
    chosen = _choose(changed, random, share)
    for block, statement in chosen:
        block[_place(block, statement)] = ast.Pass()
    return ast.unparse(changed) if chosen else None


def modify_lines(tree: ast.ClassDef, random: Random, share: float) -> str | None:
    """Statements replaced by others."""
    changed = copy.deepcopy(tree)
    chosen = _choose(changed, random, share)
    for number, (block, statement) in enumerate(chosen):
        text = f"entry_{number} = [part for part in self.parts if part > {number}]"
        block[_place(block, statement)] = ast.parse(text).body[0]
    return ast.unparse(changed) if chosen else None


# Type 4


def reorder_statements(tree: ast.ClassDef, random: Random, share: float) -> str | None:
    """Neighbouring assignments exchanged."""
    changed = copy.deepcopy(tree)
    swapped = 0
    for block in _blocks(changed):
        for place in range(len(block) - 1):
            pair = block[place : place + 2]
            if all(isinstance(item, ast.Assign) for item in pair) and random.random() < share:
                block[place : place + 2] = pair[::-1]
                swapped += ast.dump(pair[0]) != ast.dump(pair[1])
    return ast.unparse(changed) if swapped else None


def replace_control(tree: ast.ClassDef, random: Random, share: float) -> str | None:
    """`if a: x else: y` becomes `if not a: y else: x`; a for loop becomes a while loop."""
    changed = copy.deepcopy(tree)
    touched = 0
    for node in ast.walk(changed):
        if isinstance(node, ast.If) and node.orelse and random.random() < share:
            node.test = ast.UnaryOp(op=ast.Not(), operand=node.test)
            node.body, node.orelse = node.orelse, node.body
            touched += 1
    for block in _blocks(changed):
        for place, item in enumerate(block):
            if isinstance(item, ast.For) and not item.orelse and random.random() < share:
                step = ast.parse("if not queue:\n    break").body[0]
                take = ast.Assign(
                    targets=[item.target],
                    value=ast.parse("queue.pop(0)", mode="eval").body,
                    lineno=0,
                )
                block[place] = ast.While(
                    test=ast.Constant(True), body=[step, take, *item.body], orelse=[]
                )
                touched += 1
    return ast.unparse(changed) if touched else None


# Class level


def reorder_methods(tree: ast.ClassDef, random: Random, share: float) -> str | None:
    """The methods in another order."""
    changed = copy.deepcopy(tree)
    places = [p for p, item in enumerate(changed.body) if isinstance(item, Function)]
    order = places[::-1]
    if len(places) < 2:
        return None
    changed.body = [
        changed.body[order[places.index(p)]] if p in places else item
        for p, item in enumerate(changed.body)
    ]
    return ast.unparse(changed)


_EXTRA = """
def {name}(self, window, *, limit=10):
    chosen = sorted(self.{name}_rows(window), key=str)[:limit]
    if not chosen:
        raise LookupError(window)
    return {{number: row for number, row in enumerate(chosen)}}
"""


def add_methods(tree: ast.ClassDef, random: Random, share: float) -> str:
    """New methods."""
    changed = copy.deepcopy(tree)
    for number in range(max(1, round(share * len(_methods(tree))))):
        extra = ast.parse(_EXTRA.format(name=f"collect_{number}")).body[0]
        changed.body.insert(random.randrange(len(changed.body) + 1), extra)
    return ast.unparse(changed)


def delete_methods(tree: ast.ClassDef, random: Random, share: float) -> str | None:
    """Methods gone; at least two stay."""
    changed = copy.deepcopy(tree)
    methods = _methods(changed)
    count = min(len(methods) - 2, max(1, round(share * len(methods))))
    if count < 1:
        return None
    gone = {id(method) for method in random.sample(methods, count)}
    changed.body = [item for item in changed.body if id(item) not in gone]
    return ast.unparse(changed)


def move_to_base(tree: ast.ClassDef, random: Random, share: float) -> str | None:
    """Some methods move to a new base class above."""
    changed = copy.deepcopy(tree)
    methods = _methods(changed)
    count = min(len(methods) - 2, max(1, round(share * len(methods))))
    if count < 1:
        return None
    moved = random.sample(methods, count)
    gone = {id(method) for method in moved}
    changed.body = [item for item in changed.body if id(item) not in gone]
    parent = f"{tree.name}Foundation"
    base = ast.ClassDef(name=parent, bases=[], keywords=[], body=list(moved), decorator_list=[])
    changed.bases = [ast.Name(parent), *changed.bases]
    return f"{ast.unparse(base)}\n\n\n{ast.unparse(changed)}"


class _Awaits(ast.NodeTransformer):
    """Awaits the calls of own methods; functions inside stay as they are."""

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        return node

    def visit_Lambda(self, node: ast.Lambda) -> ast.AST:
        return node

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        of_self = isinstance(node.func, ast.Attribute) and ast.unparse(node.func.value) == "self"
        return ast.Await(value=node) if of_self else node


def _to_async(function: ast.FunctionDef) -> ast.AsyncFunctionDef:
    fields = {name: getattr(function, name) for name in function._fields}
    fields["body"] = [_Awaits().visit(statement) for statement in function.body]
    return ast.copy_location(ast.AsyncFunctionDef(**fields), function)


def make_async(tree: ast.ClassDef, random: Random, share: float) -> str | None:
    """Every plain method async, calls of own methods awaited, `Async` before the name."""
    if any(isinstance(method, ast.AsyncFunctionDef) for method in _methods(tree)):
        return None
    changed = copy.deepcopy(tree)
    changed.name = f"Async{tree.name}"
    changed.body = [
        _to_async(item)
        if isinstance(item, ast.FunctionDef)
        and not item.name.startswith("__")
        and not item.decorator_list
        else item
        for item in changed.body
    ]
    same = not any(isinstance(item, ast.AsyncFunctionDef) for item in changed.body)
    return None if same else ast.unparse(changed)


def wrap(tree: ast.ClassDef, random: Random, share: float) -> str | None:
    """A class whose public methods log and hand their call on to an instance of the original."""
    public = [
        method
        for method in _methods(tree)
        if not method.name.startswith("_") and not method.decorator_list
    ]
    if len({method.name for method in public}) < 3:
        return None
    lines = [
        f"class Logged{tree.name}:",
        "    def __init__(self, inner, log):",
        "        self._inner = inner",
        "        self._log = log",
    ]
    for method in public:
        colour = "async " if isinstance(method, ast.AsyncFunctionDef) else ""
        wait = "await " if colour else ""
        rest = method.args.posonlyargs + method.args.args
        given = [argument.arg for argument in rest[1:]]
        given += [f"{argument.arg}={argument.arg}" for argument in method.args.kwonlyargs]
        given += [f"*{method.args.vararg.arg}"] if method.args.vararg else []
        given += [f"**{method.args.kwarg.arg}"] if method.args.kwarg else []
        lines += [
            f"    {colour}def {method.name}({ast.unparse(method.args)}):",
            f"        self._log.debug('{method.name}')",
            f"        return {wait}self._inner.{method.name}({', '.join(given)})",
        ]
    return "\n".join(lines)


_SHARES = (0.1, 0.3, 0.5)
OPERATORS = (
    Operator(name="whitespace", clone_type=1, expected=Verdict.EXACT, mutate=change_whitespace),
    Operator(name="comments", clone_type=1, expected=Verdict.EXACT, mutate=add_comments),
    Operator(name="rename all", clone_type=2, expected=Verdict.RENAMED, mutate=rename_all),
    *(
        Operator(
            name=name, clone_type=kind, expected=Verdict.DRIFTED, mutate=mutate, strengths=_SHARES
        )
        for name, kind, mutate in (
            ("rename some, one unevenly", 2, rename_one),
            ("replace arguments", 2, replace_arguments),
            ("insert lines", 3, insert_lines),
            ("delete lines", 3, delete_lines),
            ("modify lines", 3, modify_lines),
            ("reorder statements", 4, reorder_statements),
            ("replace control", 4, replace_control),
            ("add methods", 0, add_methods),
            ("delete methods", 0, delete_methods),
            ("move to a base", 0, move_to_base),
        )
    ),
    Operator(
        name="reorder methods", clone_type=0, expected=Verdict.DRIFTED, mutate=reorder_methods
    ),
    Operator(name="sync to async", clone_type=0, expected=Verdict.TWIN, mutate=make_async),
    Operator(name="wrap", clone_type=0, expected=Verdict.WRAPPER, mutate=wrap),
)
