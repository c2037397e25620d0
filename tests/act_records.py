"""The records that `tests.acts` needs, and the tables in which its acts write.

`waiting` makes the records. `held` counts rows, so that a test can tell whether a reload wrote something once more.
"""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from sqlalchemy import func, select

from app.exports.workbook.protection import PROTECT
from app.intake.progress import dump
from app.store.clinic import believed_clock, versions
from app.store.clinic.clinic_settings import ClinicVersion
from app.store.conversations import callbacks, conversations, kept_forms, unfinished
from app.store.exports import exports
from app.store.exports.exports import Export
from app.store.messages import contents
from app.store.messages.saved_replies import SavedReply
from app.store.patients import patients
from app.store.patients.patient_filters import PatientFilters
from app.store.staff import sessions, staff
from app.store.tables import metadata
from app.store.work import jobs
from tests.acts import NAME, TYPED
from tests.browser.walks.alarms import CRY
from tests.dashboard.people_on_file import on_file
from tests.people import ANSWERS, HANDS_IN
from tests.store.example import a_text, noted, sent_late

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from uuid import UUID

    from app.services import Services
    from app.store import Store, Transaction
    from app.store.staff.staff import Member

audit_events = metadata.tables["audit_events"]

LOOKS: Final = ("opened", "listed", "searched", "compared", "checked", "seen")
"""How the trail's actions end that are looks. They are not counted: a page that is loaded again is one more look."""
HELD: Final = (
    "patient_notes", "patient_note_versions", "patient_versions", "patients_told_apart", "rights_requests",
    "restrictions", "legal_holds", "callbacks", "saved_views", "saved_replies", "search_questions", "kept_forms",
    "export_presets", "exports", "clinic_profiles", "retention_rules", "milestones", "staff", "staff_links",
    "staff_recovery_codes", "staff_sessions", "staff_devices",
)  # fmt: skip
"""The tables in which only acts of members write during these tests, and no rule or message."""


def held(store: Store, me: str) -> dict[str, int]:
    """Return how many rows each table has, and how many acts of this member the trail has."""
    tables = [metadata.tables[name] for name in HELD]
    counts = [select(func.count()).select_from(each).scalar_subquery() for each in tables]
    with store.engine.connect() as connection:
        rows = dict(zip(HELD, connection.execute(select(*counts)).one(), strict=True))
        mine = audit_events.c.actor == f"staff:{me}"
        actions = connection.execute(select(audit_events.c.action).where(mine)).scalars()
        return rows | {"acts": sum(not each.endswith(LOOKS) for each in actions)}


def waiting(services: Services, me: str, dana: str, writes: Callable[..., object]) -> dict[str, str]:
    """Make everything that the acts of the member `me` need, and return the ids.

    `dana` is a colleague, and `writes` sends messages as a new patient.
    """
    store, now = services.store, services.clock()
    talks = _conversations(store, writes)
    with store.read() as unit:
        written = patients.page(unit.db, 1, columns=())[0].id
    maya = on_file(store, now, emergency=True, name=NAME)
    other = on_file(store, now, name=NAME)
    on_file(store, now - timedelta(days=300))  # a rule will erase it
    with store.begin() as unit:
        member, colleague = staff.by_email(unit.db, me), staff.by_email(unit.db, dana)
        assert member
        assert colleague
        _furnish(unit, services, member, colleague)
        callbacks.ask(unit.db, talks["stuck"], None, now)
        (call,) = (each for each in callbacks.all_waiting(unit.db) if each.conversation_id == talks["stuck"])
        note = noted(unit, maya, member.id, TYPED, now)
        reply = SavedReply(language="en", name="Called", text=TYPED, created_at=now)
        unit.db.add(reply)
        ids = talks | _exports(unit, services, member, colleague)
    return {name: str(each) for name, each in ids.items()} | {
        "maya": str(maya),
        "other": str(other),
        "written": str(written),
        "reference": f"{maya.hex[:4]}-{maya.hex[4:8]}",
        "me": str(member.id),
        "colleague": str(colleague.id),
        "tomorrow": str(now.date() + timedelta(days=1)),
        "note": str(note),
        "reply": str(reply.id),
        "callback": str(call.id),
    }


def _conversations(store: Store, writes: Callable[..., object]) -> dict[str, UUID]:
    """Have five people write: one gets stuck, two fall silent, one is in danger, one hands in and then writes more."""
    found: dict[str, UUID] = {}
    known = _answering(store)
    name = ["Noor Haddad"]
    for who, lines in (("stuck", name), ("silent", name), ("hushed", name), ("alarmed", ["1", CRY])):
        writes("hello", "1", "1", *lines)
        (found[who],) = _answering(store) - known
        known.add(found[who])
    writes("hello", "1", "1", *ANSWERS, *HANDS_IN, "I can only come in the mornings")
    for who in ("silent", "hushed"):
        with store.begin() as unit:
            held = conversations.hold(unit.db, found[who])
            assert held
            progress = held.read()
            assert progress
            assert progress.last_at
            ago = timedelta(hours=2)
            draft = dump(replace(progress, last_at=progress.last_at - ago))
            last = held.last_inbound_at - ago
            conversations.save(unit.db, held.id, draft, held.step, held.language, held.opted_out, last)
    return found


def _answering(store: Store) -> set[UUID]:
    with store.read() as unit:
        return {each.id for each in unfinished.page(unit.db, 99)}


def _furnish(unit: Transaction, services: Services, member: Member, colleague: Member) -> None:
    """Set up a clock in doubt, no quiet hour now, an approved invitation, other sessions, and a form that came too late."""
    now = services.clock()
    quiet_from, quiet_until = (f"{(now.hour + hours) % 24:02}:00" for hours in (12, 13))
    shipped = services.settings.clinic
    clinic = replace(shipped, quiet_from=quiet_from, quiet_until=quiet_until, exports_per_hour=9)
    kept = versions.current(unit.db, ClinicVersion)
    assert versions.keep(unit.db, ClinicVersion, kept.version if kept else 0, clinic, "operator", now)
    believed_clock.believe(unit.db, now - timedelta(days=9), None)
    row = contents.put(unit.db, a_text("invitation", "Hello from {{1}}.", now))
    contents.made(unit.db, row, "HX" + "a" * 32, "approved", now)
    contents.judged(unit.db, row, "approved", None, now)
    for each in (member, colleague):
        sessions.begin(
            unit.db,
            each.id,
            secrets.token_bytes(32),
            now,
            now + timedelta(hours=9),
            device="Firefox",
            network="203.0.113.0/24",
        )
    late = sent_late(member.id, "/settings/alerts/test", [("alert", TYPED)], at=now)
    assert kept_forms.keep(unit.db, late)


def _exports(unit: Transaction, services: Services, member: Member, colleague: Member) -> dict[str, UUID]:
    """Make two exports that wait for approval, an approved one, a queued one, and a failed job."""
    now = services.clock()
    asked, other_asked = (_asks(unit, colleague.id, now) for _ in range(2))
    ready, queued = (_asks(unit, member.id, now) for _ in range(2))
    for each in (ready, queued):
        assert exports.approve(unit.db, each, colleague.id, now)
    job = jobs.add(unit.db, PROTECT, queued, f"staff:{member.id}", now, now + timedelta(hours=9))
    assert exports.queue(unit.db, queued, job)
    jobs.add(unit.db, "sheets.remove", None, "anteroom", now)
    dead = jobs.claim(unit.db, now, timedelta(hours=1), {"sheets.remove"})
    assert dead
    assert jobs.fail(unit.db, dead.id, dead.lease_token, now, "sheets_off")
    return {"asked": asked, "other_asked": other_asked, "ready": ready, "job": job, "dead": dead.id}


def _asks(unit: Transaction, staff_id: UUID, now: datetime) -> UUID:
    columns = ("record_id", "status")
    new = Export.wanted(
        "csv", staff_id, f"staff:{staff_id}", "A list", columns, PatientFilters(), needs_approval=True
    )
    return exports.ask(unit.db, new, now)
