"""Turn the fields of a page into the text of an answer, and an answer into fields.

An address is a text of lines, and a list one of rows, as a patient would type them in the chat.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import Final

from flask_babel import force_locale, lazy_gettext
from flask_babel import gettext as _

from app.form import own_fields
from app.form.typed import DATE, MOST_ROWS, NONE, Fields, Typed, date_fields, date_text, one_line, places
from app.intake.answers.addresses import ADDRESS
from app.intake.answers.birth_date import BIRTH_DATE
from app.intake.answers.names import NAME
from app.intake.answers.texts import NONE_STATED
from app.intake.phrases import FALLBACK, SHIPPED
from app.intake.questions import Question

_LINES: Final = ("line1", "line2", "town", "postcode")
_CHOICES: Final = frozenset(
    {
        *("csrf_token", "mark", "text", "agree", "for", "carer", "now", "call", "safe", "change", "another"),
        *("add", "remove", "keep", "sure", "how", "left", NONE, *own_fields.ABSENT),
    }
)
"""The fields of all pages into which nothing is typed."""
_BETWEEN: Final = ", "
_OFTEN: Final = "often"
"""A field of a row that is chosen, and does not make it one by itself."""
OFTEN: Final[Mapping[str, object]] = {
    "daily": lazy_gettext("Once a day"),
    "twice": lazy_gettext("Twice a day"),
    "thrice": lazy_gettext("3 times a day"),
    "needed": lazy_gettext("When needed"),
    "weekly": lazy_gettext("Once a week"),
    "other": lazy_gettext("Other"),
}
"""Code -> how often a medicine is taken, in words."""


def kind_of(question: Question) -> str:
    """Return how a page asks, such as date or text, or as `own_fields` says."""
    if question.item:
        return own_fields.kind_of(question.item)
    if question.rows:
        return "rows"
    kinds = ((BIRTH_DATE, "date"), (ADDRESS, "address"), (NAME, "name"))
    own = next((kind for reader, kind in kinds if question.reader is reader), None)
    return own or ("text" if question.health else "line")


def shown_as(question: Question, fields: Fields) -> str:
    """Return how a page shows these fields.

    An answer of more rows than a page has is one text.
    """
    kind = kind_of(question)
    return "text" if kind == "rows" and fields.get("answer", "").strip() else kind


def first_field(question: Question, sent: Fields) -> str:
    """Return the field that a problem of the whole answer is shown at."""
    if question.item:
        return own_fields.first_field(question, question.item)
    return {"date": "day", "address": "line1", "rows": "name-1"}.get(shown_as(question, sent), "answer")


def read(question: Question, sent: Mapping[str, str]) -> Typed:
    """Return the text that the fields of a page make."""
    fields = {name: value.strip() for name, value in sent.items()}
    if question.item:
        return own_fields.read(question, question.item, fields)
    match shown_as(question, fields):
        case "date":
            return Typed(date_text(fields))
        case "address":
            return _address(fields)
        case "rows":
            return _rows(question, fields)
        case "text" if question.many and fields.get(NONE):
            text = fields.get("answer", "")
            return Typed(text, {"answer": _not_both()}) if text else Typed(NONE_STATED)
        case kind:
            text = fields.get("answer", "")
            return Typed(text if kind == "text" else one_line(text))


def _address(fields: Fields) -> Typed:
    lines = [one_line(fields.get(name, "")) for name in _LINES]
    if fields.get(NONE):
        text = "\n".join(filter(None, lines))
        return Typed(text, {"line1": _not_both()}) if text else Typed(_("No fixed address"))
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
    rows = [[one_line(fields.get(f"{name}-{at}", "")) for name in question.rows] for at in places()]
    lines = [_BETWEEN.join(filter(None, _in_words(question, row))) for row in rows if any(row)]
    text = "\n".join(lines)
    if fields.get(NONE):
        return Typed(text, {"name-1": _not_both()}) if text else Typed(NONE_STATED)
    nameless = {f"name-{at}": _("Enter a name") for at, row in enumerate(rows, 1) if any(row) and not row[0]}
    return Typed(text, nameless)


def _in_words(question: Question, row: list[str]) -> list[str]:
    return [
        str(OFTEN.get(value, "")) if name == "often" else value
        for name, value in zip(question.rows, row, strict=True)
    ]


@cache
def _fixed_answers() -> Mapping[str, Mapping[str, str]]:
    """Return the answers that the pages themselves put into words, in every language.

    The page's language may have changed since an answer was written.
    """
    often: dict[str, str] = {}
    homeless: dict[str, str] = {}
    for language in SHIPPED:
        with force_locale(language):
            often |= {str(words): code for code, words in OFTEN.items()}
            homeless[_("No fixed address")] = NONE
    return {"often": often, "address": homeless}


def write(question: Question, value: str, language: str = FALLBACK) -> dict[str, str]:
    """Return the fields that show an answer, as far as they can hold it."""
    if question.item and value:
        return own_fields.write(question, question.item, value, language)
    if not value or (value == NONE_STATED and question.many):
        return {NONE: "1"} if value else {}
    match kind_of(question):
        case "date":
            return date_fields(value.split("-"))
        case "address":
            is_none = value in _fixed_answers()["address"]
            return {NONE: "1"} if is_none else _address_fields(value.splitlines())
        case "rows":
            lines = list(filter(str.strip, value.split("\n")))
            has_room = len(lines) <= MOST_ROWS and all(one_line(line) == line for line in lines)
            return _row_fields(question, lines) if has_room else {"answer": value}
        case _:
            return {"answer": value}


def _address_fields(lines: list[str]) -> dict[str, str]:
    """Return an address by its lines, or a single one by its last comma.

    A last line with a figure is the postcode.
    """
    parts = lines if len(lines) > 1 else lines[0].rsplit(_BETWEEN, 1)
    if len(parts) == len(_LINES):
        return dict(zip(_LINES, parts, strict=True))
    has_postcode = len(parts) > len(("line1", "town")) and any(map(str.isdecimal, parts[-1]))
    postcode = parts[-1:] if has_postcode else []
    first, *between = parts[: len(parts) - len(postcode)]
    fields = {"line1": first, "line2": _BETWEEN.join(between[:-1]), "town": "".join(between[-1:])}
    return {name: value for name, value in {**fields, "postcode": "".join(postcode)}.items() if value}


def _row_fields(question: Question, lines: list[str]) -> dict[str, str]:
    fields: dict[str, str] = {}
    often = _fixed_answers()["often"]
    for at, line in enumerate(lines, 1):
        *names, last = line.split(_BETWEEN)
        code = often.get(last, "")
        parts = names if code and "often" in question.rows else [*names, last]
        second = question.rows[1]
        is_parted = len(parts) == 2  # noqa: PLR2004  (a name, and what is said of it)
        fields[f"name-{at}"] = parts[0] if is_parted else _BETWEEN.join(parts)
        fields[f"{second}-{at}"] = parts[1] if is_parted else ""
        fields[f"often-{at}"] = code
    return fields


def keep(question: Question, sent: Fields) -> str:
    """Return what was typed as JSON, if the answer alone does not show it.

    The answer alone does not show whether a comma is the patient's or ours.
    """
    typed = {name: value for name, value in sent.items() if value.strip() and is_own(question, name)}
    text = read(question, typed).text
    is_plain = kind_of(question) not in {"rows", "address"} or write(question, text) == typed
    return "" if is_plain else json.dumps(typed, ensure_ascii=False)


def shown(question: Question, value: str, typed: str, language: str = FALLBACK) -> dict[str, str]:
    """Return the fields as typed if they make this answer, else those that show it."""
    try:
        kept = {str(name): str(said) for name, said in json.loads(typed or "{}").items()}
    except (ValueError, AttributeError):
        kept = {}
    return kept if kept and value and read(question, kept).text == value else write(question, value, language)


def is_own(question: Question, name: str) -> bool:
    """Return whether an answer to the question is made of a field with this name."""
    if question.item:
        return name in own_fields.names(question, question.item)
    of_rows = {f"{each}-{at}" for each in question.rows for at in places()}
    return name in {*_LINES, *DATE, "answer", NONE} or name in of_rows


def typed_in(sent: Fields) -> dict[str, str]:
    """Return what was typed into the fields of any page, without buttons and choices."""
    return {
        name: value
        for name, value in sent.items()
        if value.strip() and name not in _CHOICES and not name.startswith("often-")
    }


def has_others(question: Question, sent: Fields) -> bool:
    """Return whether something was typed into a field that the page does not have."""
    if question.item:
        return not typed_in(sent).keys() <= {*own_fields.names(question, question.item)}
    names: tuple[str, ...] = {"date": DATE, "address": _LINES}.get(shown_as(question, sent), ("answer",))
    if shown_as(question, sent) == "rows":
        names = tuple(f"{name}-{at}" for name in question.rows for at in places())
    return not typed_in(sent).keys() <= {*names}


def rows_shown(question: Question, fields: Fields, *, adds: bool) -> int:
    """Return how many rows a page shows: those filled in, and one more if asked."""
    filled = [
        at for at in places() if any(fields.get(f"{name}-{at}") for name in question.rows if name != _OFTEN)
    ]
    return min(MOST_ROWS, max([1, *filled]) + (1 if adds else 0))


def without_row(question: Question, fields: Fields, gone: str) -> dict[str, str]:
    """Return the fields with a row taken out and those after it moved up."""
    left = {name: value for name, value in fields.items() if "-" not in name}
    rows = [at for at in places() if str(at) != gone]
    return left | {
        f"{name}-{at}": fields.get(f"{name}-{before}", "")
        for at, before in enumerate(rows, 1)
        for name in question.rows
    }


def _not_both() -> str:
    return str(_("You ticked the box and also wrote something. Choose one of them."))
