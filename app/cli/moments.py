"""A moment as an option of commands takes it: with its time zone."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

import click


class Moment(click.ParamType[datetime]):
    """A moment with its time zone."""

    name = "time"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """Return the moment that was written, or fail with how to write one."""
        try:
            moment = datetime.fromisoformat(str(value))
        except ValueError:
            moment = datetime.min  # noqa: DTZ901 - as wrong as one without a zone
        if moment.tzinfo is None:
            self.fail("write it with its time zone: 2026-03-01T09:00Z or 2026-03-01T10:00+01:00", param, ctx)
        return moment.astimezone(UTC)


MOMENT: Final = Moment()
