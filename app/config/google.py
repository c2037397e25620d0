"""What is wrong with the settings of Google Sheets. All of it is left out until a clinic wants a sheet."""

from __future__ import annotations

import json
import re
import stat
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from app.config.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Iterator

_READABLE_BY_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO
_SHEET_ID: Final = re.compile(r"[A-Za-z0-9_-]{20,128}")
_LOOPBACK: Final = ("127.0.0.1", "::1", "localhost")
_NEEDED: Final = ("client_email", "private_key")
_LARGEST: Final = 64 * 1024


def sheet_problems(credentials: Path | Secret, sheet_id: str) -> Iterator[str]:
    """Yield what is wrong with the two settings of which each needs the other, without quoting the key."""
    if not sheet_id:
        yield "GOOGLE_SHEETS_ID is missing. Copy it from the sheet's address, between /d/ and /edit."
    elif not _SHEET_ID.fullmatch(sheet_id):
        yield "GOOGLE_SHEETS_ID is malformed. Copy it from the sheet's address, between /d/ and /edit."
    if credentials == Path():
        yield "GOOGLE_APPLICATION_CREDENTIALS is missing. Name the file with the service account's key."
    elif problem := _key_problem(credentials):
        yield f"GOOGLE_APPLICATION_CREDENTIALS {problem}"


def base_url_problems(url: str, production: bool) -> Iterator[str]:
    """Yield what is wrong with the address that is called in the place of Google's."""
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        parts, host = urlsplit(""), None
    plain = url == f"{parts.scheme}://{parts.netloc}" and host and "@" not in parts.netloc
    if not plain or parts.scheme not in {"https", "http"}:
        yield "GOOGLE_API_BASE_URL is scheme, host and port only. Leave it out for Google itself."
    elif parts.scheme == "http" and (production or host not in _LOOPBACK):
        yield "GOOGLE_API_BASE_URL must begin with https://. Leave it out for Google itself."


def _key_problem(credentials: Path | Secret) -> str | None:
    if isinstance(credentials, Secret):
        holds = "is a reference to something that"
        content = _object(credentials.reveal())
    else:
        holds = "names a file that"
        try:
            mode, content = credentials.stat().st_mode, _object(_start_of(credentials))
        except OSError as error:
            return f"{holds} cannot be read: {error.strerror}."
        if mode & _READABLE_BY_OTHERS:
            return f"{holds} others on this computer can read. Run: chmod 600 {credentials}"
    if not all(isinstance(content.get(name), str) for name in _NEEDED):
        return f"{holds} is no service account's key. In Google Cloud: Service accounts, Keys, Add key, JSON."
    return None


def _start_of(path: Path) -> bytes:
    with path.open("rb") as stream:
        return stream.read(_LARGEST)


def _object(text: bytes | str) -> dict[str, Any]:
    """Return what is in the text; nothing when that is no JSON object."""
    try:
        content = json.loads(text)
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}
