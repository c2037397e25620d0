"""Serve `/audit/download`: a readable list, or entries with what proves them.

Each entry has the hash of its link and the one that it follows, so that `flask audit verify`'s rule can be applied
to each alone: the link is a keyed hash of the previous one and of the entry's fields.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from http import HTTPStatus
from itertools import islice
from typing import Any, Final
from uuid import UUID

from flask import Response, request, stream_with_context, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.exceptions import BadRequest

from app.dashboard.audit import blueprint
from app.dashboard.audit.page import MOST_COUNTED, audit_page_with, members_by_actor, read_filters, row_of
from app.dashboard.audit_words import reason_of
from app.guard.doors import May, role_name
from app.guard.forms import come_back
from app.guard.session import actor, hold_member, signed_in
from app.records.cells import neutral
from app.services import current
from app.store import Store
from app.store.staff.staff import Member
from app.store.trail import audit
from app.store.trail.audit import AuditEvent, AuditFilters
from app.store.trail.events import TrailEvent, TrailGroup
from app.web.clinic import to_clinic_time

_DOWNLOADED = TrailEvent("audit.downloaded", "Downloaded {entries} audit entries", TrailGroup.AUDIT)

_CSV: Final = "text/csv; charset=utf-8"
_FORMATS: Final = {"list": _CSV, "csv": _CSV, "jsonl": "application/jsonl; charset=utf-8"}
_READABLE: Final = {
    "entry": _l("Entry"),
    "when": _l("When"),
    "who": _l("Who"),
    "role": _l("Role"),
    "what": _l("What"),
    "about": _l("About"),
    "why": _l("Why"),
}
_FIELDS: Final = ("seq", "id", "at", "actor", "action", "subject_kind", "subject_id", "details")
_ENDINGS: Final = {"list": "csv"}
_COLUMNS: Final = ("position", *_FIELDS, "previous", "hash")


@blueprint.post("/download", door=signed_in(May.READ_AUDIT))
def download() -> ResponseReturnValue:
    """Send the entries that pass the page's filters, once that is recorded."""
    kind = request.form.get("format", "")
    if kind not in _FORMATS:
        raise BadRequest
    services = current()
    services.store.link_audit()
    values, filters = read_filters(request.form)
    with services.store.begin() as unit:
        hold_member(unit)
        count = audit.count(unit.db, filters, MOST_COUNTED + 1)
        if count <= MOST_COUNTED:
            details = {"entries": count, "as": kind, **{name: each for name, each in values.items() if each}}
            audit.record(unit.db, actor(), _DOWNLOADED, details=details, at=services.clock())
        people = members_by_actor(unit)
    if count > MOST_COUNTED:
        problems = {
            "form": _("At most %(most)s entries at once. Choose a shorter period.", most=MOST_COUNTED)
        }
        kept: dict[str, Any] = {name: each for name, each in values.items() if each}
        elsewhere = come_back(problems, url_for("audit.audit_page", **kept))
        return elsewhere or (audit_page_with(request.form, problems), HTTPStatus.UNPROCESSABLE_ENTITY)
    lines = _lines(_entries(services.store, filters), kind, people)
    answer = Response(stream_with_context(lines), content_type=_FORMATS[kind])
    name = f"anteroom-audit-{to_clinic_time(services.clock()):%Y-%m-%d-%H%M}.{_ENDINGS.get(kind, kind)}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _lines(entries: Iterable[dict[str, Any]], kind: str, people: Mapping[str, Member]) -> Iterator[bytes]:
    """Yield the file: only CSV and JSON lines have identifiers."""
    if kind == "jsonl":
        return (json.dumps(each, default=repr).encode() + b"\n" for each in entries)
    proof = _COLUMNS if kind == "csv" else ()
    return _csv(({**_readable(each, people), **each} for each in entries), proof)


def _entries(store: Store, filters: AuditFilters) -> Iterator[dict[str, Any]]:
    for previous, link in islice(store.passing_audit(filters), MOST_COUNTED):
        fields = link.entry.fields() if link.entry else {"id": link.event}
        yield {"position": link.position, **fields, "previous": previous.hex(), "hash": link.hash.hex()}


def _readable(entry: Mapping[str, Any], people: Mapping[str, Member]) -> dict[str, Any]:
    """Return an entry as people read it; of one altered by hand, its number alone."""
    try:
        event = AuditEvent(
            seq=entry["seq"],
            id=UUID(entry["id"]),
            at=datetime.fromisoformat(entry["at"]),
            actor=entry["actor"],
            action=entry["action"],
            subject_kind=entry["subject_kind"],
            subject_id=entry["subject_id"] and UUID(entry["subject_id"]),
            written=entry["details"],
        )
        row = row_of(event, people)
    except (KeyError, TypeError, ValueError, AttributeError):
        return {"entry": entry.get("seq")}
    return {
        "entry": row["seq"],
        "when": f"{to_clinic_time(row['at']):%Y-%m-%d %H:%M:%S}",
        "who": row["actor"],
        "role": row["role"] and role_name(row["role"]),
        "what": row["sentence"],
        "about": row["subject"],
        "why": reason_of(event.details)[1],
    }


def _csv(entries: Iterable[dict[str, Any]], proof: Sequence[str]) -> Iterator[bytes]:
    """Write rows whose cells no spreadsheet runs: what people read, then the proof."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow([*map(str, _READABLE.values()), *proof])
    for entry in entries:
        values = (entry.get(name) for name in (*_READABLE, *proof))
        writer.writerow(["" if value is None else neutral(str(value)) for value in values])
        if buffer.tell() >= _AT_ONCE:
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode()


_AT_ONCE: Final = 32 * 1024
"""Characters of a piece."""
