"""The settings of Google Sheets, checked without asking Google.

They are unset until a clinic wants a sheet.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from app.config import secrets, values
from app.config.settings import GoogleSettings
from app.config.values import Secret
from app.config.variables import Reading

_KEY: Final = "GOOGLE_APPLICATION_CREDENTIALS"
_SHEET_ID: Final = re.compile(r"[A-Za-z0-9_-]{20,128}")
_NEEDED: Final = ("client_email", "private_key")
_LARGEST: Final = 64 * 1024


def read_google(reading: Reading, *, production: bool) -> GoogleSettings | None:
    """Return the spreadsheet and its account, or None.

    It is None when no spreadsheet is set up, and after a problem with the key's place.
    """
    sheet_id, credentials = reading.text("GOOGLE_SHEETS_ID"), _credentials(reading)
    if credentials is None:
        return None
    base_url = reading.text("GOOGLE_API_BASE_URL").removesuffix("/")
    if base_url:
        reading.note(
            *values.stand_in_problems("GOOGLE_API_BASE_URL", "Google", base_url, production=production)
        )
    if credentials == Path() and not sheet_id:
        return None
    reading.note(*_sheet_problems(credentials, sheet_id))
    return GoogleSettings(credentials, sheet_id, base_url or None)


def _credentials(reading: Reading) -> Path | Secret | None:
    """Return the key's file, or the key itself if it came from a reference.

    It is None after a problem.
    """
    text = reading.text(_KEY)
    if not secrets.is_reference(text):
        return Path(text)
    found = reading.secret(_KEY)
    return None if found is None else Secret(found)


def _sheet_problems(credentials: Path | Secret, sheet_id: str) -> Iterator[str]:
    """Yield problems of two settings that need each other, without quoting the key."""
    if not sheet_id:
        yield "GOOGLE_SHEETS_ID is missing. Copy it from the sheet's address, between /d/ and /edit."
    elif not _SHEET_ID.fullmatch(sheet_id):
        yield "GOOGLE_SHEETS_ID is malformed. Copy it from the sheet's address, between /d/ and /edit."
    if credentials == Path():
        yield "GOOGLE_APPLICATION_CREDENTIALS is missing. Name the file with the service account's key."
    elif problem := _key_problem(credentials):
        yield f"GOOGLE_APPLICATION_CREDENTIALS {problem}"


def _key_problem(credentials: Path | Secret) -> str | None:
    if isinstance(credentials, Secret):
        holds = "is a reference to something that"
        content = values.json_object(credentials.reveal())
    else:
        holds = "names a file that"
        try:
            is_open, content = (
                values.is_open_to_others(credentials),
                values.json_object(_start_of(credentials)),
            )
        except OSError as error:
            return f"{holds} cannot be read: {error.strerror}."
        if is_open:
            return f"{holds} others on this computer can read. Run: {values.how_to_close(credentials)}"
    if not all(isinstance(content.get(name), str) for name in _NEEDED):
        return f"{holds} is no service account's key. In Google Cloud: Service accounts, Keys, Add key, JSON."
    return None


def _start_of(path: Path) -> bytes:
    with path.open("rb") as stream:
        return stream.read(_LARGEST)
