"""Stop somebody too young to answer alone, unless their carer is writing.

The law requires a parent's or carer's consent for them (GDPR Art. 8 and national law). The clinic sets the age.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from app.intake import ear, path
from app.intake.answers import pick
from app.intake.answers.birth_date import ages
from app.intake.model import FORM, DraftDiscarded
from app.intake.progress import Progress, Whom
from app.intake.scene import Move, Scene


def is_alone(scene: Scene, birth_date: str, today: date) -> bool:
    """Return whether the sender is too young to answer without a carer."""
    return not scene.of_other and ages(birth_date, today)[1] < scene.clinic.consent_age


def may_be_alone(scene: Scene, birth_date: str, today: date) -> bool:
    """Return whether the sender may be too young: a year alone leaves two ages."""
    least, most = ages(birth_date, today)
    return not scene.of_other and least < scene.clinic.consent_age <= most


def whole_date_needed(scene: Scene) -> str:
    return scene.fill(scene.phrases.whole_date_needed, age=scene.clinic.consent_age)


def ask(scene: Scene, _progress: Progress) -> str:
    return scene.fill(scene.phrases.minor)


def answer(scene: Scene, progress: Progress) -> Move:
    match _says_carer(scene):
        case True:
            return as_carer(scene, progress)
        case False:
            return stop(scene, progress)
        case None:
            return Move(progress, (scene.fill(scene.phrases.choose_number),))


def _says_carer(scene: Scene) -> bool | None:
    """Return whether the sender says that they are the carer; None if unclear."""
    text, lexicon = scene.message.text, scene.phrases.lexicon
    index = ear.choose(text, (ear.yes_words(), ear.no_words()))
    if index is None:  # "no, it is me", "yes, I am her mother"
        first = ear.words_in(text)[:1]
        index = ear.choose(" ".join(first), (ear.yes_words(), ear.no_words()))
    if index is None:
        index = pick(text, (lexicon.about_child, lexicon.about_self), with_extra_words=True)
    return None if index is None else index == 0


def as_carer(scene: Scene, progress: Progress) -> Move:
    """Ask for the carer's consent; keep only the birth date.

    The name may have been the carer's. A record on file is the sender's own, and not the child's.
    """
    kept = {progress.step: progress.readings[0]}
    begun = replace(path.empty(progress), step="consent", whom=Whom.CHILD, answers=kept, consent=None)
    if progress.on_file:
        begun = replace(begun, patient=None)
    if scene.clinic.channel == FORM:
        begun = replace(begun, by_form=(progress.step,))
    return Move(begun, (scene.fill(scene.phrases.for_a_child),))


def stop(scene: Scene, progress: Progress) -> Move:
    """Drop what was answered: somebody too young may not answer alone."""
    gone = replace(path.empty(progress), step="closed", patient=None, consent=None, whom=None)
    sorry = scene.fill(scene.phrases.too_young, age=scene.clinic.consent_age)
    return Move(gone, (sorry,), (DraftDiscarded(),), then_ask=False)
