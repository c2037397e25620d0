"""The clinic's templates: what it may write after 24 hours of silence.

WhatsApp has to approve each of them, and anybody may read it there. So no template says anything of a patient, or of
health. The clinic's name and phone are variables. Where patients answer on the clinic's own page, the two that invite to the
form lead there.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import Final, NamedTuple

from app.intake.form_words import LASTS, LINK, SENT_LINK
from app.intake.form_words import VARIABLES as OF_A_LINK

CATEGORY: Final = "UTILITY"
TEXT: Final = "text"
CLINIC, PHONE = "clinic", "phone"
SAMPLES: Final[Mapping[str, str]] = {
    CLINIC: "Larkfield Clinic",
    PHONE: "01632 960 555",
    LINK: "https://intake.larkfield.example/f/4uVJm8dQ2x0bY7sTnR5cKzLwEoPiHgAf3NqXrDy6M1k",
    LASTS: "48 h",
}
"""Variable -> a value that those who approve a template are shown."""


class Wording(NamedTuple):
    """One template in one language."""

    name: str
    language: str
    body: str
    variables: tuple[str, ...]

    @property
    def digest(self) -> str:
        """Return a digest that no other text has."""
        return sha256("\0".join((self.body, *self.variables)).encode()).hexdigest()

    @property
    def samples(self) -> dict[str, str]:
        """Return a value for each variable, by number."""
        return {str(number): SAMPLES[name] for number, name in enumerate(self.variables, 1)}


_EN: Final = {
    "reminder": "Hello, this is {{1}}. You began to fill in our form here, and we have not received it yet. "
    "To go on where you stopped, answer this message. If you do not want to hear from us, answer STOP.",
    "invitation": "Hello, this is {{1}}. Before we see you, we have a few questions that you can answer here. "
    "To begin, answer this message. If you do not want to hear from us, answer STOP.",
    "call_us": "Hello, this is {{1}}. Please call us on {{2}} when you have a moment. Thank you.",
    "form": SENT_LINK["en"],
    "news": "Hello, this is {{1}}. There is a message for you. To read it, please answer this message.",
}
_ES: Final = {
    "reminder": "Hola, le escribe {{1}}. Usted empezó a rellenar aquí nuestro formulario y todavía no lo hemos "
    "recibido. Para continuar donde lo dejó, responda a este mensaje. Si no quiere que le escribamos, responda STOP.",
    "invitation": "Hola, le escribe {{1}}. Antes de que nos veamos, tenemos unas preguntas que puede responder aquí. "
    "Para empezar, responda a este mensaje. Si no quiere que le escribamos, responda STOP.",
    "call_us": "Hola, le escribe {{1}}. Por favor, llámenos al {{2}} cuando tenga un momento. Gracias.",
    "form": SENT_LINK["es"],
    "news": "Hola, le escribe {{1}}. Hay un mensaje para usted. Para leerlo, por favor, responda a este mensaje.",
}
_TO_THE_PAGE: Final = {
    "en": {
        "reminder": "Hello, this is {{1}}. You began to fill in our form, and we have not received it yet. To go on where you "
        "stopped, answer LINK: you get a link to our own page. If you do not want to hear from us, answer STOP.",
        "invitation": "Hello, this is {{1}}. Before we see you, we have a few questions for you on our own page. To get the "
        "link, answer LINK. If you do not want to hear from us, answer STOP.",
    },
    "es": {
        "reminder": "Hola, le escribe {{1}}. Usted empezó a rellenar nuestro formulario y todavía no lo hemos recibido. Para "
        "continuar donde lo dejó, responda ENLACE: recibirá un enlace a nuestra página. Si no quiere que le escribamos, "
        "responda STOP.",
        "invitation": "Hola, le escribe {{1}}. Antes de que nos veamos, tenemos unas preguntas para usted en nuestra página. "
        "Para recibir el enlace, responda ENLACE. Si no quiere que le escribamos, responda STOP.",
    },
}
_VARIABLES: Final = {"call_us": (CLINIC, PHONE), "form": OF_A_LINK}


def templates_of(mode: str) -> tuple[Wording, ...]:
    """Return every template in every language, where patients answer as `mode` says."""
    return tuple(
        Wording(name, language, body, _VARIABLES.get(name, (CLINIC,)))
        for language, bodies in (("en", _EN), ("es", _ES))
        for name, body in (bodies | (_TO_THE_PAGE[language] if mode == "link" else {})).items()
    )
