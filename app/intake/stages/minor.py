"""Stop somebody too young to answer alone, unless their carer is writing.

The law requires a parent's or carer's consent for them (GDPR Art. 8 and national law). The clinic sets the age.
"""

from __future__ import annotations

from dataclasses import replace

from app.intake import ear, path
from app.intake.answers import pick
from app.intake.answers.birth_date import BIRTH_DATE, ages, is_whole
from app.intake.model import FORM, DraftDiscarded
from app.intake.progress import Progress, Whom
from app.intake.scene import Move, Scene


def may_be_alone(scene: Scene, birth_date: str) -> bool:
    """Return whether the sender may be too young to answer without a carer.

    A year alone leaves two ages, of which the younger counts.
    """
    return not scene.of_other and ages(birth_date, scene.now.date())[0] < scene.clinic.consent_age


def held_back(scene: Scene, progress: Progress) -> Move | None:
    """Ask who the adult is before a child's own answers are handed in.

    The clinic may have raised the age since the birth date was given.
    """
    for question in scene.questions_of(progress):
        told = progress.answers.get(question.key) if question.reader is BIRTH_DATE else None
        if told and may_be_alone(scene, told):
            return asked(path.at(progress, question), told)
    return None


def asked(progress: Progress, birth_date: str, read_back: str = "") -> Move:
    """Ask who the adult is. The birth date is kept only if there is one."""
    return Move(replace(progress, aside="minor", readings=(birth_date,)), (read_back,) if read_back else ())


def ask(scene: Scene, progress: Progress) -> str:
    age, told = scene.clinic.consent_age, progress.readings[0]
    is_certain = ages(told, scene.now.date())[1] < age
    needed = () if is_certain else (scene.fill(scene.phrases.whole_date_needed, age=age),)
    return "\n\n".join((*needed, scene.fill(scene.phrases.minor)))


def answer(scene: Scene, progress: Progress) -> Move:
    match says_carer(scene):
        case True:
            return as_carer(scene, progress)
        case False:
            return stop(scene, progress)
        case None:
            return Move(progress, (scene.fill(scene.phrases.choose_number),))


def says_carer(scene: Scene) -> bool | None:
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
    """Ask for the carer's consent; keep only a whole birth date.

    The name may have been the carer's, and an age the younger of two. A record on file is the sender's own, and not the child's.
    """
    told = progress.readings[0]
    kept = {progress.step: told} if is_whole(told) else {}
    begun = replace(path.empty(progress), step="consent", whom=Whom.CHILD, answers=kept, consent=None)
    if progress.on_file:
        begun = replace(begun, patient=None)
    if scene.clinic.channel == FORM:
        begun = replace(begun, by_form=tuple(kept))
    return Move(begun, (scene.fill(scene.phrases.for_a_child),))


def stop(scene: Scene, progress: Progress) -> Move:
    """Drop what was answered: somebody too young may not answer alone."""
    gone = replace(path.empty(progress), step="closed", patient=None, consent=None, whom=None)
    sorry = scene.fill(scene.phrases.too_young, age=scene.clinic.consent_age)
    return Move(gone, (sorry,), (DraftDiscarded(),), then_ask=False)
