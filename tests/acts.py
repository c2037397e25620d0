"""Every act of the desk, what waits for it, and what it may write."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

from sqlalchemy import func, select

from app.store import NewExport, PatientFilters
from app.store.tables import audit_events, metadata
from tests.browser.walks.alarms import CRY
from tests.dashboard.people_on_file import on_file

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime
    from uuid import UUID

    from app.store import Store, Transaction

NAME: Final = "Zanthippe Quillfeather"
GONE: Final = "This record was erased"
"""What is said in the place of a record, with status 410."""
TYPED: Final = "Wobblenote rang at ten"
WORDS: Final = ("quillfeather", "wobblenote")
LOOKS: Final = ("opened", "listed", "searched", "compared", "seen")
"""How the trail's names of looks end: a page that is loaded again is one more look."""
HELD: Final = (
    "patient_notes", "patient_note_versions", "patient_versions", "patients_told_apart", "rights_requests",
    "restrictions", "legal_holds", "callbacks", "saved_views", "saved_replies", "search_questions", "kept_forms",
    "export_presets", "exports", "clinic_profiles", "retention_rules", "milestones", "staff", "staff_links",
    "staff_recovery_codes", "staff_sessions", "staff_devices",
)  # fmt: skip
"""The tables in which nothing but members' acts write here: no rule, and no message."""


class Act(NamedTuple):
    """A form on a page, by the end of its address; "" is the page that the last act led to."""

    page: str
    form: str
    fields: Mapping[str, str] = {}
    button: str = ""


LIST: Final = (
    Act("/patients", "/patients/search", {"q": "Quillfeather"}),
    Act("/patients", "/patients/search", {"q": "?"}),
    Act("/patients?status=new", "/patients/show", {"reason": "none of ours"}, "[name=all]"),
    Act("/patients", "/patients/show", {"reason": "ringing"}, "button[name=id]"),
    Act("/patients", "/patients/show", {"reason": "ringing"}, "[name=all]"),
    Act("", "/patients/hide"),
    Act("", "/patients/columns"),
    Act("/patients?status=new", "/patients/views", {"name": "Mine"}),
    Act("", "/forget"),
    Act("/patients/bulk?id={maya}&id={other}&to=status:in_review", "/patients/bulk"),
    Act("/patients/callbacks/{callback}", "/done"),
)
RECORD: Final = (
    Act("/patients/{maya}", "/show", {"reason": "none of ours"}, "[value=all]"),
    Act("", "/show", {"reason": "ringing"}, "[value=all]"),
    Act("", "/note", {"note": "x" * 2001}),
    Act("", "/note", {"note": TYPED}),
    Act("", "/status", {"work_note": "x" * 2001}, "[value=follow_up]"),
    Act("", "/status", {"work_note": TYPED}, "[value=follow_up]"),
    Act("", "/due", {"due": "1999-01-01"}),
    Act("", "/due", {"due": "{tomorrow}"}),
    Act("", "/assign", {"assigned_to": "nobody"}),
    Act("", "/assign", {"assigned_to": "{me}"}),
    Act("", "/emergency"),
    Act("", "/requests", {"request_note": TYPED}),
    Act("", "/requests", {"request_kind": "erasure", "request_channel": "letter"}),
    Act("", "/close", {"refusal": "none"}, "[name=state][value=refused]"),
    Act("", "/close", {"refusal": "withdrawn"}, "[name=state][value=refused]"),
    Act("", "/restrict"),
    Act("/patients/{maya}/unrestrict", "/unrestrict", {"reason": ""}),
    Act("", "/unrestrict", {"reason": "agreed"}),
    Act("/patients/{maya}/edit", "/edit", {"birth_date": "Wobblenote"}),
    Act("", "/edit", {"birth_date": "4 March 1991", "address": TYPED}),
    Act("", "/print", {"parts": "identity"}),
    Act("/patients/{maya}/notes/{note}", "/notes/{note}", {"text": ""}),
    Act("", "/notes/{note}", {"text": TYPED}),
    Act("/patients/{maya}/notes/{note}", "/delete"),
    Act("/patients/{maya}/compare/{other}", "/show", {"reason": "none of ours"}),
    Act("", "/show", {"reason": "reviewing"}),
    Act("", "/not-same"),
    Act("/patients/{maya}/copy", "/copy", {"format": "none"}),
    Act("/patients/{maya}/hold", "/hold", {"reason": " "}),
    Act("", "/hold", {"reason": TYPED}),
    Act("/patients/{maya}/erase", "/erase", {"reason": "other", "reference": "{reference}"}),
    Act("/patients/{maya}/hold", "/lift", {"reason": TYPED}),
    Act("/patients/{maya}/erase", "/erase", {"reason": "other", "reference": "Wobblenote"}),
    Act("", "/erase", {"reason": "other", "reference": "{reference}"}),
)
CONVERSATIONS: Final = (
    Act("/alarms/{alarmed}", "/show", {"reason": "none of ours"}, "[value=all]"),
    Act("", "/show", {"reason": "calling"}, "[value=all]"),
    Act("", "/take"),
    Act("/answering/{stuck}", "/number", {"reason": "none of ours"}),
    Act("", "/number", {"reason": "helping"}),
    Act("/answering/{stuck}/restart", "/restart", {"reason": "none of ours"}),
    Act("", "/restart", {"reason": "stuck"}),
    Act("/answering/{stuck}/release", "/release", {"reason": "wrong_number"}),
)
EXPORTS: Final = (
    Act("/exports", "/exports", {"reason": TYPED}, "[formaction='/exports/form']"),
    Act("", "/exports", {"reason": " "}),
    Act("", "/exports", {"preset": " "}, "[formaction='/exports/presets']"),
    Act("", "/exports", {"preset": "Weekly"}, "[formaction='/exports/presets']"),
    Act("", "/exports", {}, "[name=start]"),
    Act("/exports", "/forget"),
    Act("/exports/{asked}", "/approve"),
    Act("/exports/{other_asked}", "/refuse"),
)
ADMIN: Final = (
    Act("/settings", "/settings", {"phone": "many"}),
    Act("", "/settings", {"phone": "01632 960 557"}),
    Act("/settings/consent", "/preview", {"text_en": "x" * 5000}),
    Act("", "/preview", {"text_en": "We keep your answers."}),
    Act("", "/settings/consent", {}, "[name=again]"),
    Act("", "/preview", {"text_en": "We keep your answers here."}),
    Act("", "/settings/consent", {}, ".btn-primary"),
    Act("/retention/change", "/change", {"open_days": "many"}),
    Act("", "/change", {"open_days": "200"}),
    Act("", "/change"),
    Act("/setup", "/attest", {}, "form[action$='/attest'] button"),
    Act("/staff", "/invite", {"name": " "}),
    Act("", "/invite", {"name": "Bo", "email": "bo@larkfield.example", "role": "reception"}),
    Act("/staff/{colleague}/disable", "/disable"),
    Act("/staff", "/enable"),
    Act("/staff/{colleague}/reset-code", "/reset-code"),
    Act("/staff", "{colleague}/role", {"role": "auditor"}),
    Act("/account", "/theme", {"theme": "dark"}),
    Act("", "/language", {"language": "en"}),
    Act("", "/password", {"old": "wrong", "new": "passwordpassword"}),
    Act("", "/code", {"password": "wrong"}),
    Act("/account/recovery", "/recovery"),
    Act("/account", "/devices/forget"),
)
EVERY: Final = (*LIST, *CONVERSATIONS, *EXPORTS, *ADMIN, *RECORD)
LOOKED_AT: Final = (
    "/audit?record={reference}",
    "/requests",
    "/news",
    "/report",
    "/patients?q=&status=follow_up",
    "/patients/{maya}/print?parts=identity",
)


def held(store: Store, me: str) -> dict[str, int]:
    """Return how many rows the tables have, and how many acts of a member's the trail."""
    tables = [metadata.tables[name] for name in HELD]
    counts = [select(func.count()).select_from(each).scalar_subquery() for each in tables]
    with store.engine.connect() as connection:
        rows = dict(zip(HELD, connection.execute(select(*counts)).one(), strict=True))
        mine = audit_events.c.actor == f"staff:{me}"
        actions = connection.execute(select(audit_events.c.action).where(mine)).scalars()
        return rows | {"acts": sum(not each.endswith(LOOKS) for each in actions)}


def waiting(store: Store, now: datetime, me: str, dana: str, writes: Callable[..., object]) -> dict[str, str]:
    """Have everything wait that an act of one member is done with, and return the ids. Others write in."""
    maya = on_file(store, now, emergency=True, name=NAME)
    other = on_file(store, now, name=NAME)
    on_file(store, now - timedelta(days=300))  # a rule will erase it
    writes("hello", "1", "1", "1", "Noor Haddad")
    writes("hello", "1", "1", "1", CRY)
    with store.begin() as unit:
        member, colleague = unit.staff.by_email(me), unit.staff.by_email(dana)
        assert member
        assert colleague
        alarm = unit.alarms.latest()[0]
        alarmed = {each.conversation_id for each in unit.alarms.latest()}
        stuck = next(each.id for each in unit.conversations.answering(9) if each.id not in alarmed)
        unit.callbacks.ask(stuck, None, now)
        note = unit.notes.add(maya, member.id, TYPED, now)
        asked = [_asks(unit, colleague.id, now) for _ in range(2)]
        (call,) = unit.callbacks.waiting()
    return {
        "maya": str(maya),
        "other": str(other),
        "reference": f"{maya.hex[:4]}-{maya.hex[4:8]}",
        "me": str(member.id),
        "colleague": str(colleague.id),
        "tomorrow": str(now.date() + timedelta(days=1)),
        "alarmed": str(alarm.conversation_id),
        "stuck": str(stuck),
        "note": str(note),
        "callback": str(call.id),
        "asked": str(asked[0]),
        "other_asked": str(asked[1]),
    }


def _asks(unit: Transaction, staff_id: UUID, now: datetime) -> UUID:
    columns = ("record_id", "status")
    new = NewExport(
        "csv", staff_id, f"staff:{staff_id}", "A list", columns, PatientFilters(), needs_approval=True
    )
    return unit.exports.ask(new, now)
