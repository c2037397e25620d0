"""Walk through the draft, question by question. Nothing is answered or kept."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.dashboard.questions import blueprint
from app.dashboard.questions.draft import opened
from app.dashboard.questions.preview import preview_of
from app.dashboard.questions.words import condition_of
from app.guard.doors import May
from app.guard.session import signed_in
from app.intake.phrases import SHIPPED
from app.services import current
from app.web.clinic import current_clinic
from app.web.languages import page_language


@blueprint.get("/walk-through", door=signed_in(May.CHANGE_SETTINGS))
def walk_through_page() -> ResponseReturnValue:
    """Show one question of the draft as patients get it, and lead to the next."""
    with current().store.read() as unit:
        definition = opened(unit).definition
    left_out = current_clinic().left_out
    asked = [item for item in definition.items if item.asks and not item.is_off and item.key not in left_out]
    place = request.args.get("place", 1, type=int)
    if not 1 <= place <= len(asked):
        return redirect(url_for("questions.questions_page"), 303)
    item = asked[place - 1]
    language = request.args.get("language", page_language())
    of_other = request.args.get("whom") == "other"
    return render_template(
        "dashboard/questions/trial.html",
        key=item.key,
        place=place,
        count=len(asked),
        condition=condition_of(definition, item) if item.only_if or item.visits else "",
        preview=preview_of(definition, item, language, of_other=of_other),
        language=language,
        of_other=of_other,
        languages=[(code, phrases.native_name) for code, phrases in SHIPPED.items()],
    )
