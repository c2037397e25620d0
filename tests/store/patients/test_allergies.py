"""Whether an allergy was stated is sealed for each record, and the tables tell nothing of it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from sqlalchemy import select, update

from app.store.patients import allergies, patient_lists, patients, record_marks
from app.store.patients.patient import patients as records
from app.store.patients.patient_filters import PatientFilters
from app.store.patients.patient_flags import ALLERGY
from tests.store.example import NOW

if TYPE_CHECKING:
    from app.store import Store

SAID = ("Penicillin", "none", "", "unknown", "Latex\nBee stings", "No known ones")
HAS_ONE = (True, False, False, False, True, True)


def on_file(store: Store, said: tuple[str, ...] = SAID) -> list[UUID]:
    """Write patients who said this of their allergies, a minute apart."""
    ids = [uuid4() for _ in said]
    with store.begin() as unit:
        for minute, (patient, text) in enumerate(zip(ids, said, strict=True)):
            answers = {"name": "Ana Ruiz", **({"allergies": text} if text else {})}
            patients.create(unit.db, patient, None, "en", answers, False, NOW + timedelta(minutes=minute))
    return ids


def told(store: Store, ids: list[UUID]) -> list[bool | None]:
    with store.read() as unit:
        found = record_marks.of(unit.db, ids, with_allergies=True)
    return [found[each].allergy for each in ids]


def tokens(store: Store) -> dict[UUID, str]:
    with store.engine.begin() as connection:
        return {row.id: row.allergy for row in connection.execute(select(records.c.id, records.c.allergy))}


def writes(store: Store, patient: UUID | None = None, **values: Any) -> None:
    """Write columns as somebody may who can write to the database."""
    these = update(records) if patient is None else update(records).where(records.c.id == patient)
    with store.engine.begin() as connection:
        connection.execute(these.values(values))


def test_a_yes_and_a_no_look_the_same_in_the_tables_and_no_two_are_alike(store: Store):
    ids = on_file(store, SAID * 3)
    sealed = tokens(store)
    assert told(store, ids) == [*HAS_ONE] * 3
    assert None not in sealed.values()
    assert len(set(sealed.values())) == len(ids)
    with store.begin() as unit:
        patients.correct(unit.db, ids[0], 1, {"allergies": "none"}, "nurse", NOW)
        patients.correct(unit.db, ids[1], 1, {"name": "Ana Sanz"}, "nurse", NOW)
    changed = tokens(store)
    assert {len(each) for each in (*sealed.values(), *changed.values())} == {120}
    # A change of anything seals it again: that it changed tells no more than the version does.
    assert [place for place, each in enumerate(ids) if changed[each] != sealed[each]] == [0, 1]
    assert told(store, ids[:2]) == [False, False]


def test_a_token_of_another_record_tells_nothing_and_the_answers_do(store: Store):
    ids = on_file(store)
    writes(store, ids[1], allergy=tokens(store)[ids[0]])
    assert told(store, ids) == [*HAS_ONE]


def test_a_filter_names_those_with_one_among_the_others_it_lets_pass(store: Store):
    ids = on_file(store)
    with store.begin() as unit:
        assert patients.set_status(unit.db, ids[4], "new", "done", NOW)
        found, is_whole = allergies.narrow(unit.db, PatientFilters(flag=ALLERGY))
        assert (found.among, is_whole) == (frozenset({ids[0], ids[4], ids[5]}), True)
        listed = patient_lists.after(unit.db, 9, columns=(), filters=found)
        assert [each.id for each in listed] == [ids[5], ids[4], ids[0]]
        assert patients.counts(unit.db, found) == {"new": 2, "done": 1, "": 3}
        done, _ = allergies.narrow(unit.db, PatientFilters("done", flag=ALLERGY))
        assert done.among == frozenset({ids[4]})
        newest, is_whole = allergies.narrow(unit.db, PatientFilters(flag=ALLERGY), most=2)
        assert (newest.among, is_whole) == (frozenset({ids[4], ids[5]}), False)


def test_what_has_none_or_one_of_another_version_is_read_from_the_answers(store: Store):
    ids = on_file(store)
    before = tokens(store)[ids[1]]
    writes(store, allergy=None)
    assert told(store, ids) == [*HAS_ONE]
    with store.begin() as unit:
        patients.correct(unit.db, ids[1], 1, {"allergies": "Nickel"}, "nurse", NOW)
    writes(store, ids[1], allergy=before)
    assert told(store, ids[:2]) == [True, True]


def test_answers_that_do_not_open_say_neither_yes_nor_no(store: Store):
    ids = on_file(store)
    writes(store, ids[0], allergy=None, extra="gAAAAA")
    assert told(store, ids[:1]) == [None]
