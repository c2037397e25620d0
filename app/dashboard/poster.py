"""Serve `/poster`: a page to print, whose QR code opens a chat with the clinic."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple
from urllib.parse import quote

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _
from markupsafe import Markup
from werkzeug.exceptions import NotFound

from app.config import SANDBOX
from app.guard.doors import GuardedBlueprint, May
from app.guard.session import signed_in
from app.services import current
from app.web import qr
from app.web.clinic import current_clinic
from app.web.languages import LANGUAGES, page_language
from app.web.phone import digits_of, grouped

blueprint = GuardedBlueprint("poster", __name__, door=signed_in(May.SEE_PATIENTS), url_prefix="/poster")
_WHATSAPP: Final = "whatsapp:"
_GREETINGS: Final[Mapping[str, str]] = {"en": "Hello", "es": "Hola"}
"""What the chat begins with: somebody who scans the code only presses Send."""


class Poster(NamedTuple):
    """What is printed, in the language of those who read it on the wall."""

    language: str
    title: str
    how: str
    then: str
    desk: str
    emergency: str
    number: str
    """As people read it."""
    code: Markup


@blueprint.get("")
def poster_page() -> ResponseReturnValue:
    """Show the poster of a language and a number, first ours."""
    numbers = whatsapp_numbers()
    language = request.args.get("language", page_language())
    number = request.args.get("number") or next(iter(numbers), None)
    if language not in LANGUAGES or (number is not None and number not in numbers):
        raise NotFound
    return render_template(
        "dashboard/poster.html",
        poster=_poster(number, language) if number else None,
        languages=LANGUAGES,
        numbers=numbers,
        number=number,
        is_sandbox=number == SANDBOX,
    )


def whatsapp_numbers() -> list[str]:
    """Return our numbers that patients can write to on WhatsApp, as E.164."""
    senders = current().settings.twilio.senders
    return [each.removeprefix(_WHATSAPP) for each in senders if each.startswith(_WHATSAPP)]


def chat_link(number: str, language: str) -> str:
    """Return the address that opens a chat with a number of ours, with a greeting."""
    return f"https://wa.me/{digits_of(number)}?text={quote(_GREETINGS[language])}"


def _poster(number: str, language: str) -> Poster:
    clinic = current_clinic()
    with force_locale(language):
        return Poster(
            language,
            title=_("Before your visit: answer a few questions on WhatsApp"),
            how=_("Point your phone’s camera at the code. A chat with us opens: press Send."),
            then=_("You choose your language there, and nothing is kept before you agree."),
            desk=_("No phone with you? Ask at the desk."),
            emergency=_(
                "In an emergency do not write to us: call %(number)s.", number=clinic.emergency_number
            ),
            number=grouped(number),
            code=qr.svg(
                chat_link(number, language),
                _("QR code that opens a chat with %(clinic)s on WhatsApp", clinic=clinic.name),
            ),
        )
