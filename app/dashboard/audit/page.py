"""Show the audit trail in sentences, and the state of its chain."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _

from app.dashboard.audit import blueprint
from app.dashboard.audit.chain import chain_watch, fault_in_words
from app.dashboard.audit.groups import GROUPS, beginnings_of
from app.dashboard.audit.who_saw import MOST, who_saw
from app.dashboard.audit_words import reason_of, sentence
from app.guard.doors import May
from app.guard.forms import refill
from app.guard.session import signed_in
from app.records.own_log import files_with
from app.records.sights import event_of
from app.services import current
from app.store import Transaction
from app.store.staff import staff
from app.store.staff.staff import Member
from app.store.trail import audit
from app.store.trail.audit import AuditEvent, AuditFilters
from app.store.trail.events import TrailGroup
from app.web.clinic import clinic_zone, number, reference, time_of_day

PAGE: Final = 50
MOST_COUNTED: Final = 50_000
"""The most entries of one download. For more, a member downloads a shorter period at a time."""
_FILTERS: Final = ("action", "actor", "record", "lists", "since", "until")
_RECORD: Final = re.compile(r"[0-9a-f]{4,32}")
_REFERENCE: Final = 8
_ID: Final = 32
"""Hex digits. A reference has the first eight."""
WITHOUT_LISTS: Final = "without"
_SEQUENCE: Final = re.compile(r"[0-9]{1,18}")
_ACTORS: Final = {
    "patient": _("A patient"),
    "operator": _("The operator"),
    "internet": _("Unknown person"),
    "twilio": _("Twilio"),
    "anteroom": _("Anteroom"),
}
_OTHERS: Final = [{"value": actor, "label": label} for actor, label in _ACTORS.items()]
_ACTIONS: Final = [{"value": group.value, "label": label} for group, label in GROUPS.items()]


@blueprint.get("", door=signed_in(May.READ_AUDIT))
def audit_page() -> ResponseReturnValue:
    """Show entries, newest first, with filters: ids, counts and reasons only."""
    return audit_page_with(request.args, refill().problems)


def audit_page_with(fields: Mapping[str, str], problems: Mapping[str, str] | None = None) -> str:
    """Return the page for these filters, with what was wrong."""
    services = current()
    values, filters = read_filters(fields)
    before = fields.get("before", "")
    is_one = len(values["record"]) > _REFERENCE
    size = MOST if is_one else PAGE
    with services.store.read() as unit:
        events = audit.page(unit.db, filters, size + 1, int(before) if _SEQUENCE.fullmatch(before) else None)
        count = audit.count(unit.db, filters, MOST_COUNTED)
        people = members_by_actor(unit)
        shown = events[:size]
        if is_one:
            shown = _with_files(unit, shown, filters, before, is_last=len(events) <= size)
    older = None
    if len(events) > size:
        query: dict[str, Any] = {name: value for name, value in values.items() if value}
        older = url_for("audit.audit_page", **query, before=events[size - 1].seq)
    rows = [row_of(event, people) for event in shown]
    return render_template(
        "dashboard/audit/page.html",
        events=rows,
        saw=who_saw(shown, rows) if is_one else None,
        size=size,
        filters=values,
        record=values["record"],
        narrowed=[name for name, value in values.items() if value],
        count=count,
        count_shown=number(count) + ("+" if count == MOST_COUNTED else ""),
        actors=[{"value": key, "label": member.name} for key, member in people.items()] + _OTHERS,
        actions=_ACTIONS,
        problems=problems or {},
        chain=_chain(),
        older_url=older,
        newer_url=url_for("audit.audit_page") if before else None,
    )


def _with_files(
    unit: Transaction, events: Sequence[AuditEvent], filters: AuditFilters, before: str, *, is_last: bool
) -> list[AuditEvent]:
    """Add the lines by which files left that had the record, newest first."""
    records = {each.subject_id for each in events if each.subject_kind == "patient" and each.subject_id}
    if filters.about and filters.about[0] == filters.about[1]:
        records.add(filters.about[0])
    lines = {each.seq: each for each in events}
    oldest = 0 if is_last else events[-1].seq
    newest = int(before) if _SEQUENCE.fullmatch(before) else None
    for record in records:
        for event in files_with(unit, record):
            if oldest < event.seq and (newest is None or event.seq < newest) and _passes(event, filters):
                lines[event.seq] = event
    return [lines[seq] for seq in sorted(lines, reverse=True)]


def _passes(event: AuditEvent, filters: AuditFilters) -> bool:
    """Return whether a line passes the filters, but for the record that it is about."""
    return (
        (not filters.action or event.action.startswith(filters.action))
        and (not filters.actor or event.actor == filters.actor)
        and (filters.since is None or event.at >= filters.since)
        and (filters.until is None or event.at < filters.until)
    )


def members_by_actor(unit: Transaction) -> dict[str, Member]:
    """Return all members by how the trail calls them."""
    return {f"staff:{member.id}": member for member in staff.all_members(unit.db)}


def read_filters(fields: Mapping[str, str]) -> tuple[dict[str, str], AuditFilters]:
    """Return what the page was asked for, as written and as filters."""
    values = {name: _printable(fields.get(name, "")) for name in _FILTERS}
    group = TrailGroup(values["action"]) if values["action"] in list(TrailGroup) else None
    if group is None:
        values["action"] = ""
    if values["lists"] != WITHOUT_LISTS:
        values["lists"] = ""
    values["record"], about = _read_record(values["record"])
    filters = AuditFilters(
        action=beginnings_of(group) if group else (),
        actor=values["actor"],
        since=_midnight(values["since"]),
        until=_midnight(values["until"], days=1),
        about=about,
        without_lists=bool(values["lists"]),
    )
    return values, filters


def _read_record(written: str) -> tuple[str, tuple[UUID, UUID] | None]:
    """Return a reference, or the beginning of one, and the ids that it may name."""
    digits = written.strip().lower().replace("-", "")
    if not digits:
        return "", None
    if not _RECORD.fullmatch(digits):
        return written, (UUID(int=0), UUID(int=0))
    first, last = UUID(digits.ljust(_ID, "0")), UUID(digits.ljust(_ID, "f"))
    return reference(first) if len(digits) >= _REFERENCE else digits, (first, last)


def _printable(text: str) -> str:
    """Return a text without invisible characters. PostgreSQL takes no NUL."""
    return "".join(filter(str.isprintable, text[:64]))


def row_of(event: AuditEvent, people: Mapping[str, Member]) -> dict[str, Any]:
    """Return an entry as people read it: names of members, sentences and reasons."""
    member = people.get(event.actor)
    return {
        "seq": event.seq,
        "at": event.at,
        "actor": member.name if member else str(_ACTORS.get(event.actor, event.actor)),
        "role": member.role if member else None,
        "sentence": sentence(event.action, event.details),
        "subject": _subject(event, people),
        "record": event.subject_kind == "patient",
        "reason": _reason(event),
    }


def _reason(event: AuditEvent) -> str:
    """Return why it was done, where the sentence does not say so."""
    name, why = reason_of(event.details)
    said = event_of(event.action, event.details)
    return "" if said and said.says(name) else why


def _subject(event: AuditEvent, people: Mapping[str, Member]) -> str | None:
    if event.subject_id is None:
        return None
    member = people.get(f"staff:{event.subject_id}")
    return member.name if member else reference(event.subject_id)


def _chain() -> dict[str, Any]:
    looked_at, report = chain_watch().report(current())
    if report.fault is not None:
        what_to_do = gettext("Tell the operator: flask audit verify.")
        sentence = f"{fault_in_words(report.fault)} {what_to_do}"
    else:
        sentence = gettext(
            "%(time)s: every linked entry is unchanged and in its place.",
            time=time_of_day(looked_at),
        )
    return {
        "ok": report.fault is None,
        "linked": report.linked,
        "unlinked": report.unlinked,
        "sentence": sentence,
    }


def _midnight(text: str, days: int = 0) -> datetime | None:
    """Return when a day begins at the clinic, counted in days from a written date."""
    try:
        day = datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=clinic_zone())
        return (day + timedelta(days=days)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
