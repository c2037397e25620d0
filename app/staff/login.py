"""Serve `/login`, `/logout` and `/enrol/<token>`."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, Final

from flask import make_response, redirect, render_template, request, url_for
from flask import session as form_cookie
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext

from app.guard import headers
from app.guard.cookies import device_hash, session_hash, take_session
from app.guard.doors import GuardedBlueprint, May, allows, anyone
from app.guard.forms import is_navigation
from app.guard.own_pages import own_path
from app.guard.session import find_session
from app.observe import errors, tally
from app.observe.logs import get_logger
from app.services import current
from app.staff import enrolment
from app.staff.factors import Entrance, network_name
from app.staff.passwords import Busy
from app.staff.recovery_codes import show_codes
from app.staff.sign_in import SIGNED_IN, Attempt, NotSignedIn, staff_services
from app.store import Transaction
from app.store.conversations import kept_forms
from app.store.staff import devices, sessions
from app.store.staff.sessions import StaffSession
from app.store.staff.staff import Member
from app.store.trail import audit
from app.store.trail.events import TrailEvent, TrailGroup
from app.web.clinic import current_clinic
from app.web.feature import Words

PROOFS: Final = Words("proof", {"code": lazy_gettext("code"), "recovery code": lazy_gettext("recovery code")})
_SIGNED_OUT = TrailEvent("sign_out", "Signed out", TrailGroup.SIGN_IN)


log = get_logger("anteroom.sign_in")

blueprint = GuardedBlueprint("login", __name__, door=anyone)
_LONGEST_FIELD: Final = 1024
_REFUSED: Final = "refused"
"""In the form cookie: the e-mail of a sign-in that was refused a moment ago."""
_LIMITED: Final = "limited"
"""In the form cookie: a sign-in was one of too many."""
_ENROLLING: Final = "enrolling"
"""In the form cookie: the sealed seed of an enrolment that was refused a moment ago, and what was wrong."""


@blueprint.get("/")
def home() -> ResponseReturnValue:
    """Redirect to the visitor's first page, or to the login."""
    found = find_session()
    return redirect(first_page(found.member.role) if found else url_for("login.login_page"), 303)


def first_page(role: str) -> str:
    """Return the first page of a role.

    Until somebody has said where the clinic is, an admin is asked that.
    """
    if not current_clinic().timezone and allows(role, May.CHANGE_SETTINGS):
        return url_for("setup.first_page")
    return url_for("audit.audit_page" if role == "auditor" else "patients.patients_page")


@blueprint.get("/login")
def login_page() -> ResponseReturnValue:
    """Show the form."""
    next_page = request.args.get("next", "")
    if form_cookie.pop(_LIMITED, None):
        return errors.page(HTTPStatus.TOO_MANY_REQUESTS)
    if (email := form_cookie.pop(_REFUSED, None)) is None:
        return login_form(next_page)
    return login_form(next_page, email, error=True)


@blueprint.post("/login")
def login() -> ResponseReturnValue:
    """Judge one attempt. Every refusal has the same page and status."""
    attempt = Attempt(
        email=_field("email"),
        password=_field("password"),
        code=_field("code"),
        network=network_name(),
        device=device_hash(),
    )
    entrance = Entrance()
    try:
        outcome = staff_services().sign_in.judge(attempt, entrance.open)
    except Busy as error:
        log.exception("sign-in closed", exc_info=error)
        return errors.retry_later()
    tally.count("anteroom_sign_ins", outcome.value if isinstance(outcome, NotSignedIn) else "succeeded")
    if outcome is NotSignedIn.LIMITED:
        if not is_navigation():
            return errors.page(HTTPStatus.TOO_MANY_REQUESTS)
        form_cookie[_LIMITED] = True
        return redirect(url_for("login.login_page"), HTTPStatus.SEE_OTHER)
    if isinstance(outcome, NotSignedIn):
        return refuse(attempt.email)
    return entrance.hand_over(make_response(redirect(after_sign_in(outcome), 303)))


def after_sign_in(member: Member) -> str:
    """Return where a sign-in leads: to a kept form, or to the page that was asked for."""
    services = current()
    with services.store.read() as unit:
        if kept_forms.newest(unit.db, member.id, services.clock()):
            return url_for("kept_form.kept_page")
    return own_path(_field("next"), otherwise=first_page(member.role))


@blueprint.post("/logout")
def logout() -> ResponseReturnValue:
    """End the session.

    Its row is deleted, so a copied cookie opens nothing (ASVS 7.4.1).
    """
    services = current()
    found, token = find_session(), session_hash()
    if found is not None and token is not None:
        with services.store.begin() as unit:
            sessions.end(unit.db, token)
            audit.record(
                unit.db,
                f"staff:{found.member.id}",
                _SIGNED_OUT,
                "staff",
                found.member.id,
                at=services.clock(),
            )
    headers.renew()
    response = make_response(redirect(url_for("login.login_page"), 303))
    take_session(response)
    return response


@blueprint.get("/enrol/<token>")
def enrol_page(token: str) -> ResponseReturnValue:
    """Show what a one-time link is for, or what was wrong with its form.

    Nothing is used up, because chat programs fetch links to preview them.
    """
    if refused := form_cookie.pop(_ENROLLING, None):
        carried, problems = refused
        return _enrol_page(enrolment.page_again(current(), token, carried), problems)
    return _enrol_page(enrolment.open_link(current(), token, network_name()), {})


@blueprint.post("/enrol/<token>")
def enrol(token: str) -> ResponseReturnValue:
    """Take the password and the first code, and use the link up if both are right."""
    services, staff = current(), staff_services()
    form = enrolment.EnrolmentForm(_field("carried"), _field("password"), _field("code"))
    entrance, signed_in = Entrance(), list[Member]()

    def let_in(unit: Transaction, member: Member) -> None:
        entrance.open(unit, member)
        details = {"network": network_name(), "proof": "code", "known_device": False}
        audit.record(
            unit.db, f"staff:{member.id}", SIGNED_IN, "staff", member.id, details, at=services.clock()
        )
        signed_in.append(member)

    outcome = enrolment.enrol(services, staff.passwords, token, form, let_in)
    here = redirect(request.path, HTTPStatus.SEE_OTHER) if is_navigation() else None
    if outcome is None:
        return here or errors.page(HTTPStatus.NOT_FOUND)
    if isinstance(outcome, dict):
        if here:
            form_cookie[_ENROLLING] = form.carried, outcome
            return here
        return _enrol_page(enrolment.page_again(services, token, form.carried), outcome)
    member = signed_in[0]
    is_placed = bool(current_clinic().timezone)
    is_admin = allows(member.role, May.CHANGE_SETTINGS)
    next_page = url_for("setup.setup_page") if is_admin and is_placed else first_page(member.role)
    return entrance.hand_over(make_response(show_codes(member.id, outcome, next_page)))


def refuse(email: str = "") -> ResponseReturnValue:
    """Return the answer to every refused sign-in. A browser is redirected to it."""
    next_page = _field("next")
    if not is_navigation():
        return login_form(next_page, email, error=True), HTTPStatus.UNAUTHORIZED
    form_cookie[_REFUSED] = email
    target = own_path(next_page, otherwise="")
    return redirect(url_for("login.login_page", next=target or None), HTTPStatus.SEE_OTHER)


def login_form(next_page: str, email: str = "", *, error: bool = False) -> str:
    """Return the sign-in page, which also answers a refused attempt."""
    return render_template(
        "staff/login.html",
        email=email,
        error=error,
        known_device=device_hash() is not None,
        resting=resting.member.name if (resting := resting_session()) else "",
        next=own_path(next_page, otherwise=""),
        idle_minutes=int(current().settings.sessions.idle.total_seconds()) // 60,
    )


def resting_session() -> StaffSession | None:
    """Return the idle session of this computer that a code alone opens again, or None."""
    services, token, device = current(), session_hash(), device_hash()
    if token is None or device is None or find_session() is not None:
        return None
    now = services.clock()
    with services.store.read() as unit:
        found = sessions.resting(unit.db, token, now)
        is_known = found is not None and devices.knows(unit.db, found.member.id, device, now)
    return found if is_known else None


def _enrol_page(link_page: dict[str, Any] | None, problems: dict[str, str]) -> ResponseReturnValue:
    if link_page is None:
        if (session := find_session()) is not None:  # somebody who has just used it goes back
            return redirect(first_page(session.member.role), HTTPStatus.SEE_OTHER)
        return errors.page(HTTPStatus.NOT_FOUND)
    is_refused = problems and request.method == "POST"
    status = HTTPStatus.UNPROCESSABLE_ENTITY if is_refused else HTTPStatus.OK
    return render_template("staff/enrol.html", problems=problems, **link_page), status


def _field(name: str) -> str:
    return request.form.get(name, "")[:_LONGEST_FIELD]
