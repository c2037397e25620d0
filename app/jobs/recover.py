"""The job `messages.recover`: takes messages that Twilio could not deliver.

Twilio retries a webhook once, immediately, and then tries the fallback URL. Messages that reached neither are still in
Twilio's list. A message without a receipt is claimed as the webhook claims it, so none is taken twice.

Each sender's messages are taken in the order of Twilio's dates, which are exact to the second. Two messages of the same
second are taken in the order of Twilio's list.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from flask_babel import lazy_gettext as _

from app.intake.model import Event
from app.messages.deletion import KEY_REFUSED
from app.messages.inbox import Listed, TwilioInbox
from app.observe import tally
from app.observe.logs import get_logger
from app.records.effects import COUNTED_AS
from app.services import Services
from app.store import Transaction
from app.store.clinic import milestones
from app.store.clinic.milestones import RECOVERED, SILENT_SINCE
from app.store.engine.batch import is_of_one
from app.store.engine.maintenance import MAINTENANCE, current
from app.store.messages import receipts
from app.store.trail import audit
from app.store.trail.events import Counted, TrailEvent, TrailGroup
from app.store.work import jobs
from app.store.work.jobs import Beat, Delayed, Hopeless, Job
from app.web.feature import JobKind, Lane
from app.webhook import late
from app.webhook.fields import Refused
from app.webhook.handler import Handler, Outcome
from app.webhook.late import Fetched
from app.webhook.routes import handler_of
from app.webhook.schema import read_listed

_RECOVERED = TrailEvent(
    "conversations.recovered",
    Counted(
        "messages",
        "Took one message since {written_since} that Twilio could not deliver",
        "Took {messages} messages since {written_since} that Twilio could not deliver",
    ),
    TrailGroup.CONVERSATION,
    moments=("written_since",),
)

log = get_logger("anteroom.jobs")
RECOVER: Final = "messages.recover"
SETTLES: Final = timedelta(seconds=30)
"""A younger message is left to Twilio, which may be delivering it."""
LONGEST: Final = timedelta(days=7)
"""How far back messages are taken. Receipts are kept for longer, so that none is taken twice."""
MOST: Final = 500
"""The most messages that are taken in a run. The next run takes more."""
_TOGETHER: Final = 20
NOT_ALL: Final = "not_all_taken"


@dataclass(slots=True)
class Recovered:
    """What one run found and did, in messages unless it says otherwise."""

    listed: int = 0
    known: int = 0
    missing: int = 0
    taken: int = 0
    without_words: int = 0
    """Those taken without words: Twilio keeps none of them, and had no file. The sender is asked to write again."""
    refused: int = 0
    """Those that are not what Twilio lists for a message to us."""
    failed: int = 0
    alarms: int = 0
    senders: int = 0
    """Senders of the messages that were taken."""
    answered: int = 0
    """Senders who are sent an answer."""
    too_late: int = 0
    """Senders whose last message is a day old, so that WhatsApp takes no answer."""
    is_all: bool = True
    """Whether nothing is left for another run."""


def recover(
    services: Services,
    since: datetime,
    actor: str,
    *,
    goes_on: Callable[[int], bool] = lambda _taken: True,
    dry_run: bool = False,
) -> Recovered:
    """Take every message since `since` that was not taken, and count them.

    `goes_on` is called with how many were taken, and ends the run when it returns False.

    Raises:
        Delayed: Twilio is busy, or cannot be reached.
        Hopeless: it refuses our key.
        StoreUnavailable, WrongKeys: as the store raises them.
    """
    inbox, done = TwilioInbox(services.settings.twilio), Recovered()
    missing = _missing(services, inbox, since, done, goes_on)
    done.missing = len(missing)
    if dry_run or not missing:
        return done
    handler = replace(handler_of(services), tell_met=lambda _limit: None, tell=_count)
    done.is_all = len(missing) <= MOST
    read = []
    for each in missing[:MOST]:
        if each.has_media and not goes_on(0):  # its kind is a request of its own
            done.is_all = False
            return done
        if (fetched := _read(services, inbox, handler, each, done)) is not None:
            read.append(fetched)
    for sender in _by_sender(read):
        if not goes_on(done.taken):
            done.is_all = False
            break
        _take(services, handler, sender, actor, done)
    if done.taken:
        with services.store.begin() as unit:
            details = {"messages": done.taken, "written_since": since.isoformat()}
            audit.record(unit.db, actor, _RECOVERED, details=details, at=services.clock())
    return done


def _count(_outcome: Outcome, events: Sequence[Event]) -> None:
    tally.count("anteroom_webhook_messages", "recovered")
    for event in events:
        if step := COUNTED_AS.get(type(event)):
            tally.count("anteroom_intakes", step, "chat")


def _missing(
    services: Services, inbox: TwilioInbox, since: datetime, done: Recovered, goes_on: Callable[[int], bool]
) -> list[Listed]:
    """Return the messages that have no receipt, the earliest first.

    After a long time without an answer there are many pages, and each may take a second.
    """
    until, missing = services.clock() - SETTLES, []
    for ours in services.settings.twilio.senders:
        for page in inbox.pages(ours, since):
            if not goes_on(0):
                done.is_all = False
                return []
            if page.unreadable:
                log.warning("listed messages cannot be read", messages=page.unreadable)
                done.refused += page.unreadable
            settled = [each for each in page.listed if each.written_at <= until]
            with services.store.read() as unit:
                unknown = receipts.unknown(unit.db, [each.sid for each in settled])
            done.listed += len(settled)
            done.known += len(settled) - len(unknown)
            missing += [each for each in settled if each.sid in unknown]
    # Twilio lists the newest first, and a stable sort keeps its order within a second.
    once = {each.sid: each for each in reversed(missing)}
    return sorted(once.values(), key=lambda each: each.written_at)


def _read(
    services: Services, inbox: TwilioInbox, handler: Handler, listed: Listed, done: Recovered
) -> Fetched | None:
    """Return a message as the conversation reads it; None if it is not one to us."""
    media_type = _media_type(inbox, listed) if listed.has_media else ""
    try:
        inbound = read_listed(listed.parts(media_type), listed.written_at, services.settings.twilio)
    except Refused as refused:
        log.warning("a listed message was refused", reason=refused.reason.value)
        done.refused += 1
        return None
    done.without_words += not listed.body and not listed.has_media
    return Fetched(inbound, handler.read(inbound, uuid.uuid4()), listed.written_at)


def _media_type(inbox: TwilioInbox, listed: Listed) -> str:
    """Return the type of the first file, or "" where Twilio does not tell it."""
    try:
        return inbox.media_type(listed.sid)
    except Hopeless as refused:
        if refused.code == KEY_REFUSED:
            raise
        log.warning("twilio does not tell the type of a file")
        return ""


def _by_sender(read: Sequence[Fetched]) -> Iterator[tuple[Fetched, ...]]:
    """Yield the messages of each sender.

    Senders who cried for help come first, and then those who have waited longest.
    """
    senders: dict[str, list[Fetched]] = {}
    for each in read:
        senders.setdefault(each.inbound.address, []).append(each)
    cried = {address for address, theirs in senders.items() if any(each.message.dangers for each in theirs)}
    for address in sorted(senders, key=lambda address: address not in cried):
        yield tuple(senders[address])


def _take(
    services: Services, handler: Handler, sender: Sequence[Fetched], actor: str, done: Recovered
) -> None:
    """Take the messages of one sender, some at a time."""
    done.senders += 1
    parts = [sender[start : start + _TOGETHER] for start in range(0, len(sender), _TOGETHER)]
    taken = [each for some in parts for each in _take_some(services, handler, some, actor, done)]
    for each in taken:
        done.taken += each.messages
        done.known += each.known
        done.alarms += each.alarms
    is_answered = any(each.is_answered for each in taken)
    done.answered += is_answered
    done.too_late += any(each.is_too_late for each in taken) and not is_answered


def _take_some(
    services: Services, handler: Handler, some: Sequence[Fetched], actor: str, done: Recovered
) -> Iterator[late.Taken]:
    """Take some messages in one transaction, or each alone if one is at fault."""
    try:
        yield late.take(handler, some, actor, services.clock())
    except Exception as error:  # whatever it is, others wait; the log names only its class and place
        if not is_of_one(error):
            raise
        if len(some) > 1:
            for each in some:
                yield from _take_some(services, handler, (each,), actor, done)
            return
        log.exception("a message was not taken", exc_info=error)
        done.failed += 1


# The job: each hour, and once after a time in which nobody answered.

LOOK_EVERY: Final = timedelta(hours=1)
_SPARE: Final = timedelta(minutes=1)
_AGAIN: Final = timedelta(minutes=10)
_TOLD: Final = timedelta(days=1)
_PAUSES: Final = {"twilio_key_refused": _TOLD, "twilio_refused": _TOLD, NOT_ALL: LOOK_EVERY}
"""The error of a look that was given up -> how long no other look is asked for. For other errors it is `_AGAIN`."""


def ask(services: Services) -> None:
    """Ask for a look if the last one is an hour old.

    No look is asked for on the day after Twilio refused us, so that people are told of it once. Any other fault, such
    as a Twilio that cannot be reached, also keeps patients from being answered, so the next look is asked for soon. In
    development Twilio is not asked, because the account there is made up.
    """
    now = services.clock()
    if not services.settings.production or services.sign.now(now):
        return
    with services.store.read() as unit:
        looked = milestones.get(unit.db, RECOVERED)
        is_due = looked is None or now - looked.at >= LOOK_EVERY
        waits = jobs.is_open(unit.db, RECOVER) or any(
            job.finished_at and now - job.finished_at < _PAUSES.get(job.error or "", _AGAIN)
            for job in jobs.dead(unit.db)
            if job.kind == RECOVER
        )
        if not is_due or waits:
            return
    with services.store.begin() as unit:
        if looked is None:  # nothing was missed before the first start
            milestones.mark(unit.db, RECOVERED, "0", now)
        else:
            jobs.add(unit.db, RECOVER, None, "anteroom", now)


def since_last(unit: Transaction, now: datetime) -> datetime:
    """Return from when on messages may be missing.

    That is shortly before the last look that found everything.
    """
    looked, silent = milestones.get(unit.db, RECOVERED), milestones.get(unit.db, SILENT_SINCE)
    if looked is not None:
        since = looked.at
    else:
        since = min(now - LOOK_EVERY, silent.at) if silent is not None else now - LOOK_EVERY
    return max(since - SETTLES - _SPARE, now - LONGEST)


def run(services: Services, _job: Job, beat: Beat) -> None:
    """Take what is missing since the last look.

    Raises what `recover` raises, and:
        Delayed: a fault kept some from being taken, or maintenance goes on.
    """
    began = services.clock()
    with services.store.read() as unit:
        since, rest = since_last(unit, began), current(unit.db, began)
    if rest is not None:  # patients were told that they are read afterwards
        raise Delayed(MAINTENANCE, rest.until - began, counts=False)
    done = recover(services, since, "anteroom", goes_on=beat)
    note(services, done, began)
    if done.failed:
        raise Delayed(NOT_ALL)


RECOVERING = JobKind(RECOVER, _("Asking Twilio for messages that it could not deliver"), run, Lane.MESSAGES)


def note(services: Services, done: Recovered, began: datetime) -> None:
    """Record that nothing is missing from before this run.

    If it did not take everything, queue another run for the rest.
    """
    with services.store.begin() as unit:
        if done.is_all and not done.failed:
            milestones.mark(unit.db, RECOVERED, str(done.taken), began)
        elif done.taken + done.failed >= MOST:
            jobs.add(unit.db, RECOVER, None, "anteroom", services.clock())
