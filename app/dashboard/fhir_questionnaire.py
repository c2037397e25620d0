"""Serve what the clinic asks at its canonical address.

It says nothing of any patient. Without a version it is what is asked now; `anteroom-3` is version 3.
"""

from __future__ import annotations

import re
from typing import Final

from flask import Response
from werkzeug.exceptions import NotFound

from app.fhir.questionnaire import ID, MEDIA_TYPE, Publication, encoded, questionnaire
from app.guard.doors import GuardedBlueprint, May
from app.guard.session import signed_in
from app.services import current
from app.store.clinic import questionnaires
from app.web.clinic import current_clinic
from app.web.questionnaire import current_questionnaire

blueprint = GuardedBlueprint(
    "fhir_questionnaire", __name__, door=signed_in(May.SIGN_IN), url_prefix="/fhir/Questionnaire"
)
_NAME: Final = re.compile(rf"{ID}(?:-(?P<version>[1-9][0-9]{{0,5}}))?", re.ASCII)


@blueprint.get("/<name>")
def show(name: str) -> Response:
    """Return what is asked, or was asked in a version."""
    named = _NAME.fullmatch(name)
    if named is None:
        raise NotFound
    asked = current_questionnaire()
    if named["version"]:
        wanted = int(named["version"])
        with current().store.read() as unit:
            asked = questionnaires.at(unit.db, wanted)
        if asked.version != wanted:
            raise NotFound
    resource = questionnaire(asked, Publication(current().settings.public_url, current_clinic().name))
    return Response(encoded({**resource, "id": name}), content_type=MEDIA_TYPE)
