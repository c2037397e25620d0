"""The clinic's settings, as its admins last wrote them.

Every version is kept: what patients were told, and agreed to, can be shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import Text
from sqlalchemy.orm import Mapped, mapped_column

from app.intake.clinic import SETTINGS, Clinic
from app.intake.phrases import SHIPPED
from app.store.clinic.versions import Versioned
from app.store.model import Seal
from app.store.trail.recorded import CONSENT_TEXT_CHANGED, SETTINGS_CHANGED


class ClinicVersion(Versioned[Clinic]):
    """A version of the settings."""

    __tablename__ = "clinic_profiles"
    of = "settings"
    saved = (SETTINGS_CHANGED, CONSENT_TEXT_CHANGED)

    profile: Mapped[str] = mapped_column(Text)

    seal = Seal("version", "at", "actor", "profile", is_digest=True)

    @classmethod
    def load(cls, stored: Mapping[str, Any]) -> Clinic:
        """Return the clinic, of which a language that no longer ships is not offered."""
        known: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value
            for name, value in stored.items()
            if name in SETTINGS
        }
        offered = tuple(code for code in SHIPPED if code in known.get("languages", ()))
        return Clinic(**known | {"languages": offered})

    @classmethod
    def dump(cls, value: Clinic) -> dict[str, Any]:
        return {name: getattr(value, name) for name in SETTINGS}

    @classmethod
    def distrusted(cls, value: Clinic) -> Clinic:
        """Have exports need a second person.

        So nobody takes that away by writing into the database.
        """
        return replace(value, export_approval=True)
