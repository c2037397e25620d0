"""Rows that grant access or protect and were not written by us: find and remove."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection, Table, delete, func, inspect, select, update

from app.crypto import BlindIndex, DoorKeys, Sealer, Unreadable
from app.store.alarms import Alarms
from app.store.audit import Audit
from app.store.carried import FIRST_RELEASE, Carried
from app.store.columns import PASSWORD, PROFILE_SEAL, RECOVERY_CODE, RULES_SEAL
from app.store.database import WrongKeys
from app.store.form_links import FormLinks
from app.store.links import Links
from app.store.retention_rules import RetentionRules
from app.store.rows import Keys, Part, SealedRows, VersionedTable
from app.store.sessions import Devices, Sessions
from app.store.settings import ClinicProfiles
from app.store.staff import VOUCHED_FOR, Staff, seal_of
from app.store.tables import (
    alarms,
    audit_events,
    clinic_profiles,
    form_links,
    key_checks,
    retention_rules,
    staff,
    staff_devices,
    staff_links,
    staff_recovery_codes,
    staff_sessions,
)
from app.store.vouched import VOUCHED


class Forgeries(SealedRows):
    """The forged rows, as one transaction finds them."""

    _alarms = Part(Alarms)
    _devices = Part(Devices)
    _form_links = Part(FormLinks)
    _links = Part(Links)
    _profiles = Part(ClinicProfiles)
    _rules = Part(RetentionRules)
    _sessions = Part(Sessions)
    _staff = Part(Staff)

    def found(self) -> dict[str, list[UUID]]:
        """Return the forged rows by table, without the tables that have none.

        A session, link or known computer made under a secret that is no longer listed looks like a forged one.
        """
        found = {table.name: rows for table, rows in self._all().items()}
        return {name: rows for name, rows in found.items() if rows}

    def remove(self) -> dict[str, int]:
        """Remove the forged rows, and count them by table.

        Members stay, because their names are still needed: `Staff.vouch_again` seals them again. An alarm whose words we
        sealed stays too, and waits again for somebody to take it. So do rows with a seal of ours, as the seal says, and
        records and conversations, which are made harmless. Rows that others refer to stay forged.
        """
        removed = {}
        for table, rows in self._all().items():
            if rows and table.name in VOUCHED:
                if done := VOUCHED[table.name].put_back(self._connection, self._sealer, rows):
                    removed[table.name] = done
            elif rows and table is not staff:
                kept = self._alarms.raise_again(rows) if table is alarms else set()
                self._connection.execute(delete(table).where(table.c.id.in_(set(rows) - kept)))
                removed[table.name] = len(rows)
        return removed

    def unsealed(self, table: str) -> int:
        """Return how many rows of a table have no seal, as an earlier release writes them."""
        return VOUCHED[table].unsealed(self._connection) if table in VOUCHED else 0

    def adopt(self, now: datetime) -> dict[str, int]:
        """Seal rows that have no seal, on an operator's word, and count them by table."""
        return Adoption(self._sealer, self._index, now).seal_left(self._connection)

    @property
    def tables(self) -> set[Table]:
        """The tables whose rows are vouched for."""
        return set(self._all())

    def _all(self) -> dict[Table, list[UUID]]:
        return {
            staff: [member.id for member in self._staff.list() if not member.is_genuine],
            staff_recovery_codes: list(self._staff.forged_codes()),
            staff_sessions: list(self._sessions.forged()),
            staff_links: list(self._links.forged()),
            form_links: list(self._form_links.forged()),
            staff_devices: list(self._devices.forged()),
            clinic_profiles: list(self._profiles.forged()),
            retention_rules: list(self._rules.forged()),
            alarms: list(self._alarms.forged()),
            **{
                vouched.table: list(vouched.forged(self._connection, self._sealer))
                for vouched in VOUCHED.values()
            },
        }


# Sealing what lets staff in, once, in a database from before it was sealed; and taking the seals off again.
#
# The migration that adds the columns for the seals calls this, in its own transaction and with the keys. Nothing is
# sealed so later: a row that somebody writes without a key lets nobody in, and no command adopts it unasked.

SEALED_BY: Final = "0013"
"""The migration that adds the columns for the seals."""
_ACTOR: Final = "operator"
_SEALED: Final = "staff.sealed"
_UNSEALED: Final = "staff.unsealed"
_ROWS_SEALED: Final = "rows.sealed"
_ROWS_COULD: Final = "By these rows messages could be sent, exports leave and records be read: compare them with a backup first."
_MEMBER: Final = (staff.c.id, staff.c.password_hash, *(staff.c[name] for name in VOUCHED_FOR))
_VERSIONED: Final = (
    VersionedTable(clinic_profiles, "profile", PROFILE_SEAL),
    VersionedTable(retention_rules, "rules", RULES_SEAL),
)


class SealedBefore(Exception):
    """The trail says that this database was sealed before.

    What has no seal now was written, or put back, by hand.
    """

    def __init__(self, what: str, without: str) -> None:
        super().__init__(what, without)
        self.what = what
        self.without = without

    def __str__(self) -> str:
        return (
            f"The audit trail says that {self.what} of this database were sealed before, and now they are not. If you "
            "went back yourself with db downgrade, this is why: run it again with --seal-staff, which seals what is "
            f"there now. If you did not, somebody wrote into the database. {self.without}"
        )


@dataclass(frozen=True, slots=True)
class Adoption:
    """The keys, the time, and whether an operator has confirmed sealing again."""

    sealer: Sealer
    index: BlindIndex
    now: datetime
    again: bool = False
    door: DoorKeys | None = None
    """The keys that vouch for sessions. Without them, the sessions from before are ended."""

    @contextmanager
    def carrying(self, connection: Connection, before: str | None) -> Iterator[None]:
        """Carry the first release's sessions over the migrations of the block."""
        if self.door is None or self.again or before != FIRST_RELEASE:
            yield
            return
        carried = Carried.read(connection, self.now)
        yield
        carried.write(connection, Keys(self.sealer, self.index, self.door))

    def seal(self, connection: Connection) -> None:
        """Seal passwords, recovery codes, members and settings as they are.

        Also record how many members there were.

        Raises:
            SealedBefore: the trail says that this database was sealed before.
            WrongKeys: the keys are not this database's.
        """
        self.refuse_foreign_keys(connection)
        members = connection.execute(select(*_MEMBER).order_by(staff.c.email)).mappings().all()
        if members and not self.again and _is_recorded(connection, _SEALED):
            could = ", ".join(f"{row['email']} ({row['role']})" for row in members)
            raise SealedBefore("the members", f"These could sign in: {could}.")
        for row in members:
            password = row["password_hash"]
            sealed = None if password is None else self.sealer.seal(PASSWORD, row["id"], password)
            seal = seal_of(self.sealer, row["id"], {**row}, password)
            this = update(staff).where(staff.c.id == row["id"])
            connection.execute(this.values(password_hash=sealed, seal=seal))
        self._seal_codes(connection)
        for kind in _VERSIONED:
            self._seal_versions(connection, kind)
        self._record(connection, _SEALED, len(members))

    @contextmanager
    def vouching(self, connection: Connection) -> Iterator[None]:
        """Seal once the tables that gain a seal by the block's migrations; record which.

        Raises:
            SealedBefore: the trail says that rows of such a table were sealed before.
        """
        before = _with_a_seal(connection)
        yield
        gained = _with_a_seal(connection) - before
        again = gained & _recorded_tables(connection)
        if again and not self.again:
            raise SealedBefore(f"the rows of {', '.join(sorted(again))}", _ROWS_COULD)
        if gained:
            self.seal_left(connection, gained)

    def seal_left(self, connection: Connection, tables: Iterable[str] = VOUCHED) -> dict[str, int]:
        """Seal every row of these tables that has no seal; return how many, by table."""
        counted = {name: VOUCHED[name].seal_all(connection, self.sealer) for name in sorted(tables)}
        sealed = {name: rows for name, rows in counted.items() if rows}
        details = {"rows": sum(sealed.values()), "tables": sorted(counted)}
        Audit(connection).record(_ACTOR, _ROWS_SEALED, details=details, at=self.now)
        return sealed

    def unseal(self, connection: Connection) -> None:
        """Put passwords and recovery codes back as they were before.

        A member whose password does not open must enrol again.
        """
        self.refuse_foreign_keys(connection)
        rows = connection.execute(select(staff.c.id, staff.c.password_hash)).all()
        for row in rows:
            this = update(staff).where(staff.c.id == row.id)
            if row.password_hash is not None:
                connection.execute(
                    this.values(password_hash=self._opened(PASSWORD, row.id, row.password_hash))
                )
        codes = staff_recovery_codes.c
        for row in connection.execute(select(codes.id, codes.code)).all():
            opened = self._opened(RECOVERY_CODE, row.id, row.code) or row.code
            this = update(staff_recovery_codes).where(codes.id == row.id)
            connection.execute(this.values(code=opened.rpartition(":")[2]))
        self._record(connection, _UNSEALED, len(rows))

    def refuse_foreign_keys(self, connection: Connection) -> None:
        """Refuse keys of another database.

        Reads only columns that the table has in every release.
        """
        on_record = select(key_checks.c.fingerprint).where(key_checks.c.retired_at.is_(None))
        used = set(connection.execute(on_record).scalars())
        if not used <= {*self.sealer.fingerprints(), *self.index.fingerprints()}:
            raise WrongKeys(
                "FERNET_KEYS or INDEX_KEY lacks a key that this database is written with: with others, nobody could "
                "sign in. Add it to the end of its list, and try again."
            )

    def _opened(self, column: Any, row: Any, token: str) -> str | None:
        try:
            return self.sealer.open(column, row, token)
        except Unreadable:
            return None

    def _seal_codes(self, connection: Connection) -> None:
        codes = staff_recovery_codes.c
        for row in connection.execute(select(codes.id, codes.staff_id, codes.code)).all():
            sealed = self.sealer.seal(RECOVERY_CODE, row.id, f"{row.staff_id.hex}:{row.code}")
            connection.execute(update(staff_recovery_codes).where(codes.id == row.id).values(code=sealed))

    def _seal_versions(self, connection: Connection, kind: VersionedTable) -> None:
        table = kind.table.c
        for row in connection.execute(select(table.id, *(table[name] for name in kind.names))).all():
            seal = self.sealer.seal(kind.seal, row[0], kind.vouched(tuple(row[1:])))
            connection.execute(update(kind.table).where(table.id == row[0]).values(seal=seal))

    def _record(self, connection: Connection, action: str, members: int) -> None:
        Audit(connection).record(_ACTOR, action, details={"members": members}, at=self.now)


def _is_recorded(connection: Connection, action: str) -> bool:
    found = select(func.count()).select_from(audit_events).where(audit_events.c.action == action)
    return bool(connection.execute(found).scalar_one())


def _with_a_seal(connection: Connection) -> set[str]:
    """Return the tables of `VOUCHED` that have a column for the seal by now."""
    found = inspect(connection).get_multi_columns(filter_names=[*VOUCHED])
    return {
        name
        for (_, name), columns in found.items()
        if any(column["name"] == VOUCHED[name].column.name for column in columns)
    }


def _recorded_tables(connection: Connection) -> set[str]:
    """Return the tables whose rows were sealed, as the trail says.

    An entry that names none is about all.
    """
    entries = select(audit_events.c.details).where(audit_events.c.action == _ROWS_SEALED)
    found = connection.execute(entries).scalars()
    return {name for details in found for name in json.loads(details).get("tables", VOUCHED)}
