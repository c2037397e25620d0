"""Stream an export: read, open and send a batch at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask import Response, request
from flask_babel import gettext as _

from app.exports.custody import FETCH_BROKEN, Custody, NotWanted, Tracked, end_silent_fetches, table_of
from app.exports.table import Table
from app.exports.targets import File, Options, find_target
from app.exports.words import cover_of
from app.exports.workbook.cover import Cover
from app.guard.doors import May, allows, role_name
from app.guard.session import actor, current_session
from app.services import Services, current
from app.store import Export, Member, Store, Transaction
from app.store.events import TrailEvent, TrailGroup
from app.store.exports import PART
from app.web.clinic import clinic_profile, clinic_zone

_FETCHED = TrailEvent(
    "export.fetched", "Started downloading a passphrase-protected workbook: {bytes} bytes", TrailGroup.EXPORT
)
FETCH_FINISHED = TrailEvent(
    "export.fetch_finished", "Downloaded a passphrase-protected workbook: {bytes} bytes", TrailGroup.EXPORT
)

# An export as the response to a request. It is streamed under a name that identifies nobody, and nothing on its way
# may cache it.


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
    file = file_of(export.target)
    pieces = file.stream(_table(export, until), current().store, _cover(export, people, now), options)
    return file_response(Tracked(pieces, custody), file, now.astimezone(clinic_zone()))


def may_continue() -> Callable[[Transaction], bool]:
    """Return a check that the session is alive and its member may still export."""
    services, session = current(), current_session()
    lasts = services.settings.sessions.absolute  # a member who waits for a download does not count as idle

    def still(unit: Transaction) -> bool:
        alive = unit.sessions.of(session.member.id, services.clock(), lasts)
        return any(each.id == session.id and allows(each.member.role, May.EXPORT) for each in alive)

    return still


def _table(export: Export, until: datetime) -> Table:
    return table_of(export, until, clinic_zone())


def _cover(export: Export, people: Mapping[UUID, Member], now: datetime) -> Cover:
    member = current_session().member
    who = f"{member.name}, {role_name(member.role)}"
    return cover_of(export, clinic_profile().name, who, people, now, clinic_zone())


# A workbook with a passphrase, which a job has made. The member who asked for it downloads it, once.


def is_ready(unit: Transaction, export: Export) -> bool:
    """Tell whether the workbook of an export is complete and waits to be downloaded."""
    parts = -(-(export.bytes or 0) // PART)
    return export.state == "done" and export.protected and 0 < parts == unit.export_files.count(export.id)


def begin_fetch(unit: Transaction, export: Export, now: datetime) -> bool:
    """Record a download before anything leaves; False when another is under way."""
    end_silent_fetches(unit, now)
    if not unit.exports.fetch(export.id, now):
        return False
    unit.audit.record(actor(), _FETCHED, "export", export.id, {"bytes": export.bytes}, at=now)
    return True


def fetch_response(export: Export, now: datetime) -> Response:
    """Return the response with the workbook.

    The workbook is deleted once all of it has left; a download that breaks off can be repeated.
    """
    services = current()
    keeper = Fetch(services, export.id, actor(), may_continue(), now)
    made_at = (export.finished_at or now).astimezone(clinic_zone())
    return file_response(Tracked(_parts(services.store, export), keeper), file_of(export.target), made_at)


@dataclass(slots=True)
class Fetch:
    """Record one download of a protected workbook.

    Its patients were counted when the workbook was made.
    """

    services: Services
    export_id: UUID
    actor: str
    may_go_on: Callable[[Transaction], bool]
    heard_of: datetime
    """The time of this fetch's last beat. It tells it from a later fetch, which may begin once this one seems gone."""

    def beat(self, _rows: int) -> None:
        """Record that the fetch continues.

        Raises:
            NotWanted: the member may no longer export, or the fetch was recorded as broken meanwhile.
        """
        now = self.services.clock()
        with self.services.store.begin() as unit:
            if not (self.may_go_on(unit) and unit.exports.hear_of_fetch(self.export_id, self.heard_of, now)):
                raise NotWanted
        self.heard_of = now

    def finish(self, _rows: int, size: int, digest: str) -> None:
        """Write down that all of it has left, and forget the workbook.

        Raises:
            NotWanted: see `beat`.
        """
        with self.services.store.begin() as unit:
            if not (self.may_go_on(unit) and self._ends(unit)):
                raise NotWanted
            self._record(unit, FETCH_FINISHED, {"bytes": size, "sha256": digest})
            unit.export_files.forget(self.export_id)
        self.services.store.scrub()

    def break_off(self, _rows: int) -> None:
        """Allow another download, and record that this one broke off, unless done already."""
        with self.services.store.begin() as unit:
            if self._ends(unit):
                self._record(unit, FETCH_BROKEN, {})

    def _ends(self, unit: Transaction) -> bool:
        return unit.exports.hear_of_fetch(self.export_id, self.heard_of, None)

    def _record(self, unit: Transaction, event: TrailEvent, details: dict[str, object]) -> None:
        now = self.services.clock()
        unit.audit.record(self.actor, event, "export", self.export_id, details, at=now)


def _parts(store: Store, export: Export) -> Iterator[tuple[bytes, int]]:
    """Yield the parts of the workbook.

    Each part is read in its own transaction, since the client may be slow.

    Raises:
        NotWanted: it was deleted meanwhile, because somebody was erased who may be in it.
    """
    left, number = export.bytes or 0, 0
    while left > 0:
        with store.read() as unit:
            part = unit.export_files.part(export.id, number)
        if part is None:
            raise NotWanted
        yield part, 0
        left -= len(part)
        number += 1


# The connection that a file is sent over. HTTP/1.0 marks the end of a file by closing the connection, so a broken
# file would look complete.


def http10_problem() -> str:
    """Return why no file may be sent over this request's connection; "" if it may."""
    if request.environ.get("SERVER_PROTOCOL") != "HTTP/1.0":
        return ""
    return str(
        _(
            "Nothing was sent: over this connection, an interrupted file would look complete. The operator must let the proxy speak HTTP/1.1 to Anteroom; in nginx: %(setting)s",
            setting="proxy_http_version 1.1;",
        )
    )
