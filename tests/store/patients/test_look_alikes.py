"""Patients with one birth date and a shared name word look alike until told apart."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.store import NoSuchPatient
from app.store.patients import look_alikes, patients
from app.store.patients.patient import NewPatient
from app.store.patients.patient import patients as records
from tests.store.example import NOW

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.store import Store

ACTOR = "staff:nurse"
DATES = st.sampled_from(["1980-03-04", "1980-04-03", "1931", ""])
NAMES = st.lists(st.sampled_from(["ana", "Núñez", "torres", "Zoë"]), max_size=3).map(" ".join)


def write(store: Store, people: Iterable[tuple[str, str]]) -> list[UUID]:
    """Write down who has these names and birth dates, a minute apart."""
    new = [
        NewPatient(
            uuid4(),
            None,
            NOW + timedelta(minutes=minute),
            "new",
            "en",
            {"name": name, "birth_date": birth_date},
        )
        for minute, (name, birth_date) in enumerate(people)
    ]
    with store.begin() as unit:
        patients.create_many(unit.db, new)
    return [patient.id for patient in new]


def alike(store: Store, *ids: UUID) -> dict[UUID, tuple[UUID, ...]]:
    with store.read() as unit:
        return look_alikes.of(unit.db, ids)


def test_one_birth_date_and_one_word_in_common_look_alike(store: Store):
    one, other, *_ = write(
        store,
        [
            ("Ana Núñez", "1980-03-04"),
            ("NUNEZ Anamaría", "1980-03-04"),
            ("Ana Núñez", "1980-04-03"),
            ("Eva Torres", "1980-03-04"),
            ("Ana Núñez", ""),
        ],
    )
    assert alike(store, one) == {one: (other,)}
    assert alike(store, one, other) == {one: (other,), other: (one,)}


def test_no_birth_date_is_nobodys_birth_date(store: Store):
    assert alike(store, *write(store, [("Ana", ""), ("Ana", "")])) == {}


@pytest.mark.parametrize("told", ["1980", "age 46 on 2026-11-25"])
def test_a_year_or_an_age_in_common_is_no_birth_date_in_common(store: Store, told: str):
    one, other = write(store, [("Ana Núñez", told), ("Ana Núñez", told)])
    assert alike(store, one, other) == {}
    with store.begin() as unit:
        patients.correct(unit.db, one, 1, {"birth_date": "1980-03-04"}, ACTOR, NOW)
        patients.correct(unit.db, other, 1, {"birth_date": "1980-03-04"}, ACTOR, NOW)
    assert alike(store, one) == {one: (other,)}
    with store.begin() as unit:
        patients.correct(unit.db, other, 2, {"birth_date": told}, ACTOR, NOW)
    assert alike(store, one, other) == {}


def test_nobody_asked_for_is_like_nobody(store: Store):
    assert alike(store) == alike(store, uuid4()) == {}


def test_at_most_five_are_shown_the_newest(store: Store):
    one, *others = write(store, [("Ana", "1980-03-04")] * 8)
    assert alike(store, one) == {one: tuple(others[:1:-1])}


@pytest.fixture(scope="module")
def crowd(lasting_store: Store) -> list[UUID]:
    """Hundreds with one birth date, newest first, and pairs of twins, a date each."""
    twins = [("Zoë", f"1990-{month:02}-{day:02}") for month in range(1, 3) for day in range(1, 26)]
    people = [*twins, *twins, *[("Ana", "1980-01-01")] * 600]
    return write(lasting_store, people)[::-1]


@pytest.mark.parametrize("first", [0, 300, 550])
def test_where_hundreds_share_a_birth_date_everybody_on_a_page_is_told(
    lasting_store: Store, crowd: list[UUID], first: int
):
    found = alike(lasting_store, *crowd[first : first + 50])
    assert len(found) == 50
    assert all(len(others) == 5 and one not in others for one, others in found.items())


def test_a_crowd_hides_nobody_else_on_the_page(lasting_store: Store, crowd: list[UUID]):
    twins = crowd[600:]
    found = alike(lasting_store, *crowd[:2], *twins[:48])
    assert [found[one] for one in twins[:48]] == [(other,) for other in twins[50:98]]
    assert found[crowd[0]] == tuple(crowd[1:6])


def test_those_told_apart_no_longer_look_alike_whoever_is_named_first(store: Store):
    one, other, third = write(store, [("Ana", "1980-03-04")] * 3)
    with store.begin() as unit:
        assert look_alikes.tell_apart(unit.db, other, one, ACTOR, NOW)
        assert not look_alikes.tell_apart(unit.db, one, other, ACTOR, NOW)
    assert alike(store, one, other) == {one: (third,), other: (third,)}


def test_a_patient_cannot_be_told_apart_from_themselves_or_from_one_who_is_gone(store: Store):
    [one] = write(store, [("Ana", "1980-03-04")])
    with store.begin() as unit:
        with pytest.raises(NoSuchPatient):
            look_alikes.tell_apart(unit.db, one, uuid4(), ACTOR, NOW)
        with pytest.raises(ValueError, match="themselves"):
            look_alikes.tell_apart(unit.db, one, one, ACTOR, NOW)


def test_a_correction_of_the_name_or_the_date_ends_the_likeness(store: Store):
    one, other, third = write(store, [("Ana", "1980-03-04")] * 3)
    with store.begin() as unit:
        patients.correct(unit.db, other, 1, {"name": "Eva"}, ACTOR, NOW)
        patients.correct(unit.db, third, 1, {"birth_date": "1980-04-03"}, ACTOR, NOW)
    assert alike(store, one, other, third) == {}


def test_being_told_apart_goes_with_either_patient(store: Store):
    one, other, _ = write(store, [("Ana", "1980-03-04")] * 3)
    with store.begin() as unit:
        look_alikes.tell_apart(unit.db, one, other, ACTOR, NOW)
    with store.engine.begin() as connection:
        connection.execute(records.delete().where(records.c.id == max(one, other)))
    assert len(alike(store, min(one, other))) == 1


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(people=st.lists(st.tuples(NAMES, DATES), max_size=6), told=st.tuples(*[st.integers(0, 5)] * 2))
def test_likeness_goes_both_ways(sqlite_store: Store, people: list[tuple[str, str]], told: tuple[int, int]):
    with sqlite_store.engine.begin() as connection:
        connection.execute(records.delete())
    ids = write(sqlite_store, people)
    one, other = told
    if one != other and max(told) < len(ids):
        with sqlite_store.begin() as unit:
            look_alikes.tell_apart(unit.db, ids[one], ids[other], ACTOR, NOW)
    found = alike(sqlite_store, *ids)
    for each, others in found.items():
        assert each not in others
        for like in others:
            assert each in found[like]
            assert alike(sqlite_store, each)[each] == others
