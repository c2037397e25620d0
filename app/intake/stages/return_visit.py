"""Serve a sender who comes back, begins again, or leaves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from app.intake import ear, path
from app.intake.answers import Accepted
from app.intake.answers.addresses import ADDRESS
from app.intake.answers.birth_date import BIRTH_DATE
from app.intake.answers.names import NAME
from app.intake.model import DraftDiscarded
from app.intake.progress import Progress
from app.intake.scene import Move, Scene


def restart(scene: Scene, progress: Progress) -> Move:
    """Ask the first question again; the consent stays, and so do answers on file."""
    if progress.on_file:
        return leave_unchanged(scene, progress)
    sentence = scene.phrases.restarted if progress.begun else scene.phrases.restarted_from_nothing
    return Move(path.begin(scene, progress), (scene.fill(sentence),), discarded(progress))


def delete(scene: Scene, progress: Progress) -> Move:
    """Delete everything that was not handed in, and the consent with it."""
    gone = replace(path.empty(progress), step="closed", patient=None, consent=None, whom=None)
    return Move(gone, (scene.fill(scene.phrases.deleted),), discarded(progress), then_ask=False)


def leave_unchanged(scene: Scene, progress: Progress) -> Move:
    """Go back to the menu. What the clinic has does not change."""
    left = replace(path.empty(progress), step="submitted", patient=None)
    return Move(left, (scene.fill(scene.phrases.left_unchanged),), discarded(progress))


def discarded(progress: Progress) -> tuple[DraftDiscarded, ...]:
    """Return the event that answers are lost, if there are any."""
    return (DraftDiscarded(),) if progress.begun else ()


def without_draft(progress: Progress, *, step: str) -> Progress:
    """Drop the unfinished intake and the consent. People on file stay."""
    return replace(path.empty(progress), step=step, patient=None, consent=None)


def wrong_number(scene: Scene, progress: Progress) -> Move:
    """Delete the unfinished intake of a sender who writes NOT ME, and offer STOP.

    If that would lose answers, the sender is asked once whether they are sure.
    """
    if progress.begun and progress.aside != "not_me":
        return Move(replace(progress, aside="not_me", readings=()))
    phrases = scene.phrases
    has_draft = progress.begun or progress.patient is not None
    said = (
        phrases.wrong_number,
        *((phrases.wrong_number_deleted,) if has_draft else ()),
        *((phrases.wrong_number_on_file,) if progress.people else ()),
        phrases.no_more_messages,
    )
    left = without_draft(progress, step="closed") if has_draft else progress
    return Move(left, (" ".join(map(scene.fill, said)),), discarded(progress), then_ask=False)


def ask_restart(scene: Scene, _progress: Progress) -> str:
    """Ask before answers are dropped that were not sent yet."""
    return scene.fill(scene.phrases.restart_sure)


def answer_restart(scene: Scene, progress: Progress) -> Move:
    return _if_sure(scene, progress, restart)


def ask_delete(scene: Scene, _progress: Progress) -> str:
    return scene.fill(scene.phrases.delete_sure)


def answer_delete(scene: Scene, progress: Progress) -> Move:
    return _if_sure(scene, progress, delete)


def ask_not_me(scene: Scene, _progress: Progress) -> str:
    return scene.fill(scene.phrases.wrong_number_sure)


def answer_not_me(scene: Scene, progress: Progress) -> Move:
    if ear.choose(scene.message.text, (ear.yes_words(), ear.no_words())) == 0:
        return wrong_number(scene, progress)
    return _if_sure(scene, progress, wrong_number)


def _if_sure(scene: Scene, progress: Progress, act: Callable[[Scene, Progress], Move]) -> Move:
    back = replace(progress, aside=None)
    match ear.choose(scene.message.text, (ear.yes_words(), ear.no_words())):
        case 0:
            return act(scene, back)
        case 1:
            return Move(back)
        case _:
            return Move(back, (scene.fill(scene.phrases.not_saved),))


FORGOTTEN = timedelta(days=1)
"""After this long, people may not remember what was asked."""
AT_A_QUESTION = frozenset({None, "which_day", "year_or_age"})


def notice(scene: Scene, progress: Progress) -> Move | None:
    """Welcome a patient back after a silence, and ask if the text is an answer at all."""
    if progress.aside not in AT_A_QUESTION or not path.is_question(scene, progress):
        return None
    text = scene.message.text
    welcome = (scene.fill(scene.phrases.welcome_back),)
    if ear.is_yes(text) or ear.is_courtesy(text):
        return Move(progress, welcome, is_heard=True)
    if progress.aside or not _is_doubtful(scene, progress):
        return None
    return Move(replace(progress, aside="is_it", readings=(text,)), welcome)


def _is_doubtful(scene: Scene, progress: Progress) -> bool:
    """Return whether a text that could be the answer may be meant for something else."""
    asked, text = scene.question(progress.step), scene.message.text
    if asked.reader in {BIRTH_DATE, NAME} or not isinstance(
        asked.reader.read(text, scene.context_of(asked)), Accepted
    ):
        return False
    if asked.reader is ADDRESS:
        return not any(char.isdecimal() for char in text)
    return "?" in text or scene.silence_since(progress.last_at) > FORGOTTEN
