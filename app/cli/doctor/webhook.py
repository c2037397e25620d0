"""The webhook's self-test: from outside, as Twilio, a request that changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from app.checks.clock import by_a_date
from app.checks.finding import Finding, State, ok
from app.cli.twilio_stand_in import NotAnswered, TwilioStandIn, new_message_sid

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.services import Services

_TAKEN, _REFUSED = 204, 403
_WHY: Final = "Patients who write get no answer."


def self_test(services: Services) -> Iterator[Finding]:
    """Post a delivery status of a message that nobody sent: signed it must be taken, unsigned refused.

    What answers also says what time it is: behind a proxy on another computer that is another clock.
    """
    settings = services.settings
    twilio = TwilioStandIn(settings)
    fields = {
        "AccountSid": settings.twilio.account_sid,
        "MessageSid": new_message_sid(),
        "MessageStatus": "sent",
        "From": settings.twilio.senders[0],
        "To": "whatsapp:+15005550001",
    }
    try:
        answer = twilio.post("/webhook/status", fields)
        now, signed = services.clock(), answer.status
        unsigned = twilio.post("/webhook/status", fields, signed=False).status
    except NotAnswered as error:
        yield Finding("webhook", State.BAD, str(error), _WHY, "Twilio must reach PUBLIC_URL over https.")
        return
    if answer.date and (wrong := by_a_date(now, answer.date, f"what answers at {settings.public_url}")):
        yield wrong
    if (signed, unsigned) == (_TAKEN, _REFUSED):
        yield ok("webhook", f"{settings.public_url} takes what is signed and refuses what is not")
        return
    yield Finding(
        "webhook",
        State.BAD,
        f"a signed request got {signed} ({_TAKEN} expected), an unsigned one {unsigned} ({_REFUSED} expected)",
        _WHY if unsigned == _REFUSED else "Strangers can write as patients.",
        "PUBLIC_URL must be what Twilio calls, TRUSTED_PROXIES must name the proxy that ends TLS, and the "
        "server must run with the same .env: TWILIO_AUTH_TOKEN signs.",
    )
