"""Find what each language understands: one file each in this folder."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from pkgutil import iter_modules
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from app.intake.cries import DangerWords
    from app.intake.keywords import Keyword
    from app.intake.slips import SlipWords
    from app.intake.talk import TalkWords


class Lexicon(NamedTuple):
    """Hold the words of one language that patients type, as they would type them.

    Case, accents and punctuation do not matter. What the clinic says is in `phrases`.
    """

    code: str
    keywords: Mapping[Keyword, tuple[str, ...]]
    patterns: Mapping[Keyword, tuple[str, ...]]  # more of them: see `phrases_of`
    nothing: tuple[str, ...]  # "no", "none", "without": with the words below and no others, it is nothing
    nothing_about: tuple[str, ...]
    nothing_aside: tuple[str, ...]  # a clause that may come with it: "I am healthy"
    contrasts: tuple[str, ...]  # "no, I": what follows is not denied
    yes: tuple[str, ...]  # the first is the plain word, which also ends an opt-out
    yes_too: tuple[str, ...]  # more of them, from patterns
    no: tuple[str, ...]
    no_too: tuple[str, ...]
    assents: tuple[str, ...]  # more words that say that a list is right
    objections: tuple[str, ...]  # and that it is not
    names_itself: tuple[str, ...]  # what the language is called, in it and in others
    flags: tuple[str, ...]
    called: Mapping[str, tuple[str, ...]]  # question's key -> what people call its answer
    change_words: tuple[str, ...]  # "wrong", "change"
    change_around: tuple[str, ...]  # words around a title and such a word
    about_self: tuple[str, ...]
    about_child: tuple[str, ...]
    about_adult: tuple[str, ...]
    about_whom: tuple[str, ...]  # words around one of these that change nothing: "it's for", "youngest"
    about_next: tuple[str, ...]  # words around one more of these: "me and also my mother"
    several: tuple[str, ...]  # words of more than one of them: "both", "kids"
    in_the_chat: tuple[str, ...]  # "here": the patient chooses to answer in the chat
    on_the_page: tuple[str, ...]
    read_more: tuple[str, ...]
    greetings: tuple[str, ...]
    courtesies: tuple[str, ...]  # "thank you" and the like
    excuses: tuple[str, ...]  # courtesies after a pause: "sorry for the delay"
    around: tuple[str, ...]  # more words that may surround a message and change nothing
    pointers: tuple[str, ...]  # words around a number that is chosen
    ordinals: tuple[tuple[str, ...], ...]  # how "the first", "the second" and so on are said
    enough: tuple[str, ...]  # "ok", after something was sent: that was all
    openers: tuple[str, ...]  # "my name is"
    closers: tuple[str, ...]  # words after a name that do not belong to it
    before_birth: tuple[str, ...]  # words between a name and a birth date: "born on"
    relations: tuple[str, ...]  # what a carer is to a patient: "his mother"
    titles: tuple[str, ...]
    names_too: tuple[str, ...]  # words above that are names as well
    given_pairs: tuple[str, ...]  # second halves of given names: "José" of "María José"
    address_openers: tuple[str, ...]  # "I live at"
    same_as_before: tuple[str, ...]
    question_words: tuple[str, ...]  # how a question begins
    sentence_words: tuple[str, ...]  # words of sentences that names hardly have
    illness_words: tuple[str, ...]
    medicine_words: tuple[str, ...]
    continuations: tuple[str, ...]  # how a message begins that goes on with an answer
    address_words: tuple[str, ...]  # beside a figure, they make a text part of an address
    health_endings: tuple[str, ...]  # of illnesses and medicines: "-itis"
    apologies: tuple[str, ...]  # how an apology begins
    age_words: tuple[str, ...]  # beside a figure, they make it an age
    number_words: Mapping[str, int]  # what numbers are counted up from
    number_joints: tuple[str, ...]  # "and" in "two thousand and four"
    age_hedges: tuple[str, ...]  # beside a figure, they make it an age that may be younger: "nearly", "or"
    day_words: tuple[str, ...]  # the days of a month in words, from the first
    date_fillers: tuple[str, ...]  # words around a date or an age that change nothing
    talk: TalkWords
    slips: SlipWords
    danger: DangerWords


def _shipped() -> Mapping[str, Lexicon]:
    found: list[Lexicon] = [
        import_module(f"{__name__}.{module.name}").LEXICON for module in iter_modules(__path__)
    ]
    return MappingProxyType({lexicon.code: lexicon for lexicon in found})


LEXICONS: Mapping[str, Lexicon] = _shipped()
"""Language -> what it understands."""
