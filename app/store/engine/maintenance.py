"""Maintenance: whether somebody is working on the system.

Patients and staff are then asked to come back later. All machines learn of it from the database. While the database
does not answer, a process uses what it heard last, or else a file on the machine. Maintenance ends at the time that
people were told, or when an operator ends it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final, Self

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from app.intervals import Interval
from app.store.clinic import milestones
from app.store.engine.connection import begin
from app.store.engine.database import StoreUnavailable
from app.store.trail.events import TrailEvent, TrailGroup

BEGUN = TrailEvent("maintenance.begun", "Began maintenance until {until}", TrailGroup.MAINTENANCE)
ENDED = TrailEvent("maintenance.ended", "Ended maintenance", TrailGroup.MAINTENANCE)

MAINTENANCE: Final = "maintenance"
"""The milestone: until when, and the time of day that people are told."""
LONGEST: Final = timedelta(hours=12)
"""The longest that it may take: people are told only a time of day."""
EVERY = 1.0
_EVERY_WHILE_BLIND: Final = 5.0


@dataclass(frozen=True, slots=True)
class Maintenance:
    """A maintenance, and when it ends."""

    until: datetime
    told: str
    """The time of day at the clinic, such as `14:30`: without the database nobody knows the clinic's time zone."""

    @classmethod
    def read(cls, text: str) -> Self | None:
        """Return what a file says, or None if it says nothing that can be read."""
        try:
            said = json.loads(text)
            return cls(datetime.fromisoformat(said["until"]).astimezone(UTC), str(said["told"])[:5])
        except (ValueError, KeyError, TypeError):
            return None

    def __str__(self) -> str:
        return json.dumps({"until": self.until.isoformat(), "told": self.told}) + "\n"


def current(db: Session, now: datetime) -> Maintenance | None:
    """Return the maintenance that the database has on record and that is not over."""
    found = milestones.get(db, MAINTENANCE)
    return Maintenance(found.at, found.actor) if found is not None and found.at > now else None


@dataclass(slots=True)
class Sign:
    """What a process knows of maintenance. It asks the database once a second at most."""

    engine: Engine
    file: Path
    is_blind: bool = False
    """Whether the database could not be asked the last time."""
    _heard: Maintenance | None = None
    _ask_again: Interval = field(default_factory=lambda: Interval(EVERY))

    def now(self, now: datetime) -> Maintenance | None:
        """Return the maintenance that is under way, if any."""
        if self._ask_again.is_over():
            self._ask(now)
        known = self._heard
        if known is None and self.is_blind:
            known = self._written()
        return known if known is not None and known.until > now else None

    def ask_again(self) -> None:
        """Ask the database the next time, however soon that is."""
        self._ask_again.end()

    def _ask(self, now: datetime) -> None:
        try:
            with begin(self.engine, read_only=True) as connection:
                self._heard = current(Session(connection), now)
            self.is_blind = False
        except StoreUnavailable:
            self.is_blind = True
        self._ask_again.begin(seconds=_EVERY_WHILE_BLIND if self.is_blind else None)

    def _written(self) -> Maintenance | None:
        try:
            return Maintenance.read(self.file.read_text())
        except (OSError, UnicodeDecodeError):
            return None
