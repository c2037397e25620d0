"""The privacy text and the answer to it. Nothing of a patient is kept before a yes.

Only an answer to the text that was shown counts: the clinic may publish another one while the patient reads.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING, TypeVar

from app.intake import path
from app.intake.answers import pick
from app.intake.model import ConsentGiven, ConsentRefused, DraftDiscarded
from app.intake.phrases import speak
from app.intake.progress import Consent
from app.intake.questions import words_of
from app.intake.scene import Move

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from app.intake.model import Clinic, Event
    from app.intake.progress import Progress
    from app.intake.questions import Question
    from app.intake.scene import Scene
    from app.intake.words import Phrases


# The agreement: which text is shown, and whether a given one is still the current one.

# A process serves one clinic, in few languages; its profile changes rarely.
MOST_TEXTS = 64


@lru_cache(maxsize=MOST_TEXTS)
def agreement(
    clinic: Clinic, questions: tuple[Question, ...], language: str, of_other: bool
) -> tuple[str, Consent]:
    """The exact text that is agreed to, and the consent that a yes to it is.

    The text names every question, so a new question asks everybody again. Both are worked out once: each message
    compares the consent that was given with them.
    """
    phrases = speak(language)
    opening = phrases.consent_opening_of_other if of_other else phrases.consent_opening
    about = clinic.fill(opening, asked=asked(questions, phrases, of_other=of_other))
    # The clinic's own words are never filled in: a brace in them is a brace.
    own = clinic.consent_texts.get(phrases.code)
    said = f"{about}\n\n{own}" if own else clinic.fill(phrases.consent, opening=about)
    text = f"{said}\n\n{clinic.fill(phrases.agree)}"
    return text, Consent(str(clinic.consent_version), phrases.code, sha256(text.encode()).hexdigest())


def shipped_middle(clinic: Clinic, phrases: Phrases) -> str:
    """What a clinic's own words would take the place of."""
    return clinic.fill(phrases.consent, opening="").strip()


def asked(questions: tuple[Question, ...], phrases: Phrases, *, of_other: bool) -> str:
    """Everything that is asked for, as a list in a sentence."""
    words = [words_of(question, phrases) for question in questions]
    *most, last = (each.of_other().mention if of_other else each.mention for each in words)
    return f"{', '.join(most)}{phrases.last_and}{last}" if most else last


def privacy_text(scene: Scene, phrases: Phrases) -> str:
    """The exact text that is agreed to, in a language."""
    return agreement(scene.clinic, scene.questions, phrases.code, scene.of_other)[0]


def to_text(scene: Scene, phrases: Phrases) -> Consent:
    """The consent that a yes to the text in that language is."""
    return agreement(scene.clinic, scene.questions, phrases.code, scene.of_other)[1]


def seen(scene: Scene, progress: Progress) -> Consent | None:
    """The text that the patient was shown, if it would be shown word for word again."""
    return progress.shown if progress.shown == to_text(scene, scene.phrases) else None


def is_current(scene: Scene, given: Consent) -> bool:
    """Whether the text that was agreed to is, in its own language, still the same, whoever it was about."""
    current = (agreement(scene.clinic, scene.questions, given.language, other)[1] for other in (False, True))
    return given in current


ASIDES = frozenset({"consent", "sure", "language"})
Decision = TypeVar("Decision", ConsentGiven, ConsentRefused)


def ask(scene: Scene, _progress: Progress) -> str:
    return privacy_text(scene, scene.phrases)


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
    return scene.fill(
        scene.phrases.privacy, asked=asked(scene.questions, scene.phrases, of_other=scene.of_other)
    )


def is_open(progress: Progress) -> bool:
    """Whether the privacy text is what was asked about last."""
    return progress.aside == "consent" or (progress.aside is None and progress.step == "consent")


def remember(scene: Scene, progress: Progress) -> Progress:
    """The progress once its open stage is asked, with the text that the patient has before them now, if it is one."""
    if is_open(progress):
        return replace(progress, shown=to_text(scene, scene.phrases))
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


def show_again(scene: Scene, progress: Progress) -> Move:
    """The current text in place of the one that was shown, for an answer to that one is none to this."""
    again = reopen if _is_outdated(scene, progress) else back
    return Move(again(progress), (scene.fill(scene.phrases.consent_changed),))


def decide(
    decision: type[Decision], about: Consent, scene: Scene, progress: Progress
) -> tuple[Decision, ...]:
    """The decision about a text, the one that is shown now, once for everybody whom it concerns."""
    text = privacy_text(scene, scene.phrases)
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
    return progress.consent is not None and not is_current(scene, progress.consent)


def _agreed(scene: Scene, progress: Progress) -> Move:
    given = seen(scene, progress)
    if given is None:
        return show_again(scene, progress)
    agreed = replace(progress, consent=given)
    events = decide(ConsentGiven, given, scene, progress)
    thanks = (scene.fill(scene.phrases.thank_you),)
    if progress.step == "consent":
        return Move(path.begin(scene, replace(agreed, patient=events[0].patient)), thanks, events)
    return Move(replace(agreed, aside=path.under(progress)), thanks, events)


def _doubted(scene: Scene, progress: Progress) -> Move:
    if seen(scene, progress) is None:
        return show_again(scene, progress)
    return Move(replace(progress, aside="sure"))


# A no to the privacy text is asked about once, then believed.


def ask_sure(scene: Scene, _progress: Progress) -> str:
    return scene.fill(scene.phrases.sure)


def answer_sure(scene: Scene, progress: Progress) -> Move:
    phrases = scene.phrases
    match pick(scene.message.text, [phrases.yes, ()]):
        case 0:
            return _refused(scene, progress)
        case 1:
            return Move(back(progress))
        case _:
            return Move(progress, (scene.fill(phrases.choose_number),))


def _refused(scene: Scene, progress: Progress) -> Move:
    refused = seen(scene, progress)
    if refused is None:
        return show_again(scene, progress)
    refusals = decide(ConsentRefused, refused, scene, progress)
    events: tuple[Event, ...] = (*refusals, DraftDiscarded()) if progress.begun else refusals
    left = replace(path.empty(progress), patient=None)
    if progress.step == "consent" and progress.people:
        return Move(replace(left, step="submitted"), (scene.fill(scene.phrases.not_for_them),), events)
    return Move(
        replace(left, step="declined", consent=None),
        (scene.fill(scene.phrases.refused),),
        events,
        then_ask=False,
    )


# Nothing is asked any more: after a no, or after the answers were deleted. START is the way back.


def ask_declined(scene: Scene, progress: Progress) -> str:
    return scene.fill(scene.phrases.declined if progress.step == "declined" else scene.phrases.closed)


def answer_declined(_scene: Scene, progress: Progress) -> Move:
    return Move(progress)


def return_from(progress: Progress) -> Move:
    """Back to the privacy text; somebody who has handed in answers comes back to those after it."""
    if progress.people:
        return Move(replace(progress, step="submitted", aside="consent"))
    return Move(replace(progress, step="consent", aside=None))
