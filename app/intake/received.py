"""What a sender reads once answers came by the form.

It may show on a locked phone, and anybody may read it at WhatsApp. So it names nobody, no day and nothing of health.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from app.intake.phrases import FALLBACK

RECEIVED: Final[Mapping[str, str]] = {
    "en": "{clinic} has your answers. Your reference: {reference}.",
    "es": "{clinic} tiene sus respuestas. Su referencia: {reference}.",
}
"""Language -> words."""


def received(language: str | None, clinic: str, reference: str) -> str:
    """Return the words in this language, or in the one that everybody gets."""
    words = RECEIVED.get(language or FALLBACK, RECEIVED[FALLBACK])
    return words.format(clinic=clinic, reference=reference)
