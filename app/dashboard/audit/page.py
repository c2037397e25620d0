"""`/audit`: the trail, in sentences, and the state of its chain."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from flask import render_template, request
from flask_babel import gettext
from flask_babel import lazy_gettext as _

from app.dashboard.audit.chain_watch import chain_watch
from app.dashboard.audit.groups import GROUPS
from app.dashboard.audit.wrongs import in_words
from app.dashboard.sentences import sentence
from app.guard.clinic import clinic_zone
from app.guard.doors import GuardedBlueprint
from app.guard.roles import May
from app.guard.signed_in import signed_in
from app.guard.words import reference, time_of_day
from app.services import current
from app.store import AuditFilters

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask.typing import ResponseReturnValue

    from app.store import AuditEvent, Member

blueprint = GuardedBlueprint("audit", __name__, door=signed_in(May.READ_AUDIT), url_prefix="/audit")
PAGE: Final = 50
_FILTERS: Final = ("action", "actor", "since", "until")
_SEQUENCE: Final = re.compile(r"[0-9]{1,18}")
_ACTORS: Final = {
    "patient": _("A patient"),
    "operator": _("The operator"),
    "internet": _("A stranger"),
    "twilio": _("Twilio"),
    "anteroom": _("Anteroom"),
}
_OTHERS: Final = [{"value": actor, "label": label} for actor, label in _ACTORS.items()]
_ACTIONS: Final = [{"value": name, "label": group.label} for name, group in GROUPS.items()]


@blueprint.get("")
def audit_page() -> ResponseReturnValue:
    """Show entries, newest first, with filters. Holds ids, counts and reasons; no patient data."""
    services = current()
    values = {name: _printable(request.args.get(name, "")) for name in _FILTERS}
    if (group := GROUPS.get(values["action"])) is None:
        values["action"] = ""
    before = request.args.get("before", "")
    filters = AuditFilters(
        action=group.beginnings if group else (),
        actor=values["actor"],
        since=_midnight(values["since"]),
        until=_midnight(values["until"], days=1),
    )
    with services.store.read() as unit:
        events = unit.audit.page(filters, PAGE + 1, int(before) if _SEQUENCE.fullmatch(before) else None)
        people = {f"staff:{member.id}": member for member in unit.staff.list()}
    shown = events[:PAGE]
    older = None
    if len(events) > PAGE:
        older = "/audit?" + urlencode({**{k: v for k, v in values.items() if v}, "before": shown[-1].seq})
    return render_template(
        "dashboard/audit.html",
        events=[_row(event, people) for event in shown],
        filters=values,
        actors=[{"value": key, "label": member.name} for key, member in people.items()] + _OTHERS,
        actions=_ACTIONS,
        chain=_chain(),
        older_url=older,
        newer_url="/audit" if before else None,
    )


def _printable(text: str) -> str:
    """PostgreSQL takes no NUL; and nothing that cannot be seen is looked for."""
    return "".join(filter(str.isprintable, text[:64]))


def _row(event: AuditEvent, people: Mapping[str, Member]) -> dict[str, Any]:
    member = people.get(event.actor)
    return {
        "seq": event.seq,
        "at": event.at,
        "actor": member.name if member else str(_ACTORS.get(event.actor, event.actor)),
        "role": member.role if member else None,
        "sentence": sentence(event.action, event.details),
        "subject": _subject(event, people),
    }


def _subject(event: AuditEvent, people: Mapping[str, Member]) -> str | None:
    if event.subject_id is None:
        return None
    member = people.get(f"staff:{event.subject_id}")
    return member.name if member else reference(event.subject_id)


def _chain() -> dict[str, Any]:
    looked_at, report = chain_watch().report(current())
    if report.fault is not None:
        said = f"{in_words(report.fault)} {gettext('Tell the operator: flask audit verify.')}"
    else:
        said = gettext(
            "%(time)s: every linked entry is as it was written, and in its place.",
            time=time_of_day(looked_at),
        )
    return {
        "ok": report.fault is None,
        "linked": report.linked,
        "unlinked": report.unlinked,
        "sentence": said,
    }


def _midnight(text: str, days: int = 0) -> datetime | None:
    """Return when a day begins at the clinic, so many days after the one that is written."""
    try:
        day = datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=clinic_zone())
        return (day + timedelta(days=days)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
