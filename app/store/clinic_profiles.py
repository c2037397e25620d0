"""What the clinic says of itself, as its admins last wrote it. Every version is kept: it is what patients were told."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Final

from sqlalchemy import Integer, bindparam, func, literal, select

from app.intake.clinic import Clinic
from app.intake.phrases import SHIPPED
from app.store.tables import clinic_profiles
from app.store.upsert import insert

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy import Connection, RowMapping

# Built once: the newest is read for every message.
_table = clinic_profiles.c
_VERSIONS: Final = (
    select(clinic_profiles).order_by(_table.version.desc()).limit(bindparam("most", type_=Integer))
)
_VERSION: Final = select(clinic_profiles).where(_table.version == bindparam("wanted"))


@dataclass(frozen=True, slots=True)
class ClinicProfile:
    """What patients are told, how staff read times, and how much may leave.

    `languages` are the codes offered, in order; () is every shipped one. `consent_texts` replace, by language, the
    middle of the shipped consent; a higher `consent_version` asks everyone again. `timezone` is an IANA name.
    With `export_approval` an export waits for a second person; `exports_per_hour` is what one person may start.
    """

    name: str
    phone: str
    emergency_number: str
    languages: tuple[str, ...] = ()
    timezone: str = "UTC"
    consent_version: int = 1
    consent_texts: Mapping[str, str] = field(default_factory=dict)
    export_approval: bool = False
    exports_per_hour: int = 10

    @property
    def clinic(self) -> Clinic:
        """The clinic as its patients meet it. A language that no longer ships is not offered."""
        return Clinic(
            self.name,
            self.phone,
            self.emergency_number,
            tuple(code for code in SHIPPED if code in self.languages),
            self.consent_version,
            self.consent_texts,
        )


@dataclass(frozen=True, slots=True)
class KeptProfile:
    """A profile as it was kept."""

    version: int
    at: datetime
    actor: str
    profile: ClinicProfile


class ClinicProfiles:
    """The profiles of one transaction."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def current(self) -> KeptProfile | None:
        """Return the newest version, or None as long as nobody has written one."""
        found = self.versions(limit=1)
        return found[0] if found else None

    def versions(self, limit: int = 20) -> list[KeptProfile]:
        """Return the versions, newest first."""
        return [_kept(row) for row in self._connection.execute(_VERSIONS, {"most": limit}).mappings()]

    def at(self, version: int) -> KeptProfile | None:
        """Return that version, or None when there is none."""
        row = self._connection.execute(_VERSION, {"wanted": version}).mappings().one_or_none()
        return None if row is None else _kept(row)

    def keep(self, after: int, profile: ClinicProfile, actor: str, now: datetime) -> bool:
        """Keep a profile as the version that follows `after` (0: none), and return whether nobody else did before.

        One INSERT decides: of two who change the same version, one is told; and no version is left out.
        """
        written = {
            _table.version: after + 1,
            _table.at: now,
            _table.actor: actor,
            _table.profile: json.dumps(asdict(profile), ensure_ascii=False, sort_keys=True),
        }
        newest = select(func.coalesce(func.max(_table.version), 0)).scalar_subquery()
        row = select(*(literal(value, column.type) for column, value in written.items())).where(
            newest == after
        )
        kept = insert(self._connection.dialect.name, clinic_profiles).from_select(list(written), row)
        this = kept.on_conflict_do_nothing().returning(_table.version)
        return self._connection.execute(this).first() is not None


def _kept(row: RowMapping) -> KeptProfile:
    stored = json.loads(row["profile"])
    profile = ClinicProfile(**{**stored, "languages": tuple(stored["languages"])})
    return KeptProfile(row["version"], row["at"], row["actor"], profile)
