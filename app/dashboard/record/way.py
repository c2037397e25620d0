"""The list that a record was opened from, and the way back and on in it.

The field `queue` in the record's address holds the list, its filters and a place in it. Every address of the same record
carries it on, so that an act leads back to the same place. The neighbours are found from the place and not from the
record, so a record that leaves the list meanwhile still has them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from flask import g, has_request_context, request, url_for
from flask_babel import gettext as _

from app.dashboard.patients.address import read_own_queue
from app.dashboard.patients.rows import MOST_COUNTED, count_or_more
from app.dashboard.patients.search import find_again, queue_of_found
from app.dashboard.record import blueprint
from app.dashboard.record.page import OpenRecord, section
from app.records.asked_list import looked_up, order_in, write_spot
from app.records.filters import Asked
from app.records.queue import Queue
from app.records.status import STATUSES
from app.store import Transaction
from app.store.patients import patient_lists, patients
from app.store.patients.patient import Patient
from app.store.patients.patient_filters import OPEN

_FIELD: Final = "queue"
_FOUND: Final = re.compile(r"found\.([1-9][0-9]{0,5})")
_TEXT: Final = re.compile(r"[A-Za-z0-9_:,.~-]{1,600}")


@dataclass(frozen=True, slots=True)
class Way:
    """Where a record is in the list that it was opened from."""

    name: str
    count: str
    list_url: str
    previous_url: str | None
    next_url: str | None


@section
def way(record: OpenRecord) -> dict[str, Any]:
    """Read where the record is in its list."""
    return {"way": way_of(record.unit, record.patient)}


def queue_asked_for() -> Queue | None:
    """Return the queue in this page's address, or None if there is no valid one."""
    text = request.args.get(_FIELD, "")
    return read_own_queue(text) if text else None


def way_of(unit: Transaction, patient: Patient) -> Way | None:
    """Return where a record is in its queue; the page's addresses keep the place."""
    if found := _FOUND.fullmatch(request.args.get(_FIELD, "")):
        return _way_in_found(unit, int(found[1]), patient)
    queue = queue_asked_for()
    if queue is None:
        return None
    asked = looked_up(unit, queue.asked)
    order = order_in(unit, asked)
    at = queue.at or order.spot(patient)
    if queue.at is None and (order.by != "received" or at.stretch):  # else the place never changes
        g.queue = queue.write(write_spot(order, patient))
    before = patient_lists.before(unit.db, 1, order, at, (), asked.filters)
    after = patient_lists.after(unit.db, 1, order, at, (), asked.filters)
    return Way(
        _name(asked),
        count_or_more(_count(unit, asked)),
        _list_url(asked, patient.id),
        _record_url(queue, before),
        _record_url(queue, after),
    )


def _way_in_found(unit: Transaction, number: int, patient: Patient) -> Way | None:
    """Return where a record is among those that a search of this session finds."""
    ids = find_again(unit, number)
    if patient.id not in ids:
        return None
    place, text = ids.index(patient.id), queue_of_found(number)
    before, after = ids[:place][-1:], ids[place + 1 :][:1]
    return Way(
        _("Search"),
        count_or_more(len(ids)),
        url_for("patients.found", number=number, _anchor=f"r-{patient.id.hex}"),
        *(
            url_for("record.record_page", patient_id=near[0], queue=text) if near else None
            for near in (before, after)
        ),
    )


@blueprint.app_url_defaults
def keep_queue(_endpoint: str, values: dict[str, Any]) -> None:
    """Have every address of the record at hand carry its queue."""
    if not has_request_context() or "patient_id" not in values or _FIELD in values:
        return
    text = g.get(_FIELD) or request.args.get(_FIELD, "")
    is_the_same = values["patient_id"] == (request.view_args or {}).get("patient_id")
    if is_the_same and _TEXT.fullmatch(text):
        values[_FIELD] = text


def _name(asked: Asked) -> str:
    tab = _("Due today") if asked.filters.due_by else _("All")
    if asked.filters.status == OPEN:
        tab = _("Open")
    elif status := STATUSES.get(asked.filters.status):
        tab = str(status.label)
    others = asked.narrows.keys() - {"status", "due"}
    return str(_("%(tab)s, filtered", tab=tab)) if others else str(tab)


def _count(unit: Transaction, asked: Asked) -> int:
    if asked.filters.due_by:
        return patients.count_due(unit.db, asked.filters.due_by, asked.filters, MOST_COUNTED)
    counted = patients.counts(unit.db, asked.filters, MOST_COUNTED)
    return patients.how_many(counted, asked.filters.status)


def _list_url(asked: Asked, patient_id: UUID) -> str:
    fields: dict[str, Any] = {**asked.fields, "_anchor": f"r-{patient_id.hex}"}
    return url_for("patients.patients_page", **fields)


def _record_url(queue: Queue, found: list[Patient]) -> str | None:
    if not found:
        return None
    return url_for("record.record_page", patient_id=found[0].id, queue=queue.write())
