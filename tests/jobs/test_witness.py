"""The trail's head leaves once a day, each way by itself, with nothing of a patient in it."""

from __future__ import annotations

import json
import ssl
from dataclasses import replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from app.checks import State
from app.checks.witness import WITNESS_LATE_CHECK, last_seen, witness
from app.config import load
from app.config.witness import Way
from app.crypto.certificate import self_signed
from app.crypto.time_stamp import stamped_at
from app.jobs.witness import KIND, NO_CERTIFICATE, REFUSES, UNREACHABLE, UNTRUSTED, UNWRITABLE, ask, send
from app.services import Services
from app.store.patients import erasures
from app.store.trail import witnesses
from app.store.trail.witnesses import Statement
from app.store.work import jobs
from tests.messages.mail_server import MailBox, mail_server
from tests.messages.worker import do_jobs
from tests.settings import complete_environment
from tests.store.example import ANSWERS, NOW, SAID, created
from tests.store.tampered_trail import a_trail
from tests.time_stamps import Authority

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from app.store import Store
    from tests.people import Clock

MAILBOX = "auditor@elsewhere.example"


@pytest.fixture(scope="module")
def one_authority(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Authority]:
    made = Authority(tmp_path_factory.mktemp("authorities") / "ours")
    with made.open():
        yield made


@pytest.fixture
def authority(one_authority: Authority) -> Authority:
    one_authority.asked.clear()
    one_authority.answers = lambda query: (200, one_authority.stamps(query))
    return one_authority


@pytest.fixture(scope="module")
def box() -> Iterator[MailBox]:
    with mail_server() as open_box:
        yield open_box


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "anteroom.witness"


@pytest.fixture
def witnessed(
    store: Store, clock: Clock, tmp_path: Path, authority: Authority, box: MailBox, file: Path
) -> Services:
    """The clinic with all three ways; its clock is the authority's."""
    box.received.clear()
    box.recipients.clear()
    box.answer = "250 OK"
    clock.now = datetime.now(UTC)
    environment = complete_environment(
        ANTEROOM_ENV="development",
        WITNESS_URL=f"mailto:{MAILBOX}, {authority.url}, file://{file}",
        WITNESS_CA=str(authority.root),
        SMTP_URL=box.url,
        ALERT_EMAIL_TO="it@clinic.example",
    )
    return Services(load(environment, tmp_path), store, clock)


def at(services: Services, url: str) -> Services:
    """Return the clinic with another address of the authority, and that way alone."""
    changed = replace(services.settings.witness, authority=url, file=None, mailbox="")
    return replace(services, settings=replace(services.settings, witness=changed))


def lines(file: Path) -> list[Statement]:
    return [Statement.read(line) for line in file.read_text().splitlines()]


def rows(services: Services) -> dict[str, int]:
    with services.store.engine.connect() as connection:
        counted = connection.execute(text("SELECT way, count(*) FROM witnesses GROUP BY way"))
        return {row[0]: row[1] for row in counted}


def failure_of(services: Services) -> str | None:
    [only] = send(services, services.settings.witness.ways, "operator")[1]
    return only.failure.code if only.failure else None


def test_once_a_day_the_head_leaves_for_a_stamp_a_file_and_a_mailbox(
    witnessed: Services, authority: Authority, box: MailBox, file: Path, clock: Clock
):
    a_trail(witnessed.store)
    ask(witnessed)
    assert do_jobs(witnessed) == 1
    [line] = lines(file)
    assert line.head.position == 6
    stamped_at(line.stamp, line.text, line.at, authority.root.read_bytes())
    [mail] = box.got(MAILBOX)
    [attached] = mail.iter_attachments()
    assert lines_of(attached.get_content()) == [line]
    assert rows(witnessed) == {"time_stamp": 1, "file": 1, "mail": 1}
    clock.moves(hours=23)
    ask(witnessed)
    assert do_jobs(witnessed) == 0
    clock.moves(hours=1)
    authority.answers = lambda _query: (503, b"")  # its clock is a day behind by now
    ask(witnessed)
    assert do_jobs(witnessed) == 1
    assert [each.head.position for each in lines(file)] == [6, 9]
    assert rows(witnessed) == {"time_stamp": 1, "file": 2, "mail": 2}


def lines_of(content: bytes) -> list[Statement]:
    return [Statement.read(line) for line in content.decode().splitlines()]


def test_a_way_that_fails_is_tried_again_and_holds_up_no_other(
    witnessed: Services, authority: Authority, box: MailBox, file: Path, clock: Clock
):
    a_trail(witnessed.store)
    authority.answers = lambda _query: (503, b"")
    ask(witnessed)
    do_jobs(witnessed)
    assert rows(witnessed) == {"file": 1, "mail": 1}
    authority.answers = lambda query: (200, authority.stamps(query))
    clock.moves(minutes=10)
    do_jobs(witnessed)
    assert rows(witnessed) == {"time_stamp": 1, "file": 1, "mail": 1}
    assert (len(lines(file)), len(box.got(MAILBOX))) == (1, 1)


def test_nobody_is_asked_without_a_witness(services: Services):
    a_trail(services.store)
    ask(services)
    with services.store.read() as unit:
        assert not jobs.is_open(unit.db, KIND)


def test_what_goes_out_has_no_word_and_no_id_of_a_patient(
    witnessed: Services, authority: Authority, box: MailBox, file: Path, capsys: pytest.CaptureFixture[str]
):
    patient = created(witnessed.store, ANSWERS)
    with witnessed.store.begin() as unit:
        erasures.erase(unit.db, patient, "other", "staff:1", NOW)
    stays = created(witnessed.store, ANSWERS)
    a_trail(witnessed.store)
    authority.answers = lambda _query: (500, b"busy")
    send(witnessed, witnessed.settings.witness.ways, "operator")
    authority.answers = lambda query: (200, authority.stamps(query))
    send(witnessed, witnessed.settings.witness.ways, "operator")
    told = capsys.readouterr()
    mails = b"".join(mail.as_bytes() + mail.get_body().get_content().encode() for mail in box.received)  # type: ignore[union-attr]
    out = b"".join([*authority.asked, file.read_bytes(), mails, told.out.encode(), told.err.encode()])
    assert len(authority.asked) == 2
    hidden = [*SAID, patient.hex, str(patient), stays.hex, str(stays)]
    assert [each for each in hidden if each.encode() in out] == []
    assert all(patient.bytes not in query for query in authority.asked)
    assert lines(file)[-1].journal is not None


def test_an_authority_that_cannot_be_asked_or_believed_is_told_by_a_code(
    witnessed: Services, authority: Authority, tmp_path: Path
):
    a_trail(witnessed.store)
    ours = at(witnessed, authority.url)
    other = Authority(tmp_path / "other")
    answers: dict[str, Callable[[bytes], tuple[int, bytes]]] = {
        "stamp_of_another_authority": lambda query: (200, other.stamps(query)),
        "stamp_not_granted": lambda query: (200, authority.stamps(query, refuses=True)),
        "stamp_unreadable": lambda _query: (200, b"<html>"),
        REFUSES: lambda _query: (302, b""),
        UNREACHABLE: lambda _query: (429, b""),
    }
    assert failure_of(ours) is None
    with ours.store.read() as unit:
        [kept] = witnesses.told(unit.db)
    answers["stamp_of_something_else"] = lambda _query: (200, kept.stamp)
    for code, answer in answers.items():
        authority.answers = answer
        assert failure_of(ours) == code
    authority.answers = lambda _query: (200, bytes(70_000))
    assert failure_of(ours) == REFUSES
    assert failure_of(at(witnessed, "http://127.0.0.1:9")) == UNREACHABLE
    untold = replace(ours.settings.witness, trusted=tmp_path / "none.pem")
    assert failure_of(replace(ours, settings=replace(ours.settings, witness=untold))) == NO_CERTIFICATE
    assert rows(ours) == {"time_stamp": 1}


def test_an_authority_whose_certificate_nobody_vouches_for_is_sent_nothing(
    witnessed: Services, tmp_path: Path
):
    a_trail(witnessed.store)
    sent: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            sent.append(self.path)

    certificate, key = self_signed(datetime.now(UTC))
    (tmp_path / "both.pem").write_bytes(certificate + key)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(tmp_path / "both.pem")
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.socket = tls.wrap_socket(server.socket, server_side=True)
    thread = Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        assert failure_of(at(witnessed, f"https://localhost:{server.server_address[1]}")) == UNTRUSTED
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
    assert sent == []


def test_a_file_is_only_ever_added_to_and_half_a_line_of_a_crash_ends_there(
    witnessed: Services, file: Path, tmp_path: Path
):
    a_trail(witnessed.store)
    alone = replace(witnessed.settings.witness, authority="", mailbox="")
    ours = replace(witnessed, settings=replace(witnessed.settings, witness=alone))
    assert failure_of(ours) is None
    first = file.read_bytes()
    file.write_bytes(first + first[:40])
    assert failure_of(ours) is None
    assert file.read_bytes().startswith(first + first[:40] + b"\n{")
    found, idle = witnesses.read_lines(file.read_text().splitlines())
    assert (len(found), idle) == (2, 1)
    file.unlink()
    file.symlink_to(tmp_path / "elsewhere")
    assert failure_of(ours) == UNWRITABLE
    assert not (tmp_path / "elsewhere").exists()


def test_no_witness_one_that_never_heard_and_one_that_is_late_are_found(
    services: Services, witnessed: Services, clock: Clock
):
    a_trail(witnessed.store)
    assert (witness(services).state, last_seen(services)) == (State.WARN, [])
    assert "not gone out yet (file, mail, time_stamp)" in witness(witnessed).said
    assert WITNESS_LATE_CHECK.is_content(witnessed)
    send(witnessed, witnessed.settings.witness.ways, "operator")
    assert witness(witnessed).state is State.OK
    inside = at(witnessed, witnessed.settings.witness.authority)
    assert "in the database alone" in witness(inside).said
    clock.moves(days=2, seconds=1)
    assert {each.state for each in last_seen(witnessed)} == {State.BAD}
    assert len(last_seen(witnessed)) == 3
    assert not WITNESS_LATE_CHECK.is_content(witnessed)
    send(witnessed, (Way.FILE, Way.MAIL), "operator")
    assert [each.said for each in last_seen(witnessed)] == [
        "the audit trail's head last went out 2 days ago (time_stamp)"
    ]


def test_what_is_no_line_of_a_witness_is_none():
    good = {"at": "2026-11-25T09:30:15+00:00", "trail": "7:" + "9f" * 32, "journal": None}
    assert Statement.read(json.dumps(good)).head.position == 7
    bad = [
        *("", "[]", "7", "{}", "[" * 5000, "{" + " " * 200_000),
        *(
            json.dumps(good | change)
            for change in ({"trail": 7}, {"at": 1}, {"at": "soon"}, {"journal": "x"}, {"stamp": "é"})
        ),
    ]
    assert witnesses.read_lines(bad)[0] == []
