"""A list has the order that was asked for, both ways, and a place in it leads on whatever happens to the record."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import update

from app.store.conversations import callbacks, senders
from app.store.conversations.conversations import ConversationRow
from app.store.messages import deliveries
from app.store.patients import allergies, erasures, patient_lists, patients, restrictions
from app.store.patients.patient import NewPatient
from app.store.patients.patient import patients as records
from app.store.patients.patient_filters import OPEN, PatientFilters, built_once
from app.store.patients.patient_flags import ALARM, ALLERGY, FLAGS
from app.store.patients.patient_lists import DUE, NEWEST, Order, count_waiting
from app.store.patients.patients import FOLLOW_UP
from tests.store.example import ADDRESS, NOW, enrolled
from tests.store.many_patients import invent
from tests.store.plans import MANY, PAGE, assert_cheap
from tests.store.statements import analyse, heard
from tests.store_queries import news_to

if TYPE_CHECKING:
    from app.store import Store

STATUSES = ("new", "in_review", FOLLOW_UP, "done", "rejected")
DAY = date(2026, 12, 1)


@pytest.fixture
def ward(store: Store) -> dict[str, Any]:
    """Twelve records in all states, some assigned, some due."""
    doctor, nurse = enrolled(store), enrolled(store, "nurse@x.example")
    ids = invent(store, [(minute // 2, STATUSES[minute % 5], "en") for minute in range(12)])
    with store.begin() as unit:
        for place, patient in enumerate(ids):
            patients.assign(unit.db, patient, None, (None, doctor, nurse)[place % 3], NOW)
        for place, patient in enumerate([ids[2], ids[7]]):
            assert patients.set_due(unit.db, patient, None, DAY - timedelta(days=place), NOW)
    return {"ids": ids, "doctor": doctor, "nurse": nurse}


def orders(ward: dict[str, Any]) -> list[Order]:
    people = (ward["nurse"].hex, ward["doctor"].hex, "")
    both = [NEWEST, Order("status", STATUSES), Order("assigned", people), DUE]
    return [*both, *(Order(each.by, each.stretches, reverse=True) for each in both)]


def test_every_order_has_everybody_once_page_by_page_in_both_directions(store: Store, ward: dict[str, Any]):
    for order in orders(ward):
        with store.read() as unit:
            whole = patient_lists.after(unit.db, 99, order, columns=())
            assert sorted(each.id for each in whole) == sorted(ward["ids"]), order
            forth = [patient_lists.after(unit.db, 5, order, columns=())]
            while forth[-1]:
                forth.append(patient_lists.after(unit.db, 5, order, order.spot(forth[-1][-1]), ()))
            forth.pop()
            assert [each for page in forth for each in page] == whole
            for newer, older in pairwise(forth):
                assert patient_lists.before(unit.db, 5, order, order.spot(older[0]), ()) == newer


def test_statuses_members_and_days_follow_one_another_and_the_newest_first_within(
    store: Store, ward: dict[str, Any]
):
    newest, by_status, by_member, by_day, oldest, *_ = orders(ward)
    with store.read() as unit:
        states = [each.status for each in patient_lists.after(unit.db, 99, by_status, columns=())]
        assert states == sorted(states, key=STATUSES.index)
        members = [each.assigned_to for each in patient_lists.after(unit.db, 99, by_member, columns=())]
        assert members == [ward["nurse"]] * 4 + [ward["doctor"]] * 4 + [None] * 4
        due = [each.due_on for each in patient_lists.after(unit.db, 99, by_day, columns=())]
        assert due == [DAY - timedelta(days=1), DAY] + [None] * 10
        assert patient_lists.after(unit.db, 99, oldest, columns=())[::-1] == patient_lists.after(
            unit.db, 99, newest, columns=()
        )
        done = [
            each.id
            for each in patient_lists.after(unit.db, 99, by_status, columns=())
            if each.status == "done"
        ]
        assert done == [ward["ids"][8], ward["ids"][3]]


def test_an_order_goes_with_every_filter(store: Store, ward: dict[str, Any]):
    some = [
        PatientFilters(status="done"), PatientFilters(assigned_to=ward["nurse"]), PatientFilters(unassigned=True),
        PatientFilters(due_by=DAY), PatientFilters(status="new", assigned_to=ward["doctor"]),
        PatientFilters(since=NOW + timedelta(minutes=2), until=NOW + timedelta(minutes=4)),
    ]  # fmt: skip
    for filters in some:
        with store.read() as unit:
            plain = {each.id for each in patients.page(unit.db, 99, columns=(), filters=filters)}
            for order in orders(ward):
                listed = patient_lists.after(unit.db, 99, order, None, (), filters)
                assert {each.id for each in listed} == plain, (order, filters)
                assert len(listed) == len(plain)


def test_a_place_leads_on_though_its_record_went_elsewhere(store: Store, ward: dict[str, Any]):
    order, new = Order("status", STATUSES), PatientFilters(status="new")
    with store.begin() as unit:
        first, second, third = patient_lists.after(unit.db, 9, order, None, (), new)
        at = order.spot(second)
        assert patients.set_status(unit.db, second.id, "new", "done", NOW)
        assert patient_lists.after(unit.db, 1, order, at, (), new)[0].id == third.id
        assert patient_lists.before(unit.db, 1, order, at, (), new)[0].id == first.id
        assert patient_lists.after(unit.db, 9, Order("status", STATUSES[1:]), at, ()) == []


def test_what_is_due_is_counted_and_a_day_belongs_to_a_follow_up_alone(store: Store, ward: dict[str, Any]):
    late, ids = DAY - timedelta(days=1), ward["ids"]
    with store.begin() as unit:
        counted = [patients.count_due(unit.db, day) for day in (late - timedelta(days=1), late, DAY)]
        assert counted == [0, 1, 2]
        assert patients.count_due(unit.db, DAY, PatientFilters(status="done", assigned_to=ward["nurse"])) == 1
        assert not patients.set_due(unit.db, ids[2], late, None, NOW)  # a colleague was first
        assert not patients.set_due(unit.db, ids[0], None, DAY, NOW)  # needs no follow-up
        assert patients.set_status(unit.db, ids[2], FOLLOW_UP, "done", NOW)
        assert patients.set_status(unit.db, ids[0], "new", FOLLOW_UP, NOW, due=DAY)
        found = {each.id: each.due_on for each in patients.page(unit.db, 99, columns=())}
    assert (found[ids[2]], found[ids[0]]) == (None, DAY)


def test_an_assignment_is_news_to_a_colleague_until_they_look_and_never_to_oneself(
    store: Store, ward: dict[str, Any]
):
    ids, doctor, nurse = ward["ids"], ward["doctor"], ward["nurse"]
    with store.begin() as unit:
        assert len(news_to(unit, nurse)) == 4
        patients.see(unit.db, ids[2], doctor)  # looks at the nurse's
        assert len(news_to(unit, nurse)) == 4
        patients.see(unit.db, ids[2], nurse)
        assert len(news_to(unit, nurse)) == 3
        assert patients.assign(unit.db, ids[0], None, nurse, NOW, nurse)
        assert patients.assign(unit.db, ids[5], nurse, None, NOW, doctor)
        assert len(news_to(unit, nurse)) == 2


def test_each_flag_finds_those_who_have_it_and_they_are_counted(store: Store):
    ids = invent(store, [(minute, "new" if minute % 2 else "done", "en") for minute in range(10)])
    with store.begin() as unit:
        talk = senders.lock(unit.db, ADDRESS, None, NOW).id
        reached = senders.lock(unit.db, "whatsapp:+15005550099", None, NOW).id
        erasures.restrict(unit.db, ids[2], "nurse", NOW)
        erasures.restrict(unit.db, ids[3], "nurse", NOW)
        restrictions.lift(unit.db, ids[3], "nurse", NOW)
        patients.change(unit.db, ids[4], {}, False, "patient", NOW)
        sent = (talk, "undelivered"), (reached, "failed"), (reached, "read")
        for place, (conversation, status) in enumerate(sent):
            at = NOW + timedelta(seconds=place)
            deliveries.advance(unit.db, f"SM{place:032x}", conversation, status, None, at)
        patients.correct(unit.db, ids[9], 1, {"allergies": "Penicillin"}, "nurse", NOW)
        callbacks.ask(unit.db, talk, ids[3], NOW)
    said = {0: ["emergency"], 1: ["synthetic", "emergency"], 5: ["emergency_answered"], 6: ["synthetic"]}
    with store.engine.begin() as connection:
        for place, flags in said.items():
            connection.execute(update(records).where(records.c.id == ids[place]).values(flags=flags))
        for place, conversation in ((7, talk), (8, reached)):
            of_theirs = update(records).where(records.c.id == ids[place])
            connection.execute(of_theirs.values(conversation_id=conversation))
        connection.execute(update(ConversationRow).where(ConversationRow.id == talk).values(opted_out=True))
    expected = dict(zip(FLAGS, ([1, 3, 4], [1, 0], [3], [4], [9], [2], [7], [7]), strict=True))
    with store.read() as unit:
        for flag, places in expected.items():
            filters = PatientFilters(flag=flag)
            filters = allergies.narrow(unit.db, filters).filters if flag == ALLERGY else filters
            listed = patient_lists.after(unit.db, 9, NEWEST, None, (), filters)
            assert [ids.index(each.id) for each in listed] == places, flag
            assert patients.counts(unit.db, filters)[""] == len(places), flag
        assert patients.counts(unit.db, PatientFilters("done", flag=ALARM)) == {"new": 1, "done": 1, "": 2}


def test_whoever_waits_is_first_in_every_order_and_open_whatever_their_status(
    store: Store, ward: dict[str, Any]
):
    ids = ward["ids"]  # 3, 4, 8 and 9 are at rest
    with store.begin() as unit:
        patients.change(unit.db, ids[0], {}, True, "patient", NOW)  # an emergency word, and news
        for place, minute in ((4, 9), (1, 5)):
            talk = senders.lock(unit.db, f"whatsapp:+1500555000{place}", None, NOW).id
            callbacks.ask(unit.db, talk, ids[place], NOW - timedelta(minutes=minute))
        patients.change(unit.db, ids[4], {}, False, "patient", NOW)  # news, too
        for place, minute in ((8, 1), (10, 2)):
            patients.change(unit.db, ids[place], {}, False, "patient", NOW - timedelta(minutes=minute))
    at_work = {ids[place] for place in (11, 7, 6, 5, 2)}
    with store.read() as unit:
        for order in orders(ward)[:4]:
            listed = patient_lists.after(unit.db, 99, order, None, (), PatientFilters(status=OPEN))
            assert [ids.index(each.id) for each in listed[:5]] == [0, 4, 1, 8, 10], order
            assert {each.id for each in listed[5:]} == at_work, order
        newest = patient_lists.after(unit.db, 99, NEWEST, None, (), PatientFilters(status=OPEN))
        times = [each.created_at for each in newest[5:]]
        assert times == sorted(times, reverse=True)
        for spot in (NEWEST.spot(each) for each in newest):
            place = [each.id for each in newest].index(spot.id)
            of_open = PatientFilters(status=OPEN)
            assert patient_lists.after(unit.db, 99, NEWEST, spot, (), of_open) == newest[place + 1 :]
            assert patient_lists.before(unit.db, 99, NEWEST, spot, (), of_open) == newest[:place]
        waiting = count_waiting(unit.db, PatientFilters("done"))
        assert (waiting.of("new"), waiting.of("done"), waiting.of(OPEN), waiting.at_rest) == (2, 1, 5, 2)
        assert count_waiting(unit.db, PatientFilters(until=NOW)).counted == {}
        others = patient_lists.after(unit.db, 99, replace(NEWEST, first=()), columns=())
        assert not {each.id for each in others} & {each.id for each in newest[:5]}


def test_every_order_and_flag_goes_down_an_index_among_thousands(lasting_store: Store):
    store, member = lasting_store, enrolled(lasting_store, "many@x.example")
    new = [
        NewPatient(UUID(int=number + 1, version=4), None, NOW + timedelta(minutes=number), status, "en", {})
        for number in range(MANY)
        for status in [STATUSES[min(3, number % 40)]]
    ]
    with store.begin() as unit:
        patients.create_many(unit.db, new)
        for each in new[::80]:
            patients.assign(unit.db, each.id, None, member, NOW)
        for each in new[2::40]:
            assert patients.set_due(unit.db, each.id, None, DAY + timedelta(days=each.id.int % 50), NOW)
        talks = [senders.lock(unit.db, f"whatsapp:+1500555{place:04}", None, NOW).id for place in range(400)]
        for place, talk in enumerate(talks[:200]):
            said = "undelivered" if place % 50 == 0 else "read"
            deliveries.advance(unit.db, f"SM{place:032x}", talk, said, None, NOW)
        for each in new[5::500]:
            patients.change(unit.db, each.id, {}, True, "patient", NOW)
            erasures.restrict(unit.db, each.id, "nurse", NOW)
        for each, talk in zip(new[7::500], talks, strict=False):
            callbacks.ask(unit.db, talk, each.id, NOW)
    with store.engine.begin() as connection:
        for place, talk in enumerate(talks):
            theirs = update(records).where(records.c.id == new[place * 5].id)
            connection.execute(theirs.values(conversation_id=talk))
        some = update(ConversationRow).where(ConversationRow.id.in_(talks[::100]))
        connection.execute(some.values(opted_out=True))
    analyse(store)
    lists = [(order, PatientFilters()) for order in orders({"nurse": member, "doctor": uuid4()})]
    lists += [(order, PatientFilters(status=OPEN)) for order, _filters in lists]
    lists += [(NEWEST, PatientFilters(flag=flag)) for flag in FLAGS if flag != ALLERGY]
    few = frozenset(each.id for each in new[::100])  # what opening has found: no column tells of an allergy
    lists += [(NEWEST, PatientFilters(flag=ALLERGY, among=few))]
    lists += [(DUE, PatientFilters(due_by=DAY)), (NEWEST, PatientFilters(unassigned=True))]
    for order, filters in lists:
        with heard(store) as statements, store.read() as unit:
            page = patient_lists.after(unit.db, PAGE, order, None, ("name",), filters)
            if page:
                patient_lists.after(unit.db, 1, order, order.spot(page[-1]), (), filters)
                patient_lists.before(unit.db, 1, order, order.spot(page[0]), (), filters)
            patients.count_due(unit.db, DAY)
            count_waiting(unit.db, filters)
        assert_cheap(store, [each for each in statements if "staff" not in each[0]], (order, filters))


def test_a_statement_is_built_once_for_the_same_filters_unless_they_name_records() -> None:
    built = []

    @built_once
    def build(filters: PatientFilters, limit: int) -> int:
        built.append(filters)
        return limit

    new, named = PatientFilters(status="new"), PatientFilters(among=frozenset([uuid4()]))
    assert [build(new, 1), build(PatientFilters(status="new"), 1), build(new, 2)] == [1, 1, 2]
    assert [build(named, 1), build(named, 1)] == [1, 1]
    assert built == [new, new, named, named]
