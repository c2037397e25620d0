"""In front of the door: `/login`, `/logout`, `/enrol/<token>`."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from flask import make_response, redirect, render_template, request

from app.guard import cookies, csrf, paths
from app.guard.doors import GuardedBlueprint, anyone
from app.guard.signed_in import find_session
from app.observe import errors
from app.observe.logs import get_logger
from app.services import current
from app.staff import enrolment
from app.staff.access import Entrance, network_name
from app.staff.passwords import Busy
from app.staff.services import staff_services
from app.staff.sign_in import Attempt, NotSignedIn

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

log = get_logger("anteroom.sign_in")

blueprint = GuardedBlueprint("front", __name__, door=anyone)
_LONGEST_FIELD: Final = 1024


@blueprint.get("/")
def home() -> ResponseReturnValue:
    """Send a visitor to their first page, or to the door."""
    found = find_session()
    return redirect(first_page(found.member.role) if found else "/login", 303)


def first_page(role: str) -> str:
    """Return where a member of this role begins."""
    return "/audit" if role == "auditor" else "/patients"


@blueprint.get("/login")
def login_page() -> ResponseReturnValue:
    """Show the form."""
    return _login_page(request.args.get("next", ""))


@blueprint.post("/login")
def login() -> ResponseReturnValue:
    """Judge one attempt. Whatever was wrong, the answer is the same page and status."""
    attempt = Attempt(
        email=_field("email"),
        password=_field("password"),
        code=_field("code"),
        network=network_name(),
        device=cookies.device_hash(),
    )
    entrance = Entrance()
    try:
        outcome = staff_services().sign_in.judge(attempt, entrance.open)
    except Busy as error:
        log.exception("sign-in closed", exc_info=error)
        return errors.retry_later()
    if outcome is NotSignedIn.LIMITED:
        return errors.page(HTTPStatus.TOO_MANY_REQUESTS)
    if isinstance(outcome, NotSignedIn):
        return _login_page(_field("next"), email=attempt.email, status=HTTPStatus.UNAUTHORIZED)
    target = paths.own_path(_field("next"), otherwise=first_page(outcome.role))
    return entrance.hand_over(make_response(redirect(target, 303)))


@blueprint.post("/logout")
def logout() -> ResponseReturnValue:
    """End the session: its row goes, so a copy of the cookie opens nothing (ASVS 7.4.1)."""
    services = current()
    found, token = find_session(), cookies.session_hash()
    if found is not None and token is not None:
        with services.store.begin() as unit:
            unit.sessions.end(token)
            unit.audit.record(
                f"staff:{found.member.id}", "sign_out", "staff", found.member.id, at=services.clock()
            )
    csrf.renew()
    response = make_response(redirect("/login", 303))
    cookies.take_session(response)
    return response


@blueprint.get("/enrol/<token>")
def enrol_page(token: str) -> ResponseReturnValue:
    """Show what a one-time link is for. Consumes nothing: chat programs fetch links to preview them."""
    return _enrol_page(enrolment.opening(current(), token, network_name()), {})


@blueprint.post("/enrol/<token>")
def enrol(token: str) -> ResponseReturnValue:
    """Take password and first code; then, and only then, is the link used up."""
    services, staff = current(), staff_services()
    form = enrolment.Form(_field("carried"), _field("password"), _field("code"))
    outcome = enrolment.enrol(services, staff.passwords, token, form)
    if outcome is None:
        return errors.page(HTTPStatus.NOT_FOUND)
    if isinstance(outcome, dict):
        return _enrol_page(enrolment.page_again(services, token, form.carried), outcome)
    return render_template("staff/enrol_codes.html", codes=outcome)


def _login_page(next_page: str, email: str = "", status: HTTPStatus = HTTPStatus.OK) -> ResponseReturnValue:
    page = render_template(
        "staff/login.html",
        email=email,
        error=status is not HTTPStatus.OK,
        known_device=cookies.device_hash() is not None,
        next=paths.own_path(next_page, otherwise=""),
    )
    return page, status


def _enrol_page(shown: dict[str, Any] | None, problems: dict[str, str]) -> ResponseReturnValue:
    if shown is None:
        return errors.page(HTTPStatus.NOT_FOUND)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if problems else HTTPStatus.OK
    return render_template("staff/enrol.html", problems=problems, **shown), status


def _field(name: str) -> str:
    return request.form.get(name, "")[:_LONGEST_FIELD]
