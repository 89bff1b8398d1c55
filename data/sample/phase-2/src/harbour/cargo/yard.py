"""Where discharged cargo stands."""

from __future__ import annotations

from harbour.cargo.manifests import Consignment, Manifest


class Yard:
    """Blocks of the yard, each with a limit in tonnes."""

    def __init__(self, blocks: dict[str, float], *, hazardous_block: str | None = None) -> None:
        """Take the blocks in order of distance from the quay."""
        self._limits = dict(blocks)
        self._stock: dict[str, list[Consignment]] = {name: [] for name in blocks}
        self._hazardous_block = hazardous_block

    def space(self, block: str) -> float:
        """Return the tonnes that a block still takes."""
        return self._limits[block] - sum(item.tonnes for item in self._stock[block])

    def stow(self, item: Consignment) -> str:
        """Put one consignment into the nearest block that takes it."""
        for block in self._limits:
            if (block == self._hazardous_block) is item.hazardous and self.space(
                block
            ) >= item.tonnes:
                self._stock[block].append(item)
                return block
        raise ValueError(f"no block takes {item.number} ({item.tonnes} t)")

    def discharge(self, manifest: Manifest) -> dict[str, str]:
        """Stow a whole manifest, the heaviest first; the answer maps number to block."""
        ordered = sorted(manifest.lines, key=lambda line: (-line.tonnes, line.number))
        return {line.number: self.stow(line) for line in ordered}
