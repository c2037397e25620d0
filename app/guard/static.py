"""Serve style sheet, images and scripts: the only files that browsers may cache.

A file's address holds a version made from its content, so a page never gets a cached script of another version.
"""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from flask import Response, abort, request, send_from_directory

from app.guard.doors import GuardedBlueprint, anyone
from app.services import current

blueprint = GuardedBlueprint("static", __name__, door=anyone)
_FOLDER: Final = Path(__file__).resolve().parents[1] / "static"
_VERSION: Final = "v"
_FILE: Final = "static.file"
_A_YEAR: Final = 365 * 24 * 3600  # seconds
_DIGITS: Final = 16
_HOLDS_FOR: Final = timedelta(days=180)
"""RFC 9116 asks for less than a year."""


@blueprint.get("/static/<path:filename>")
def file(filename: str) -> Response:
    """Send one file of app/static.

    At its versioned address it is cached for a year; at any other the browser asks each time.
    """
    answer = send_from_directory(_FOLDER, filename)
    if request.args.get(_VERSION) == _version(_FOLDER / filename):
        answer.cache_control.no_cache = None
        answer.cache_control.public = True
        answer.cache_control.max_age = _A_YEAR
        answer.cache_control.immutable = True
    return answer


@blueprint.get("/.well-known/security.txt")
def security_txt() -> Response:
    """Say where to report a vulnerability (RFC 9116), if the operator has set it."""
    services = current()
    if not (contact := services.settings.security_contact):
        abort(404)
    expires = (services.clock() + _HOLDS_FOR).strftime("%Y-%m-%dT00:00:00Z")
    canonical = f"{services.settings.public_url}/.well-known/security.txt"
    lines = (
        f"Contact: {contact}",
        f"Expires: {expires}",
        "Preferred-Languages: en, es",
        f"Canonical: {canonical}",
    )
    return Response("\n".join((*lines, "")), mimetype="text/plain")


@blueprint.app_url_defaults
def _name_version(endpoint: str, values: dict[str, Any]) -> None:
    """Add the version to the address of a file."""
    if endpoint == _FILE:
        values[_VERSION] = _version(_FOLDER / values["filename"])


def _version(path: Path) -> str:
    # Read the disk each time: after an upgrade a server that was not restarted sends the new file too.
    now = path.stat()
    return _digest(path, now.st_mtime_ns, now.st_size)


@cache
def _digest(path: Path, _modified: int, _size: int) -> str:
    return sha256(path.read_bytes()).hexdigest()[:_DIGITS]
