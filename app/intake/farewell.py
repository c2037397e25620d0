"""Let people leave, or have less of us: NO REMINDER, NOT ME and WITHDRAW."""

from __future__ import annotations

from dataclasses import replace

from app.intake.keywords import Keyword
from app.intake.model import ConsentRefused, Event, OptedOut, RemindersRefused
from app.intake.phrases import speak
from app.intake.progress import Progress
from app.intake.scene import Move, Scene
from app.intake.stages import consent, return_visit


def answer(scene: Scene, progress: Progress) -> Move | None:
    """Obey NO REMINDER, NOT ME and WITHDRAW."""
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

    What was not sent is deleted, nothing more is asked, and no more is written.
    """
    phrases = scene.phrases
    refused = _refusals(scene, progress)
    said = (
        phrases.withdrawn,
        *((phrases.withdrawn_draft,) if progress.begun else ()),
        *((phrases.withdrawn_on_file,) if progress.people else ()),
        phrases.write_start,
    )
    left = replace(return_visit.without_draft(progress, step="declined"), opted_out=True)
    events: tuple[Event, ...] = (*refused, *return_visit.discarded(progress), OptedOut())
    return Move(left, (" ".join(map(scene.fill, said)),), events, then_ask=False)


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
