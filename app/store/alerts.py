"""What people are alerted to, since when, and when they were last told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select, update

from app.store.database import upsert_into
from app.store.rows import Rows, columns_of, one_of
from app.store.tables import alerts

_table = alerts.c
ALERT_MAIL: Final = "alert.mail"
"""The kind of job that mails one person what was to be told when it was asked for. Its subject is their place."""
ALERT_TEST: Final = "alert.test"
"""The kind of job that sends a message to one person, or to all, to see whether it arrives."""
ALERT_SMS_TEST: Final = "alert.sms_test"
"""The kind of job that sends an SMS, to see whether it arrives."""


@dataclass(frozen=True, slots=True)
class Alert:
    """One thing that may be wrong. It has no subject: nothing of a patient is in it."""

    kind: str
    raised_at: datetime
    cleared_at: datetime | None
    told_at: datetime | None
    """When a mail to each person was last asked for, that says that it is wrong or that it is over."""
    texted_at: datetime | None
    """When they were last told of it by SMS."""

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


_ALERT: Final = columns_of(Alert, alerts)


class Alerts(Rows):
    """The alerts of one transaction."""

    def all(self) -> list[Alert]:
        """Return every alert, whether it stands or is over, by kind."""
        rows = self._connection.execute(select(*_ALERT).order_by(_table.kind))
        return [one_of(Alert, row) for row in rows]

    def raise_(self, kind: str, now: datetime, *, again: bool = False) -> None:
        """Note that something is wrong, since `now`.

        An alert that stands already keeps its time, unless `again` says that it has happened once more.
        """
        news = {"raised_at": now, "cleared_at": None}
        noted = upsert_into(self._connection.dialect.name, alerts).values(kind=kind, **news)
        over = None if again else _table.cleared_at.is_not(None)
        self._connection.execute(noted.on_conflict_do_update(index_elements=["kind"], set_=news, where=over))

    def clear(self, kind: str, now: datetime) -> None:
        """Note that an alert is over, if it stands."""
        standing = update(alerts).where(_table.kind == kind, _table.cleared_at.is_(None))
        self._connection.execute(standing.values(cleared_at=now))

    def told(self, due: Iterable[Alert], now: datetime) -> list[Alert]:
        """Note that people are told by mail, as `texted` does of SMS."""
        return self._noted(due, "told_at", now)

    def texted(self, due: Iterable[Alert], now: datetime) -> list[Alert]:
        """Note that people are told by SMS, and return the alerts to send.

        When two processes do so at once, each alert goes to one of them. One that has changed since it was read is still
        to be told.
        """
        return self._noted(due, "texted_at", now)

    def _noted(self, due: Iterable[Alert], column: str, now: datetime) -> list[Alert]:
        noted = []
        for alert in due:
            as_read = (
                _table.kind == alert.kind,
                _table.raised_at == alert.raised_at,
                _table.cleared_at.is_not_distinct_from(alert.cleared_at),
                _table[column].is_not_distinct_from(getattr(alert, column)),
            )
            note = update(alerts).where(*as_read).values({column: now})
            if self._connection.execute(note.returning(_table.kind)).first() is not None:
                noted.append(alert)
        return noted
