"""Turn fields of a clinic's own question into an answer, and back, by its kind.

What is chosen is sent as its code, and heard in words, as if it had been typed. A number, a date and a text are read as in the
chat. Each checkbox has a name of its own, so that a draft can hold it.
"""

from __future__ import annotations

from typing import Final

from flask_babel import get_locale
from flask_babel import gettext as _

from app.form.typed import DATE, NONE, Fields, Typed, date_fields, date_text, one_line, places
from app.intake.answers import rows
from app.intake.answers.choice import label_of
from app.intake.answers.kinds import DECLINED, is_code
from app.intake.answers.texts import NONE_STATED, NOT_KNOWN
from app.intake.definition import AnswerKind, Item
from app.intake.phrases import FALLBACK
from app.intake.questions import Question

ABSENT: Final = {"dont-know": NOT_KNOWN, "rather-not": DECLINED}
"""What is sent where somebody does not know, or would rather not say -> the code. No choice has such a code."""
_RADIOS: Final = frozenset({AnswerKind.ONE, AnswerKind.YES_NO})
_FEWEST_DIGITS: Final = 2


def kind_of(item: Item) -> str:
    """Return how a page asks: with radios, a number, a table and the like."""
    match item.kind:
        case AnswerKind.ONE | AnswerKind.YES_NO:
            return "radios"
        case AnswerKind.SEVERAL:
            return "checks"
        case AnswerKind.NUMBER:
            return "number"
        case AnswerKind.DATE:
            return "moment"
        case AnswerKind.LIST:
            return "table"
        case _:
            return "text" if item.longest > _LINE else "line"


_LINE: Final = 200
"""A text of at most so many characters has a field of one line."""


def may_be_none(item: Item) -> bool:
    """Return whether a page has a box that says that there is nothing."""
    return item.kind in {AnswerKind.SEVERAL, AnswerKind.LIST, AnswerKind.TEXT}


def choice(code: str) -> str:
    """Return the name of the checkbox of an answer."""
    return f"choice-{code}"


def names(question: Question, item: Item) -> tuple[str, ...]:
    """Return the fields of the page that make an answer."""
    absent = () if item.required or item.kind in _RADIOS else tuple(ABSENT)
    none = (NONE,) if may_be_none(item) else ()
    match item.kind:
        case AnswerKind.SEVERAL:
            made = tuple(map(choice, item.codes))
        case AnswerKind.DATE:
            made = DATE
        case AnswerKind.LIST:
            made = tuple(f"{name}-{at}" for at in places() for name in question.rows)
        case _:
            made = ("answer",)
    return (*made, *none, *absent)


def first_field(question: Question, item: Item) -> str:
    """Return the field that a problem of the whole answer is shown at."""
    return names(question, item)[0]


def read(question: Question, item: Item, fields: Fields) -> Typed:
    """Return the answer that the fields of a page make."""
    typed = _read(question, item, fields)
    codes = [code for name, code in ABSENT.items() if fields.get(name)]
    if fields.get(NONE) and may_be_none(item):
        codes.append(NONE_STATED)
    if item.kind in _RADIOS or not codes:
        return typed
    is_both = bool(typed.text) or len(codes) > 1
    both = _("You ticked a box and also answered, or ticked two. Choose one of them.")
    return Typed(typed.text, {first_field(question, item): both}) if is_both else _of_code(question, codes[0])


def is_empty(item: Item, typed: Typed) -> bool:
    """Return whether nothing was answered where nothing has to be."""
    return not item.required and not typed.text and not typed.value


def _of_code(question: Question, code: str) -> Typed:
    return Typed(question.reader.show(code, FALLBACK), value=code)


def _read(question: Question, item: Item, fields: Fields) -> Typed:
    match item.kind:
        case AnswerKind.ONE | AnswerKind.YES_NO:
            chosen = ABSENT.get(fields.get("answer", ""), fields.get("answer", ""))
            is_known = chosen in item.codes or (chosen in ABSENT.values() and not item.required)
            typed = _of_code(question, chosen) if is_known else Typed("")
            return _needed(item, typed, "answer", _("Choose an answer"))
        case AnswerKind.SEVERAL:
            chosen = "\n".join(code for code in item.codes if fields.get(choice(code)))
            typed = _of_code(question, chosen) if chosen else Typed("")
            return _needed(
                item, typed, first_field(question, item), _("Choose at least one, or “None”"), fields
            )
        case AnswerKind.NUMBER:
            return _needed(item, Typed(one_line(fields.get("answer", ""))), "answer", _("Enter a number"))
        case AnswerKind.DATE:
            return _needed(
                item, Typed(_moment(fields)), "day", _("Enter a date. A month or a year is enough")
            )
        case AnswerKind.LIST:
            return _table(question, item, fields)
        case _:
            return Typed(fields.get("answer", "").strip())


def _needed(item: Item, typed: Typed, name: str, said: str, fields: Fields | None = None) -> Typed:
    """Return what was typed, with a sentence if nothing was and something must be."""
    is_none = bool(fields and fields.get(NONE))
    return Typed("", {name: said}) if item.required and not (typed.text or is_none) else typed


def _moment(fields: Fields) -> str:
    day, month, year = (one_line(fields.get(name, "")) for name in DATE)
    if not day and month.isdecimal() and year.isdecimal() and len(month) <= _FEWEST_DIGITS:
        return f"{year}-{int(month):02}"
    return date_text(fields)


def _table(question: Question, item: Item, fields: Fields) -> Typed:
    filled = [
        (at, [one_line(fields.get(f"{name}-{at}", "")) for name in question.rows])
        for at in places()
        if any(fields.get(f"{name}-{at}", "").strip() for name in question.rows)
    ]
    value, locale = rows.written([row for _at, row in filled]), get_locale()
    spoken = locale.language if locale else FALLBACK
    lacking = {
        f"{column.key}-{at}": _("Enter this: %(field)s", field=label_of(column.labels, spoken, column.key))
        for at, row in filled
        for column, cell in zip(item.columns, row, strict=True)
        if column.required and not cell
    }
    if not filled:
        return _needed(
            item, Typed(""), f"{question.rows[0]}-1", _("Enter at least one, or choose “None”"), fields
        )
    return Typed(rows.show(item, value), lacking, value)


def write(question: Question, item: Item, value: str, language: str) -> dict[str, str]:
    """Return the fields that show an answer."""
    absent = {code: name for name, code in ABSENT.items()}
    if is_code(item, value):
        name = absent.get(value, NONE)
        return {"answer": name} if item.kind in _RADIOS else {name: "1"}
    match item.kind:
        case AnswerKind.SEVERAL:
            return {choice(code): "1" for code in value.split("\n") if code in item.codes}
        case AnswerKind.NUMBER:
            figures = question.reader.show(value, language).split(" ")[0]
            return {"answer": figures}
        case AnswerKind.DATE:
            return date_fields(value.split("-"))
        case AnswerKind.LIST:
            return {
                f"{name}-{at}": cell
                for at, row in enumerate(rows.rows_of(value), 1)
                for name, cell in zip(question.rows, row, strict=False)
                if cell
            }
        case _:
            return {"answer": value}
