"""The agreement: which text is shown, and whether a given one is still the current one."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING

from app.intake.phrases import speak
from app.intake.progress import Consent

if TYPE_CHECKING:
    from app.intake.scene import Scene
    from app.intake.words import Phrases

# Raise it to ask everyone again although the words stay the same.
CONSENT_VERSION = "1"


def text(scene: Scene, phrases: Phrases) -> str:
    """The exact text that is agreed to. It names every question, so a new one asks again by itself."""
    opening = phrases.consent_opening_of_other if scene.of_other else phrases.consent_opening
    about = scene.fill(opening, asked=asked(scene, phrases))
    return f"{scene.fill(phrases.consent, opening=about)}\n\n{scene.fill(phrases.agree)}"


def asked(scene: Scene, phrases: Phrases) -> str:
    """Everything that is asked for, as a list in a sentence."""
    *most, last = (scene.words(question, phrases).mention for question in scene.questions)
    return f"{', '.join(most)}{phrases.last_and}{last}" if most else last


def text_hash(shown: str) -> str:
    """SHA-256, in hex, of a text as it was shown."""
    return sha256(shown.encode()).hexdigest()


def to_text(scene: Scene, phrases: Phrases) -> Consent:
    """The consent that a yes to the text in that language is."""
    return Consent(CONSENT_VERSION, phrases.code, text_hash(text(scene, phrases)))


def is_current(scene: Scene, given: Consent) -> bool:
    """Whether the text that was agreed to is, in its own language, still the same, whoever it was about."""
    spoken = speak(given.language)
    return any(given == to_text(replace(scene, of_other=other), spoken) for other in (False, True))
