"""What leaves is written down, however it ends: whole, broken by the other side, by us, or by the power."""

from __future__ import annotations

import hashlib
from datetime import timedelta

import pytest

from app.exports.custody import GONE_AFTER, HEARD_OF_EVERY, Custody, NotWanted, Tracked, begin, sweep
from app.staff.shut_out import shut_out
from app.store import StoreUnavailable
from app.store.exports import exports
from app.store.exports.exports import Export
from app.store.patients.patient_filters import PatientFilters
from app.store.staff import staff
from tests.databases import on_each_engine
from tests.exports.export_requests import REASON, actions, many, on_the_list, takes, trail
from tests.staff_people import HOST

PIECES = [(b"headings", 0), (b"one", 1), (b"two and three", 2)]


@pytest.fixture
def custody(services):
    """That of an export which has begun."""
    new = Export.wanted("csv", None, "operator", REASON, ("record_id",), PatientFilters())
    with services.store.begin() as unit:
        export = exports.get(unit.db, exports.ask(unit.db, new, services.clock()))
        assert export
        assert begin(unit, export, 3, "operator", services.clock())
    return Custody(services, export.id, "operator")


def test_what_has_left_is_counted_and_hashed(custody, store):
    assert b"".join(Tracked(iter(PIECES), custody)) == b"headingsonetwo and three"
    (export,) = on_the_list(store)
    assert (export.state, export.rows, export.bytes) == ("done", 3, 24)
    assert export.digest == hashlib.sha256(b"headingsonetwo and three").hexdigest()


def test_large_pieces_are_sent_in_small_ones_and_stay_the_same(custody, store):
    content = bytes(range(256)) * 2000
    sent = list(Tracked(iter([(content, 5)]), custody))
    assert b"".join(sent) == content
    assert max(map(len, sent)) == 65536
    assert on_the_list(store)[0].rows == 5


def test_one_that_the_other_side_leaves_is_told_as_broken_with_what_may_have_left(custody, store):
    tracked = Tracked(iter(PIECES), custody)
    assert [next(tracked), next(tracked)] == [b"headings", b"one"]
    tracked.close()
    assert actions(store) == ["export.started", "export.broken"]
    assert trail(store)[-1].details == {"patients": 1}
    (export,) = on_the_list(store)
    assert (export.state, export.rows, export.digest) == ("broken", 1, None)
    assert list(tracked) == []
    tracked.close()
    assert actions(store) == ["export.started", "export.broken"]


def test_one_that_nobody_has_begun_to_read_is_told_as_broken(custody, store):
    Tracked(iter(PIECES), custody).close()
    assert trail(store)[-1].details == {"patients": 0}


def test_what_goes_wrong_within_goes_on_to_the_server_and_the_export_is_broken(custody, store):
    def pieces():
        yield b"one", 1
        raise StoreUnavailable("locked")

    tracked = Tracked(pieces(), custody)
    assert next(tracked) == b"one"
    with pytest.raises(StoreUnavailable):
        next(tracked)
    assert on_the_list(store)[0].state == "broken"


def test_what_is_read_from_is_closed_as_well(custody):
    closed = []

    def pieces():
        try:
            yield b"one", 1
            yield b"two", 1
        finally:
            closed.append(True)

    tracked = Tracked(pieces(), custody)
    next(tracked)
    tracked.close()
    assert closed == [True]


@on_each_engine
def test_one_that_is_not_heard_of_any_more_is_told_as_broken_by_the_sweep(custody, services, clock, store):
    tracked = Tracked(iter(PIECES), custody)
    next(tracked)
    clock.moves(seconds=HEARD_OF_EVERY.total_seconds())
    next(tracked)
    assert sweep(services) == 0
    clock.moves(seconds=GONE_AFTER.total_seconds() + 1)
    assert sweep(services) == 1
    assert sweep(services) == 0
    assert actions(store) == ["export.started", "export.broken"]
    assert trail(store)[-1].details == {"patients": 0, "swept": True}
    assert trail(store)[-1].actor == "anteroom"


def test_one_that_goes_on_for_hours_is_not_swept(custody, services, clock, store):
    tracked = Tracked(((b"x", 1) for _ in range(60)), custody)
    for _ in range(60):
        next(tracked)
        clock.moves(minutes=4)
        assert sweep(services) == 0
    assert list(tracked) == []
    assert on_the_list(store)[0].state == "done"


@on_each_engine
def test_one_that_was_told_as_broken_meanwhile_does_not_end_as_if_it_were_whole(
    custody, services, clock, store
):
    tracked = Tracked(iter(PIECES[:1]), custody)
    next(tracked)
    clock.moves(hours=1)
    assert sweep(services) == 1
    with pytest.raises(NotWanted):
        next(tracked)
    other = Tracked(iter(PIECES[:0]), custody)
    with pytest.raises(NotWanted):
        next(other)
    assert actions(store) == ["export.started", "export.broken"]


@on_each_engine
def test_the_second_of_two_who_begin_an_export_is_refused(services):
    new = Export.wanted("csv", None, "operator", REASON, ("record_id",), PatientFilters())
    with services.store.begin() as unit:
        export = exports.get(unit.db, exports.ask(unit.db, new, services.clock()))
        assert export
        assert begin(unit, export, 3, "operator", services.clock())
        assert not begin(unit, export, 3, "operator", services.clock())
    assert actions(services.store) == ["export.started"]


@pytest.fixture
def streamed(priya, store, clock):
    """An export of many, of which the first piece was read."""
    many(store, clock.now - timedelta(hours=1), 3, length=100_000)
    answer = priya.browser.client.post(
        "/exports/csv",
        base_url=HOST,
        data={
            "csrf_token": priya.browser.last_token(),
            "reason": REASON,
            "columns": ["medical_history"],
        },
        headers={"Referer": HOST + "/"},
        buffered=False,
    )
    pieces = iter(answer.response)
    assert next(pieces).startswith(b"\xef\xbb\xbf")
    return pieces


@pytest.mark.parametrize("how", ["ends their sessions", "disables them", "takes their role"])
def test_a_member_who_is_shut_out_in_the_middle_of_it_gets_no_more(how, streamed, store, clock):
    next(streamed)
    with store.begin() as unit:
        (member,) = staff.all_members(unit.db)
        if how == "disables them":
            staff.disable(unit.db, member.id, clock())
        if how == "takes their role":
            staff.set_role(unit.db, member.id, "reception")
        if how != "takes their role":
            shut_out(unit, member.id)
    clock.moves(seconds=6)
    with pytest.raises(NotWanted):
        b"".join(streamed)
    assert actions(store) == ["export.started", "export.broken"]


@on_each_engine
def test_a_member_who_is_shut_out_before_the_end_is_marked_never_gets_the_mark(streamed, store, clock):
    with store.begin() as unit:
        shut_out(unit, staff.all_members(unit.db)[0].id)
    content = []
    with pytest.raises(NotWanted):
        content.extend(streamed)
    assert sum(map(len, content)) > 200_000
    assert actions(store) == ["export.started", "export.broken"]


def test_a_long_download_is_not_cut_off_because_its_reader_does_nothing_else(streamed, store, clock):
    clock.moves(minutes=20)
    assert len(b"".join(streamed)) > 200_000
    assert actions(store) == ["export.started", "export.finished"]


def test_a_new_code_in_the_middle_of_it_changes_nothing(streamed, priya, store, clock):
    clock.moves(minutes=4)
    assert priya.confirms().status_code == 303
    assert len(b"".join(streamed)) > 200_000
    assert actions(store) == ["export.started", "export.finished"]


def test_two_who_take_the_same_patients_have_a_line_each(priya, noor, maya, store):
    takes(priya).close()
    takes(noor).close()
    assert len(on_the_list(store)) == 2
    assert len({each.actor for each in trail(store)}) == 2
