"""CSV: what is written is what other programs read, and its first bytes wait for no patient."""

from __future__ import annotations

import csv
import io
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.exports.columns import COLUMNS, read_columns
from app.exports.table import Table
from app.exports.targets.csv import BOM, stream, written
from app.records.cells import neutral
from app.store.patients import patients
from app.store.patients.patient_filters import PatientFilters
from tests.exports.live_cells import TEXTS, is_live
from tests.exports.people import EVERY_KEY, START, make_unreadable, on_file, reads_of_patients, table
from tests.vectors import hostile_texts

ROWS = st.lists(st.tuples(TEXTS, TEXTS, TEXTS).map(lambda row: tuple(map(neutral, row))), max_size=5)


def file_of(store, *keys, **options):
    return b"".join(part for part, _ in stream(table(*keys), store, for_program=True, **options))


def read(content):
    return [
        tuple(row) for row in csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True)
    ]


def read_by_pandas(content):
    frame = pd.read_csv(io.BytesIO(content), dtype=str, keep_default_na=False)
    return [tuple(frame.columns), *map(tuple, frame.itertuples(index=False))]


@given(ROWS)
def test_what_is_written_is_read_again_by_csv_and_by_pandas(rows):
    headings = ("record_id", "name", "medications")
    content = written([headings, *rows])
    assert read(content) == [headings, *rows]
    assert read_by_pandas(content) == [headings, *rows]


@given(ROWS)
def test_every_field_is_quoted_and_every_line_ends_in_crlf(rows):
    content = written(rows).decode()
    for row in rows:
        line = '"' + '","'.join(cell.replace('"', '""') for cell in row) + '"\r\n'
        assert content.startswith(line)
        content = content.removeprefix(line)
    assert content == ""


def test_the_first_bytes_are_the_headings_and_come_before_any_patient_is_read(store):
    on_file(store, {})
    with reads_of_patients(store) as reads:
        parts = stream(table("name"), store, for_program=True)
        assert next(parts) == ((BOM + '"record_id","name"\r\n').encode(), 0)
        assert reads == []


def test_people_read_words_the_reference_of_the_pages_and_the_clinics_time(store):
    """What a program gets beside it never changes: keys, codes, whole ids and moments with their offset."""
    [maya] = on_file(store, {})
    with store.begin() as unit:
        patients.set_status(unit.db, maya, "new", "in_review", START)
    columns = read_columns(["received", "status", "language", "birth_date"], COLUMNS)
    asked = Table(columns, PatientFilters(), START, ZoneInfo("Europe/Madrid"))
    for_people = b"".join(part for part, _ in stream(asked, store))
    assert read(for_people) == [
        ("Reference", "Received", "Status", "Language", "Date of birth"),
        (f"{maya.hex[:4]}-{maya.hex[4:8]}", "2026-11-24 15:06", "In review", "English", "1990-03-04"),
    ]
    for_program = b"".join(part for part, _ in stream(asked, store, for_program=True))
    assert read(for_program) == [
        ("record_id", "received", "status", "language", "birth_date"),
        (str(maya), "2026-11-24T15:06:00+01:00", "in_review", "en", "1990-03-04"),
    ]


def test_the_mark_of_utf_8_can_be_left_out(store):
    assert file_of(store, "name", bom=False) == b'"record_id","name"\r\n'


def test_each_part_tells_how_many_patients_are_in_it(store):
    on_file(store, *[{}] * 3)
    assert [rows for _, rows in stream(table(), store)] == [0, 3]


def test_hostile_answers_come_out_of_the_file_as_text_and_one_to_a_row(store):
    hostile = hostile_texts()
    ids = on_file(store, *({"medical_history": text, "name": text} for text in hostile))
    content = file_of(store)
    headings, *rows = read(content)
    assert read_by_pandas(content) == [headings, *rows]
    assert headings == EVERY_KEY
    assert [row[0] for row in rows] == list(map(str, ids))
    assert {len(row) for row in rows} == {len(EVERY_KEY)}
    assert [cell for row in rows for cell in row if is_live(cell)] == []
    assert [row[EVERY_KEY.index("medical_history")] for row in rows] == list(map(neutral, hostile))


@pytest.mark.parametrize(
    "poison", ["\x00", "\x07\x0b", "\ufffe\uffff", "x" * 40_000, "🩺" * 1500, '"', '"\r\n"', "\r"]
)
def test_a_poisoned_answer_leaves_the_other_rows_as_they_are(store, poison):
    on_file(store, {}, {"medical_history": poison}, {})
    _, first, second, third = read(file_of(store))
    history = EVERY_KEY.index("medical_history")
    assert (first[history], third[history]) == ("Asthma", "Asthma")
    assert second[history] == neutral(poison)


def test_what_cannot_be_read_says_so_in_its_place(store):
    [maya] = on_file(store, {})
    make_unreadable(store, maya, "name")
    assert read(file_of(store, "name", "medications"))[1] == (str(maya), "[cannot be read]", "NONE")


def test_a_file_of_nobody_has_its_headings(store):
    assert read(file_of(store, "name")) == [("record_id", "name")]
