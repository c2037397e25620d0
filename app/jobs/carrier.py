"""What takes the ids of due jobs to the processes that do them."""

from __future__ import annotations

from datetime import timedelta
from typing import Final, Protocol
from uuid import UUID

from app.web.feature import Lane

AGAIN: Final = timedelta(seconds=30)
"""A job that is not taken within this time is published again: Redis may have lost its id."""


class CarrierDown(Exception):
    """Ids cannot be published now. The jobs wait in the outbox."""


class Carrier(Protocol):
    """Takes ids to whoever does the jobs."""

    def room(self, lane: Lane) -> int:
        """Return for how many more ids a lane has room."""

    def publish(self, lane: Lane, job_id: UUID) -> None:
        """Take the id of a job to whoever does such jobs."""

    def beat(self) -> None:
        """Ask whoever does jobs to show that they are alive."""
