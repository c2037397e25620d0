"""`/confirm`: a fresh code before a sensitive act."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import make_response, redirect, render_template, request

from app.guard import cookies, paths
from app.guard.doors import GuardedBlueprint
from app.guard.limits import LimiterDown
from app.guard.roles import May
from app.guard.signed_in import current_session, signed_in
from app.guard.tokens import new_token
from app.observe import errors
from app.services import current
from app.staff.access import hash_of, network_name
from app.staff.front import first_page
from app.staff.proof import code_proof, spend
from app.staff.services import staff_services

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

blueprint = GuardedBlueprint("confirming", __name__, door=signed_in(May.SIGN_IN))
_NEXT = {"/staff": "Manage staff", "/account": "Change how you sign in"}


@blueprint.get("/confirm")
def confirm_page() -> ResponseReturnValue:
    """Ask for a code, and say what comes next."""
    return _page(request.args.get("next", ""))


@blueprint.post("/confirm")
def confirm() -> ResponseReturnValue:
    """Spend a code; the session gets a new token and counts as confirmed for five minutes (ASVS 7.2.4)."""
    services, session = current(), current_session()
    target = request.form.get("next", "")[:256]
    try:
        # A session has a count of its own: strangers who try this account keep nobody from confirming.
        if not staff_services().sign_in.limits.admits(session.member.email, network_name(), session.id.hex):
            return errors.page(HTTPStatus.TOO_MANY_REQUESTS)
    except LimiterDown:
        return errors.retry_later()
    if not _is_proved(request.form.get("code", "")[:64]):
        return _page(target, problem=True)
    old, token = cookies.session_hash(), new_token()
    response = make_response(redirect(paths.own_path(target, first_page(session.member.role)), 303))
    with services.store.begin() as unit:
        if old is None or not unit.sessions.rotate(old, hash_of(token), services.clock(), confirmed=True):
            return redirect("/login", 303)
        unit.audit.record(
            f"staff:{session.member.id}", "session.confirmed", "staff", session.member.id, at=services.clock()
        )
    staff_services().sign_in.limits.forget(session.member.email, network_name(), session.id.hex)
    cookies.give_session(response, token)
    return response


def _is_proved(code: str) -> bool:
    services = current()
    with services.store.read() as unit:
        member = unit.staff.get(current_session().member.id)  # a session leaves the seed shut
        salt = unit.staff.recovery_salt(member.id) if member else None
    if member is None or salt is None:
        return False
    proof = code_proof(member, salt, code, staff_services().passwords, services.clock())
    with services.store.begin() as unit:
        now = services.clock()
        if proof is not None and spend(unit, member, proof, now):
            return True
        unit.staff.count_failure(member.id)
        unit.audit.record(f"staff:{member.id}", "session.confirm_failed", "staff", member.id, at=now)
    return False


def _page(next_page: str, *, problem: bool = False) -> ResponseReturnValue:
    target = paths.own_path(next_page, otherwise="")
    page = render_template(
        "staff/confirm.html",
        what=_NEXT.get(target),
        next=target,
        problem=problem,
        cancel_url=first_page(current_session().member.role),
    )
    return page, HTTPStatus.UNAUTHORIZED if problem else HTTPStatus.OK
