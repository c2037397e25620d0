"""What pages and patients wait during other work: `python -m bench.background`

On SQLite, with gunicorn and the shipped settings, 1,000 patients on file. First nothing else is to be done; then the
server finds 50,000 drafts whose time is over and a trail of 200,000 entries that have no link. One member looks at the
list again and again, and two patients write, each in a loop of its own. “x quiet” is a time as a multiple of the same
without the work. The bounds are for the list's p99 and the webhook's: below 1 s and 2 s.
"""

from __future__ import annotations

import base64
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.client import HTTPException
from itertools import islice
from pathlib import Path
from time import monotonic, perf_counter, sleep
from typing import TYPE_CHECKING, Final
from uuid import uuid4

from sqlalchemy import func, insert, select

from app.cli.demo import write
from app.config import load
from app.intake.progress import Progress, dump
from app.retention.run import KIND
from app.services import Services
from app.store.conversations import invented
from app.store.conversations.conversations import ConversationRow
from app.store.conversations.invented import InventedSender
from app.store.messages.deliveries import Delivery
from app.store.messages.receipts import Receipt
from app.store.model import table_of
from app.store.tables import metadata
from app.store.work import jobs
from tests.databases import Keys, migrate
from tests.exports.remote import RemoteColleague
from tests.people import message_fields
from tests.server.live_server import RemotePatient, Server
from tests.settings import complete_environment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from app.store import Store

audit_events = metadata.tables["audit_events"]
audit_links = metadata.tables["audit_links"]

PATIENTS: Final = 1_000
DRAFTS: Final = 50_000
ENTRIES: Final = 200_000
SECONDS: Final = 45.0
BOUNDS: Final = {"the list": 1.0, "the webhook": 2.0}
_PAUSE: Final = 0.1
_AT_ONCE: Final = 5_000
_MESSAGES: Final = ("hello", "1", "1", "Noor Haddad", "4 March 1990")


@dataclass
class Answers:
    """How long each request took, and how many of them got no good answer."""

    times: list[float]
    failed: int = 0

    def at(self, part: float) -> float:
        """Return the time that such a part of the requests stayed below."""
        return sorted(self.times)[min(len(self.times) - 1, int(len(self.times) * part))]


Found = dict[str, Answers]


def main(seconds: float) -> None:
    """Measure without the work and with it, and print a table."""
    keys = Keys()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "instance").mkdir(mode=0o700)
        url = f"sqlite:///{folder}/instance/anteroom.db"
        migrate(url)
        services = Services(
            load(complete_environment(LOG_LEVEL="ERROR"), folder), keys.store(url), lambda: datetime.now(UTC)
        )
        write(services, PATIENTS, seed=1)
        server = Server(
            folder,
            url,
            LOG_LEVEL="ERROR",
            FERNET_KEYS=listed(keys.masters),
            INDEX_KEY=listed(keys.index_keys),
        )
        member = RemoteColleague(server, services.store)
        measure(server, member, 2)  # what is imported, compiled or cached on first use
        quiet = measure(server, member, seconds / 4)
        give_work(services)
        before = left(services.store)
        began = monotonic()
        busy = measure(server, member, seconds)
        took, after = monotonic() - began, left(services.store)
    report(quiet, busy)
    done = [had - has for had, has in zip(before, after, strict=True)]
    print(
        f"in {took:.0f} s {done[0]:,} of {before[0]:,} drafts went, {done[1]:,} of {before[1]:,} entries were linked"
    )


def measure(server: Server, member: RemoteColleague, seconds: float) -> Found:
    """Return how long each request took while a server ran."""
    server.start()
    try:
        until = monotonic() + seconds
        with ThreadPoolExecutor(3) as threads:
            lists = threads.submit(again, until, look_at_the_list(server, member))
            writing = [threads.submit(again, until, write_to(server, number)) for number in range(2)]
        return {
            "the list": lists.result(),
            "the webhook": Answers(
                [each for one in writing for each in one.result().times],
                sum(one.result().failed for one in writing),
            ),
        }
    finally:
        server.stop()


def again(until: float, request: Callable[[], int]) -> Answers:
    answers = Answers([])
    while monotonic() < until:
        began = perf_counter()
        answers.failed += request() != 200
        answers.times.append(perf_counter() - began)
        sleep(_PAUSE)
    return answers


def look_at_the_list(server: Server, member: RemoteColleague) -> Callable[[], int]:
    connection = server.connect()

    def look() -> int:
        try:
            connection.request("GET", "/patients", headers=member.headers)
            answer = connection.getresponse()
            answer.read()
        except (OSError, HTTPException):
            connection.close()
            return 0
        return answer.status

    return look


def write_to(server: Server, number: int) -> Callable[[], int]:
    """Return what sends the next message: of one stranger after the other."""
    marks = f"{uuid4().int % 10_000:04d}"

    def messages() -> Iterator[tuple[RemotePatient, str]]:
        for count in range(100_000):
            patient = RemotePatient(server, f"whatsapp:+1{number}{marks}{count:05d}")
            for text in _MESSAGES:
                yield patient, text

    coming = messages()

    def send() -> int:
        patient, text = next(coming)
        return patient.deliver(message_fields(text, patient.address))[0]

    return send


def give_work(services: Services) -> None:
    """Write drafts with receipts and deliveries, and the trail, as the app would."""
    now = services.clock()
    some = drafts(now - timedelta(days=30))
    sealer = services.store.keys[0]
    while senders := list(islice(some, _AT_ONCE)):
        with services.store.begin() as unit:
            invented.write(unit.db, senders)
        came = [(sender, uuid4(), f"SM{uuid4().hex}") for sender in senders]
        with services.store.engine.begin() as connection:
            connection.execute(
                insert(table_of(Receipt)),
                [
                    {
                        "message_sid": sid, "id": row, "signature_digest": row.bytes * 2, "kind": "text",
                        "conversation_id": sender.conversation_id, "received_at": now - timedelta(days=30),
                        "reply": sealer.seal(Receipt.reply.column, row, "Thank you. What medicines do you take?"),
                    }
                    for sender, row, sid in came
                ],
            )  # fmt: skip
            connection.execute(
                insert(table_of(Delivery)),
                [
                    {
                        "message_sid": sid, "conversation_id": sender.conversation_id, "status": "read",
                        "rank": 4, "updated_at": now - timedelta(days=30),
                    }
                    for sender, _, sid in came
                ],
            )  # fmt: skip
    with services.store.begin() as unit:  # the day's run was in the quiet
        jobs.add(unit.db, KIND, None, "anteroom", now)
    for start in range(0, ENTRIES, _AT_ONCE):
        lines = [
            {
                "id": uuid4(), "at": now - timedelta(hours=1), "actor": "staff:1", "action": "patients.listed",
                "details": '{"patients":50,"shown":0}',
            }
            for _ in range(start, start + _AT_ONCE)
        ]  # fmt: skip
        with services.store.engine.begin() as connection:
            connection.execute(insert(audit_events), lines)


def drafts(last: datetime) -> Iterator[InventedSender]:
    begun = last - timedelta(minutes=5)
    for number in range(DRAFTS):
        step = "medications"
        yield InventedSender(
            uuid4(), uuid4(), f"whatsapp:+4477{number:08d}", "en", dump(Progress(step, language="en")),
            (("language", begun), ("consent", begun), ("name", begun), (step, last)), "1", "0" * 64,
        )  # fmt: skip


def left(store: Store) -> tuple[int, int]:
    """Return how many drafts are over their time, and how many entries have no link."""
    over = ConversationRow.last_inbound_at < datetime.now(UTC) - timedelta(days=20)
    with store.engine.connect() as connection:
        drafts_left, entries, links = (
            connection.execute(select(func.count()).select_from(table).where(*only)).scalar_one()
            for table, only in (
                (table_of(ConversationRow), (over, ConversationRow.step == "medications")),
                (audit_events, ()),
                (audit_links, ()),
            )
        )
    return drafts_left, entries - links


def listed(keys: tuple[bytes, ...]) -> str:
    return ",".join(base64.urlsafe_b64encode(key).decode() for key in keys)


def report(quiet: Found, busy: Found) -> None:
    print(
        f"{'':14}{'':8}{'requests':>9}{'failed':>8}{'median ms':>11}{'p99 ms':>9}{'longest ms':>12}{'x quiet':>9}{'p99 bound':>11}"
    )
    for name in quiet:
        for when, answers in (("quiet", quiet[name]), ("busy", busy[name])):
            verdict = "" if when == "quiet" else "held" if answers.at(0.99) < BOUNDS[name] else "NOT HELD"
            print(
                f"{name:14}{when:8}{len(answers.times):>9,}{answers.failed:>8,}{answers.at(0.5) * 1e3:>11.0f}"
                f"{answers.at(0.99) * 1e3:>9.0f}{max(answers.times) * 1e3:>12.0f}"
                f"{answers.at(0.5) / quiet[name].at(0.5):>9.1f}{verdict:>11}",
                flush=True,
            )


if __name__ == "__main__":
    main(float(sys.argv[1]) if sys.argv[1:] else SECONDS)
