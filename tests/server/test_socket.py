"""The shipped units: while the server starts again, systemd holds its socket, and no message is lost."""

from __future__ import annotations

import configparser
import os
import signal
import socket
import sqlite3
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict

from tests.fork_client import loaded_app
from tests.people import FORM, PUBLIC_URL, message_fields, sign
from tests.project import ROOT
from tests.settings import bare_environment, complete_environment

if TYPE_CHECKING:
    from collections.abc import Iterator

ACTIVATED = """\
import os, runpy, sys
os.dup2(0, 3)
os.environ |= {"LISTEN_PID": str(os.getpid()), "LISTEN_FDS": "1"}
runpy.run_module("gunicorn", run_name="__main__", alter_sys=True)
"""
"""What systemd does before it starts a service with a socket: sd_listen_fds(3)."""


def command_of(unit: str) -> list[str]:
    """Return the arguments of a unit's command, as if Anteroom were in this folder."""
    read = configparser.ConfigParser(interpolation=None, strict=False)
    read.optionxform = str  # type: ignore[assignment,method-assign]
    read.read(ROOT / "deploy" / unit)
    service = read["Service"]
    assert service["WorkingDirectory"] == "/srv/anteroom"
    program, *arguments = service["ExecStart"].split()
    assert program == "/srv/anteroom/.venv/bin/gunicorn"
    assert service["ExecReload"] == "/bin/kill -HUP $MAINPID"
    return arguments


@contextmanager
def started(listener: socket.socket, environment: dict[str, str]) -> Iterator[None]:
    with Path(os.devnull).open("wb") as nothing:
        process = loaded_app().start(
            "-c", ACTIVATED, *command_of("anteroom.service"),
            environment=environment, stdin=listener.fileno(), stderr=nothing,
        )  # fmt: skip
    try:
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def says(path: str, request: bytes) -> bytes:
    """Connect as the proxy does, ask, and return the first line of the answer."""
    with socket.socket(socket.AF_UNIX) as visitor:
        visitor.settimeout(40)
        visitor.connect(path)
        visitor.sendall(request)
        with visitor.makefile("rb") as stream:
            return stream.readline()


def message_of(number: int) -> tuple[str, bytes]:
    """Return the MessageSid of a signed message of somebody's, and the request that the proxy passes on."""
    fields = message_fields("hello", f"whatsapp:+1500555{number:04}")
    body = urlencode(fields)
    head = (
        "POST /webhook HTTP/1.1",
        "Host: intake.example.org",
        "X-Forwarded-Proto: https",
        "X-Forwarded-For: 192.0.2.7",
        f"X-Twilio-Signature: {sign(f'{PUBLIC_URL}/webhook', MultiDict(fields))}",
        f"Content-Type: {FORM}",
        f"Content-Length: {len(body)}",
        "Connection: close",
    )
    return fields["MessageSid"], "\r\n".join((*head, "", body)).encode()


def test_while_it_stops_and_starts_every_message_is_answered_and_kept(tmp_path: Path, sqlite_url: str):
    environment = bare_environment() | complete_environment(
        DATABASE_URL=sqlite_url,
        TRUSTED_PROXIES="unix",
        WEB_CONCURRENCY="1",
        ERASURE_JOURNAL=str(tmp_path / "erasures.journal"),
    )
    ledger: dict[str, bytes] = {}
    is_over = Event()

    def writes(path: str) -> None:
        """Write on and on, and keep outside what became of each message."""
        for number in count(1000):
            if is_over.wait(0.02):
                return
            sid, request = message_of(number)
            ledger[sid] = b"no answer"
            ledger[sid] = says(path, request)

    with tempfile.TemporaryDirectory() as folder, socket.socket(socket.AF_UNIX) as listener:
        path = f"{folder}/anteroom.sock"
        listener.bind(path)
        listener.listen(64)
        with ThreadPoolExecutor(1) as patients:
            writing = patients.submit(writes, path)
            try:
                for is_last in (False, True):
                    with started(listener, environment):
                        before = len(ledger)
                        while len(ledger) < before + 10 and not writing.done():
                            time.sleep(0.02)
                        if is_last:
                            is_over.set()
                            writing.result(40)
            finally:
                is_over.set()
        assert Path(path).exists(), "the next start finds it, too"
    assert set(ledger.values()) == {b"HTTP/1.1 200 OK\r\n"}
    with sqlite3.connect(sqlite_url.removeprefix("sqlite:///")) as database:
        kept = [sid for (sid,) in database.execute("SELECT message_sid FROM receipts")]
    database.close()
    assert sorted(kept) == sorted(ledger)
