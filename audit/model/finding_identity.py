"""What identifies a finding: its kind and subject, never a line number."""

from __future__ import annotations

import hashlib

from audit.model.findings import FindingKind

__all__ = ["finding_fingerprint"]


def finding_fingerprint(kind: FindingKind, *identity: str) -> str:
    """Sixteen hexadecimal digits over the kind and what identifies the finding."""
    text = "\0".join((kind.value, *identity))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
