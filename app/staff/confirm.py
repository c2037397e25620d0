"""Serve `/confirm`: a fresh code before a sensitive act."""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

from flask import current_app, make_response, redirect, render_template, request, url_for
from flask import session as form_cookie
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.guard.cookies import give_session, session_hash, take_session
from app.guard.doors import GuardedBlueprint, May, entrance_of
from app.guard.forms import is_navigation
from app.guard.own_pages import endpoint_of, own_path
from app.guard.session import LATE, actor, current_session, hold_member, signed_in
from app.guard.tokens import new_token
from app.observe import errors
from app.services import current
from app.staff.factors import SecondFactor, hash_of, network_name, read_code, spend
from app.staff.login import first_page
from app.staff.sign_in import staff_services
from app.store.conversations import kept_forms
from app.store.staff import sessions, staff
from app.store.trail import audit
from app.store.trail.events import TrailEvent, TrailGroup
from app.web.page import flash

blueprint = GuardedBlueprint("confirm", __name__, door=signed_in(May.SIGN_IN))
_FAILED = TrailEvent("session.confirm_failed", "A confirmation failed", TrailGroup.SIGN_IN)
_CONFIRMED = TrailEvent("session.confirmed", "Confirmed with a new code", TrailGroup.SIGN_IN)
_LIMITED = TrailEvent(
    "session.confirm_limited", "Entered too many wrong codes; the session ended", TrailGroup.SIGN_IN
)
_WRONG: Final = "wrong_code"
"""Flag of the form cookie: the code that was sent a moment ago was wrong."""


@blueprint.get("/confirm")
def confirm_page() -> ResponseReturnValue:
    """Ask for a code, and say what comes next."""
    return _page(request.args.get("next", ""), problem=bool(form_cookie.pop(_WRONG, False)))


@blueprint.post("/confirm")
def confirm() -> ResponseReturnValue:
    """Check a code, and confirm the session for five minutes (ASVS 7.2.4).

    The session gets a new token.
    """
    services, session = current(), current_session()
    target = request.form.get("next", "")[:256]
    limits = staff_services().sign_in.limits
    # Each session has its own count, so that strangers who try this account cannot block it.
    if not limits.admits(session.member.email, network_name(), session.id.hex):
        return _end_for_guessing()
    factor = _read(request.form.get("code", "")[:64])
    old, token = session_hash(), new_token()
    details, is_kept = {"network": network_name()}, False
    with services.store.begin() as unit:
        now = services.clock()
        member = hold_member(unit)
        if old is None or factor is None or not spend(unit, member, factor):
            audit.record(unit.db, actor(), _FAILED, "staff", member.id, details, at=now)
            confirmed = False
        else:
            confirmed = sessions.rotate(unit.db, old, hash_of(token), now, confirmed=True)
            is_kept = kept_forms.newest(unit.db, member.id, now) is not None
            audit.record(
                unit.db, actor(), _CONFIRMED, "staff", member.id, {**details, "proof": factor.kind}, at=now
            )
    if not confirmed and is_navigation():
        form_cookie[_WRONG] = True
        return redirect(url_for("confirm.confirm_page", next=own_path(target, "") or None), 303)
    if not confirmed:
        return _page(target, problem=True), HTTPStatus.UNAUTHORIZED
    limits.forget(session.member.email, network_name(), session.id.hex)
    if is_kept:
        response = make_response(redirect(url_for("kept_form.kept_page"), 303))
        give_session(response, token)
        return response
    if form_cookie.pop(LATE, False):
        flash(_("What you sent before the code was not carried out. Fill in the form again."))
    response = make_response(redirect(own_path(target, first_page(session.member.role)), 303))
    give_session(response, token)
    return response


def _read(code: str) -> SecondFactor | None:
    services = current()
    with services.store.read() as unit:
        member = staff.get(unit.db, current_session().member.id)  # a session does not open the seed
    if member is None or member.recovery_salt is None:
        return None
    return read_code(member, member.recovery_salt, code, staff_services().passwords, services.clock())


def _end_for_guessing() -> ResponseReturnValue:
    """End a session in which codes are guessed: it may be in a stranger's hands."""
    services, session = current(), current_session()
    with services.store.begin() as unit:
        sessions.end_one(unit.db, session.member.id, session.id)
        audit.record(
            unit.db,
            actor(),
            _LIMITED,
            "staff",
            session.member.id,
            {"network": network_name()},
            at=services.clock(),
        )
    response = errors.page(HTTPStatus.TOO_MANY_REQUESTS)
    take_session(response)
    return response


def _page(next_page: str, *, problem: bool = False) -> str:
    target = own_path(next_page, otherwise="")
    entrance = entrance_of(current_app, endpoint_of(target) or "")
    services, session = current(), current_session()
    with services.store.read() as unit:
        is_kept = kept_forms.newest(unit.db, session.member.id, services.clock()) is not None
    return render_template(
        "staff/confirm.html",
        what=entrance and entrance.confirms,
        next=target,
        problem=problem,
        late=LATE in form_cookie,
        kept=is_kept,
        cancel_url=first_page(current_session().member.role),
    )
