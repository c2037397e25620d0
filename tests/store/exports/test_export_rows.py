"""An export has every record once, oldest first, and opens only its columns.

Also when others are added meanwhile.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, update

from app.crypto import Unreadable
from app.store.conversations import senders
from app.store.conversations.conversations import ConversationRow
from app.store.exports import export_rows
from app.store.exports.export_rows import NUMBER
from app.store.patients import patients
from app.store.patients.patient import NewPatient
from app.store.patients.patient import patients as records
from app.store.patients.patient_filters import PatientFilters
from tests.databases import on_each_engine
from tests.store.example import ADDRESS, ANSWERS, NOW, enrolled
from tests.store.many_patients import FILTERS, LANGUAGES, MINUTES, MOMENTS, STATES, add, invent, mixed, passes
from tests.store.statements import analyse, heard, plan

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.store import Store
    from app.store.exports.export_rows import SealedBatch

CLEAR = ("id", "created_at", "status", "language")
EVERYBODY = PatientFilters()
Rows = list[tuple[Any, ...]]


def batch(
    store: Store, limit: int, after: Any = None, columns: Sequence[str] = (), filters: Any = EVERYBODY
) -> SealedBatch:
    with store.read() as unit:
        return export_rows.batch(unit.db, limit, after, columns, filters)


def opened(sealed: SealedBatch) -> Rows:
    """Return the columns as rows: the id, the clear ones, and those asked for."""
    columns = sealed.opened()
    assert tuple(columns)[: len(CLEAR)] == CLEAR
    return [(UUID(reference), *row) for reference, *row in zip(*columns.values(), strict=True)]


def exported(
    store: Store,
    size: int = 2,
    columns: Sequence[str] = (),
    filters: PatientFilters = EVERYBODY,
    between: Callable[[], object] = lambda: None,
) -> Rows:
    """Return the rows of every batch, as an export reads them."""
    rows: Rows = []
    found = batch(store, size, None, columns, filters)
    while len(found):
        rows += opened(found)
        between()
        found = batch(store, size, found.last, columns, filters)
    return rows


def test_every_record_comes_once_oldest_first(store: Store):
    ids = add(store, [*range(5), 2, 2])
    rows = exported(store)
    assert [row[0] for row in rows] == [
        row[0] for row in sorted(rows, key=lambda row: (row[1], row[0].bytes))
    ]
    assert sorted(row[0] for row in rows) == sorted(ids)


def test_a_patient_who_comes_while_it_runs_is_not_in_it_and_moves_nobody(store: Store):
    ids = add(store, range(5))
    until = NOW + timedelta(minutes=5)
    rows = exported(store, filters=PatientFilters(until=until), between=lambda: add(store, [5, 60]))
    assert [row[0] for row in rows] == ids


def test_a_row_has_what_is_clear_and_the_columns_that_were_asked_for_in_their_order(store: Store):
    patient = uuid4()
    with store.begin() as unit:
        conversation = senders.lock(unit.db, ADDRESS, None, NOW).id
        patients.create(unit.db, patient, conversation, "en", ANSWERS, False, NOW)
    columns = ("medications", NUMBER, "name")
    [row] = exported(store, columns=columns)
    assert row[: len(CLEAR)] == (patient, NOW, "new", "en")
    assert row[len(CLEAR) :] == (ANSWERS["medications"], ADDRESS, ANSWERS["name"])
    [bare] = exported(store)
    assert bare == (patient, NOW, "new", "en")
    [extra] = exported(store, columns=("extra",))
    assert ANSWERS["allergies"] in extra[len(CLEAR)]


def test_ids_are_written_as_uuids_and_moments_have_their_zone(store: Store):
    [patient] = add(store, [0])
    columns = batch(store, 1).opened()
    assert columns["id"] == [str(patient)]
    [moment] = columns["created_at"]
    assert (type(moment), moment.utcoffset()) == (datetime, timedelta())


def test_for_whom_nobody_spoke_there_is_no_number_and_the_others_have_theirs(store: Store):
    ids = {}
    for number in range(4):
        address = f"whatsapp:+1500555000{number}"
        with store.begin() as unit:
            conversation = senders.lock(unit.db, address, None, NOW).id if number % 2 else None
            ids[uuid4()] = address if conversation else None
            patients.create(unit.db, list(ids)[-1], conversation, "en", {}, False, NOW)
    assert {row[0]: row[len(CLEAR)] for row in exported(store, size=9, columns=(NUMBER,))} == ids


def test_no_column_is_read_that_was_not_asked_for(store: Store):
    add(store, [0])
    statements: list[str] = []
    with store.read() as unit:
        event.listen(store.engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
        export_rows.batch(unit.db, 10, None, ("medications",))
    [statement] = statements
    assert "medications" in statement
    for column in ("name", "birth_date", "address", "medical_history", "extra", "conversations", "index"):
        assert column not in statement


def test_a_column_that_patients_have_not_is_refused(store: Store):
    with store.read() as unit, pytest.raises(KeyError):
        export_rows.batch(unit.db, 10, None, ("shoe_size",))


def test_what_does_not_open_is_said_to_be_so_in_its_place_and_the_rest_comes(store: Store):
    with store.begin() as unit:
        conversation = senders.lock(unit.db, ADDRESS, None, NOW).id
        patients.create(unit.db, uuid4(), conversation, "en", ANSWERS, False, NOW)
    with store.engine.begin() as connection:
        connection.execute(update(records).values(name="damaged"))
        connection.execute(update(ConversationRow).values(address="damaged"))
    [row] = exported(store, columns=("name", NUMBER, "birth_date"))
    assert [type(value) for value in row[len(CLEAR) :]] == [Unreadable, Unreadable, str]


def test_a_batch_is_opened_when_its_transaction_is_over_and_others_write_meanwhile(store: Store):
    add(store, [0, 1])
    sealed = batch(store, 10, columns=("name",))
    add(store, [2])
    assert len(sealed) == 2
    assert [row[len(CLEAR)] for row in opened(sealed)] == [ANSWERS["name"]] * 2


def test_an_empty_batch_opens_to_nothing_and_has_no_last(store: Store):
    nothing = batch(store, 10, columns=("name", NUMBER))
    assert (len(nothing), nothing.opened()) == (0, {})
    with pytest.raises(IndexError):
        _ = nothing.last


@pytest.mark.parametrize(("filters", "found"), FILTERS.values(), ids=FILTERS.keys())
@on_each_engine
def test_an_export_has_who_passes_every_filter_and_counts_them(
    store: Store, filters: PatientFilters, found: list[int]
):
    ids = mixed(store)
    assert [ids.index(row[0]) for row in exported(store, filters=filters)] == found[::-1]
    with store.read() as unit:
        assert export_rows.count(unit.db, filters) == len(found)
        assert export_rows.count(unit.db, filters, NOW) == 0
        assert export_rows.count(unit.db, filters, NOW + timedelta(days=1)) == len(found)


def test_an_export_has_who_is_assigned_to_a_member(store: Store):
    ids, nurse = mixed(store), enrolled(store)
    with store.begin() as unit:
        patients.assign(unit.db, ids[3], None, nurse, NOW)
    filters = PatientFilters(assigned_to=nurse)
    assert [row[0] for row in exported(store, filters=filters)] == [ids[3]]
    with store.read() as unit:
        assert export_rows.count(unit.db, filters) == 1


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    people=st.lists(st.tuples(MINUTES, STATES, LANGUAGES), max_size=12),
    filters=st.builds(PatientFilters, STATES | st.just(""), LANGUAGES | st.just(""), MOMENTS, MOMENTS),
    size=st.integers(1, 4),
)
def test_whatever_the_filters_and_the_size_of_a_batch_each_who_passes_comes_once(
    sqlite_store: Store, people: list[tuple[int, str, str]], filters: PatientFilters, size: int
):
    with sqlite_store.engine.begin() as connection:
        connection.execute(records.delete())
    invent(sqlite_store, people)
    with sqlite_store.read() as unit:
        everyone = [each.id for each in patients.page(unit.db, 99, columns=()) if passes(each, filters)]
    assert [row[0] for row in exported(sqlite_store, size, filters=filters)] == everyone[::-1]


def test_each_batch_is_found_through_an_index_and_nothing_is_sorted(store: Store):
    new = [
        NewPatient(UUID(int=minute), None, NOW + timedelta(minutes=minute), "new", "en", {})
        for minute in range(2000)
    ]
    with store.begin() as unit:
        patients.create_many(unit.db, new)
    analyse(store)
    place = (NOW + timedelta(minutes=1500), UUID(int=1500))
    with heard(store) as statements:
        assert len(batch(store, 50, place, ("name", NUMBER))) == 50
    [told] = [plan(store, *statement) for statement in statements]
    assert "ix_patients_created_at_id" in told
    assert "TEMP B-TREE" not in told
    assert "Sort" not in told
