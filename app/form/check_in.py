"""Serve `/check-in/<signed>`: the picture of a reference, for a message."""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

from flask import Response, abort

from app.guard.doors import GuardedBlueprint, anyone
from app.services import current
from app.web import qr
from app.web.check_in import reference_at

blueprint: Final = GuardedBlueprint("check_in", __name__, door=anyone, url_prefix="/check-in")


@blueprint.get("/<signed>")
def picture(signed: str) -> Response:
    """Draw the reference as a QR code, while its address is good."""
    reference = reference_at(current(), signed, current().clock())
    if reference is None:
        abort(HTTPStatus.NOT_FOUND)
    return Response(qr.png(reference), mimetype="image/png")
