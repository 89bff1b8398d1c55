"""Where the kit keeps what it can make again."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from audit.cache_folder import find_cache_folder


def test_the_variable_wins(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """`$SSOT_AUDIT_CACHE` names the folder itself."""
    monkeypatch.setenv("SSOT_AUDIT_CACHE", str(tmp_path))
    assert find_cache_folder() == tmp_path


def test_linux_follows_xdg(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Without it, the XDG cache folder; a relative or missing one means `~/.cache`."""
    monkeypatch.delenv("SSOT_AUDIT_CACHE", raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    assert find_cache_folder() == tmp_path / "xdg" / "ssot-audit"
    for odd in ("", "relative/cache"):
        monkeypatch.setenv("XDG_CACHE_HOME", odd)
        assert find_cache_folder() == tmp_path / ".cache" / "ssot-audit"


def test_other_platforms_have_their_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """macOS and Windows keep caches where their applications do."""
    monkeypatch.delenv("SSOT_AUDIT_CACHE", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr(sys, "platform", "darwin")
    assert find_cache_folder() == tmp_path / "Library" / "Caches" / "ssot-audit"
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "Local"))
    assert find_cache_folder() == tmp_path / "Local" / "ssot-audit" / "Cache"
