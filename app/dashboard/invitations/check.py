"""Serve `/invite/check`: count before anything is sent, then send."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from typing import Final
from urllib.parse import urlencode

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from werkzeug.datastructures import MultiDict

from app.dashboard.invitations import INVITE_MORE, blueprint
from app.dashboard.invitations.numbers import Listed, Unread
from app.dashboard.invitations.pace import CodeWanted, TooManyInvited, count_invited, wants_code
from app.dashboard.invitations.page import REASONS, SENT, WRONG, approved_in, from_fields, values_of
from app.dashboard.visits import visits_of
from app.guard.doors import May
from app.guard.forms import KEPT, address_of, kept_form_id, refill
from app.guard.session import actor, confirm_first, current_session, hold_member, signed_in
from app.records.vocabulary import language_name
from app.services import current
from app.store import Transaction
from app.store.conversations import invitations, kept_forms
from app.store.conversations.invitations import Standing
from app.store.messages.contents import Template
from app.store.trail import audit
from app.store.trail.events import Counted, TrailEvent, TrailGroup
from app.web.clinic import cost, current_clinic
from app.web.page import flash
from app.web.phone import grouped
from app.web.questionnaire import current_questionnaire

_CHECKED = TrailEvent(
    "invitations.checked",
    Counted(
        "numbers",
        "Looked up one number before inviting; known here: {known}",
        "Looked up {numbers} numbers before inviting; known here: {known}",
    ),
    TrailGroup.INVITATION,
)

_AT_ONCE: Final = 50
"""Invitations in one transaction: on SQLite, all others wait for its end."""
_LINES_NAMED: Final = 20
_WHATSAPP: Final = "whatsapp:"
SKIPPED: Final[Mapping[Standing, str]] = {
    Standing.STOPPED: _l("They wrote STOP or blocked us: nothing is sent to them."),
    Standing.PATIENT: _l("They already have a record here: write to them from it."),
    Standing.ANSWERING: _l("They have begun to answer already."),
    Standing.INVITED: _l("They were invited within the last 7 days."),
}
"""Why nothing is sent to somebody, in words."""


@dataclass(frozen=True, slots=True)
class Batch:
    """A list that was read, as it is kept until it is sent."""

    reason: str
    visit: str
    listed: tuple[Listed, ...] = field(repr=False)
    duplicates: tuple[int, ...]
    wrong: tuple[Unread, ...]

    @classmethod
    def of(cls, fields: MultiDict[str, str]) -> Batch | None:
        """Return the list that a kept form holds.

        It is None when the list is not kept any more, or is none of ours.
        """
        reason = fields.get("reason", "")
        if reason not in REASONS:
            return None
        try:
            found = from_fields(fields)
        except ValueError:
            return None
        return cls(reason, fields.get("visit", ""), found.listed, found.duplicates, found.wrong)


@dataclass(frozen=True, slots=True)
class Skipped:
    """Lines to which nothing is sent, and why."""

    why: str
    count: int
    lines: str
    texts: Sequence[Unread] = ()
    """The first of them as they are written, where a page may repeat them."""


@blueprint.get("/check", door=signed_in(May.WORK_ON_PATIENTS), confirms=INVITE_MORE)
def check_page() -> ResponseReturnValue:
    """Show how many are going to be written to, and which lines are left out."""
    batch = Batch.of(refill().fields)
    if batch is None:
        return _newest()
    if wants_code(len(batch.listed)) and (elsewhere := confirm_first()) is not None:
        return elsewhere  # from there it leads to the newest list
    return _page(batch)


@blueprint.post("/check", door=signed_in(May.WORK_ON_PATIENTS))
def send_invitations() -> ResponseReturnValue:
    """Invite those who can be, in small steps; what changed meanwhile is left out."""
    batch = Batch.of(refill().fields)
    if batch is None:
        return _gone()
    if request.form.get("agreed") != "yes":
        flash(
            _("Confirm that they agreed to get messages from the clinic. Nothing was sent yet."), warns=True
        )
        return redirect(_own_address(), HTTPStatus.SEE_OTHER)
    if wants_code(len(batch.listed)):
        return redirect(_own_address(), HTTPStatus.SEE_OTHER)
    sent = 0
    try:
        for start in range(0, len(batch.listed), _AT_ONCE):
            with current().store.begin() as unit:
                hold_member(unit)
                sent += _send_some(unit, batch, batch.listed[start : start + _AT_ONCE])
    except TooManyInvited as limit:
        flash(f"{_said(sent)} {limit}", warns=True)
        return redirect(_own_address(), HTTPStatus.SEE_OTHER)
    except CodeWanted:
        if sent:
            flash(_said(sent))
        return redirect(_own_address(), HTTPStatus.SEE_OTHER)  # which leads to the code page
    with current().store.begin() as unit:
        if (form_id := kept_form_id()) is not None:
            kept_forms.forget(unit.db, current_session().member.id, form_id)
    flash(_said(sent), warns=not sent)
    return redirect(url_for("invitations.invite_page"), HTTPStatus.SEE_OTHER)


def _said(sent: int) -> str:
    said = ngettext("One invitation is on its way.", "%(num)s invitations are on their way.", sent)
    return str(said) if sent else str(_("Nobody was invited."))


def _send_some(unit: Transaction, batch: Batch, some: Collection[Listed]) -> int:
    now, templates = current().clock(), approved_in(unit)
    standings = invitations.standings(unit.db, (_address(each) for each in some), now)
    values, sent = values_of(current_clinic()), 0
    for each in some:
        template = templates.get(each.language)
        if template is None or standings[_address(each)] is not Standing.NEW:
            continue
        invited = invitations.invite(
            *(unit.db, _address(each), template, values),
            reason=batch.reason,
            actor=actor(),
            now=now,
            visit=batch.visit,
        )
        sent += invited is not None
    count_invited(unit, sent)
    details = {"invitations": sent, "left_out": len(some) - sent}
    audit.record(unit.db, actor(), SENT, details=details, at=now)
    return sent


def _page(batch: Batch) -> str:
    now: datetime = current().clock()
    with current().store.begin() as unit:
        standings = invitations.standings(unit.db, map(_address, batch.listed), now)
        templates = approved_in(unit)
        known = sum(each is not Standing.NEW for each in standings.values())
        details = {"numbers": len(batch.listed), "known": known}
        audit.record(unit.db, actor(), _CHECKED, details=details, at=now)
    new = [each for each in batch.listed if standings[_address(each)] is Standing.NEW]
    ready = [each for each in new if each.language in templates]
    return render_template(
        "dashboard/invitations/check.html",
        count=len(ready),
        by_language=_by_language(ready, templates),
        only=grouped(ready[0].number) if len(ready) == 1 else "",
        skipped=[*_skipped(batch, standings), *_not_approved(new, templates), *_unread(batch)],
        reason=REASONS[batch.reason],
        visit=visits_of(current_questionnaire()).get(batch.visit, ""),
        here=_own_address(),
        cost=cost(current().settings.twilio.price, len(ready)),
    )


def _by_language(
    ready: Iterable[Listed], templates: Mapping[str, Template]
) -> list[tuple[str, str, int, str]]:
    """Return for each language its name, its code, how many, and what they read."""
    values, languages = values_of(current_clinic()), [each.language for each in ready]
    return [
        (language_name(code), code, languages.count(code), template.shown(values))
        for code, template in templates.items()
        if code in languages
    ]


def _skipped(batch: Batch, standings: Mapping[str, Standing]) -> Iterable[Skipped]:
    for standing, words in SKIPPED.items():
        lines = [each.line for each in batch.listed if standings[_address(each)] is standing]
        if lines:
            yield Skipped(str(words), len(lines), _named(lines))
    if batch.duplicates:
        words = _("The number is in the list twice: it gets one invitation.")
        yield Skipped(words, len(batch.duplicates), _named(batch.duplicates))


def _not_approved(new: Iterable[Listed], templates: Mapping[str, Template]) -> Iterable[Skipped]:
    lacking: dict[str, list[int]] = {}
    for each in new:
        if each.language not in templates:
            lacking.setdefault(each.language, []).append(each.line)
    for code, lines in lacking.items():
        words = _(
            "WhatsApp has not approved the invitation in this language: %(language)s.",
            language=language_name(code),
        )
        yield Skipped(words, len(lines), _named(lines))


def _unread(batch: Batch) -> Iterable[Skipped]:
    for what, words in WRONG.items():
        found = [each for each in batch.wrong if each.why is what]
        if found:
            sentence = _("Not readable: %(what)s.", what=words)
            lines = _named([each.line for each in found])
            yield Skipped(sentence, len(found), lines, [each for each in found if each.text][:_LINES_NAMED])


def _named(lines: Collection[int]) -> str:
    """Return the numbers of the first lines, within a sentence."""
    first = ", ".join(map(str, list(lines)[:_LINES_NAMED]))
    return f"{first} …" if len(lines) > _LINES_NAMED else first


def _own_address() -> str:
    return f"{url_for('invitations.check_page')}?{urlencode({KEPT: request.args.get(KEPT, '')})}"


def _address(one: Listed) -> str:
    return f"{_WHATSAPP}{one.number}"


def _newest() -> ResponseReturnValue:
    """Lead to the list that was read last, for somebody who comes back with a code."""
    if kept_form_id() is not None:
        return _gone()
    member, page = current_session().member.id, url_for("invitations.check_page")
    with current().store.read() as unit:
        form = kept_forms.newest_on(unit.db, member, page, current().clock())
    return _gone() if form is None else redirect(address_of(form.id, page), HTTPStatus.SEE_OTHER)


def _gone() -> ResponseReturnValue:
    flash(_("This list is no longer kept, or was already sent. Enter it again."), warns=True)
    return redirect(url_for("invitations.invite_page"), HTTPStatus.SEE_OTHER)
