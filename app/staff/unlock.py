"""Serve `/login/unlock`: continue an idle session with a code.

The session's cookie and the computer's stand for the password, until the session's own end. Few tries are allowed;
after them the session ends, and the whole sign-in is needed. Every failure has the same answer at the same cost.
"""

from __future__ import annotations

from http import HTTPStatus

from flask import make_response, redirect, request
from flask.typing import ResponseReturnValue

from app.guard import headers
from app.guard.cookies import device_hash, give_session, session_hash
from app.guard.doors import GuardedBlueprint, anyone
from app.guard.tokens import new_token
from app.observe import errors, tally
from app.services import current
from app.staff import recovery_codes
from app.staff.factors import SecondFactor, hash_of, network_name, read_code, spend
from app.staff.login import after_sign_in, refuse, resting_session
from app.staff.sign_in import Attempt, staff_services
from app.store.staff import devices, sessions, staff
from app.store.staff.sessions import StaffSession
from app.store.staff.staff import Member
from app.store.trail import audit
from app.store.trail.events import TrailEvent, TrailGroup

blueprint = GuardedBlueprint("unlock", __name__, door=anyone)
_UNLOCKED = TrailEvent(
    "sign_in.unlocked", "Resumed an idle session with a code, from {network}", TrailGroup.SIGN_IN
)
_DECOY_SALT = recovery_codes.new_salt()
_LONGEST_CODE = 64


@blueprint.post("/login/unlock")
def unlock() -> ResponseReturnValue:
    """Judge one code. Every refusal has the page and status of a refused sign-in."""
    services, limits = current(), staff_services().sign_in.limits
    resting = resting_session()
    if not limits.admits_unlock(resting.id.hex if resting else None, network_name()):
        if resting is not None:
            with services.store.begin() as unit:
                sessions.end_one(unit.db, resting.member.id, resting.id)
        tally.count("anteroom_sign_ins", "limited")
        return errors.page(HTTPStatus.TOO_MANY_REQUESTS)
    factor = _read(resting)
    token = new_token()
    if resting is None or factor is None or not _go_on(resting, factor, token):
        _count(resting)
        tally.count("anteroom_sign_ins", "refused")
        return refuse()
    tally.count("anteroom_sign_ins", "unlocked")
    headers.renew()
    response = make_response(redirect(after_sign_in(resting.member), HTTPStatus.SEE_OTHER))
    give_session(response, token)
    return response


def _read(resting: StaffSession | None) -> SecondFactor | None:
    """Return the factor that the code proves. A recovery code does not count here."""
    services, member = current(), None
    with services.store.read() as unit:
        if resting is not None:
            member = staff.get(unit.db, resting.member.id)  # a session does not open the seed
    code = request.form.get("unlock", "")[:_LONGEST_CODE]
    salt = (member and member.recovery_salt) or _DECOY_SALT
    factor = read_code(member, salt, code, staff_services().passwords, services.clock())
    return factor if factor and factor.step is not None else None


def _go_on(resting: StaffSession, factor: SecondFactor, token: str) -> bool:
    """Spend the code and renew the session's token, unless it ended meanwhile."""
    services, old = current(), session_hash()
    now, device = services.clock(), device_hash()
    with services.store.begin() as unit:
        held: Member | None = staff.lock(unit.db, resting.member.id)
        still = sessions.resting(unit.db, old, now) if old else None
        if held is None or still is None or still.id != resting.id or not spend(unit, held, factor):
            return False
        if not (old and device and devices.used(unit.db, held.id, device, now)):
            return False
        staff.clear_failures(unit.db, held.id)
        details = {"network": network_name()}
        audit.record(unit.db, f"staff:{held.id}", _UNLOCKED, "staff", held.id, details, at=now)
        return sessions.rotate(unit.db, old, hash_of(token), now, confirmed=False)


def _count(resting: StaffSession | None) -> None:
    """Note a failure with the failed sign-ins."""
    if resting is None:
        return
    attempt = Attempt(resting.member.email, "", "", network_name(), device_hash())
    with current().store.begin() as unit:
        staff_services().sign_in.count_failure(unit, resting.member.id, attempt, is_member=True)
