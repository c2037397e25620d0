"""A real server: gunicorn over TLS with several processes, which tests start, kill and speak to."""

from __future__ import annotations

import http.client
import itertools
import os
import secrets
import signal
import socket
import ssl
import subprocess
import sys
import time
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol
from urllib.parse import urlencode
from uuid import NAMESPACE_URL, uuid5

from werkzeug.datastructures import MultiDict

from app.crypto.certificate import self_signed
from tests.fork_client import loaded_app
from tests.people import FORM, TOKEN, message_fields, replies_in, sign
from tests.project import ROOT
from tests.settings import bare_environment, complete_environment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

_STARTS_WITHIN: Final = 40.0  # seconds
_NOT_ANSWERED: Final = (OSError, http.client.HTTPException)


class Process(Protocol):
    """The part of `Popen` that `Server` needs."""

    pid: int

    def poll(self) -> int | None: ...
    def wait(self, timeout: float | None = None) -> int: ...
    def terminate(self) -> None: ...


class Reachable(Protocol):
    """A server, or a proxy in front of one."""

    public_url: str

    def connect(self, waits: float = 20) -> http.client.HTTPSConnection: ...


class Server:
    """One gunicorn on a port of its own; `folder` takes its certificate, its log and its temporary files."""

    def __init__(self, folder: Path, database_url: str, **environment: str) -> None:
        self.folder = folder
        self.port = free_port()
        self.public_url = environment.pop("PUBLIC_URL", f"https://localhost:{self.port}")
        self.root = ROOT
        self.tls = True
        self.config = environment.pop("GUNICORN_CONFIG", "deploy/gunicorn.conf.py")  # empty: none is named
        self.fresh = not self.config  # whether it starts in a new Python, and not in a fork of the loaded app
        self.log = folder / "server.log"
        self.temporary = folder / "tmp"
        self.temporary.mkdir(exist_ok=True)
        self._process: Process | None = None
        self._connections: list[http.client.HTTPConnection] = []
        self.environment = bare_environment() | complete_environment(
            PUBLIC_URL=self.public_url,
            DATABASE_URL=database_url,
            TMPDIR=str(self.temporary),
            ERASURE_JOURNAL=str(folder / "erasures.journal"),
            **environment,
        )
        self.certificate, self.key = folder / "localhost.crt", folder / "localhost.key"
        if not self.key.exists():
            public, private = self_signed(datetime.now(UTC))
            self.certificate.write_bytes(public)
            self.key.write_bytes(private)

    def start(self) -> Server:
        """Start it, and return when it answers."""
        self.begin()
        self.wait_until_it_answers()
        return self

    def begin(self) -> None:
        """Start it, and do not wait."""
        command = [
            "-m", "gunicorn", *(("--config", self.config) if self.config else ()), "wsgi:app",
            "--bind", f"127.0.0.1:{self.port}",
        ]  # fmt: skip
        if self.tls:
            command += ["--certfile", str(self.certificate), "--keyfile", str(self.key)]
        with self.log.open("ab") as log:
            if not self.fresh:
                self._process = loaded_app().start(
                    *command, environment=self.environment, stdout=log, stderr=log
                )
                return
            self._process = subprocess.Popen(
                [sys.executable, *command],
                cwd=self.root, env=self.environment, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip

    @property
    def pid(self) -> int:
        """The id of gunicorn's master."""
        assert self._process is not None
        return self._process.pid

    def kill(self) -> None:
        """Kill -9 the master and all workers at once."""
        assert self._process is not None
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def end(self) -> None:
        """Kill it if it still runs. Stopping it properly takes a second, and has tests of its own."""
        for connection in self._connections:
            connection.close()
        if self._process is not None and self._process.poll() is None:
            self.kill()

    def ends(self) -> int:
        """Wait until it has ended by itself, and return its exit status."""
        assert self._process is not None
        return self._process.wait(_STARTS_WITHIN)

    def workers(self) -> list[int]:
        """Return the ids of the workers."""
        return list(map(int, Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()))

    def kill_master(self) -> None:
        """Kill -9 the master, and wait until its workers have noticed that and ended."""
        left = self.workers()
        os.kill(self.pid, signal.SIGKILL)
        assert self._process is not None
        self._process.wait()
        wait_until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in left))

    def kill_one_worker(self) -> None:
        """Kill -9 one worker. gunicorn starts another."""
        with suppress(ProcessLookupError):
            os.kill(secrets.choice(self.workers()), signal.SIGKILL)

    def stop(self) -> None:
        """Stop it as systemd would, and wait."""
        for connection in self._connections:
            connection.close()
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(20)
            except subprocess.TimeoutExpired:
                self.kill()

    def connect(self, waits: float = 20) -> http.client.HTTPSConnection:
        context = ssl.create_default_context(cafile=str(self.certificate))
        connection = http.client.HTTPSConnection("localhost", self.port, timeout=waits, context=context)
        self._connections.append(connection)
        return connection

    def connect_in_clear(self) -> http.client.HTTPConnection:
        self._connections.append(http.client.HTTPConnection("127.0.0.1", self.port, timeout=20))
        return self._connections[-1]

    def raw_connection(self) -> ssl.SSLSocket:
        context = ssl.create_default_context(cafile=str(self.certificate))
        return context.wrap_socket(
            socket.create_connection(("127.0.0.1", self.port), 20), server_hostname="localhost"
        )

    def wait_until_it_answers(self) -> None:
        deadline = time.monotonic() + _STARTS_WITHIN
        while time.monotonic() < deadline:
            assert self._process is not None
            assert self._process.poll() is None, self.log.read_text()
            with suppress(*_NOT_ANSWERED):
                connection = self.connect() if self.tls else self.connect_in_clear()
                connection.request("GET", "/healthz")
                status = connection.getresponse().status
                connection.close()
                if status == 200:
                    return
            time.sleep(0.05)
        raise AssertionError(self.log.read_text())


class Acknowledged(NamedTuple):
    """A message that was answered: its fields, and the TwiML of the answer."""

    fields: Mapping[str, str]
    reply: str


class RemotePatient:
    """A patient over a real connection. Like Twilio, it delivers again what was not acknowledged."""

    def __init__(self, server: Reachable, address: str, waits: float = 20) -> None:
        self._server = server
        self._connection = server.connect(waits)
        self.address = address
        self.redelivered = 0
        self.acknowledged: list[Acknowledged] = []

    def says(self, text: str, **changed: str) -> str:
        """Deliver one message until it is acknowledged, and return the reply."""
        fields = message_fields(text, self.address, **changed)
        self.acknowledged.append(Acknowledged(fields, self.insists(fields)))
        return "\n\n".join(replies_in(self.acknowledged[-1].reply))

    def insists(self, fields: Mapping[str, str]) -> str:
        """Deliver these fields until they are acknowledged, and return the TwiML."""
        while True:
            status, body = self.deliver(fields)
            if status == 200:
                return body
            assert status in {0, 503}, status
            self.redelivered += 1
            time.sleep(0.05)

    def deliver(self, fields: Mapping[str, str], path: str = "/webhook") -> tuple[int, str]:
        """Deliver once, and return status and body. Status 0 means that no answer came."""
        url = self._server.public_url + path
        headers = {
            "Content-Type": FORM,
            "X-Twilio-Signature": sign(url, MultiDict(fields), TOKEN),
            "I-Twilio-Idempotency-Token": str(uuid5(NAMESPACE_URL, fields["MessageSid"])),
        }
        try:
            self._connection.request("POST", path, urlencode(dict(fields)), headers)
            answer = self._connection.getresponse()
            return answer.status, answer.read().decode()
        except _NOT_ANSWERED:
            self._connection.close()
            return 0, ""

    def hangs_up(self) -> None:
        self._connection.close()


_PORTS: Final = 2_000
"""For each worker."""
_REFUSED_BY_BROWSERS: Final = 10_080
"""Amanda's, the only port from 10,000 on that Fetch calls bad (https://fetch.spec.whatwg.org/#port-blocking)."""


def own_ports() -> Iterator[int]:
    """Yield ports that neither another worker nor the system gives out, in an order of this process's own."""
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    for number in itertools.count(os.getpid()):
        port = 10_000 + _PORTS * worker + number % _PORTS
        if port != _REFUSED_BY_BROWSERS:
            yield port


_OWN_PORTS: Final = own_ports()


def free_port() -> int:
    """Return a port for a server that is about to start: until it does, nobody else should get the port."""
    for port in _OWN_PORTS:
        with socket.socket() as listener, suppress(OSError):
            listener.bind(("127.0.0.1", port))
            return port
    raise AssertionError("the ports have no end")


def wait_until(done: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not done():
        assert time.monotonic() < deadline
        time.sleep(0.02)
