"""The privacy text and the answer to it. Nothing of a patient is kept before a yes.

Only an answer to the text that was shown counts: the clinic may publish another one while the patient reads.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from app.intake import consent, path
from app.intake.answers.choices import pick
from app.intake.scene import Move
from app.intake.turn import ConsentGiven, ConsentRefused

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from app.intake.progress import Consent, Progress
    from app.intake.scene import Scene

ASIDES = frozenset({"consent", "sure", "language"})
Decision = TypeVar("Decision", ConsentGiven, ConsentRefused)


def ask(scene: Scene, _progress: Progress) -> str:
    return consent.text(scene, scene.phrases)


def answer(scene: Scene, progress: Progress) -> Move:
    phrases = scene.phrases
    match pick(scene.message.text, [phrases.yes, phrases.no, phrases.read_more]):
        case 0:
            return _agreed(scene, progress)
        case 1:
            return _doubted(scene, progress)
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


def remember(scene: Scene, progress: Progress) -> Progress:
    """The progress once its open stage is asked, with the text that the patient has before them now, if it is one."""
    if is_open(progress):
        return replace(progress, shown=consent.to_text(scene, scene.phrases))
    return progress if progress.aside == "sure" else replace(progress, shown=None)


def is_due(scene: Scene, progress: Progress) -> bool:
    """Whether a consent was given to a text that is no longer the current one, and has not been asked for yet."""
    return progress.aside not in ASIDES and _is_outdated(scene, progress)


def reopen(progress: Progress) -> Progress:
    """At the text of a consent that was given before. Those on file come first, then somebody new."""
    step = "submitted" if progress.step == "consent" else progress.step
    return replace(progress, step=step, aside="consent", readings=())


def back(progress: Progress) -> Progress:
    """At the text that was open, from what was asked on top of it."""
    return replace(progress, aside=None if progress.step == "consent" else "consent")


def renew(scene: Scene, progress: Progress) -> Move | None:
    """The first answer after the text has changed: the message was meant for another question, so it is not read."""
    if not is_due(scene, progress):
        return None
    changed, not_saved = scene.fill(scene.phrases.consent_changed), scene.fill(scene.phrases.not_saved)
    return Move(reopen(progress), (f"{changed} {not_saved}",))


def show_anew(scene: Scene, progress: Progress) -> Move:
    """The current text in place of the one that was shown, for an answer to that one is none to this."""
    again = reopen if _is_outdated(scene, progress) else back
    return Move(again(progress), (scene.fill(scene.phrases.consent_changed),))


def decide(
    decision: type[Decision], about: Consent, scene: Scene, progress: Progress
) -> tuple[Decision, ...]:
    """The decision about a text, the one that is shown now, once for everybody whom it concerns."""
    text = consent.text(scene, scene.phrases)
    return tuple(
        decision(patient, about.version, about.language, about.text_hash, on_behalf, text)
        for patient, on_behalf in _concerned(scene, progress).items()
    )


def _concerned(scene: Scene, progress: Progress) -> Mapping[UUID, bool]:
    """Whom the answer is about, each with whether the sender decides for somebody else.

    A text that asks again asks about everybody on file, and about the patient in hand.
    """
    on_file = {} if progress.step == "consent" else {person.id: person.other for person in progress.people}
    in_hand = progress.patient or (None if on_file else scene.message.new_id)
    return on_file | {in_hand: scene.of_other} if in_hand else on_file


def _is_outdated(scene: Scene, progress: Progress) -> bool:
    return progress.consent is not None and not consent.is_current(scene, progress.consent)


def _agreed(scene: Scene, progress: Progress) -> Move:
    given = consent.seen(scene, progress)
    if given is None:
        return show_anew(scene, progress)
    agreed = replace(progress, consent=given)
    events = decide(ConsentGiven, given, scene, progress)
    thanks = (scene.fill(scene.phrases.thank_you),)
    if progress.step == "consent":
        return Move(path.begin(scene, replace(agreed, patient=events[0].patient)), thanks, events)
    return Move(replace(agreed, aside=path.under(progress)), thanks, events)


def _doubted(scene: Scene, progress: Progress) -> Move:
    if consent.seen(scene, progress) is None:
        return show_anew(scene, progress)
    return Move(replace(progress, aside="sure"))
