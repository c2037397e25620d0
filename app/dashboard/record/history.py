"""Count what happened with a record, for the line behind which it is folded."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask_babel import ngettext

from app.dashboard.record.changes import changes
from app.dashboard.record.conversation import conversation
from app.dashboard.record.form import links
from app.dashboard.record.looks import looks
from app.dashboard.record.page import OpenRecord, section
from app.dashboard.record.requests import requests
from app.store.patients import recipients


@section
def history(record: OpenRecord) -> dict[str, Any]:
    """Count what other sections have read, without what there is none of."""
    return {"counts": list(_counts(record))}


def _counts(record: OpenRecord) -> Iterator[str]:
    if steps := len(conversation(record)["steps"]):
        yield ngettext("%(num)s step of the conversation", "%(num)s steps of the conversation", steps)
    if changed := len(changes(record)["changes"]):
        yield ngettext("changed once", "changed %(num)s times", changed)
    if sent := len(links(record)["links"].sent):
        yield ngettext("one link to the form", "%(num)s links to the form", sent)
    if asked := len(requests(record)["requests"]):
        yield ngettext("one request", "%(num)s requests", asked)
    exports = recipients.exports_of(record.unit.db, record.patient) if record.contents.exported else ()
    if left := len(exports):
        yield ngettext("in one export", "in %(num)s exports", left)
    seen = len(looks(record)["views"])
    more = "+" if looks(record)["older_views"] or looks(record)["before"] else ""
    yield ngettext("one look or act", "%(count)s looks and acts", seen, count=f"{seen}{more}")
