"""The doors of the staff: signed in, allowed by their role, and for some acts confirmed a moment ago."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

from flask import current_app, g, redirect, request, url_for
from flask import session as form_cookie
from werkzeug.exceptions import Forbidden

from app.guard import cookies
from app.guard.doors import Door, page_of
from app.guard.roles import May, allows
from app.services import current
from app.store import Forged

if TYPE_CHECKING:
    from uuid import UUID

    from flask.typing import ResponseReturnValue

    from app.services import Services
    from app.store import Member, Session, Transaction


# Requests that a page makes by itself: they are answered, and keep nobody signed in.

_HEADER: Final = "Anteroom-Live"
_View = TypeVar("_View", bound=Callable[..., Any])
_asked_for_by_scripts: set[Callable[..., Any]] = set()


def scripts_ask_for(view: _View) -> _View:
    """Mark a view that scripts ask for. To any other view the header means nothing."""
    _asked_for_by_scripts.add(view)
    return view


def is_live() -> bool:
    """Tell whether nobody pressed anything for this request. A page says so of itself; to lie ends one's session."""
    if request.headers.get(_HEADER) != "1":
        return False
    return current_app.view_functions.get(request.endpoint or "") in _asked_for_by_scripts


CONFIRMED_FOR: Final = timedelta(minutes=5)
_SIGN_IN: Final = "login.login_page"
_CONFIRM: Final = "confirm.confirm_page"
LATE: Final = "late"
"""What the cookie of the forms keeps while a code is asked for: that a form came too late for the last one, and is lost."""


def signed_in(act: May) -> Door:
    """Return the door for members whose role allows `act`."""

    def admit() -> ResponseReturnValue | None:
        session = find_session()
        if session is None:
            return _send_to(_SIGN_IN, request.path if request.method in {"GET", "HEAD"} else "")
        if not allows(session.member.role, act):
            _audit_refusal(session, act)
            raise Forbidden
        return None

    return Door(f"signed in, may {act.value}", admit, for_members=True)


def recently_confirmed(act: May) -> Door:
    """Return the door for the same members, who have given a fresh code within five minutes (ASVS 7.5.3)."""
    door = signed_in(act)

    def admit() -> ResponseReturnValue | None:
        turned_away = door.admit()
        return confirm_first() if turned_away is None else turned_away

    return Door(f"confirmed, may {act.value}", admit, for_members=True)


def confirm_first() -> ResponseReturnValue | None:
    """Return what sends a member to give a fresh code, and back; None within five minutes of one."""
    if not is_confirmed():
        if request.method == "POST":
            form_cookie[LATE] = True
        else:
            form_cookie.pop(LATE, None)
        return _send_to(_CONFIRM, page_of(request.path))
    return None


def is_confirmed() -> bool:
    """Tell whether a code was given within five minutes."""
    confirmed_at = current_session().confirmed_at
    return confirmed_at is not None and timedelta() <= current().clock() - confirmed_at < CONFIRMED_FOR


def find_session() -> Session | None:
    """Return the session that the request's cookie opens; None when there is none.

    The request keeps it alive, unless a page made it by itself.
    """
    if "member_session" not in g:
        g.member_session = None
        if (token := cookies.session_hash()) is not None:
            g.member_session = _open(token)
    return cast("Session | None", g.member_session)


def _open(token: bytes) -> Session | None:
    services = current()
    now, idle = services.clock(), services.settings.sessions.idle
    try:
        with services.store.read() as unit:
            found = unit.sessions.find(token, now, idle)
        if found is None or not found.due(now) or is_live():
            return found
        with services.store.begin() as unit:
            return unit.sessions.seen(token, now, idle)
    except Forged as forged:
        remove_forged(services, forged)
        return None


def remove_forged(services: Services, forged: Forged) -> None:
    """Take a session or link away that somebody wrote into the database, and leave one line of it in the trail."""
    with services.store.begin() as unit:
        if unit.sessions.remove(forged.row) or unit.links.remove(forged.row):
            details = {"table": forged.table}
            unit.audit.record(
                "anteroom", "door.forged", "staff", forged.staff_id, details, at=services.clock()
            )


def current_session() -> Session:
    """Return the session, behind a door that made sure of it."""
    session = find_session()
    if session is None:
        raise Forbidden
    return session


def hold_member(unit: Transaction, beside: UUID | None = None) -> Member:
    """Return the member of this request, held until the transaction ends, with the session still alive.

    Whoever changes another member names them `beside`: both are held with every admin, in one order, so that two who
    change each other wait and do not deadlock.

    The door looked a moment ago, in another transaction: since then an admin may have reset, disabled or signed out
    this very member, and what this request is about to write must not undo that.

    Raises:
        Forbidden: the session has ended since, or the member's secrets or role are not what the door saw.
    """
    services, seen, token = current(), current_session(), cookies.session_hash()
    if beside is not None:
        unit.staff.hold_together(seen.member.id, beside)
    held = unit.staff.lock(seen.member.id)
    try:
        alive = (
            unit.sessions.find(token, services.clock(), services.settings.sessions.idle) if token else None
        )
    except Forged:
        raise Forbidden from None
    if held is None or alive is None or alive.id != seen.id:
        raise Forbidden
    if (held.password_hash, held.totp_since, held.role) != (
        seen.member.password_hash,
        seen.member.totp_since,
        seen.member.role,
    ):
        raise Forbidden
    return held


def actor() -> str:
    """Return how the audit trail names the member of this request."""
    return f"staff:{current_session().member.id}"


def _send_to(endpoint: str, page: str) -> ResponseReturnValue:
    """Send the browser to sign in or confirm, and remember the page to come back to. A form is not carried along."""
    return redirect(url_for(endpoint, next=page or None), 303)


def _audit_refusal(session: Session, act: May) -> None:
    services = current()
    with services.store.begin() as unit:
        unit.audit.record(
            f"staff:{session.member.id}",
            "door.refused",
            details={"route": request.url_rule.rule if request.url_rule else "", "needs": act.value},
            at=services.clock(),
        )
