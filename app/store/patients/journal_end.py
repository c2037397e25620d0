"""The erasure journal's end, for a witness: how many lines, and a digest.

The digest is over what the lines say, not over their HMACs: a journal is written again under a newer index key, and
keeps its end.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Sequence
from datetime import UTC

from app.store.patients.tombstones import Erasure
from app.store.trail.audit_chain import Head


def end_of(lines: Sequence[Erasure]) -> Head | None:
    """Return the end of a journal; None if it is empty."""
    ends = _ends(lines, {len(lines)})
    return Head(len(lines), ends[len(lines)]) if lines else None


def cut_after(lines: Sequence[Erasure], witnessed: Collection[Head]) -> Head | None:
    """Return the first end that a witness saw and that is not there; None if all are."""
    ends = _ends(lines, {each.position for each in witnessed})
    gone = (each for each in witnessed if ends.get(each.position) != each.hash)
    return min(gone, default=None)


def _ends(lines: Sequence[Erasure], wanted: Collection[int]) -> dict[int, bytes]:
    """Return the digest after each number of lines that is wanted and there."""
    digest, found = hashlib.sha256(), {}
    for number, each in enumerate(lines, 1):
        said = [each.patient_id.hex, each.at.astimezone(UTC).isoformat(), each.actor, each.reason]
        digest.update(json.dumps(said).encode() + b"\n")
        if number in wanted:
            found[number] = digest.digest()
    return found
