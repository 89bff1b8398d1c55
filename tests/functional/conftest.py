"""Every functional test has a cache of its own and starts in a folder of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

__all__ = ["own_cache"]


@pytest.fixture(autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache folder that no other test and no user sees."""
    place = tmp_path_factory.mktemp("cache")
    monkeypatch.setenv("SSOT_AUDIT_CACHE", str(place))
    return place
