"""Checks of Twilio's tokens, and of whether messages come and arrive."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final, NamedTuple

from flask_babel import lazy_gettext as _

from app.checks import FLASK, N_, Alerted, Check, Finding, Shown, State, in_days, ok
from app.services import Services
from app.store import Transaction
from app.store.clinic import milestones
from app.store.clinic.milestones import FALLBACK, RECOVERED, SILENT_SINCE, SILENT_UNTIL
from app.store.messages import deliveries, receipts, token_sightings, twilio_refusals
from app.store.work import refusals as refused_requests


class OldToken(NamedTuple):
    """An older token of the list.

    `may_go` is true once the newest token has signed since this one last did.
    """

    position: int
    """In the list, the newest being 1."""
    may_go: bool
    said: str
    mend: str


def old_tokens(services: Services) -> list[OldToken]:
    """Return the state of each token but the newest.

    Raises:
        StoreUnavailable, WrongKeys: it cannot be read.
    """
    listed = len(services.settings.twilio.auth_tokens)
    with services.store.read() as unit:
        newest, *older = token_sightings.last_seen(unit.db, listed)
    now = services.clock()
    return [_token_told(position, newest, seen, now) for position, seen in enumerate(older, start=2)]


def _token_told(position: int, newest: datetime | None, seen: datetime | None, now: datetime) -> OldToken:
    if newest is None:
        mend = "Make the newest one primary in Twilio's console. Until then keep the old one."
        return OldToken(position, False, "the newest token has not signed anything yet", mend)
    if seen is not None and seen >= newest:
        mend = (
            "Twilio signs only with its primary token. Make the newest one primary, and wait for a message."
        )
        return OldToken(position, False, f"token {position} is still in use", mend)
    said = "was never seen" if seen is None else f"has not been seen for {in_days(now - seen)}"
    return OldToken(
        position, True, f"token {position} {said}", "Remove it from TWILIO_AUTH_TOKEN, and restart Anteroom."
    )


_TOKENS: Final = "twilio_token"
_TOKENS_WHY: Final = "Anybody with a listed token can write as any patient."


def twilio_tokens(services: Services) -> list[Finding]:
    """Return a finding for each older token.

    Raises:
        StoreUnavailable: the database cannot be read.
    """
    found = [Finding(_TOKENS, State.WARN, old.said, _TOKENS_WHY, old.mend) for old in old_tokens(services)]
    return found or [ok(_TOKENS, "one is listed")]


TWILIO_TOKENS_CHECK = Check("twilio_token", twilio_tokens, position=320)


_QUIET: Final = timedelta(hours=3)
"""How long a silence must be before it is looked at."""
_WEEK: Final = timedelta(weeks=1)
_WEEKS: Final = 3
_BUSY: Final = 5
"""How many messages in the same hours of a week make those hours busy."""


def silence(services: Services) -> Finding:
    """Return whether messages have stopped.

    That is: none came for three hours, and in the same hours of each of the last three weeks five or more did. A
    clinic younger than that is not judged, and a holiday is taken for a silence.

    Raises:
        StoreUnavailable: the database cannot be read.
    """
    now = services.clock()
    with services.store.read() as unit:
        if receipts.came(unit.db, now - _QUIET, now, 1):
            return ok("messages", "messages come")
        weeks = (now - _WEEK * back for back in range(1, _WEEKS + 1))
        was_busy = all(receipts.came(unit.db, then - _QUIET, then, _BUSY) >= _BUSY for then in weeks)
    if not was_busy:
        return ok("messages", "none came for three hours, which is usual at this time")
    return Finding(
        "messages",
        State.WARN,
        "none came for three hours, though in the last three weeks they did at this time",
        "Patients may be writing, and nothing of it arrives.",
        "Write to the clinic's number yourself. If nothing answers, see Twilio's console: Monitor, Errors.",
    )


SILENCE_CHECK = Check(
    "messages",
    silence,
    Shown.DOCTOR,
    position=330,
    alert=Alerted(
        _("no messages at a busy time"),
        "/setup",
        N_("No message has come for hours in which patients usually write."),
        N_("Messages come again."),
    ),
)


_IN_A_ROW: Final = 5
_SENDERS: Final = 3
"""Five failures at one sender's phone are theirs; at three, they are likely to be ours."""
_LATELY: Final = timedelta(days=1)


def replies(services: Services) -> Finding:
    """Return whether the last five messages of ours failed, to three people or more.

    Raises:
        StoreUnavailable: the database cannot be read.
    """
    with services.store.read() as unit:
        last = deliveries.last_outcomes(unit.db, services.clock() - _LATELY, _IN_A_ROW)
    failed = [each for each in last if each.has_failed]
    if len(failed) < _IN_A_ROW or len({each.conversation_id for each in failed}) < _SENDERS:
        return ok("replies", "messages to patients arrive" if last else "none was sent in the last day")
    codes = sorted({each.error_code or "without a code" for each in failed})
    return Finding(
        "replies",
        State.WARN,
        f"the last {_IN_A_ROW} messages to patients failed ({', '.join(codes)})",
        "Patients get no answer, and do not know why.",
        "Look the code up at https://www.twilio.com/docs/api/errors, and mend it in Twilio's console.",
    )


REPLIES_CHECK = Check(
    "replies",
    replies,
    Shown.DOCTOR,
    position=340,
    alert=Alerted(
        _("messages that do not arrive"),
        "/report",
        N_("The last messages to patients did not arrive."),
        N_("Messages to patients arrive again."),
    ),
)


def refusals(services: Services) -> Finding:
    """Return the last error of Twilio's that stays until somebody mends something.

    Raises:
        StoreUnavailable: the database cannot be read.
    """
    with services.store.read() as unit:
        found = twilio_refusals.refusal(unit.db)
    if found is None or services.clock() - found.at > _LATELY:
        return ok("twilio_refusals", "Twilio takes what we ask")
    return Finding(
        "twilio_refusals",
        State.BAD,
        f"Twilio refuses messages of ours, and will again: error {found.code}",
        "They are given up, or go without their buttons.",
        f"Run: {FLASK} content push. If it comes back, https://www.twilio.com/docs/api/errors/{found.code} says what is wrong.",
        at=found.at,
    )


REFUSALS_CHECK = Check(
    "twilio_refusals",
    refusals,
    Shown.DOCTOR,
    position=350,
    alert=Alerted(
        _("messages that Twilio refuses"),
        "/settings",
        N_("Twilio refuses messages of ours, and will again (error {code})."),
        N_("Twilio takes our messages again."),
    ),
)


_STRETCH: Final = timedelta(minutes=15)
_STANDS: Final = timedelta(hours=1)
"""How long after such a stretch it is told, so that strangers can have people alerted once an hour at most."""
_ENOUGH: Final = 3
_SIGNED: Final = ("account", "recipient")
"""Why requests are refused that Twilio has signed with a token of ours."""
_NOT_SIGNED: Final = "bad_signature"
_MINUTE: Final = timedelta(minutes=1)


def refused(services: Services) -> Finding:
    """Return whether the webhook refused what Twilio sent in the last hour.

    Requests that no token of ours signed may be a stranger's. They count where no message was taken at the same time.

    Raises:
        StoreUnavailable: the database cannot be read.
    """
    since = services.clock() - _STANDS
    with services.store.read() as unit:
        counts = refused_requests.counts(unit.db, since)
        signed = sum(counts.get(reason, 0) for reason in _SIGNED)
        unsigned = _refused_alone(unit, since) if signed < _ENOUGH else 0
    if signed >= _ENOUGH:
        return Finding(
            "refused",
            State.BAD,
            f"{signed} requests of the last hour were for another account or number, and were refused",
            "Patients who write there get no answer.",
            "Set TWILIO_ACCOUNT_SID, and list in TWILIO_SENDERS every number that leads here. Then restart Anteroom.",
        )
    if unsigned:
        return Finding(
            "refused",
            State.BAD,
            f"{unsigned} requests were signed by no token of TWILIO_AUTH_TOKEN, and no message was taken at that time",
            "If they are Twilio's, every message of patients is refused.",
            "Set TWILIO_AUTH_TOKEN to the account's primary token and PUBLIC_URL to the address that Twilio calls, and "
            f"restart Anteroom. {FLASK} doctor asks Twilio whether the token is right.",
        )
    return ok("refused", "the webhook takes what Twilio sends")


REFUSED_CHECK = Check(
    "refused",
    refused,
    Shown.DOCTOR,
    position=360,
    alert=Alerted(
        _("refused messages"),
        "/setup",
        N_("Messages are refused. Patients who write may get no answer."),
        N_("Messages are taken again."),
    ),
)


def _refused_alone(unit: Transaction, since: datetime) -> int:
    """Return how many unsigned requests came in a stretch without a message.

    It ended after `since`. Fewer than are looked at are 0.
    """
    minutes = refused_requests.by_minute(unit.db, _NOT_SIGNED, since - _STRETCH)
    for end in sorted((each + _MINUTE for each in minutes if each >= since), reverse=True):
        count = sum(number for minute, number in minutes.items() if end - _STRETCH <= minute < end)
        if count >= _ENOUGH and not receipts.came(unit.db, end - _STRETCH, end, 1):
            return count
    return 0


_RECENT: Final = timedelta(hours=1)


def fallback(services: Services) -> Finding:
    """Return whether Twilio used the fallback URL in the last hour.

    It does when the webhook has failed.

    Raises:
        StoreUnavailable: the database cannot be read.
    """
    with services.store.read() as unit:
        used = milestones.get(unit.db, FALLBACK)
    if used is None or services.clock() - used.at > _RECENT:
        return ok("fallback", "Twilio does not use the fallback URL", used.at if used else None)
    return Finding(
        "fallback",
        State.WARN,
        f"Twilio used the fallback URL, because of its error {used.actor}",
        "The webhook did not answer in time. While the fallback URL answers, no message is lost.",
        "Check that every server runs, and read the log of that time.",
        at=used.at,
    )


FALLBACK_CHECK = Check(
    "fallback",
    fallback,
    Shown.DOCTOR,
    position=370,
    alert=Alerted(
        _("Twilio’s fallback URL"),
        "/setup",
        N_("A server did not answer Twilio, which used the fallback URL."),
        N_("Twilio has not used the fallback URL for an hour."),
    ),
)


_FETCHED_WITHIN: Final = timedelta(minutes=15)


def unanswered(services: Services) -> Finding:
    """Return when nobody could answer last, and whether what came then was fetched.

    Raises:
        StoreUnavailable: the database cannot be read.
    """
    with services.store.read() as unit:
        since, until = milestones.get(unit.db, SILENT_SINCE), milestones.get(unit.db, SILENT_UNTIL)
        looked = milestones.get(unit.db, RECOVERED)
    if since is None or until is None:
        return ok("unanswered", "no time is known in which nobody answered")
    said = f"nobody answered from {since.at:%Y-%m-%d %H:%M:%S} to {until.at:%Y-%m-%d %H:%M:%S} UTC"
    if looked is not None and looked.at >= until.at:
        return ok("unanswered", f"{said}; what came then was fetched from Twilio", until.at)
    if services.clock() - until.at < _FETCHED_WITHIN:
        return ok("unanswered", f"{said}; Twilio is asked what came", until.at)
    return Finding(
        "unanswered",
        State.WARN,
        f"{said}; what patients wrote then is not fetched",
        "They got no answer, and nobody has read what they wrote.",
        f"Run: {FLASK} messages recover. If Twilio refuses the credentials, check TWILIO_API_KEY or TWILIO_AUTH_TOKEN.",
        at=until.at,
    )


UNANSWERED_CHECK = Check("unanswered", unanswered, position=380)
