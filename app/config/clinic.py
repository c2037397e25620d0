"""Read the clinic's settings, which count until an admin saves others."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from app.config.variables import Reading
from app.intake.clinic import SETTINGS, Clinic, Setting, Variable, Wrong
from app.intake.keywords import is_blank


def read_clinic(reading: Reading) -> Clinic:
    """Return the clinic as the environment describes it."""
    found = {name: _read(reading, each, each.variable) for name, each in SETTINGS.items() if each.variable}
    return Clinic(**found)


def _read(reading: Reading, setting: Setting, variable: Variable) -> Any:
    text = reading.text(variable.name)
    if not text:
        if setting.default is None:
            reading.note(f"{variable.name} is missing. {variable.remedy}")
        return setting.default
    try:
        value = (variable.read or setting.read or _zone)(text)
    except ValueError:
        reading.note(_problem(variable, text))
        return setting.default
    return {"": value} if setting.by_language else value


def _problem(variable: Variable, text: str) -> str:
    """Say what is wrong with a text, also where an editor shows none of it."""
    if is_blank(text):
        return f"{variable.name} has no visible characters. {variable.remedy or f'It {variable.wrong}'}"
    return f"{variable.name} {variable.wrong} {variable.remedy}".rstrip()


def _zone(text: str) -> str:
    """Return the name of a time zone.

    Raises:
        Wrong: this computer knows no such zone.
    """
    try:
        return ZoneInfo(text).key
    except (OSError, ValueError, ZoneInfoNotFoundError) as error:
        raise Wrong("") from error
