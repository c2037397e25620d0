"""Edit the types of visit: a question may belong to some of them only."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from msgspec.structs import replace
from werkzeug.datastructures import MultiDict
from wtforms import FieldList, Form, FormField

from app.dashboard.questions import blueprint
from app.dashboard.questions.draft import Opened, change, opened
from app.dashboard.questions.item_form import (
    RowForm,
    coded,
    edited_rows,
    labels_shown,
    problems_of_rows,
)
from app.guard.doors import May
from app.guard.forms import come_back, is_refilled, refill
from app.guard.session import signed_in
from app.intake.definition import Definition, Visit
from app.intake.phrases import SHIPPED
from app.services import current
from app.store import Overtaken
from app.web.page import flash

MOST_VISITS: Final = 20
_ROWS: Final = "visits"


class VisitsForm(Form):  # type: ignore[misc]  # WTForms has no types
    """The types of visit, a row each."""

    visits = FieldList(FormField(RowForm), max_entries=MOST_VISITS)

    @property
    def typed(self) -> tuple[Visit, ...]:
        """What was typed, without the empty rows."""
        return tuple(Visit(code, row.labels) for code, row in coded((row.form for row in self.visits), "v"))


@blueprint.get("/visit-types", door=signed_in(May.CHANGE_SETTINGS))
def visits_page() -> ResponseReturnValue:
    """Show the types of visit of the draft."""
    sent = refill()
    return _page(sent.fields, sent.problems)


@blueprint.post("/visit-types", door=signed_in(May.CHANGE_SETTINGS))
@is_refilled
def change_visits() -> ResponseReturnValue:
    """Keep the types of visit in the draft."""
    if any(name in request.form for name in ("add", "remove", "raise")):
        return come_back({}) or _page(request.form, {})
    form = VisitsForm(request.form)
    if problems := problems_of_rows(form, (_ROWS,)):
        return come_back(problems) or (_page(request.form, problems), HTTPStatus.UNPROCESSABLE_ENTITY)

    def edit(at: Opened) -> Definition:
        return replace(at.definition, visits=form.typed)

    try:
        change(edit, [_ROWS])
    except Overtaken:
        said = {"form": _("Somebody else changed the draft at this moment. Save again.")}
        return come_back(said) or (_page(request.form, said), HTTPStatus.CONFLICT)
    flash(_("Saved in the draft. Patients see it after you publish."))
    return redirect(url_for("questions.visits_page"), HTTPStatus.SEE_OTHER)


def _page(sent: MultiDict[str, str], problems: Mapping[str, str]) -> str:
    with current().store.read() as unit:
        at = opened(unit)
    if sent:
        form = VisitsForm(edited_rows(sent, {_ROWS: MOST_VISITS}))
    else:
        shown: list[dict[str, Any]] = [
            {"code": each.code, **labels_shown(each.labels)} for each in at.definition.visits
        ]
        form = VisitsForm(data={_ROWS: shown})
        form.visits.append_entry()
    return render_template(
        "dashboard/questions/visit_types.html",
        form=form,
        problems=problems,
        languages=[(code, phrases.native_name) for code, phrases in SHIPPED.items()],
        known_codes={each.code for each in at.asked.definition.visits},
    )
