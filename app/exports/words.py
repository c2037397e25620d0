"""Describe an export in words: for its page, the list and a workbook's cover."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta, tzinfo
from typing import Final
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext

from app.exports.columns import Group, current_columns
from app.exports.lifecycle import may_be_taken
from app.exports.targets import find_target
from app.exports.workbook.cover import Cover
from app.intake.questionnaire import Questionnaire
from app.records.cells import UNREADABLE
from app.records.status import STATUSES
from app.records.vocabulary import label_of, language_name, shown_of
from app.store.exports.exports import Export
from app.store.patients.patient_choices import Choice
from app.store.patients.patient_filters import PatientFilters
from app.store.staff.staff import Member
from app.web.clinic import day

JOB_STATES: Final[Mapping[str, tuple[str, str]]] = {
    "queued": ("waiting", lazy_gettext("In the queue")),
    "running": ("running", lazy_gettext("Running")),
    "done": ("done", lazy_gettext("Done")),
    "failed": ("failed", lazy_gettext("Failed")),
    "cancelled": ("stopped", lazy_gettext("Stopped")),
}
"""State of a job -> the kind of its tag, and the word."""
STATES: Final[Mapping[str, tuple[str, str]]] = {
    "waiting": ("waiting", lazy_gettext("Waiting for approval")),
    "approved": ("new", lazy_gettext("Approved")),
    "running": JOB_STATES["running"],
    "done": JOB_STATES["done"],
    "broken": ("failed", lazy_gettext("Stopped early")),
    "refused": ("rejected", lazy_gettext("Refused")),
    "cancelled": JOB_STATES["cancelled"],
    "expired": ("stopped", lazy_gettext("Expired")),
}
"""State of an export -> the same."""


def state_in_words(export: Export, job_state: str | None, now: datetime) -> tuple[str, str]:
    """Return the kind of an export's tag, and its word.

    Until the export is over, the job that does it knows best.
    """
    told = export.state in {"approved", "running"} and job_state in {"queued", "running", "failed"}
    known = JOB_STATES[job_state] if told and job_state else None
    late = export.state == "approved" and export.job_id is None and not may_be_taken(export, now)
    kind, word = known or STATES["expired" if late else export.state]
    return kind, str(word)


def target_name(code: str) -> str:
    """Return what pages call a target; the code of one that is gone."""
    target = find_target(code)
    return str(target.label) if target else code


def column_names(keys: Collection[str]) -> list[str]:
    """Return what pages call these columns; the key for a question that is gone."""
    known = {column.key: column for column in current_columns()}
    return [known[key].label if key in known else key for key in keys]


def columns_in_short(keys: Collection[str]) -> str:
    """Return the number of columns and what they tell: "8, with health"."""
    known = {column.key: column.group for column in current_columns()}
    groups = {known.get(key, Group.HEALTH) for key in keys}
    count = ngettext("%(num)d column", "%(num)d columns", len(keys))
    if Group.HEALTH in groups and Group.IDENTITY in groups:
        summary = _("%(count)s, with names and health answers", count=count)
    elif Group.HEALTH in groups:
        summary = _("%(count)s, with health answers, no identifiers", count=count)
    elif Group.IDENTITY in groups:
        summary = _("%(count)s, with names, no health answers", count=count)
    else:
        summary = _("%(count)s, no identifiers, no health answers", count=count)
    return str(summary)


def patients_in_words(
    filters: PatientFilters, people: Mapping[UUID, Member], zone: tzinfo, asked: Questionnaire
) -> tuple[str, ...]:
    """Return a line for each filter that narrows; none are all patients."""
    lines = []
    if filters.since:
        lines.append(_("Received from %(day)s", day=day(filters.since.astimezone(zone).date())))
    if filters.until:  # the midnight after
        last = (filters.until - timedelta(microseconds=1)).astimezone(zone).date()
        lines.append(_("Received to %(day)s", day=day(last)))
    if filters.status:
        status = STATUSES.get(filters.status)
        lines.append(_("Status: %(status)s", status=str(status.label) if status else filters.status))
    if filters.language:
        lines.append(_("Language: %(language)s", language=language_name(filters.language)))
    if filters.assigned_to:
        member = people.get(filters.assigned_to)
        lines.append(_("Assigned to: %(name)s", name=member.name if member else _("Someone")))
    if filters.choice:
        lines.append(_choice_in_words(filters.choice, asked))
    return tuple(lines)


def _choice_in_words(choice: Choice, asked: Questionnaire) -> str:
    question = asked.question(choice.key)
    if question is None:
        return choice.written
    return f"{label_of(question)}: {shown_of(question, choice.code)}"


def cover_of(  # noqa: PLR0917  (what a cover says)
    export: Export,
    columns: Sequence[str],
    asked: Questionnaire,
    clinic: str,
    who: str,
    people: Mapping[UUID, Member],
    now: datetime,
    zone: tzinfo,
) -> Cover:
    """Return what a workbook says of itself, which has these columns."""
    return Cover(
        clinic=clinic,
        who=who,
        when=now.astimezone(zone),
        why=export.reason if isinstance(export.reason, str) else UNREADABLE,
        filters=patients_in_words(export.whom, people, zone, asked),
        columns=tuple(columns),
    )
