"""Why messages could not be deleted at Twilio, for the page of the job that should."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flask_babel import lazy_gettext as _

if TYPE_CHECKING:
    from collections.abc import Mapping

ERRORS: Final[Mapping[str, str]] = {
    "twilio_busy": _("Twilio had no time for us; it goes on by itself"),
    "twilio_key_refused": _(
        "Twilio does not accept the key: set TWILIO_API_KEY and TWILIO_API_SECRET to one of this account, and try again"
    ),
    "twilio_off": _("no key of Twilio’s API is set; set TWILIO_API_KEY and TWILIO_API_SECRET, and try again"),
    "twilio_on_hold": _(
        "somebody who shares the chat is on hold; it goes on by itself once the hold is lifted"
    ),
    "twilio_refused": _("Twilio refused what was asked"),
    "twilio_unavailable": _("Twilio was out of order"),
    "twilio_unfinished": _("a message was still on its way, and Twilio deletes none before it has arrived"),
    "twilio_unreachable": _("Twilio could not be reached"),
}
"""Code -> what it means."""
