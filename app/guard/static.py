"""Our own style sheet, mark and script: the same for everybody, and the only files that may be kept by a browser."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from flask import send_from_directory

from app.guard.doors import GuardedBlueprint, anyone

if TYPE_CHECKING:
    from flask import Response

blueprint = GuardedBlueprint("static", __name__, door=anyone)
_FOLDER: Final = Path(__file__).resolve().parents[1] / "static"
_KEPT_FOR: Final = 3600  # seconds


@blueprint.get("/static/<path:filename>")
def file(filename: str) -> Response:
    """Send one file of app/static."""
    return send_from_directory(_FOLDER, filename, max_age=_KEPT_FOR)
