"""Patients are found by birth date, address and name words, with nothing opened."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import pytest

from app.store import Store, Transaction
from app.store.conversations import senders
from app.store.engine.connection import begin
from app.store.model import session_on
from app.store.patients import patient_search, patients
from app.store.patients.patient import NewPatient
from app.store.patients.patient_search import Wanted
from tests import store_queries
from tests.databases import Keys
from tests.store.example import ADDRESS, NOW, USER
from tests.store_queries import spoken_for

if TYPE_CHECKING:
    from app.store.patients.patient import Patient
    from tests.databases import OpenStore


def add(store: Store, **answers: str) -> UUID:
    patient = uuid4()
    with store.begin() as unit:
        patients.create(unit.db, patient, None, "en", answers, False, NOW)
    return patient


def by_name(store: Store, words: str) -> list[UUID]:
    with store.read() as unit:
        return ids(store_queries.by_name(unit.db, words))


def ids(patients: list[Patient]) -> list[UUID]:
    return [patient.id for patient in patients]


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("María Núñez de la Cruz", "nunez"),
        ("Jorge NUNEZ", "núñez"),
        ("Zoë Brontë", "BRONTE"),
        ("Anne-Marie O’Connor", "marie"),
        ("Łukasz Żółć", "żółć"),
        ("Σωκράτης Παπαδόπουλος", "σωκρατης"),
        ("Ёлкина Анна", "елкина"),
        ("محمد علي", "محمد"),
        ("अनिता शर्मा", "शर्मा"),
        ("山田 太郎", "山田"),
        ("김 민준", "민준"),
        ("Nguyễn Thị Hạnh", "nguyen"),
    ],
)
def test_a_name_is_found_by_a_word_of_it_in_any_script_case_and_accents_aside(
    store: Store, name: str, word: str
):
    patient = add(store, name=name)
    add(store, name="Somebody Else")
    assert by_name(store, word) == [patient]


def test_several_words_must_all_be_in_the_name(store: Store):
    both = add(store, name="Ana María Núñez")
    add(store, name="Ana Torres")
    assert by_name(store, "nunez ana") == [both]
    assert by_name(store, "nunez torres") == []


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("Ana Fernández", "Fern"), ("Ana Fernández", "fernande"), ("Siobhán O’Neill", "oneill"),
        ("Siobhán O'Neill", "o'neill"), ("Siobhan ONeill", "O'Neill"), ("Rob McDonald", "mc donald"),
        ("Rob Mc Donald", "mcdon"), ("Inés de la Cruz", "delacruz"), ("Inés de la Cruz", "la cr"),
        ("Maya Okafor-Lindt", "lin may"), ("Maya Okafor-Lindt", "okaforlin"), ("Ana Eva O", "an o"),
        ("李小龍", "李"), ("李 小龍", "李小龍"), ("김 민준", "김"), ("김 민준", "김민준"), ("Олена Бойко", "бой"),
        ("محمد الأمين", "الأ"), ("अनिता शर्मा", "शर्"), ("Ηρώ Παππά", "παπ"),
    ],
)  # fmt: skip
def test_a_name_is_found_by_the_beginnings_of_its_words(store: Store, name: str, typed: str):
    patient = add(store, name=name)
    add(store, name="Somebody Else")
    add(store)
    assert by_name(store, typed) == [patient]


def test_what_is_no_beginning_finds_nobody(store: Store):
    add(store, name="Ana Núñez")
    for typed in ("unez", "nunezz", "ana e", "christophers", " - ", "a"):
        assert by_name(store, typed) == [], typed


def test_a_rare_end_of_a_common_beginning_is_found_however_far_down(store: Store):
    rare = add(store, name="Christophine Otto")
    new = [
        NewPatient(uuid4(), None, NOW + timedelta(minutes=n), "new", "en", {"name": f"Christopher N{n}"})
        for n in range(1, 160)
    ]
    with store.begin() as unit:
        patients.create_many(unit.db, new)
    assert by_name(store, "christophi") == [rare]
    assert by_name(store, "christoph") == [each.id for each in reversed(new)][:50]


def test_a_name_that_no_key_opens_is_still_found_by_its_beginning(
    store: Store, database_url: str, keys: Keys, open_store: OpenStore
):
    patient = add(store, name="Christopher")
    with open_store(database_url, Keys(Keys().masters, keys.index_keys)).engine.connect():
        other = Store(store.engine, Keys().sealer, keys.index, keys.door)
    with begin(store.engine, read_only=True) as connection, session_on(connection, other.keys) as db:
        found = ids(store_queries.by_name(db, "christophers"))
    assert found == [patient]


@pytest.mark.parametrize("length", [4, 7, 8, 20, 32])
def test_a_reference_or_its_beginning_finds_the_record(store: Store, length: int):
    patient = add(store, name="Ana")
    add(store, name="Eva")
    with store.read() as unit:
        found = patient_search.find(unit.db, Wanted(reference=patient.hex[:length]))
    assert patient in ids(found)
    assert all(each.hex.startswith(patient.hex[:length]) for each in ids(found))


@pytest.mark.parametrize(
    "numbers", [[("44", "7700900124")], [("", "124")], [("", "0900124")], [("1", "124"), ("44", "124")]]
)
def test_a_number_is_found_by_how_it_begins_and_ends(store: Store, numbers: list[tuple[str, str]]):
    with store.begin() as unit:
        spoke = senders.lock(unit.db, "whatsapp:+447700900124", None, NOW)
        for address in ("whatsapp:+447700900125", "whatsapp:ES.abc124", "whatsapp:+15005551124"):
            other = senders.lock(unit.db, address, None, NOW)
            patients.create(unit.db, uuid4(), other.id, "en", {"name": "Eva"}, False, NOW)
        patients.create(unit.db, patient := uuid4(), spoke.id, "en", {"name": "Ana"}, False, NOW)
    with store.read() as unit:
        found = ids(store_queries.by_number(unit.db, numbers))
        assert store_queries.by_number(unit.db, [("44", "7700900999")]) == []
    assert patient in found
    assert len(found) == (2 if ("", "124") in numbers or ("1", "124") in numbers else 1)


def test_after_a_change_of_name_the_new_words_find_and_the_old_do_not(store: Store):
    patient = add(store, name="Ana Núñez")
    with store.begin() as unit:
        patients.change(unit.db, patient, {"name": "Ana Torres"}, False, "patient", NOW)
    assert by_name(store, "torres ana") == [patient]
    assert by_name(store, "nunez") == []


def test_a_word_that_is_twice_in_a_name_is_no_trouble(store: Store):
    assert by_name(store, "boutros") == [] != [add(store, name="Boutros Boutros-Ghali")]
    assert len(by_name(store, "boutros")) == 1


def test_a_birth_date_finds_exactly_those_born_then(store: Store):
    patient = add(store, name="Ana", birth_date="1980-03-04")
    add(store, name="Eva", birth_date="1980-04-03")
    add(store, name="Old", birth_date="1931")
    add(store, name="None given")
    with store.read() as unit:
        assert ids(store_queries.by_birth_date(unit.db, "1980-03-04")) == [patient]
        assert store_queries.by_birth_date(unit.db, "1931") == []


def test_after_a_change_of_birth_date_the_new_one_finds(store: Store):
    patient = add(store, name="Ana", birth_date="1980-03-04")
    with store.begin() as unit:
        patients.change(unit.db, patient, {"birth_date": "1980-04-03"}, False, "patient", NOW)
    with store.read() as unit:
        assert ids(store_queries.by_birth_date(unit.db, "1980-04-03")) == [patient]
        assert store_queries.by_birth_date(unit.db, "1980-03-04") == []


def test_an_address_finds_everyone_it_spoke_for(store: Store):
    with store.begin() as unit:
        conversation = senders.lock(unit.db, ADDRESS, USER, NOW)
        mother, child = uuid4(), uuid4()
        for patient in (mother, child):
            patients.create(unit.db, patient, conversation.id, "en", {"name": "Ana"}, False, NOW)
    add(store, name="Somebody Else")
    with store.read() as unit:
        assert sorted(ids(spoken_for(unit, ADDRESS))) == sorted([mother, child])
        assert spoken_for(unit, "whatsapp:+15005550007") == []


def test_what_is_found_opens_the_columns_asked_for_and_no_more_than_the_limit(store: Store):
    for _ in range(3):
        add(store, name="Ana", birth_date="1980-03-04")
    with store.read() as unit:
        found = store_queries.by_name(unit.db, "ana", limit=2, columns=("birth_date",))
    assert [(patient.name, patient.birth_date) for patient in found] == [(None, "1980-03-04")] * 2


def test_the_newest_are_found_first_when_there_are_more_than_are_shown(store: Store):
    new = [
        NewPatient(
            uuid4(),
            None,
            NOW + timedelta(minutes=minute),
            "new",
            "en",
            {"name": f"Ana {'Torres' if minute % 2 else 'Eva'}", "birth_date": "1980-03-04"},
        )
        for minute in range(120)
    ]
    with store.begin() as unit:
        patients.create_many(unit.db, new)
    newest = [patient.id for patient in reversed(new)]
    assert by_name(store, "ana") == newest[:50]
    assert by_name(store, "ana torres") == by_name(store, "torres ana") == newest[:100:2]
    with store.read() as unit:
        assert ids(store_queries.by_birth_date(unit.db, "1980-03-04")) == newest[:50]


def test_the_newest_of_several_keys_are_found_newest_first(database_url: str, open_store: OpenStore):
    older = Keys()
    both = Keys(older.masters, (*Keys().index_keys, *older.index_keys))
    before, after = open_store(database_url, older), open_store(database_url, both)
    answers = {"name": "Ana Eva", "birth_date": "1980-03-04"}
    new = [
        NewPatient(uuid4(), None, NOW + timedelta(minutes=minute), "new", "en", answers)
        for minute in range(6)
    ]
    for store, some in ((before, new[::2]), (after, new[1::2])):
        with store.begin() as unit:
            patients.create_many(unit.db, some)
    rows = [patient.id for patient in new]
    with after.read() as unit:
        assert ids(store_queries.by_name(unit.db, "ana", limit=4)) == rows[:1:-1]
        assert ids(store_queries.by_name(unit.db, "eva ana", limit=4)) == rows[:1:-1]
        assert ids(store_queries.by_birth_date(unit.db, "1980-03-04", limit=4)) == rows[:1:-1]


def test_what_was_indexed_under_an_older_key_is_still_found(database_url: str, open_store: OpenStore):
    older = Keys()
    both = Keys(older.masters, (*Keys().index_keys, *older.index_keys))
    before, after = open_store(database_url, older), open_store(database_url, both)
    patient = add(before, name="Ana Núñez", birth_date="1980-03-04")
    newer = add(after, name="Ana Torres")
    assert sorted(by_name(after, "ana")) == sorted([patient, newer])
    with after.read() as unit:
        assert ids(store_queries.by_birth_date(unit.db, "1980-03-04")) == [patient]


def test_without_the_index_key_nobody_is_found(store: Store, database_url: str, keys: Keys):
    add(store, name="Ana Núñez")
    stranger = Store(store.engine, keys.sealer, Keys().index, keys.door)
    with begin(store.engine, read_only=True) as connection:
        unit = Transaction(connection, stranger.keys)
        assert store_queries.by_name(unit.db, "ana") == []
