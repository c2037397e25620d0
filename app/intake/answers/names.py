"""Read names in any script. Refuse what cannot be one, and ask when in doubt."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from app.intake.answers import (
    Accepted,
    Doubtful,
    Reader,
    ReaderContext,
    Reading,
    Rejected,
    far_too_long,
    too_long,
)
from app.intake.answers.bare_words import is_bare, is_bare_in, is_one_accented_letter
from app.intake.answers.surroundings import (
    without_assent,
    without_first,
    without_last,
    without_opener,
    words_off,
)
from app.intake.channel import isolated
from app.intake.ear import is_courtesy, of_all, speaks_of_health
from app.intake.keywords import FIRST_ACCENT, Keyword, Said, plain, plain_all
from app.intake.phrases import SHIPPED
from app.intake.words import Phrases

MOST_LINES = 4
MOST_WORDS = 20
LONGEST_FIRST_NAME = 40
QUESTION_MARKS = ("?", "？", "؟")
# A first word that is not what a person is called by.
PARTICLES = frozenset(
    "van von der den ter ten de del della di da das do dos du la las le los el al bin ibn bint abu y st san".split()
)
LONG_NUMBER = re.compile(r"\d{4,}|\d\D+\d")
MOST_COMMAS = 2
FEW_WORDS = 3
MARKS = ",.:;!\n"
# After a name: Ann Lee, called Annie · Ann Lee (she is called Annie) · Ann Lee. Lee is the surname · Ann Lee but they say Annie
REMARK = re.compile(r",\s|;\s|\s\(|(?<=\w{3})\.\s|,?\s(?:but|pero)\s")
# As in "the boring one: Ann Lee". Names have capitals.
LABEL = re.compile(r"^[a-záéíóúüñ]+(?: [a-záéíóúüñ]+){0,2}:\s+(?=\S+\s)")
LONG_SENTENCE, SHORT_SENTENCE = 2, 1
LINK = re.compile(r"://|\bwww\.|\w\.[a-z]{2,}/|\.(?:com|net|org)\b", re.IGNORECASE)
# Figures, punctuation, symbols, blanks and format characters are no name on their own.
NOT_LETTERS = frozenset(
    {
        "Nd",
        "No",
        "Pc",
        "Pd",
        "Pe",
        "Pf",
        "Pi",
        "Po",
        "Ps",
        "Sc",
        "Sk",
        "Sm",
        "So",
        "Zs",
        "Zl",
        "Zp",
        "Cc",
        "Cf",
        "Mn",
        "Me",
    }
)


_UNDIVIDED: Final = str.maketrans(
    {
        "ł": "l",
        "ø": "o",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "æ": "ae",
        "œ": "oe",
        "ı": "i",
        "ħ": "h",
        "ŧ": "t",
        "ŋ": "n",
    }
)
"""Letters that Unicode does not take apart into a letter and a mark -> what people type for them."""
_SPELLED_OUT: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"})


def name_words(name: str) -> tuple[str, ...]:
    """Return the words that find a name without opening it, at most 20, each once."""
    words = (word for spelling in name_spellings(name) for word in plain_words(spelling))
    return tuple(dict.fromkeys(words))[:MOST_WORDS]


def name_spellings(name: str) -> tuple[str, ...]:
    """Return a name, and the name with its umlauts spelled out, as in "Mueller"."""
    folded = unicodedata.normalize("NFC", name).casefold()
    spelled = folded.translate(_SPELLED_OUT)
    return (name,) if spelled == folded else (name, spelled)


def plain_words(text: str) -> tuple[str, ...]:
    """Return the words of a text, at most 20, each once, in order.

    Case and accents (marks of combining class 10 and over) are dropped, so that "nunez" finds "Núñez". Marks that spell
    the word stay (Devanagari vowel signs, virama and nukta; kana voicing).
    """
    spelled = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold()).translate(
        _UNDIVIDED
    )
    bare = (char for char in spelled if unicodedata.combining(char) < FIRST_ACCENT)
    parted = "".join(char if unicodedata.category(char)[0] in "LMN" else " " for char in bare)
    return tuple(dict.fromkeys(parted.split()))[:MOST_WORDS]


def initial(name: str) -> str:
    """Return the first letter of a name as a capital, or "" if it has none."""
    first = next((char for char in unicodedata.normalize("NFC", name) if char.isalpha()), "")
    return first.upper()


def first_name(name: str) -> str:
    """Return what a person is called by, if it is plain enough for our bold sentence.

    It is "" for a title, a particle or an initial. Two given names stay together: "María José".
    """
    words = name.split()
    while words and plain(words[0]) in of_all("titles") and len(words) > 1:
        words = words[1:]
    first = _given(words)
    is_called = plain(first) not in PARTICLES | of_all("titles") and not _is_initial(first)
    return first if is_called and _is_plain(first) and len(first) <= LONGEST_FIRST_NAME else ""


def _given(words: list[str]) -> str:
    has_pair = len(words) > 1 and plain(words[1]) in of_all("given_pairs")
    return " ".join(words[: 2 if has_pair else 1])


def _is_initial(word: str) -> bool:
    letters = word.rstrip(".")
    return len(letters) == 1 and letters.lower() != letters.upper()


def _is_plain(word: str) -> bool:
    return all(char in "'’-. " or unicodedata.category(char)[0] in "LM" for char in word)


def _read(text: str, context: ReaderContext) -> Reading:
    phrases = context.phrases
    because = _why_not(text, phrases)
    if because:
        return Rejected(because)
    if refused := far_too_long(text, context):
        return refused
    typed = Said(" ".join(unicodedata.normalize("NFC", text).split()))
    if _may_be_a_word(typed, phrases):
        return Doubtful(without_last(typed, frozenset()))
    name = without_remark(_bare_name(typed, phrases))
    refused = too_long(name, context) or _why_not_only_a_name(name, phrases)
    if refused:
        return refused
    if _began_with_a_greeting(typed, name):
        return Doubtful(typed)
    return Doubtful(name) if _is_doubtful(name) else _taken(name, typed, phrases)


def _taken(name: str, typed: str, phrases: Phrases) -> Accepted:
    if not words_off(typed, name):
        return Accepted(name)
    return Accepted(name, phrases.name_taken.format(name=isolated(name)), typed)


def _may_be_a_word(typed: str, phrases: Phrases) -> bool:
    """Return whether a text is a name that is also a word of the patient's language."""
    said = plain(typed)
    is_both = said in plain_all(phrases.lexicon.names_too) and not is_one_accented_letter(typed)
    return is_both and (
        is_bare_in(said, phrases)
        or is_courtesy(typed)
        or said in plain_all(phrases.lexicon.titles)
        or _is_keyword(said)
    )


def _is_keyword(said: str) -> bool:
    words = (Keyword.DONE, Keyword.SEND, Keyword.SKIP, Keyword.GO_ON)
    return any(
        said in plain_all(spoken.lexicon.keywords[word]) for spoken in SHIPPED.values() for word in words
    )


def _titles(phrases: Phrases) -> frozenset[str]:
    """Return the titles of every language that are not names in the patient's."""
    return of_all("titles") - plain_all(phrases.lexicon.names_too) | plain_all(phrases.lexicon.titles)


def _bare_name(typed: str, phrases: Phrases) -> str:
    closers = of_all("closers", "courtesies")
    opened = without_opener(without_assent(LABEL.sub("", typed), MARKS), of_all("openers"))
    opened = without_first(opened, of_all("openers"))
    greeted = without_first(opened, _before_a_name(opened))
    return without_last(without_first(greeted, _titles(phrases)), closers)


def without_remark(name: str) -> str:
    """Return a name without what is said of it: "Edith Lee, she goes by Edie"."""
    for mark in REMARK.finditer(name):
        before, after = name[: mark.start()], name[mark.end() :]
        if len(before.split()) > 1 and _is_remark(before, after):
            return before
    return name


def _is_remark(name: str, text: str) -> bool:
    """Return whether a text after a name is a sentence, or a short form of it."""
    words = text.split()
    if any(map(str.isdecimal, text)) or speaks_of_health(text):
        return False
    if plain(text) in of_all("titles"):
        return True
    if len(words) == 1:
        first = plain(name).split()[0]
        return plain(text) != first and first.startswith(plain(text).removesuffix("."))
    is_in_small_letters = text.islower() and not name.islower()
    return bool(words) and (is_in_small_letters or _sentence_words(text) > 0)


def _before_a_name(text: str) -> frozenset[str]:
    """Return what may come before a name.

    It is a greeting, or with a mark after it, a yes or thanks.
    """
    first = text.split(" ", 1)[0]
    has_mark = any(mark in text[: len(first) + 1] for mark in ",.:;!\n")
    return of_all("greetings", "yes", "courtesies", "around") if has_mark else of_all("greetings")


def _began_with_a_greeting(typed: str, name: str) -> bool:
    """Return whether only a greeting and one word came.

    "Hi Nguyen" may be a whole name.
    """
    before = typed[: typed.find(name)].strip()
    return bool(before) and plain(before) in of_all("greetings") and before[-1].isalpha() and " " not in name


def _why_not_only_a_name(name: str, phrases: Phrases) -> Rejected | None:
    if not any(char.isalpha() for char in name) or plain(name) in _titles(phrases):
        return Rejected(phrases.title_as_name)
    if plain(name) in of_all("relations") and len(name.split()) > 1:
        return Rejected(phrases.bare_as_name)
    if speaks_of_health(name) and not _may_be_a_surname(name):
        return Rejected(phrases.health_as_name)
    if LONG_NUMBER.search(name) or name.count(",") > MOST_COMMAS:
        return Rejected(phrases.more_than_name)
    if _sentence_words(name) >= LONG_SENTENCE:
        return Rejected(phrases.sentence_as_name)
    return None


def _may_be_a_surname(name: str) -> bool:
    """Return whether a word of health is written as a surname: "Ann Lupus"."""
    first, *others = name.split()
    ill = [word for word in others if speaks_of_health(word)]
    is_short = 0 < len(others) < FEW_WORDS and all(word[0].isupper() for word in (first, *others))
    return (
        is_short and len(ill) == 1 and not speaks_of_health(first) and all(map(str.isalpha, (first, *others)))
    )


def _is_doubtful(name: str) -> bool:
    words = name.split()
    if speaks_of_health(name):
        return True
    is_sentence = _sentence_words(name) >= SHORT_SENTENCE and len(words) > 1
    return is_sentence or words[0].isdecimal() or name.count(",") == MOST_COMMAS


def _sentence_words(name: str) -> int:
    return sum(word in of_all("sentence_words") for word in plain(name).split())


def _why_not(text: str, phrases: Phrases) -> str | None:
    """Return the first reason why the text is not a name."""
    reasons = (
        (len(text.splitlines()) > MOST_LINES, phrases.name_of_many_lines),
        (LINK.search(text), phrases.link_as_name),
        (all(unicodedata.category(char) in NOT_LETTERS for char in text), phrases.name_without_letters),
        (is_greeting(text), phrases.greeting_as_name),
        (is_question(text), phrases.cannot_answer),
        (_is_bare(text, phrases), phrases.bare_as_name),
    )
    return next((sentence for applies, sentence in reasons if applies), None)


def is_greeting(text: str) -> bool:
    """Return whether a text only greets: "hello", "good morning doctor"."""
    said = f" {plain(text)} "
    return is_courtesy(text) and any(f" {greeting} " in said for greeting in of_all("greetings"))


def is_question(text: str) -> bool:
    """Return whether a text asks something."""
    said = f"{plain(text)} "
    begins = any(said.startswith(f"{word} ") for word in of_all("question_words"))
    return text.rstrip().endswith(QUESTION_MARKS) or (begins and len(said.split()) >= FEW_WORDS)


def _is_bare(text: str, phrases: Phrases) -> bool:
    typed = plain(text)
    if typed in of_all("names_too"):
        return is_bare_in(typed, phrases) and typed not in plain_all(phrases.lexicon.names_too)
    return is_bare(text) or typed in of_all("same_as_before")


def _show(value: str, _language: str) -> str:
    return value


NAME = Reader(_read, _show, " ")
