"""How far a push is, and whether it is to go on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.exports.targets.sheets.trouble import Stopped

if TYPE_CHECKING:
    from app.store import Beat


class Progress:
    """Tells the job's page. Called before every request, and every few seconds of waiting."""

    __slots__ = ("_beat", "_total", "done")

    def __init__(self, beat: Beat, total: int) -> None:
        self._beat = beat
        self._total = total
        self.done = 0

    def reach(self, done: int) -> None:
        """Say that so many rows are in their places. Who looks again from the beginning has not come further back."""
        self.done = max(self.done, done)

    def __call__(self) -> None:
        """Go on.

        Raises:
            Stopped: the job is not ours any more, or is not wanted.
        """
        if not self._beat(min(self.done, self._total), self._total):
            raise Stopped
