"""Read the numbers of people to invite: lines that were typed, or a CSV file.

The result holds whole numbers, and the lines without one, each with the reason. A file may come from anybody and hold
anything. Whatever is in it, the result has this form, and of the file pages repeat only the beginnings of what is no number.
"""

from __future__ import annotations

import csv
import io
import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, NamedTuple

from app.intake.phrases import SHIPPED
from app.store.conversations.spellings import canonical
from app.web.phone import is_of, is_part, is_service, whole_number

LARGEST: Final = 256 * 1024
"""Bytes of a file."""
MOST_LINES: Final = 500
"""The most lines of a file, blank ones not counted."""
MOST_TYPED: Final = 50
_LONGEST_FIELD: Final = 200
LONGEST_SHOWN: Final = 24
"""The most characters that a page repeats of a text that is no number."""
_DELIMITERS: Final = ",;\t"
_SEPARATOR_LINE: Final = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)
_SCIENTIFIC: Final = re.compile(r"[\d.,]+e\+?\d+", re.IGNORECASE)
_FORMULA: Final = ("=", "@")
_FORCES_TEXT: Final = "'"
_NUMBER: Final = frozenset(
    {
        *("number", "phone", "phone number", "mobile", "mobile number", "telephone", "whatsapp", "cell"),
        *("número", "numero", "teléfono", "telefono", "móvil", "movil", "celular"),
    }
)
_LANGUAGE: Final = frozenset({"language", "lang", "idioma", "lengua"})
_LANGUAGES: Final[Mapping[str, str]] = {
    **{code: code for code in SHIPPED},
    **{phrases.native_name.casefold(): code for code, phrases in SHIPPED.items()},
    "spanish": "es",
    "inglés": "en",
    "ingles": "en",
    "espanol": "es",
}


class Wrong(StrEnum):
    """What is wrong with a line."""

    NO_NUMBER = "no_number"
    PART = "part"
    """A number without its area code, or with too few or too many digits."""
    NO_COUNTRY = "no_country"
    """It has no country code, and the clinic's country is not known."""
    ABROAD = "abroad"
    """It is of another country, and only those of the clinic's own are asked for."""
    SERVICE = "service"
    """Premium rate, shared cost, satellites and the like."""
    FORMULA = "formula"
    SCIENTIFIC = "scientific"
    """Excel made 4.47701E+11 of it: the last digits are gone."""
    LANGUAGE = "language"
    TOO_LONG = "too_long"


class Unusable(StrEnum):
    """What is wrong with a whole file."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    TOO_MANY = "too_many"
    NO_TEXT = "no_text"
    """It is a workbook, a picture, or in no encoding that we read."""
    NO_COLUMN = "no_column"
    BROKEN = "broken"
    """A quotation mark is not closed, or the like."""


class NoList(Exception):
    """The file or text is not a list of numbers."""

    def __init__(self, why: Unusable) -> None:
        super().__init__(why.value)
        self.why = why


@dataclass(frozen=True, slots=True)
class Listed:
    """A number of a line, as E.164, and the language to write in."""

    line: int
    number: str = field(repr=False)
    language: str


@dataclass(frozen=True, slots=True)
class Unread:
    """A line that is of no use; `text` is what a page repeats of it."""

    line: int
    why: Wrong
    text: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class NumberList:
    """What was read: the numbers, each once, and the lines that are of no use."""

    listed: tuple[Listed, ...] = ()
    duplicates: tuple[int, ...] = ()
    """The lines with a number that came before."""
    wrong: tuple[Unread, ...] = ()


def read_typed(text: str, country: str, language: str, only: Collection[str] = ()) -> NumberList:
    """Return the numbers that were typed, one a line.

    With `only`, numbers of other countries are of no use.

    Raises:
        NoList: there are none, or too many.
    """
    lines = [
        (place, [line.strip(" \t,;")]) for place, line in enumerate(text.splitlines(), 1) if line.strip()
    ]
    if len(lines) > MOST_TYPED:
        raise NoList(Unusable.TOO_MANY)
    if not lines:
        raise NoList(Unusable.EMPTY)
    return _numbers(lines, _Columns(0), country, language, only)


def read_file(data: bytes, country: str, language: str, only: Collection[str] = ()) -> NumberList:
    """Return the numbers of a CSV file.

    The language is that of lines that name none. With `only`, numbers of other countries are of no use.

    Raises:
        NoList: it is none, or too long.
    """
    lines = list(_lines(_decoded(data)))
    if not lines:
        raise NoList(Unusable.EMPTY)
    columns, has_heading = _columns(lines[0][1], country)
    rows = lines[1:] if has_heading else lines
    if not rows:
        raise NoList(Unusable.EMPTY)
    return _numbers(rows, columns, country, language, only)


def _decoded(data: bytes) -> str:
    if len(data) > LARGEST:
        raise NoList(Unusable.TOO_LARGE)
    if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        encodings: Sequence[str] = ("utf-16",)
    elif data.startswith(BOM_UTF8):
        encodings = ("utf-8-sig",)
    else:
        encodings = ("utf-8", "cp1252")  # as Excel on Windows writes "CSV"
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
        break
    raise NoList(Unusable.NO_TEXT)


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the number and the fields of each line that holds something.

    Raises:
        NoList: the quotation marks do not fit, or there are too many.
    """
    told = _SEPARATOR_LINE.match(text)
    body = text[told.end() :] if told else text
    delimiter = told[1] if told and told[1] in _DELIMITERS else _delimiter(body)
    reader = csv.reader(io.StringIO(body, newline=""), delimiter=delimiter, strict=True)
    skipped = before = 1 if told else 0
    found = 0
    try:
        for fields in reader:
            line, before = before + 1, skipped + reader.line_num
            if not any(each.strip() for each in fields):
                continue
            found += 1
            if found > MOST_LINES + 1:  # a heading is one more
                raise NoList(Unusable.TOO_MANY)
            yield line, [each.strip() for each in fields]
    except csv.Error:
        raise NoList(Unusable.BROKEN) from None


def _delimiter(text: str) -> str:
    first = next((line for line in text.splitlines() if line.strip()), "")
    return max(_DELIMITERS, key=first.count)


class _Columns(NamedTuple):
    """The columns of the number and, if there is one, of the language."""

    number: int
    spoken: int | None = None


def _columns(first: Sequence[str], country: str) -> tuple[_Columns, bool]:
    """Return the columns, and whether a heading says which they are.

    Raises:
        NoList: it has no number.
    """
    names = [each.casefold() for each in first]
    number = next((place for place, name in enumerate(names) if name in _NUMBER), None)
    spoken = next((place for place, name in enumerate(names) if name in _LANGUAGE), None)
    if number is not None:
        return _Columns(number, spoken), True
    if _number(first[0], country) is None:
        raise NoList(Unusable.NO_COLUMN)
    return _Columns(0, 1 if len(first) == 1 or names[1] in {"", *_LANGUAGES} else None), False


def _numbers(
    rows: Iterable[tuple[int, Sequence[str]]],
    columns: _Columns,
    country: str,
    language: str,
    only: Collection[str],
) -> NumberList:
    """Sort rows into numbers, duplicates and wrong lines."""
    number, spoken = columns
    seen: dict[str, Listed] = {}
    duplicates: list[int] = []
    wrong: list[Unread] = []
    for count, (line, fields) in enumerate(rows, 1):
        if count > MOST_LINES:
            raise NoList(Unusable.TOO_MANY)
        text = fields[number] if number < len(fields) else ""
        said = fields[spoken].casefold() if spoken is not None and spoken < len(fields) else ""
        found = _number(text, country)
        if found is None:
            wrong.append(Unread(line, _why(text, country), _beginning(text)))
        elif is_service(found):
            wrong.append(Unread(line, Wrong.SERVICE, _beginning(text)))
        elif only and not is_of(found, only):
            wrong.append(Unread(line, Wrong.ABROAD, _beginning(text)))
        elif said and said not in _LANGUAGES:
            wrong.append(Unread(line, Wrong.LANGUAGE, _beginning(said)))
        elif canonical(found) in seen:
            duplicates.append(line)
        else:
            seen[canonical(found)] = Listed(line, found, _LANGUAGES.get(said, language))
    return NumberList(tuple(seen.values()), tuple(duplicates), tuple(wrong))


def _beginning(text: str) -> str:
    """Return a text as a page repeats it: on one line, and not all of a long one."""
    seen = "".join(each for each in " ".join(text.split()) if each.isprintable())
    return seen if len(seen) <= LONGEST_SHOWN else f"{seen[:LONGEST_SHOWN]}…"


def _number(text: str, country: str) -> str | None:
    return whole_number(text.removeprefix(_FORCES_TEXT).strip(), country)


def _why(text: str, country: str) -> Wrong:
    if len(text) > _LONGEST_FIELD:
        return Wrong.TOO_LONG
    if text.startswith(_FORMULA):
        return Wrong.FORMULA
    if _SCIENTIFIC.fullmatch(text):
        return Wrong.SCIENTIFIC
    number = text.removeprefix(_FORCES_TEXT).strip()
    if not is_part(number):
        return Wrong.NO_NUMBER
    return Wrong.PART if country or number.startswith("+") else Wrong.NO_COUNTRY
