"""Serve `/invite/email`: invite somebody by e-mail, with a link to the form."""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus
from typing import Final

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.dashboard.form_link import ToSend, send_link
from app.dashboard.invitations import blueprint
from app.dashboard.invitations.check import SKIPPED
from app.dashboard.invitations.pace import CodeWanted, TooManyInvited, count_invited, wants_code
from app.dashboard.invitations.page import SENT, asked, refuse
from app.guard.doors import May
from app.guard.forms import is_refilled
from app.guard.session import actor, confirm_first, hold_member, signed_in
from app.intake.progress import FIRST_STEP, Progress, dump
from app.services import current
from app.store import Transaction
from app.store.conversations import conversations, invitations, senders
from app.store.conversations.conversations import MAILTO
from app.store.conversations.invitations import Standing
from app.store.trail import audit
from app.web.mail_address import whole_address
from app.web.page import flash

_BEFORE: Final = timedelta(seconds=1)


@blueprint.post("/email", door=signed_in(May.WORK_ON_PATIENTS))
@is_refilled
def send_mail() -> ResponseReturnValue:
    """Send the invitation, unless the address was invited lately or is known here."""
    address = whole_address(request.form.get("email", ""))
    language, reason, visit, problems = asked()
    if address is None:
        problems["email"] = _("Write a complete e-mail address, for example ines@clinic.example.")
    if request.form.get("agreed") != "yes":
        problems["agreed"] = _("Confirm that they agreed to get e-mails from the clinic.")
    if problems or address is None:
        return refuse(problems)
    if wants_code(1) and (elsewhere := confirm_first()) is not None:
        return elsewhere
    try:
        with current().store.begin() as unit:
            hold_member(unit)
            why_not = _invite(unit, f"{MAILTO}{address}", language, reason, visit)
            sent = not why_not
            count_invited(unit, int(sent))
            details = {"invitations": int(sent), "left_out": int(not sent)}
            audit.record(unit.db, actor(), SENT, details=details, at=current().clock())
    except TooManyInvited as limit:
        return refuse({"email": str(limit)})
    except CodeWanted:
        return confirm_first() or redirect(url_for("invitations.invite_page"), HTTPStatus.SEE_OTHER)
    said = ngettext("One invitation is on its way.", "%(num)s invitations are on their way.", 1)
    flash(str(said) if sent else why_not, warns=not sent)
    return redirect(url_for("invitations.invite_page"), HTTPStatus.SEE_OTHER)


def _invite(unit: Transaction, address: str, language: str, reason: str, visit: str) -> str:
    """Invite an address, or return why not, in words."""
    now = current().clock()
    if current().settings.alerts.mail is None:
        return str(_("No mail server is set up, so nobody was invited."))
    standing = invitations.standings(unit.db, [address], now)[address]
    if standing is not Standing.NEW:
        return str(SKIPPED[standing])
    row = invitations.claim(unit.db, address, language, reason, actor(), now, visit)
    talk = senders.lock(unit.db, address, None, now)
    reach = conversations.reach(unit.db, talk.id)
    if row is None or reach is None:
        return str(SKIPPED[Standing.INVITED])
    if talk.created:  # they have not written yet, so their silence begins before the invitation
        known = dump(Progress(language=language))
        conversations.save(unit.db, talk.id, known, FIRST_STEP, language, False, now - _BEFORE)
    sent = send_link(unit, reach, ToSend(language, actor(), visit=visit), now)
    invitations.name_message(unit.db, row, sent.message)
    return ""
