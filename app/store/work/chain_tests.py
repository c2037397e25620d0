"""The newest test of ALARM_CHAIN: whom it was sent to, and what came of it.

Nothing of a patient is in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.store.engine.database import ShortText
from app.store.model import Model, NoSeal, Sealed, opened, sealed, table_of

TEST: Final = "alarm.test"
"""The kind of job that sends a test to one person, its subject."""


class ChainTest(Model):
    """A test that one step of the chain was sent. Those of an earlier test are gone."""

    __tablename__ = "chain_tests"

    place: Mapped[int]
    """The place in ALARM_CHAIN as it was then, from 1."""
    address: Sealed[str] = sealed()
    asked_at: Mapped[datetime]
    message_id: Mapped[UUID | None] = mapped_column(default=None, index=True)
    """The SMS; a mail has none."""
    sent_at: Mapped[datetime | None] = mapped_column(default=None)
    """When the mail server took it."""
    error: Mapped[str | None] = mapped_column(ShortText(64), default=None)
    """The code of what kept it from being delivered."""

    seal = NoSeal("A test, in words of ours, to an address that is sealed for its row.")


_tests: Final = table_of(ChainTest)


def begin(db: Session, tests: Sequence[ChainTest]) -> None:
    """Keep a test in place of the one before."""
    db.execute(delete(_tests))
    db.add_all(tests)
    db.flush()


def newest(db: Session) -> dict[int, ChainTest]:
    """Return what came of the newest test by place, opened."""
    found = db.scalars(select(ChainTest).order_by(_tests.c.asked_at)).all()
    return {each.place: each for each in opened(found, ChainTest.address)}


def get(db: Session, test_id: UUID) -> ChainTest | None:
    """Return a test of one step, opened and held; None after another test."""
    this = select(ChainTest).where(_tests.c.id == test_id).with_for_update()
    found = db.scalars(this, execution_options={"populate_existing": True}).all()
    return next(iter(opened(found, ChainTest.address)), None)


def came_to(db: Session, test_id: UUID, sent_at: datetime | None, error: str | None) -> None:
    """Record that the mail server took a test, or why not."""
    db.execute(update(_tests).where(_tests.c.id == test_id).values(sent_at=sent_at, error=error))


def not_texted(db: Session, message_id: UUID, code: str) -> None:
    """Record why an SMS was not delivered, if it is a test."""
    this = update(_tests).where(_tests.c.message_id == message_id, _tests.c.error.is_(None))
    db.execute(this.values(error=code))
