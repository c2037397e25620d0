"""Serve `/settings/replies`: what staff often write to patients."""

from __future__ import annotations

from http import HTTPStatus
from itertools import groupby
from operator import attrgetter
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.dashboard.settings import blueprint
from app.guard.doors import May
from app.guard.forms import Refill, come_back, is_refilled, refill
from app.guard.session import actor, hold_member, signed_in
from app.intake.answers import clean
from app.intake.keywords import is_blank
from app.intake.phrases import SHIPPED
from app.records.vocabulary import language_name
from app.services import current
from app.store import Overtaken, Transaction
from app.store.messages import saved_replies
from app.store.messages.saved_replies import LONGEST_NAME, LONGEST_TEXT, MOST_REPLIES, SavedReply
from app.store.trail import audit
from app.store.trail.events import TrailEvent, TrailGroup
from app.web.page import flash

_ADDED = TrailEvent("saved_reply.added", "Added a saved reply", TrailGroup.SETTINGS)
_CHANGED = TrailEvent("saved_reply.changed", "Changed a saved reply", TrailGroup.SETTINGS)
_DELETED = TrailEvent("saved_reply.deleted", "Deleted a saved reply", TrailGroup.SETTINGS)


def replies_for(unit: Transaction, language: str) -> list[SavedReply]:
    """Return the saved replies to choose from: first those in a patient's language."""
    return sorted(saved_replies.all_replies(unit.db), key=lambda reply: reply.language != language)


@blueprint.get("/replies", door=signed_in(May.CHANGE_SETTINGS))
def replies_page() -> ResponseReturnValue:
    """Show every saved reply with its form, and the form of a new one."""
    return _page(refill())


@blueprint.post("/replies", door=signed_in(May.CHANGE_SETTINGS))
@is_refilled
def add_reply() -> ResponseReturnValue:
    """Save a new reply."""
    name, text, language = _typed()
    problems = _problems(name, text)
    if language not in SHIPPED:
        problems["language"] = _("Choose a language from the list.")
    if problems:
        return _again(problems)
    with current().store.begin() as unit:
        hold_member(unit)
        new = SavedReply(language=language, name=name, text=text, created_at=current().clock())
        if added := saved_replies.add(unit.db, new):
            _audit(unit, _ADDED, new.id)
    if not added:
        return _again({"form": _("There are %(most)s saved replies. Delete one first.", most=MOST_REPLIES)})
    return _done(_("The reply is saved."))


@blueprint.post("/replies/<uuid:reply_id>", door=signed_in(May.CHANGE_SETTINGS))
@is_refilled
def change_reply(reply_id: UUID) -> ResponseReturnValue:
    """Change a reply, unless somebody else has changed it first."""
    name, text, _language = _typed()
    if problems := _problems(name, text):
        return _again(problems, reply_id)
    try:
        with current().store.begin() as unit:
            hold_member(unit)
            reply = unit.db.get(SavedReply, reply_id)
            if reply is None or str(reply.version) != request.form.get("version"):
                raise Overtaken  # noqa: TRY301  (as the session raises it when others come in between)
            reply.name, reply.text = name, text
            _audit(unit, _CHANGED, reply_id)
    except Overtaken:
        sentence = _("Somebody changed or deleted this reply meanwhile. The page shows it as it is now.")
        return _again({"form": sentence}, status=HTTPStatus.CONFLICT)
    return _done(_("The reply is saved."))


@blueprint.post("/replies/<uuid:reply_id>/delete", door=signed_in(May.CHANGE_SETTINGS))
def delete_reply(reply_id: UUID) -> ResponseReturnValue:
    """Delete a reply. Messages that were made from it stay with their records."""
    with current().store.begin() as unit:
        hold_member(unit)
        if was_there := saved_replies.remove(unit.db, reply_id):
            _audit(unit, _DELETED, reply_id)
    return _done(_("The reply is deleted.") if was_there else _("This reply no longer exists."))


def _typed() -> tuple[str, str, str]:
    form = request.form
    name = " ".join(clean(form.get("name", "")[: LONGEST_NAME * 4]).split())
    return name, clean(form.get("text", "")[: LONGEST_TEXT * 4]), form.get("language", "")


def _problems(name: str, text: str) -> dict[str, str]:
    found = {}
    if is_blank(name) or len(name) > LONGEST_NAME:
        found["name"] = _("Give the reply a name of at most %(most)s characters.", most=LONGEST_NAME)
    if is_blank(text) or len(text) > LONGEST_TEXT:
        found["text"] = _("Write a text of at most %(most)s characters.", most=LONGEST_TEXT)
    return found


def _audit(unit: Transaction, event: TrailEvent, reply_id: UUID) -> None:
    audit.record(unit.db, actor(), event, "saved_reply", reply_id, at=current().clock())


def _done(said: str) -> ResponseReturnValue:
    flash(said)
    return redirect(url_for("settings.replies_page"), HTTPStatus.SEE_OTHER)


def _again(
    problems: dict[str, str],
    reply_id: UUID | None = None,
    status: HTTPStatus = HTTPStatus.UNPROCESSABLE_ENTITY,
) -> ResponseReturnValue:
    """Return to the page with what was typed, in the form that it was typed into."""
    more = {"reply": str(reply_id)} if reply_id else {}
    address = url_for("settings.replies_page")
    if (elsewhere := come_back(problems, address, **more)) is not None:
        return elsewhere
    fields = request.form.copy()
    fields.update(more)
    return _page(Refill(fields, problems)), status


def _page(typed: Refill) -> str:
    with current().store.read() as unit:
        replies = saved_replies.all_replies(unit.db)
    by_language = attrgetter("language")
    groups = groupby(sorted(replies, key=by_language), by_language)
    return render_template(
        "dashboard/settings/replies.html",
        groups=[(language_name(code), code, list(each)) for code, each in groups],
        languages={code: phrases.native_name for code, phrases in SHIPPED.items()},
        problems=typed.problems,
        values=typed.values,
        longest_name=LONGEST_NAME,
        longest_text=LONGEST_TEXT,
        is_full=len(replies) >= MOST_REPLIES,
    )
