"""Presets: what somebody exports every week, under a name of their own. The name is theirs to write, so it is sealed."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from uuid import UUID, uuid4

from sqlalchemy import delete, func, insert, select

from app.store.columns import PRESET_NAME
from app.store.member_rows import hold
from app.store.tables import export_presets

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from app.crypto import Sealer
    from app.store.patient import Opened

_table = export_presets.c
MOST: Final = 20
"""Presets that one member may have."""


@dataclass(frozen=True, slots=True)
class ExportPreset:
    """A preset. `filters` are the fields of the form, as they were typed."""

    id: UUID
    name: Opened = field(repr=False)
    target: str
    columns: tuple[str, ...]
    filters: Mapping[str, str]
    created_at: datetime


class ExportPresets:
    """The presets of one transaction."""

    __slots__ = ("_connection", "_sealer")

    def __init__(self, connection: Connection, sealer: Sealer) -> None:
        self._connection = connection
        self._sealer = sealer

    def save(  # noqa: PLR0917  (the values, in the order of their columns)
        self,
        staff_id: UUID,
        name: str,
        target: str,
        columns: Sequence[str],
        filters: Mapping[str, str],
        now: datetime,
    ) -> UUID | None:
        """Keep a preset, and return its id; None when the member has as many as there may be.

        Raises:
            ValueError: the name holds a lone surrogate.
        """
        hold(self._connection, staff_id)
        counted = select(func.count()).where(_table.staff_id == staff_id)
        if self._connection.execute(counted).scalar_one() >= MOST:
            return None
        new = uuid4()
        values = {
            "id": new,
            "staff_id": staff_id,
            "name": self._sealer.seal(PRESET_NAME, new, name),
            "target": target,
            "columns": json.dumps(list(columns)),
            "filters": json.dumps(dict(filters)),
            "created_at": now,
        }
        self._connection.execute(insert(export_presets), values)
        return new

    def list(self, staff_id: UUID) -> list[ExportPreset]:
        """Return the member's presets, oldest first."""
        own = select(export_presets).where(_table.staff_id == staff_id)
        rows = self._connection.execute(own.order_by(_table.created_at, _table.id)).mappings().all()
        names = self._sealer.open_many(PRESET_NAME, ((row["id"], row["name"]) for row in rows))
        return [
            ExportPreset(
                row["id"],
                name,
                row["target"],
                tuple(json.loads(row["columns"])),
                json.loads(row["filters"]),
                row["created_at"],
            )
            for row, name in zip(rows, names, strict=True)
        ]

    def forget(self, preset_id: UUID, staff_id: UUID) -> bool:
        """Forget a preset of this member, and return whether it was theirs."""
        own = delete(export_presets).where(_table.id == preset_id, _table.staff_id == staff_id)
        return self._connection.execute(own.returning(_table.id)).first() is not None
