"""Serve `/f/<token>`: a link to the form, which looking at does not use up.

The token is in the path, because a page has to work without JavaScript. The address stays in the browser's history, and
is worth nothing there once a browser has begun: that browser's cookie is asked for as well. No log has the token (only
the route's pattern is written) and no Referer (the page sends its origin alone).
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from flask import abort, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.form import visit
from app.guard.doors import GuardedBlueprint, anyone
from app.guard.session import token_hash
from app.services import current
from app.store import Forged
from app.store.form_links import FormLink

blueprint: Final = GuardedBlueprint("form_link", __name__, door=anyone)
blueprint.context_processor(visit.for_every_page)


@blueprint.get("/f/<token>")
def link_page(token: str) -> ResponseReturnValue:
    """Show what the link is for, to anybody. Nothing is said about the person."""
    services = current()
    now = services.clock()
    link = _find(token, now)
    if link is None:
        abort(404)
    if (refused := _refused(link, now)) is not None:
        return refused
    if link.opened_at is None:
        with services.store.begin() as unit:
            if unit.form_links.note_opening(token_hash(token) or b"", now):
                unit.audit.record(
                    "internet", "form.link_opened", "conversation", link.conversation_id, at=now
                )
    return render_template("form/begin.html", until=link.expires_at, is_mine=_is_mine(link))


@blueprint.post("/f/<token>")
def begin(token: str) -> ResponseReturnValue:
    """Give the link to this browser, and open the form."""
    services = current()
    now, digest = services.clock(), token_hash(token)
    browser = visit.new_browser()
    hashed = token_hash(browser)
    if digest is None or hashed is None:
        abort(404)
    try:
        with services.store.begin() as unit:
            before = unit.form_links.find(digest, now)
            conversation = unit.conversations.hold(before.conversation_id) if before else None
            begun = unit.form_links.begin(digest, hashed, now) if conversation else None
            if begun is None or conversation is None:
                if before is not None:
                    unit.audit.record(
                        "internet", "form.link_refused", "conversation", before.conversation_id, at=now
                    )
            else:
                progress = conversation.read()
                if progress is None or not (progress.begun or progress.people):
                    unit.form_links.check(begun.id, now)
                unit.audit.record("patient", "form.begun", "conversation", conversation.id, at=now)
                visit.speak_as(conversation.language)
    except Forged:
        abort(404)
    if before is None:
        abort(404)
    if begun is None:
        return _refused(before, now) or _elsewhere()
    response = make_response(redirect(url_for("form_pages.due_page"), 303))
    visit.give_browser(response, browser, int((begun.expires_at - now).total_seconds()))
    return response


def _find(token: str, now: datetime) -> FormLink | None:
    digest = token_hash(token)
    if digest is None:
        return None
    try:
        with current().store.read() as unit:
            return unit.form_links.find(digest, now)
    except Forged:
        return None


def _is_mine(link: FormLink) -> bool:
    """Return whether this browser has begun the link."""
    browser = visit.browser_hash()
    if browser is None or link.begun_at is None:
        return False
    with current().store.read() as unit:
        return unit.form_links.is_of(link, browser)


def _refused(link: FormLink, now: datetime) -> ResponseReturnValue | None:
    """Return the page that says why the link opens nothing, or None if it does."""
    if not link.is_good(now):
        return render_template("form/expired.html"), 410
    if link.begun_at is not None and not _is_mine(link):
        return _elsewhere()
    return None


def _elsewhere() -> ResponseReturnValue:
    return render_template("form/elsewhere.html"), 403
