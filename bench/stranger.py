"""What a stranger can fill or slow down: `python -m bench.stranger [--minutes 60]`

A server as in production (gunicorn over TLS, SQLite, argon2 at its real cost) takes some twenty requests a second of a
stranger's: sign-ins, forged messages and status callbacks, guessed links, a crawl, forms without a token; half of them
from one IPv6 /48, half from 500 networks. Meanwhile patients write, signed as Twilio signs. Nothing leaves this
computer, and the run ends when its time is over.
"""

from __future__ import annotations

import argparse
import http.client
import re
import secrets
import sqlite3
import tempfile
import threading
import time
from collections import Counter
from contextlib import closing, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict

from app import create_app, services
from app.config import load
from app.intake.allowance import Full
from app.intake.phrases.en import PHRASES
from app.store.engine import schema
from tests.people import FORM, TOKEN, Clock, message_fields, replies_in, sign, status_fields
from tests.server.live_server import Server
from tests.staff_people import add_colleague

if TYPE_CHECKING:
    from collections.abc import Callable

STRANGERS: Final = 4
A_SECOND: Final = 20
"""Requests of all strangers together."""
PATIENTS_EVERY: Final = 1.0
NETWORKS: Final = 500
MEMBER: Final = "mia@larkfield.example"
SCRIPT: Final = (
    *("hello", "1", "1", "Maria Lopez", "14 March 1962", "12 Mill Lane", "Asthma", "DONE"),
    *("Salbutamol", "DONE", "SEND"),
)
NOT_SAVED: Final = PHRASES.full[Full.ROOM].partition("*")[0]
_TOKEN: Final = re.compile(r'name="csrf_token" value="([^"]+)"')
_WIRE: Final = (OSError, http.client.HTTPException)
Answer = tuple[int, str]


@dataclass
class Wire:
    """A connection through the trusted proxy, which names the client.

    It connects again when the server hangs up.
    """

    server: Server
    connection: http.client.HTTPSConnection = field(init=False)
    cookie: str = ""

    def __post_init__(self) -> None:
        self.connection = self.server.connect()

    def ask(self, address: str, method: str, path: str, body: str = "", **headers: str) -> Answer:
        """Return status and text; status 0 when no answer came."""
        given = {"X-Forwarded-For": address, "Accept": "text/html", "Cookie": self.cookie} | {
            name.replace("_", "-"): value for name, value in headers.items()
        }
        if body:
            given.setdefault("Content-Type", FORM)
        try:
            self.connection.request(method, path, body or None, given)
            answer = self.connection.getresponse()
            if cookie := answer.headers.get("Set-Cookie"):
                self.cookie = cookie.partition(";")[0]
            return answer.status, answer.read().decode(errors="replace")
        except _WIRE:
            self.connection.close()
            return 0, ""


@dataclass
class Stranger:
    """Sends one kind of request after another, each from an address of its own."""

    wire: Wire
    random: Random
    seen: Counter[tuple[str, int]] = field(default_factory=Counter)
    token: str = ""

    def one(self) -> None:
        """Send one request, and count what came of it."""
        kinds: tuple[Callable[[str], Answer], ...] = (
            self.signs_in,
            self.signs_in,
            self.forges_a_message,
            self.forges_a_message,
            self.forges_a_status,
            self.guesses_a_link,
            self.crawls,
            self.posts_without_a_token,
        )
        kind = self.random.choice(kinds)
        status, _text = kind(self.address())
        self.seen[kind.__name__, status] += 1

    def address(self) -> str:
        number = self.random.randrange(NETWORKS)
        if self.random.random() < 0.5:
            return f"{11 + number % 200}.{number // 200}.7.{self.random.randrange(1, 255)}"
        return f"2a01:db8:5:{self.random.getrandbits(16):x}::{self.random.getrandbits(32):x}"[:39]

    def signs_in(self, address: str) -> Answer:
        if not self.token:
            found = _TOKEN.search(self.wire.ask(address, "GET", "/login")[1])
            self.token = found[1] if found else ""
        email = MEMBER if self.random.random() < 0.5 else f"{secrets.token_hex(4)}@larkfield.example"
        fields = {"email": email, "password": "a guess at it", "code": "123456", "csrf_token": self.token}
        origin = self.wire.server.public_url
        return self.wire.ask(
            address, "POST", "/login", urlencode(fields), Referer=f"{origin}/login", Origin=origin
        )

    def forges_a_message(self, address: str) -> Answer:
        return self._forged(address, "/webhook", message_fields())

    def forges_a_status(self, address: str) -> Answer:
        return self._forged(address, "/webhook/status", status_fields("delivered"))

    def _forged(self, address: str, path: str, fields: dict[str, str]) -> Answer:
        forged = self.random.choice(("", "0" * 27 + "=", secrets.token_urlsafe(20)))
        signed = {"X_Twilio_Signature": forged} if forged else {}
        return self.wire.ask(address, "POST", path, urlencode(fields), **signed)

    def guesses_a_link(self, address: str) -> Answer:
        return self.wire.ask(address, "GET", f"/enrol/{secrets.token_urlsafe(32)}")

    def crawls(self, address: str) -> Answer:
        return self.wire.ask(address, "GET", f"/{secrets.token_urlsafe(self.random.randrange(3, 60))}")

    def posts_without_a_token(self, address: str) -> Answer:
        path = self.random.choice(("/login", "/logout", "/confirm", "/patients/search", "/language"))
        return self.wire.ask(address, "POST", path, "email=a&password=b&code=c")


@dataclass
class Patients:
    """Patients who write one after another, each a whole intake, answered or not."""

    wire: Wire
    seen: Counter[int] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    not_saved: int = 0
    number: int = 0

    def one(self) -> None:
        """Send the next message of the next patient."""
        who, line = divmod(self.number, len(SCRIPT))
        self.number += 1
        fields = message_fields(SCRIPT[line], f"whatsapp:+1500{5550000 + who}")
        url = f"{self.wire.server.public_url}/webhook"
        signature = sign(url, MultiDict(fields), TOKEN)
        began = time.perf_counter()
        status, text = self.wire.ask(
            "54.172.60.1", "POST", "/webhook", urlencode(fields), X_Twilio_Signature=signature
        )
        self.seconds.append(time.perf_counter() - began)
        self.seen[status] += 1
        self.not_saved += status == 200 and NOT_SAVED in "\n".join(replies_in(text))


def main(minutes: float) -> None:
    """Let the stranger loose, and print what is left of it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        database = folder / "instance" / "anteroom.db"
        server = Server(
            folder,
            f"sqlite:///{database}",
            TRUSTED_PROXIES="127.0.0.1",
            WEB_CONCURRENCY="2",
            LOG_LEVEL="INFO",
        )
        people_the_house(server, folder)
        try:
            server.start()
            before = Grown.of(database, server.log)
            strangers = [Stranger(Wire(server), Random(number)) for number in range(STRANGERS)]
            patients = Patients(Wire(server))
            ends = time.monotonic() + minutes * 60
            threads = [threading.Thread(target=keep_on, args=(patients.one, PATIENTS_EVERY, ends))]
            threads += [
                threading.Thread(target=keep_on, args=(stranger.one, STRANGERS / A_SECOND, ends))
                for stranger in strangers
            ]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            server.stop()
            tell(minutes, strangers, patients, before, Grown.of(database, server.log))
        finally:
            server.end()


def people_the_house(server: Server, folder: Path) -> None:
    """Make the database, with one member whose account the stranger knows."""
    clock = Clock()
    clock.now = datetime.now(UTC)
    parts = services.build(load(server.environment, folder), clock)
    schema.upgrade(parts.store.engine)
    add_colleague(create_app(parts), parts, clock, MEMBER, "clinician")
    parts.store.close()


def keep_on(act: Callable[[], None], every: float, ends: float) -> None:
    """Act at a pace until the time is over; missed actions are not made up for."""
    due = time.monotonic()
    while (now := time.monotonic()) < ends:
        if now < due:
            time.sleep(min(due, ends) - now)
            continue
        due = max(due + every, now)
        with suppress(*_WIRE):
            act()


@dataclass(frozen=True)
class Grown:
    """Sizes in bytes, and counts."""

    file: int
    log: int
    lines: int
    by_strangers: int
    trail: int
    refusals: int
    limits: int
    records: int

    @classmethod
    def of(cls, database: Path, log: Path) -> Grown:
        """Return how things stand."""
        with closing(sqlite3.connect(database)) as connection:

            def asked(statement: str) -> int:
                return int(connection.execute(statement).fetchone()[0] or 0)

            return cls(
                file=asked("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"),
                log=log.stat().st_size,
                lines=asked("SELECT count(*) FROM audit_events"),
                by_strangers=asked("SELECT count(*) FROM audit_events WHERE actor = 'internet'"),
                trail=asked(
                    "SELECT sum(pgsize) FROM dbstat WHERE aggregate = TRUE AND name IN"
                    " (SELECT name FROM sqlite_schema WHERE tbl_name IN ('audit_events', 'audit_links'))"
                ),
                refusals=asked("SELECT count(*) FROM refusals"),
                limits=asked("SELECT count(*) FROM limit_hits"),
                records=asked("SELECT count(*) FROM patients"),
            )


def tell(minutes: float, strangers: list[Stranger], patients: Patients, before: Grown, after: Grown) -> None:
    """Print what came of it."""
    seen = sum((stranger.seen for stranger in strangers), Counter[tuple[str, int]]())
    print(f"{minutes:g} minutes, {sum(seen.values()):,} requests of strangers")
    for kind in sorted({kind for kind, _ in seen}):
        statuses = {status: count for (each, status), count in sorted(seen.items()) if each == kind}
        print(
            f"  {kind.replace('_', ' '):22}", *(f"{status}: {count:,}" for status, count in statuses.items())
        )
    print("grown by")
    for name in Grown.__annotations__:
        was, now = getattr(before, name), getattr(after, name)
        unit = " bytes" if name in {"file", "log", "trail"} else ""
        times = f", {now / was:.2f} x" if was else ""
        print(f"  {name.replace('_', ' '):22} {now - was:>12,}{unit}  (to {now:,}{times})")
    slow = sorted(patients.seconds)
    print(f"patients: {sum(patients.seen.values()):,} messages, not saved {patients.not_saved}")
    print("  statuses", *(f"{status}: {count:,}" for status, count in sorted(patients.seen.items())))
    if slow:
        print(
            f"  median {slow[len(slow) // 2] * 1000:.0f} ms, p99 {slow[len(slow) * 99 // 100] * 1000:.0f} ms"
            f" ({slow[len(slow) * 99 // 100] / slow[len(slow) // 2]:.1f} x median), longest {slow[-1] * 1000:.0f} ms"
        )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--minutes", type=float, default=1.0)
    main(parser.parse_args().minutes)
