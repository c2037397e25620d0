"""The agreement: which text is shown, and whether a given one is still the current one."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING

from app.intake.phrases import speak
from app.intake.progress import Consent

if TYPE_CHECKING:
    from app.intake.clinic import Clinic
    from app.intake.progress import Progress
    from app.intake.scene import Scene
    from app.intake.words import Phrases


def text(scene: Scene, phrases: Phrases) -> str:
    """The exact text that is agreed to. It names every question, so a new one asks again by itself."""
    opening = phrases.consent_opening_of_other if scene.of_other else phrases.consent_opening
    about = scene.fill(opening, asked=asked(scene, phrases))
    # The clinic's own words are never filled in: a brace in them is a brace.
    own = scene.clinic.consent_texts.get(phrases.code)
    said = f"{about}\n\n{own}" if own else scene.fill(phrases.consent, opening=about)
    return f"{said}\n\n{scene.fill(phrases.agree)}"


def shipped_middle(clinic: Clinic, phrases: Phrases) -> str:
    """What a clinic's own words would take the place of."""
    return clinic.fill(phrases.consent, opening="").strip()


def asked(scene: Scene, phrases: Phrases) -> str:
    """Everything that is asked for, as a list in a sentence."""
    *most, last = (scene.words(question, phrases).mention for question in scene.questions)
    return f"{', '.join(most)}{phrases.last_and}{last}" if most else last


def text_hash(shown: str) -> str:
    """SHA-256, in hex, of a text as it was shown."""
    return sha256(shown.encode()).hexdigest()


def to_text(scene: Scene, phrases: Phrases) -> Consent:
    """The consent that a yes to the text in that language is."""
    return Consent(str(scene.clinic.consent_version), phrases.code, text_hash(text(scene, phrases)))


def seen(scene: Scene, progress: Progress) -> Consent | None:
    """The text that the patient was shown, if it would be shown word for word again."""
    return progress.shown if progress.shown == to_text(scene, scene.phrases) else None


def is_current(scene: Scene, given: Consent) -> bool:
    """Whether the text that was agreed to is, in its own language, still the same, whoever it was about."""
    spoken = speak(given.language)
    return any(given == to_text(replace(scene, of_other=other), spoken) for other in (False, True))
