"""A clinic's own questions leave as columns at the end: keys that stay, choices, numbers, dates and scores."""

from __future__ import annotations

import csv
import io
from datetime import UTC
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from app.exports.columns import COLUMNS, ExportColumn, columns_in, read_columns
from app.exports.table import Table
from app.exports.targets.csv import stream
from app.exports.workbook.stream import stream as as_workbook
from app.records.cells import UNREADABLE
from app.store.exports import export_rows
from app.store.patients import patients
from app.store.patients.patient_choices import Choice
from app.store.patients.patient_filters import PatientFilters
from tests.databases import on_each_engine
from tests.exports.people import START, make_unreadable
from tests.exports.workbooks import COVER, opened
from tests.own_questions import ANSWERS, ASKED, INTERPRETER, OPEN_KEYS, WEIGHT, on_file, published, worded

if TYPE_CHECKING:
    from app.store import Store

OWN = (*ANSWERS, "tobacco")


def columns(store: Store) -> tuple[ExportColumn, ...]:
    with store.read() as unit:
        return columns_in(unit)


def keys(found: Any) -> list[str]:
    return [column.key for column in found]


def row(store: Store, *wanted: str) -> dict[str, str]:
    """Return the first row of a table of these columns, for a program."""
    table = Table(read_columns(wanted, columns(store)), PatientFilters(), START.replace(year=2030))
    [first, *_] = [row for batch in table.batches(store) for row in batch]
    return dict(zip(table.headings(), first, strict=True))


def test_own_columns_come_last_as_they_were_published_and_none_moves_or_goes(store, clock):
    published(store, clock())
    assert keys(columns(store)) == [*keys(COLUMNS), *OWN]
    later = worded("Height", "How tall are you?")
    height = msgspec.structs.replace(WEIGHT, key="height", words=later, unit="cm", most="250")
    off = [msgspec.structs.replace(item, is_off=True) for item in reversed(ASKED)]
    published(store, clock(), height, *off)
    assert keys(columns(store)) == [*keys(COLUMNS), *OWN, "height"]


def test_reception_reads_what_is_open_and_its_columns_are_of_who_they_are(store, clock):
    published(store, clock())
    groups = {column.key: column.group.value for column in columns(store)}
    assert {key for key in OWN if groups[key] == "identity"} == set(OPEN_KEYS)
    assert {column.source for column in columns(store) if column.key in OPEN_KEYS} == {"particulars"}


@on_each_engine
def test_a_program_gets_codes_and_figures_and_a_sum_only_of_whole_answers(store: Store, clock):
    asked = published(store, clock())
    on_file(store, clock(), asked)
    assert row(store, *OWN) | {"record_id": ""} == {"record_id": "", **ANSWERS, "tobacco": "1"}
    maya = on_file(store, clock(), asked)
    make_unreadable(store, maya, "extra")
    table = Table(read_columns(OWN, columns(store)), PatientFilters(), START.replace(year=2030))
    told = [
        dict(zip(table.headings(), each, strict=True)) for batch in table.batches(store) for each in batch
    ]
    [broken] = [each for each in told if each["record_id"] == str(maya)]
    assert {key for key, text in broken.items() if text == UNREADABLE} == {*OWN} - {*OPEN_KEYS}


def test_people_get_words_in_the_language_of_the_page_and_no_cell_runs(app, store, clock):
    asked = published(store, clock())
    on_file(store, clock(), asked, contact="=1+1 | @x", smoking="declined", weight="-3")
    table = Table(read_columns(OWN, columns(store)), PatientFilters(), START.replace(year=2030), UTC)
    for language, welsh, label in (("en", "Welsh", "Weight"), ("es", "Welsh (es)", "Weight (es)")):
        with app.test_request_context(headers={"Accept-Language": language}):
            file = b"".join(part for part, _ in stream(table, store, bom=False)).decode()
        head, cells = csv.reader(io.StringIO(file))
        told = dict(zip(head, cells, strict=True))
        assert welsh in cells, told
        assert told[label] == "-3"
        assert any(cell.startswith("'=1+1") for cell in cells)


def test_excel_counts_numbers_and_whole_days(app, store, clock):
    asked = published(store, clock())
    on_file(store, clock(), asked, tetanus="2024-05-17")
    table = Table(
        read_columns(("weight", "tetanus", "tobacco", "smoking"), columns(store)),
        PatientFilters(),
        START.replace(year=2030),
    )
    with app.test_request_context():
        content = b"".join(part for part, _ in as_workbook(table, store, COVER))
    _head, cells = opened(content)["Patients"].iter_rows(values_only=True)
    assert cells[1:4] == ("Daily", 70.5, cells[3])
    assert cells[3].isoformat()[:10] == "2024-05-17"
    assert cells[4] == 1


@on_each_engine
def test_an_export_is_narrowed_to_a_choice_and_one_that_nobody_looked_up_is_refused(store: Store, clock):
    asked = published(store, clock())
    maya, _noor = (on_file(store, clock(), asked, interpreter=said) for said in ("yes", "no"))
    wanted = PatientFilters(choice=Choice("interpreter", "yes"))
    table = Table(read_columns(("interpreter",), columns(store)), wanted, START.replace(year=2030))
    assert [row[0] for batch in table.batches(store) for row in batch] == [str(maya)]
    with store.read() as unit:
        assert export_rows.count(unit.db, wanted) == 1
        with pytest.raises(LookupError):
            patients.page(unit.db, 9, filters=wanted)


def test_the_page_offers_them_a_preset_keeps_them_and_an_export_names_its_choice(admin, store, clock):
    admin.is_let_in()
    admin.confirms()
    asked = published(store, clock())
    on_file(store, clock(), asked)
    page = admin.browser.get("/exports").text
    assert [key for key in OWN if f'name="columns" value="{key}"' not in page] == []
    assert 'value="interpreter.yes"' in page
    form = {
        "target": "csv",
        "reason": "Weekly",
        "columns": [*OWN],
        "choice": "interpreter.yes",
        "preset": "Own",
    }
    assert admin.browser.post_with(admin.browser.last_token(), "/exports/presets", form).status_code == 303
    answer = admin.browser.post_with(admin.browser.last_token(), "/exports/csv", form)
    assert answer.status_code == 200, answer.text
    assert "Welsh" in answer.text
    published(store, clock(), *(msgspec.structs.replace(item, is_off=True) for item in ASKED))
    history = admin.browser.get("/exports").text
    assert "Own" in history
    assert INTERPRETER.key in history
