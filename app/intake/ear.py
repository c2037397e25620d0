"""Hear what a whole message means, whatever courtesies surround it.

A message means something only if words of that meaning and courtesies make up all of it. Whatever is left over makes it
an answer: "stop, please" is a keyword, "I stopped smoking" is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from typing import NamedTuple, TypeVar

from app.intake.answers import pick
from app.intake.keywords import Keyword, is_invisible, plain, plain_all
from app.intake.lexicon import LEXICONS, Lexicon
from app.intake.phrase_lists import phrases_of
from app.intake.words import Phrases

Meaning = TypeVar("Meaning")

# A longer text can only be an answer, so it is not taken apart.
LONGEST_HEARD = 100
LONGEST_PHRASE = 8

# Signs mean the same in every language.
YES_SIGNS = ("👍", "👌", "✅", "✔", "☑", "🆗", "💯")
NO_SIGNS = ("👎", "❌", "✖", "🚫", "🙅", "❎")
NOTHING_SIGNS = ("-", "–", "—", ".", "_", "/", *NO_SIGNS)
SKIN_TONES = frozenset("🏻🏼🏽🏾🏿")


def words_in(text: str) -> tuple[str, ...]:
    """Return the bare words of a text, or its one sign if it has no words.

    A sign that is repeated counts once: "---" is "-".
    """
    return tuple(plain(text).split()) or _sign(text)


def _sign(text: str) -> tuple[str, ...]:
    seen = [char for char in text[:LONGEST_HEARD] if not is_invisible(char) and char not in SKIN_TONES]
    once = dict.fromkeys(seen)
    return ("".join(once),) if once else ()


def best(
    words: tuple[str, ...], table: Mapping[str, frozenset[Meaning]], around: frozenset[str]
) -> Meaning | None:
    """Return the meaning whose phrases, with the words around, make up a text.

    The longest phrases win: the reading of the fewest pieces is taken, the first in the table if there are several.
    """
    ways: list[dict[Meaning | None, int]] = [{None: 0}, *({} for _ in words)]
    for start, before in enumerate(ways):
        if not before:  # no reading comes so far
            continue
        for end in range(start + 1, min(start + LONGEST_PHRASE, len(words)) + 1):
            piece = " ".join(words[start:end])
            meant, is_around = table.get(piece, ()), piece in around
            if not (meant or is_around):  # as nearly every piece
                continue
            for meaning, count in before.items():
                going_on = [now for now in meant if meaning in {None, now}]
                for now in [meaning, *going_on] if is_around else going_on:
                    ways[end][now] = min(ways[end].get(now, count + 1), count + 1)
    counts = {meaning: count for meaning, count in ways[-1].items() if meaning is not None}
    return min(counts, key=lambda meaning: counts[meaning]) if counts else None


@cache
def courtesies() -> frozenset[str]:
    """Return the words of every language that change nothing around a message."""
    return of_all("courtesies", "excuses", "greetings", "around")


@cache
def of_all(*fields: str) -> frozenset[str]:
    """Return these lists of every lexicon as one, in the plain form."""
    lists = (getattr(lexicon, field) for lexicon in LEXICONS.values() for field in fields)
    return frozenset().union(*map(plain_all, lists))


Table = Mapping[str, frozenset[bool]]


def says(text: str, table: Table, signs: tuple[str, ...] = ()) -> bool:
    """Return whether a whole message is phrases of a table, and courtesies."""
    if len(text) > LONGEST_HEARD:
        return False
    words = words_in(text)
    if best(words, table, courtesies()):
        return True
    # A sign beside courtesies: "👍 thank you".
    return _is_polite(words) and any(sign in text for sign in signs)


@cache
def _saying(fields: tuple[str, ...], signs: tuple[str, ...] = ()) -> Table:
    """Return a table of these lists of words in every language, and of signs."""
    return _table(tuple(word for field in fields for word in _phrases_of_all(field)) + signs)


@cache
def _table(phrases: tuple[str, ...]) -> Table:
    return {" ".join(words_in(phrase)): frozenset({True}) for phrase in phrases}


def choose(
    text: str, options: tuple[tuple[str, ...], ...], around: frozenset[str] = frozenset()
) -> int | None:
    """Return the option (from 0) that a message picks, or None.

    Besides what `answers.pick` accepts, an option may be picked by an ordinal, and courtesies or the words
    `around` may surround it.
    """
    index = pick(text, options)
    if index is not None or len(text) > LONGEST_HEARD:
        return index
    words = words_in(text)
    return best(words, _labels(options), _around_a_choice() | around if around else _around_a_choice())


@cache
def _around_a_choice() -> frozenset[str]:
    return courtesies() | of_all("pointers")


@lru_cache(maxsize=64)
def _labels(options: tuple[tuple[str, ...], ...]) -> Mapping[str, frozenset[int]]:
    found: dict[str, frozenset[int]] = {}
    for index, labels in enumerate(options):
        for label in (str(index + 1), *_ordinals(index), *labels):
            spelled = " ".join(words_in(label))
            found[spelled] = found.get(spelled, frozenset()) | {index}
    return found


def _ordinals(index: int) -> Iterable[str]:
    said = (lexicon.ordinals[index : index + 1] for lexicon in LEXICONS.values())
    return (word for words in said for spelled in words for word in spelled)


YES, NO = ("yes", "yes_too"), ("no", "no_too")


@cache
def yes_words() -> tuple[str, ...]:
    """Return every yes of every language, for `choose`."""
    return (*(word for field in YES for word in _phrases_of_all(field)), *YES_SIGNS)


@cache
def no_words() -> tuple[str, ...]:
    """Return every no of every language, for `choose`."""
    return (*(word for field in NO for word in _phrases_of_all(field)), *NO_SIGNS)


def is_yes(text: str) -> bool:
    """Return whether a message is a yes in any language, in words or as a sign."""
    return says(text, _saying(YES, YES_SIGNS), YES_SIGNS)


def is_no(text: str) -> bool:
    """Return whether a message is a no in any language, in words or as a sign."""
    return says(text, _saying(NO, NO_SIGNS), NO_SIGNS)


def is_assent(text: str) -> bool:
    """Return whether a message says that a list is right, or should be sent."""
    return says(text, _assents(), YES_SIGNS)


@cache
def _assents() -> Table:
    send = tuple(word for lexicon in LEXICONS.values() for word in lexicon.keywords[Keyword.SEND])
    return {**_saying((*YES, "assents"), YES_SIGNS), **_table(send)}


def is_objection(text: str) -> bool:
    """Return whether a message says that a list is wrong, or should not be sent."""
    return says(text, _saying((*NO, "objections"), NO_SIGNS), NO_SIGNS)


def is_enough(text: str) -> bool:
    """Return whether a message after an answer says that nothing more will follow.

    It may be "ok, thank you", or 👍.
    """
    return says(text, _saying(("enough", "courtesies"), YES_SIGNS), YES_SIGNS)


def is_courtesy(text: str) -> bool:
    """Return whether a message holds only greetings, thanks and the like."""
    return len(text) <= LONGEST_HEARD and bool(plain(text)) and _is_polite(words_in(text))


@cache
def _phrases_of_all(name: str) -> tuple[str, ...]:
    """Return a list of words of every language as one."""
    return tuple(word for lexicon in LEXICONS.values() for word in getattr(lexicon, name))


# Keywords: the words that steer the conversation.

NUMBERED = re.compile(r"(\D+?) ?(\d{1,2})")
TAKES_A_NUMBER = frozenset({Keyword.REVIEW, Keyword.EDIT})


class Command(NamedTuple):
    """Hold a keyword that was typed, its language, and the number after it ("EDIT 3")."""

    keyword: Keyword
    language: str
    number: int | None = None


def find(text: str, languages: Iterable[Phrases], *, with_link: bool = False) -> Command | None:
    """Return the keyword that the whole text is.

    `languages` are tried in order, the patient's own first. LINK is found only `with_link`: where there is no form, it
    is a word like any other.
    """
    if len(text) > LONGEST_HEARD:
        return None
    words = words_in(text)
    if is_mere_mark(text):
        return None
    once = {phrases.code: phrases for phrases in languages}.values()
    found = (_find_in(text, words, phrases, with_link=with_link) for phrases in once)
    return next(filter(None, found), None)


def is_mere_mark(text: str) -> bool:
    """Return whether a text is only a question mark, with a letter at most: "?x"."""
    return "?" in text and len(plain(text)) <= 1


def _find_in(text: str, words: tuple[str, ...], phrases: Phrases, *, with_link: bool) -> Command | None:
    table = _keywords(phrases.code, with_link=with_link)
    found = best(words, table, courtesies())
    if found:
        return Command(found, phrases.code)
    if _is_nothing(text, words, phrases.lexicon):
        return Command(Keyword.NONE, phrases.code)
    numbered = NUMBERED.fullmatch(" ".join(words))
    if numbered is None:
        return None
    steering = table.get(numbered[1], frozenset()) & TAKES_A_NUMBER
    return next((Command(keyword, phrases.code, int(numbered[2])) for keyword in steering), None)


CLAUSE = re.compile(r"[,.;:!\n]+")


def _is_nothing(text: str, said: tuple[str, ...], lexicon: Lexicon) -> bool:
    """Return whether a text only says that there is nothing.

    "No known illnesses" does, and "not on any meds". Each clause has to say so: "no, I have problems" is an answer.
    """
    if plain_all(lexicon.nothing).isdisjoint(said):  # as nearly every text is
        return False
    clauses = [words for clause in CLAUSE.split(text) if (words := tuple(plain(clause).split()))]
    return any(_denies(words, lexicon) for words in clauses) and all(
        _denies(words, lexicon)
        or best(words, _table(lexicon.nothing_aside), courtesies())
        or _is_polite(words)
        for words in clauses
    )


def _denies(words: tuple[str, ...], lexicon: Lexicon) -> bool:
    """Return whether words hold a negation, and besides it only what can be denied."""
    said = f" {' '.join(words)} "
    nothing = plain_all(lexicon.nothing)
    denials = sum(word in nothing for word in words)
    if not denials:  # as in nearly every answer
        return False
    is_contrast = any(f" {words} " in said for words in plain_all(lexicon.contrasts))
    around = courtesies() | plain_all(lexicon.nothing_about)
    return denials > is_contrast and best(words, _table(lexicon.nothing), around) is not None


def _is_polite(words: tuple[str, ...]) -> bool:
    """Return whether words are courtesies alone."""
    return best((*words, "-"), _table(("-",)), courtesies()) is not None


@cache
def _keywords(code: str, *, with_link: bool) -> Mapping[str, frozenset[Keyword]]:
    found: dict[str, frozenset[Keyword]] = {}
    for keyword, phrases in LEXICONS[code].keywords.items():
        if keyword is Keyword.LINK and not with_link:
            continue
        signs = NOTHING_SIGNS if keyword is Keyword.NONE else ()
        for phrase in (*phrases, *signs):
            spelled = " ".join(words_in(phrase))
            found[spelled] = found.get(spelled, frozenset()) | {keyword}
    for keyword, patterns in LEXICONS[code].patterns.items():
        if keyword is Keyword.LINK and not with_link:
            continue
        for pattern in patterns:
            for phrase in phrases_of(pattern):
                found.setdefault(plain(phrase), frozenset({keyword}))
    return found


# Which language, or which answer, a message names.


def language_of(text: str) -> str | None:
    """Return the code of the language that a whole message names.

    "Español, por favor", "no hablo inglés" and a flag do. None if several languages are called that.
    """
    if len(text) > LONGEST_HEARD:
        return None
    return best(words_in(text), _names(), courtesies()) or None


@cache
def _names() -> Mapping[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for code, lexicon in LEXICONS.items():
        for name in (*lexicon.names_itself, *lexicon.flags):
            spelled = " ".join(words_in(name))
            found[spelled] = found.get(spelled, frozenset()) | {code}
    return {name: codes if len(codes) == 1 else frozenset({""}) for name, codes in found.items()}


def written_in(text: str) -> str | None:
    """Return the code of the language that has the most everyday words of a text.

    It is None if two languages have equally many.
    """
    words = set(plain(text).split())
    counts = sorted(((len(words & _everyday(code)), code) for code in LEXICONS), reverse=True)
    (most, code), second = counts[0], counts[1][0] if counts[1:] else 0
    return code if most > second else None


@cache
def _everyday(code: str) -> frozenset[str]:
    lexicon = LEXICONS[code]
    phrases = (
        *lexicon.greetings,
        *lexicon.openers,
        *lexicon.question_words,
        *lexicon.sentence_words,
        *lexicon.around,
    )
    return frozenset(word for phrase in phrases for word in plain(phrase).split())


# An answer may be named by its title, its number or an ordinal: "the address is wrong", "la 3", "third".


class Named(NamedTuple):
    """Hold which answer a message names: its question's key, or its number from 1.

    `is_change` means that the message says to change it.
    """

    which: str | int
    is_change: bool


def answer_named(text: str) -> Named | None:
    """Return the answer that a whole message names, alone or with words of change."""
    if len(text) > LONGEST_HEARD:
        return None
    words = words_in(text)
    which = best(words, _answers(), _around_an_answer())
    if which is None:
        return None
    said = f" {' '.join(words)} "
    return Named(which, is_change=any(f" {word} " in said for word in of_all("change_words")))


@cache
def _around_an_answer() -> frozenset[str]:
    return courtesies() | of_all("pointers", "change_words", "change_around")


@cache
def _answers() -> Mapping[str, frozenset[str | int]]:
    found: dict[str, frozenset[str | int]] = {}
    for lexicon in LEXICONS.values():
        called: list[tuple[str | int, tuple[str, ...]]] = [*lexicon.called.items()]
        called += [(number, (str(number), *words)) for number, words in enumerate(lexicon.ordinals, start=1)]
        for which, phrases in called:
            for phrase in phrases:
                spelled = " ".join(words_in(phrase))
                found[spelled] = found.get(spelled, frozenset()) | {which}
    return found


# Words of health.
#
# A name or an address with such words is asked for again, because reception reads names and addresses.

DOSE = re.compile(
    r"\b\d+([.,]\d+)? ?(mg|mcg|µg|μg|ug|ml|iu|ui|puffs?|mgs|miligramos|milligrams)\b", re.IGNORECASE
)
# An ending counts in a word of this length only: "Academia" is an address.
LONG_WORD = 9


def speaks_of_health(text: str) -> bool:
    """Return whether a text names an illness, a medicine or a dose, in any language."""
    words = plain(text).split()
    return (
        DOSE.search(text) is not None
        or any(
            word in of_all("illness_words", "medicine_words") and word not in of_all("names_too")
            for word in words
        )
        or any(len(word) >= LONG_WORD and word.endswith(tuple(of_all("health_endings"))) for word in words)
    )


ALLERGIC = ("allerg", "alerg", "anaphyla", "anafila")
ILLNESS_ENDINGS = (
    "itis",
    "ectomy",
    "ectomia",
    "aemia",
    "emia",
    "algia",
    "osis",
    "pathy",
    "patia",
    "oidism",
    "oidismo",
    "noma",
)
# Stems of the international names of substances, which end English and Spanish names of medicines.
SUBSTANCE_ENDINGS = tuple(
    "fenac fenaco profen profeno tidine tidina semide semida thiazide tiazida lukast gliptin gliptina gliflozin gliflozina"
    " xaban grel oxacin oxacino cycline ciclina azole azol terol olone olona asone asona triptan caine caina parin parina"
    " clamide clamida barbital bital dronate dronato statin statina pramine pramina gabalin gabalina bactam sulfate".split()
)


def kinds(text: str) -> frozenset[str]:
    """Return the keys of the questions about health to which a text's words belong."""
    words = plain(text).split()
    found = {
        "allergies": any(word.startswith(ALLERGIC) for word in words),
        "medical_history": any(
            (word in of_all("illness_words") or _ends(word, ILLNESS_ENDINGS))
            and not word.startswith(ALLERGIC)
            for word in words
        ),
        "medications": DOSE.search(text) is not None
        or any(word in of_all("medicine_words") or _ends(word, _substance_endings()) for word in words),
    }
    return frozenset(key for key, applies in found.items() if applies)


@cache
def _substance_endings() -> tuple[str, ...]:
    return (*(of_all("health_endings") - {*ILLNESS_ENDINGS}), *SUBSTANCE_ENDINGS)


def _ends(word: str, endings: tuple[str, ...]) -> bool:
    return len(word) >= LONG_WORD and word.endswith(endings)


def continues(text: str) -> bool:
    """Return whether a message begins as one that goes on with an answer: "and ..."."""
    words = plain(text).split()
    begins = (" ".join(words[:length]) for length in range(1, min(4, len(words))))
    return text.lstrip()[:1] in {"+", "&", ","} or any(said in of_all("continuations") for said in begins)
