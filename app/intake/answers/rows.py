"""Read a list of rows, such as "Ada Lindt, my sister, 07700 900222".

A stored row has a cell for each column, with " | " between; an empty cell stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Final

from app.intake.answers import Accepted, Lacking, ReaderContext, Reading, Rejected, too_long
from app.intake.answers.choice import label_of, of_all_answers
from app.intake.answers.surroundings import WORD
from app.intake.definition import Column, Item
from app.intake.ear import is_mere_mark, of_all
from app.intake.keywords import plain
from app.intake.words import Phrases

MOST: Final = 30
LIMIT: Final = 4000
"""The most characters of all rows."""
_BETWEEN: Final = " | "
_NUMBERED: Final = re.compile(r"\A\s*(?:[-•*]|\d{1,2}[.)])\s+")
_PHONE: Final = re.compile(r"(?<!\w)\+?\(?\d[\d\s().-]{4,20}\d(?!\w)")
_MARKS: Final = re.compile(r"\s*[,;\t]\s*|\s+[-–—]\s+")
_FEWEST_NAMES: Final = 1


def rows_of(value: str) -> tuple[tuple[str, ...], ...]:
    """Return the cells of each stored row."""
    return tuple(tuple(cell.strip() for cell in row.split("|")) for row in value.split("\n") if row.strip())


def written(rows: Sequence[Sequence[str]]) -> str:
    """Return rows as they are stored."""
    return "\n".join(_BETWEEN.join(map(_cell, row)).strip() for row in rows if any(map(str.strip, row)))


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "/").split())


def read(item: Item, text: str, context: ReaderContext) -> Reading:
    """Read all rows of a text, one a line. Each needs its required cells."""
    if refused := too_long(text, context):
        return refused
    rows = [told(item, line) for line in text.split("\n") if plain(line)]
    columns = columns_in_words(item, context.phrases)
    needed = Rejected(context.phrases.answers.row_needed.format(columns=columns))
    if not rows or is_mere_mark(text):
        return needed
    if len(rows) > MOST:
        return Rejected(context.phrases.answers.no_more_rows)
    lacking = [row for row in rows if missing(item, row)]
    if lacking:
        return Lacking(written(lacking)) if len(rows) == 1 else needed
    return Accepted(written(rows), context.phrases.is_saved)


def columns_in_words(item: Item, phrases: Phrases) -> str:
    """Return the columns in a sentence: "Name, Relation, Phone"."""
    return ", ".join(label_of(column.labels, phrases.code, column.key) for column in item.columns)


def missing(item: Item, row: Sequence[str]) -> Column | None:
    """Return the first required column for which a row has no cell."""
    return next(
        (column for column, cell in zip(item.columns, row, strict=True) if column.required and not cell), None
    )


def with_cell(item: Item, row: Sequence[str], text: str) -> tuple[str, ...]:
    """Return a row with the cell that was missing."""
    lacking = missing(item, row)
    return tuple(
        _cell(text) if column is lacking else cell for column, cell in zip(item.columns, row, strict=True)
    )


def told(item: Item, line: str) -> tuple[str, ...]:
    """Return the cells that a line tells, one for each column."""
    bare = _NUMBERED.sub("", line).strip()
    if "|" in bare:
        cells = [cell.strip() for cell in bare.split("|")]
        return _fitted(item, cells)
    parts = [_cell(part) for part in _MARKS.split(bare) if plain(part)]
    if len(parts) == len(item.columns) and not _is_misplaced(item, parts):
        return tuple(parts)
    return _by_likeness(
        item, list(chain.from_iterable(map(_parted, parts))) if len(parts) < len(item.columns) else parts
    )


def _is_misplaced(item: Item, parts: Sequence[str]) -> bool:
    """Return whether a phone number is told in place of another cell."""
    phones = [is_of(column, "phone_columns") for column in item.columns]
    told_at = [_PHONE.fullmatch(part) is not None for part in parts]
    return any(phones) and any(is_phone and not fits for is_phone, fits in zip(told_at, phones, strict=True))


def _fitted(item: Item, cells: Sequence[str]) -> tuple[str, ...]:
    """Return as many cells as there are columns. What is too much goes with the last."""
    count = len(item.columns)
    kept = [*cells[: count - 1], ", ".join(filter(None, cells[count - 1 :]))]
    return tuple(_cell(cell) for cell in [*kept, *[""] * (count - len(kept))][:count])


def _parted(part: str) -> Iterator[str]:
    """Take apart a phone number, a relation to the patient, and other words."""
    for phone in _PHONE.finditer(part):
        before, after = part[: phone.start()].strip(), part[phone.end() :].strip()
        yield from (*_related(before), phone[0].strip(), *_related(after))
        return
    yield from _related(part)


def _related(part: str) -> Iterator[str]:
    words = list(WORD.finditer(part))
    for found in words[_FEWEST_NAMES:]:
        if is_relation(part[found.start() :]):
            yield from (part[: found.start()].strip(), part[found.start() :].strip())
            return
    if plain(part):
        yield part


def is_relation(text: str) -> bool:
    """Return whether words tell what somebody is to the patient: "my sister"."""
    said = plain(text)
    return said in of_all("relations") or any(
        said.removeprefix(f"{word} ") in of_all("relations") for word in _OWN
    )


_OWN: Final = ("my", "mi", "es mi", "is my", "hes my", "shes my", "a", "the", "un", "una", "la", "el")


def _by_likeness(item: Item, parts: Sequence[str]) -> tuple[str, ...]:
    """Put phone numbers and relations where they belong, and all else in order."""
    count = len(item.columns)
    cells = [""] * count
    left = list[str]()
    for part in parts:
        is_phone = _PHONE.fullmatch(part) is not None
        kinds = ((is_phone, "phone_columns"), (is_relation(part), "relation_columns"))
        fields = [field for applies, field in kinds if applies]
        at = next(
            (
                at
                for field in fields
                for at in range(count)
                if not cells[at] and is_of(item.columns[at], field)
            ),
            None,
        )
        if at is None:
            left.append(part)
        else:
            cells[at] = _cell(part)
    special = {at for at in range(count) for field in _SPECIAL if is_of(item.columns[at], field)}
    free = [at for at in range(count) if not cells[at]]
    order = [*(at for at in free if at not in special), *(at for at in free if at in special)]
    for at, part in zip(order, left, strict=False):
        cells[at] = _cell(part)
    if rest := left[len(order) :]:
        last = order[-1] if order else count - 1
        cells[last] = ", ".join((cells[last], *map(_cell, rest)))
    return tuple(cells)


_SPECIAL: Final = ("phone_columns", "relation_columns")


def is_of(column: Column, field: str) -> bool:
    """Return whether a column is called as one of phone numbers, or of relations, is."""
    words = chain.from_iterable(
        plain(label).split() for label in (*column.labels.values(), column.key.replace("_", " "))
    )
    return not of_all_answers(field).isdisjoint(words)


def show(item: Item, value: str) -> str:
    """Write stored rows as people read them, one a line."""
    return "\n".join(shown_row(item, row) for row in rows_of(value))


def shown_row(item: Item, row: Sequence[str]) -> str:
    """Write a row with commas, if it can be told apart then; else as it is stored."""
    said = ", ".join(filter(None, row))
    return said if told(item, said) == tuple(row) else written([row])
