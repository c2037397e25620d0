"""Find words that are missing, that two share, or that are hard to read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from app.intake.answers.quantity import SYMBOLS
from app.intake.clinic import N_
from app.intake.definition import Item
from app.intake.ear import find
from app.intake.keywords import Keyword, is_blank, plain
from app.intake.lint.fault import Case, Fault, Finding, label_of
from app.intake.lint.reading_ease import long_words, school_year
from app.intake.phrases import SHIPPED

LONGEST_LABEL: Final = 60
HIGHEST_YEAR: Final = 7
_FEWEST_WORDS: Final = 5
"""A shorter text has no sentence to measure."""

_MISSING: Final = Fault(
    "missing_language",
    N_("“%(label)s” has no words in %(language)s."),
    N_("Patients who chose that language would not understand it. Write it, or do not offer the language."),
)
_NO_LABEL: Final = Fault(
    "no_label",
    N_("“%(label)s” has no short name in %(language)s."),
    N_("Write what lists, exports and the record call it."),
)
_NO_QUESTION: Final = Fault(
    "no_question", N_("“%(label)s” asks nothing in %(language)s."), N_("Write the question.")
)
_NO_CARER: Final = Fault(
    "no_words_for_carer",
    N_("“%(label)s” has no words in %(language)s for somebody who answers for another person."),
    N_("They would be asked about themselves. Write it with they, their."),
    blocks=False,
)
_NO_CHOICE: Final = Fault(
    "choice_without_words",
    N_("“%(label)s” has no words in %(language)s for the answer “%(answer)s”."),
    N_("Patients who chose that language could not choose it. Write it, or remove the answer."),
)
_NO_COLUMN: Final = Fault(
    "column_without_words",
    N_("“%(label)s” has no words in %(language)s for the column “%(column)s”."),
    N_("Write it, or remove the column."),
)
_NO_UNIT_WORDS: Final = Fault(
    "unit_without_words",
    N_("“%(label)s” has no words in %(language)s for the unit “%(unit)s”."),
    N_("Write what people call it."),
)
_NO_VISIT: Final = Fault(
    "visit_without_words",
    N_("The type of visit “%(code)s” has no words in %(language)s."),
    N_("Write what patients call it."),
)
_NO_SCORE: Final = Fault(
    "score_without_words",
    N_("The score “%(key)s” has no words in any language."),
    N_("Write what clinicians call it."),
)
_LABEL_LONG: Final = Fault(
    "label_too_long",
    N_("The short name of “%(label)s” has %(length)s characters in %(language)s; at most %(most)s fit."),
    N_("Shorten it. The question itself may be longer."),
)
_LABEL_TWICE: Final = Fault(
    "label_twice",
    N_("“%(label)s” is what two questions are called in %(language)s."),
    N_("Call one of them something else, so that nobody mixes up their answers."),
)
_CHOICE_TWICE: Final = Fault(
    "choice_twice",
    N_("Two answers of “%(label)s” read the same in %(language)s: “%(answer)s”."),
    N_("Word one of them differently."),
)
_CHOICE_NUMBER: Final = Fault(
    "choice_is_a_number",
    N_("The answer “%(answer)s” of “%(label)s” is the number of another answer."),
    N_("People choose by number, and would choose the other one. Ask for a number, or word it with more."),
)
_CHOICE_COMMAND: Final = Fault(
    "choice_is_a_command",
    N_("The answer “%(answer)s” of “%(label)s” is a word that steers the chat."),
    N_("The chat would do that in place of taking the answer. Word it differently."),
)
_HARD: Final = Fault(
    "hard_to_read",
    N_("“%(label)s” reads like school year %(year)s in %(language)s."),
    N_("Year %(most)s or below is easier. Long words: %(words)s."),
    blocks=False,
)


def complete(case: Case) -> Iterator[Finding]:
    """Find words that are missing in a language that the clinic offers."""
    for item in case.asked:
        if item.is_shipped:
            continue
        for language in case.languages:
            if language not in item.words:
                yield case.found(_MISSING, item, language)
            else:
                yield from _lacking(case, item, language)
                yield from _parts_without_words(case, item, language)


def _lacking(case: Case, item: Item, language: str) -> Iterator[Finding]:
    wording = item.words[language]
    if is_blank(wording.label):
        yield case.found(_NO_LABEL, item, language)
    if is_blank(wording.ask):
        yield case.found(_NO_QUESTION, item, language)
    elif item.asks and is_blank(wording.ask_of_other):
        yield case.found(_NO_CARER, item, language)


def named(case: Case) -> Iterator[Finding]:
    """Find types of visit and scores that nobody has named."""
    for visit in case.definition.visits:
        for language in case.languages:
            if is_blank(visit.labels.get(language, "")):
                yield case.found(_NO_VISIT, language=language, code=visit.code)
    for score in case.definition.scores:
        if all(map(is_blank, score.labels.values())):
            yield case.found(_NO_SCORE, key=score.key)


def _parts_without_words(case: Case, item: Item, language: str) -> Iterator[Finding]:
    for choice in item.choices:
        if is_blank(choice.labels.get(language, "")):
            said = next((label for label in choice.labels.values() if not is_blank(label)), choice.code)
            yield case.found(_NO_CHOICE, item, language, answer=said)
    for column in item.columns:
        if is_blank(column.labels.get(language, "")):
            yield case.found(_NO_COLUMN, item, language, column=column.key)
    is_odd = item.unit and item.unit not in SYMBOLS
    if is_odd and is_blank(item.unit_labels.get(language, "")):
        yield case.found(_NO_UNIT_WORDS, item, language, unit=item.unit)


def labels(case: Case) -> Iterator[Finding]:
    """Find short names that are too long, or that two share."""
    for language in case.languages:
        called = dict[str, list[Item]]()
        for item in case.asked:
            label = label_of(item, language)
            called.setdefault(plain(label), []).append(item)
            if len(label) > LONGEST_LABEL:
                yield case.found(_LABEL_LONG, item, language, length=len(label), most=LONGEST_LABEL)
        for same, items in called.items():
            if same and len(items) > 1:
                yield case.found(_LABEL_TWICE, items[-1], language)


_STEERS: Final = frozenset({*Keyword} - {Keyword.NONE, Keyword.DONT_KNOW, Keyword.SKIP})
"""Keywords that are no way to answer a question."""


def choice_labels(case: Case) -> Iterator[Finding]:
    """Find answers that two share, or that the chat would take for something else."""
    for item in case.definition.items:
        for language in case.languages:
            seen = dict[str, str]()
            for number, choice in enumerate(item.choices, start=1):
                answer = choice.labels.get(language, "")
                for label in (answer, *choice.also.get(language, ())):
                    said = plain(label)
                    if said and seen.setdefault(said, choice.code) != choice.code:
                        yield case.found(_CHOICE_TWICE, item, language, answer=label)
                    if said.isdecimal() and said != str(number):
                        yield case.found(_CHOICE_NUMBER, item, language, answer=label)
                    command = find(label, SHIPPED.values())
                    if command and command.keyword in _STEERS:
                        yield case.found(_CHOICE_COMMAND, item, language, answer=label)


def reading_ease(case: Case) -> Iterator[Finding]:
    """Find questions that are hard to read."""
    for item in case.asked:
        for language in case.languages:
            wording = item.words.get(language)
            text = "\n".join(filter(None, (wording.ask, wording.hint))) if wording else ""
            if len(text.split()) < _FEWEST_WORDS:
                continue
            year = school_year(text, language)
            if year is not None and year > HIGHEST_YEAR:
                words = ", ".join(long_words(text, language)) or "–"
                yield case.found(_HARD, item, language, year=year, most=HIGHEST_YEAR, words=words)
