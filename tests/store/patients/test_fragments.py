"""Beginnings of names and ends of numbers: how much of them is at rest, and who writes them for older records."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from app.intake.answers.names import name_words
from app.store.conversations.spellings import SENDER_ADDRESS
from app.store.patients import erasures, fragments, patients
from app.store.patients.fragments import (
    LENGTHS,
    MOST,
    SIZE,
    STEP,
    NameStart,
    NameWord,
    start_indexes,
    starts,
    starts_fit,
)
from app.store.patients.patient import NewPatient
from tests import store_queries
from tests.cases import for_each
from tests.databases import Keys
from tests.store.example import NOW

if TYPE_CHECKING:
    from app.store import Store

KEYS = Keys()
ADDRESS = "whatsapp:+447700900124"


def rows(store: Store, patient: UUID) -> list[bytes]:
    with store.engine.connect() as connection:
        table = NameStart
        return list(connection.scalars(select(table.start_index).where(table.patient_id == patient)))


@given(st.text(max_size=120))
def test_no_name_has_more_rows_than_the_bound_and_their_number_tells_little(name: str):
    made = [newest for newest, *_ in start_indexes(KEYS.index, UUID(int=7), name)]
    assert STEP <= len(made) <= MOST
    assert len(made) % STEP == 0
    assert len({*made}) == len(made)
    assert {len(each) for each in made} == {SIZE}


def test_names_whose_words_are_of_other_lengths_have_as_many_rows():
    short, long = (start_indexes(KEYS.index, UUID(int=7), name) for name in ("Zoë Ng", "Bob Li"))
    assert len(short) == len(long) == STEP
    assert len(start_indexes(KEYS.index, UUID(int=7), "Zoran")) == len(
        start_indexes(KEYS.index, UUID(int=7), "")
    )


def test_what_fills_up_is_no_other_patients_and_looks_like_an_index(store: Store):
    new = [NewPatient(uuid4(), None, NOW, "new", "en", {"name": "Bo"}) for _ in range(2)]
    with store.begin() as unit:
        patients.create_many(unit.db, new)
    one, other = (set(rows(store, each.id)) for each in new)
    assert len(one) == len(other) == STEP
    assert len(one & other) == 1  # the beginning itself


def test_indexes_of_one_kind_match_none_of_another(store: Store):
    index = KEYS.index
    kinds = (fragments.NAME_WORD, fragments.NAME_START, fragments.NUMBER_END, SENDER_ADDRESS)
    made = {index.of(column, "ana")[:SIZE] for column in kinds}
    made |= {index.of(fragments.NAME_START, "anabelita"[:length])[:SIZE] for length in LENGTHS}
    assert len(made) == len(kinds) + len(LENGTHS) - 1  # "ana" is one of the beginnings
    patient = uuid4()
    with store.begin() as unit:
        patients.create(unit.db, patient, None, "en", {"name": "Ana Anabel"}, False, NOW)
    with store.engine.connect() as connection:
        words = {each[:SIZE] for each in connection.scalars(select(NameWord.word_index))}
    assert words.isdisjoint(rows(store, patient))


@given(st.text(max_size=60), st.integers(1, 8))
def test_every_beginning_of_every_part_of_a_name_fits_it(name: str, length: int):
    for start in starts(name):
        assert starts_fit((start[:length],), name)


def test_a_change_of_name_leaves_no_beginning_of_the_old_and_an_erasure_none_at_all(store: Store):
    patient = uuid4()
    with store.begin() as unit:
        patients.create(unit.db, patient, None, "en", {"name": "Zoë Brontë"}, False, NOW)
    before = rows(store, patient)
    with store.begin() as unit:
        patients.change(unit.db, patient, {"name": "Max Muster"}, False, "patient", NOW)
    assert {*before}.isdisjoint(rows(store, patient)) or len({*before} & {*rows(store, patient)}) <= STEP
    with store.read() as unit:
        assert store_queries.by_name(unit.db, "bron") == []
        assert [each.id for each in store_queries.by_name(unit.db, "must")] == [patient]
    with store.begin() as unit:
        erasures.erase(unit.db, patient, "patient_asked", "operator", NOW)
    assert rows(store, patient) == []


FOLDED = [
    ("Łukasz Żółty", ("lukasz", "zolty", "łukasz")),
    ("Søren Kjær", ("soren", "søren", "soeren", "kjaer", "kjær")),
    ("Đặng Thị Hà", ("dang", "đặng", "thi")),
    ("Guðrún Guðmundsdóttir", ("gudmundsdottir", "guðmunds", "gudrun")),
    ("Işık Yılmaz", ("isik", "işık", "yilmaz", "IŞIK")),
    ("Hans Müller-Lüdenscheid", ("muller", "mueller", "müller", "luedenscheid", "ludensch")),
    ("Hans Mueller", ("mueller", "müller")),
    ("Œuvrard Weiß", ("oeuvrard", "œuvrard", "weiss", "weiß")),
    ("Þóra Ævarsdóttir", ("thora", "þóra", "aevarsdottir")),
    ("Åse Strøm", ("ase", "aase", "strom", "stroem")),
]


@for_each(("name", "typed"), FOLDED)
def test_a_name_is_found_by_the_letters_of_any_keyboard(store: Store, name: str, typed: tuple[str, ...]):
    patient = uuid4()
    with store.begin() as unit:
        patients.create(unit.db, patient, None, "en", {"name": name}, False, NOW)
    for word in typed:
        with store.read() as unit:
            found = [each.id for each in store_queries.by_name(unit.db, word)]
            assert patient in found, word
    with store.begin() as unit:
        erasures.erase(unit.db, patient, "patient_asked", "operator", NOW)


def test_umlauts_spelled_out_make_two_records_look_alike_and_other_names_do_not_change():
    assert {*name_words("Müller")} & {*name_words("Mueller")} == {"mueller"}
    assert name_words("Samuel Noel Manuel") == ("samuel", "noel", "manuel")
