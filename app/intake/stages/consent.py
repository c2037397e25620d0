"""The privacy text and the answer to it. Nothing of a patient is kept before a yes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.intake import consent, path
from app.intake.answers.choices import pick
from app.intake.scene import Move
from app.intake.turn import ConsentGiven

if TYPE_CHECKING:
    from uuid import UUID

    from app.intake.progress import Progress
    from app.intake.scene import Scene

ASIDES = frozenset({"consent", "sure", "language"})
WITHOUT = frozenset({"language", "consent", "declined", "closed"})


def ask(scene: Scene, _progress: Progress) -> str:
    return consent.text(scene, scene.phrases)


def answer(scene: Scene, progress: Progress) -> Move:
    phrases = scene.phrases
    match pick(scene.message.text, [phrases.yes, phrases.no, phrases.read_more]):
        case 0:
            return _agreed(scene, progress)
        case 1:
            return Move(replace(progress, aside="sure"))
        case 2:
            return read_more(scene, progress)
        case _:
            return Move(
                progress, (scene.fill(phrases.choose_number), scene.fill(phrases.agree)), then_ask=False
            )


def read_more(scene: Scene, progress: Progress) -> Move:
    """The longer text, and the question again without the shorter one."""
    return Move(progress, (longer(scene), scene.fill(scene.phrases.agree)), then_ask=False)


def longer(scene: Scene) -> str:
    """The longer privacy text, which PRIVACY shows at any step."""
    return scene.fill(scene.phrases.privacy, asked=consent.asked(scene, scene.phrases))


def is_open(progress: Progress) -> bool:
    """Whether the privacy text is what was asked about last."""
    return progress.aside == "consent" or (progress.aside is None and progress.step == "consent")


def is_due(scene: Scene, progress: Progress) -> bool:
    """Whether a consent was given to a text that is no longer the current one, and has not been asked for yet."""
    asked = progress.aside in ASIDES or progress.step in WITHOUT
    return not asked and progress.consent is not None and not consent.is_current(scene, progress.consent)


def renew(scene: Scene, progress: Progress) -> Move | None:
    """The first answer after the text has changed: the message was meant for another question, so it is not read."""
    if not is_due(scene, progress):
        return None
    changed, not_saved = scene.fill(scene.phrases.consent_changed), scene.fill(scene.phrases.not_saved)
    return Move(replace(progress, aside="consent", readings=()), (f"{changed} {not_saved}",))


def whose(scene: Scene, progress: Progress) -> UUID:
    """Who the answer is about: the patient in hand, for a renewal the last one handed in, else somebody new."""
    if progress.patient:
        return progress.patient
    is_renewal = progress.step != "consent" and progress.people
    return progress.people[-1].id if is_renewal else scene.message.new_id


def _agreed(scene: Scene, progress: Progress) -> Move:
    given = consent.to_text(scene, scene.phrases)
    patient = whose(scene, progress)
    event = ConsentGiven(patient, given.version, given.language, given.text_hash, scene.of_other)
    thanks = (scene.fill(scene.phrases.thank_you),)
    if progress.step == "consent":
        fresh = path.begin(scene, replace(progress, consent=given, patient=patient))
        return Move(fresh, thanks, (event,))
    return Move(replace(progress, consent=given, aside=path.under(progress)), thanks, (event,))
