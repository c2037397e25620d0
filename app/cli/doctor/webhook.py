"""The webhook's self-test: from outside, as Twilio, a request that changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from app.checks.finding import Finding, State, ok
from app.cli.twilio_stand_in import NotAnswered, TwilioStandIn, new_message_sid

if TYPE_CHECKING:
    from app.config import Settings

_TAKEN, _REFUSED = 204, 403
_WHY: Final = "Patients who write get no answer."


def self_test(settings: Settings) -> Finding:
    """Post a delivery status of a message that nobody sent: signed it must be taken, unsigned refused."""
    twilio = TwilioStandIn(settings)
    fields = {
        "AccountSid": settings.twilio.account_sid,
        "MessageSid": new_message_sid(),
        "MessageStatus": "sent",
        "From": settings.twilio.senders[0],
        "To": "whatsapp:+15005550001",
    }
    try:
        signed = twilio.post("/webhook/status", fields).status
        unsigned = twilio.post("/webhook/status", fields, signed=False).status
    except NotAnswered as error:
        return Finding("webhook", State.BAD, str(error), _WHY, "Twilio must reach PUBLIC_URL over https.")
    if (signed, unsigned) == (_TAKEN, _REFUSED):
        return ok("webhook", f"{settings.public_url} takes what is signed and refuses what is not")
    return Finding(
        "webhook",
        State.BAD,
        f"a signed request got {signed} ({_TAKEN} expected), an unsigned one {unsigned} ({_REFUSED} expected)",
        _WHY if unsigned == _REFUSED else "Strangers can write as patients.",
        "PUBLIC_URL must be what Twilio calls, TRUSTED_PROXIES must name the proxy that ends TLS, and the "
        "server must run with the same .env: TWILIO_AUTH_TOKEN signs.",
    )
