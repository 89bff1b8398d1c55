"""Class records: what a class makes, looked up at once or when somebody asks."""

from __future__ import annotations

import pytest

from audit.analysis.class_records import build_class_records
from audit.graph.symbols import SymbolTable
from tests.worlds.classes import draw_codebase

FILES = {
    "parts.py": "class Bolt: ...\nclass Nut: ...\n",
    "shop.py": """\
        from parts import Bolt

        class Shop:
            def sell(self):
                return Bolt()

            def wrap(self):
                from parts import Nut as Inner
                return Inner(), dict()

            def again(self):
                return Shop()
        """,
}


@pytest.mark.parametrize("lazily", [False, True])
def test_what_a_class_makes(lazily: bool) -> None:
    """What the methods make is followed through imports of the module and of the method; builtins
    count, the class itself does not."""
    records = {r.path: r for r in build_class_records(draw_codebase(FILES), lazily=lazily)}
    made = records["shop.Shop"].makes
    assert list(made) == ["builtins.dict", "parts.Bolt", "parts.Nut"]
    assert len(made) == 3
    assert "parts.Bolt" in made
    assert "shop.Shop" not in made


def test_what_nobody_asks_for_is_not_looked_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lazily, what a class makes is looked up once, when somebody asks."""
    asked: list[str] = []
    local = SymbolTable.local

    def noting(table: SymbolTable, module: str, chain: str, *, line: int = 0) -> object:
        asked.append(chain)
        return local(table, module, chain, line=line)

    codebase = draw_codebase(FILES)
    monkeypatch.setattr(SymbolTable, "local", noting)
    (shop,) = [r for r in build_class_records(codebase, lazily=True) if r.path == "shop.Shop"]
    assert asked == []
    assert "parts.Bolt" in shop.makes
    first = list(asked)
    assert "Bolt" in first
    assert list(shop.makes)
    assert asked == first
