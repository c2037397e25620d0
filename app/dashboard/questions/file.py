"""Bring the questions in as a FHIR Questionnaire, and save them as one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Final

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.dashboard.questions import blueprint
from app.dashboard.questions.difference import changes, keys_of
from app.dashboard.questions.draft import change, opened
from app.fhir import imported
from app.fhir.imported import Imported, Refused
from app.fhir.notes import Note
from app.fhir.questionnaire import MEDIA_TYPE, Publication, encoded, questionnaire
from app.guard.doors import May
from app.guard.forms import come_back, refill
from app.guard.session import signed_in
from app.intake.definition import Definition
from app.intake.questionnaire import Questionnaire
from app.services import current
from app.store import Overtaken
from app.store.clinic import questionnaires
from app.web.clinic import current_clinic
from app.web.page import flash

_LARGEST: Final = 500 * 1024
"""A larger form would be written to the disk while it is read, and anything may be in a file chosen by mistake."""
MOST_BYTES: Final = 480_000
_NOTE: Final = "note-"
_MOST_NOTES: Final = 100
"""How many are shown. Hardly anybody reads more."""


@blueprint.get("/bring-in", door=signed_in(May.CHANGE_SETTINGS))
def file_page() -> ResponseReturnValue:
    """Show the form of a file, and what of the last one cannot be taken as it is."""
    return _page(refill().problems)


@blueprint.post("/bring-in", door=signed_in(May.CHANGE_SETTINGS), largest_form=_LARGEST)
def bring_in() -> ResponseReturnValue:
    """Make a draft of a file. What cannot be taken as it is needs an agreement."""
    sent = request.files.get("file")
    content = sent.stream.read(MOST_BYTES + 1) if sent else b""
    if len(content) > MOST_BYTES:
        return _again({"file": _("The file has more than %(most)s bytes.", most=MOST_BYTES)})
    try:
        brought = imported.read(content)
        if brought.notes and request.form.get("leave_out") != "yes":
            return _again(_noted(brought.notes))
        count = _keep(brought)
    except Refused as refused:
        return _again({"file": _(refused.sentence, **refused.values)})
    except Overtaken:
        return _again({"file": _("Somebody else changed the draft at this moment. Choose the file again.")})
    flash(
        ngettext(
            "One question was brought in as a draft.", "%(num)s questions were brought in as a draft.", count
        )
    )
    return redirect(url_for("questions.questions_page"), HTTPStatus.SEE_OTHER)


def _keep(brought: Imported) -> int:
    with current().store.read() as unit:
        before = opened(unit).definition
    keys = keys_of(changes(before, brought.onto(before)))
    change(lambda at: brought.onto(at.definition), keys)
    return len(brought.definition.items)


def _noted(notes: Iterable[Note]) -> dict[str, str]:
    """Return a problem for each thing that cannot be taken as it is."""
    said = [". ".join((": ".join(filter(None, each[:2])), _(each.done.value))) for each in notes]
    told = ngettext(
        "One thing cannot be taken as it is.", "%(num)s things cannot be taken as they are.", len(said)
    )
    return {"file": told, **{f"{_NOTE}{place}": text for place, text in enumerate(said[:_MOST_NOTES])}}


def _again(problems: Mapping[str, str]) -> ResponseReturnValue:
    return come_back(problems) or (_page(problems), HTTPStatus.UNPROCESSABLE_ENTITY)


def _page(problems: Mapping[str, str]) -> str:
    return render_template(
        "dashboard/questions/file.html",
        problem=problems.get("file", ""),
        notes=[text for name, text in problems.items() if name.startswith(_NOTE)],
        most=MOST_BYTES,
    )


@blueprint.get("/as-file", door=signed_in(May.CHANGE_SETTINGS))
def save_file() -> ResponseReturnValue:
    """Save the draft, or what is asked, as a FHIR Questionnaire."""
    with current().store.read() as unit:
        at = opened(unit)
        published = questionnaires.published(unit.db)
    since = published[0].at if published and not at.held else None
    asked: Definition = at.definition
    version = at.asked.version + (at.held is not None)
    publication = Publication(
        current().settings.public_url, current_clinic().name, since, is_draft=at.held is not None
    )
    resource = questionnaire(Questionnaire(version, asked), publication)
    name = f"questions-{version}{'-draft' if at.held else ''}.json"
    return Response(
        encoded(resource),
        mimetype=MEDIA_TYPE,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
