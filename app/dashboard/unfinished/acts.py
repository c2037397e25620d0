"""Begin an unfinished intake again, or delete it, if it is still as it was seen."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from http import HTTPStatus
from typing import Final
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.exceptions import BadRequest, NotFound

from app.dashboard.unfinished import blueprint
from app.dashboard.unfinished.page import row_of, show_unfinished
from app.guard.doors import May
from app.guard.forms import come_back, is_navigation, refill
from app.guard.session import actor, hold_member, signed_in
from app.intake import erased
from app.intake.progress import Progress, dump
from app.intake.stages import alarm
from app.services import current
from app.store import Transaction
from app.store.conversations import conversation_steps, conversations, lost_drafts, unfinished
from app.store.conversations.conversations import Conversation
from app.store.messages import receipts
from app.store.patients import erasures, legal_holds
from app.store.trail import audit
from app.store.trail.events import TrailEvent, TrailGroup
from app.store.work import alarms
from app.web.feature import Words
from app.web.page import flash

_RESTART_OPENED = TrailEvent(
    "conversation.restart_opened",
    "Viewed what restarting a conversation would delete",
    TrailGroup.CONVERSATION,
)
_RESTARTED = TrailEvent(
    "conversation.restarted",
    "Restarted a conversation and deleted its draft: {draft_reason}",
    TrailGroup.CONVERSATION,
)
_RELEASE_OPENED = TrailEvent(
    "conversation.release_opened", "Viewed what forgetting a number would do", TrailGroup.CONVERSATION
)
_RELEASED = TrailEvent("conversation.released", "Forgot a number: {draft_reason}", TrailGroup.CONVERSATION)

DRAFT_REASONS: Final = Words(
    "draft_reason",
    {
        "asked": _l("The sender asked for it"),
        "stuck": _l("They can’t continue"),
        "wrong_number": _l("Wrong number, or not our patient"),
        "test_entry": _l("Test entry"),
        "other": _l("Another reason"),
    },
)
"""Why answers that were not sent are deleted."""
_BEFORE: Final = {"restart": _RESTART_OPENED, "release": _RELEASE_OPENED}
_DONE: Final = {"restart": _RESTARTED, "release": _RELEASED}
VERSION: Final = re.compile(r"[0-9]{1,9}")


@blueprint.get("/<uuid:conversation_id>/restart", door=signed_in(May.WORK_ON_PATIENTS))
def restart_page(conversation_id: UUID) -> ResponseReturnValue:
    """Say what beginning again would delete."""
    return _page_before("restart", conversation_id, refill().problems)


@blueprint.post("/<uuid:conversation_id>/restart", door=signed_in(May.WORK_ON_PATIENTS))
def restart(conversation_id: UUID) -> ResponseReturnValue:
    """Delete the draft and the replies; the sender's next message gets the beginning."""

    def act(unit: Transaction, held: Conversation) -> None:
        _begin_again(unit, held, current().clock())

    done = _("The draft is deleted. Their next message gets the first question.")
    return _carry_out("restart", conversation_id, act, done)


@blueprint.get("/<uuid:conversation_id>/release", door=signed_in(May.WORK_ON_PATIENTS))
def release_page(conversation_id: UUID) -> ResponseReturnValue:
    """Say what forgetting a wrong number would do."""
    return _page_before("release", conversation_id, refill().problems)


@blueprint.post("/<uuid:conversation_id>/release", door=signed_in(May.WORK_ON_PATIENTS))
def release(conversation_id: UUID) -> ResponseReturnValue:
    """Forget a number with its draft and replies. Its next message is a new sender's."""

    def act(unit: Transaction, held: Conversation) -> None:
        erasures.release(unit.db, held)

    done = _("The number is forgotten. If they write again, they are asked for consent, like anyone new.")
    return _carry_out("release", conversation_id, act, done)


def _carry_out(
    name: str, conversation_id: UUID, act: Callable[[Transaction, Conversation], None], done: str
) -> ResponseReturnValue:
    """Carry out an announced act, for a listed reason, on an unchanged conversation."""
    seen, why = seen_version(), request.form.get("reason", "")
    if why not in DRAFT_REASONS:
        problems = {"reason": _("Choose why the draft is deleted.")}
        return come_back(problems) or _page_before(
            name, conversation_id, problems, HTTPStatus.UNPROCESSABLE_ENTITY
        )
    services = current()
    with services.store.begin() as unit:
        hold_member(unit)
        held = _hold_as_seen(unit, conversation_id, seen)
        if held is not None:
            act(unit, held)
            audit.record(
                unit.db,
                actor(),
                _DONE[name],
                "conversation",
                conversation_id,
                {"draft_reason": why},
                at=services.clock(),
            )
    if held is None:
        return not_now(conversation_id)
    services.store.scrub()
    flash(done)
    return redirect(url_for("unfinished.unfinished_page"), HTTPStatus.SEE_OTHER)


def _page_before(
    name: str,
    conversation_id: UUID,
    problems: Mapping[str, str] | None = None,
    status: HTTPStatus = HTTPStatus.OK,
) -> ResponseReturnValue:
    """Return the page that says what an act deletes and what stays, and asks why."""
    services = current()
    with services.store.begin() as unit:
        found = unfinished.find(unit.db, conversation_id)
        if found is None:
            return not_answering(conversation_id)
        handed_in = conversations.has_patients(unit.db, conversation_id)
        alarm_waits = alarms.waits_in(unit.db, conversation_id)
        if not alarm_waits:
            audit.record(
                unit.db, actor(), _BEFORE[name], "conversation", conversation_id, at=services.clock()
            )
    if alarm_waits:
        return not_now(conversation_id)
    return render_template(
        f"dashboard/unfinished/{name}.html",
        act=name,
        one=row_of(found, services.clock()),
        handed_in=handed_in,
        reasons=DRAFT_REASONS,
        problems=problems or {},
    ), status


def seen_version() -> int:
    """Return the version of the conversation that the page showed.

    Raises:
        BadRequest: the form does not name it.
    """
    seen = request.form.get("version", "")
    if not VERSION.fullmatch(seen):
        raise BadRequest
    return int(seen)


def _hold_as_seen(unit: Transaction, conversation_id: UUID, seen: int) -> Conversation | None:
    """Return the conversation, locked, or None if nothing may be deleted in it.

    That is so if it has changed or is over, a record of it is on hold, an alarm waits, or they are asked just now whether
    they need help. No alarm is raised between this check and the act, because what raises it has to wait for the lock.
    """
    legal_holds.settle(unit.db)
    if legal_holds.is_conversation_held(unit.db, conversation_id):
        return None
    held = conversations.hold(unit.db, conversation_id)
    if held is None or alarms.waits_in(unit.db, held.id):
        return None
    progress = held.read()
    if progress and alarm.due(progress, current().clock()):
        return None
    return held if held.answering and held.version == seen else None


def _begin_again(unit: Transaction, held: Conversation, now: datetime) -> None:
    unread = Progress(language=held.language, opted_out=held.opted_out)
    fresh = erased.restarted(held.read() or unread)
    conversations.save(
        unit.db, held.id, dump(fresh), fresh.step, fresh.language, fresh.opted_out, held.last_inbound_at
    )
    alarms.name(unit.db, held.id)
    receipts.forget_replies(unit.db, held.id)
    lost_drafts.forget(unit.db, held.id)
    erasures.forget_draft(unit.db, held.id)
    conversation_steps.record(unit.db, held.id, None, fresh.step, fresh.aside, now)


def not_answering(conversation_id: UUID) -> ResponseReturnValue:
    """Redirect a browser that goes back to a page about a conversation that is over.

    Raises:
        NotFound: the request is not from a browser that shows a page.
    """
    if is_navigation():
        return not_now(conversation_id)
    raise NotFound


def not_now(conversation_id: UUID) -> ResponseReturnValue:
    """Show the list again, and say why nothing was done.

    The reason is an alarm that waits, a hold, or a message that came meanwhile.
    """
    with current().store.read() as unit:
        alarm_waits = alarms.waits_in(unit.db, conversation_id)
        on_hold = legal_holds.is_conversation_held(unit.db, conversation_id)
    if alarm_waits:
        said = _(
            "They may need help now, and nobody has taken the alarm. Until someone does, nothing in the conversation can be deleted."
        )
    elif on_hold:
        said = _(
            "A record from this number is on hold. Nothing in the conversation can be deleted until the hold is lifted."
        )
    else:
        said = _(
            "They have written since this page was loaded, or are no longer answering. Check again where they are."
        )
    problems = {"form": said}
    address = url_for("unfinished.unfinished_page")
    if request.method == "GET" and is_navigation():
        flash(said, warns=True)
        return redirect(address, HTTPStatus.SEE_OTHER)
    return come_back(problems, address) or (show_unfinished(problems), HTTPStatus.CONFLICT)
