"""Serve `/f/<token>`: a link to the form. Looking at the page does not use it up.

The token is in the path, because a page has to work without JavaScript. The address stays in the browser's history, and
is worth nothing there once a browser has begun: that browser's cookie is asked for as well. No log has the token (only
the route's pattern is written) and no Referer (the page sends its origin alone).
"""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from typing import Final

from flask import current_app, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext
from werkzeug.exceptions import NotFound

from app.form import door, visit
from app.guard.doors import GuardedBlueprint, anyone
from app.guard.limits import login_limits
from app.guard.networks import network_of
from app.guard.session import remove_forged
from app.guard.tokens import token_hash
from app.observe.refusals import refusal_counter
from app.services import current
from app.store import Forged
from app.store.conversations import conversations, form_links
from app.store.conversations.form_links import FormLink
from app.store.trail import audit
from app.store.trail.events import TrailEvent, TrailGroup
from app.store.work import storage_counts
from app.store.work.refusals import NO_LINK
from app.store.work.storage_counts import day_of, hour_kind
from app.web.feature import Words

_OPENED = TrailEvent("form.link_opened", "The page of a link to the form was opened", TrailGroup.FORM)
_BEGUN = TrailEvent("form.begun", "A browser began the form", TrailGroup.FORM)
_REFUSED = TrailEvent(
    "form.link_refused", "A link to the form was refused ({link_refusal}), from {network}", TrailGroup.FORM
)

blueprint: Final = GuardedBlueprint("form_link", __name__, door=anyone)
blueprint.context_processor(visit.for_every_page)
EXPIRED: Final = "expired"
ELSEWHERE: Final = "elsewhere"
LINK_REFUSALS: Final = Words(
    "link_refusal",
    {
        EXPIRED: lazy_gettext("it has expired or was closed"),
        ELSEWHERE: lazy_gettext("another browser had begun it"),
    },
)


@blueprint.get("/f/<token>")
def link_page(token: str) -> ResponseReturnValue:
    """Show what the link is for, to anybody. Nothing is said about the person."""
    services = current()
    now = services.clock()
    link = _find(token)
    if link is None:
        return _no_link()
    if (refusal := _refusal(link, now)) is not None:
        return _refused(link, refusal, now)
    if link.opened_at is None:
        with services.store.begin() as unit:
            if form_links.note_opening(unit.db, token_hash(token) or b"", now):
                audit.record(unit.db, "internet", _OPENED, "conversation", link.conversation_id, at=now)
    response = make_response(render_template("form/begin.html", until=link.expires_at, is_mine=_is_own(link)))
    door.offer_browser(response)
    return response


@blueprint.post("/f/<token>")
def begin(token: str) -> ResponseReturnValue:
    """Give the link to this browser, and open the form."""
    services = current()
    now = services.clock()
    link = _find(token)
    if link is None:
        return _no_link()
    browser = door.browser_of(is_own=_is_own(link))
    digest, hashed = token_hash(token) or b"", token_hash(browser) or b""
    with services.store.begin() as unit:
        conversation = conversations.hold(unit.db, link.conversation_id)
        before = form_links.find(unit.db, digest) if conversation else None
        was_idle = before is not None and before.is_idle(now)
        begun = form_links.begin(unit.db, digest, hashed, now) if before else None
        if begun is not None and before is not None and conversation is not None:
            if was_idle:
                audit.record(unit.db, "patient", _BEGUN, "conversation", conversation.id, at=now)
            progress = conversation.read()
            if progress is None or not (progress.begun or progress.people or progress.typed):
                form_links.check(unit.db, begun.id, now)
            visit.speak_as(conversation.language)
    if before is None:
        return _no_link()
    if begun is None:
        return _refused(before, ELSEWHERE if before.is_good(now) else EXPIRED, now)
    response = make_response(redirect(url_for("form_pages.due_page"), 303))
    door.give_browser(response, browser, int((begun.expires_at - now).total_seconds()))
    return response


def _find(token: str) -> FormLink | None:
    digest, services = token_hash(token), current()
    if digest is None:
        return None
    try:
        with services.store.read() as unit:
            return form_links.find(unit.db, digest)
    except Forged as forged:
        remove_forged(services, forged)
        return None


def _is_own(link: FormLink) -> bool:
    """Return whether this browser has begun the link."""
    browser = door.browser_hash()
    if browser is None or link.begun_at is None:
        return False
    with current().store.read() as unit:
        return form_links.is_of(unit.db, link, browser)


def _no_link() -> ResponseReturnValue:
    """Refuse an unknown link.

    A network that has asked for too many has to wait. A link that exists is never refused for that.
    """
    address = request.remote_addr or ""
    if login_limits().bars_links(address):
        response = make_response(render_template("form/wait.html"), HTTPStatus.TOO_MANY_REQUESTS)
        response.headers["Retry-After"] = "300"
        return response
    login_limits().note_no_link(address)
    refusal_counter(current_app).note(NO_LINK, "no_link", address)
    raise NotFound


def _refusal(link: FormLink, now: datetime) -> str | None:
    """Return why the link opens nothing for this browser, or None if it does."""
    if not link.is_good(now):
        return EXPIRED
    return None if link.begun_at is None or _is_own(link) else ELSEWHERE


def _refused(link: FormLink, refusal: str, now: datetime) -> ResponseReturnValue:
    """Return the page that says why, and have the trail say so once an hour."""
    of_hour, day = (link.conversation_id, hour_kind(now, refusal)), day_of(now)
    with current().store.read() as unit:
        is_told = storage_counts.get(unit.db, *of_hour, day) > 0
    if not is_told:
        with current().store.begin() as unit:
            if (
                conversations.hold(unit.db, link.conversation_id)
                and storage_counts.add(unit.db, *of_hour, day) == 1
            ):
                details = {"link_refusal": refusal, "network": network_of(request.remote_addr)}
                subject = "conversation", link.conversation_id
                audit.record(unit.db, "internet", _REFUSED, *subject, details, at=now)
    status = HTTPStatus.GONE if refusal == EXPIRED else HTTPStatus.FORBIDDEN
    return render_template(f"form/{refusal}.html"), status
