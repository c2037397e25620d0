"""What a patient reads when staff send a link to the form.

It may show on a locked phone, and anybody may read it at WhatsApp. So it names nobody, no day and nothing of health.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from babel.units import format_unit

CLINIC, LINK, LASTS = "clinic", "link", "lasts"
VARIABLES: Final = (CLINIC, LINK, LASTS)
"""What the words leave open, in the order of the numbers."""
SENT_LINK: Final[Mapping[str, str]] = {
    "en": "Hello, this is {{1}}. Please open this private page to complete your answers: {{2}} The link works for {{3}}. "
    "If you do not want to hear from us, answer STOP.",
    "es": "Hola, le escribe {{1}}. Por favor, abra esta página privada para completar sus respuestas: {{2}} El enlace "
    "sirve durante {{3}}. Si no quiere que le escribamos, responda STOP.",
}
"""Language -> words, with their variables as WhatsApp numbers them."""


def lasts_in(language: str, hours: int) -> str:
    """Return so many hours in words, in the language of the patient."""
    return format_unit(hours, "hour", "long", locale=language)
