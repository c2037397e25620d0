"""What patients are told of the clinic, until an admin says it in the browser."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from app.config.settings import ClinicSettings

if TYPE_CHECKING:
    from app.config.reading import Reading

LONGEST_NAME: Final = 80
PHONE: Final = re.compile(r"[+0-9][0-9 ()./-]{1,30}")


def read(reading: Reading) -> ClinicSettings:
    """Return the clinic's name and the two numbers."""
    name = reading.text("CLINIC_NAME")
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        reading.note(
            f"CLINIC_NAME {'is too long or not plain text' if name else 'is missing'}. "
            f"Set it to the name that patients know, at most {LONGEST_NAME} characters."
        )
    return ClinicSettings(
        name=name,
        phone=reading.matching("CLINIC_PHONE", PHONE, "the number that patients call"),
        emergency_number=reading.matching(
            "EMERGENCY_NUMBER", PHONE, "the emergency number where your patients live"
        ),
    )
