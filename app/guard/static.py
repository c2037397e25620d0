"""What anybody may read: style sheet, mark and script, which alone a browser may keep, and whom to tell of a weakness."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Final

from flask import Response, abort, send_from_directory

from app.guard.doors import GuardedBlueprint, anyone
from app.services import current

blueprint = GuardedBlueprint("static", __name__, door=anyone)
_FOLDER: Final = Path(__file__).resolve().parents[1] / "static"
_KEPT_FOR: Final = 3600  # seconds
_HOLDS_FOR: Final = timedelta(days=180)
"""RFC 9116 wants less than a year."""


@blueprint.get("/static/<path:filename>")
def file(filename: str) -> Response:
    """Send one file of app/static."""
    return send_from_directory(_FOLDER, filename, max_age=_KEPT_FOR)


@blueprint.get("/.well-known/security.txt")
def security_txt() -> Response:
    """Say whom to tell of a weakness (RFC 9116), when the operator has said who that is."""
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
