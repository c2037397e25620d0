"""Show the privacy text and take the answer.

Nothing of a patient is kept before a yes. Only an answer to the text that was shown counts: the clinic may publish
another one while the patient reads.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from hashlib import sha256
from typing import TypeVar
from uuid import UUID

from app.intake import channel, ear, path
from app.intake.clinic import Clinic
from app.intake.model import FORM, ConsentGiven, ConsentRefused, DraftDiscarded, Event
from app.intake.phrases import speak
from app.intake.progress import Consent, Progress
from app.intake.questionnaire import Questionnaire, asked_of
from app.intake.questions import words_of
from app.intake.scene import Move, Scene
from app.intake.stages import whom
from app.intake.words import Phrases

MOST_TEXTS = 64
"""A process serves one clinic, in few languages; its settings change rarely."""


@lru_cache(maxsize=MOST_TEXTS)
def agreement(
    clinic: Clinic, questionnaire: Questionnaire, language: str, of_other: bool, visit: str = ""
) -> tuple[str, Consent]:
    """Return the exact text to agree to, and the consent that a yes to it gives.

    The text names every question, so a new question asks everybody again. Both are computed once, because each message
    compares them with the consent that was given.
    """
    phrases = speak(language)
    opening = phrases.consent_opening_of_other if of_other else phrases.consent_opening
    about = clinic.fill(opening, asked=asked(clinic, questionnaire, phrases, of_other, visit))
    # The clinic's own words are never filled in: a brace stays a brace.
    own = clinic.consent_texts.get(phrases.code)
    said = f"{about}\n\n{own}" if own else _shipped(clinic, phrases, about)
    # A page has buttons: it lists no numbers to type.
    asking = "" if clinic.channel == FORM else f"\n\n{clinic.fill(phrases.agree)}"
    whole = f"{phrases.signed(said, clinic.phone)}{asking}"
    text = channel.as_sms(whole) if clinic.channel == "sms" else whole
    return text, Consent(str(clinic.consent_version), phrases.code, sha256(text.encode()).hexdigest())


def shipped_middle(clinic: Clinic, phrases: Phrases) -> str:
    """Return the part of the text that a clinic's own words replace."""
    return _shipped(clinic, phrases, "").strip()


def _shipped(clinic: Clinic, phrases: Phrases, opening: str) -> str:
    if clinic.channel == FORM:
        return clinic.fill(phrases.consent_on_form, opening=opening)
    return clinic.fill(phrases.consent, opening=opening, carriers=phrases.carriers[clinic.channel])


def asked(
    clinic: Clinic, questionnaire: Questionnaire, phrases: Phrases, of_other: bool, visit: str = ""
) -> str:
    """List all that may be asked at such a visit: the clinic's own after the rest."""
    others = (item for item in questionnaire.limited if item.visits and visit not in item.visits)
    unfit = frozenset(item.key for item in others)
    questions = asked_of(questionnaire, clinic.left_out, of_other=of_other, unfit=unfit)
    words = [(each.item, words_of(each, phrases, of_other=of_other)) for each in questions]
    shipped = phrases.in_a_row([texts.mention for item, texts in words if item is None])
    own = ", ".join(texts.title for item, texts in words if item)
    return phrases.also_asked.format(asked=shipped, own=own) if own else shipped


def privacy_text(scene: Scene, phrases: Phrases) -> str:
    """Return the exact text to agree to, in a language."""
    return agreement(scene.clinic, scene.questionnaire, phrases.code, scene.of_other, scene.visit)[0]


def to_text(scene: Scene, phrases: Phrases) -> Consent:
    """Return the consent that a yes to the text in this language gives."""
    return agreement(scene.clinic, scene.questionnaire, phrases.code, scene.of_other, scene.visit)[1]


def seen(scene: Scene, progress: Progress) -> Consent | None:
    """Return the text that the patient was shown, unless it has changed since."""
    return progress.shown if progress.shown == to_text(scene, scene.phrases) else None


def is_current(scene: Scene, given: Consent) -> bool:
    """Return whether the agreed text is still the same in its language.

    The consent may be about the sender or somebody else, and from a channel whose text says more.
    """
    channels = (scene.clinic, *(replace(scene.clinic, channel=each) for each in scene.clinic.holds_too))
    current = (
        agreement(clinic, scene.questionnaire, given.language, other, scene.visit)[1]
        for clinic in channels
        for other in (False, True)
    )
    return given in current


ASIDES = frozenset({"consent", "sure", "language"})
Decision = TypeVar("Decision", ConsentGiven, ConsentRefused)


def ask(scene: Scene, _progress: Progress) -> str:
    return privacy_text(scene, scene.phrases)


def answer(scene: Scene, progress: Progress) -> Move:
    phrases = scene.phrases
    if begins := whom.first(scene, progress):
        return begins
    options = (ear.yes_words(), ear.no_words(), phrases.lexicon.read_more)
    match ear.choose(scene.message.text, options):
        case 0:
            return agree(scene, progress)
        case 1:
            return _doubted(scene, progress)
        case 2:
            return read_more(scene, progress)
        case _:
            return Move(
                progress, (scene.fill(phrases.choose_number), scene.fill(phrases.agree)), then_ask=False
            )


def read_more(scene: Scene, progress: Progress) -> Move:
    """Show the longer text, and ask again without the shorter one."""
    return Move(progress, (longer(scene), scene.fill(scene.phrases.agree)), then_ask=False)


def longer(scene: Scene) -> str:
    """Return the longer privacy text, which PRIVACY shows at any step."""
    longer = scene.phrases.privacy_on_form if scene.clinic.channel == FORM else scene.phrases.privacy
    listed = asked(scene.clinic, scene.questionnaire, scene.phrases, scene.of_other, scene.visit)
    return scene.fill(longer, asked=listed)


def is_open(progress: Progress) -> bool:
    """Return whether the privacy text is the open question."""
    return progress.aside == "consent" or (progress.aside is None and progress.step == "consent")


def remember(scene: Scene, progress: Progress) -> Progress:
    """Remember the privacy text that is in front of the patient, if one is open."""
    if is_open(progress):
        return replace(progress, shown=to_text(scene, scene.phrases))
    is_shown = progress.shown is not None and progress.aside != "sure"
    return replace(progress, shown=None) if is_shown else progress


def is_due(scene: Scene, progress: Progress) -> bool:
    """Return whether a consent is outdated and the current text was not asked yet."""
    return progress.aside not in ASIDES and _is_outdated(scene, progress)


def reopen(progress: Progress) -> Progress:
    """Go to the text of a consent that was given before.

    People on file are asked first, then somebody new.
    """
    step = "submitted" if progress.step == "consent" else progress.step
    return replace(progress, step=step, aside="consent", readings=())


def back(progress: Progress) -> Progress:
    """Go back to the privacy text from what was asked on top of it."""
    return replace(progress, aside=None if progress.step == "consent" else "consent")


def renew(scene: Scene, progress: Progress) -> Move | None:
    """Ask again after the text has changed.

    The message was meant for another question, so it is not read.
    """
    if not is_due(scene, progress):
        return None
    not_saved = scene.fill(scene.phrases.not_saved)
    return Move(reopen(progress), (f"{why_again(scene, progress)} {not_saved}",), tells_unkept=True)


def why_again(scene: Scene, progress: Progress) -> str:
    """Say why a sender who agreed is asked again.

    The text on our own pages names no carrier, so a consent given there does not hold in the chat.
    """
    given, phrases = progress.consent, scene.phrases
    on_the_page = replace(scene, clinic=replace(scene.clinic, channel=FORM, holds_too=()))
    is_of_the_page = given is not None and is_current(on_the_page, given)
    return scene.fill(phrases.consent_in_chat if is_of_the_page else phrases.consent_changed)


def show_again(scene: Scene, progress: Progress) -> Move:
    """Show the current text: the answer was to an earlier one."""
    again = reopen if _is_outdated(scene, progress) else back
    return Move(again(progress), (scene.fill(scene.phrases.consent_changed),))


def decide(
    decision: type[Decision], about: Consent, scene: Scene, progress: Progress
) -> tuple[Decision, ...]:
    """Return the decision about the current text, once for each person it concerns."""
    text = privacy_text(scene, scene.phrases)
    return tuple(
        decision(patient, about.version, about.language, about.text_hash, on_behalf, text)
        for patient, on_behalf in _concerned(scene, progress).items()
    )


def _concerned(scene: Scene, progress: Progress) -> Mapping[UUID, bool]:
    """Return the people the answer concerns, and whether the sender decides for them.

    A text that asks again asks about everybody on file, and about the current patient.
    """
    on_file = {} if progress.step == "consent" else {person.id: person.other for person in progress.people}
    in_hand = progress.patient or (None if on_file else scene.message.new_id)
    return on_file | {in_hand: scene.of_other} if in_hand else on_file


def _is_outdated(scene: Scene, progress: Progress) -> bool:
    return progress.consent is not None and not is_current(scene, progress.consent)


def agree(scene: Scene, progress: Progress) -> Move:
    """Take a yes to the text that was shown."""
    given = seen(scene, progress)
    if given is None:
        return show_again(scene, progress)
    agreed = replace(progress, consent=given, told_unkept=False)
    events = decide(ConsentGiven, given, scene, progress)
    thanks = (scene.fill(scene.phrases.thank_you),)
    if progress.step == "consent":
        return Move(path.onward(scene, replace(agreed, patient=events[0].patient)), thanks, events)
    return Move(replace(agreed, aside=path.under(progress)), thanks, events)


def _doubted(scene: Scene, progress: Progress) -> Move:
    if seen(scene, progress) is None:
        return show_again(scene, progress)
    return Move(replace(progress, aside="sure"))


def ask_sure(scene: Scene, _progress: Progress) -> str:
    """Ask about a no once. The second is accepted."""
    return scene.fill(scene.phrases.sure)


def answer_sure(scene: Scene, progress: Progress) -> Move:
    phrases = scene.phrases
    match ear.choose(scene.message.text, (ear.yes_words(), ear.no_words())):
        case 0:
            return refuse(scene, progress)
        case 1:
            return Move(back(progress))
        case _:
            return Move(progress, (scene.fill(phrases.choose_number),))


def refuse(scene: Scene, progress: Progress) -> Move:
    """Take a no that the sender is sure of."""
    refused = seen(scene, progress)
    if refused is None:
        return show_again(scene, progress)
    refusals = decide(ConsentRefused, refused, scene, progress)
    events: tuple[Event, ...] = (*refusals, DraftDiscarded()) if progress.begun else refusals
    left = replace(path.empty(progress), patient=None)
    if progress.step == "consent" and progress.people:
        return Move(
            replace(left, step="submitted", whom=None), (scene.fill(scene.phrases.not_for_them),), events
        )
    return Move(
        replace(left, step="declined", consent=None),
        (scene.fill(scene.phrases.refused),),
        events,
        then_ask=False,
    )


def ask_declined(scene: Scene, progress: Progress) -> str:
    """Ask nothing after a no, or after the answers were deleted: START leads back."""
    return scene.fill(scene.phrases.declined if progress.step == "declined" else scene.phrases.closed)


def answer_declined(_scene: Scene, progress: Progress) -> Move:
    return Move(progress, tells_unkept=True)


def return_from(progress: Progress) -> Move:
    """Go back to the privacy text.

    A sender who handed in answers returns to the menu after it.
    """
    if progress.people:
        return Move(replace(progress, step="submitted", aside="consent"))
    return Move(replace(progress, step="consent" if progress.whom else "whom", aside=None))
