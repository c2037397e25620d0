"""Patients are stored whole, changed without forgetting, and opened only as asked."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from sqlalchemy import func, select, update

from app.crypto import Unreadable
from app.store import NoSuchPatient
from app.store.conversations import senders
from app.store.conversations.conversations import ConversationRow
from app.store.model import table_of
from app.store.patients import patients
from app.store.patients.patient import ALL, KeptVersion, NewPatient, dump_others
from app.store.patients.patient import patients as records
from tests import store_queries
from tests.store.example import ADDRESS, ANSWERS, NOW, created, got

if TYPE_CHECKING:
    from app.store import Store
    from tests.databases import Keys

VERSIONS = table_of(KeptVersion)

LATER = NOW + timedelta(days=1)


def versions(store: Store, keys: Keys) -> list[tuple[int, str, dict[str, dict[str, str]]]]:
    with store.engine.begin() as connection:
        rows = connection.execute(select(VERSIONS).order_by(VERSIONS.c.version)).all()
    return [
        (
            row.version,
            row.actor,
            json.loads(keys.sealer.open(KeptVersion.snapshot.column, row.id, row.snapshot)),
        )
        for row in rows
    ]


def test_a_patient_comes_back_as_written(store: Store):
    with store.begin() as unit:
        conversation = senders.lock(unit.db, ADDRESS, None, NOW)
        patient_id = uuid4()
        patients.create(unit.db, patient_id, conversation.id, "es", ANSWERS, True, NOW)
    patient = got(store, patient_id)
    assert {name: getattr(patient, name) for name in ALL} == {
        "name": ANSWERS["name"],
        "birth_date": "1980-03-04",
        "address": ANSWERS["address"],
        "medical_history": ANSWERS["medical_history"],
        "medications": ANSWERS["medications"],
        "extra": dump_others({"allergies": "penicillin, severe"}),
        "particulars": dump_others({}),
    }
    assert (patient.conversation_id, patient.assigned_to) == (conversation.id, None)
    assert (patient.created_at, patient.updated_at, patient.version) == (NOW, NOW, 1)
    assert (patient.status, patient.language, patient.flags) == ("new", "es", ("emergency",))


def test_an_answer_that_was_not_given_is_sealed_all_the_same(store: Store):
    patient = got(store, created(store, {"name": "Ana"}))
    assert (patient.medications, patient.birth_date, patient.others) == ("", "", {})


def test_there_is_no_patient_of_an_unknown_id(store: Store):
    with store.read() as unit:
        assert patients.get(unit.db, uuid4()) is None
    with store.begin() as unit, pytest.raises(NoSuchPatient):
        patients.change(unit.db, uuid4(), {"name": "Ana"}, False, "patient", NOW)


def test_a_change_touches_only_what_it_names(store: Store):
    patient_id = created(store, ANSWERS)
    with store.begin() as unit:
        news = {"medications": "none now", "smoker": "no"}
        patients.change(unit.db, patient_id, news, False, "patient", LATER)
    patient = got(store, patient_id)
    assert (patient.version, patient.created_at, patient.updated_at) == (2, NOW, LATER)
    assert (patient.name, patient.medications) == (ANSWERS["name"], "none now")
    assert patient.others == {"allergies": "penicillin, severe", "smoker": "no"}


def test_a_change_keeps_every_value_from_before_sealed_with_who_made_it(store: Store, keys: Keys):
    patient_id = created(store, ANSWERS)
    with store.begin() as unit:
        patients.change(unit.db, patient_id, {"name": "Zoë Acute"}, False, "patient", LATER)
        patients.change(unit.db, patient_id, {"name": "Zoë Third"}, False, "nurse", LATER)
    (first, by_first, before), (second, by_second, between) = versions(store, keys)
    assert (first, by_first, second, by_second) == (1, "patient", 2, "nurse")
    assert before["values"].items() >= {key: ANSWERS[key] for key in ANSWERS if key != "allergies"}.items()
    assert json.loads(before["values"]["extra"])["answers"] == {"allergies": "penicillin, severe"}
    assert between["values"]["name"] == "Zoë Acute"


def test_a_change_keeps_the_token_of_what_no_key_opens(store: Store, keys: Keys):
    patient_id, other = created(store, ANSWERS), created(store, ANSWERS)
    with store.engine.begin() as connection:
        tokens = select(records.c.name, records.c.extra).where(records.c.id == other)
        lost = connection.execute(tokens).one()
        connection.execute(update(records).where(records.c.id == patient_id).values(lost._asdict()))
    with store.begin() as unit:
        patients.change(unit.db, patient_id, {"name": "Zoë Acute"}, False, "patient", LATER)
    [(_, _, snapshot)] = versions(store, keys)
    assert snapshot["unreadable"] == lost._asdict()
    patient = got(store, patient_id)
    assert patient.name == "Zoë Acute"
    assert isinstance(patient.others, Unreadable)


def test_an_emergency_once_flagged_stays_flagged(store: Store):
    patient_id = created(store, ANSWERS, emergency=True)
    with store.begin() as unit:
        patients.change(unit.db, patient_id, {"medications": "none"}, False, "patient", LATER)
        patients.change(unit.db, patient_id, {"medications": "none"}, True, "patient", LATER)
    assert got(store, patient_id).flags == ("emergency",)


def test_two_changes_at_once_are_two_versions(store: Store, keys: Keys):
    patient_id = created(store, ANSWERS)

    def change(number: int) -> None:
        with store.begin() as unit:
            patients.change(unit.db, patient_id, {f"question_{number}": "yes"}, False, "patient", LATER)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(change, range(8)))
    patient = got(store, patient_id)
    assert patient.version == 9
    assert isinstance(patient.others, dict)
    assert set(patient.others) == {"allergies", *(f"question_{number}" for number in range(8))}
    assert [version for version, _, _ in versions(store, keys)] == list(range(1, 9))


def test_a_patient_is_opened_by_the_columns_that_are_asked_for(store: Store):
    patient_id = created(store, ANSWERS)
    with store.read() as unit:
        patient = patients.get(unit.db, patient_id, columns=("name", "birth_date"))
        assert patients.get(unit.db, uuid4(), columns=()) is None
        with pytest.raises(KeyError):
            patients.get(unit.db, patient_id, columns=("shoe_size",))
    assert patient is not None
    assert (patient.name, patient.birth_date) == (ANSWERS["name"], "1980-03-04")
    assert (patient.address, patient.medical_history, patient.medications, patient.extra) == (None,) * 4


def test_many_patients_at_once_are_as_one_by_one(store: Store):
    new = [
        NewPatient(uuid4(), None, NOW, "done", "es", ANSWERS, emergency=True),
        NewPatient(uuid4(), None, LATER, "new", "en", {"name": "Ana"}, synthetic=True),
        NewPatient(uuid4(), None, LATER, "new", "en", {}),
    ]
    with store.begin() as unit:
        patients.create_many(unit.db, [])
        patients.create_many(unit.db, new)
    zoe, ana, nobody = (got(store, each.id) for each in new)
    assert (zoe.status, zoe.language, zoe.created_at, zoe.updated_at, zoe.version) == (
        "done",
        "es",
        NOW,
        NOW,
        1,
    )
    assert (zoe.others, zoe.flags) == ({"allergies": "penicillin, severe"}, ("emergency",))
    assert (ana.name, ana.others, ana.flags) == ("Ana", {}, ("synthetic",))
    assert (nobody.name, nobody.others, nobody.flags) == ("", {}, ())
    with store.read() as unit:
        assert [each.id for each in store_queries.by_birth_date(unit.db, "1980-03-04")] == [zoe.id]
        assert [each.id for each in store_queries.by_name(unit.db, "ana")] == [ana.id]


def test_the_numbers_of_a_list_are_those_that_spoke_for_the_patients(store: Store):
    with store.begin() as unit:
        one = senders.lock(unit.db, ADDRESS, None, NOW).id
        other = senders.lock(unit.db, "whatsapp:+15005550007", None, NOW).id
        for conversation in (one, one, other, None):
            patients.create(unit.db, uuid4(), conversation, "en", {}, False, NOW)
    with store.engine.begin() as connection:
        mine = select(table_of(ConversationRow).c.address).where(ConversationRow.id == one).scalar_subquery()
        connection.execute(update(ConversationRow).where(ConversationRow.id == other).values(address=mine))
    with store.read() as unit:
        listed = patients.page(unit.db, 10)
        numbers = patients.numbers(unit.db, listed)
        assert patients.numbers(unit.db, []) == {}
    assert {patient.conversation_id for patient in listed if patient.id not in numbers} == {None}
    for patient in listed:
        if patient.conversation_id == one:
            assert numbers[patient.id] == ADDRESS
        elif patient.conversation_id == other:
            assert isinstance(numbers[patient.id], Unreadable)


def test_versions_and_name_words_go_with_their_patient(store: Store):
    patient_id = created(store, ANSWERS)
    with store.begin() as unit:
        patients.change(unit.db, patient_id, {"name": "Zoë Acute"}, False, "patient", LATER)
    with store.engine.begin() as connection:
        connection.execute(records.delete().where(records.c.id == patient_id))
    with store.engine.begin() as connection:
        assert connection.execute(select(func.count()).select_from(VERSIONS)).scalar_one() == 0
    with store.read() as unit:
        assert store_queries.by_name(unit.db, "zoe") == []
