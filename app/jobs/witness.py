"""The job `trail.witness`: once a day, the head of the trail leaves.

With it goes the end of the erasure journal. A time-stamp authority is sent a digest; a file and a mailbox get the line
itself, with the time-stamp. Both are hashes and counts, and nothing about patients.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Mapping
from datetime import timedelta
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple
from uuid import uuid4

from flask_babel import lazy_gettext as _

from app.checks import N_
from app.config.witness import Way
from app.crypto import time_stamp
from app.crypto.time_stamp import Doubt, NotStamped
from app.messages import mail
from app.messages.alert_words import in_each
from app.services import Services
from app.store.engine.private_files import settle
from app.store.patients.erasure_journal import BrokenJournal
from app.store.patients.journal_end import end_of
from app.store.trail import audit, witnesses
from app.store.trail.audit_chain import Head
from app.store.trail.events import TrailEvent, TrailGroup
from app.store.trail.witnesses import Statement
from app.store.work import jobs
from app.store.work.jobs import Beat, Delayed, Hopeless, Job
from app.web.feature import JobKind, Words

if TYPE_CHECKING:
    from requests import PreparedRequest

KIND: Final = "trail.witness"
EVERY: Final = timedelta(days=1)
WITNESSED: Final = TrailEvent(
    "audit.witnessed", "Sent the trail’s head, position {position}, away: {witness}", TrailGroup.AUDIT
)
WAYS: Final = Words(
    "witness",
    {
        Way.TIME_STAMP: _("for a time-stamp"),
        Way.FILE: _("to a file elsewhere"),
        Way.MAIL: _("to a mailbox"),
    },
)
UNREACHABLE: Final = "witness_unreachable"
UNTRUSTED: Final = "witness_untrusted"
REFUSES: Final = "witness_refuses"
NO_CERTIFICATE: Final = "witness_ca_unusable"
UNWRITABLE: Final = "witness_unwritable"
JOURNAL: Final = "witness_journal"
ERRORS: Final[Mapping[str, str]] = {
    UNREACHABLE: _("the time-stamp authority could not be reached, or was busy; we’ll retry automatically"),
    UNTRUSTED: _("the time-stamp authority has no TLS certificate that could be verified; check WITNESS_URL"),
    REFUSES: _("the time-stamp authority does not answer as one; check WITNESS_URL"),
    NO_CERTIFICATE: _("WITNESS_CA names no file with certificates that the server can read"),
    UNWRITABLE: _("the witness’s file cannot be written; check its folder, and WITNESS_URL"),
    JOURNAL: _("the erasure journal cannot be read, or is not genuine; see flask doctor"),
    Doubt.UNREADABLE: _("what the time-stamp authority sent is no time-stamp"),
    Doubt.NOT_GRANTED: _("the time-stamp authority granted no time-stamp"),
    Doubt.OTHER: _("the time-stamp is for something else"),
    Doubt.OLD: _("the time-stamp is of another time; check this computer’s clock"),
    Doubt.AUTHORITY: _("the time-stamp is not of the authority in WITNESS_CA"),
    **mail.ERRORS,
}
"""What the codes mean."""
_SUBJECT: Final = N_("The audit trail’s head")
_BODY: Final = N_(
    "Keep this mail, with its attachment. It shows later that nothing was cut off the end of the audit trail or of the "
    "erasure journal. It says nothing about patients."
)
_TIMEOUT: Final = (3.05, 20.0)
_ADDED: Final = os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC


class Went(NamedTuple):
    """What became of one way."""

    way: Way
    failure: Delayed | Hopeless | None
    """None: it went."""


def ask(services: Services) -> None:
    """Queue the job once a day, if there is a witness."""
    if not services.settings.witness.ways:
        return
    now = services.clock()
    with services.store.read() as unit:
        last = jobs.last_asked(unit.db, KIND, now)
    if last is None or now - last >= EVERY:
        with services.store.begin() as unit:
            jobs.add(unit.db, KIND, None, "anteroom", now)


def run(services: Services, job: Job, _beat: Beat) -> None:
    """Send the head every way that it has not gone since the job was asked for.

    Raises:
        Delayed, Hopeless: one of them failed. The others are not held up.
    """
    with services.store.read() as unit:
        newest = witnesses.newest(unit.db)
    due = [way for way in services.settings.witness.ways if way not in newest or newest[way] < job.created_at]
    _said, went = send(services, due, job.actor)
    for each in went:
        if each.failure is not None:
            raise each.failure


WITNESSING = JobKind(KIND, _("Sending the audit trail’s head to a witness"), run, errors=ERRORS)


def send(services: Services, ways: Collection[Way], actor: str) -> tuple[Statement | None, list[Went]]:
    """Send the head away, and keep what went, each way by itself.

    Nothing is said of an empty trail.

    Raises:
        Hopeless: the erasure journal cannot be read.
    """
    said, went = _statement(services), []
    if said is None:
        return None, []
    for way in services.settings.witness.ways:
        if way in ways:
            try:
                said = _SENT_BY[way](services, said)
            except (Delayed, Hopeless) as failure:
                went.append(Went(way, failure))
            else:
                _keep(services, way, said, actor)
                went.append(Went(way, None))
    return said, went


def _statement(services: Services) -> Statement | None:
    services.store.link_audit()
    head = services.store.audit_head()
    return None if head is None else Statement(services.clock(), head, _journal(services))


def _journal(services: Services) -> Head | None:
    try:
        return end_of(services.store.journal.read())
    except FileNotFoundError:
        return None
    except (BrokenJournal, OSError):
        raise Hopeless(JOURNAL) from None


def _keep(services: Services, way: Way, said: Statement, actor: str) -> None:
    kept = said if way is Way.TIME_STAMP else said._replace(stamp=b"")
    details = {"position": said.head.position, "witness": way}
    with services.store.begin() as unit:
        witnesses.add(unit.db, way, kept)
        audit.record(unit.db, actor, WITNESSED, details=details, at=services.clock())


# The ways. Each returns what was said, with what came back.


def _have_stamped(services: Services, said: Statement) -> Statement:
    settings = services.settings.witness
    trusted = certificates(settings.trusted)
    query = time_stamp.query(said.text)
    answer = _asked(settings.authority, query.sent)
    try:
        time_stamp.stamped_at(answer, said.text, said.at, trusted, query.nonce)
    except NotStamped as doubt:
        raise Hopeless(doubt.why) from None
    except ValueError:
        raise Hopeless(NO_CERTIFICATE) from None
    return said._replace(stamp=answer)


def certificates(file: Path | None) -> bytes:
    """Return the certificates in WITNESS_CA.

    Raises:
        Hopeless: it cannot be read.
    """
    try:
        return file.read_bytes() if file else b""
    except OSError:
        raise Hopeless(NO_CERTIFICATE) from None


def _asked(url: str, query: bytes) -> bytes:
    """Return an authority's answer, over HTTP (RFC 3161, section 3.4)."""
    import requests  # noqa: PLC0415 - a third of the start, for those who need it
    from urllib3.exceptions import HTTPError  # noqa: PLC0415

    failure: Delayed | Hopeless
    with requests.Session() as session:
        session.auth = _as_it_is  # else a ~/.netrc would send its password
        try:
            with session.post(
                url,
                data=query,
                headers={
                    "Content-Type": "application/timestamp-query",
                    "Accept": "application/timestamp-reply",
                },
                timeout=_TIMEOUT,
                allow_redirects=False,
                stream=True,
            ) as answer:
                status, body = answer.status_code, answer.raw.read(time_stamp.MOST + 1, decode_content=True)
        except requests.exceptions.SSLError:
            failure = Hopeless(UNTRUSTED)
        except (requests.RequestException, HTTPError, OSError):
            failure = Delayed(UNREACHABLE)
        else:
            if status == HTTPStatus.OK and len(body) <= time_stamp.MOST:
                return bytes(body)
            is_busy = status == HTTPStatus.TOO_MANY_REQUESTS or status >= HTTPStatus.INTERNAL_SERVER_ERROR
            failure = Delayed(UNREACHABLE) if is_busy else Hopeless(REFUSES)
    # Raised out here: an exception raised above would keep the caught one, and with it the request.
    raise failure


def _as_it_is(request: PreparedRequest) -> PreparedRequest:
    return request


def _add_to_file(services: Services, said: Statement) -> Statement:
    file = services.settings.witness.file
    try:
        if file is not None:
            _add(file, said.line.encode() + b"\n")
    except OSError:
        raise Delayed(UNWRITABLE) from None
    return said


def _add(file: Path, line: bytes) -> None:
    """Add a line, in one write that is on the disk when it returns."""
    with os.fdopen(os.open(file, _ADDED, 0o600), "r+b", buffering=0) as opened:
        size = os.fstat(opened.fileno()).st_size
        is_torn = size and os.pread(opened.fileno(), 1, size - 1) != b"\n"  # by a crash
        opened.write(b"\n" + line if is_torn else line)
        os.fsync(opened.fileno())
    settle(file.parent)


def _post(services: Services, said: Statement) -> Statement:
    settings = services.settings
    if settings.alerts.mail is not None:
        subject, body = f"Anteroom: {in_each(_SUBJECT)[0]}", "\n\n--\n\n".join(in_each(_BODY))
        message = mail.compose(
            settings.alerts.mail,
            settings.public_url,
            uuid4(),
            settings.witness.mailbox,
            subject,
            body,
            said.at,
        )
        name = f"anteroom-{said.at:%Y-%m-%d}.witness"
        message.add_attachment(f"{said.line}\n".encode(), "application", "octet-stream", filename=name)
        mail.send(settings.alerts.mail, message)
    return said


_SENT_BY: Final[Mapping[Way, Callable[[Services, Statement], Statement]]] = {
    Way.TIME_STAMP: _have_stamped,
    Way.FILE: _add_to_file,
    Way.MAIL: _post,
}
