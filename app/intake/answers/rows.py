"""Read a list of rows, such as "Ada Lindt, my sister, 07700 900222".

A stored row has a cell for each column, with " | " between; an empty cell stays.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from itertools import chain
from typing import Final

from app.intake.answers import Accepted, Doubtful, Lacking, ReaderContext, Reading, Rejected, too_long
from app.intake.answers.choice import label_of, of_all_answers
from app.intake.answers.people import (
    PHONE,
    Person,
    is_name,
    is_relation,
    may_be_somebody,
    people,
    tells_nobody,
    tells_somebody,
    words_besides,
)
from app.intake.answers.surroundings import WORD
from app.intake.answers.texts import NONE_STATED
from app.intake.definition import Column, Item
from app.intake.ear import is_mere_mark, is_no, is_yes, of_all
from app.intake.keywords import plain
from app.intake.slip import Sign, parted
from app.intake.words import Phrases

MOST: Final = 30
LIMIT: Final = 4000
"""The most characters of all rows."""
_SLIPS: Final = frozenset({Sign.PARDON, Sign.WRONG, Sign.NOT_SO})
_BETWEEN: Final = " | "
_NUMBERED: Final = re.compile(r"\A\s*(?:[-•*]|\d{1,2}[.)])\s+")
_MARKS: Final = re.compile(r"\s*[,;\t]\s*|\s+[-–—]\s+")
_LABEL: Final = re.compile(r"(\A|[,;]\s*)([^,;:\d]{2,40}):\s*")
_FEWEST_NAMES: Final = 1
_MOST_BESIDES: Final = 3
"""More words that are no name, no relation and no phone number are a sentence, and in no cell."""
_MOST_IN_PLACE: Final = 6
"""The same between a name and a phone number, where a relation is told: "the warden of my flats"."""
_FEW: Final = 2
"""So many words beside a row are more than an opener."""


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
    if lists_people(item) and "|" not in text and tells_nobody(text):
        return Doubtful(NONE_STATED) if tells_somebody(text) else Accepted(NONE_STATED)
    lines = [line for line in text.split("\n") if plain(line)]
    rows = [row for line in lines for row in told(item, line)]
    if 1 < len(rows) <= len(item.columns) and all(missing(item, row) for row in rows):
        rows = [*told(item, ", ".join(lines))]  # a cell a line
    columns = columns_in_words(item, context.phrases)
    needed = Rejected(context.phrases.answers.row_needed.format(columns=columns))
    if not any(map(any, rows)) or is_mere_mark(text):
        return needed
    if len(rows) > MOST:
        return Rejected(context.phrases.answers.no_more_rows)
    lacking = [row for row in rows if missing(item, row)]
    if lacking:
        return Lacking(written(lacking)) if len(rows) == 1 else needed
    return Accepted(written(rows), context.phrases.is_saved)


def is_sure(item: Item, text: str) -> bool:
    """Return whether a text can be nothing but rows: people with their phone numbers."""
    return (
        lists_people(item)
        and PHONE.search(text) is not None
        and not any(missing(item, row) for row in told(item, text))
    )


def may_be_row(item: Item, text: str) -> bool:
    """Return whether a text may be another row, where it may also be talk: "hang on"."""
    return not lists_people(item) or "|" in text or may_be_somebody(text)


def leaves_out(item: Item, text: str, value: str) -> bool:
    """Return whether more was told of people than their rows can hold."""
    return lists_people(item) and words_besides(text, value) >= _FEW


def columns_in_words(item: Item, phrases: Phrases) -> str:
    """Return the columns in a sentence: "Name, Relation, Phone"."""
    return ", ".join(label_of(column.labels, phrases.code, column.key) for column in item.columns)


def missing(item: Item, row: Sequence[str]) -> Column | None:
    """Return the first required column for which a row has no cell."""
    return next(
        (column for column, cell in zip(item.columns, row, strict=True) if column.required and not cell), None
    )


def with_cell(item: Item, row: Sequence[str], text: str) -> tuple[str, ...]:
    """Return a row with the missing cell, and what else a text tells of it."""
    found = told(item, text) if lists_people(item) else ()
    tells = found[0] if len(found) == 1 else ("",) * len(row)
    lacking = missing(item, row)
    cells = map(_told_better, row, tells)
    is_cell = not any(tells) and (not lists_people(item) or len(text.split()) <= _MOST_BESIDES)
    return tuple(
        _cell(text) if column is lacking and not cell and is_cell else cell
        for column, cell in zip(item.columns, cells, strict=True)
    )


def set_right(item: Item, rows: Sequence[tuple[str, ...]], text: str) -> tuple[tuple[str, ...], ...] | None:
    """Return rows with the phone number that a text sets right: "sorry, it's …".

    It is the last one's, or that of the row of whose name or relation the text tells.
    """
    slip, phones = parted(text), list(PHONE.finditer(text))
    if not (_may_be_amended(item, rows) and any(is_of(column, "phone_columns") for column in item.columns)):
        return None
    if not (slip and phones and slip.signs & _SLIPS) or Sign.MISSING in slip.signs:
        return None
    said = {word.plain for word in slip.right if not word.is_figure}
    right = [word.start for word in slip.right]
    new = [found[0].strip() for found in phones if any(found.start() <= at < found.end() for at in right)]
    at = next((at for at in reversed(range(len(rows))) if said <= {*plain(" ".join(rows[at])).split()}), None)
    if at is None or len(new) != 1:
        return None
    row = tuple(
        _cell(new[0]) if is_of(column, "phone_columns") else cell
        for column, cell in zip(item.columns, rows[at], strict=True)
    )
    others = {*plain(_relation(item, told(item, text)[0])).split()} - {*plain(_relation(item, row)).split()}
    return None if others - of_all_answers("possessives", "articles") else (*rows[:at], row, *rows[at + 1 :])


def with_relation(
    item: Item, rows: Sequence[tuple[str, ...]], text: str
) -> tuple[tuple[str, ...], ...] | None:
    """Return rows with the relation that the last one lacks, if a text tells no more."""
    if not _may_be_amended(item, rows) or _relation(item, rows[-1]):
        return None
    found = told(item, text)
    is_alone = len(found) == 1 and [*filter(None, found[0])] == [_relation(item, found[0])]
    return (*rows[:-1], tuple(map(_told_better, rows[-1], found[0]))) if is_alone else None


def _may_be_amended(item: Item, rows: Sequence[tuple[str, ...]]) -> bool:
    """Return whether rows are people. An earlier version may have had other columns."""
    return lists_people(item) and bool(rows) and all(len(row) == len(item.columns) for row in rows)


def _relation(item: Item, row: Sequence[str]) -> str:
    return next(
        cell for column, cell in zip(item.columns, row, strict=True) if is_of(column, "relation_columns")
    )


def _told_better(cell: str, again: str) -> str:
    """Return a cell, or what is told of it again and more fully: "Paco", "Paco Luque"."""
    return again if again and (not cell or plain(again).startswith(f"{plain(cell)} ")) else cell


def says_no_more(item: Item, text: str) -> bool:
    """Return whether a text says in any way that there is no other row.

    "No, just her", "thats all x": of people it has no phone number, no relation, and no name of two words.
    """
    if says_no(item, text):
        return True
    if not lists_people(item):
        return not words_besides(text, "") and not _ending().isdisjoint(plain(text).split())
    return not _tells_more(text) and (tells_nobody(text) or not _ending().isdisjoint(plain(text).split()))


def says_no(item: Item, text: str) -> bool:
    """Return whether a text is "no", or begins with it and goes on with no row."""
    words = plain(text).split()
    is_led = words[:1] != [] and words[0] in of_all("no")
    is_rest = not _tells_more(text) if lists_people(item) else not words_besides(text, "")
    return plain(text) in of_all_answers("no_more") or (is_led and is_rest)


def _tells_more(text: str) -> bool:
    return any(map(str.isdecimal, plain(text).split())) or tells_somebody(text)


@cache
def _ending() -> frozenset[str]:
    """Return the words of "that is all" that are in no "one more"."""
    ending = chain.from_iterable(map(str.split, of_all_answers("no_more")))
    return frozenset(ending) - {*chain.from_iterable(map(str.split, of_all_answers("add_another")))}


def lists_people(item: Item) -> bool:
    """Return whether rows are people: a name, a relation, and perhaps a phone number."""
    are = [next((field for field in _TOLD if is_of(column, field)), "") for column in item.columns]
    return are.count("") == 1 and are.count("relation_columns") == 1 and are.count("phone_columns") <= 1


def told(item: Item, line: str) -> tuple[tuple[str, ...], ...]:
    """Return the rows that a line tells, with a cell for each column."""
    bare = _without_labels(item, _NUMBERED.sub("", line).strip())
    if "|" in bare:
        return (_fitted(item, [cell.strip() for cell in bare.split("|")]),)
    parts = [_bare(part) for part in _MARKS.split(bare) if plain(part)]
    if len(parts) == len(item.columns) and not _is_misplaced(item, parts):
        return (tuple(parts),)
    if lists_people(item):
        return tuple(_row_of(item, person) for person in people(bare))
    return (
        _by_likeness(
            item, list(chain.from_iterable(map(_parted, parts))) if len(parts) < len(item.columns) else parts
        ),
    )


def _row_of(item: Item, person: Person) -> tuple[str, ...]:
    tells = {"phone_columns": person.phone, "relation_columns": person.relation}
    fields = (next((field for field in tells if is_of(column, field)), "") for column in item.columns)
    return tuple(_cell(tells.get(field, person.name)) for field in fields)


def _without_labels(item: Item, line: str) -> str:
    """Leave out what columns are called, as in "Phone: 07700 900222"."""
    if ":" not in line:
        return line
    called = {plain(label) for column in item.columns for label in (*column.labels.values(), column.key)}
    return _LABEL.sub(lambda found: found[1] if plain(found[2]) in called else found[0], line)


def _is_misplaced(item: Item, parts: Sequence[str]) -> bool:
    """Return whether a part is told in place of another cell, or is a sentence."""
    return any(
        any(places)
        and any(is_one and not fits for is_one, fits in zip(map(is_told, parts), places, strict=True))
        for field, is_told in _TOLD.items()
        for places in [[is_of(column, field) for column in item.columns]]
    ) or (lists_people(item) and not all(map(_is_in_place, item.columns, parts)))


def _is_in_place(column: Column, part: str) -> bool:
    if is_of(column, "phone_columns"):
        return not any(map(str.isalpha, part))
    if is_of(column, "relation_columns"):
        return "." not in part and (is_relation(part) or len(part.split()) <= _MOST_IN_PLACE)
    return is_name(part) and not (is_yes(part) or is_no(part))


def _bare(text: str) -> str:
    """Return a cell without what is around it: brackets, "tel", "who is"."""
    cell = _cell(text)
    cell = cell[1:-1].strip() if cell.startswith("(") and cell.endswith(")") else cell
    if (phone := PHONE.search(cell)) and plain(cell[: phone.start()]) in of_all_answers("phone_columns"):
        return cell[phone.start() :]
    relation = _SAYS.sub("", cell)
    return relation if is_relation(relation) else cell


def _fitted(item: Item, cells: Sequence[str]) -> tuple[str, ...]:
    """Return as many cells as there are columns. What is too much goes with the last."""
    count = len(item.columns)
    kept = [*cells[: count - 1], ", ".join(filter(None, cells[count - 1 :]))]
    return tuple(_cell(cell) for cell in [*kept, *[""] * (count - len(kept))][:count])


def _parted(part: str) -> Iterator[str]:
    """Take apart a phone number, a relation to the patient, and other words."""
    for phone in PHONE.finditer(part):
        before, after = part[: phone.start()].strip(), part[phone.end() :].strip()
        around = [words for words in (before, after) if plain(words) not in of_all_answers("phone_columns")]
        yield phone[0].strip()
        yield from chain.from_iterable(map(_related, around))
        return
    yield from _related(part)


def _related(part: str) -> Iterator[str]:
    """Take a relation off the beginning of some words, or off their end."""
    bare, words = _bare(part), list(WORD.finditer(part))
    if is_relation(bare) or not plain(part):
        yield from [bare] if plain(part) else []
        return
    for found in words[_FEWEST_NAMES:]:
        if is_relation(said := _bare(part[found.start() :].strip(" ()"))):
            yield from (_bare(part[: found.start()].rstrip(" (")), said)
            return
    for found in reversed(words[:-_FEWEST_NAMES]):
        if is_relation(said := part[: found.end()]):
            yield from (said.rstrip(" :"), part[found.end() :].strip(" ):"))
            return
    yield part


_SAYS: Final = re.compile(r"\A(?:who|that|que|quien) (?:is|es) ", re.IGNORECASE)
"""How somebody comes to a relation after a name."""


def _by_likeness(item: Item, parts: Sequence[str]) -> tuple[str, ...]:
    """Put phone numbers and relations where they belong, and all else in order."""
    count = len(item.columns)
    cells = [""] * count
    left = list[str]()
    for part in parts:
        fields = [field for field, is_told in _TOLD.items() if is_told(part)]
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
    special = {at for at in range(count) for field in _TOLD if is_of(item.columns[at], field)}
    free = [at for at in range(count) if not cells[at]]
    order = [*(at for at in free if at not in special), *(at for at in free if at in special)]
    for at, part in zip(order, left, strict=False):
        cells[at] = _cell(part)
    if rest := left[len(order) :]:
        last = order[-1] if order else count - 1
        cells[last] = ", ".join((cells[last], *map(_cell, rest)))
    return tuple(cells)


def _is_phone(text: str) -> bool:
    return PHONE.fullmatch(text) is not None


_TOLD: Final[Mapping[str, Callable[[str], bool]]] = {
    "phone_columns": _is_phone,
    "relation_columns": is_relation,
}
"""What a column may be called -> whether words are what belongs there."""


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
    return said if told(item, said) == (tuple(row),) else written([row])
