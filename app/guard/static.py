"""Serve style sheet, images and scripts: the only files that browsers may cache.

A file's address holds a version made from its content, so a page never gets a cached script of another version. That is
true of a script that another one imports, too: the address is written into the import as it is sent.
"""

from __future__ import annotations

import re
from datetime import timedelta
from functools import cache
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any, Final, NamedTuple

from flask import Response, abort, request, send_file
from werkzeug.security import safe_join

from app.guard.doors import GuardedBlueprint, anyone
from app.services import current

blueprint = GuardedBlueprint("static", __name__, door=anyone)
_FOLDER: Final = Path(__file__).resolve().parents[1] / "static"
_VERSION: Final = "v"
_FILE: Final = "static.file"
_A_YEAR: Final = 365 * 24 * 3600  # seconds
_DIGITS: Final = 16
_IMPORTED: Final = re.compile(r'(?<=from "\./)[\w-]+\.js(?=";)')
_HOLDS_FOR: Final = timedelta(days=180)
"""RFC 9116 asks for less than a year."""


@blueprint.get("/static/<path:filename>")
def file(filename: str) -> Response:
    """Send one file of app/static.

    At its versioned address it is cached for a year; at any other the browser asks each time.
    """
    path = safe_join(str(_FOLDER), filename)
    if path is None or not Path(path).is_file():
        abort(404)
    sent = _current(Path(path))
    answer = send_file(BytesIO(sent.content), download_name=filename, etag=sent.version)
    if request.args.get(_VERSION) == sent.version:
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
        values[_VERSION] = _current(_FOLDER / values["filename"]).version


class _File(NamedTuple):
    content: bytes
    version: str


def _current(path: Path) -> _File:
    # Look at the disk each time: after an upgrade a server that was not restarted sends the new file too.
    now = path.stat()
    written = _written(path, now.st_mtime_ns, now.st_size)
    return _sent(written, tuple(_current(_FOLDER / name).version for name in _imports(written)))


@cache
def _written(path: Path, _modified: int, _size: int) -> bytes:
    return path.read_bytes()


@cache
def _imports(script: bytes) -> tuple[str, ...]:
    return tuple(_IMPORTED.findall(script.decode(errors="replace")))


@cache
def _sent(written: bytes, versions: tuple[str, ...]) -> _File:
    """Return what is sent of a file that imports scripts of these versions."""
    content = written
    if versions:
        of_import = iter(versions)
        text = _IMPORTED.sub(lambda name: f"{name[0]}?{_VERSION}={next(of_import)}", written.decode())
        content = text.encode()
    return _File(content, sha256(content).hexdigest()[:_DIGITS])
