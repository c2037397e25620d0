"""Build one table for every target: patients, columns, and safe cells."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

from app.exports.columns import ExportColumn
from app.intake.answered import show
from app.intake.answers.kinds import is_code
from app.intake.definition import AnswerKind, Definition, Score
from app.intake.phrases import FALLBACK
from app.intake.questions import Question, writer_of
from app.records.cells import UNREADABLE, neutral, phone
from app.records.scores import points_of
from app.records.status import STATUSES
from app.records.vocabulary import LANGUAGES, language_name
from app.store import Store
from app.store.exports import export_rows, taken_records
from app.store.patients.patient import EXTRA, PARTICULARS, Opened, load_others
from app.store.patients.patient_filters import PatientFilters
from app.web.languages import page_language
from app.web.phone import grouped

Row = tuple[str, ...]
_Held = dict[str, str] | Opened
_Others = list[_Held]
_SHARED: Final[Sequence[str]] = (PARTICULARS, EXTRA)
_COUNTED: Final = re.compile(r"-?[0-9]+(\.[0-9]+)?|[0-9]{4}(-[0-9]{2}){0,2}")
"""A number or a date as we write it: no spreadsheet runs it."""
_BATCH: Final = 1000


@dataclass(frozen=True, slots=True)
class Table:
    """The patients who match the filters and came before `until`, oldest first.

    Times are in `zone`.
    """

    columns: tuple[ExportColumn, ...]
    filters: PatientFilters
    until: datetime
    zone: tzinfo = UTC
    export_id: UUID | None = None
    """The export that takes them. Which they are is noted before they leave."""

    def headings(self) -> Row:
        """Return the headings: the columns' keys, the same in every language."""
        return tuple(column.key for column in self.columns)

    def labels(self) -> Row:
        """Return the headings as people read them, in the page's language."""
        return tuple(column.label for column in self.columns)

    def in_words(self, *, with_dates: bool = False) -> Callable[[Sequence[Row]], list[Row]]:
        """Return a function that turns rows into words, in the language of this request.

        It shortens references, and names statuses, languages and choices. With dates, it also writes times as a spreadsheet
        reads them, in the clinic's zone. Without, the cells are a workbook's, which are texts whatever they begin with,
        and a number is shown as people write it.
        """
        statuses = {code: str(status.label) for code, status in STATUSES.items()}
        languages = {code: language_name(code) for code in LANGUAGES}
        writers: dict[str, Callable[[str], str]] = {
            "record_id": _as_shown,
            "status": lambda code: statuses.get(code, code),
            "language": lambda code: languages.get(code, code),
            **({"received": _clock_time} if with_dates else {"number": _as_written}),
            **{
                column.key: _shown(column.question, page_language())
                for column in self.columns
                if column.question and column.is_coded
            },
        }
        placed = [
            (place, write) for place, column in enumerate(self.columns) if (write := writers.get(column.key))
        ]

        def written(rows: Sequence[Row]) -> list[Row]:
            cells: list[Iterable[str]] = list(zip(*rows, strict=True))
            for place, write in placed:
                cells[place] = map(write, cells[place])
            return list(zip(*cells, strict=True))

        return written

    @property
    def narrowed(self) -> PatientFilters:
        """The filters, limited to records from before the export's start."""
        asked = self.filters.until
        return replace(self.filters, until=self.until if asked is None else min(asked, self.until))

    def batches(self, store: Store, size: int = _BATCH) -> Iterator[list[Row]]:
        """Yield the rows in batches of `size`.

        Each batch is read in a short transaction, and opened after it.

        A patient who is erased meanwhile is not in later batches.
        """
        sources = tuple(dict.fromkeys(source for column in self.columns for source in column.sources))
        filters, after = self.narrowed, None
        while True:
            with store.read() as unit:
                sealed = export_rows.batch(unit.db, size, after, sources, filters)
            if len(sealed):
                self._note(store, sealed.ids)
                opened = sealed.opened()
                others = {name: _answers_of(opened[name]) for name in _SHARED if name in opened}
                cells = (self._cells(column, opened, others) for column in self.columns)
                yield list(zip(*cells, strict=True))
            if len(sealed) < size:
                return
            after = sealed.last

    def _note(self, store: Store, records: Sequence[UUID]) -> None:
        if self.export_id is not None:
            with store.begin() as unit:
                taken_records.note(unit.db, self.export_id, records)

    def _cells(
        self, column: ExportColumn, opened: Mapping[str, Sequence[Any]], others: Mapping[str, _Others]
    ) -> Sequence[str]:
        match column.key, column.source:
            case "record_id", _:
                return opened["id"]
            case "received", _:
                return [at.astimezone(self.zone).isoformat(timespec="seconds") for at in opened["created_at"]]
            case "number", source:
                return list(map(_number, opened[source]))
            case key, source if source in _SHARED:
                rows = zip(*(others[name] for name in column.sources), strict=True)
                if column.score:
                    return list(map(_points_in(*column.score), rows))
                return _texts(column, (_found(key, row) for row in rows))
            case key, source:
                return opened[key] if not source else _texts(column, opened[source])


_ID: Final = 36
"""Characters."""
_TO_THE_MINUTE: Final = "2026-11-25T09:00"
_TEL: Final = "tel:"
_ALIKE: Final = len("+447700")
"""Numbers of a length that begin alike as far as this are grouped alike."""
_DIGIT: Final = re.compile(r"[+\d]")


def _as_shown(record_id: str) -> str:
    """Return a record's id as pages show it: the first eight digits."""
    return f"{record_id[:4]}-{record_id[4:8]}" if len(record_id) == _ID else record_id


def _as_written(number: str) -> str:
    """Return a number in groups: "+44 7700 900124"."""
    dialled = number.removeprefix(_TEL)
    if dialled == number:
        return number
    return _groups(dialled[:_ALIKE], len(dialled)) % tuple(dialled)


@lru_cache(maxsize=8192)  # reading a number takes longer than all else of its row
def _groups(beginning: str, length: int) -> str:
    """Return how numbers of so many digits are grouped, if this is how they begin."""
    shown = grouped(beginning.ljust(length, "0"))
    return _DIGIT.sub("%s", shown) if len(_DIGIT.findall(shown)) == length else "%s" * length


def _clock_time(received: str) -> str:
    """Return a time as every spreadsheet reads it: "2026-11-25 09:00"."""
    return received[: len(_TO_THE_MINUTE)].replace("T", " ")


def _texts(column: ExportColumn, opened: Iterable[Opened]) -> list[str]:
    """Return the cells of an answer: choices and rows as kept, other codes in English."""
    write = _writer(column)
    return [write(text) if isinstance(text, str) else UNREADABLE for text in opened]


def _writer(column: ExportColumn) -> Callable[[str], str]:
    question = column.question
    if question is None or question.item is None:
        write = writer_of(column.key)
        return lambda text: neutral(write(text, FALLBACK))
    item = question.item
    if column.is_coded:
        return neutral
    if column.kind not in {AnswerKind.NUMBER, AnswerKind.DATE}:
        return lambda text: neutral(show(question, text, FALLBACK)) if text else ""

    def as_it_is(text: str) -> str:
        if _COUNTED.fullmatch(text):
            return text
        return neutral(show(question, text, FALLBACK) if is_code(item, text) else text)

    return as_it_is


def _shown(question: Question, language: str) -> Callable[[str], str]:
    """Return a function that writes codes or rows as people read them."""
    is_rows = question.item is not None and question.item.kind is AnswerKind.LIST
    safe = str if is_rows else neutral  # rows are neutral by now, and labels are not
    return lambda said: safe(show(question, said, language)) if said else ""


def _points_in(definition: Definition, score: Score) -> Callable[[Sequence[_Held]], str]:
    """Return a function that writes a record's points; "" without all answers."""

    def points(held: Sequence[_Held]) -> str:
        if not all(isinstance(each, dict) for each in held):
            return UNREADABLE
        answers = {key: text for each in held if isinstance(each, dict) for key, text in each.items()}
        found = points_of(definition, score, answers)
        return "" if found is None else str(found)

    return points


def _number(address: Opened) -> str:
    """Return a number as text, or "": some records have no conversation."""
    if address is None:
        return ""
    return phone(address) if isinstance(address, str) else UNREADABLE


def _answers_of(opened: Iterable[Opened]) -> _Others:
    """Return the answers in a column that several share.

    A record of an earlier release may not have it.
    """
    return [load_others(said) if isinstance(said, str) else {} if said is None else said for said in opened]


def _found(key: str, held: Iterable[_Held]) -> Opened:
    """Return an answer from wherever a record has it.

    It is not a text if it may be in what does not open.
    """
    shut: Opened = ""
    for each in held:
        if not isinstance(each, dict):
            shut = each
        elif key in each:
            return each[key]
    return shut
