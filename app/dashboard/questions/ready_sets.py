"""Add a ready set of questions to the draft."""

from __future__ import annotations

from http import HTTPStatus

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import BadRequest

from app.dashboard.questions import blueprint
from app.dashboard.questions.draft import change, opened
from app.dashboard.questions.words import kind_of, label_of
from app.guard.doors import May
from app.guard.session import signed_in
from app.intake.sets import SETS, add_set
from app.services import current
from app.store import Overtaken
from app.web.page import flash


@blueprint.get("/ready-sets", door=signed_in(May.CHANGE_SETTINGS))
def sets_page() -> ResponseReturnValue:
    """Show the sets, and which of their questions are asked already."""
    with current().store.read() as unit:
        asked = {item.key for item in opened(unit).definition.items if not item.is_off}
    return render_template(
        "dashboard/questions/ready_sets.html",
        sets=[
            (
                each,
                [(label_of(item), kind_of(item)) for item in each.items],
                {item.key for item in each.items} <= asked,
            )
            for each in SETS.values()
        ],
    )


@blueprint.post("/ready-sets", door=signed_in(May.CHANGE_SETTINGS))
def add_ready_set() -> ResponseReturnValue:
    """Add a set at the end of the draft, worded in every language."""
    code = request.form.get("set", "")
    if code not in SETS:
        raise BadRequest
    try:
        change(lambda at: add_set(at.definition, code), [item.key for item in SETS[code].items])
    except Overtaken:
        flash(
            _("Somebody else changed the draft at this moment, so nothing was done. Try again."), warns=True
        )
        return redirect(url_for("questions.sets_page"), HTTPStatus.SEE_OTHER)
    flash(_("Added to the draft. Word it as you like: it is yours now."))
    last = SETS[code].items[0].key
    return redirect(url_for("questions.questions_page", _anchor=f"q-{last}"), HTTPStatus.SEE_OTHER)
