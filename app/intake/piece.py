"""Judge by its words whether a message goes on with the answer before."""

from __future__ import annotations

import re
from dataclasses import replace
from enum import Enum, auto

from app.intake import ear, pace
from app.intake.answers import Accepted
from app.intake.answers.addresses import ADDRESS
from app.intake.answers.date_words import names_of_months
from app.intake.answers.names import NAME
from app.intake.answers.texts import stated
from app.intake.ear import of_all
from app.intake.keywords import plain
from app.intake.progress import Progress
from app.intake.questions import Question
from app.intake.scene import Move, Scene

MOST_WORDS_OF_A_PART = 6
MOST_WORDS_OF_A_PLACE = 3
MOST_WORDS_OF_A_NAME = 4
SHORT_WORD = 3
# "LK1 2AB", "41013", "IL 62704", "Kolkata 700016", "28013 Madrid"
WITH_POSTCODE = re.compile(r"(?=\w*\d)\w{2,4} (?=\w*\d)(?=\w*[a-z])\w{3,4}|([a-z ]+ )?\d{5,6}|\d{5} [a-z ]+")


class Piece(Enum):
    """Say to which answer a message's words belong."""

    BEFORE = auto()
    """Clearly to the one before."""
    PERHAPS = auto()
    """Rather to the one before."""
    OPEN = auto()
    """To the open question, or to that as well."""
    UNKNOWN = auto()


def judge(scene: Scene, progress: Progress, told: Question, asked: Question | None) -> Piece:
    """Return to which of the two answers the words of the message belong."""
    if told.reader is ADDRESS:
        return _of_address(scene, progress, progress.answers.get(told.key, ""))
    if told.reader is NAME:
        return _of_name(scene, progress, progress.answers.get(told.key, ""))
    if asked is None or not (told.health and asked.health):
        return Piece.UNKNOWN
    if not scene.together and not asked.many:
        return Piece.UNKNOWN
    has_begun = bool(stated(progress.answers.get(told.key, "")))
    return _of_health(scene.message.text, told, asked, may_continue=has_begun and bool(scene.together))


def whole_of(progress: Progress, told: Question, text: str) -> str:
    """Return the answer before with a text after it, which replaces a "none"."""
    earlier = stated(progress.answers.get(told.key, ""))
    return f"{earlier}{told.reader.joint}{text}" if earlier else text


def added(scene: Scene, progress: Progress, told: Question, text: str) -> Progress | None:
    """Add a text to the answer before; None if they do not make one answer."""
    whole = whole_of(progress, told, text)
    reading = told.reader.read(whole, scene.context_of(told)) if len(whole) <= told.limit else None
    if not isinstance(reading, Accepted):
        return None
    return replace(
        progress,
        answers={**progress.answers, told.key: reading.value},
        told=told.key,
        told_before=progress.answers.get(told.key, ""),
        asked_at=scene.now,
        emergency=progress.emergency or scene.is_alarming,
    )


def told_that_added(scene: Scene, kept: Progress, told: Question) -> Move:
    """Say to which answer a message was added, and ask the open question again."""
    return Move(kept, (scene.fill(scene.phrases.added_before, mention=scene.words(told).mention),))


def _of_health(text: str, told: Question, asked: Question, *, may_continue: bool) -> Piece:
    """Judge a text between two questions about health.

    After "none", and where messages are not joined, only what is clearly something is asked about.
    """
    about = ear.hints(text) if may_continue else ear.kinds(text)
    if may_continue and ear.continues(text) and (told.key in about or not about):
        return Piece.BEFORE
    if asked.key in about:
        return Piece.OPEN
    # Anything may be the answer to a question that has no words of its own.
    is_before = told.key in about and (asked.key in ear.HINTS or about == {told.key})
    return Piece.PERHAPS if is_before else Piece.UNKNOWN


def _of_address(scene: Scene, progress: Progress, earlier: str) -> Piece:
    text = scene.message.text
    if ear.hints(text) or ear.speaks_of_health(text):
        return Piece.OPEN
    if _is_part_of_address(text):
        return Piece.BEFORE
    is_in_pieces = progress.told_before not in {"", earlier}
    is_one_line = is_in_pieces or not any(mark in earlier for mark in ",\n")
    is_unfinished = is_one_line or scene.is_recent(scene.asked_at(progress), pace.SURELY)
    return Piece.PERHAPS if is_unfinished and _may_be_place(text) else Piece.OPEN


def _is_part_of_address(text: str) -> bool:
    """Return whether a text has a postcode, or a figure and a word of addresses."""
    words = plain(text).split()
    if not words or len(words) > MOST_WORDS_OF_A_PART or _is_sentence(words):
        return False
    if any(WITH_POSTCODE.fullmatch(plain(part)) for part in text.split(",")):
        return True
    has_figure = any(char.isdecimal() for char in text)
    return has_figure and not of_all("address_words").isdisjoint(words)


def _may_be_place(text: str) -> bool:
    """Return whether a text is a few words with capitals, or has a word of addresses."""
    words = plain(text).split()
    is_short = 0 < len(words) <= MOST_WORDS_OF_A_PLACE and not _is_sentence(words)
    return is_short and (_is_capitalised(text) or not of_all("address_words").isdisjoint(words))


def _of_name(scene: Scene, progress: Progress, earlier: str) -> Piece:
    text = scene.message.text
    words = plain(text).split()
    is_unfinished = len(earlier.split()) == 1 or bool(progress.told_before)
    is_date = any(char.isdecimal() for char in text) or not names_of_months().isdisjoint(words)
    is_short = 0 < len(words) <= MOST_WORDS_OF_A_NAME and not _is_sentence(words)
    is_relation = not of_all("relations").isdisjoint(words)
    is_piece = is_unfinished and is_short and not (is_date or is_relation)
    return Piece.PERHAPS if is_piece else Piece.OPEN


def _is_sentence(words: list[str]) -> bool:
    return not of_all("sentence_words").isdisjoint(words)


def _is_capitalised(text: str) -> bool:
    """Return whether each long word has a capital, as a place's name does."""
    return all(word[:1].isupper() for word in text.split() if len(word) > SHORT_WORD)
