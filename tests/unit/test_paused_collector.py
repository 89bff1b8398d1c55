"""Pauses of the cyclic garbage collector."""

from __future__ import annotations

import gc

import pytest

from audit.paused_collector import paused_collector


def _pause_and_fail() -> None:
    with paused_collector():
        with paused_collector():
            assert not gc.isenabled()
        assert not gc.isenabled()
        raise KeyError


def test_the_collector_is_off_inside_and_on_after() -> None:
    """It stays off through nested blocks, and an exception turns it on again."""
    assert gc.isenabled()
    with pytest.raises(KeyError):
        _pause_and_fail()
    assert gc.isenabled()


def test_a_collector_that_was_off_stays_off() -> None:
    """Whoever turned it off before decides when it comes back."""
    gc.disable()
    try:
        with paused_collector():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
