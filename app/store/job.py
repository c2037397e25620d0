"""A job: work that is done away from the request that asked for it. Ids and codes, never a patient's word."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import datetime, timedelta
    from uuid import UUID


@dataclass(frozen=True, slots=True)
class Job:
    """A job as it was read. `state` is `queued`, `running`, `done`, `failed` (given up) or `cancelled`."""

    id: UUID
    kind: str
    subject_id: UUID | None
    """What it is about; each kind says of which table."""
    state: str
    attempts: int
    """How many times it was begun."""
    not_before: datetime
    lease_until: datetime | None
    """Until when whoever runs it is believed to be alive."""
    lease_token: UUID | None
    progress: int
    total: int | None
    cancel_asked: bool
    error: str | None
    """The code of what last went wrong."""
    created_at: datetime
    finished_at: datetime | None
    actor: str

    @property
    def over(self) -> bool:
        """Whether nothing more comes of it by itself."""
        return self.state not in {"queued", "running"}


class Beat(Protocol):
    """What a handler calls as it goes along, at least every half minute."""

    def __call__(self, progress: int, total: int | None = None) -> bool:
        """Tell how far the job is. False: it is no longer this handler's, or is not wanted; return at once."""


class Hopeless(Exception):
    """The job cannot be done, however often it is tried. `code` says why, never in words of a patient."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Delayed(Exception):
    """The job could not be done now. `delay` is the least to wait for, where the other side said so.

    One that only had to wait for another does not count (`counts`) among the attempts that a job has.
    """

    def __init__(self, code: str, delay: timedelta | None = None, *, counts: bool = True) -> None:
        super().__init__(code)
        self.code = code
        self.delay = delay
        self.counts = counts
