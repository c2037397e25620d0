"""What Twilio has brought: a request, a right signature, a whole conversation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flask_babel import gettext as _
from flask_babel import ngettext

from app.checks.finding import FLASK
from app.dashboard.setup.checks.step import DOCTOR, Step, when

if TYPE_CHECKING:
    from app.dashboard.setup.reality import Reality

_NOT_AT_THE_WEBHOOK: Final = frozenset({"host", "plain_http"})
_BADLY_SIGNED: Final = ("bad_signature", "no_signature")


def webhook(reality: Reality) -> Step:
    """Say whether a message has come in."""
    title, address = _("Webhook reached"), f"{reality.settings.public_url}/webhook"
    if reality.newest_message:
        return Step(
            title,
            done=True,
            proof=_("The newest message arrived: %(when)s.", when=when(reality, reality.newest_message)),
        )
    arrived = sum(count for reason, count in reality.refused.items() if reason not in _NOT_AT_THE_WEBHOOK)
    if arrived:
        return Step(
            title,
            done=False,
            proof=ngettext(
                "One request arrived in the last 7 days, and was refused. No message has come in yet.",
                "%(num)s requests arrived in the last 7 days, and all were refused. No message has come in yet.",
                arrived,
            ),
            todo=_(
                "Anybody can send such a request, so it proves nothing. In Twilio’s console, POST and this address must"
                " be chosen under “When a message comes in”: %(address)s. If they are, this finds out why messages are"
                " refused:",
                address=address,
            ),
            command=DOCTOR,
        )
    return Step(
        title,
        done=False,
        proof=_("No request has arrived there yet."),
        todo=_("In Twilio’s console, under “When a message comes in”, choose POST and this address:"),
        command=address,
    )


def signature(reality: Reality) -> Step:
    """Say whether one was signed by Twilio."""
    title = _("Signature checked")
    refused = sum(reality.refused.get(reason, 0) for reason in _BADLY_SIGNED)
    turned_away = ngettext(
        "In the last 7 days one request without a right signature was refused.",
        "In the last 7 days %(num)s requests without a right signature were refused.",
        refused,
    )
    if reality.newest_message:
        proof = _("A message is taken only with Twilio’s signature, and one was taken.")
        if not reality.settings.production:
            proof += " " + _(
                "In development it may be that of the terminal patient, who signs as Twilio does."
            )
        return Step(title, done=True, proof=f"{proof} {turned_away}")
    return Step(
        title,
        done=False,
        proof=f"{_('No signed message has come in yet.')} {turned_away}",
        todo=_(
            "If messages are refused: TWILIO_AUTH_TOKEN must be that of the account, PUBLIC_URL exactly what Twilio"
            " calls, and TRUSTED_PROXIES must name the proxy that ends TLS. This finds out which:"
        ),
        command=DOCTOR,
    )


def conversation(reality: Reality) -> Step:
    """Say whether somebody has answered to the end."""
    title = _("Test conversation")
    if reality.handed_in:
        return Step(
            title,
            done=True,
            proof=_(
                "Somebody answered every question and handed in; the newest time: %(when)s.",
                when=when(reality, reality.handed_in),
            ),
        )
    return Step(
        title,
        done=False,
        proof=_("Nobody has handed in answers yet."),
        todo=_(
            "Write to your number on WhatsApp and answer to the end. Without a phone, this plays a patient:"
        ),
        command=f"{FLASK} chat",
    )
