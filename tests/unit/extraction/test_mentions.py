"""Where a file names the classes that it defines itself."""

from __future__ import annotations

import pytest

from tests.worlds.codebases import facts_of

TIMER = "class Timer:\n    def stop(self):\n        return Timer()\n"


def mentions(text: str) -> dict[str, int]:
    """How often each class of the file is named outside of itself."""
    return {mention.name: mention.count for mention in facts_of(text).mentions}


@pytest.mark.parametrize(
    "rest",
    [
        "class Pool:\n    Timer = Timer",
        "def run():\n    return Timer()",
        "def run():\n    clock = Timer",
        "def run():\n    Timer().stop()",
        "def run(app):\n    app.register(Timer)",
        "def run(app):\n    app.register(key=Timer)",
        "def run(kind=Timer): ...",
        "ALL = [Timer]",
        "ALL = {'timer': Timer}",
        "class Wide(Timer): ...",
        "class Wide(metaclass=Timer): ...",
        "@Timer\ndef run(): ...",
        "@Timer(3)\ndef run(): ...",
        "@keep(Timer)\ndef run(): ...",
        "Timer.limit = 3",
        "for each in Timer: ...",
        "try: ...\nexcept Timer: ...",
        "isinstance(x, Timer)",
        "match x:\n    case Timer(): ...",
    ],
)
def test_a_class_named_as_a_value_is_mentioned(rest: str) -> None:
    """Whatever hands the class on, calls it or builds on it mentions it once."""
    assert mentions(f"{TIMER}\n{rest}\n")["Timer"] == 1


@pytest.mark.parametrize(
    "rest",
    [
        "",
        "# Timer\nx = 'Timer'",
        "def run(timer: Timer) -> Timer: ...",
        "timer: Timer",
        "Timer = None",
        "del Timer",
        "self.Timer()",
        "__all__ = ['Timer']",
    ],
)
def test_annotations_texts_and_bindings_are_no_mention(rest: str) -> None:
    """What does not need the class to run, and what the class says inside itself, is none."""
    assert mentions(f"{TIMER}\n{rest}\n") == {}


def test_nested_class_is_mentioned_through_its_owner() -> None:
    """A class inside another is named as an attribute; inside a function, by its name."""
    nested = "class Pool:\n    class Slot: ...\n    def take(self):\n        return self.Slot()\n"
    assert mentions(nested) == {"Pool.Slot": 1}
    local = "def make():\n    class Slot: ...\n    return Slot\n"
    assert mentions(local) == {"make.<locals>.Slot": 1}
