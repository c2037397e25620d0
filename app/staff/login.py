"""Serve `/login`, `/logout` and `/enrol/<token>`."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from http import HTTPStatus
from typing import Any, Final, cast
from uuid import UUID, uuid4

from flask import Flask, current_app, make_response, redirect, render_template, request, url_for
from flask import session as form_cookie
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext

from app.guard import headers
from app.guard.address import network_of
from app.guard.cookies import device_hash, session_hash, take_session
from app.guard.doors import GuardedBlueprint, May, allows, anyone
from app.guard.forms import is_navigation
from app.guard.limits import LoginLimits
from app.guard.own_pages import own_path
from app.guard.session import find_session
from app.observe import errors, tally
from app.observe.logs import get_logger
from app.observe.refusals import RefusalCounter, refusal_counter
from app.services import Services, current
from app.staff import enrolment, recovery_codes
from app.staff.factors import Entrance, SecondFactor, network_name, read_code, spend
from app.staff.passwords import Busy, Parameters, Passwords
from app.staff.recovery_codes import show_codes
from app.store import (
    Member,
    StaffSession,
    Store,
    Transaction,
    audit,
    devices,
    kept_forms,
    normalise_email,
    refusals,
    sessions,
    staff,
)
from app.store.events import TrailEvent, TrailGroup
from app.store.refusals import FAILED_SIGN_IN, LIMITED, NOBODY, Refusal
from app.web.clinic import clinic_profile
from app.web.feature import Words

SIGNED_IN = TrailEvent("sign_in.succeeded", "Signed in with a {proof}, from {network}", TrailGroup.SIGN_IN)
PROOFS: Final = Words("proof", {"code": lazy_gettext("code"), "recovery code": lazy_gettext("recovery code")})
_SIGNED_OUT = TrailEvent("sign_out", "Signed out", TrailGroup.SIGN_IN)

# E-mail, password and code are checked together, and every failure has the same answer.
#
# The order matters. Limits count first. Then a password is always hashed and a code always compared, for
# members and strangers alike. Last, one conditional UPDATE spends the code, so that of two racing sign-ins
# with one code exactly one gets in.

MOST_FAILURES: Final = 100
"""After this many failures in a row a member gets in only from a known computer, until an admin sends a new link
(NIST SP 800-63B-4, 3.2.2)."""
_DECOY_SALT: Final = recovery_codes.new_salt()


class NotSignedIn(Enum):
    """Name why an attempt failed. The page shows only whether it was LIMITED."""

    REFUSED = "refused"
    LIMITED = "limited"


@dataclass(frozen=True, slots=True)
class Attempt:
    """Hold one submission of the form, and where it came from."""

    email: str
    password: str
    code: str
    network: str
    device: bytes | None
    """The hash of the known-device token."""


@dataclass(frozen=True, slots=True)
class SignIn:
    """Judge attempts to sign in."""

    store: Store
    passwords: Passwords
    limits: LoginLimits
    refusals: RefusalCounter
    clock: Callable[[], datetime]

    def judge(self, attempt: Attempt, let_in: Callable[[Transaction, Member], None]) -> Member | NotSignedIn:
        """Return the member who proved who they are, or why the attempt failed.

        `let_in` opens the session in the transaction that spends the code, so that the member cannot be disabled or
        change their password in between.

        Raises:
            LimiterDown: attempts cannot be counted, so none is judged.
            Busy: too many passwords are being hashed.
            StoreUnavailable: nothing was changed.
        """
        email = normalise_email(attempt.email)
        member, staff_id, salt, known = self._look_up(email, attempt.device)
        device = attempt.device.hex() if known and attempt.device else None
        if not self.limits.admits(email, attempt.network, device):
            self.refusals.note(LIMITED, "sign_in_limited", attempt.network)
            return NotSignedIn.LIMITED
        factor = self._second_factor(member, salt, attempt)
        rehashed = self._rehashed(member, attempt) if factor else None
        may_try = known or member is None or member.failures < MOST_FAILURES
        with self.store.begin() as unit:
            held = staff.lock(unit.db, staff_id)
            is_same = held is not None and member is not None and _secrets(held) == _secrets(member)
            if not (held and is_same and factor and may_try and spend(unit, held, factor)):
                self.count_failure(unit, staff_id, attempt, is_member=member is not None)
                return NotSignedIn.REFUSED
            if rehashed is not None:
                staff.set_password(unit.db, held.id, rehashed)
            self._welcome(unit, held, attempt, factor, known=known)
            let_in(unit, held)
        self.limits.forget(email, attempt.network, device)
        return held

    def _look_up(self, email: str, device: bytes | None) -> tuple[Member | None, UUID, bytes, bool]:
        """Return the member of this e-mail, an id, a salt, and if the computer is known.

        A stranger gets an id that nobody has: the same statements run for them, and take the same time.
        """
        with self.store.read() as unit:
            member = staff.by_email(unit.db, email)
            staff_id = member.id if member else uuid4()
            salt = staff.recovery_salt(unit.db, staff_id) or _DECOY_SALT
            known = device is not None and devices.knows(unit.db, staff_id, device, self.clock())
            return member, staff_id, salt, known

    def _second_factor(self, member: Member | None, salt: bytes, attempt: Attempt) -> SecondFactor | None:
        """Return the factor of a correct attempt, at one cost for strangers and members."""
        able = member is not None and member.can_sign_in
        password_hash = member.known_password if able and member else None
        is_right = self.passwords.verify(password_hash, attempt.password)
        factor = read_code(member if able else None, salt, attempt.code, self.passwords, self.clock())
        return factor if is_right and able else None

    def _rehashed(self, member: Member | None, attempt: Attempt) -> str | None:
        """Return a new hash of the password if argon2's parameters have changed."""
        if (
            member is None
            or not member.known_password
            or not self.passwords.needs_rehash(member.known_password)
        ):
            return None
        return self.passwords.hash(attempt.password)

    def _welcome(
        self, unit: Transaction, member: Member, attempt: Attempt, factor: SecondFactor, *, known: bool
    ) -> None:
        staff.clear_failures(unit.db, member.id)
        details = {"network": attempt.network, "proof": factor.kind, "known_device": known}
        audit.record(unit.db, f"staff:{member.id}", SIGNED_IN, "staff", member.id, details, at=self.clock())

    def count_failure(self, unit: Transaction, staff_id: UUID, attempt: Attempt, *, is_member: bool) -> None:
        """Count a failure, and note it for the trail. A stranger's has an id of nobody."""
        now = self.clock()
        failures = staff.count_failure(unit.db, staff_id)
        failed = Refusal(
            FAILED_SIGN_IN if is_member else NOBODY,
            now.replace(second=0, microsecond=0),
            "sign_in_failed",
            network_of(attempt.network),
            details={"network": attempt.network, "consecutive": failures},
            member=staff_id if is_member else None,
        )
        refusals.record(unit.db, [failed], now)


def _secrets(member: Member) -> tuple[object, ...]:
    """Return what must not change between judging an attempt and spending its code."""
    return member.known_password, member.totp_since, member.can_sign_in


_KEY: Final = "anteroom.staff"


@dataclass(frozen=True, slots=True)
class StaffServices:
    """Hold the passwords and the judge of sign-ins."""

    passwords: Passwords
    sign_in: SignIn


def attach_staff(app: Flask, services: Services, limits: LoginLimits, parameters: Parameters) -> None:
    """Give the app what its staff views need.

    `parameters` are argon2's: slow in production, cheap in tests.
    """
    words = tuple(re.findall(r"\w{4,}", services.settings.clinic.name))
    passwords = Passwords(parameters, clinic_words=words)
    sign_in = SignIn(services.store, passwords, limits, refusal_counter(app), services.clock)
    app.extensions[_KEY] = StaffServices(passwords, sign_in)
    app.register_error_handler(Busy, lambda _error: errors.retry_later())


def staff_services() -> StaffServices:
    """Return what `attach_staff` gave this app."""
    return cast("StaffServices", current_app.extensions[_KEY])


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
    if not clinic_profile().timezone and allows(role, May.CHANGE_SETTINGS):
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
    is_placed = bool(clinic_profile().timezone)
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
