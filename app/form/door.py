"""The door of the form: the browser that began a link, as long as it is in use."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, Final, cast

from flask import Response, g, render_template, request
from flask.typing import ResponseReturnValue

from app.guard.doors import Door
from app.guard.session import remove_forged
from app.guard.tokens import new_token, token_hash
from app.services import current
from app.store import Forged
from app.store.conversations import conversations, form_links
from app.store.conversations.form_links import FormLink
from app.store.trail import audit
from app.store.trail.events import TrailEvent, TrailGroup

_CLOSED = TrailEvent("form.closed", "The form was closed on the device that had begun it", TrailGroup.FORM)

COOKIE: Final = "__Host-intake"
OFFERED: Final = "__Host-begin"
_OFFERED_FOR: Final = 600
"""Seconds. After that a browser gets its cookie when it begins."""
_KEPT: Final[Any] = {"secure": True, "httponly": True, "samesite": "Lax", "path": "/"}


def browser_hash() -> bytes | None:
    """Return the hash of this browser's cookie, or None."""
    return token_hash(request.cookies.get(COOKIE, ""))


def offer_browser(response: Response) -> None:
    """Offer this browser the cookie that it will have if it begins now.

    It is random, and another each time the page is opened, so nobody can have copied it before: neither from a shared
    computer nor with any other cookie of it. And a button that is pressed twice sends the same one, and begins once.
    """
    response.set_cookie(OFFERED, new_token(), max_age=_OFFERED_FOR, **_KEPT)


def browser_of(*, is_own: bool) -> str:
    """Return the cookie of the browser that begins a link: its own or the offered one."""
    offered = request.cookies.get(COOKIE if is_own else OFFERED, "")
    return offered if token_hash(offered) else new_token()


def give_browser(response: Response, token: str, lasts: int) -> None:
    """Let this browser own the link for `lasts` seconds.

    Lax: the link is opened from another app, and the page then has to know its browser.
    """
    response.set_cookie(COOKIE, token, max_age=lasts, **_KEPT)


def take_browser(response: Response) -> None:
    """Remove what the browser has of the form, and what we know of the browser.

    See ASVS 7.4.1 and 14.3.1.
    """
    services, browser, link = current(), browser_hash(), current_link()
    with services.store.begin() as unit:
        conversations.hold(unit.db, link.conversation_id)
        if browser is not None:
            form_links.leave(unit.db, browser)
            audit.record(
                unit.db, "patient", _CLOSED, "conversation", link.conversation_id, at=services.clock()
            )
    for cookie in (COOKIE, OFFERED):
        response.delete_cookie(cookie, **_KEPT)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'


def own_link() -> FormLink | None:
    """Return the link that this browser has begun, if it is in use."""
    browser, services = browser_hash(), current()
    if browser is None:
        return None
    try:
        with services.store.read() as unit:
            return form_links.of_browser(unit.db, browser, services.clock())
    except Forged as forged:
        remove_forged(services, forged)
        return None


def _admit() -> ResponseReturnValue | None:
    if (link := own_link()) is None:
        return render_template("form/closed.html"), HTTPStatus.FORBIDDEN
    g.form_link = link
    return None


own_form: Final = Door("the browser that began a form", _admit)


def current_link() -> FormLink:
    """Return the link of this request. The door has made sure that there is one."""
    return cast("FormLink", g.form_link)
