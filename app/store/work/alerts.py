"""What people are alerted to, since when, and when they were last told."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.store.engine.database import ShortText
from app.store.model import Base, NoSeal, put, table_of

ALERT_MAIL: Final = "alert.mail"
"""The kind of job that mails one person what was to be told when it was asked for. Its subject is their place."""
ALERT_TEST: Final = "alert.test"
"""The kind of job that sends a message to one person, or to all, to see whether it arrives."""
ALERT_SMS_TEST: Final = "alert.sms_test"
"""The kind of job that sends an SMS, to see whether it arrives."""


class Alert(Base):
    """One thing that may be wrong. It has no subject: nothing of a patient is in it."""

    __tablename__ = "alerts"

    kind: Mapped[str] = mapped_column(ShortText(32), primary_key=True)
    raised_at: Mapped[datetime]
    cleared_at: Mapped[datetime | None] = mapped_column(default=None)
    told_at: Mapped[datetime | None] = mapped_column(default=None)
    """When a mail to each person was last asked for, that says that it is wrong or that it is over."""
    texted_at: Mapped[datetime | None] = mapped_column(default=None)
    """When they were last told of it by SMS."""

    seal = NoSeal(
        "What people were told. A row that is taken away has them told again, and one that is added delays it."
    )

    @property
    def stands(self) -> bool:
        """Return whether it is still wrong."""
        return self.cleared_at is None

    def is_untold(self, told_at: datetime | None) -> bool:
        """Return whether people last told at `told_at` do not know how it stands.

        They are told that something is wrong, and later that it is over. They are never told of an alert that came and
        went before anybody was told.
        """
        knew = told_at is not None and told_at >= self.raised_at
        if self.cleared_at is None:
            return not knew
        return knew and told_at is not None and told_at < self.cleared_at

    def is_due(self, told_at: datetime | None, now: datetime, pause: timedelta) -> bool:
        """Return whether people last told at `told_at` are to be told now.

        They are not told twice within `pause`.
        """
        return self.is_untold(told_at) and (told_at is None or now - told_at >= pause)

    def as_it_stood(self) -> Alert:
        """Return it as it was before it was over."""
        return Alert(kind=self.kind, raised_at=self.raised_at, told_at=self.told_at, texted_at=self.texted_at)


_table: Final = table_of(Alert)


def all_alerts(db: Session) -> Sequence[Alert]:
    """Return every alert, whether it stands or is over, by kind."""
    return db.scalars(select(Alert).order_by(Alert.kind)).all()


def raise_(db: Session, kind: str, now: datetime, *, again: bool = False) -> None:
    """Note that something is wrong, since `now`.

    An alert that stands already keeps its time, unless `again` says that it has happened once more.
    """
    over = None if again else Alert.cleared_at.is_not(None)
    put(db, Alert(kind=kind, raised_at=now), {"raised_at": now, "cleared_at": None}, where=over)


def clear(db: Session, kind: str, now: datetime) -> None:
    """Note that an alert is over, if it stands."""
    db.execute(update(Alert).where(Alert.kind == kind, Alert.cleared_at.is_(None)).values(cleared_at=now))


def told(db: Session, due: Iterable[Alert], now: datetime) -> list[Alert]:
    """Note that people are told by mail, as `texted` does of SMS."""
    return _noted(db, due, "told_at", now)


def texted(db: Session, due: Iterable[Alert], now: datetime) -> list[Alert]:
    """Note that people are told by SMS, and return the alerts to send.

    When two processes do so at once, each alert goes to one of them. One that has changed since it was read is still
    to be told.
    """
    return _noted(db, due, "texted_at", now)


def _noted(db: Session, due: Iterable[Alert], column: str, now: datetime) -> list[Alert]:
    noted = []
    for alert in due:
        as_read = (
            _table.c[name].is_not_distinct_from(getattr(alert, name))
            for name in ("kind", "raised_at", "cleared_at", column)
        )
        note = update(_table).where(*as_read).values({column: now})
        if db.execute(note.returning(_table.c.kind)).first() is not None:
            noted.append(alert)
    return noted
