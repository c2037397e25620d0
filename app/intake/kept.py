"""Tell patients of words that are kept nowhere.

What they write is in an answer, in a note, in an alarm or in a question that is open, or else they are told that it is not
kept. Words that only steer the conversation, such as "yes, please", hold nothing to keep.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache

from app.intake.answers import date_words
from app.intake.answers.kinds import is_code
from app.intake.definition import AnswerKind
from app.intake.ear import of_all
from app.intake.keywords import plain
from app.intake.lexicon import LEXICONS
from app.intake.model import Alarmed, DraftDiscarded, Event, NoteLeft, Submitted, Updated
from app.intake.phrase_lists import phrases_of
from app.intake.progress import Progress
from app.intake.scene import Move, Scene
from app.intake.stages import alarm

STEERING = (
    *("nothing", "nothing_about", "nothing_aside", "contrasts", "yes", "yes_too", "no", "no_too"),
    *("assents", "objections", "names_itself", "change_words", "change_around", "about_self", "about_child"),
    *(
        "about_adult",
        "about_whom",
        "about_next",
        "several",
        "in_the_chat",
        "on_the_page",
        "read_more",
        "greetings",
        "courtesies",
    ),
    *("excuses", "around", "pointers", "enough", "openers", "closers", "before_birth", "relations", "titles"),
    *("address_openers", "same_as_before", "question_words", "apologies", "age_words", "day_words"),
    "date_fillers",
)
"""The lists of a lexicon whose words steer the conversation, and tell nothing by themselves."""
_UNDERSTOOD = frozenset({"is_it", "which_day", "rows", "row"})
"""The asides in which a clinic's own question was understood, as far as it goes."""
IN_WORDS = frozenset({"belongs", "is_it", "correct", "which"})
"""The asides whose readings are a patient's own words."""


def told(scene: Scene, before: Progress, move: Move) -> Move:
    """Add to a move that words are not kept, if some are not and it does not say so."""
    after = move.progress
    if move.tells_unkept or not (after.consent or scene.by_link or not before.told_unkept):
        return move
    said = () if scene.command or _is_read_as_a_whole(scene, before, after) else (scene.message.text,)
    if not any(is_lost(text, after, move.events) for text in (*said, *_waiting(before))):
        return move
    phrases = scene.phrases
    if not (after.consent or scene.by_link):
        nothing_yet = scene.fill(phrases.nothing_saved_yet)
        return replace(move, progress=replace(after, told_unkept=True), say=(*move.say, nothing_yet))
    has_moved = (before.step, before.aside, before.answers) != (after.step, after.aside, after.answers)
    not_saved = scene.fill(
        phrases.nothing_else_saved if has_moved and not scene.by_link else phrases.not_saved
    )
    return move if not_saved in move.say else replace(move, say=(*move.say, not_saved))


def _is_read_as_a_whole(scene: Scene, before: Progress, after: Progress) -> bool:
    """Return whether a message became the answer to a clinic's own question.

    What was understood is kept, and the words around it are not: "70 kg" is a number. A yes may have more beside it.
    """
    asked = next((each.item for each in scene.questions_of(before) if each.key == before.step), None)
    if asked is None:
        return False
    value = after.answers.get(asked.key, "")
    if asked.kind in {AnswerKind.TEXT, AnswerKind.YES_NO}:
        return is_code(asked, value)
    is_asked_about = after.step == before.step and after.aside in _UNDERSTOOD
    return is_asked_about or before.answers.get(asked.key) != value


def dropped(before: Progress, after: Progress, events: Iterable[Event]) -> tuple[str, ...]:
    """Return the words that waited for an answer, and are now kept nowhere."""
    return tuple(text for text in _waiting(before) if is_lost(text, after, events))


def left_behind(before: Progress, after: Progress, events: Iterable[Event], page: str) -> bool:
    """Return whether a page drops words that another page or the chat had taken.

    The words of the page itself are replaced. Where answers are deleted, the page says so.
    """
    passed_on = tuple(events)
    if any(isinstance(event, DraftDiscarded) for event in passed_on):
        return False
    answers = (text for key, text in before.answers.items() if key != page)
    drafts = (text for key, text in _drafts(before) if key != page)
    return any(is_lost(text, after, passed_on) for text in (*_waiting(before), *answers, *drafts))


def _drafts(progress: Progress) -> Iterator[tuple[str, str]]:
    """Yield each page of the form that has a draft, with a text of it."""
    for page, fields in progress.typed.items():
        try:
            kept = json.loads(fields or "{}")
        except ValueError:
            continue
        for value in kept.values() if isinstance(kept, dict) else ():
            if isinstance(value, dict):
                yield from ((page, str(text)) for text in value.values())


def _waiting(progress: Progress) -> Iterator[str]:
    """Yield the words about which the patient is being asked."""
    aside = progress.aside
    if progress.cry and aside in alarm.ASIDES:
        yield "" if progress.cry.is_left else progress.cry.words
        aside = progress.cry.beneath
    if progress.note:
        yield progress.note
    if aside in IN_WORDS:
        yield from progress.readings[:1]


def is_lost(text: str, after: Progress, events: Iterable[Event]) -> bool:
    """Return whether a text has words that are kept nowhere."""
    drafts = (words for _page, words in _drafts(after))
    passed_on = (words for each in events for words in _in(each))
    kept = (*_waiting(after), *after.answers.values(), *drafts, *passed_on)
    if any(text in words for words in kept):  # nearly every answer
        return False
    telling = {word for word in plain(text).split() if not (word.isdecimal() or word in _steering())}
    return bool(telling - {word for words in kept for word in plain(words).split()})


def _in(event: Event) -> tuple[str, ...]:
    """Return the patient's words that an event passes on."""
    match event:
        case NoteLeft():
            return (event.text,)
        case Alarmed():
            return (event.words,)
        case Submitted():
            return tuple(event.answers.values())
        case Updated():
            return (*event.answers.values(), *event.added.values())
        case _:
            return ()


@cache
def _steering() -> frozenset[str]:
    """Return the words of every language that tell nothing by themselves."""
    phrases = {*of_all(*STEERING), *date_words.fillers(), *date_words.names_of_months()}
    for lexicon in LEXICONS.values():
        slips = lexicon.slips
        said = (slips.pardons, slips.wrong, slips.not_so, slips.but, slips.missing)
        for listed in (*lexicon.keywords.values(), *lexicon.called.values(), *lexicon.ordinals, *said):
            phrases.update(map(plain, listed))
        for patterns in lexicon.patterns.values():
            phrases.update(plain(phrase) for pattern in patterns for phrase in phrases_of(pattern))
    return frozenset(word for phrase in phrases for word in phrase.split())
