"""How far a push is, and whether it may continue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.exports.targets.sheets.ends import Stopped
from app.store.work.jobs import Beat

if TYPE_CHECKING:
    pass


class PushProgress:
    """Report progress to the job's page.

    It is called before every request, and every few seconds while waiting.
    """

    __slots__ = ("_beat", "_total", "done")

    def __init__(self, beat: Beat, total: int) -> None:
        self._beat = beat
        self._total = total
        self.done = 0

    def reach(self, done: int) -> None:
        """Record how many rows are in place; a second look never lowers the number."""
        self.done = max(self.done, done)

    def __call__(self) -> None:
        """Report progress and return, if the push may continue.

        Raises:
            Stopped: the job is not ours any more, or is not wanted.
        """
        if not self._beat(min(self.done, self._total), self._total):
            raise Stopped
