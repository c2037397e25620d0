"""A link to the form has one browser, ends in time, and cannot be written by hand."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import insert, select, update

from app.store import Forged, forgeries
from app.store.conversations import conversations, expired_drafts, form_links, senders
from app.store.conversations.form_links import IDLE, MOST_TRIES, FormLink
from app.store.model import table_of
from app.store.patients import erasures, legal_holds, patients
from tests.store.example import ADDRESS, ANSWERS, NOW, USER, digest

if TYPE_CHECKING:
    from datetime import datetime

    from app.store import Store
    from app.store.conversations.form_links import FormLink

ENDS = NOW + timedelta(hours=48)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def spoke(store: Store) -> UUID:
    with store.begin() as unit:
        return senders.lock(unit.db, ADDRESS, USER, NOW).id


@pytest.fixture
def patient(store: Store, spoke: UUID) -> UUID:
    record = uuid4()
    with store.begin() as unit:
        patients.create(unit.db, record, spoke, "en", ANSWERS, False, NOW)
    return record


def make(store: Store, spoke: UUID, which: str = "a", by: str = "patient", **others: Any) -> UUID:
    with store.begin() as unit:
        return form_links.make(unit.db, spoke, digest(which), by, NOW, ENDS, **others)


def found(store: Store, which: str = "a") -> FormLink:
    with store.read() as unit:
        link = form_links.find(unit.db, digest(which))
    assert link is not None
    return link


def begin(store: Store, browser: str = "own", which: str = "a", at: datetime = NOW) -> FormLink | None:
    with store.begin() as unit:
        return form_links.begin(unit.db, digest(which), digest(browser), at)


def is_of(store: Store, browser: str, at: datetime) -> bool:
    with store.read() as unit:
        return form_links.of_browser(unit.db, digest(browser), at) is not None


def test_a_link_is_found_as_often_as_it_is_looked_at_and_says_what_it_is_for(
    store: Store, spoke: UUID, patient: UUID
) -> None:
    made = make(store, spoke, by="staff:1", patient_id=patient, keys=("name", "medications"))
    for _ in range(3):
        link = found(store)
    assert (link.id, link.conversation_id, link.patient_id) == (made, spoke, patient)
    assert (link.asked, link.made_by, link.expires_at) == (("name", "medications"), "staff:1", ENDS)
    with store.begin() as unit:
        assert form_links.note_opening(unit.db, digest("a"), NOW)
        assert not form_links.note_opening(unit.db, digest("a"), NOW + MINUTE)
        assert form_links.find(unit.db, digest("b")) is None
        assert not form_links.note_opening(unit.db, digest("b"), NOW)
    assert (found(store).opened_at, found(store).begun_at) == (NOW, None)


def test_the_first_browser_that_begins_owns_the_link(store: Store, spoke: UUID) -> None:
    make(store, spoke)
    first = begin(store)
    assert first is not None
    assert (first.begun_at, first.seen_at) == (NOW, NOW)
    assert begin(store, "another") is None
    again = begin(store, at=NOW + MINUTE)
    assert again is not None
    assert (again.begun_at, again.seen_at) == (NOW, NOW + MINUTE)
    assert is_of(store, "own", NOW + MINUTE)
    assert not is_of(store, "another", NOW + MINUTE)


def test_only_one_of_eight_browsers_that_begin_at_once_does(store: Store, spoke: UUID) -> None:
    make(store, spoke)
    with ThreadPoolExecutor(8) as pool:
        got = [*pool.map(lambda number: begin(store, f"browser {number}"), range(8))]
    assert sum(link is not None for link in got) == 1


def test_a_link_is_good_until_it_expires_and_is_told_apart_from_one_that_never_was(
    store: Store, spoke: UUID
) -> None:
    make(store, spoke)
    assert begin(store, at=ENDS) is None
    assert begin(store, at=ENDS - MINUTE) is not None
    assert not is_of(store, "own", ENDS)
    assert not found(store).is_good(ENDS)


def test_a_browser_that_was_away_begins_again_and_tells_the_birth_date_again(
    store: Store, spoke: UUID
) -> None:
    make(store, spoke)
    link = begin(store)
    assert link is not None
    with store.begin() as unit:
        form_links.check(unit.db, link.id, NOW)
        form_links.see(unit.db, link.id, NOW + MINUTE / 2)
    assert (found(store).checked_at, found(store).seen_at) == (NOW, NOW)
    with store.begin() as unit:
        form_links.see(unit.db, link.id, NOW + MINUTE)
    assert is_of(store, "own", NOW + MINUTE + IDLE - MINUTE)
    assert not is_of(store, "own", NOW + MINUTE + IDLE)
    still = begin(store, at=NOW + 2 * MINUTE)
    again = begin(store, at=NOW + 2 * MINUTE + IDLE)
    assert still is not None
    assert again is not None
    assert (still.checked_at, again.checked_at) == (NOW, None)


def test_a_new_link_closes_those_that_nobody_has_begun(store: Store, spoke: UUID) -> None:
    with store.begin() as unit:
        other = senders.lock(unit.db, "whatsapp:+15005550099", None, NOW).id
    make(store, other, "other")
    make(store, spoke, "begun")
    assert begin(store, which="begun")
    for which in ("a", "b"):
        make(store, spoke, which)
    closed = [found(store, which).closed_at is not None for which in ("other", "begun", "a", "b")]
    assert closed == [False, False, True, False]
    assert begin(store, which="a") is None
    assert begin(store, which="b") is not None


def test_only_one_of_the_links_that_are_made_at_once_is_open(store: Store, spoke: UUID) -> None:
    tokens = [f"link {number}" for number in range(12)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda token: make(store, spoke, token), tokens))
    assert sum(found(store, token).closed_at is None for token in tokens) == 1


def test_wrong_birth_dates_that_come_at_once_are_all_counted_and_the_last_closes_the_link(
    store: Store, spoke: UUID
) -> None:
    link = make(store, spoke)
    assert begin(store)

    def miss(_: int) -> int:
        with store.begin() as unit:
            return form_links.miss(unit.db, link, NOW)

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(miss, range(MOST_TRIES - 1))) == [1, 2, 3, 4]
    assert is_of(store, "own", NOW)
    assert miss(0) == MOST_TRIES
    assert not is_of(store, "own", NOW)
    assert found(store).closed_at == NOW


def test_a_link_is_closed_once_and_not_after_something_was_handed_in(
    store: Store, spoke: UUID, patient: UUID
) -> None:
    first = make(store, spoke, "a")
    with store.begin() as unit:
        assert form_links.close(unit.db, first, NOW)
        assert not form_links.close(unit.db, first, NOW)
        assert not form_links.close(unit.db, uuid4(), NOW)
    assert begin(store) is None
    second = make(store, spoke, "b")
    assert begin(store, which="b")
    with store.begin() as unit:
        form_links.hand_in(unit.db, second, patient, NOW)
        assert not form_links.close(unit.db, second, NOW)
        [link] = form_links.of_patient(unit.db, patient)
    assert (link.id, link.handed_in_at) == (second, NOW)


def test_how_many_a_sender_asked_for_does_not_count_those_of_staff(store: Store, spoke: UUID) -> None:
    make(store, spoke, "a")
    make(store, spoke, "b", by="staff:1")
    with store.read() as unit:
        counted = [form_links.made_today(unit.db, spoke, since) for since in (NOW, NOW + MINUTE)]
    assert counted == [1, 0]


@pytest.mark.parametrize(
    "values", [{"expires_at": ENDS + MINUTE}, {"tries": 0}, {"browser_hash": None, "begun_at": None}]
)
def test_a_link_that_was_changed_by_hand_opens_nothing_and_is_found_out(
    store: Store, spoke: UUID, values: dict[str, Any]
) -> None:
    link = make(store, spoke)
    assert begin(store)
    with store.begin() as unit:
        form_links.miss(unit.db, link, NOW)
    with store.engine.begin() as connection:
        connection.execute(update(FormLink).values(values))
    for browser in ("own", "another"):
        with pytest.raises(Forged):
            begin(store, browser)
    with store.begin() as unit:
        assert forgeries.found(unit.db) == {"form_links": [link]}
        form_links.make(unit.db, spoke, digest("b"), "patient", NOW, ENDS)
        assert forgeries.found(unit.db) == {"form_links": [link]}, "a new link made it ours"
        assert forgeries.remove(unit.db) == {"form_links": 1}


def test_a_link_that_was_inserted_by_hand_is_none(store: Store, spoke: UUID) -> None:
    make(store, spoke)
    with store.engine.begin() as connection:
        row = dict(connection.execute(select(table_of(FormLink))).one()._mapping)
        row |= {"id": uuid4(), "token_hash": digest("mine")}
        connection.execute(insert(FormLink), row)
    with store.begin() as unit:
        assert form_links.find(unit.db, digest("mine")) is None


def test_a_link_goes_with_its_record_and_with_its_sender(store: Store, spoke: UUID, patient: UUID) -> None:
    other = uuid4()
    make(store, spoke, "a", patient_id=patient)
    make(store, spoke, "b")
    with store.begin() as unit:
        patients.create(unit.db, other, spoke, "en", ANSWERS, False, NOW)
        erasures.erase(unit.db, patient, "other", "staff:1", NOW)
        assert form_links.find(unit.db, digest("a")) is None
        assert form_links.find(unit.db, digest("b")) is not None
        held = conversations.hold(unit.db, spoke)
        assert held
        erasures.release(unit.db, held)
        assert form_links.find(unit.db, digest("b")) is None


def test_a_link_that_has_expired_goes_when_drafts_go(store: Store, spoke: UUID, patient: UUID) -> None:
    make(store, spoke, patient_id=patient)
    with store.begin() as unit:
        early, due = ENDS - MINUTE, ENDS
        counts = [expired_drafts.tally(unit.db, each, each).count for each in (early, due)]
        assert counts[1] == counts[0] + 1
        assert expired_drafts.remove_lost(unit.db, early) == 0
        legal_holds.add(unit.db, patient, "a claim", "operator", NOW)
        assert expired_drafts.remove_lost(unit.db, due) == 0
        legal_holds.lift(unit.db, patient, "over", "operator", NOW)
        assert expired_drafts.remove_lost(unit.db, due) == 1
        assert form_links.find(unit.db, digest("a")) is None


def test_a_record_says_which_way_it_was_answered(store: Store, spoke: UUID, patient: UUID) -> None:
    other = uuid4()
    with store.begin() as unit:
        patients.create(unit.db, other, spoke, "en", ANSWERS, False, NOW, "form")
        patients.change(unit.db, other, {"name": "Zoë"}, False, "patient", NOW, way="form")
        got = [patients.get(unit.db, each) for each in (patient, other)]
        assert [each and each.came_by for each in got] == ["chat", "form"]
        patients.change(unit.db, patient, {"name": "Zoë"}, False, "patient", NOW, way="form")
        got = [patients.get(unit.db, each) for each in (patient, other)]
    assert [each and each.came_by for each in got] == ["both", "form"]
