"""Hold what messages say about the form: its link, and that we have the answers.

A message may show on a locked phone, and anybody may read it at WhatsApp. So it names nobody, no day and nothing of health.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from babel.units import format_unit

from app.intake.phrases import FALLBACK

CLINIC, LINK, LASTS = "clinic", "link", "lasts"
VARIABLES: Final = (CLINIC, LINK, LASTS)
"""The variables of the words, in the order of their numbers."""
SENT_LINK: Final[Mapping[str, str]] = {
    "en": "Hello, this is {{1}}. Please open this private page to complete your answers: {{2}} The link works for {{3}}. "
    "If you do not want to hear from us, answer STOP.",
    "es": "Hola, le escribe {{1}}. Por favor, abra esta página privada para completar sus respuestas: {{2}} El enlace "
    "sirve durante {{3}}. Si no quiere que le escribamos, responda STOP.",
}
"""Language -> words, with their variables as WhatsApp numbers them."""
MAIL: Final[Mapping[str, tuple[str, str]]] = {
    "en": (
        "{clinic}: a form for you",
        (
            "Hello, this is {clinic}.\n\nWe have a few questions for you. Please answer them on our private page:\n\n{link}\n\n"
            "The link works for {lasts}, and only in the browser in which you begin.\n\nPlease do not answer this e-mail: "
            "nobody reads it. To talk to us, or to get no more e-mails, call {phone}."
        ),
    ),
    "es": (
        "{clinic}: un formulario para usted",
        (
            "Hola, le escribe {clinic}.\n\nTenemos unas preguntas para usted. Por favor, contéstelas en nuestra página "
            "privada:\n\n{link}\n\nEl enlace sirve durante {lasts}, y solo en el navegador en el que empiece.\n\nPor favor, no "
            "responda a este correo: nadie lo lee. Para hablar con nosotros, o para no recibir más correos, llame al {phone}."
        ),
    ),
}
"""Language -> the subject and the words of an e-mail with a link."""


def lasts_in(language: str, hours: int) -> str:
    """Return a number of hours in words, in the patient's language."""
    return format_unit(hours, "hour", "long", locale=language)


RECEIVED: Final[Mapping[str, str]] = {
    "en": "{clinic} has your answers. Your reference: {reference}.",
    "es": "{clinic} tiene sus respuestas. Su referencia: {reference}.",
}
"""Language -> words."""


def received(language: str | None, clinic: str, reference: str) -> str:
    """Return the words in this language, or in the default one."""
    words = RECEIVED.get(language or FALLBACK, RECEIVED[FALLBACK])
    return words.format(clinic=clinic, reference=reference)
