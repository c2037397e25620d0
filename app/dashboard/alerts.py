"""Collect the alerts above the list of patients, by what a member may do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Final, NamedTuple
from uuid import UUID

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.checks import Desk
from app.checks.checklist import CHECKS
from app.dashboard.request_words import SOON
from app.guard.doors import May, allows
from app.guard.pace import REACHED
from app.records.actors import Actors
from app.services import current
from app.store import Transaction
from app.store.exports import exports
from app.store.patients import rights_requests
from app.store.staff import staff
from app.store.staff.staff import Member
from app.store.trail import audit
from app.store.trail.audit import AuditFilters
from app.store.trail.recorded import CODE_RESET
from app.store.work import desk_counts, storage_counts
from app.store.work.storage_counts import RESET
from app.web.clinic import clinics_today, current_clinic, moment, use_versions_of_request

_WINDOW: Final = timedelta(hours=1)
_TOLD_FOR: Final = timedelta(days=1)


class Alert(NamedTuple):
    """A sentence, and where to look into it."""

    said: str
    url: str
    label: str


def alerts_for(unit: Transaction, member: Member) -> list[Alert]:
    """Return the alerts that a member can do something about."""
    works, today = allows(member.role, May.WORK_ON_PATIENTS), clinics_today()
    if not allows(member.role, May.CHANGE_SETTINGS):
        return [*_due_requests(*rights_requests.count_due(unit.db, today, today + SOON))] if works else []
    use_versions_of_request(unit)
    now = current().clock()
    since = now - _TOLD_FOR
    counts, found = desk_counts.read(unit.db, now, today, today + SOON, (RESET, REACHED), since)
    lately = storage_counts.hours(unit.db, (RESET, REACHED), since) if counts.hours else {}
    begun = exports.begun_since(unit.db, since) if counts.exports else []
    return [
        *(_due_requests(counts.late, counts.due - counts.late) if works else ()),
        *_sign_in_resets(unit, lately.get(RESET, ())),
        *_export_limit_reached(unit, begun),
        *_view_limit_reached(unit, lately.get(REACHED, {})),
        *_messages_not_saved(counts.turned_down),
        *_found(Desk(current(), unit, found)),
    ]


def _due_requests(late: int, soon: int) -> Iterator[Alert]:
    if late:
        sentence = ngettext("A patient request is overdue.", "%(num)d patient requests are overdue.", late)
        yield Alert(sentence, url_for("requests.requests_page"), _("See which"))
    if soon:
        sentence = ngettext(
            "A patient request is due within a week.",
            "%(num)d patient requests are due within a week.",
            soon,
        )
        yield Alert(sentence, url_for("requests.requests_page"), _("See which"))


def _sign_in_resets(unit: Transaction, lately: Iterable[UUID]) -> Iterator[Alert]:
    """Report each sign-in reset of the last day.

    Its one-time link signs in anyone who has it.
    """
    now = current().clock()
    resets = [
        event
        for who in lately
        for event in audit.page(unit.db, AuditFilters(action=CODE_RESET.code, subject_id=who), 1)
    ]
    if resets:
        actors = Actors.of(unit)
        sentence = "; ".join(
            _(
                "%(who)s, by %(actor)s, %(time)s",
                who=actors.name(f"staff:{event.subject_id}"),
                actor=actors.name(event.actor),
                time=moment(event.at, now, begins=False),
            )
            for event in resets
        )
        yield Alert(
            _("A sign-in was reset: %(said)s.", said=sentence),
            url_for("audit.audit_page", action="staff"),
            _("See the trail"),
        )


def _export_limit_reached(unit: Transaction, begun: list[tuple[UUID, datetime]]) -> Iterator[Alert]:
    now = current().clock()
    reached = reached_the_limit(begun, current_clinic().exports_per_hour)
    if reached:
        names = {each.id: each.name for each in staff.all_members(unit.db)}
        sentence = "; ".join(f"{names[who]} ({moment(at, now, begins=False)})" for who, at in reached.items())
        yield Alert(
            _("Reached the hourly limit of exports: %(who)s.", who=sentence),
            url_for("audit.audit_page", action="export"),
            _("See what was exported"),
        )


def _view_limit_reached(unit: Transaction, reached: Mapping[UUID, datetime]) -> Iterator[Alert]:
    now = current().clock()
    if reached:
        names = {each.id: each.name for each in staff.all_members(unit.db)}
        sentence = "; ".join(
            f"{names[who]} ({moment(at, now, begins=False)})" for who, at in reached.items() if who in names
        )
        yield Alert(
            _("Unusually many records were viewed: %(who)s.", who=sentence),
            url_for("audit.audit_page", action="patient"),
            _("See what was viewed"),
        )


def _messages_not_saved(turned_down: int) -> Iterator[Alert]:
    if turned_down:
        sentence = ngettext(
            "One message reached a limit today and was not saved; its sender was told.",
            "%(num)d messages reached a limit today and were not saved; their senders were told.",
            turned_down,
        )
        yield Alert(sentence, url_for("retention.retention_page"), _("See the limits"))


def _found(desk: Desk) -> Iterator[Alert]:
    """Report what the checks have to tell."""
    for check in CHECKS:
        for told in check.on_desk(desk):
            yield Alert(told.said, told.page, told.link)


def reached_the_limit(begun: list[tuple[UUID, datetime]], most: int) -> dict[UUID, datetime]:
    """Map each member who reached the limit to when they last did.

    `begun` has the oldest first.
    """
    latest: dict[UUID, list[datetime]] = {}
    reached = {}
    for who, at in begun:
        mine = latest.setdefault(who, [])
        mine.append(at)
        if len(mine) >= most and at - mine[-most] < _WINDOW:
            reached[who] = at
    return reached
