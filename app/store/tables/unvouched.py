"""Why no seal and no MAC is needed for the rows of the other tables.

Nothing is read, sent or released by a row that was written by hand. What they can do is said here and in
docs/security/sealing.md. A new table declares a seal, or stands here: a test says so.
"""

from __future__ import annotations

from typing import Final

UNVOUCHED: Final = {
    "invitations": "The address is sealed for its row. What goes to its other spelling is the sealed invitation that was sent to it.",
}
"""By the table's name."""
