"""Ask Twilio for our account, our texts, and what it keeps of them."""

from __future__ import annotations

from typing import Final

from app.checks import FLASK, Check, Finding, State, ok
from app.messages.account import account
from app.messages.content import compare
from app.messages.twilio_api import Failure
from app.messages.twilio_sender import sender_of
from app.services import Services
from app.store.messages import outbound, twilio_refusals
from app.store.work.jobs import Delayed, Hopeless

_TEXTS: Final = "templates"
_TEXTS_WHY: Final = "Nobody can be written to after 24 hours of silence, or patients answer by number alone."
_PUSH: Final = f"Run: {FLASK} content push"
_DISCARD: Final = "content_retention"
_DISCARD_WHY: Final = "TWILIO_CONTENT_RETENTION=discard is set, so no message of ours is to stay at Twilio."
_NO_REDACTION: Final = "30029"
_DISCARD_MEND: Final = "Have Twilio enable Message Redaction for the account (its support does), or leave out TWILIO_CONTENT_RETENTION."


def texts(services: Services) -> Finding:
    """Return whether Twilio has this release's templates and buttons as written.

    Raises:
        StoreUnavailable: the database cannot be read.
    """
    try:
        found = compare(services)
    except (Delayed, Hopeless) as failure:
        mend = "Twilio must be reachable from here, and take TWILIO_API_KEY or TWILIO_AUTH_TOKEN."
        return Finding(_TEXTS, State.BAD, failure.code, _TEXTS_WHY, mend)
    if found is None:
        return ok(_TEXTS, "off: none were made at Twilio")
    if found.lacking:
        return Finding(_TEXTS, State.WARN, f"Twilio lacks {found.lacking} of our texts", _TEXTS_WHY, _PUSH)
    if found.changed:
        said = f"{found.changed} of our texts were changed at Twilio"
        mend = f"Delete them in Twilio's Content Template Builder. {_PUSH}"
        return Finding(_TEXTS, State.WARN, said, "Patients read what nobody here wrote.", mend)
    with services.store.read() as unit:
        refusal = twilio_refusals.refusal(unit.db)
    if refusal is not None:
        said = f"Twilio has every text as we wrote it, but refused to send something: error {refusal.code}"
        return Finding(_TEXTS, State.WARN, said, _TEXTS_WHY, "See the finding about Twilio refusals.")
    return ok(_TEXTS, "Twilio has every text as we wrote it")


def discards(services: Services) -> list[Finding]:
    """Return whether Twilio discards the words of our messages, if it should.

    The message that was sent last shows it. Twilio refuses messages if the account may not ask for that.

    Raises:
        StoreUnavailable: the database cannot be read.
    """
    if not services.settings.twilio.discards:
        return []
    with services.store.read() as unit:
        last = outbound.latest(unit.db)
    if last is not None and last.error == _NO_REDACTION:
        said = "Twilio refuses our messages (30029): the account has no Message Redaction"
        return [Finding(_DISCARD, State.BAD, said, "No message of ours is sent.", _DISCARD_MEND)]
    if last is None or last.message_sid is None:
        return [ok(_DISCARD, "not seen yet: nothing was sent")]
    found = sender_of(services.settings.twilio).status(last.message_sid)
    if isinstance(found, Failure):
        mend = (
            "See the finding about templates."
            if not found.status
            else "Look the message up in Twilio's console."
        )
        return [Finding(_DISCARD, State.WARN, "could not be looked at", _DISCARD_WHY, mend)]
    if found.has_body:
        return [
            Finding(
                _DISCARD, State.BAD, "Twilio keeps the words of our last message", _DISCARD_WHY, _DISCARD_MEND
            )
        ]
    return [ok(_DISCARD, "Twilio keeps no words of our last message")]


ACCOUNT_CHECK = Check("twilio_account", account, position=1080, needs_database=False, over_network=True)
TEXTS_CHECK = Check("templates", texts, position=1090, over_network=True)
DISCARDS_CHECK = Check("content_retention", discards, position=1100, over_network=True)
