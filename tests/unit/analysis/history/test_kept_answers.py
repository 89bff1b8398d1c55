"""Answers about modules that stay while nothing changes under what they looked up."""

from __future__ import annotations

from audit.analysis.history.kept_answers import KeptAnswers
from audit.analysis.history.live_index import LiveIndex

LOOKED_UP = {"till": ("till", "slip"), "desk": ("desk", "slip", "lamp"), "hall": ("hall",)}


class Desk:
    """Somebody who answers about modules and notes which were asked about."""

    def __init__(self) -> None:
        index = LiveIndex(lambda _: None)
        self.asked: list[str] = []

        def find(module: str) -> str:
            self.asked.append(module)
            for name in LOOKED_UP[module]:
                index.exists(name)
            return module.upper()

        self.answers = KeptAnswers(index, find)

    def ask(self) -> list[str]:
        """Ask about every module; those whose answer had to be found."""
        self.asked.clear()
        assert [self.answers.get(module) for module in LOOKED_UP] == ["TILL", "DESK", "HALL"]
        return self.asked


def test_an_answer_is_found_once() -> None:
    """What is known is not asked for again."""
    desk = Desk()
    assert desk.ask() == ["till", "desk", "hall"]
    assert desk.ask() == []


def test_a_changed_name_drops_those_who_looked_it_up() -> None:
    """Only answers that depend on the name are found again, and who depends is known."""
    desk = Desk()
    desk.ask()
    assert desk.answers.looks_at("lamp")
    assert not desk.answers.looks_at("roof")
    assert not desk.answers.forget((), {"roof"})
    assert desk.answers.forget((), {"slip"})
    assert desk.ask() == ["till", "desk"]
    assert desk.answers.forget((), {"lamp"})
    assert desk.ask() == ["desk"]


def test_an_answer_that_goes_depends_on_nothing() -> None:
    """A module that is dropped, by name or as not wanted any more, takes its names along."""
    desk = Desk()
    desk.ask()
    assert desk.answers.forget(["desk", "attic"])
    assert not desk.answers.looks_at("lamp")
    assert desk.answers.looks_at("slip")
    desk.answers.forget_others({"hall"})
    assert not desk.answers.looks_at("slip")
    assert desk.ask() == ["till", "desk"]
