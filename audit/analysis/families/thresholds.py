"""The thresholds behind every verdict, each with its reason.

They were calibrated on pairs whose copies are known from outside (vendored packages, generated
async twins, kept legacy versions) and on all pairs of classes of unrelated packages;
`benchmarks/class_families.py` measures both again.
"""

from __future__ import annotations

__all__ = [
    "BODILESS_SHARE",
    "DECLARED_SHARE",
    "DELEGATED_SHARE",
    "INTERFACE",
    "INTERFACE_TOKENS",
    "MINIMUM_DECLARED",
    "MINIMUM_EXACT_TOKENS",
    "MINIMUM_METHODS",
    "MINIMUM_RENAMED_TOKENS",
    "MINIMUM_SHARED_NAMES",
    "MINIMUM_TOKENS",
    "NAMED_SHAPE",
    "NAMED_SUM",
    "NAMED_TOKENS",
    "NEAR_BAG",
    "NEAR_SHAPE",
    "SIBLING_BAG",
    "SIBLING_SHAPE",
    "STRANGER_SHAPE",
    "STRANGER_SUM",
    "STRANGER_TOKENS",
    "SUPPORTING_ATTRIBUTES",
    "SUPPORTING_BAG",
    "SUPPORTING_EVIDENCE",
    "SUPPORTING_SHAPE",
    "TELLING_WORD",
    "TWIN_SHAPE",
    "VOCABULARY",
]

# Below two methods a body is too small for similarity: it is judged by its hashes alone.
MINIMUM_METHODS = 2
# Fewer shared names than this say nothing about an interface.
MINIMUM_SHARED_NAMES = 3
# A body of fewer tokens is boilerplate that anybody writes (a constructor and a `__str__`).
MINIMUM_TOKENS = 50
# The same for equal digests. Equal texts need less; with renaming, small bodies meet by chance.
MINIMUM_EXACT_TOKENS = 25
MINIMUM_RENAMED_TOKENS = 60
# Near-miss. Classes of unrelated packages stay below 0.60 once both bodies have 50 tokens.
NEAR_SHAPE = 0.60
NEAR_BAG = 0.70
# Similar syntax with no word in common is an idiom, similar words in other syntax a vocabulary.
SUPPORTING_BAG = 0.30
SUPPORTING_SHAPE = 0.35
# Under different names, generated or framework-shaped classes reach 0.60 in shape alone: what the
# bag lacks, the shape must bring. From 0.85 on a long body is a copy with other identifiers.
STRANGER_SUM = 1.20
STRANGER_SHAPE = 0.85
STRANGER_TOKENS = 80
# The same name stem and role is evidence of its own: then less is asked of the body.
NAMED_SHAPE = 0.40
NAMED_SUM = 0.80
# A short body under the same name must be as close as a long one under another.
NAMED_TOKENS = 30
INTERFACE = 0.50
INTERFACE_TOKENS = 40
# Same interface without the same stem: something else must say that the job is one.
SUPPORTING_EVIDENCE = 0.20
SUPPORTING_ATTRIBUTES = 2
# Bodies that do one job on the same attributes share at least some of their words.
VOCABULARY = 0.10
TWIN_SHAPE = 0.80
# Siblings under a base that declares their interface look alike by design.
SIBLING_SHAPE = 0.90
SIBLING_BAG = 0.80
DECLARED_SHARE = 0.50
# One method without a body is a hook (`run`, `handle`); two or more are an interface.
MINIMUM_DECLARED = 2
DELEGATED_SHARE = 0.60
# A wrapper has a word of what it wraps somewhere; shorter ones (`IO`, `Fwd`) are in every text.
TELLING_WORD = 4
BODILESS_SHARE = 0.60
