"""What the clinic says of itself, as its admins last wrote it. Every version is kept: it is what patients were told."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, replace
from itertools import islice
from typing import TYPE_CHECKING, Final

from app.intake.clinic import Clinic
from app.intake.phrases import SHIPPED
from app.store.columns import PROFILE_SEAL
from app.store.tables import clinic_profiles
from app.store.versions import VersionedTable, Versions

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import Connection

    from app.crypto import Sealer
    from app.store.versions import Version

_PROFILES: Final = VersionedTable(clinic_profiles, "profile", PROFILE_SEAL)


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

    __slots__ = ("_versions",)

    def __init__(self, connection: Connection, sealer: Sealer) -> None:
        self._versions = Versions(connection, sealer, _PROFILES)

    def current(self, otherwise: ClinicProfile | None = None) -> KeptProfile | None:
        """Return the newest version, or None as long as nobody has written one.

        When the newest was written by hand, the newest that was not counts, or `otherwise` if there is none. Exports
        then need a second person: nobody takes that away by writing the database.
        """
        found = self._versions.newest(1)
        if not found or found[0].is_genuine:
            return _kept(found[0]) if found else None
        last = next(self._versions.genuine(), None)
        profile = _profile(last) if last else otherwise
        if profile is None:
            return None
        return KeptProfile(
            found[0].version, found[0].at, found[0].actor, replace(profile, export_approval=True)
        )

    def versions(self, limit: int = 20) -> list[KeptProfile]:
        """Return the versions that count, newest first."""
        return [_kept(each) for each in islice(self._versions.genuine(), limit)]

    def at(self, version: int) -> KeptProfile | None:
        """Return that version, or None when there is none."""
        found = self._versions.at(version)
        return None if found is None else _kept(found)

    def keep(self, after: int, profile: ClinicProfile, actor: str, now: datetime) -> bool:
        """Keep a profile as the version that follows `after` (0: none): see `Versions.keep`."""
        text = json.dumps(asdict(profile), ensure_ascii=False, sort_keys=True)
        return self._versions.keep(after, text, actor, now)

    def forged(self) -> Iterator[UUID]:
        """Yield the rows that were written by hand."""
        return self._versions.forged()


def _kept(version: Version) -> KeptProfile:
    return KeptProfile(version.version, version.at, version.actor, _profile(version))


def _profile(version: Version) -> ClinicProfile:
    stored = json.loads(version.text)
    return ClinicProfile(**{**stored, "languages": tuple(stored["languages"])})
