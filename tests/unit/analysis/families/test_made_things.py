"""Classes whose methods make each other, or other things."""

from __future__ import annotations

import pytest

from audit.analysis.class_records import build_class_records
from audit.analysis.families.build import build_families
from audit.model.families import Family, Verdict
from tests.worlds.classes import draw_codebase

TAG = """
from messages import RunTag as RunMessage

class RunTag:
    def __init__(self, key, value):
        self._key = key
        self._value = value
        self._seen = 0

    def matches(self, other):
        self._seen += 1
        if type(other) is type(self):
            return self.__dict__ == other.__dict__
        return False

    def write(self):
        message = RunMessage()
        message.key = self._key
        message.value = self._value
        return message

    @classmethod
    def read(cls, message):
        return cls(message.key, message.value)
"""
MESSAGES = "class RunTag: ...\nclass TripTag: ...\n"
OTHER_NAME = TAG.replace("class RunTag", "class TripTag")


def families(files: dict[str, str]) -> tuple[Family, ...]:
    """The families of these files, names resolved through their imports."""
    return build_families(build_class_records(draw_codebase(files)), uses={})


def verdict(left: str, right: str) -> Verdict:
    """What the one family of two files is."""
    (family,) = families({"messages.py": MESSAGES, "a.py": left, "b.py": right})
    return family.verdict


def test_a_copy_that_makes_the_same_things_is_a_renamed_copy() -> None:
    """Under another class name, and with other local names, the body is the same."""
    assert verdict(TAG, OTHER_NAME.replace("message", "parcel").replace("parcels", "messages")) is (
        Verdict.RENAMED
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("from messages import RunTag as RunMessage", "from messages import TripTag as RunMessage"),
        ("from messages import RunTag as RunMessage", "from elsewhere import Trip as RunMessage"),
        ("type(self)", "id(self)"),
    ],
)
def test_a_copy_that_makes_another_thing_has_drifted(before: str, after: str) -> None:
    """Where another known thing is called, of this code, of another package or built in, the body
    does something else, whatever name it goes by."""
    other = OTHER_NAME.replace(before, after).replace("RunMessage", "TripMessage")
    if before.startswith("type"):
        other = OTHER_NAME.replace("type(", "id(")
    assert verdict(TAG, other) is Verdict.DRIFTED


def test_what_is_not_known_on_one_side_tells_nothing() -> None:
    """A name that leads nowhere may stand for the same thing: the copy is a renamed one."""
    lost = OTHER_NAME.replace("from messages import RunTag as RunMessage\n", "")
    assert verdict(TAG, lost.replace("RunMessage", "make_message")) is Verdict.RENAMED


ENTITY = TAG.replace("class RunTag", "class RunEntity")


@pytest.mark.parametrize(
    "method",
    [
        "\n    def convert(self):\n        return RunEntity(self._key, self._value)\n",
        "\n    def convert(self):\n        self.a = RunEntity(self._key, self._value)\n",
        '\n    def convert(self) -> "RunEntity":\n        return self._value.made()\n',
        "\n    def convert(self) -> RunEntity | None:\n        return self._value.made()\n",
    ],
)
def test_what_makes_the_other_is_no_copy_of_it(method: str) -> None:
    """A class that turns into the other stands beside it as another layer: no family."""
    layer = "from b import RunEntity\n" + TAG + method
    assert not any(each.duplicate for each in families({"a.py": layer, "b.py": ENTITY}))
    inside = TAG + method.replace(":\n        ", ":\n        from b import RunEntity\n        ", 1)
    if "->" not in method:
        assert families({"a.py": inside, "b.py": ENTITY}) == ()


def test_without_the_conversion_they_are_copies() -> None:
    """The same two classes with a method that makes something else are copies."""
    other = TAG + "\n    def convert(self):\n        return self._value.made()\n"
    (family,) = families({"a.py": "from b import RunEntity\n" + other, "b.py": ENTITY})
    assert family.duplicate


def test_a_copy_that_makes_itself_is_an_exact_copy() -> None:
    """A class that calls its own name makes itself, not the other."""
    own = TAG + "\n    def again(self):\n        return RunTag(self._key, self._value)\n"
    assert verdict(own, own) is Verdict.EXACT
    renamed = own.replace("RunTag(self", "TripTag(self").replace("class RunTag", "class TripTag")
    assert verdict(own, renamed.replace("_seen", "_met")) is Verdict.RENAMED


def test_twins_make_twins() -> None:
    """A class of one long method and its async twin, which makes the twin of what the other makes,
    are twins all the same."""
    lines = "".join(f"        self.{name} = Message(rows, {name}=size)\n" for name in "abcdefghij")
    plain = "class Desk:\n    def __init__(self, rows, size):\n" + lines
    twin = plain.replace("Desk", "AsyncDesk").replace("Message", "AsyncMessage")
    (family,) = families(
        {
            "messages.py": "class Message: ...\nclass AsyncMessage: ...\n",
            "a.py": f"from messages import Message\n{plain}",
            "b.py": f"from messages import AsyncMessage\n{twin}",
        }
    )
    assert family.verdict is Verdict.TWIN


def test_layers_of_one_name_are_not_called_unrelated() -> None:
    """Two classes of one name, one of which makes the other, are not told as strangers."""
    body = "".join(
        f"\n    def {name}_row(self, row):\n        self.rows[{number}:] = [row, *self.rows]\n"
        f"        return [each.{name} for each in self.rows if each is not row]\n"
        for number, name in enumerate(("open", "shut", "count"))
    )
    near = f"class CargoLog:\n    def __init__(self, rows):\n        self.rows = rows\n{body}"
    far = (
        "class CargoLog:\n    def __init__(self, link):\n        self.link = link\n"
        "    def fetch(self, place, *, limit=10):\n        with self.link.open(place) as stream:\n"
        "            yield from (line.strip() for line in stream if len(line) < limit)\n"
        "    def store(self, place, text):\n        assert place not in self.link, text\n"
        "        self.link.put(place, text.encode('utf-8'), overwrite=False)\n"
    )
    (family,) = families({"yard/near.py": near, "yard/far.py": far})
    assert family.verdict is Verdict.UNRELATED
    layer = far + "    def load(self):\n        return Rows([*self.fetch('all')])\n"
    layer = "from yard.near import CargoLog as Rows\n" + layer
    assert families({"yard/near.py": near, "yard/far.py": layer}) == ()
