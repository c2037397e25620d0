"""Open the staff's doors: signed in, allowed by role, and confirmed for some acts.

A session is a row of the database, and a cookie that names it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import cache
from typing import Any, Final, TypeVar, cast
from uuid import UUID

from flask import current_app, g, redirect, request, url_for
from flask import session as form_cookie
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import Forbidden

from app.guard.cookies import session_hash
from app.guard.doors import Door, May, allows
from app.guard.kept import KEEP_FORM, KEPT_FORM, forget_form, keep_form
from app.guard.own_pages import page_of
from app.services import Services, current
from app.store import Forged, Transaction
from app.store.conversations import form_links
from app.store.staff import links, sessions, staff
from app.store.staff.sessions import StaffSession
from app.store.staff.staff import Member
from app.store.trail import audit
from app.store.trail.audit import ActingMember
from app.store.trail.events import TrailEvent, TrailGroup
from app.store.trail.recorded import ROW_FORGED

DOOR_REFUSED = TrailEvent("door.refused", "Refused at {route}: the role may not {needs}", TrailGroup.DOOR)

_HEADER: Final = "Anteroom-Live"
"""A script that sends a request on its own says so. It is answered, but keeps nobody signed in."""
_View = TypeVar("_View", bound=Callable[..., Any])
_asked_for_by_scripts: set[Callable[..., Any]] = set()


def scripts_ask_for(view: _View) -> _View:
    """Mark a view that scripts request. For other views the header means nothing."""
    _asked_for_by_scripts.add(view)
    return view


def is_live() -> bool:
    """Return whether a script sent this request, and not a person.

    The page says so itself. A false header only makes one's session end earlier.
    """
    if request.headers.get(_HEADER) != "1":
        return False
    return current_app.view_functions.get(request.endpoint or "") in _asked_for_by_scripts


CONFIRMED_FOR: Final = timedelta(minutes=5)
_SIGN_IN: Final = "login.login_page"
_CONFIRM: Final = "confirm.confirm_page"
LATE: Final = "late"
"""Session flag: a form was dropped because the confirmation had expired."""


@cache
def signed_in(act: May) -> Door:
    """Return the door for members whose role allows `act`."""

    def admit() -> ResponseReturnValue | None:
        session = find_session()
        if session is None or (request.method == "POST" and KEEP_FORM in request.form):
            return _sign_in_first(session)
        if not allows(session.member.role, act):
            _audit_refusal(act)
            raise Forbidden
        if request.method == "POST" and KEPT_FORM in request.form:
            forget_form(session.member.id)
        return None

    return Door(f"signed in, may {act.value}", admit, for_members=True)


def _sign_in_first(session: StaffSession | None) -> ResponseReturnValue:
    """Redirect to the sign-in, and keep the form of a member whose time is over."""
    if request.method in {"GET", "HEAD"}:
        return _send_to(_SIGN_IN, request.path)
    member = session.member if session else _resting_member()
    if member is None or not keep_form(member.id):
        return _send_to(_SIGN_IN, "")
    return _send_to(_SIGN_IN, page_of(request.path))


def _resting_member() -> Member | None:
    """Return the member whose session was idle for too long but has not ended yet."""
    services = current()
    if (token := session_hash()) is None:
        return None
    with services.store.read() as unit:
        resting = sessions.resting(unit.db, token, services.clock())
    return resting.member if resting else None


@cache
def recently_confirmed(act: May) -> Door:
    """Return the same door for members confirmed within five minutes (ASVS 7.5.3)."""
    door = signed_in(act)

    def admit() -> ResponseReturnValue | None:
        turned_away = door.admit()
        return confirm_first() if turned_away is None else turned_away

    return Door(f"confirmed, may {act.value}", admit, for_members=True)


def confirm_first() -> ResponseReturnValue | None:
    """Return a redirect to the code page, or None if confirmed within five minutes."""
    if not is_confirmed():
        if request.method == "POST" and not keep_form(current_session().member.id):
            form_cookie[LATE] = True
        else:
            form_cookie.pop(LATE, None)
        return _send_to(_CONFIRM, page_of(request.path))
    return None


def is_confirmed() -> bool:
    """Return whether a code was given within five minutes."""
    confirmed_at = current_session().confirmed_at
    return confirmed_at is not None and timedelta() <= current().clock() - confirmed_at < CONFIRMED_FOR


def has_just_signed_in() -> bool:
    """Return whether the session began within five minutes, with a code."""
    return timedelta() <= current().clock() - current_session().created_at < CONFIRMED_FOR


def find_session() -> StaffSession | None:
    """Return the session of the request's cookie, or None.

    The request keeps the session alive, unless a script sent it.
    """
    if "member_session" not in g:
        g.member_session = None
        if (token := session_hash()) is not None:
            g.member_session = _open(token)
    return cast("StaffSession | None", g.member_session)


def _open(token: bytes) -> StaffSession | None:
    services = current()
    now, idle = services.clock(), services.settings.sessions.idle
    try:
        with services.store.read() as unit:
            found = sessions.find(unit.db, token, now, idle)
        if found is None or not found.due(now) or is_live():
            return found
        with services.store.begin() as unit:
            return sessions.seen(unit.db, token, now, idle)
    except Forged as forged:
        remove_forged(services, forged)
        return None


def remove_forged(services: Services, forged: Forged) -> None:
    """Delete a session or link that somebody wrote into the database, and note it.

    One attempt leaves one line in the trail.
    """
    with services.store.begin() as unit:
        if (
            sessions.remove(unit.db, forged.row)
            or links.remove(unit.db, forged.row)
            or form_links.remove(unit.db, forged.row)
        ):
            details = {"table": forged.table}
            audit.record(
                unit.db, "anteroom", ROW_FORGED, "staff", forged.staff_id, details, at=services.clock()
            )


def current_session() -> StaffSession:
    """Return the session. The door has made sure that there is one."""
    session = find_session()
    if session is None:
        raise Forbidden
    return session


def hold_member(unit: Transaction, beside: UUID | None = None) -> Member:
    """Return this request's member, locked until the transaction ends.

    Name another member who will be changed in `beside`: both are locked together with every admin, in one order, so
    that two who change each other do not deadlock.

    The door checked in an earlier transaction. Since then an admin may have reset, disabled or signed out this
    member, and this request must not undo that. As in every session, the seed stays sealed.

    Raises:
        Forbidden: the session has ended, or the member's secrets or role have changed.
    """
    services, seen, token = current(), current_session(), session_hash()
    if beside is not None:
        staff.hold_together(unit.db, seen.member.id, beside)
    staff.hold(unit.db, seen.member.id)
    try:
        alive = (
            sessions.find(unit.db, token, services.clock(), services.settings.sessions.idle)
            if token
            else None
        )
    except Forged:
        raise Forbidden from None
    if alive is None or alive.id != seen.id:
        raise Forbidden
    held = alive.member
    if (held.known_password, held.totp_since, held.role) != (
        seen.member.known_password,
        seen.member.totp_since,
        seen.member.role,
    ):
        raise Forbidden
    return held


def actor() -> ActingMember:
    """Return how the trail names the member of this request, and whence they act."""
    session = current_session()
    return ActingMember(session.member.id, session.id, request.remote_addr or "")


def _send_to(endpoint: str, page: str) -> ResponseReturnValue:
    """Redirect to the login or the code page, and remember the page to return to.

    A form is not remembered.
    """
    return redirect(url_for(endpoint, next=page or None), 303)


def _audit_refusal(act: May) -> None:
    services = current()
    with services.store.begin() as unit:
        audit.record(
            unit.db,
            actor(),
            DOOR_REFUSED,
            details={"route": request.url_rule.rule if request.url_rule else "", "needs": act.value},
            at=services.clock(),
        )
