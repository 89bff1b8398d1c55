"""Classes that hand their calls on to another: wrappers."""

from __future__ import annotations

import re

from audit.analysis.families.profiles import Profile
from audit.analysis.families.signals import PairSignals
from audit.analysis.families.thresholds import DELEGATED_SHARE, TELLING_WORD

__all__ = ["find_wrapper", "hands_on_one_side"]

_CAMEL_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z0-9]+")


def hands_on_one_side(signals: PairSignals) -> bool:
    """Whether one of the two, not both, hands most of the shared calls on to an attribute."""
    return _delegates(signals.left, signals) != _delegates(signals.right, signals)


def _delegates(profile: Profile, signals: PairSignals) -> bool:
    handed_on = sum(name in profile.delegated for name in signals.shared)
    return bool(signals.shared) and handed_on / len(signals.shared) >= DELEGATED_SHARE


def find_wrapper(signals: PairSignals) -> Profile | None:
    """The one of the two that hands its calls on to an attribute, when the other does not.

    It must know what it wraps, else the calls go to something that merely answers to the same
    names.
    """
    left, right = _delegates(signals.left, signals), _delegates(signals.right, signals)
    if left == right:
        return None
    wrapper, other = (signals.left, signals.right) if left else (signals.right, signals.left)
    return wrapper if signals.stem or _knows(wrapper, other) else None


def _knows(wrapper: Profile, other: Profile) -> bool:
    """A word of the other's name stands in the wrapper's own name, in the attribute that it hands
    its calls to, in a parameter or its annotation, or in what it calls."""
    words = {
        word.lower()
        for word in _CAMEL_WORD.findall(other.fact.qualname.rpartition(".")[2])
        if len(word) >= TELLING_WORD
    }
    texts = [wrapper.fact.qualname, wrapper.delegate, *wrapper.collaborators]
    for method in wrapper.methods.values():
        for parameter in method.signature.parameters:
            texts += (parameter.name, parameter.annotation)
    told = " ".join(texts).lower()
    return any(word in told for word in words)
