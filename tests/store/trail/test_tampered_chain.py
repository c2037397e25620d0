"""Tampering with the trail by hand is located; what is not noticed is listed here."""

# ruff: noqa: S608  (statements of constants)

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.store.trail.audit_verify import Wrong
from tests.store.tampered_trail import EVENT, INSERT, REMOVE, STRANGER, a_trail, by_hand, swap

if TYPE_CHECKING:
    from app.store import Store

DONE: dict[str, tuple[Wrong, tuple[str, ...]]] = {
    **{
        f"changed {column}": (Wrong.CHANGED, (f"UPDATE audit_events SET {column} = {to} WHERE seq = 3",))
        for column, to in {
            "seq": "300",
            "at": "'2026-11-25 09:30:15.123457'",
            "actor": "'nobody'",
            "action": "'patient.closed'",
            "subject_kind": "'patient'",
            "subject_id": f"'{STRANGER}'",
            "details": "'{\"number\": 3}'",
        }.items()
    },
    "changed id": (Wrong.MISSING, (f"UPDATE audit_events SET id = '{STRANGER}' WHERE seq = 3",)),
    "changed link": (
        Wrong.CHANGED,
        (
            "UPDATE audit_links SET hash = (SELECT hash FROM audit_links WHERE position = 1) WHERE position = 3",
        ),
    ),
    "removed entry": (Wrong.MISSING, ("DELETE FROM audit_events WHERE seq = 3",)),
    "removed link": (Wrong.UNLINKED, ("DELETE FROM audit_links WHERE position = 3",)),
    "removed both, and closed the gap": (Wrong.CHANGED, REMOVE),
    "swapped numbers": (Wrong.REORDERED, swap("audit_events", "seq", "300", by="seq")),
    "swapped links": (Wrong.REORDERED, swap("audit_links", "position", "300")),
    "swapped what links are for": (Wrong.REORDERED, swap("audit_links", "event_id", f"'{STRANGER}'")),
    "swapped ids": (Wrong.CHANGED, swap("audit_events", "id", f"'{STRANGER}'", by="seq")),
    "inserted with a link": (Wrong.INSERTED, INSERT),
}


@pytest.mark.parametrize(("wrong", "statements"), DONE.values(), ids=DONE.keys())
def test_what_was_done_to_one_entry_is_named(store: Store, wrong: Wrong, statements: tuple[str, ...]):
    a_trail(store)
    by_hand(store, *statements)
    store.link_audit()
    report = store.verify_audit()
    assert report.fault is not None
    assert (report.fault.position, report.fault.wrong) == (3, wrong)
    assert report.linked == 2
    assert f"position 3 {'' if wrong is Wrong.UNLINKED else '(id '}" in str(report.fault)


@pytest.mark.parametrize("position", [-1, 0])
def test_a_link_before_the_first_is_named(store: Store, position: int):
    a_trail(store)
    by_hand(
        store,
        f"INSERT INTO audit_links SELECT {position}, '{STRANGER}', hash FROM audit_links WHERE position = 1",
    )
    fault = store.verify_audit().fault
    assert fault is not None
    assert (fault.position, fault.event, fault.wrong) == (position, STRANGER, Wrong.INSERTED)


def test_an_entry_slipped_in_among_old_ones_is_named_though_our_own_linker_linked_it(store: Store):
    a_trail(store)
    by_hand(store, EVENT.format(seq="0", at="'2026-11-24 09:30:15.123456'"))
    store.link_audit()
    fault = store.verify_audit().fault
    assert fault is not None
    assert (fault.position, fault.seq, fault.event, fault.wrong) == (7, 0, STRANGER, Wrong.INSERTED)


JUNK = {
    "sqlite": ["at = 'yesterday'", "details = x'00ff'", "subject_id = 'someone'", "actor = 7"],
    "postgresql": ["at = 'infinity'", "at = '-infinity'", "at = '2026-11-25 09:30:15.123456+00 BC'"],
}


@pytest.mark.parametrize(
    ("engine", "junk"), [(engine, junk) for engine, some in JUNK.items() for junk in some]
)
def test_what_no_entry_could_hold_is_named_and_stops_nothing(
    engine: str, junk: str, request: pytest.FixtureRequest
):
    store: Store = request.getfixturevalue(f"{engine}_store")
    a_trail(store)
    by_hand(
        store,
        f"UPDATE audit_events SET {junk} WHERE seq = 3",
        EVENT.format(seq="8", at="at"),
        f"UPDATE audit_events SET {junk} WHERE seq = 8",
    )
    assert store.link_audit() == 1
    fault = store.verify_audit().fault
    assert fault is not None
    assert (fault.position, fault.wrong) == (3, Wrong.CHANGED)


def test_an_id_of_any_form_is_linked_on_sqlite(sqlite_store: Store):
    a_trail(sqlite_store)
    by_hand(
        sqlite_store, EVENT.format(seq="8", at="at"), "UPDATE audit_events SET id = 'no-id' WHERE seq = 8"
    )
    assert sqlite_store.link_audit() == 1
    assert sqlite_store.verify_audit().fault is None


CUT = ("DELETE FROM audit_events WHERE seq > 4", "DELETE FROM audit_links WHERE position > 4")
CUT_AND_CHANGED = (
    "DELETE FROM audit_links WHERE position > 2",
    "UPDATE audit_events SET actor = 'nobody' WHERE seq = 3",
)


@pytest.mark.parametrize("statements", [CUT, CUT_AND_CHANGED], ids=["cut", "cut and changed"])
def test_an_end_that_was_cut_off_is_told_by_a_head_kept_elsewhere_and_by_nothing_else(
    store: Store, statements: tuple[str, ...]
):
    a_trail(store)
    kept = store.verify_audit().head
    assert kept is not None
    assert store.verify_audit(kept).fault is None
    by_hand(store, *statements)
    store.link_audit()
    assert store.verify_audit().fault is None
    fault = store.verify_audit(kept).fault
    assert fault is not None
    assert (fault.position, fault.wrong) == (6, Wrong.NOT_KEPT)


def test_a_head_kept_long_ago_is_still_in_a_chain_that_went_on(store: Store):
    a_trail(store, 2)
    kept = store.verify_audit().head
    assert kept is not None
    a_trail(store)
    assert store.verify_audit(kept).fault is None
