"""The run-time oracle's results: counts by package, classes over all, as JSON and tables."""

from __future__ import annotations

from collections import Counter
from typing import Any

from benchmarks.runtime_classes import Verdict

__all__ = ["build_document", "render_tables", "summarise"]

RIGHT = ("right", "external_rightly", "right_as_a_later_candidate")
WRONG = ("different_object", "unresolved")


def summarise(verdicts: list[Verdict], summary: dict[str, Any]) -> dict[str, Any]:
    """The counts of one package, and of each class of rows that are not right."""
    counts = Counter(each.verdict for each in verdicts)
    classes = Counter((each.verdict, each.why) for each in verdicts if each.why)
    return {
        "modules": summary["modules"],
        "modules_failed": len(summary["failed"]),
        "paths": len(verdicts),
        **{_key(verdict): counts[verdict] for verdict in sorted(counts)},
        "classes": [[verdict, why, count] for (verdict, why), count in sorted(classes.items())],
    }


def _key(verdict: str) -> str:
    return verdict.replace(" ", "_").replace(",", "")


def build_document(results: dict[str, Any]) -> dict[str, Any]:
    """The counts of all packages, their sum, and the classes over all packages; sorted."""
    total: Counter[str] = Counter()
    classes: dict[tuple[str, str], dict[str, int]] = {}
    for package, counts in sorted(results.items()):
        total.update({key: value for key, value in counts.items() if key != "classes"})
        for verdict, why, count in counts["classes"]:
            classes.setdefault((verdict, why), {})[package] = count
    right = sum(total[key] for key in RIGHT)
    scored = right + sum(total[key] for key in WRONG)
    told = scored + total["open"]
    return {
        "packages": {name: results[name] for name in sorted(results)},
        "total": dict(sorted(total.items())),
        "scored": scored,
        "right_share": round(right / scored, 5) if scored else None,
        "open_share": round(total["open"] / told, 5) if told else None,
        "classes": [
            {"verdict": verdict, "class": why, "rows": sum(found.values()), "packages": found}
            for (verdict, why), found in sorted(classes.items())
        ],
    }


def render_tables(document: dict[str, Any]) -> str:
    """What was scored and how it went by package; then every class of what is not right."""
    heads = [
        *("modules", "paths", "right", "external_rightly", "right_as_a_later_candidate"),
        *("different_object", "unresolved", "open", "explained", "not_scored"),
    ]
    rows = {**document["packages"], "all": document["total"]}
    lines = [
        f"{document['scored']:,} paths of {len(document['packages'])} packages scored; "
        f"{100 * document['right_share']:.2f} % right, "
        f"{100 * document['open_share']:.2f} % left open beside them.",
        "",
        f"| package | {' | '.join(head.replace('_', ' ') for head in heads)} |",
        f"|---|{'---:|' * len(heads)}",
    ]
    for name, counts in rows.items():
        lines.append(f"| {name} | {' | '.join(f'{counts.get(head, 0):,}' for head in heads)} |")
    lines += ["", "Every row that is not plainly right is in one of these classes.", ""]
    lines += ["| verdict | class | rows | most of them in |", "|---|---|---:|---|"]
    for each in document["classes"]:
        most = sorted(each["packages"].items(), key=lambda pair: (-pair[1], pair[0]))[:4]
        named = ", ".join(f"{name} {count:,}" for name, count in most)
        lines.append(f"| {each['verdict']} | {each['class']} | {each['rows']:,} | {named} |")
    return "\n".join(lines) + "\n"
