"""Show the questions in order, as the draft or a version has them, and move them."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, Final, NamedTuple

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import BadRequest, NotFound

from app.dashboard.fields import count_in
from app.dashboard.questions import blueprint, edits
from app.dashboard.questions.advice import advice_on
from app.dashboard.questions.difference import TOLD, Change, Changed, changes, in_short, together
from app.dashboard.questions.draft import Opened, change, discard, opened
from app.dashboard.questions.words import ask_of, condition_of, kind_of, label_of, readers_of
from app.guard.doors import May
from app.guard.session import signed_in
from app.intake.definition import Definition, Item
from app.intake.questionnaire import FIRST, SHIPPED
from app.records.actors import Actors
from app.services import current
from app.store import Overtaken, Transaction
from app.store.clinic import questionnaires
from app.store.conversations import unfinished
from app.web.clinic import current_clinic
from app.web.page import flash

_TABS: Final = 5
"""How many published versions have a tab. The table below has the others."""


class Row(NamedTuple):
    """A question as the list shows it."""

    key: str
    place: int
    """0: it is not asked."""
    label: str
    ask: str
    kind: str
    required: bool
    asks: bool
    about_health: bool
    readers: str
    condition: str
    is_left_out: bool
    """Whether the clinic's settings leave a shipped one out."""
    change: Change | None = None


@blueprint.get("", door=signed_in(May.CHANGE_SETTINGS))
def questions_page() -> ResponseReturnValue:
    """Show the draft, or what is asked; with `version`, what was asked then."""
    version = request.args.get("version", type=int)
    with current().store.read() as unit:
        at = opened(unit)
        published = _published(unit)
        answered = questionnaires.records_of(unit.db)
        answering = unfinished.count(unit.db)
        actors = Actors.of(unit)
    if version is not None and version not in published:
        raise NotFound
    shown = at.definition if version is None else published[version]["definition"]
    found = changes(at.asked.definition, at.definition)
    is_draft = version is None and at.held is not None
    advice = advice_on(at)
    for each in published.values():
        each["who"] = actors.name(each["actor"])
        each["records"] = answered.get(each["version"], 0)
    return render_template(
        "dashboard/questions/page.html",
        at=at,
        version=version,
        rows=rows_of(shown, found if is_draft else []),
        asked=edits.count(shown, current_clinic().left_out),
        asked_now=edits.count(at.asked.definition, current_clinic().left_out),
        is_draft=is_draft,
        answering=answering,
        changes=found,
        differences=together(found),
        published=list(published.values()),
        tabs=[*published][:_TABS],
        told=TOLD,
        found=advice,
        blocked=any(each.blocks for each in advice),
        own=sum(not item.is_shipped for item in shown.items),
    )


def rows_of(shown: Definition, found: list[Changed]) -> list[Row]:
    """Return the rows of the list, with what is different in the draft."""
    left_out = current_clinic().left_out
    told = {each.key: each.change for each in reversed(found) if each.change is not Change.MOVED}
    place, rows = 0, []
    for item in edits.in_order(shown):
        place += not item.is_off
        rows.append(_row(shown, item, 0 if item.is_off else place, told.get(item.key), left_out))
    return rows


def _row(shown: Definition, item: Item, place: int, change: Change | None, left_out: tuple[str, ...]) -> Row:
    return Row(
        item.key,
        place,
        label_of(item),
        ask_of(item),
        kind_of(item),
        item.required,
        item.asks,
        item.about_health,
        readers_of(item),
        condition_of(shown, item),
        item.key in left_out,
        change,
    )


def _published(unit: Transaction) -> dict[int, dict[str, Any]]:
    """Return the published versions by number, newest first, and what changed."""
    newest = questionnaires.published(unit.db)
    found = {}
    for place, each in enumerate(newest):
        asked = each.value
        before = newest[place + 1].value if place + 1 < len(newest) else None
        if before is None and asked.version == FIRST + 1:
            before = SHIPPED
        found[asked.version] = {
            "version": asked.version,
            "definition": asked.definition,
            "at": each.at,
            "actor": each.actor,
            "changed": in_short(changes(before.definition, asked.definition)) if before else [],
        }
    found[FIRST] = {
        "version": FIRST,
        "definition": SHIPPED.definition,
        "at": None,
        "actor": "anteroom",
        "changed": [_("As shipped: seven questions")],
    }
    return found


@blueprint.post("", door=signed_in(May.CHANGE_SETTINGS))
def change_questions() -> ResponseReturnValue:
    """Move a question, switch one on again, or throw the draft away."""
    try:
        if "discard" in request.form:
            return _discard()
        if key := request.form.get("on"):
            return _switch_on(key)
        return _move()
    except Overtaken:
        return _overtaken()


def _move() -> ResponseReturnValue:
    """Move a question a place up or down, or to where it was dragged."""
    form = request.form
    key = form.get("up") or form.get("down") or form.get("move", "")
    place = count_in(form, "place") - 1 if "move" in form else None
    step = -1 if "up" in form else 1
    change(
        lambda at: edits.moved(at.definition, key, _place(at, key) + step if place is None else place), [key]
    )
    return _back(key)


def _place(at: Opened, key: str) -> int:
    """Return where a question is among those that are asked.

    Raises:
        BadRequest: it is not asked.
    """
    asked = [item.key for item in edits.in_order(at.definition) if not item.is_off]
    if key not in asked:
        raise BadRequest
    return asked.index(key)


def _switch_on(key: str) -> ResponseReturnValue:
    change(lambda at: edits.switched(at.definition, [key], is_off=False), [key])
    return _back(key)


def _discard() -> ResponseReturnValue:
    if not discard(count_in(request.form, "version")):
        raise Overtaken
    flash(_("The draft is thrown away. Patients are asked what they were asked before."))
    return redirect(url_for("questions.questions_page"), HTTPStatus.SEE_OTHER)


def _overtaken() -> ResponseReturnValue:
    flash(
        _("Somebody else changed the draft meanwhile, so nothing was done. The page shows it as it is now."),
        warns=True,
    )
    return redirect(url_for("questions.questions_page"), HTTPStatus.SEE_OTHER)


def _back(key: str) -> ResponseReturnValue:
    return redirect(url_for("questions.questions_page", _anchor=f"q-{key}"), HTTPStatus.SEE_OTHER)
