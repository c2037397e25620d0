"""To a release that adds to the tables while patients write and staff work: nothing fails, nobody signs in again."""

from __future__ import annotations

import http.client
import itertools
import shutil
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

import pytest
from werkzeug.datastructures import MultiDict

from app.guard.tokens import new_token, token_hash
from app.store.engine import schema
from app.store.patients import patients
from app.store.staff import sessions
from tests.databases import migrate
from tests.people import FORM, message_fields, replies_in, sign
from tests.project import ROOT
from tests.releases import ADDS, add_migrations
from tests.server.crowd import name_of
from tests.server.fixtures import listed
from tests.server.live_server import Acknowledged, Server, free_port
from tests.store.example import enrolled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from app.store import Store
    from tests.databases import Keys, OpenStore

ANSWERS: Final = (
    ("has your answers", None),
    ("*SEND*", "SEND"),
    ("Do you agree", "1"),
    ("Who are these questions about", "1"),
    ("your full name", "{name}"),
    ("date of birth?", "4 March 1990"),
    ("· Address", "12 Mill Lane"),
    ("English", "1"),
)
"""What a patient answers to what they read; None: they are done. To any other question: NONE."""
MOST: Final = 19
"""Messages that one patient writes: more in a minute would be turned down."""
PHASE: Final = 3.0
"""Seconds of traffic in each state of the upgrade."""


class Balancer:
    """Sends each request to the next node; one that could not be sent goes to another."""

    def __init__(self, public_url: str) -> None:
        self.public_url = public_url
        self._nodes: list[Server] = []
        self._turn = itertools.count()
        self._lock = threading.Lock()
        self._busy: dict[Server, int] = {}

    def takes_in(self, node: Server) -> None:
        with self._lock:
            self._nodes.append(node)

    def takes_out(self, node: Server) -> None:
        with self._lock:
            self._nodes.remove(node)
        while self._busy.get(node):
            time.sleep(0.01)

    def sends(
        self, method: str, path: str, body: str | None, headers: Mapping[str, str]
    ) -> tuple[int, str, str]:
        """Return the status, where it leads, and the body. Status 0: it was sent, and no answer came."""
        while True:
            with self._lock:
                node = self._nodes[next(self._turn) % len(self._nodes)]
                self._busy[node] = self._busy.get(node, 0) + 1
            try:
                connection = node.connect()
                try:
                    connection.connect()
                except OSError:  # never sent
                    continue
                host = self.public_url.removeprefix("https://")
                connection.request(method, path, body, {"Host": host, **headers})
                answer = connection.getresponse()
                return answer.status, answer.headers.get("Location", ""), answer.read().decode()
            except (OSError, http.client.HTTPException) as error:
                return 0, "", repr(error)
            finally:
                connection.close()
                with self._lock:
                    self._busy[node] -= 1


@dataclass
class Ledger:
    """What was acknowledged, and what was not as it should be."""

    acknowledged: list[Acknowledged] = field(default_factory=list)
    handed_in: list[str] = field(default_factory=list)
    pages: int = 0
    reloads: int = 0
    faults: list[str] = field(default_factory=list)


@dataclass
class Traffic:
    balancer: Balancer
    ledger: Ledger
    tokens: list[str]
    numbers: Iterator[int] = field(default_factory=itertools.count)
    is_over: threading.Event = field(default_factory=threading.Event)

    @contextmanager
    def flowing(self) -> Iterator[None]:
        works: list[Callable[[], None]] = [self.patients] * 3 + [self.staff]
        threads = [threading.Thread(target=work) for work in works]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self.is_over.set()
            for thread in threads:
                thread.join()

    def patients(self) -> None:
        while not self.is_over.is_set():
            number = next(self.numbers)
            self.writes(
                f"whatsapp:+1500{5550000 + number}", name_of(number).replace("Quentin ", "Quentin Okafor-")
            )

    def writes(self, address: str, name: str) -> None:
        """Answer until the form is handed in."""
        text = "hello"
        for _ in range(MOST):
            fields = message_fields(text, address)
            status, body = deliver(self.balancer, fields)
            if status != 200:
                self.ledger.faults.append(f"{text!r}: {status} {body}")
                return
            self.ledger.acknowledged.append(Acknowledged(fields, body))
            reply = "\n\n".join(replies_in(body))
            said = next((answer for part, answer in ANSWERS if part in reply), "NONE")
            if said is None:
                self.ledger.handed_in.append(name)
                return
            text = said.format(name=name)
            time.sleep(0.1)

    def staff(self) -> None:
        while not self.is_over.is_set():
            for token in self.tokens:
                self.looks(token)
                time.sleep(0.05)

    def looks(self, token: str) -> None:
        """Open the list, again if it could not be shown: PostgreSQL ends prepared statements on changed tables."""
        cookie = {"Cookie": f"__Host-session={token}", "Accept": "text/html"}
        for _ in range(10):
            status, place, body = self.balancer.sends("GET", "/patients", None, cookie)
            if status != 503:
                break
            self.ledger.reloads += 1
        self.ledger.pages += 1
        if status != 200:
            self.ledger.faults.append(f"/patients: {status} {place} {body[:200]}")


def deliver(balancer: Balancer, fields: Mapping[str, str]) -> tuple[int, str]:
    signature = sign(f"{balancer.public_url}/webhook", MultiDict(fields))
    headers = {"Content-Type": FORM, "X-Twilio-Signature": signature}
    status, _place, body = balancer.sends("POST", "/webhook", urlencode(dict(fields)), headers)
    return status, body


def next_release(folder: Path) -> Path:
    """Put the code of the release that adds to the tables into the folder."""
    for name in ("app", "deploy", "migrations"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "wsgi.py", folder)
    add_migrations(folder / "migrations", ADDS)
    return folder


def signed_in(store: Store, *roles: str) -> list[str]:
    """Make members of these roles, and return the tokens of their sessions."""
    now = datetime.now(UTC)
    tokens = [new_token() for _ in roles]
    for role, token in zip(roles, tokens, strict=True):
        member = enrolled(store, f"{role}@clinic.example", role)
        hashed = token_hash(token)
        assert hashed is not None
        with store.begin() as unit:
            sessions.begin(
                unit.db, member, hashed, now, now + timedelta(hours=12), device="Firefox", network="127.0.0.0"
            )
    return tokens


def upgrade(root: Path, environment: Mapping[str, str]) -> None:
    """Run `flask db upgrade`, again when a table was busy, as the documentation says."""
    for _ in range(20):
        done = subprocess.run(
            [sys.executable, "-m", "flask", "--app", "wsgi", "db", "upgrade"],
            cwd=root, env=dict(environment), capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode == 0:
            return
    raise AssertionError(done.stderr)


@pytest.mark.fault
def test_nothing_fails_and_nobody_signs_in_again(
    empty_database_url: str, keys: Keys, open_store: OpenStore, tmp_path: Path
):
    released = next_release(tmp_path / "next")
    public_url = f"https://localhost:{free_port()}"
    own = {"FERNET_KEYS": listed(keys.masters), "INDEX_KEY": listed(keys.index_keys)}
    is_shared = empty_database_url.startswith("postgresql")
    migrate(empty_database_url)
    store = open_store(empty_database_url, keys)
    tokens = signed_in(store, "admin", "clinician")

    def machine(name: str, root: Path = ROOT) -> Server:
        (tmp_path / name).mkdir()
        made = Server(tmp_path / name, empty_database_url, PUBLIC_URL=public_url, **own)
        made.root, made.fresh = root, True
        return made

    before = [machine(name) for name in (("a", "b") if is_shared else ("a",))]
    balancer, ledger, nodes = Balancer(public_url), Ledger(), []
    try:
        for node in before:
            nodes.append(node.start())
            balancer.takes_in(node)
        with Traffic(balancer, ledger, tokens).flowing():
            time.sleep(PHASE)
            upgrade(released, before[0].environment)
            assert schema.current(store.engine) == ADDS
            time.sleep(PHASE)
            for node in before:
                new = machine(f"new-{node.port}", released)
                nodes.append(new.start())
                balancer.takes_in(new)
                balancer.takes_out(node)
                node.stop()
                time.sleep(PHASE)
        assert ledger.faults == []
        for each in ledger.acknowledged:
            assert deliver(balancer, each.fields) == (200, each.reply)
    finally:
        for node in nodes:
            node.end()
    with store.read() as unit:
        kept = {
            patient.name
            for listed_ in patients.page(unit.db, 1000)
            if (patient := patients.get(unit.db, listed_.id))
        }
    assert set(ledger.handed_in) <= kept
    assert len(ledger.handed_in) == len(kept) > 3 * PHASE
