"""Serve the form's pages: one question each, the review, and what comes after."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from http import HTTPStatus
from typing import Final
from uuid import UUID

from flask import make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from app.form import birth_date, door, drafts, fields, own_fields, visit
from app.form.act import act, overhear
from app.form.door import own_form
from app.form.seen import seen_page
from app.form.shown import PAGES, privacy_page, shown_page, url_of_page
from app.form.typed import date_text
from app.form.visit import CHECK, Ended, Visit
from app.guard.doors import GuardedBlueprint
from app.intake.form import Form, Page, Problem
from app.intake.model import Turn
from app.intake.progress import Progress, Whom
from app.intake.questions import Question
from app.web.page import flash

blueprint: Final = GuardedBlueprint("form_pages", __name__, door=own_form, url_prefix="/form")
blueprint.context_processor(visit.for_every_page)
blueprint.context_processor(lambda: {"has_privacy": True})
_LATE: Final = lazy_gettext(
    "What you typed on the last page was not saved, because the form had moved on. If it is missing here, write it again."
)
_PARTLY: Final = lazy_gettext(
    "Part of what you sent was not saved, because the page has no place for it. If it is missing here, write it again."
)


@blueprint.errorhandler(Ended)
def ended(_error: Ended) -> ResponseReturnValue:
    """Say that the form has ended on this browser."""
    return render_template("form/closed.html"), HTTPStatus.FORBIDDEN


@blueprint.get("")
def due_page() -> ResponseReturnValue:
    """Go to the page that is due."""
    return redirect(url_of_page(visit.visit().page), 303)


@blueprint.get("/privacy")
def privacy() -> ResponseReturnValue:
    """Show the longer privacy text, whatever page is due."""
    return privacy_page(visit.visit())


@blueprint.get("/seen")
def who_saw() -> ResponseReturnValue:
    """Show who saw the record, after the birth date."""
    return seen_page(visit.visit())


@blueprint.get("/<page>")
def show_page(page: str) -> ResponseReturnValue:
    """Show a page, or go to the one that is due before it."""
    there = visit.visit()
    if not there.is_open(page):
        return redirect(url_of_page(there.page), 303)
    return shown_page(there, page)


@blueprint.post("/<page>")
def take_page(page: str) -> ResponseReturnValue:
    """Take what a page sends, and go to the page that is due next."""
    there = visit.visit()
    if page == Page.DECLINED or not there.takes(page):  # that page has nothing to send
        return _late(there, page)
    if page == CHECK:
        return _checked(there)
    if page in _ACTS:
        return _after(page, _ACTS[page](page))
    return _answered(there, page)


@blueprint.post("/<page>/draft")
def keep_draft(page: str) -> ResponseReturnValue:
    """Keep the draft that a script sends while somebody types on a page."""
    there = visit.visit()
    is_kept = page not in PAGES and there.takes(page) and drafts.keep(there, page, request.form)
    return "", HTTPStatus.NO_CONTENT if is_kept else HTTPStatus.CONFLICT


@blueprint.post("/close")
def close() -> ResponseReturnValue:
    """Close the form on this browser for good: the link no longer opens it."""
    response = make_response(render_template("form/closed.html", by_you=True))
    door.take_browser(response)
    return response


def _after(page: str, decided: Turn | Problem | None) -> ResponseReturnValue:
    """Go on to the page that is due, or show the page again with what is wrong."""
    there = visit.visit()
    if decided is None:
        return _late(there, page)
    if isinstance(decided, Problem):
        shown = shown_page(there, page, request.form.to_dict(), {"answer": decided.because})
        return shown, HTTPStatus.UNPROCESSABLE_ENTITY
    return redirect(url_of_page(there.page), 303)


def _late(there: Visit, page: str) -> ResponseReturnValue:
    """Go to the page that is due, and say there that what was typed is not taken."""
    if page != CHECK and (typed := fields.typed_in(request.form.to_dict())):
        overhear(page, _text_of(there, page, typed))
        flash(_LATE, warns=True)
    return redirect(url_of_page(visit.visit().page), 303)


def _text_of(there: Visit, page: str, typed: Mapping[str, str]) -> str:
    """Return the text that a page which is no longer open would have made."""
    asked = there.form.flow.questionnaire_of(there.progress).question(page)
    if asked is None or fields.has_others(asked, typed):
        return "\n".join(typed.values())
    return fields.read(asked, typed).text


def _answered(there: Visit, key: str) -> ResponseReturnValue:
    """Take the answer to a question; rows are added and removed without taking it."""
    question = there.form.entry(there.progress, key, there.there).question
    sent = request.form.to_dict()
    if fields.has_others(question, sent):
        flash(_PARTLY, warns=True)
    if "add" in sent:
        return shown_page(there, key, sent, at=fields.rows_shown(question, sent, adds=True), adds=True)
    if (gone := sent.get("remove")) is not None:
        at = int(gone) if gone.isdecimal() and len(gone) < len("100") else 0
        return shown_page(there, key, fields.without_row(question, sent, gone), at=at)
    if "keep" in sent:
        left = drafts.without(key)
        return _after(key, act(key, lambda form, progress, now, _: form.skip(left(progress), key, now)))
    return _taken(there, question, sent)


def _taken(there: Visit, question: Question, sent: Mapping[str, str]) -> ResponseReturnValue:
    """Take what was typed or chosen; nothing leaves an optional question out."""
    key, typed, kept = question.key, fields.read(question, sent), fields.keep(question, sent)
    if question.item and not typed.problems and own_fields.is_empty(question.item, typed):
        left = drafts.without(key)
        return _after(key, act(key, lambda form, progress, now, _: form.leave_out(left(progress), key, now)))
    sure, replaces = sent.get("sure", ""), sent.get("how") == "replace"
    wrong = next(iter(typed.problems.values()), "")
    decided = act(
        key,
        lambda form, progress, now, new_id: form.answer(
            progress,
            key,
            typed.text,
            now,
            new_id,
            is_sure=bool(sure),
            replaces=replaces,
            typed=kept,
            wrong=wrong,
            chosen=typed.value,
            draft=drafts.made_of(question, sent),
        ),
    )
    if decided is None:
        return _late(visit.visit(), key)
    if isinstance(decided, Problem):
        problems = typed.problems or {fields.first_field(question, sent): decided.because}
        page = shown_page(there, key, sent, problems, doubtful=decided.doubtful)
        return page, HTTPStatus.UNPROCESSABLE_ENTITY
    return redirect(url_of_page(visit.visit().page), 303)


def _checked(there: Visit) -> ResponseReturnValue:
    told = birth_date.check_birth_date(date_text(request.form.to_dict()))
    if told is None:
        response = make_response(render_template("form/expired.html", wrong_dates=True), HTTPStatus.GONE)
        door.take_browser(response)
        return response
    if told:
        return redirect(url_for("form_pages.due_page"), 303)
    page = shown_page(there, CHECK, request.form.to_dict(), {"day": birth_date.sorry()})
    return page, HTTPStatus.UNPROCESSABLE_ENTITY


def _choose_whom(page: str) -> Turn | Problem | None:
    try:
        about = Whom(request.form.get("for", ""))
    except ValueError:
        return Problem(_("Choose who this is for"))
    return act(page, lambda form, progress, now, _: form.choose_whom(progress, about, now))


def _decide(page: str) -> Turn | Problem | None:
    text_hash, agrees = request.form.get("text", ""), request.form.get("agree") == "yes"
    return act(
        page, lambda form, progress, now, new_id: form.decide(progress, text_hash, now, new_id, agrees=agrees)
    )


def _say_carer(page: str) -> Turn | Problem | None:
    says = request.form.get("carer", "")
    return act(page, lambda form, progress, now, _: form.as_carer(progress, now, says))


def _after_a_cry(page: str) -> Turn | Problem | None:
    needs_help, call = "now" in request.form, "call" in request.form
    return act(
        page, lambda form, progress, now, _: form.after_a_cry(progress, now, needs_help=needs_help, call=call)
    )


def _send(page: str) -> Turn | Problem | None:
    return act(page, lambda form, progress, now, new_id: form.send(progress, now, new_id))


def _after_sending(page: str) -> Turn | Problem | None:
    text = request.form.get("answer", "")
    wants_another, wants_change = "another" in request.form, "change" in request.form

    def decide(form: Form, progress: Progress, now: datetime, new_id: UUID) -> Turn | Problem:
        if wants_another:
            return form.note_and_go(progress, text, now, new_id, lambda left: form.another(left, now))
        if wants_change:
            person = progress.people[-1].id
            return form.note_and_go(progress, text, now, new_id, lambda left: form.change(left, person, now))
        return form.leave_note(progress, text, now, new_id)

    return act(page, decide)


_ACTS: Final[Mapping[str, Callable[[str], Turn | Problem | None]]] = {
    Page.WHOM: _choose_whom,
    Page.CONSENT: _decide,
    Page.MINOR: _say_carer,
    Page.HELP: _after_a_cry,
    Page.REVIEW: _send,
    Page.CHANGES: _send,
    Page.DONE: _after_sending,
}
