"""An export that leaves at once: read, opened and sent a batch at a time, and watched to its end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.exports import files
from app.exports.asking import CSV
from app.exports.custody import Custody, Tracked, table_of
from app.exports.targets import csv, xlsx
from app.exports.wording import cover_of
from app.guard.clinic import clinic_profile, clinic_zone
from app.guard.roles import May, allows, role_name
from app.guard.signed_in import actor, current_session
from app.services import current

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime
    from uuid import UUID

    from flask import Response

    from app.store import Export, Member, Unit


def leaving(
    export: Export, people: Mapping[UUID, Member], until: datetime, now: datetime, *, bom: bool
) -> Response:
    """Return the answer that takes out an export that has begun now, with the records from before `until`. What it needs of this request, it has taken along."""
    custody = Custody(current(), export.id, actor(), still_theirs())
    pieces = _pieces(export, people, until, now, bom=bom)
    return files.sent(Tracked(pieces, custody), export.target, now.astimezone(clinic_zone()))


def still_theirs() -> Callable[[Unit], bool]:
    """Return what tells whether the session of this request is still alive, and its member may still export."""
    services, session = current(), current_session()
    lasts = services.settings.sessions.absolute  # who waits for a download does nothing else, and is not idle

    def still(unit: Unit) -> bool:
        alive = unit.sessions.of(session.member.id, services.clock(), lasts)
        return any(each.id == session.id and allows(each.member.role, May.EXPORT) for each in alive)

    return still


def _pieces(
    export: Export, people: Mapping[UUID, Member], until: datetime, now: datetime, *, bom: bool
) -> Iterator[tuple[bytes, int]]:
    store, zone = current().store, clinic_zone()
    table = table_of(export, until, zone)
    if export.target == CSV:
        return csv.stream(table, store, bom=bom)
    member = current_session().member
    who = f"{member.name}, {role_name(member.role)}"
    return xlsx.stream(table, store, cover_of(export, clinic_profile().name, who, people, now, zone))
