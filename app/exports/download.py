"""Stream an export: read, open and send a batch at a time.

It goes under a name that identifies nobody, and nothing on its way may cache it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from uuid import UUID

from flask import Response

from app.exports.columns import current_columns
from app.exports.custody import Custody, Tracked, table_of
from app.exports.table import Table
from app.exports.targets import File, Options, find_target
from app.exports.words import cover_of
from app.exports.workbook.cover import Cover
from app.guard.doors import May, allows, role_name
from app.guard.session import actor, current_session
from app.services import current
from app.store import Transaction
from app.store.exports.exports import Export
from app.store.staff import sessions
from app.store.staff.staff import Member
from app.web.clinic import clinic_zone, current_clinic
from app.web.questionnaire import current_questionnaire


def file_name(suffix: str, at: datetime) -> str:
    """Return the name under which it is saved: when it was made, in the clinic's time."""
    return f"anteroom-{at:%Y-%m-%d-%H%M}.{suffix}"


def file_response(content: Iterable[bytes], file: File, at: datetime) -> Response:
    """Return the response for a file.

    It has no length: the end mark of the chunked body tells a browser that the file is whole.
    """
    answer = Response(content, content_type=file.media_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="{file_name(file.suffix, at)}"'
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["X-Accel-Buffering"] = "no"  # nginx would keep what it cannot pass on at once in a file
    return answer


def file_of(code: str) -> File:
    """Return the file that a target's exports are downloaded as.

    Raises:
        LookupError: the target has no file.
    """
    target = find_target(code)
    if target is None or target.file is None:
        raise LookupError("this target has no file to download")
    return target.file


def stream_response(
    export: Export, people: Mapping[UUID, Member], until: datetime, now: datetime, options: Options
) -> Response:
    """Return the streaming response of a started export.

    It holds the records from before `until`. Everything it needs from the request is captured first.
    """
    custody = Custody(current(), export.id, actor(), may_continue())
    file, table = file_of(export.target), _table(export, until)
    pieces = file.stream(table, current().store, _cover(export, table, people, now), options)
    return file_response(Tracked(pieces, custody), file, now.astimezone(clinic_zone()))


def may_continue() -> Callable[[Transaction], bool]:
    """Return a check that the session is alive and its member may still export."""
    services, session = current(), current_session()
    lasts = services.settings.sessions.absolute  # a member who waits for a download does not count as idle

    def still(unit: Transaction) -> bool:
        alive = sessions.of(unit.db, session.member.id, services.clock(), lasts)
        return any(each.id == session.id and allows(each.member.role, May.EXPORT) for each in alive)

    return still


def _table(export: Export, until: datetime) -> Table:
    return table_of(export, current_columns(), until, clinic_zone())


def _cover(export: Export, table: Table, people: Mapping[UUID, Member], now: datetime) -> Cover:
    member = current_session().member
    who = f"{member.name}, {role_name(member.role)}"
    return cover_of(
        export,
        table.labels(),
        current_questionnaire(),
        current_clinic().name,
        who,
        people,
        now,
        clinic_zone(),
    )
