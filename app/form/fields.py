"""Turn the fields of a page into the text of an answer, and an answer into fields.

An address is a text of lines, and a list one of rows, as a patient would type them in the chat.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from app.intake.answers.addresses import ADDRESS
from app.intake.answers.dates import BIRTH_DATE
from app.intake.answers.names import NAME
from app.intake.answers.texts import NONE_STATED
from app.intake.questions import Question

MOST_ROWS: Final = 30
LONGEST: Final = 5000
"""So many characters of one field are read. Each question has its own limit for the whole answer."""
NONE: Final = "none"
_LINES: Final = ("line1", "line2", "town", "postcode")
_DATE: Final = ("day", "month", "year")
_BETWEEN: Final = ", "
OFTEN: Final[Mapping[str, object]] = {
    "daily": lazy_gettext("Once a day"),
    "twice": lazy_gettext("Twice a day"),
    "thrice": lazy_gettext("3 times a day"),
    "needed": lazy_gettext("When needed"),
    "weekly": lazy_gettext("Once a week"),
}
"""Code -> how often a medicine is taken, in words."""

Fields = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Typed:
    """Hold the text of the answer that a page makes, and what is wrong with a field."""

    text: str = field(repr=False)
    problems: Mapping[str, str] = field(default_factory=dict)


def kind_of(question: Question) -> str:
    """Return how a page asks: date, address, rows, name, text or line."""
    if question.rows:
        return "rows"
    kinds = ((BIRTH_DATE, "date"), (ADDRESS, "address"), (NAME, "name"))
    own = next((kind for reader, kind in kinds if question.reader is reader), None)
    return own or ("text" if question.health else "line")


def first_field(question: Question) -> str:
    """Return the field that a problem of the whole answer is shown at."""
    return {"date": "day", "address": "line1", "rows": "name-1"}.get(kind_of(question), "answer")


def read(question: Question, sent: Mapping[str, str]) -> Typed:
    """Return the text that the fields of a page make."""
    fields = {name: value[:LONGEST].strip() for name, value in sent.items()}
    match kind_of(question):
        case "date":
            return Typed(date_text(fields))
        case "address":
            return _address(fields)
        case "rows":
            return _rows(question, fields)
        case "text" if question.many and fields.get(NONE):
            is_both = bool(fields.get("answer"))
            return Typed("", {"answer": _not_both()}) if is_both else Typed(NONE_STATED)
        case "text":
            return Typed(fields.get("answer", ""))
        case _:
            return Typed(_one_line(fields.get("answer", "")))


def date_text(fields: Fields) -> str:
    """Return a date in figures as ISO 8601, a year alone, or the words as typed."""
    day, month, year = (_one_line(fields.get(name, "")) for name in _DATE)
    if year and not (day or month):
        return year
    if all(part.isdecimal() for part in (day, month, year)):
        return f"{int(year):04}-{int(month):02}-{int(day):02}"
    return " ".join(filter(None, (day, month, year)))


def _address(fields: Fields) -> Typed:
    lines = [_one_line(fields.get(name, "")) for name in _LINES]
    if fields.get(NONE):
        return Typed("", {"line1": _not_both()}) if any(lines) else Typed(_("No fixed address"))
    problems = {
        name: said
        for name, said, value in (
            ("line1", _("Enter your house number and street"), lines[0]),
            ("town", _("Enter your town or city"), lines[2]),
        )
        if not value
    }
    return Typed("\n".join(filter(None, lines)), problems)


def _rows(question: Question, fields: Fields) -> Typed:
    rows = [[_one_line(fields.get(f"{name}-{at}", "")) for name in question.rows] for at in _places()]
    typed = [row for row in rows if any(row)]
    if fields.get(NONE):
        return Typed("", {"name-1": _not_both()}) if typed else Typed(NONE_STATED)
    nameless = {f"name-{at}": _("Enter a name") for at, row in enumerate(rows, 1) if any(row) and not row[0]}
    lines = [_BETWEEN.join(filter(None, _in_words(question, row))) for row in typed]
    return Typed("\n".join(lines), nameless)


def _in_words(question: Question, row: list[str]) -> list[str]:
    return [
        str(OFTEN.get(value, "")) if name == "often" else value
        for name, value in zip(question.rows, row, strict=True)
    ]


def write(question: Question, value: str) -> dict[str, str]:
    """Return the fields that show an answer, as far as they can hold it."""
    if not value:
        return {}
    match kind_of(question):
        case "date":
            parts = value.split("-")
            return (
                dict(zip(("year", "month", "day"), (str(int(part)) for part in parts), strict=False))
                if all(part.isdecimal() for part in parts)
                else {}
            )
        case "address":
            return {NONE: "1"} if value == _("No fixed address") else _address_fields(value.splitlines())
        case "rows":
            return {NONE: "1"} if value == NONE_STATED else _row_fields(question, value.splitlines())
        case "text" if question.many and value == NONE_STATED:
            return {NONE: "1"}
        case _:
            return {"answer": value}


def _address_fields(lines: list[str]) -> dict[str, str]:
    """Return an address by its lines; `line2` is what is before the town."""
    if len(lines) < len(_LINES) - 1:
        return dict(zip(("line1", "town"), lines, strict=False))
    first, *between, town, postcode = lines
    return {"line1": first, "line2": ", ".join(between), "town": town, "postcode": postcode}


def _row_fields(question: Question, lines: list[str]) -> dict[str, str]:
    fields: dict[str, str] = {}
    for at, line in enumerate(lines[:MOST_ROWS], 1):
        *names, last = line.split(_BETWEEN)
        code = next((code for code, words in OFTEN.items() if str(words) == last), "")
        parts = names if code and "often" in question.rows else [*names, last]
        second = question.rows[1]
        is_parted = len(parts) == 2  # noqa: PLR2004  (a name, and what is said of it)
        fields[f"name-{at}"] = parts[0] if is_parted else _BETWEEN.join(parts)
        fields[f"{second}-{at}"] = parts[1] if is_parted else ""
        fields[f"often-{at}"] = code
    return fields


def rows_shown(fields: Fields, *, adds: bool) -> int:
    """Return how many rows a page shows: those filled in, and one more if asked."""
    filled = [
        at for at in _places() if any(fields.get(f"{name}-{at}") for name in ("name", "dose", "reaction"))
    ]
    return min(MOST_ROWS, max([1, *filled]) + (1 if adds else 0))


def without_row(question: Question, fields: Fields, gone: int) -> dict[str, str]:
    """Return the fields with a row taken out and those after it moved up."""
    left = {name: value for name, value in fields.items() if "-" not in name}
    rows = [at for at in _places() if at != gone]
    return left | {
        f"{name}-{at}": fields.get(f"{name}-{before}", "")
        for at, before in enumerate(rows, 1)
        for name in question.rows
    }


def _places() -> range:
    return range(1, MOST_ROWS + 1)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _not_both() -> str:
    return str(_("You ticked the box and also wrote something. Choose one of them."))
