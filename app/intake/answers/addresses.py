"""Read addresses: any text with a street, without what is written around it."""

from __future__ import annotations

import re

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
from app.intake.answers.bare_words import is_bare
from app.intake.answers.dates import find
from app.intake.answers.names import QUESTION_MARKS, is_greeting, is_question
from app.intake.answers.surroundings import (
    without_assent,
    without_first,
    without_last,
    without_opener,
    words_off,
)
from app.intake.channel import isolated
from app.intake.ear import is_courtesy, of_all, speaks_of_health
from app.intake.keywords import plain
from app.intake.words import Phrases

# "LK1 2AB" and "41013" name a street, but no house and no town.
POSTCODE = re.compile(r"(?=.*\d)(?=....)[a-z]{0,2}\d{0,5}[a-z]?( \d?[a-z]{0,2}\d{0,4})?")

# After "I live in", these begin no street: "I live in my car", "vivo en un albergue". Such words are kept whole.
NOWHERE = [[word] for word in "my our a mi un una nuestra".split()]

# Not a full stop: "Dr. Gálvez 12".
COMMAS = ",;:!\n"


def _read(text: str, context: ReaderContext) -> Reading:
    phrases = context.phrases
    if refused := far_too_long(text, context):
        return refused
    because = _why_not(text, context)
    if because:
        return Rejected(because)
    address = _bare_address(text)
    if POSTCODE.fullmatch(plain(address)):
        return Rejected(phrases.figure_as_address)
    if not any(char.isalpha() for char in address) or is_bare(address):
        return Rejected(phrases.bare_as_address)
    is_somewhere = plain(address).split()[:1] not in NOWHERE
    kept = address if is_somewhere and words_off(text, address) else text
    return too_long(kept, context) or _as_far_as_certain(text, kept, phrases)


def _as_far_as_certain(text: str, address: str, phrases: Phrases) -> Accepted | Doubtful:
    if speaks_of_health(text):  # "44 Cancer Survivor Park Rd" is an address
        return Doubtful(address)
    if address == text:
        return Accepted(text)
    told = phrases.address_taken.format(address=isolated(", ".join(address.splitlines())))
    return Accepted(address, told, text)


def _bare_address(text: str) -> str:
    closers = of_all("courtesies", "closers")
    opened = without_first(without_opener(text, of_all("address_openers")), of_all("greetings"))
    return without_last(without_assent(opened, COMMAS), closers)


def _why_not(text: str, context: ReaderContext) -> str | None:
    """Return the first reason why the text is not an address."""
    phrases: Phrases = context.phrases
    said = plain(text)
    reasons = (
        (said.isdecimal(), phrases.figure_as_address),
        (not said or is_bare(text), phrases.bare_as_address),
        (said in of_all("same_as_before"), phrases.same_as_address),
        (is_greeting(text), phrases.greeting_as_address),
        (is_courtesy(text), phrases.bare_as_address),
        (is_question(text) and not _has_a_place(text), phrases.cannot_answer),
        (_is_apology(said), phrases.bare_as_address),
        (bool(find(text, context.today).days), phrases.date_as_address),
    )
    return next((sentence for applies, sentence in reasons if applies), None)


def _has_a_place(text: str) -> bool:
    """Return whether a text may tell of a place: "donde doña Ana, 200 metros"."""
    return not text.rstrip().endswith(QUESTION_MARKS) and any(map(str.isdecimal, text)) and "," in text


def _is_apology(said: str) -> bool:
    """Return whether words only excuse a delay: "sorry the baby was crying"."""
    begins = any(f"{said} ".startswith(f"{word} ") for word in of_all("apologies"))
    return begins and not any(char.isdecimal() for char in said)


def _show(value: str, _language: str) -> str:
    return value


ADDRESS = Reader(_read, _show, ", ")
