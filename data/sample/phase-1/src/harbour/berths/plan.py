"""The berths of a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from harbour.berths.models import Berth
from harbour.errors import UnknownBerth


class BerthPlan:
    """All berths of one terminal, in quay order."""

    def __init__(self, berths: Iterable[Berth]) -> None:
        """Take the berths in the order of the quay."""
        self._berths = {berth.code: berth for berth in berths}

    def __iter__(self) -> Iterator[Berth]:
        """Walk along the quay."""
        return iter(self._berths.values())

    def __len__(self) -> int:
        """Count the berths."""
        return len(self._berths)

    def berth(self, code: str) -> Berth:
        """Return the berth with this code."""
        try:
            return self._berths[code]
        except KeyError:
            raise UnknownBerth(code) from None

    def on_quay(self, quay: str) -> list[Berth]:
        """List the berths of one quay."""
        return [berth for berth in self if berth.quay == quay]
