"""Why no seal and no MAC is needed for the rows of the other tables.

Nothing is read, sent or released by a row that was written by hand. What they can do is said here and in
docs/security/sealing.md. A new table declares a seal, or stands here: a test says so.
"""

from __future__ import annotations

from typing import Final

UNVOUCHED: Final = {
    "audit_anchors": "Each has a MAC, and `audit verify` checks it.",
    "audit_events": "The chain vouches for each line, and `audit verify` checks it.",
    "audit_links": "They are the chain.",
    "audit_mentions": "The event that they belong to names the same subjects, and the chain vouches for it.",
    "invitations": "The address is sealed for its row. What goes to its other spelling is the sealed invitation that was sent to it.",
    "key_anchors": "Each is a hash under the index key.",
    "key_checks": "Fingerprints. A wrong one stops the server, and opens nothing.",
    "key_rotations": "How far a rotation is. The census reads every row before a key is retired.",
    "limit_hits": "Counters. Fewer hits allow more tries; the hashes that are guessed at are slow.",
    "refusals": "Counted, and nothing else.",
    "storage_counts": "Counters.",
}
"""By the table's name."""
