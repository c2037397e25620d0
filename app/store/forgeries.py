"""Every row that lets in or protects, and was not written by Anteroom: found, named, and taken away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete

from app.store.clinic_profiles import ClinicProfiles
from app.store.retention_rules import RetentionRules
from app.store.staff import Staff
from app.store.staff_devices import Devices
from app.store.staff_links import Links
from app.store.staff_sessions import Sessions
from app.store.tables import (
    clinic_profiles,
    retention_rules,
    staff,
    staff_devices,
    staff_links,
    staff_recovery_codes,
    staff_sessions,
)

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy import Connection, Table

    from app.crypto import DoorKeys, Sealer


class Forgeries:
    """The forged rows, as one transaction finds them."""

    __slots__ = ("_connection", "_door", "_sealer")

    def __init__(self, connection: Connection, sealer: Sealer, door: DoorKeys) -> None:
        self._connection = connection
        self._sealer = sealer
        self._door = door

    def found(self) -> dict[str, list[UUID]]:
        """Return the forged rows by their table; no table that has none.

        A session, link or known computer under a secret that is no longer listed cannot be told from a forged one.
        """
        found = {table.name: rows for table, rows in self._all().items()}
        return {name: rows for name, rows in found.items() if rows}

    def remove(self) -> dict[str, int]:
        """Take them away, and return how many by table. Members stay, for their names: see `Staff.vouch_again`."""
        removed = {}
        for table, rows in self._all().items():
            if rows and table is not staff:
                self._connection.execute(delete(table).where(table.c.id.in_(rows)))
                removed[table.name] = len(rows)
        return removed

    def _all(self) -> dict[Table, list[UUID]]:
        connection, sealer, door = self._connection, self._sealer, self._door
        members = Staff(connection, sealer)
        return {
            staff: [member.id for member in members.list() if not member.is_genuine],
            staff_recovery_codes: list(members.forged_codes()),
            staff_sessions: list(Sessions(connection, sealer, door).forged()),
            staff_links: list(Links(connection, sealer, door).forged()),
            staff_devices: list(Devices(connection, door).forged()),
            clinic_profiles: list(ClinicProfiles(connection, sealer).forged()),
            retention_rules: list(RetentionRules(connection, sealer).forged()),
        }
