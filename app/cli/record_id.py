"""A record's id, as commands take it."""

from __future__ import annotations

from uuid import UUID

import click


class RecordId(click.ParamType[UUID]):
    """The whole id, not the reference that people read out: that has eight digits of it."""

    name = "id"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> UUID:
        """Return the id that was written, or fail with where to find it."""
        try:
            return UUID(str(value))
        except ValueError:
            self.fail("write the whole id, as at the end of the address of the record's page", param, ctx)


RECORD_ID = RecordId()
