"""Read what an incident is about, and offer what it may be about."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from ipaddress import ip_network
from typing import Any, Final
from uuid import UUID

from flask_babel import gettext as _

from app.dashboard.audit.page import members_by_actor
from app.records.actors import Actors
from app.records.affected import Ask, By, used_sessions
from app.store import Transaction
from app.store.exports import exports
from app.store.trail import audit
from app.store.trail.audit import AuditFilters
from app.web.clinic import clinic_zone, reference

FIELDS: Final = ("by", *(by.value for by in By), "since", "until", "case")
_LONGEST: Final = 64
_CASE: Final = re.compile(r"[\w./-]{0,20}", re.ASCII)
_LINES_READ: Final = 2000
_EXPORTS_OFFERED: Final = 50


def read(typed: Mapping[str, str], now: datetime) -> tuple[Ask | None, dict[str, str]]:
    """Return what is asked, or what is wrong with it: field -> sentence."""
    problems: dict[str, str] = {}
    by = By(typed["by"]) if typed["by"] in set(By) else By.MEMBER
    which = _which(by, typed[by.value].strip(), problems)
    since, until = (_moment(name, typed[name], problems) for name in ("since", "until"))
    if since and until and until <= since:
        problems["until"] = _("The end is before the beginning.")
    if since and since > now:
        problems["since"] = _("This time is in the future.")
    if not _CASE.fullmatch(typed["case"].strip()):
        problems["case"] = _("Write at most 20 letters, digits, dots, dashes and slashes, and no name.")
    if problems:
        return None, problems
    return Ask(by, which, since, until, typed["case"].strip()), {}


def typed_in(fields: Mapping[str, str]) -> dict[str, str]:
    """Return the fields of the form, each of bounded length."""
    return {name: fields.get(name, "")[:_LONGEST] for name in FIELDS}


def _which(by: By, written: str, problems: dict[str, str]) -> str:
    if by is By.NETWORK:
        try:
            return str(ip_network(written, strict=False))
        except ValueError:
            problems[by.value] = _("Write an address or a range, such as 198.51.100.9 or 203.0.113.0/24.")
            return ""
    try:
        return UUID(written).hex
    except ValueError:
        problems[by.value] = {
            By.MEMBER: _("Choose a person."),
            By.SESSION: _("Choose a session."),
            By.EXPORT: _("Choose an export."),
        }[by]
        return ""


def _moment(name: str, written: str, problems: dict[str, str]) -> datetime | None:
    """Return a moment that was written in the clinic's time, with or without one."""
    if not written:
        return None
    try:
        return datetime.fromisoformat(written).replace(tzinfo=clinic_zone()).astimezone(UTC)
    except (ValueError, OverflowError):
        problems[name] = _("Write a date and a time, such as 2026-11-27T18:00.")
        return None


def choices(unit: Transaction) -> dict[str, Any]:
    """Return what the form offers: members, sessions and exports."""
    people = members_by_actor(unit)
    newest = audit.page(unit.db, AuditFilters(in_a_session=True), _LINES_READ)
    return {
        "members": [(member.id.hex, member.name) for member in people.values()],
        "sessions": [
            (each.id.hex, people[each.actor].name if each.actor in people else each.actor, each)
            for each in used_sessions(newest)
        ],
        "exports": [
            (each.id.hex, each.started_at, each.target, each.rows, Actors.of(unit).called(each.actor))
            for each in exports.page(unit.db, _EXPORTS_OFFERED)
            if each.started_at
        ],
    }


def whom(unit: Transaction, ask: Ask) -> str:
    """Return whose account or session, which export, or which network it is about."""
    match ask.by:
        case By.MEMBER:
            return Actors.of(unit).name(f"staff:{UUID(ask.which)}")
        case By.SESSION:
            lines = audit.page(unit.db, AuditFilters(session=UUID(ask.which)), 1)
            who = Actors.of(unit).name(lines[0].actor) if lines else _("nobody")
            return f"{who}, {reference(UUID(ask.which))}"
        case By.EXPORT:
            return reference(UUID(ask.which))
        case By.NETWORK:
            return ask.which
