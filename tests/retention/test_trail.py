"""Only the beginning of the trail can be deleted, and an anchor proves the rest."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from app.store.patients import legal_holds
from app.store.tables import metadata
from app.store.trail import audit
from app.store.trail.audit_chain import Head
from app.store.trail.audit_verify import Wrong
from tests.databases import on_both_engines
from tests.store.example import NOW, created
from tests.store.tampered_trail import EVENT, by_hand
from tests.trail import event

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from flask import Flask

    from app.store import Store

audit_events = metadata.tables["audit_events"]
audit_links = metadata.tables["audit_links"]
audit_mentions = metadata.tables["audit_mentions"]

pytest_generate_tests = on_both_engines

DAY = timedelta(days=1)


def a_trail_of_days(store: Store, days: int = 10, about: UUID | None = None, on: int = 5) -> None:
    """A line a day; that of one day is about somebody."""
    for day in range(days):
        with store.begin() as unit:
            subject = about if day == on else None
            audit.record(
                unit.db,
                "nurse",
                event("patients.listed"),
                "patient",
                subject,
                {"day": day},
                at=NOW + day * DAY,
            )
    store.link_audit()


def let_go(store: Store, days: float) -> int:
    return store.trim_audit(NOW + days * DAY, "anteroom", NOW + 100 * DAY)


def kept(store: Store) -> list[datetime]:
    with store.engine.connect() as connection:
        return list(connection.execute(select(audit_events.c.at).order_by(audit_events.c.seq)).scalars())


def test_the_beginning_goes_the_rest_is_whole_and_both_are_said(store: Store, app: Flask):
    a_trail_of_days(store)
    old_head = store.verify_audit().head
    assert old_head is not None
    assert let_go(store, 3.5) == 4
    assert kept(store) == [*(NOW + day * DAY for day in range(4, 10)), NOW + 100 * DAY]
    store.link_audit()
    report = store.verify_audit()
    assert (report.fault, report.linked, report.events, report.trimmed_entries) == (None, 7, 7, 4)
    assert report.trimmed
    assert report.trimmed.position == 4
    assert store.verify_audit(old_head).fault is None, "a head of the kept part still counts"
    assert let_go(store, 5.5) == 2
    report = store.verify_audit()
    assert (report.fault, report.trimmed_entries) == (None, 6)
    said = app.test_cli_runner().invoke(args=["audit", "verify"])
    assert said.exit_code == 0
    assert "It begins after position 6: 6 entries, the last of 2026-11-30, were deleted" in said.output
    older = app.test_cli_runner().invoke(args=["audit", "verify", "--head", f"2:{'0' * 64}"])
    assert older.exit_code == 0
    assert "entries that were deleted since" in older.output
    with store.read() as unit:
        assert [each.details["entries"] for each in audit.latest(unit.db, 2)] == [2, 4]


def test_the_last_link_stays_so_that_the_chain_goes_on(store: Store):
    a_trail_of_days(store, 3)
    assert let_go(store, 50) == 2
    store.link_audit()
    assert store.verify_audit().fault is None
    a_trail_of_days(store, 2)
    assert store.verify_audit().fault is None


def test_nothing_after_the_anchor_can_be_deleted_or_changed_and_no_anchor_either(store: Store):
    a_trail_of_days(store)
    let_go(store, 3.5)
    for statement in (
        "DELETE FROM audit_events",
        "DELETE FROM audit_events WHERE seq = 6",
        "DELETE FROM audit_links",
        "DELETE FROM audit_links WHERE position = 5",
        "UPDATE audit_events SET actor = 'nobody'",
        "UPDATE audit_links SET position = 1 WHERE position = 5",
        "UPDATE audit_anchors SET position = 9",
        "DELETE FROM audit_anchors",
    ):
        with pytest.raises(DBAPIError), store.engine.begin() as connection:
            connection.execute(text(statement))
    assert len(kept(store)) == 7


def test_an_anchor_that_was_inserted_by_hand_is_named_and_nothing_more_is_deleted(store: Store):
    """The triggers believe an anchor; the key does not."""
    a_trail_of_days(store)
    cut = "audit_links WHERE position <= 6"
    with store.engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO audit_anchors (position, hash, at, entries, until, mac) "
                "SELECT position, hash, (SELECT at FROM audit_events WHERE seq = 1), 6, "
                "(SELECT at FROM audit_events WHERE seq = 6), hash FROM audit_links WHERE position = 6"
            )
        )
        connection.execute(text(f"DELETE FROM audit_events WHERE id IN (SELECT event_id FROM {cut})"))  # noqa: S608
        connection.execute(text(f"DELETE FROM {cut}"))  # noqa: S608
    fault = store.verify_audit().fault
    assert fault
    assert (fault.position, fault.wrong) == (6, Wrong.CUT)
    assert let_go(store, 8.5) == 0


def test_a_beginning_that_was_cut_off_by_hand_is_told(store: Store):
    a_trail_of_days(store)
    by_hand(store, "DELETE FROM audit_events WHERE seq <= 4", "DELETE FROM audit_links WHERE position <= 4")
    fault = store.verify_audit().fault
    assert fault
    assert (fault.position, fault.wrong) == (1, Wrong.UNLINKED)


def test_evidence_stays_nothing_goes_from_the_first_entry_that_does_not_hold_on(store: Store):
    a_trail_of_days(store)
    by_hand(store, "UPDATE audit_events SET actor = 'somebody' WHERE seq = 3")
    assert let_go(store, 8.5) == 2
    assert let_go(store, 8.5) == 0
    store.link_audit()
    fault = store.verify_audit().fault
    assert fault
    assert (fault.position, fault.wrong) == (3, Wrong.CHANGED)


def test_an_entry_that_a_hand_has_put_in_with_no_moment_stays_as_evidence(store: Store):
    a_trail_of_days(store, 4)
    moment = "'some day'" if store.engine.dialect.name == "sqlite" else "'infinity'"
    by_hand(store, EVENT.format(seq="100", at=moment))
    store.link_audit()
    a_trail_of_days(store, 4)
    assert let_go(store, 50) == 4
    assert let_go(store, 50) == 0


def test_a_kept_head_at_the_very_anchor_still_catches_a_trail_that_was_linked_again(store: Store):
    a_trail_of_days(store)
    let_go(store, 3.5)
    report = store.verify_audit(Head(4, bytes(32)))
    assert report.fault
    assert report.fault.wrong is Wrong.NOT_KEPT


@pytest.mark.parametrize("mentioned", [False, True])
def test_no_entry_about_somebody_on_hold_goes_nor_any_after_it(store: Store, mentioned: bool):
    maya = created(store, {"name": "Maya"})
    if mentioned:
        a_trail_of_days(store, 5)
        with store.begin() as unit:
            audit.record(unit.db, "nurse", event("patients.searched"), mentions=(maya,), at=NOW + 5 * DAY)
        a_trail_of_days(store, 2)
    else:
        a_trail_of_days(store, about=maya)
    with store.begin() as unit:
        legal_holds.add(unit.db, maya, "a case", "operator", NOW)
    assert let_go(store, 50) == 5
    assert let_go(store, 50) == 0
    with store.begin() as unit:
        legal_holds.lift(unit.db, maya, "settled", "operator", NOW)
    assert let_go(store, 50) > 0
    with store.engine.connect() as connection:
        assert connection.execute(select(func.count()).select_from(audit_mentions)).scalar_one() == 0
    assert store.verify_audit().fault is None


def test_many_who_link_verify_write_and_delete_at_once_leave_a_whole_trail(store: Store):
    a_trail_of_days(store, 40)

    def does(number: int) -> bool:
        if number % 4 == 0:
            return let_go(store, 5 + number) >= 0
        if number % 4 == 1:
            return store.verify_audit().fault is None
        if number % 4 == 2:
            return store.link_audit() >= 0
        with store.begin() as unit:
            audit.record(unit.db, "nurse", event("patients.listed"), at=NOW + 50 * DAY)
        return True

    with ThreadPoolExecutor(4) as threads:
        assert all(threads.map(does, range(32)))
    store.link_audit()
    report = store.verify_audit()
    assert report.fault is None
    with store.engine.connect() as connection:
        assert connection.execute(select(func.min(audit_links.c.position))).scalar_one() > 20
