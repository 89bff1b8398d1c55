"""Extraction on a Dask cluster that the user runs: the same batches, on other machines.

What comes back are encoded facts, as from a local process, so the answer is the same. A batch
whose worker dies goes to another one; one that no worker survives is done on this machine, where
the file that does it is found and reported.
"""

from __future__ import annotations

import contextlib
from collections import deque
from collections.abc import Iterator
from typing import Any

from audit.errors import AuditError
from audit.extraction.cache import facts_key
from audit.extraction.closing import Closing
from audit.extraction.collect import Batch, Results, extract_batch
from audit.extraction.extractor_version import EXTRACTOR_VERSION

__all__ = ["ClusterExecutor", "describe_extractor"]

_BATCHES_A_THREAD = 3
_CONNECT_SECONDS = 10


def describe_extractor() -> str:
    """What two machines must have in common to give equal facts; runs on a worker."""
    return facts_key(EXTRACTOR_VERSION)


class ClusterExecutor(Closing):
    """The workers of a scheduler at `address` (`tcp://host:port`, or `host:port`).

    Raises AuditError when Dask is not installed, when nobody answers, when there is no worker, or
    when a worker has another version of the kit.
    """

    def __init__(self, address: str, *, timeout: float = _CONNECT_SECONDS) -> None:
        try:
            from distributed import Client  # noqa: PLC0415 - an optional extra
        except ImportError:
            raise AuditError(
                "the cluster needs Dask", hint="pip install 'ssot-audit[cluster]'"
            ) from None
        try:
            connect: Any = Client
            self._client: Any = connect(address, timeout=timeout, set_as_default=False)
        except (OSError, ValueError, TypeError) as error:
            reason = str(error).partition("\n")[0]
            raise AuditError(f"no scheduler answers: {reason}", where=address) from None
        try:
            self._check_workers(address)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Leave the cluster; it goes on running."""
        with contextlib.suppress(OSError):
            self._client.close()

    def run(self, batches: Iterator[Batch]) -> Iterator[tuple[Batch, Results | None]]:
        """Yield each batch with its results, in order; None where no worker could do it.

        A few batches a thread are on their way at a time: the tree need not fit in memory.
        """
        pending: deque[tuple[Batch, Any]] = deque()
        room = max(sum(self._client.nthreads().values()), 1) * _BATCHES_A_THREAD
        for batch in batches:
            pending.append((batch, self._client.submit(extract_batch, batch, pure=False)))
            if len(pending) >= room:
                yield self._finish(*pending.popleft())
        while pending:
            yield self._finish(*pending.popleft())

    def _finish(self, batch: Batch, future: Any) -> tuple[Batch, Results | None]:
        try:
            results: Results = future.result()
        except Exception:  # whatever a worker died of: this machine finds out
            return batch, None
        return batch, results

    def _check_workers(self, address: str) -> None:
        try:
            answers: dict[str, str] = self._client.run(describe_extractor)
        except Exception as error:
            reason = str(error).partition("\n")[0] or type(error).__name__
            raise AuditError(
                f"a worker cannot run the kit: {reason}",
                where=address,
                hint="install the same version of the kit on every worker",
            ) from None
        if not answers:
            raise AuditError("the scheduler has no workers", where=address)
        others = sorted(name for name, key in answers.items() if key != describe_extractor())
        if others:
            raise AuditError(
                f"{others[0]} has another version of the kit",
                where=address,
                hint="install the same version of the kit on every worker",
            )
