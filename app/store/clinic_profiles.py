"""The clinic's profile, as its admins last wrote it.

Every version is kept: what patients were told, and agreed to, can be shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import Text
from sqlalchemy.orm import Mapped, mapped_column

from app.intake.model import Clinic
from app.intake.phrases import SHIPPED
from app.store.model import Seal
from app.store.versions import Versioned

QUIET_FROM: Final = "20:00"
QUIET_UNTIL: Final = "08:00"
_NO_SUCH_FILE: Final = (FileNotFoundError, NotADirectoryError, IsADirectoryError, PermissionError)


@dataclass(frozen=True, slots=True)
class ClinicProfile:
    """What patients are told, how staff read times, and how much may be exported.

    `languages` are the codes offered, in order; () means every shipped one. `consent_texts` replace, by language, the
    middle of the shipped consent; a higher `consent_version` asks everyone again. `timezone` is an IANA name; while it
    is "", nobody has said where the clinic is, and nothing is sent that must not come at night.
    `opening_hours` are the clinic's own words by language; under "" they are for the languages that have none.
    `crisis_numbers` are, likewise by language, those of a line for people who may harm themselves. `left_out` are the
    keys of questions that patients are not asked; somebody younger than `consent_age` may not answer alone.
    `country` (ISO 3166) is that of numbers without a country code; if it is "", the clinic's phone number tells it.

    With `reminders`, a sender who falls silent is reminded once. Reminders and invitations wait from `quiet_from` until
    `quiet_until` in the clinic's zone; they never wait if both are the same.
    With `export_approval` an export waits for a second person; `exports_per_hour` is what one person may start.
    """

    name: str
    phone: str
    emergency_number: str
    languages: tuple[str, ...] = ()
    timezone: str = ""
    consent_version: int = 1
    consent_texts: Mapping[str, str] = field(default_factory=dict)
    export_approval: bool = False
    exports_per_hour: int = 10
    opening_hours: Mapping[str, str] = field(default_factory=dict)
    crisis_numbers: Mapping[str, str] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()
    consent_age: int = 16
    country: str = ""
    quiet_from: str = QUIET_FROM
    quiet_until: str = QUIET_UNTIL
    reminders: bool = True

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which the clinic's staff read times.

        UTC when this computer does not know it, or nobody has said which it is.

        Raises:
            OSError: it cannot be read just now. Another zone in its place would record a wrong day.
        """
        try:
            return ZoneInfo(self.timezone or "UTC")
        except (ZoneInfoNotFoundError, ValueError, *_NO_SUCH_FILE):
            return ZoneInfo("UTC")

    @property
    def clinic(self) -> Clinic:
        """The clinic as its patients meet it on WhatsApp."""
        return self.clinic_on("whatsapp")

    def clinic_on(self, channel: str) -> Clinic:
        """Return the clinic as its patients meet it on a channel.

        A language that no longer ships is not offered.
        """
        return Clinic(
            self.name,
            self.phone,
            self.emergency_number,
            tuple(code for code in SHIPPED if code in self.languages),
            self.consent_version,
            self.consent_texts,
            self.opening_hours,
            self.crisis_numbers,
            self.left_out,
            self.consent_age,
            channel,
        )


class ClinicVersion(Versioned[ClinicProfile]):
    """A version of the profile."""

    __tablename__ = "clinic_profiles"
    called = "versions of the settings"

    profile: Mapped[str] = mapped_column(Text)

    seal = Seal("version", "at", "actor", "profile", is_digest=True)

    @classmethod
    def load(cls, stored: Mapping[str, Any]) -> ClinicProfile:
        lists = {name: tuple(stored.get(name, ())) for name in ("languages", "left_out")}
        return ClinicProfile(**{**stored, **lists})

    @classmethod
    def distrusted(cls, value: ClinicProfile) -> ClinicProfile:
        """Have exports need a second person.

        So nobody takes that away by writing into the database.
        """
        return replace(value, export_approval=True)
