"""The one table that every target writes: who is in it, what each cell holds, and how little is in memory at a time."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import update

from app.exports.columns import COLUMNS, read_columns
from app.exports.table import Table
from app.intake.questions import QUESTIONS
from app.records.cells import UNREADABLE
from app.store.conversations import senders
from app.store.conversations.conversations import ConversationRow
from app.store.patients import erasures, patients
from app.store.patients.patient import patients as records
from app.store.patients.patient_filters import PatientFilters
from tests.exports.people import EVERY_KEY, START, make_unreadable, on_file, reads_of_patients, table
from tests.store.example import enrolled


def rows(store, asked=None, size=2):
    return [row for batch in (asked or table()).batches(store, size) for row in batch]


def column(store, key):
    return [row[1] for row in rows(store, table(key))]


def with_number(store, patient, address):
    with store.begin() as unit:
        conversation = senders.lock(unit.db, address, None, START)
    with store.engine.begin() as connection:
        connection.execute(
            update(records).where(records.c.id == patient).values(conversation_id=conversation.id)
        )
    return conversation.id


def test_a_row_has_the_reference_first_and_then_everything_that_was_asked_for(store):
    [maya] = on_file(store, {})
    with_number(store, maya, "whatsapp:+447700900123")
    assert rows(store) == [
        (
            str(maya),
            "2026-11-24T14:06:00+00:00",
            "new",
            "en",
            "Maya Okafor-Lindt",
            "1990-03-04",
            "12 Mill Lane",
            "tel:+447700900123",
            "Asthma",
            "NONE",
            *[""] * (len(QUESTIONS) - 5),
        )
    ]
    assert table().headings() == EVERY_KEY


def test_the_oldest_come_first_and_every_row_is_as_wide_as_the_headings(store):
    ids = on_file(store, *[{}] * 7)
    for size in (1, 2, 3, 7, 8):
        found = rows(store, size=size)
        assert [row[0] for row in found] == list(map(str, ids))
        assert {len(row) for row in found} == {len(EVERY_KEY)}


def test_times_are_the_clinics_with_their_offset(store):
    on_file(store, {}, at=START.replace(month=7))
    there = Table(read_columns(["received"], COLUMNS), PatientFilters(), START, ZoneInfo("Europe/Madrid"))
    assert rows(store, there)[0][1] == "2026-07-25T16:06:00+02:00"


def test_a_patient_who_comes_at_the_start_or_later_is_not_in_it(store):
    on_file(store, {}, at=START - timedelta(seconds=1))
    reading = table().batches(store, 1)
    with store.begin() as unit:
        patients.create(unit.db, uuid4(), None, "en", {}, False, START)
        patients.create(unit.db, uuid4(), None, "en", {}, False, START + timedelta(seconds=5))
    assert len(list(reading)) == 1


def test_a_filter_that_ends_later_does_not_let_them_in_and_one_that_ends_sooner_counts(store):
    on_file(store, *[{}] * 3, at=START - timedelta(seconds=2))
    assert len(rows(store, table(until=START))) == 2
    later = Table(read_columns([], COLUMNS), PatientFilters(until=START + timedelta(days=1)), START)
    sooner = Table(read_columns([], COLUMNS), PatientFilters(until=START - timedelta(seconds=1)), START)
    assert (len(rows(store, later)), len(rows(store, sooner))) == (2, 1)


def test_the_filters_of_the_list_narrow(store):
    first, second, third = on_file(store, *[{}] * 3)
    member = enrolled(store)
    with store.begin() as unit:
        patients.set_status(unit.db, second, "new", "done", START)
        patients.assign(unit.db, third, None, member, START)
    assert [row[0] for row in rows(store, table("status", status="done"))] == [str(second)]
    assert [row[0] for row in rows(store, table("status", assigned_to=member))] == [str(third)]
    assert rows(store, table("status", language="es")) == []
    since = START - timedelta(days=1) + timedelta(seconds=1)
    assert [row[0] for row in rows(store, table("status", since=since))] == [str(second), str(third)]
    assert str(first) not in str(rows(store, table("status", since=since)))


def test_a_patient_erased_meanwhile_is_not_in_what_is_still_to_come(store):
    _, second, third = on_file(store, *[{}] * 3)
    reading = table().batches(store, 1)
    next(reading)
    with store.begin() as unit:
        erasures.erase(unit.db, second, "asked", "operator", START)
    assert [row[0] for batch in reading for row in batch] == [str(third)]


def test_what_cannot_be_read_is_marked_and_nothing_beside_it_is_touched(store):
    _, second, _ = on_file(store, *[{}] * 3)
    make_unreadable(store, second, "medical_history")
    assert column(store, "medical_history") == ["Asthma", UNREADABLE, "Asthma"]
    assert column(store, "medications") == ["NONE"] * 3


def test_a_number_that_cannot_be_read_is_marked_and_one_that_is_not_there_is_empty(store):
    first, second, _ = on_file(store, *[{}] * 3)
    with_number(store, first, "whatsapp:+447700900123")
    broken = with_number(store, second, "whatsapp:+447700900124")
    with store.engine.begin() as connection:
        connection.execute(
            update(ConversationRow).where(ConversationRow.id == broken).values(address="gAAAAAno")
        )
    assert column(store, "number") == ["tel:+447700900123", UNREADABLE, ""]


def test_an_answer_without_a_column_of_its_own_is_one_here(store):
    first, *_ = on_file(store, {"allergies": "penicillin"}, {}, {"allergies": "=1+1"})
    asked = read_columns(["allergies"], COLUMNS)
    assert [row[1] for row in rows(store, Table(asked, PatientFilters(), START))] == [
        "penicillin",
        "",
        "'=1+1",
    ]
    make_unreadable(store, first, "extra")
    assert rows(store, Table(asked, PatientFilters(), START))[0][1] == UNREADABLE


@pytest.mark.parametrize("key", ["name", "address", "medical_history", "medications"])
def test_every_answer_goes_through_the_guard(store, key):
    on_file(store, {key: "=cmd|'/C calc'!A0"})
    assert column(store, key) == ["'=cmd|'/C calc'!A0"]


def test_no_more_than_one_batch_is_read_before_it_is_asked_for(store):
    on_file(store, *[{}] * 6)
    with reads_of_patients(store) as reads:
        reading = table().batches(store, 2)
        assert reads == []
        for batches in (1, 2, 3):
            assert len(next(reading)) == 2
            assert len(reads) == batches
        assert list(reading) == []
        assert len(reads) == 4


def test_a_last_batch_that_is_not_full_is_known_to_be_the_last(store):
    on_file(store, *[{}] * 3)
    with reads_of_patients(store) as reads:
        assert [len(batch) for batch in table().batches(store, 2)] == [2, 1]
    assert len(reads) == 2


def test_nothing_is_read_from_the_database_that_was_not_asked_for(store):
    on_file(store, {})
    with reads_of_patients(store) as reads:
        rows(store, table("medications"))
    assert "medications" in reads[0]
    assert [name for name in ("name", "birth_date", "address", "history", "extra") if name in reads[0]] == []


def test_no_transaction_is_open_between_the_batches(store):
    on_file(store, *[{}] * 2)
    reading = table().batches(store, 1)
    next(reading)
    assert store.engine.pool.checkedout() == 0


def test_an_export_of_nobody_has_no_rows(store):
    assert rows(store) == []


def test_a_workbook_shows_a_number_as_people_write_it(store, app):
    [maya] = on_file(store, {})
    with_number(store, maya, "whatsapp:+447700900123")
    shown = table("number")
    with app.test_request_context():
        [row] = shown.in_words()(rows(store, shown))
        [dated] = shown.in_words(with_dates=True)(rows(store, shown))
    assert row[1] == "+44 7700 900123"
    assert dated[1] == "tel:+447700900123", "a CSV is read by programs that take a plus for a sum"


def test_numbers_that_begin_alike_are_grouped_alike_with_each_its_own_digits(store, app):
    numbers = {
        "whatsapp:+447700900124": "+44 7700 900124",
        "whatsapp:+447700900377": "+44 7700 900377",
        "+14155238886": "+1 415-523-8886",
        "whatsapp:+390612345678": "+39 06 1234 5678",
        "whatsapp:+999000000001": "+999000000001",
        "mailto:maya@larkfield.example": "mailto:maya@larkfield.example",
    }
    for patient, number in zip(on_file(store, *[{}] * len(numbers)), numbers, strict=True):
        with_number(store, patient, number)
    shown = table("number")
    with app.test_request_context():
        assert [row[1] for row in shown.in_words()(rows(store, shown))] == [*numbers.values()]
