"""Classes prepared for comparison."""

from __future__ import annotations

from audit.analysis.families.profiles import Profile, build_profiles, find_delegate
from tests.worlds.classes import draw_classes


def profile(source: str) -> Profile:
    """The profile of the first class."""
    return build_profiles(draw_classes({"a.py": source}))[0]


def test_property_setters_and_overloads_give_way() -> None:
    """A property is its getter, an overloaded method its implementation."""
    found = profile(
        """
class A:
    @property
    def size(self): return 1
    @size.setter
    def size(self, value): self.x = value
    @overload
    def get(self, a: int) -> int: ...
    @overload
    def get(self, a: str) -> str: ...
    def get(self, a): return a
"""
    )
    assert found.methods["size"].decorators == ("property",)
    assert found.methods["get"].body == "normal"


def test_test_methods_are_no_interface() -> None:
    """Nobody calls `test_…`, and a leading underscore is private."""
    found = profile(
        "class A:\n def run(self): pass\n def test_run(self): pass\n def _x(self): pass"
    )
    assert found.public == {"run"}


def test_delegate() -> None:
    """The attribute that most methods hand their own call on to."""
    found = profile(
        """
class A:
    def close(self): return self._inner.close()
    def get(self, a): return self._inner.get(a)
    def log(self): return self._log.write("x")
"""
    )
    assert found.delegate == "self._inner"
    assert found.delegated == {"close", "get"}


def test_delegate_by_calls_without_return() -> None:
    """A call whose answer is dropped hands on as well."""
    methods = profile("class A:\n def close(self): self.x()\n def stop(self): pass").methods
    calls = frozenset({"self._inner.close", "self._log.write", "other.stop", "stop"})
    assert find_delegate(methods, calls) == ("self._inner", frozenset({"close"}))


def test_profiles_come_in_path_order() -> None:
    """Whatever the order of the records."""
    records = draw_classes({"b.py": "class B: pass", "a.py": "class C: pass\nclass A: pass"})
    assert [p.path for p in build_profiles(records)] == ["a.A", "a.C", "b.B"]
    assert [p.path for p in build_profiles(records[::-1])] == ["a.A", "a.C", "b.B"]
