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
"""The kind of job that sends what people were not told of yet."""
ALERT_TEST: Final = "alert.test"
"""The kind of job that sends a message, to see whether it arrives."""


@dataclass(frozen=True, slots=True)
class Alert:
    """One thing that may be wrong. It has no subject: nothing of a patient is in it."""

    kind: str
    raised_at: datetime
    cleared_at: datetime | None
    told_at: datetime | None
    """When people were last told of it, that it is wrong or that it is over."""

    @property
    def stands(self) -> bool:
        """Return whether it is still wrong."""
        return self.cleared_at is None

    @property
    def is_untold(self) -> bool:
        """Return whether people do not know yet how it stands.

        They have to know that it is wrong, and then that it is over. What came and went before anybody was told is not told.
        """
        knew = self.told_at is not None and self.told_at >= self.raised_at
        if self.cleared_at is None:
            return not knew
        return knew and self.told_at is not None and self.told_at < self.cleared_at

    def may_be_told(self, now: datetime, pause: timedelta) -> bool:
        """Return whether people were told nothing of it for so long."""
        return self.told_at is None or now - self.told_at >= pause


_ALERT: Final = columns_of(Alert, alerts)


class Alerts(Rows):
    """The alerts of one transaction."""

    def all(self) -> list[Alert]:
        """Return what is wrong, or was, by kind."""
        rows = self._connection.execute(select(*_ALERT).order_by(_table.kind))
        return [one_of(Alert, row) for row in rows]

    def raise_(self, kind: str, now: datetime, *, again: bool = False) -> None:
        """Note that it is wrong, since now.

        What is noted already stays, unless it has happened again.
        """
        news = {"raised_at": now, "cleared_at": None}
        noted = upsert_into(self._connection.dialect.name, alerts).values(kind=kind, **news)
        over = None if again else _table.cleared_at.is_not(None)
        self._connection.execute(noted.on_conflict_do_update(index_elements=["kind"], set_=news, where=over))

    def clear(self, kind: str, now: datetime) -> None:
        """Note that it is over."""
        standing = update(alerts).where(_table.kind == kind, _table.cleared_at.is_(None))
        self._connection.execute(standing.values(cleared_at=now))

    def told(self, told: Iterable[Alert], now: datetime) -> None:
        """Note that people were told, of each as it was read.

        What has changed meanwhile is still to be told.
        """
        for alert in told:
            same = (_table.kind == alert.kind, _table.raised_at == alert.raised_at)
            over = _table.cleared_at.is_not_distinct_from(alert.cleared_at)
            self._connection.execute(update(alerts).where(*same, over).values(told_at=now))
