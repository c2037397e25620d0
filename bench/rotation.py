"""Rotate both keys under load, with two kill -9: `python -m bench.rotation 100000`

Twenty intakes a second are handed in through the real server. The rotation is the command itself in processes of its
own; it is killed twice in the middle and begun again. At the end `keys verify` proves that nothing is left, the app runs with
the new keys alone, and every patient is opened. “bare” is opening in bulk and sealing by `cryptography.fernet` of as many of
the same values, in one process, with no database: what no rotation can go below.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from base64 import urlsafe_b64encode
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Final
from uuid import uuid4

from sqlalchemy import select

from app.store.conversations import invented, senders
from app.store.conversations.conversations import ConversationRow
from app.store.conversations.invented import InventedSender
from app.store.keys import INDEX, SEAL
from app.store.model import table_of
from app.store.patients import patients
from app.store.patients.patient import NewPatient
from app.store.patients.patient import patients as records
from tests.databases import Keys, migrate, running_postgres
from tests.people import message_fields
from tests.project import ROOT
from tests.server.live_server import RemotePatient, Server
from tests.settings import complete_environment

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from app.store import Store

PATIENTS: Final = 100_000
A_SECOND: Final = 20
HANDED_IN_AT_MOST: Final = 15_000
SENDERS_AT_ONCE: Final = 4
KILLS: Final = (0.3, 0.65)
"""How far the rotation is when it is killed."""
SAMPLE: Final = 10_000
DRAFT: Final = '{"step":"submitted"}'
WHOLE_INTAKE: Final = (
    "hello", "1", "1", "Żaneta Okafor", "4 March 1990", "2 Larkfield Terrace", "Asthma", "DONE", "Salbutamol", "DONE",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Bench:
    """One run."""

    url: str
    old: Keys
    both: Keys
    new: Keys
    folder: Path

    def server(self, name: str, keys: Keys) -> Server:
        folder = self.folder / name
        folder.mkdir()
        return Server(folder, self.url, **variables(keys), WEB_CONCURRENCY="2", LOG_LEVEL="ERROR")


def main(size: int, engine: str) -> None:
    with tempfile.TemporaryDirectory() as name, database(Path(name), engine) as url:
        old, new = Keys(), Keys()
        both = Keys((*new.masters, *old.masters), (*new.index_keys, *old.index_keys))
        bench = Bench(url, old, both, new, Path(name))
        migrate(url)
        store = old.store(url)
        fill(store, size)
        bare, values = bare_seconds(bench, store, size)
        server = bench.server("server", both).start()
        waiting = at_review(both.store(url), server, HANDED_IN_AT_MOST)
        report(size, engine, bench, server, waiting, bare, values)


@contextmanager
def database(folder: Path, engine: str) -> Iterator[str]:
    if engine == "sqlite":
        (folder / "instance").mkdir(mode=0o700)
        yield f"sqlite:///{folder}/instance/anteroom.db"
    else:
        with running_postgres() as postgres, postgres.database() as url:
            yield url


def variables(keys: Keys) -> dict[str, str]:
    return {
        name: ",".join(urlsafe_b64encode(key).decode() for key in listed)
        for name, listed in (("FERNET_KEYS", keys.masters), ("INDEX_KEY", keys.index_keys))
    }


def bare_seconds(bench: Bench, store: Store, size: int) -> tuple[float, int]:
    """Return what opening and sealing alone takes, and for how many values."""
    taken, values = 0.0, 0
    with store.engine.connect() as connection:
        for table in (table_of(ConversationRow), records):
            sealed = [column for column in table.c if "sealed" in column.info]
            rows = connection.execute(select(table.c.id, *sealed).limit(SAMPLE)).all()
            for place, column in enumerate(sealed, start=1):
                pairs = [(row[0], row[place]) for row in rows if row[place] is not None]
                began = time.process_time()
                opened = bench.both.sealer.open_many(column.info["sealed"], pairs)
                again = [(row, str(value)) for (row, _), value in zip(pairs, opened, strict=True)]
                bench.both.sealer.seal_many(column.info["sealed"], again)
                taken += time.process_time() - began
                values += len(pairs)
    times = size / min(SAMPLE, size)
    return taken * times, round(values * times)


def at_review(store: Store, server: Server, many: int) -> Iterator[str]:
    """Bring senders to where they only have to say SEND, and return their addresses."""
    first = RemotePatient(server, "whatsapp:+15009999999")
    for line in WHOLE_INTAKE:
        first.says(line)
    with store.begin() as unit:
        pattern = senders.lock(unit.db, first.address, None, datetime.now(UTC))
        progress = pattern.read()
        assert progress is not None
        assert progress.patient is not None
        mark = (
            progress.patient.hex
            if progress.patient.hex in (pattern.progress or "")
            else str(progress.patient)
        )
        invented_ones = []
        for number in range(many):
            patient = uuid4()
            own = (pattern.progress or "").replace(mark, patient.hex if mark.isalnum() else str(patient))
            invented_ones.append(sender(f"whatsapp:+1501{number:07d}", patient, own, pattern.step))
        invented.write(unit.db, invented_ones)
    return (f"whatsapp:+1501{number:07d}" for number in range(many))


def fill(store: Store, size: int) -> None:
    """Write down so many records, each with a conversation of their own."""
    for first in range(0, size, 1000):
        numbers = range(first, min(first + 1000, size))
        senders = [sender(f"whatsapp:+999{number:09d}", uuid4(), DRAFT, "submitted") for number in numbers]
        now = datetime.now(UTC)
        people = [
            NewPatient(
                each.patient_id, each.conversation_id, now, "new", "en", answers(number), emergency=False
            )
            for number, each in zip(numbers, senders, strict=True)
        ]
        with store.begin() as unit:
            invented.write(unit.db, senders)
            patients.create_many(unit.db, people)


def sender(address: str, patient: UUID, progress: str, step: str) -> InventedSender:
    return InventedSender(
        uuid4(), patient, address, "en", progress, ((step, datetime.now(UTC)),), "2026-11", "0" * 64
    )


def answers(number: int) -> dict[str, str]:
    return {
        "name": f"Żaneta Okafor-Lindt {number}",
        "birth_date": f"{1930 + number % 90}-03-{1 + number % 28:02d}",
        "address": f"Flat 2, {number % 180} Larkfield Terrace, Nettlecombe",
        "medical_history": "Asthma since childhood, with a blue inhaler twice a day; broke the left wrist in 1990.",
        "medications": "Amlodipine 5 mg once a day, paracetamol now and then",
    }


class Load:
    """Twenty a second, until it is stopped."""

    def __init__(self, server: Server, addresses: Iterator[str]) -> None:
        self._server = server
        self._addresses = addresses
        self._lock = threading.Lock()
        self._turns = count()
        self._began = time.monotonic()
        self._stop = threading.Event()
        self.took: list[float] = []
        self._threads = [threading.Thread(target=self._send) for _ in range(SENDERS_AT_ONCE)]
        for thread in self._threads:
            thread.start()

    def stop(self) -> float:
        """Stop, and return how many a second there were."""
        self._stop.set()
        for thread in self._threads:
            thread.join()
        return len(self.took) / (time.monotonic() - self._began)

    def _send(self) -> None:
        patient = RemotePatient(self._server, "")
        while not self._stop.is_set():
            with self._lock:
                turn, address = next(self._turns), next(self._addresses, None)
            if address is None:
                return
            self._stop.wait(max(0.0, self._began + turn / A_SECOND - time.monotonic()))
            began = time.monotonic()
            patient.insists(message_fields("SEND", address))
            self.took.append(time.monotonic() - began)


def report(  # noqa: PLR0917
    size: int, engine: str, bench: Bench, server: Server, waiting: Iterator[str], bare: float, values: int
) -> None:
    load_ = Load(server, waiting)
    began = time.monotonic()
    cpu, kills = rotate(bench)
    seconds = time.monotonic() - began
    a_second = load_.stop()
    took = sorted(load_.took)
    server.stop()
    print(f"\n{size:,} patients on {engine}, {kills} kill -9, {a_second:.1f} intakes a second meanwhile")
    print(
        f"  both keys rotated in {seconds:.1f} s: {size / seconds:,.0f} patients/s, {values / seconds:,.0f} sealed values/s"
    )
    print(
        f"  bare, the sealed values alone: {bare:.1f} s; ratio {seconds / bare:.2f}, in CPU {cpu / bare:.2f}"
    )
    print(
        f"  an intake was answered in {took[len(took) // 2] * 1000:.0f} ms (median), {took[-1] * 1000:.0f} ms (slowest)"
    )
    prove(bench, len(took), size)


def command(bench: Bench, keys: Keys, *arguments: str) -> subprocess.Popen[str]:
    environment = {
        **os.environ,
        **complete_environment(DATABASE_URL=bench.url, LOG_LEVEL="ERROR"),
        **variables(keys),
    }
    return subprocess.Popen(  # noqa: S603  (our own command)
        [sys.executable, "-m", "flask", "--app", "wsgi", "keys", *arguments],
        cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip


def rotate(bench: Bench) -> tuple[float, int]:
    """Rotate to the end with kills; return the CPU time and the number of kills."""
    rotation = bench.both.store(bench.url).rotation()
    total = rotation.count(SEAL) + rotation.count(INDEX)
    cpu, killed = 0.0, 0
    for share in (*KILLS, None):
        process = command(bench, bench.both, "rotate")
        while share is not None and process.poll() is None:
            if sum(each.rows for each in rotation.progress()) >= share * total:
                with suppress(ProcessLookupError):
                    os.kill(process.pid, signal.SIGKILL)
                killed += 1
                break
            time.sleep(0.02)
        assert process.stdout is not None
        said = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        cpu += usage.ru_utime + usage.ru_stime
        assert process.returncode in ({0} if share is None else {0, -signal.SIGKILL}), said
    return cpu, killed


def prove(bench: Bench, handed_in: int, size: int) -> None:
    proof = command(bench, bench.both, "verify", "--wait")
    said, _ = proof.communicate()
    assert proof.returncode == 0, said
    print("  keys verify: " + said.strip().splitlines()[-3])
    alone = bench.new.store(bench.url)
    there = 0
    with alone.read() as unit:
        after = None
        while page := patients.page(unit.db, 1000, after=after, columns=("name", "medical_history")):
            assert all(isinstance(each.name, str) for each in page)
            there += len(page)
            after = page[-1].created_at, page[-1].id
    assert there == size + handed_in, (there, size, handed_in)
    again = bench.server("alone", bench.new).start()
    assert RemotePatient(again, "whatsapp:+15009999999").says("HELP")
    again.stop()
    print(
        f"  with the new keys alone the app runs, and {there:,} patients open: {size:,} and {handed_in:,} handed in meanwhile"
    )


if __name__ == "__main__":
    main(int((sys.argv[1:] or [str(PATIENTS)])[0]), (sys.argv[2:] or ["sqlite"])[0])
