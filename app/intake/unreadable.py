"""Answer messages that are not text: pictures, voice, places. None is downloaded."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from app.intake import ear, path
from app.intake.answers import Accepted
from app.intake.answers.addresses import ADDRESS
from app.intake.keywords import plain
from app.intake.kind import Kind
from app.intake.phrases import SHIPPED
from app.intake.progress import Progress
from app.intake.scene import Move, Scene
from app.intake.stages import handed_in
from app.intake.words import Phrases

HINT_AGAIN = timedelta(minutes=10)
CAPTIONED = frozenset({Kind.IMAGE, Kind.VIDEO, Kind.DOCUMENT})


def has_words(scene: Scene, progress: Progress) -> bool:
    """Return whether the message has a caption that may be an answer or a note.

    A keyword or a number in a caption chooses nothing.
    """
    text = scene.message.text
    is_open = path.is_question(scene, progress) or handed_in.takes_notes(progress)
    is_taken = scene.message.kind in CAPTIONED and is_open and progress.aside in {None, "noted"}
    has_letters = any(char.isalpha() for char in plain(text))
    return is_taken and has_letters and ear.find(text, SHIPPED.values()) is None


def hint(scene: Scene, progress: Progress) -> Move:
    """Say what to do instead, and ask the open question again.

    A reaction is answered once in ten minutes, or the patient would get a hint for each.
    """
    if scene.message.kind is Kind.REACTION and scene.is_recent(progress.hinted_at, HINT_AGAIN):
        return Move(progress, then_ask=False)
    if place := _place(scene, progress):
        return Move(replace(progress, aside="is_it", readings=(place,)))
    hinted = replace(progress, hinted_at=scene.now)
    if not progress.language:
        said = "\n".join(cannot(scene, phrases) for phrases in scene.offered)
        return Move(hinted, (said,), tells_unkept=True)
    if progress.aside is None and path.is_question(scene, progress):
        mention = scene.words(scene.question(progress.step)).mention
        please = scene.fill(scene.phrases.please_type, mention=mention)
        said = f"{cannot(scene, scene.phrases)} {please}"
        return Move(hinted, (said,), then_ask=False, tells_unkept=True)
    said = f"{cannot(scene, scene.phrases)} {scene.fill(scene.phrases.please_write)}"
    return Move(hinted, (said,), tells_unkept=True)


def _place(scene: Scene, progress: Progress) -> str | None:
    """Return the address of a place that was sent where an address is asked for."""
    is_asked = progress.aside is None and path.is_question(scene, progress)
    if scene.message.kind is not Kind.LOCATION or not is_asked:
        return None
    question = scene.question(progress.step)
    if question.reader is not ADDRESS:
        return None
    reading = ADDRESS.read(scene.message.text, scene.context_of(question)) if scene.message.text else None
    return reading.value if isinstance(reading, Accepted) else None


def cannot(scene: Scene, phrases: Phrases) -> str:
    """Say that a message of this kind cannot be read."""
    # A blank text has no kind of its own.
    kind = Kind.OTHER if scene.message.kind is Kind.TEXT else scene.message.kind
    return phrases.cannot_read[kind]
