"""Obey what people ask for themselves: to leave, fewer messages, their rights.

A right under GDPR Art 15 or 17 is only told to the clinic. Nothing is shown or erased here, because somebody else may
hold the phone, and staff check first. The form's side tells who saw the data, behind the birth date. A draft is deleted at once: the clinic does not have it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from app.intake.keywords import Keyword
from app.intake.model import ConsentRefused, Event, OptedOut, RemindersRefused, RightAsked
from app.intake.phrases import speak
from app.intake.progress import Person, Progress
from app.intake.scene import Move, Scene
from app.intake.stages import consent, link, return_visit


def leave(scene: Scene, progress: Progress) -> Move | None:
    """Obey NO REMINDER, NOT ME and WITHDRAW, each of which ends something."""
    match scene.keyword:
        case Keyword.NO_REMINDERS:
            said = (scene.fill(scene.phrases.no_reminders),)
            return Move(progress, said, (RemindersRefused(),), then_ask=False)
        case Keyword.NOT_ME:
            return return_visit.wrong_number(scene, progress)
        case Keyword.WITHDRAW if progress.consent:
            return withdraw(scene, progress)
        case _:
            return None


def withdraw(scene: Scene, progress: Progress) -> Move:
    """Take back the consent (GDPR Art 7(3)).

    Answers that were not sent are deleted. The sender is asked nothing more, and gets no more messages.
    """
    phrases = scene.phrases
    refused = _refusals(scene, progress)
    said = (
        phrases.withdrawn,
        *((phrases.withdrawn_draft,) if progress.begun else ()),
        *((phrases.withdrawn_on_file,) if progress.people else ()),
        phrases.write_start,
        phrases.nothing_saved_now,
    )
    left = replace(return_visit.without_draft(progress, step="declined"), opted_out=True)
    events: tuple[Event, ...] = (*refused, *return_visit.discarded(progress), OptedOut())
    return Move(left, (" ".join(map(scene.fill, said)),), events, then_ask=False, tells_unkept=True)


def _refusals(scene: Scene, progress: Progress) -> tuple[ConsentRefused, ...]:
    """Return a refusal of the text that was agreed to, for each person it concerns."""
    given = progress.consent
    if given is None:
        return ()
    spoken = speak(given.language)
    is_same = consent.to_text(scene, spoken) == given
    text = consent.privacy_text(scene, spoken) if is_same else None
    refusals = consent.decide(ConsentRefused, given, scene, progress)
    return tuple(replace(refusal, text=text) for refusal in refusals)


RIGHTS: Mapping[Keyword, str] = {Keyword.MY_DATA: "copy", Keyword.DELETE_MY_DATA: "erasure"}
WORDS = frozenset({*RIGHTS, Keyword.WHO_SAW})
"""The words by which somebody asks for a right."""


def ask_for_rights(scene: Scene, progress: Progress) -> Move | None:
    """Answer MY DATA and DELETE MY DATA, and tell the clinic; answer WHO SAW."""
    kind = RIGHTS.get(scene.keyword) if scene.keyword else None
    if kind is None:
        is_asked = scene.keyword is Keyword.WHO_SAW
        return Move(progress, (_who_saw(scene, progress),), then_ask=False) if is_asked else None
    phrases = scene.phrases
    # The people on file are not listed where no name or date goes through the chat.
    is_open = not (progress.doubted or progress.opted_out or scene.by_link)
    if len(progress.people) > 1 and is_open:
        return Move(replace(progress, aside=f"whose_{kind}", readings=()))
    if whose := whose_right(progress.people):
        said = phrases.copy_asked if kind == "copy" else phrases.erasure_asked
        events = tuple(RightAsked(person.id, kind) for person in whose)
        return Move(progress, (scene.fill(said),), events, then_ask=False)
    if kind == "erasure" and (progress.begun or progress.patient):
        # A patient who sent STOP is not asked anything.
        if progress.begun and not progress.opted_out:
            return Move(replace(progress, aside="delete", readings=()))
        return return_visit.delete(scene, progress)
    return Move(progress, (scene.fill(phrases.nothing_on_file),), then_ask=False)


def _who_saw(scene: Scene, progress: Progress) -> str:
    """Lead to the page that shows it, which asks for the birth date first.

    Nobody is led there by a number that may be somebody else's by now.
    """
    if not progress.people:
        return scene.fill(scene.phrases.nothing_on_file)
    if progress.doubted or not scene.message.link:
        return scene.fill(scene.phrases.who_saw_by_phone)
    return link.with_link(scene, scene.phrases.who_saw)


def whose_right(people: tuple[Person, ...]) -> tuple[Person, ...]:
    """Return the sender's own record, or every record of a sender without one."""
    return tuple(person for person in people if not person.other) or people
