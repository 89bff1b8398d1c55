"""Recall, typing accuracy and precision of class families on mutated classes of real packages.

    python benchmarks/class_injection.py [--cache FOLDER] [--per-package N] [--seed N]
                                         [--pyscn COMMAND] [--jscpd COMMAND]

Classes with at least three methods and 60 syntax tokens are drawn from each package with a fixed
seed. Each operator of `class_mutations` makes one mutant of each, which is put into a module of
its own beside the package's own code; all classes of the package are then judged as always.

- hit: the mutant stands in one family with its original, and its own verdict claims a copy, a
  twin, a wrapper or a parallel implementation;
- right type: of the hits, the verdict is the one that the operator should get;
- false pair: the mutant stands in such a family with a class that neither is the original nor
  stood in a family with it before.

Shares carry 95 % Wilson intervals. Similarity is difflib's ratio over the tokens of both sources.
Laws checked on the way: each mutant parses; renaming leaves the renamed hash unchanged.
The peers see one small tree per operator, originals and mutants as one file each; the kit is
scored on the same trees in the same way (line ranges covered to 70 %).
"""

from __future__ import annotations

import argparse
import ast
import difflib
import json
import math
import sys
import tokenize
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from random import Random
from typing import Any

REPOSITORY = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(REPOSITORY), str(REPOSITORY / "benchmarks")]

from class_families import build_records, fetch_package  # noqa: E402
from class_mutations import OPERATORS, Mutation  # noqa: E402
from class_peers import find_peers, score_tree  # noqa: E402

from audit.analysis.families.build import build_families  # noqa: E402
from audit.extraction.extract import extract_facts  # noqa: E402
from audit.model.families import ClassRecord, Family, Verdict  # noqa: E402
from audit.model.modules import Zone  # noqa: E402

RESULTS = REPOSITORY / "benchmarks" / "results" / "class_injection.json"
PACKAGES = (
    "Werkzeug-2.2.2",
    "distlib-0.4.4",
    "keras-3.15.1",
    "networkx-3.4.2",
    "pydantic-1.10.21",
    "rich-15.0.0",
    "urllib3-2.8.0",
)
CLAIMS = frozenset(Verdict) - {Verdict.POLYMORPHISM, Verdict.UNRELATED}
BINS = ((0.9, 1.01), (0.8, 0.9), (0.7, 0.8), (0.5, 0.7), (0.0, 0.5))
LEAST_METHODS = 3
LEAST_TOKENS = 60
PEER_STRENGTHS = (0.0, 0.3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Original:
    """A drawn class: its record and its own source as a syntax tree."""

    record: ClassRecord
    tree: ast.ClassDef
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one mutant."""

    similarity: float
    verdict: Verdict | None
    false_pairs: int
    pairs: int
    has_bases: bool


def wilson(hits: int, total: int) -> dict[str, Any]:
    """Share with its 95 % Wilson interval."""
    if not total:
        return {"hits": 0, "total": 0, "share": None, "low": None, "high": None}
    z, share = 1.959964, hits / total
    centre = (share + z * z / (2 * total)) / (1 + z * z / total)
    half = z / (1 + z * z / total)
    half *= math.sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    return {
        "hits": hits,
        "total": total,
        "share": round(share, 4),
        "low": round(max(0.0, centre - half), 4),
        "high": round(min(1.0, centre + half), 4),
    }


def draw_originals(
    folder: str, wheel: Path, records: Sequence[ClassRecord], count: int, random: Random
) -> list[Original]:
    """Top-level production classes whose source stands on its own."""
    fit = [
        record
        for record in records
        if record.zone is Zone.PRODUCTION
        and "." not in record.fact.qualname
        and len(record.fact.methods) >= LEAST_METHODS
        and record.fact.fingerprint.tokens >= LEAST_TOKENS
    ]
    found: list[Original] = []
    with zipfile.ZipFile(wheel) as archive:
        for record in random.sample(fit, len(fit)):
            text = archive.read(record.file.removeprefix(f"{folder}/")).decode("utf-8", "replace")
            first, last = record.fact.line - 1, record.fact.end_line
            source = "\n".join(text.split("\n")[first:last])
            try:
                tree = ast.parse(source).body[0]
            except SyntaxError:
                continue
            commented = "# type:" in source  # the standard library's tree loses such types
            if isinstance(tree, ast.ClassDef) and not commented and len(found) < count:
                found.append(Original(record=record, tree=tree, source=source))
    return sorted(found, key=lambda original: original.record.path)


def tokens_of(source: str) -> list[str]:
    """The tokens that are not layout or comment."""
    skipped = (tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT)
    try:
        found = list(tokenize.generate_tokens(StringIO(source + "\n").readline))
    except (tokenize.TokenError, IndentationError):
        return source.split()
    return [token.string for token in found if token.type not in skipped and token.string]


def place_mutant(original: Original, number: int, source: str) -> list[ClassRecord]:
    """The mutant's classes in a module of their own, bases as the original's."""
    package = ".".join(original.record.module.split(".")[:2])
    module = f"{package}.injected_{number}"
    facts = extract_facts(source.encode(), "mutant")
    if facts.problems:
        raise ValueError(f"a mutant of {original.record.path} does not parse")
    own = {fact.qualname for fact in facts.classes}
    return [
        ClassRecord(
            path=f"{module}.{fact.qualname}",
            module=module,
            file=f"injected/{number}.py",
            zone=Zone.PRODUCTION,
            fact=fact,
            bases=(*(f"{module}.{b}" for b in fact.bases if b in own), *_bases(original, fact)),
            ancestors=(
                *(f"{module}.{b}" for b in fact.bases if b in own),
                *(original.record.ancestors if _bases(original, fact) else ()),
            ),
        )
        for fact in facts.classes
    ]


def _bases(original: Original, fact: Any) -> tuple[str, ...]:
    return original.record.bases if set(fact.bases) & set(original.record.fact.bases) else ()


def group_by_member(families: Iterable[Family]) -> dict[str, list[Family]]:
    """Families that claim something, by the path of each member."""
    found: dict[str, list[Family]] = defaultdict(list)
    for family in families:
        if family.verdict in CLAIMS:
            for member in family.members:
                found[member.path].append(family)
    return found


def judge_mutant(
    original: Original,
    mutants: Sequence[ClassRecord],
    families: dict[str, list[Family]],
    before: dict[str, list[Family]],
) -> tuple[Verdict | None, int, int]:
    """Verdict between original and mutant, wrong pairs and all pairs that the mutant is in."""
    allowed = {member.path for f in before.get(original.record.path, ()) for member in f.members}
    allowed |= {original.record.path, *(mutant.path for mutant in mutants)}
    verdict: Verdict | None = None
    wrong = pairs = 0
    for mutant in mutants:
        for family in families.get(mutant.path, ()):
            others = [member for member in family.members if member.path != mutant.path]
            foreign = [m for m in others if m.path not in allowed and "injected_" not in m.path]
            pairs += len(others)
            wrong += len(foreign)
            if any(member.path == original.record.path for member in others):
                verdict = verdict or _verdict_between(family, original.record.path, mutant.path)
    return verdict, wrong, pairs


def _verdict_between(family: Family, original: str, mutant: str) -> Verdict:
    """The member verdict of that pair where the family has it, else the family's own."""
    members = {member.path: member for member in family.members}
    for one, other in ((mutant, original), (original, mutant)):
        verdict = members[one].verdict
        if verdict is not None and members[one].compared_with == other:
            return verdict
    return members[mutant].verdict or family.verdict


def run_package(
    folder: str, cache: Path, count: int, random: Random
) -> tuple[list[Original], dict[tuple[str, float], list[Outcome]], dict[str, int]]:
    """All operators on the classes drawn from one package."""
    wheel = fetch_package(folder, cache)
    records = build_records(folder, wheel)
    originals = draw_originals(folder, wheel, records, count, random)
    before = group_by_member(build_families(records, uses={}))
    outcomes: dict[tuple[str, float], list[Outcome]] = {}
    laws = {"mutants": 0, "renamed": 0, "renamed_hash_kept": 0}
    for operator in OPERATORS:
        for strength in operator.strengths:
            placed = {}
            for number, original in enumerate(originals):
                source = operator.mutate(original.tree, random, strength)
                if source is None:
                    continue
                ast.parse(source)
                laws["mutants"] += 1
                placed[number] = (source, place_mutant(original, number, source))
                if operator.name == "rename all":
                    kept = placed[number][1][0].fact.fingerprint.renamed
                    laws["renamed"] += 1
                    laws["renamed_hash_kept"] += kept == original.record.fact.fingerprint.renamed
            injected = [record for _, found in placed.values() for record in found]
            families = group_by_member(build_families([*records, *injected], uses={}))
            for number, (source, mutants) in placed.items():
                original = originals[number]
                verdict, wrong, pairs = judge_mutant(original, mutants, families, before)
                ratio = difflib.SequenceMatcher(
                    None, tokens_of(original.source), tokens_of(source), autojunk=False
                ).ratio()
                outcomes.setdefault((operator.name, strength), []).append(
                    Outcome(
                        similarity=ratio,
                        verdict=verdict,
                        false_pairs=wrong,
                        pairs=pairs,
                        has_bases=bool(original.record.bases),
                    )
                )
    return originals, outcomes, laws


def summarise(outcomes: dict[tuple[str, float], list[Outcome]]) -> dict[str, Any]:
    """Recall by operator and strength, by bin, by bases; typing accuracy; precision."""
    expected = {operator.name: operator.expected for operator in OPERATORS}
    every = [(name, outcome) for (name, _), found in outcomes.items() for outcome in found]

    def recall(chosen: Iterable[Outcome]) -> dict[str, Any]:
        listed = list(chosen)
        return wilson(sum(outcome.verdict is not None for outcome in listed), len(listed))

    hits = [(name, outcome) for name, outcome in every if outcome.verdict is not None]
    typing = {}
    for name, right in expected.items():
        verdicts = [outcome.verdict for operator, outcome in hits if operator == name]
        typing[name] = wilson(sum(verdict is right for verdict in verdicts), len(verdicts))
    pairs = sum(outcome.pairs for _, outcome in every)
    wrong = sum(outcome.false_pairs for _, outcome in every)
    return {
        "recall_by_operator": {
            f"{name} {strength:.0%}" if strength else name: recall(found)
            for (name, strength), found in sorted(outcomes.items())
        },
        "recall_by_similarity": {
            f"{low:.1f}-{min(high, 1.0):.1f}": recall(
                outcome for _, outcome in every if low <= outcome.similarity < high
            )
            for low, high in BINS
        },
        "recall_with_bases": recall(o for _, o in every if o.has_bases),
        "recall_without_bases": recall(o for _, o in every if not o.has_bases),
        "recall": recall(outcome for _, outcome in every),
        "typing_by_operator": typing,
        "typing": wilson(
            sum(outcome.verdict is expected[name] for name, outcome in hits), len(hits)
        ),
        "pair_precision": wilson(pairs - wrong, pairs),
    }


def compare_peers(
    originals: Sequence[Original], arguments: argparse.Namespace, random: Random
) -> dict[str, Any]:
    """Each tool on one tree per operator."""
    tools = find_peers(pyscn=arguments.pyscn, jscpd=arguments.jscpd)
    found: dict[str, Any] = {}
    for operator in OPERATORS:
        for strength in operator.strengths:
            if strength not in PEER_STRENGTHS:
                continue
            mutations = [
                Mutation(
                    operator=operator,
                    strength=strength,
                    source=operator.mutate(original.tree, random, strength),
                )
                for original in originals
            ]
            pairs = [
                (original.source, mutation.source)
                for original, mutation in zip(originals, mutations, strict=True)
                if mutation.source is not None
            ]
            found[operator.name] = {
                tool: replace_hits(score) for tool, score in score_tree(pairs, tools).items()
            }
    return found


def replace_hits(score: dict[str, Any]) -> dict[str, Any]:
    """The score with the Wilson interval of its hits."""
    return {**score, **wilson(score["hits"], score["total"])}


def print_table(figures: dict[str, Any]) -> None:
    """The figures as text."""

    def line(name: str, row: dict[str, Any]) -> None:
        if row["total"]:
            print(
                f"{name:<40}{row['hits']:>6}/{row['total']:<6}{row['share']:.3f}"
                f"  [{row['low']:.3f}, {row['high']:.3f}]"
            )

    for part in ("recall_by_operator", "recall_by_similarity", "typing_by_operator"):
        print(f"\n{part.replace('_', ' ')}")
        for name, row in figures[part].items():
            line(name, row)
    print()
    for part in ("recall", "recall_with_bases", "recall_without_bases", "typing"):
        line(part.replace("_", " "), figures[part])
    line("pair precision", figures["pair_precision"])
    print("laws:", figures["laws"])
    for name, tools in figures["peers"].items():
        shown = "  ".join(
            f"{tool} {row['share']:.2f} ({row['seconds']:.1f} s, {row['megabytes']:.0f} MB)"
            for tool, row in tools.items()
            if row["total"]
        )
        print(f"{name:<28}{shown}")


def main() -> int:
    """Draw, mutate, judge, compare, write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    default = Path.home() / ".cache" / "ssot-audit-benchmarks"
    parser.add_argument("--cache", type=Path, default=default)
    parser.add_argument("--per-package", type=int, default=8)
    parser.add_argument("--seed", type=int, default=20260101)
    parser.add_argument("--pyscn", default="pyscn")
    parser.add_argument("--jscpd", default="jscpd")
    arguments = parser.parse_args()
    random = Random(arguments.seed)  # noqa: S311
    outcomes: dict[tuple[str, float], list[Outcome]] = defaultdict(list)
    originals: list[Original] = []
    laws: dict[str, int] = defaultdict(int)
    for folder in PACKAGES:
        drawn, found, checked = run_package(folder, arguments.cache, arguments.per_package, random)
        originals += drawn
        for key, part in found.items():
            outcomes[key] += part
        for law, number in checked.items():
            laws[law] += number
    figures = summarise(outcomes)
    figures |= {
        "originals": len(originals),
        "packages": list(PACKAGES),
        "seed": arguments.seed,
        "laws": dict(laws),
        "peers": compare_peers(originals, arguments, random),
    }
    print_table(figures)
    RESULTS.write_text(json.dumps(figures, indent=2, sort_keys=True) + "\n")
    return 0 if laws["renamed"] == laws["renamed_hash_kept"] else 1


if __name__ == "__main__":
    sys.exit(main())
