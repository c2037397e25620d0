"""Compare what was recorded with the truth."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Final

from app.intake.phrases import speak

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bench.invented.person import Person
    from bench.invented.talk import Outcome

HEALTH_TRUTHS: Final = ("history", "medicines", "allergies")
LONG_WORD: Final = 5


def flaws(person: Person, outcome: Outcome) -> set[str]:
    """Return what is wrong with the record of this person. Nothing is flawless."""
    if outcome.submitted is None:
        return {"not handed in"}
    return set(_flaws(person, outcome, outcome.submitted.answers))


def _flaws(person: Person, outcome: Outcome, answers: Mapping[str, str]) -> Iterator[str]:
    if answers.get("name") != unicodedata.normalize("NFC", person.name):
        yield "name"
    if person.whom != "self" and answers.get("carer_name") != unicodedata.normalize("NFC", person.carer):
        yield "carer's name"
    if answers.get("birth_date") != person.birth_date.isoformat():
        yield "birth date"
    if _words(answers.get("address", "")) != _words(" ".join(person.address)):
        yield "address"
    yield from _told("medical history", person.history, answers.get("medical_history", ""))
    yield from _told("medicines", person.medicines, answers.get("medications", ""))
    if "allergies" in answers:
        yield from _told("allergies", person.allergies, answers["allergies"])
    if "reason" in answers:
        yield from _told("reason", (person.reason,), answers["reason"])
    if _thanked(outcome) not in {person.thanked, ""}:
        yield "thanked by a wrong name"
    if outcome.consent is None or outcome.consent.on_behalf != (person.whom != "self"):
        yield "recorded as somebody else"
    if _health_words(person) & {*_words(answers.get("name", "")), *_words(answers.get("address", ""))}:
        yield "health word in name or address"


def _told(title: str, truth: tuple[str, ...], kept: str) -> Iterator[str]:
    if truth and _words(kept) != _words(" ".join(truth)):
        yield title
    if not truth and not is_none_stated(kept):
        yield title


def is_none_stated(kept: str) -> bool:
    """Return whether an answer is the one coded value for nothing."""
    return kept == "none"


def _thanked(outcome: Outcome) -> str:
    phrases = speak(outcome.progress.language)
    before, after = phrases.thanks_by_name.split("{name}")
    reply = outcome.replies[-1]
    if before not in reply or reply.startswith(phrases.thanks):
        return ""
    return reply.split(before, 1)[1].split(after, 1)[0]


def _health_words(person: Person) -> set[str]:
    told = " ".join((*person.history, *person.medicines, *person.allergies))
    # Words of the truth that a name or an address holds as well ("left", "Calle 5") are no health words.
    honest = {*_words(person.name), *_words(" ".join(person.address))}
    return {word for word in _words(told) if len(word) >= LONG_WORD} - honest


def _words(text: str) -> list[str]:
    spelled = unicodedata.normalize("NFC", text).casefold()
    return "".join(char if char.isalnum() else " " for char in spelled).split()
