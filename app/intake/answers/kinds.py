"""Make what reads and shows the answers to a clinic's own question, by its kind.

Where it is not required, people may also say that they do not know, or would rather not say.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache, partial
from typing import Final

from app.intake import ear
from app.intake.answers import (
    Accepted,
    Reader,
    ReaderContext,
    Reading,
    Rejected,
    choice,
    moment,
    rows,
    yes_or_no,
)
from app.intake.answers.quantity import quantity
from app.intake.answers.texts import NONE_STATED, NOT_KNOWN, TEXT
from app.intake.definition import AnswerKind, Item
from app.intake.keywords import Keyword, plain
from app.intake.phrases import SHIPPED, speak

DECLINED: Final = "declined"
"""Somebody would rather not say."""
MAY_BE_NOTHING: Final = frozenset({AnswerKind.TEXT, AnswerKind.SEVERAL, AnswerKind.LIST})
"""The kinds of which "nothing" is an answer."""
Read = Callable[[str, ReaderContext], Reading]
Show = Callable[[str, str], str]


def reader_of(item: Item) -> Reader:
    """Return what reads and shows the answers to an item."""
    match item.kind:
        case AnswerKind.ONE | AnswerKind.SEVERAL:
            names = choice.named(item)
            read_named = choice.read_one if item.kind is AnswerKind.ONE else choice.read_several
            reader = Reader(partial(read_named, item, names), partial(choice.show_code, item), "")
            return _with_codes(item, reader, lambda text: names.exactly(text) is not None)
        case AnswerKind.YES_NO:
            return _with_codes(
                item, Reader(partial(yes_or_no.read, item), partial(choice.show_code, item), "")
            )
        case AnswerKind.NUMBER:
            asked = quantity(item)
            return _with_codes(item, Reader(asked.read, asked.show, ""))
        case AnswerKind.DATE:
            return _with_codes(item, Reader(partial(moment.read, item), moment.show, ""))
        case AnswerKind.LIST:
            reader = Reader(partial(rows.read, item), partial(_rows, item), "")
            return _with_codes(item, reader, lambda text: "|" in text)
        case _:
            return _with_codes(item, TEXT)


def _rows(item: Item, value: str, _language: str) -> str:
    """Write rows so that they do not read as "nothing"."""
    shown = rows.show(item, value)
    return value if code_of(shown) or _ends(shown) else shown


def _ends(text: str) -> bool:
    return "|" not in text and plain(text) in choice.of_all_answers("no_more")


def limit_of(item: Item) -> int:
    """Return the most characters of an answer."""
    longest = {AnswerKind.TEXT: item.longest, AnswerKind.LIST: rows.LIMIT}
    return longest.get(item.kind, choice.LONGEST * 2)


def code_of(text: str) -> str | None:
    """Return the code of a text that says that there is nothing, or not what it is."""
    said = plain(text)
    if code := _shown_codes().get(said):
        return code
    if said in choice.of_all_answers("declines"):
        return DECLINED
    command = ear.find(text, SHIPPED.values())
    codes = {Keyword.NONE: NONE_STATED, Keyword.DONT_KNOW: NOT_KNOWN}
    return codes.get(command.keyword) if command else None


@cache
def _shown_codes() -> Mapping[str, str]:
    """Return the words by which the codes are shown, which people copy."""
    return {
        plain(words): code
        for language in SHIPPED
        for code in (NONE_STATED, NOT_KNOWN, DECLINED)
        for words in (_code_in_words(code, language),)
    }


def _code_in_words(code: str, language: str) -> str:
    phrases = speak(language)
    shown = {
        NONE_STATED: phrases.none_stated,
        NOT_KNOWN: phrases.not_known,
        DECLINED: phrases.answers.declined,
    }
    return shown[code]


def is_code(item: Item, value: str) -> bool:
    """Return whether a stored value is none, unknown or declined, and no choice."""
    return value in {NONE_STATED, NOT_KNOWN, DECLINED} and value not in item.codes


def fits(item: Item, value: str) -> bool:
    """Return whether a stored value is one that the item's codes allow."""
    return not item.codes or is_code(item, value) or {*item.codes} >= {*value.splitlines()}


def _with_codes(item: Item, reader: Reader, is_sure: Callable[[str], bool] = lambda _text: False) -> Reader:
    """Return a reader that knows the codes besides.

    A text that `is_sure` is the answer, whatever else it means.
    """
    knows_nothing = item.kind in MAY_BE_NOTHING

    def read(text: str, context: ReaderContext) -> Reading:
        code = None if is_sure(text) else code_of(text)
        if item.kind is AnswerKind.LIST and _ends(text):
            code = NONE_STATED
        if code == NONE_STATED and knows_nothing:
            return Accepted(code)
        if code in {NOT_KNOWN, DECLINED}:
            return Rejected(context.phrases.answers.needed) if item.required else Accepted(code)
        return reader.read(text, context)

    def show(value: str, language: str) -> str:
        return _code_in_words(value, language) if is_code(item, value) else reader.show(value, language)

    return Reader(read, show, reader.joint)
