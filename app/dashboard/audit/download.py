"""Serve `/audit/download`: entries with what proves them, as CSV or JSON lines.

Each entry has the hash of its link and the one that it follows, so that `flask audit verify`'s rule can be applied
to each alone: the link is a keyed hash of the previous one and of the entry's fields.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from http import HTTPStatus
from itertools import islice
from typing import Any, Final

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import BadRequest

from app.dashboard.audit import blueprint
from app.dashboard.audit.page import MOST_COUNTED, audit_page_with, read_filters
from app.guard.doors import May
from app.guard.forms import come_back
from app.guard.session import actor, hold_member, signed_in
from app.records.cells import neutral
from app.services import current
from app.store import Store
from app.store.trail import audit
from app.store.trail.audit import AuditFilters
from app.store.trail.events import TrailEvent, TrailGroup
from app.web.clinic import to_clinic_time

_DOWNLOADED = TrailEvent("audit.downloaded", "Downloaded {entries} audit entries", TrailGroup.AUDIT)

_FORMATS: Final = {"csv": "text/csv; charset=utf-8", "jsonl": "application/jsonl; charset=utf-8"}
_FIELDS: Final = ("seq", "id", "at", "actor", "action", "subject_kind", "subject_id", "details")
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
    if count > MOST_COUNTED:
        problems = {
            "form": _("At most %(most)s entries at once. Choose a shorter period.", most=MOST_COUNTED)
        }
        kept: dict[str, Any] = {name: each for name, each in values.items() if each}
        elsewhere = come_back(problems, url_for("audit.audit_page", **kept))
        return elsewhere or (audit_page_with(request.form, problems), HTTPStatus.UNPROCESSABLE_ENTITY)
    answer = Response(_lines(services.store, kind, filters), content_type=_FORMATS[kind])
    name = f"anteroom-audit-{to_clinic_time(services.clock()):%Y-%m-%d-%H%M}.{kind}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _lines(store: Store, kind: str, filters: AuditFilters) -> Iterator[bytes]:
    entries = _entries(store, filters)
    if kind == "jsonl":
        return (json.dumps(each, default=repr).encode() + b"\n" for each in entries)
    return _csv(entries)


def _entries(store: Store, filters: AuditFilters) -> Iterator[dict[str, Any]]:
    for previous, link in islice(store.passing_audit(filters), MOST_COUNTED):
        fields = link.entry.fields() if link.entry else {"id": link.event}
        yield {"position": link.position, **fields, "previous": previous.hex(), "hash": link.hash.hex()}


def _csv(entries: Iterable[dict[str, Any]]) -> Iterator[bytes]:
    """Write rows whose cells no spreadsheet runs; the proof is that of the JSON lines."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    for entry in entries:
        writer.writerow(
            ["" if (value := entry.get(name)) is None else neutral(str(value)) for name in _COLUMNS]
        )
        if buffer.tell() >= _AT_ONCE:
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode()


_AT_ONCE: Final = 32 * 1024
"""Characters of a piece."""
