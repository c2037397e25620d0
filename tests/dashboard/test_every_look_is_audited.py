"""Whoever comes by a patient's answers leaves exactly one mark, in the transaction that read them."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import event, select, update

from app.guard.pace import SHOWN
from app.intake.progress import dump
from app.store.conversations import callbacks, conversations
from app.store.conversations.conversations import ConversationRow
from app.store.patients import legal_holds, patients
from app.store.patients.erased import of_patients
from app.store.patients.patient import patients as records
from app.store.trail import audit
from app.store.vouched import all_vouched
from app.store.work import alarms, storage_counts
from app.store.work.storage_counts import day_of, hour_kind
from tests.databases import on_each_engine
from tests.declared import declared
from tests.doors import DOORS
from tests.store_queries import member_of

NOBODYS_WORDS = {
    *("receipts.reply", "kept_forms.fields", "export_files.part", "search_questions.question"),
    "legal_holds.lifted_reason",
}
"""What is read to answer Twilio, to show a member what they typed, or for a look that the trail has by then."""
SEALED = {
    str(column)
    for table in of_patients()
    for column in table.columns
    if "sealed" in column.info and column.name != "seal"
} - NOBODYS_WORDS
READS = re.compile(rf"\b({'|'.join(sorted(SEALED))})\b")
ANSWERS = (
    "Maya Okafor",
    "1990-03-04",
    "4 March 1990",
    "12 Mill Lane",
    "Asthma",
    "Allergic to latex",
    "+15005550006",
    "chest pain",
)
"""What patients of this house have said, as pages write it."""
NOBODYS_BUSINESS = {
    "anyone", "anyone, over plain http too", "the metrics token", "signed by Twilio", "signed in, may sign in", "confirmed, may sign in",
    "signed in, may read the audit trail", "confirmed, may read the audit trail", "confirmed, may manage staff", "signed in, may change the settings",
    "confirmed, may change the settings", "the browser that began a form",
}  # fmt: skip
"""Doors behind which no patient is: their pages are tried too, in the second test."""

CALLS: dict[str, tuple[str, dict[str, str]]] = {
    "GET /patients": ("patients.listed", {}),
    "GET /patients/found/<int:number>": ("patients.searched", {}),
    "POST /patients/show": ("patients.name_shown", {"id": "{maya}", "reason": "ringing"}),
    "POST /patients/hide": ("patients.names_hidden", {}),
    "GET /patients/<uuid:patient_id>": ("patient.opened", {}),
    "POST /patients/<uuid:patient_id>/show": ("patient.shown", {"part": "all", "reason": "ringing"}),
    "POST /patients/<uuid:patient_id>/print": ("patient.printed", {"parts": "identity"}),
    "GET /patients/<uuid:patient_id>/print": ("patient.opened", {}),
    "POST /patients/<uuid:patient_id>/status": (
        "patient.status_changed",
        {"from": "new", "status": "in_review"},
    ),
    "POST /patients/bulk": ("patient.status_changed", {"to": "status:in_review", "record": "{maya}~new"}),
    "POST /patients/<uuid:patient_id>/due": ("patient.due_changed", {"from": "", "due": "2030-01-01"}),
    "POST /patients/<uuid:patient_id>/assign": ("patient.assigned", {"from": "", "assigned_to": "{me}"}),
    "POST /patients/<uuid:patient_id>/reply": ("patient.message_written", {"text": "Please call us"}),
    "POST /patients/<uuid:patient_id>/form": ("patient.form_sent", {"form_reason": "missing"}),
    "POST /patients/<uuid:patient_id>/form/<uuid:link_id>/cancel": ("patient.form_cancelled", {}),
    "POST /patients/<uuid:patient_id>/handover": ("patient.handed_over", {"to": "person"}),
    "POST /patients/<uuid:patient_id>/note": ("patient.note_added", {"note": "Rang, no answer"}),
    "GET /patients/<uuid:patient_id>/notes/<uuid:note_id>": ("patient.note_opened", {}),
    "POST /patients/<uuid:patient_id>/notes/<uuid:note_id>": (
        "patient.note_changed",
        {"changes": "0", "text": "Rang twice"},
    ),
    "POST /patients/<uuid:patient_id>/notes/<uuid:note_id>/delete": (
        "patient.note_deleted",
        {"changes": "0"},
    ),
    "POST /patients/<uuid:patient_id>/news": ("patient.news_read", {"news": "1"}),
    "GET /patients/callbacks/<uuid:callback_id>": ("callback.opened", {}),
    "POST /patients/callbacks/<uuid:callback_id>/done": ("callback.done", {}),
    "POST /patients/<uuid:patient_id>/emergency": ("patient.emergency_answered", {}),
    "POST /patients/<uuid:patient_id>/called": ("callback.done", {}),
    "GET /patients/<uuid:patient_id>/edit": ("patient.edit_opened", {}),
    "POST /patients/<uuid:patient_id>/edit": (
        "patient.corrected",
        {"version": "1", "address": "3 Weir Yard"},
    ),
    "GET /patients/<uuid:patient_id>/compare/<uuid:other>": ("patient.compared", {}),
    "POST /patients/<uuid:patient_id>/compare/<uuid:other>/show": (
        "patient.compared",
        {"reason": "reviewing"},
    ),
    "POST /patients/<uuid:patient_id>/not-same": ("patient.told_apart", {"other": "{other}"}),
    "GET /patients/<uuid:patient_id>/erase": ("patient.opened", {}),
    "POST /patients/<uuid:patient_id>/erase": (
        "patient.erased",
        {"reason": "patient_asked", "reference": "{reference}"},
    ),
    "GET /patients/<uuid:patient_id>/copy": ("patient.opened", {}),
    "POST /patients/<uuid:patient_id>/copy": ("export.copied", {"format": "json", "reason": "access"}),
    "POST /patients/<uuid:patient_id>/requests": (
        "request.noted",
        {"request_kind": "correction", "request_channel": "phone", "request_day": "2026-11-25"},
    ),
    "POST /patients/<uuid:patient_id>/requests/<uuid:request_id>/close": (
        "request.refused",
        {"state": "refused", "refusal": "withdrawn"},
    ),
    "POST /patients/<uuid:patient_id>/restrict": ("patient.restricted", {}),
    "GET /patients/<uuid:patient_id>/unrestrict": ("patient.opened", {}),
    "POST /patients/<uuid:patient_id>/unrestrict": ("patient.restriction_lifted", {"reason": "agreed"}),
    "GET /news": ("news.listed", {}),
    "GET /requests": ("requests.listed", {}),
    "GET /patients/<uuid:patient_id>/hold": ("patient.opened", {}),
    "POST /patients/<uuid:patient_id>/hold": ("patient.held", {"reason": "A solicitor wrote"}),
    "POST /patients/<uuid:patient_id>/hold/lift": ("patient.hold_lifted", {"reason": "It is settled"}),
    "GET /alarms": ("alarms.listed", {}),
    "GET /alarms/<uuid:conversation_id>": ("alarm.seen", {}),
    "POST /alarms/<uuid:conversation_id>/show": ("alarm.shown", {"part": "all", "reason": "calling"}),
    "POST /alarms/<uuid:conversation_id>/take": ("alarm.acknowledged", {"seen": "{alarm}"}),
    "GET /answering": ("conversations.listed", {}),
    "GET /answering/<uuid:conversation_id>": ("conversation.opened", {}),
    "POST /answering/<uuid:conversation_id>/number": ("conversation.number_shown", {"reason": "helping"}),
    "GET /answering/<uuid:conversation_id>/remind": ("conversation.reminder_opened", {}),
    "POST /answering/<uuid:conversation_id>/remind": ("conversation.reminded", {"version": "{version}"}),
    "POST /answering/<uuid:conversation_id>/restart": (
        "conversation.restarted",
        {"version": "{version}", "reason": "stuck"},
    ),
    "GET /answering/<uuid:conversation_id>/restart": ("conversation.restart_opened", {}),
    "GET /answering/<uuid:conversation_id>/release": ("conversation.release_opened", {}),
    "POST /answering/<uuid:conversation_id>/release": (
        "conversation.released",
        {"version": "{version}", "reason": "wrong_number"},
    ),
    "GET /report": ("report.seen", {}),
    "GET /invite": ("invitations.listed", {}),
    "GET /invite/check": ("invitations.checked", {}),
    "POST /invite/check": ("invitations.sent", {"agreed": "yes"}),
    "POST /invite/email": (
        "invitations.sent",
        {"agreed": "yes", "email": "maya@example.org", "language": "en", "reason": "first_visit"},
    ),
}
"""Route -> the one event of a look through it, and the fields of a form that does it.

Tests of a page may say its own, beside them: `tests/declared.py`.
"""
for _more in declared("LOOKS", {}):
    CALLS |= _more
SEE_NOBODY = {
    "GET /alarms/band",
    "GET /news/counts", "GET /patients/news", "GET /patients/<uuid:patient_id>/messages", "POST /patients/search", "GET /patients/found",
    "POST /patients/columns", "POST /patients/views",
    "POST /patients/views/<uuid:view_id>/forget", "GET /patients/bulk", "GET /exports", "POST /exports/form", "POST /exports/presets",
    "POST /patients/<uuid:patient_id>/hide", "POST /patients/<uuid:patient_id>/copied", "POST /exports/presets/<uuid:preset_id>/forget", "GET /exports/<uuid:export_id>",
    "POST /exports/<uuid:export_id>/approve", "POST /exports/<uuid:export_id>/refuse", "GET /jobs/<uuid:job_id>",
    "POST /jobs/<uuid:job_id>/cancel", "GET /poster", "POST /invite", "POST /invite/file",
}  # fmt: skip
"""These tell whether something is new, keep a choice, count, decide or tell how far something is: they open no answer."""
for _routes in declared("SEE_NOBODY", {}):
    SEE_NOBODY |= _routes
TAKE_OUT = {
    "POST /exports": {"target": "csv"},
    "POST /exports/csv": {},
    "POST /exports/xlsx": {},
    "POST /exports/sheets": {"sheet": "{sheet}"},
    "POST /exports/<uuid:export_id>/download": {},
}
"""Route -> the fields of a form by which patients leave; what is written down of it begins before they are read."""


@dataclass
class Watch:
    """Keeps of every transaction whether it read what is sealed, and how many marks it left."""

    engine: object
    transactions: list[tuple[bool, int]] = field(default_factory=list)
    _open: dict[int, list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        event.listen(self.engine, "before_cursor_execute", self._heard)
        event.listen(self.engine, "commit", self._ended)
        event.listen(self.engine, "rollback", self._ended)

    def _heard(self, connection, _cursor, statement, _parameters, _context, _many):
        self._open.setdefault(id(connection), []).append(statement)

    def _ended(self, connection):
        said = self._open.pop(id(connection), [])
        read = any(each.lstrip().startswith(("SELECT", "WITH")) and READS.search(each) for each in said)
        self.transactions.append((read, sum("INSERT INTO audit_events" in each for each in said)))


@pytest.fixture
def watch(store):
    return Watch(store.engine)


@pytest.fixture
def admin(admin_confirmed):
    return admin_confirmed


@pytest.fixture
def ids(admin, everybody):
    return everybody


def path_of(rule, ids):
    keys = {"patient_id": "resting" if rule.endswith("/unrestrict") else "maya", "other": "other"}
    if rule == "/invite/check":
        return f"{rule}?kept={ids['invitation']}"
    if rule.startswith("/alarms"):
        keys["conversation_id"] = "alarmed"
    for name in re.findall("<uuid:([a-z_]+)>", rule):
        rule = rule.replace(f"<uuid:{name}>", ids[keys.get(name, name.removesuffix("_id"))])
    return rule.replace("<int:number>", "1")


def send(person, route, fields, ids):
    method, _, rule = route.partition(" ")
    path = path_of(rule, ids)
    if method == "GET":
        return person.browser.get(path)
    filled = {name: value.format(**ids) for name, value in fields.items()}
    return person.browser.post_with(person.browser.last_token(), path, filled)


def test_every_route_behind_which_patients_are_is_in_this_table():
    behind = {route for route, door in DOORS.items() if door not in NOBODYS_BUSINESS}
    assert behind == set(CALLS) | SEE_NOBODY | set(TAKE_OUT)


def written_long_ago(store, conversation, now):
    """Have somebody's last word be two hours old, and return the version of their draft."""
    then = now - timedelta(hours=2)
    with store.begin() as unit:
        held = conversations.hold(unit.db, conversation)
        assert held
        progress = held.read()
        assert progress
        draft = dump(replace(progress, last_at=then))
        conversations.save(unit.db, conversation, draft, progress.step, progress.language, False, then)
    with store.engine.connect() as connection:
        whose = select(ConversationRow.version).where(ConversationRow.id == conversation)
        return str(connection.execute(whose).scalar_one())


@pytest.mark.parametrize("route", CALLS)
def test_a_look_is_one_event_in_the_transaction_that_read_and_what_it_shows_counts(
    route, admin, ids, watch, store
):
    action, fields = CALLS[route]
    if action == "patient.due_changed":
        with store.begin() as unit:
            patients.set_status(unit.db, UUID(ids["maya"]), "new", "follow_up", admin.clock())
    if action in {"patient.message_written", "patient.handed_over", "patient.form_sent"}:
        maya = UUID(ids["maya"])
        theirs = {"conversation_id": UUID(ids["conversation"])}
        with store.engine.begin() as connection:
            row = connection.execute(select(records).where(records.c.id == maya)).mappings().one()
            sealed = all_vouched()["patients"].by(store.keys.sealer, row, **theirs)
            connection.execute(update(records).where(records.c.id == maya).values(sealed))
    if route.endswith("/called"):
        with store.begin() as unit:
            assert callbacks.ask(unit.db, UUID(ids["alarmed"]), UUID(ids["maya"]), admin.clock())
    if action == "conversation.reminded":
        ids |= {"version": written_long_ago(store, UUID(ids["conversation"]), admin.clock())}
    if action == "patient.hold_lifted":
        with store.begin() as unit:
            legal_holds.add(unit.db, UUID(ids["maya"]), "A solicitor wrote", "operator", admin.clock())
    if action in {"alarm.concluded", "alarm.handed_over", "alarm.reopened"}:
        with store.begin() as unit:
            me = f"staff:{member_of(unit, admin.email).id}"
            alarms.take(unit.db, UUID(ids["alarmed"]), UUID(ids["alarm"]), me, admin.clock())
    admin.browser.post("/patients/search", q="Okafor")
    with store.read() as unit:
        before = Counter(each.action for each in audit.latest(unit.db, 500))
    watch.transactions.clear()
    answer = send(admin, route, fields, ids)
    assert answer.status_code in {200, 303}, answer.text
    unmarked = [marks for read, marks in watch.transactions if read and marks != 1]
    assert not unmarked, watch.transactions
    with store.read() as unit:
        after = Counter(each.action for each in audit.latest(unit.db, 500))
    assert after - before == Counter({action: 1})
    page = answer if answer.status_code == 200 else admin.browser.get(answer.headers["Location"])
    is_shown = any(each in page.text for each in ANSWERS)
    assert is_shown <= (counted(store, admin) > 0), "it is counted towards what an hour allows"


def counted(store, person):
    """Return how much of what an hour allows a member was shown."""
    with store.read() as unit:
        member = member_of(unit, person.email)
        return storage_counts.get(
            unit.db, member.id, hour_kind(person.clock(), SHOWN), day_of(person.clock())
        )


@on_each_engine
@pytest.mark.parametrize("route", TAKE_OUT)
def test_exported_patients_are_read_when_the_trail_has_said_so(route, admin, ids, watch, store):
    admin.browser.last_token()
    watch.transactions.clear()
    fields = {"reason": "To look", "columns": "name"} | TAKE_OUT[route]
    answer = send(admin, route, fields, ids)
    if route.endswith("sheets"):  # a job's, and this clinic has no spreadsheet
        assert answer.status_code == 422
        assert not any(read for read, _ in watch.transactions)
        return
    assert answer.status_code == 200
    assert answer.data
    first = next(place for place, (read, _) in enumerate(watch.transactions) if read)
    assert sum(marks for _, marks in watch.transactions[:first]) == 1
    assert watch.transactions[-1] == (False, 1)
    with store.read() as unit:
        finished, began, *_ = audit.latest(unit.db, 2)
    assert [began.action, finished.action] == ["export.started", "export.finished"]


@on_each_engine
def test_no_other_page_reads_what_is_sealed(admin, ids, watch):
    watch.transactions.clear()
    for route, door in DOORS.items():
        if door in NOBODYS_BUSINESS - {"signed by Twilio"} and route.startswith("GET ") and "<" not in route:
            admin.browser.get(route.removeprefix("GET "))
    for route in sorted(SEE_NOBODY):
        fields = {"columns": "age" if "patients" in route else "name", "preset": "Another", "target": "csv"}
        assert send(admin, route, fields, ids).status_code in {200, 303, 400, 409, 422}, route
    assert watch.transactions
    assert not [each for each in watch.transactions if each[0]]


@on_each_engine
def test_a_look_without_a_mark_is_seen(store, watch, ids):
    """Else a blind watch would pass every route."""
    store.prove_keys()
    watch.transactions.clear()
    with store.read() as unit:
        patients.page(unit.db, 1)
    assert watch.transactions == [(True, 0)]
