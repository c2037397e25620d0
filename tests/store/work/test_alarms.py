"""An alarm is kept whatever becomes of the intake, is taken once, and tells of who wrote into it by hand."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import pytest
from sqlalchemy import delete, select, update

from app.crypto import Unreadable
from app.store import forgeries
from app.store.conversations import conversations, senders
from app.store.conversations.conversations import ConversationRow
from app.store.model import session_on
from app.store.patients import erasures, patients
from app.store.work import alarms, news
from app.store.work.alarms import MOST_WAITING, Alarm
from tests.store.example import ADDRESS, ANSWERS, CRY, NOW, USER, an_alarm

if TYPE_CHECKING:
    from app.store import Store

LATER = NOW + timedelta(minutes=1)
INES, OMAR = "staff:00000000-0000-4000-8000-00000000000a", "staff:00000000-0000-4000-8000-00000000000b"


@pytest.fixture
def conversation(store: Store) -> UUID:
    return begun(store)


def begun(store: Store, address: str = ADDRESS, user: str | None = USER) -> UUID:
    with store.begin() as unit:
        return senders.lock(unit.db, address, user, NOW).id


def raised(store: Store, conversation: UUID, *, at: int = 0, patient: UUID | None = None) -> UUID:
    with store.begin() as unit:
        alarm = an_alarm(conversation, patient, CRY, NOW + timedelta(minutes=at))
        assert alarms.add(unit.db, alarm)
    return UUID(str(alarm.id))


def taken(store: Store, conversation: UUID, seen: UUID, who: str = INES) -> list[UUID]:
    with store.begin() as unit:
        return [each.id for each in alarms.take(unit.db, conversation, seen, who, LATER)]


def waiting(store: Store) -> list[UUID]:
    with store.read() as unit:
        return [each.id for each in alarms.waiting(unit.db, 10)]


def test_an_alarm_comes_back_as_it_was_raised_and_opens_its_words_only_when_asked(
    store: Store, conversation: UUID
):
    alarm = raised(store, conversation)
    with store.read() as unit:
        (found,) = alarms.of(unit.db, conversation)
    with pytest.raises(LookupError, match="while its transaction lasts"):
        _ = found.words
    with store.read() as unit:
        (opened,) = alarms.of(unit.db, conversation, with_words=True)
    assert (found.id, found.danger, found.step, found.raised_at) == (alarm, "now", "name", NOW)
    assert (found.patient_id, found.acknowledged_at, found.acknowledged_by) == (None, None, None)
    assert opened.words == CRY
    assert CRY not in repr(opened)


def test_what_waited_longest_comes_first_and_a_conversation_is_counted_once(store: Store, conversation: UUID):
    other = begun(store, "whatsapp:+15005550077", None)
    second = raised(store, other, at=1)
    first, third = raised(store, conversation), raised(store, conversation, at=2)
    with store.read() as unit:
        assert [each.id for each in alarms.waiting(unit.db, 10)] == [first, second, third]
        assert [each.id for each in alarms.waiting(unit.db, 1)] == [first, third]
        assert alarms.waiting_since(unit.db) == (2, NOW)


def test_the_caller_is_known_as_long_as_the_conversation_is(store: Store, conversation: UUID):
    with store.begin() as unit:
        conversations.set_opted_out(unit.db, conversation, opted_out=True)
        (caller,) = alarms.callers(unit.db, [conversation, uuid4()]).values()
    assert (caller.address, caller.language, caller.opted_out) == (ADDRESS, None, True)


def test_the_mark_changes_with_each_alarm_and_each_taking_and_with_nothing_else(
    store: Store, conversation: UUID
):
    def mark() -> str:
        with store.read() as unit:
            state = news.glance(unit.db, uuid4(), ["alarms"], [], LATER, LATER).alarms
        assert state
        return state.mark

    nothing = mark()
    raised(store, conversation)
    one = mark()
    again = raised(store, conversation, at=1)
    two = mark()
    assert len({nothing, one, two}) == 3
    assert mark() == two
    taken(store, conversation, again)
    assert mark() == nothing


def test_a_flood_of_one_sender_is_kept_up_to_a_number(store: Store, conversation: UUID):
    for minute in range(MOST_WAITING):
        raised(store, conversation, at=minute)
    with store.begin() as unit:
        assert not alarms.add(unit.db, an_alarm(conversation, None, CRY, LATER))
    raised(store, begun(store, "whatsapp:+15005550077", None))
    taken(store, conversation, waiting(store)[-1])
    raised(store, conversation, at=MOST_WAITING)


def test_taking_it_says_who_and_when_and_takes_what_was_seen_and_nothing_that_came_since(
    store: Store, conversation: UUID
):
    first, seen, unseen = (raised(store, conversation, at=minute) for minute in range(3))
    assert set(taken(store, conversation, seen)) == {first, seen}
    assert waiting(store) == [unseen]
    with store.read() as unit:
        found = {
            each.id: (each.acknowledged_by, each.acknowledged_at) for each in alarms.of(unit.db, conversation)
        }
        assert forgeries.found(unit.db) == {}
    assert found == {first: (INES, LATER), seen: (INES, LATER), unseen: (None, None)}


def test_one_that_is_held_is_as_it_is_now_though_the_session_has_read_it_before(
    store: Store, conversation: UUID
):
    alarm = raised(store, conversation)
    with store.begin() as unit:
        [read] = alarms.latest(unit.db)
        assert read.waits
        alarms.take(session_on(unit.db.connection(), store.keys), conversation, alarm, INES, LATER)
        held = alarms.get(unit.db, alarm)
        assert held is not None
        assert held.acknowledged_by == INES


def test_what_was_taken_stays_whose_it_is(store: Store, conversation: UUID):
    alarm = raised(store, conversation)
    assert taken(store, conversation, alarm) == [alarm]
    assert taken(store, conversation, alarm, OMAR) == []
    with store.read() as unit:
        assert alarms.of(unit.db, conversation)[0].acknowledged_by == INES


def test_another_conversations_alarm_is_not_taken_with_it(store: Store, conversation: UUID):
    mine, other = raised(store, conversation), begun(store, "whatsapp:+15005550077", None)
    theirs = raised(store, other, at=1)
    assert taken(store, conversation, theirs) == [mine]
    assert waiting(store) == [theirs]


def test_only_one_of_two_who_take_an_alarm_at_once_gets_it(store: Store, conversation: UUID):
    for minute in range(10):
        alarm = raised(store, conversation, at=minute)
        both = Barrier(2)

        def take(who: str, seen: UUID = alarm, both: Barrier = both) -> list[UUID]:
            both.wait()
            return taken(store, conversation, seen, who)

        with ThreadPoolExecutor(2) as pool:
            got = dict(zip((INES, OMAR), pool.map(take, (INES, OMAR)), strict=True))
        assert sorted(got.values()) == [[], [alarm]]
        with store.read() as unit:
            newest = alarms.of(unit.db, conversation)[0]
        assert newest.acknowledged_by == next(who for who, ids in got.items() if ids)


def test_alarms_are_counted_by_when_they_were_raised(store: Store, conversation: UUID):
    for minute in range(3):
        raised(store, conversation, at=minute)
    with store.read() as unit:
        assert alarms.counts(unit.db, NOW, NOW + timedelta(minutes=2)) == [2]
        assert alarms.counts(
            unit.db, NOW - timedelta(days=1), NOW, NOW + timedelta(minutes=2), NOW + timedelta(days=1)
        ) == [0, 2, 1]


def test_an_alarm_stays_when_the_conversation_goes(store: Store, conversation: UUID):
    alarm = raised(store, conversation)
    with store.begin() as unit:
        held = conversations.hold(unit.db, conversation)
        assert held is not None
        erasures.release(unit.db, held)
    assert waiting(store) == [alarm]
    with store.read() as unit:
        assert alarms.callers(unit.db, [conversation]) == {}


def test_an_erased_patients_alarms_go_and_those_of_others_stay(store: Store, conversation: UUID):
    maya, noor = uuid4(), uuid4()
    with store.begin() as unit:
        for patient in (maya, noor):
            patients.create(unit.db, patient, conversation, "en", ANSWERS, False, NOW)
    raised(store, conversation, patient=maya)
    noors, nobodys = raised(store, conversation, at=1, patient=noor), raised(store, conversation, at=2)
    with store.begin() as unit:
        assert erasures.erase(unit.db, maya, "patient_asked", "operator", NOW)
    assert waiting(store) == [noors, nobodys]
    taken(store, conversation, nobodys)
    with store.begin() as unit:
        assert erasures.erase(unit.db, noor, "patient_asked", "operator", NOW)
    with store.engine.connect() as connection:
        assert connection.execute(select(Alarm)).all() == [], "with the last of them goes what names nobody"


def test_what_names_nobody_and_was_taken_goes_with_each_of_those_who_may_have_written_it(
    store: Store, conversation: UUID
):
    maya, noor = uuid4(), uuid4()
    with store.begin() as unit:
        for patient in (maya, noor):
            patients.create(unit.db, patient, conversation, "en", ANSWERS, False, NOW)
    taken(store, conversation, raised(store, conversation))
    with store.begin() as unit:
        assert erasures.erase(unit.db, maya, "patient_asked", "operator", NOW)
        assert alarms.of(unit.db, conversation) == []


@pytest.mark.parametrize(
    "changed",
    [
        {"acknowledged_at": LATER, "acknowledged_by": INES},
        {"acknowledged_at": LATER, "acknowledged_by": INES, "seal": "not ours"},
        {"danger": "self-harm"},
        {"conversation_id": uuid4()},
        {"raised_at": LATER},
        {"patient_id": uuid4()},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_a_hand_that_changes_an_alarm_is_found_and_the_alarm_waits_again(
    store: Store, conversation: UUID, changed: dict[str, object]
):
    alarm = raised(store, conversation)
    with store.engine.begin() as connection:
        connection.execute(update(Alarm).values(**changed))
    with store.begin() as unit:
        assert forgeries.found(unit.db) == {"alarms": [alarm]}
        assert forgeries.remove(unit.db) == {"alarms": 1}
        assert forgeries.found(unit.db) == {}
    assert waiting(store) == [alarm]


def test_a_row_whose_words_are_not_ours_is_removed(store: Store, conversation: UUID):
    alarm = raised(store, conversation)
    moved = uuid4()
    with store.engine.begin() as connection:
        connection.execute(update(Alarm).values(id=moved))
    with store.read() as unit:
        assert isinstance(alarms.of(unit.db, conversation, with_words=True)[0].words, Unreadable)
    with store.begin() as unit:
        assert forgeries.remove(unit.db) == {"alarms": 1}
    assert alarm not in waiting(store)
    assert waiting(store) == []


def test_no_foreign_key_keeps_an_alarm_from_outliving_its_conversation(store: Store, conversation: UUID):
    alarm = raised(store, conversation)
    with store.engine.begin() as connection:
        connection.execute(delete(ConversationRow))
    assert waiting(store) == [alarm]
