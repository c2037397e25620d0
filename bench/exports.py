"""Exports beside the obvious way, in separate processes: `python -m bench.exports`

On SQLite, eight columns, six of them sealed. The obvious way is in `bench/obvious/exports.py`; the limit is the driver
and the bulk opener alone, writing nothing. “first byte” is its share of the whole time, imports of heavy libraries
included; “in CPU” is the same ratio in processor time, which a busy machine alters less; “over idle” is the peak of memory over that of the app before it was asked. The obvious way is left out where
there are more patients than `MOST_OBVIOUS`: `python -m bench.exports 10000 100000 1000000`.
"""

from __future__ import annotations

import csv
import gc
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import TYPE_CHECKING, Final
from uuid import UUID

from sqlalchemy import insert

from app import create_app
from app.config import load
from app.crypto import Keyring
from app.exports.columns import COLUMNS, read_columns
from app.exports.table import Table
from app.exports.targets import csv as csv_target
from app.exports.workbook import stream
from app.exports.workbook.cover import Cover
from app.services import Services
from app.store.conversations.conversations import ConversationRow
from app.store.conversations.spellings import SENDER_ADDRESS
from app.store.model import table_of
from app.store.patients.patient import patients
from app.store.patients.patient_filters import PatientFilters
from app.web.clinic import reference
from tests.databases import Keys, migrate
from tests.settings import complete_environment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from app.crypto import Column
    from app.store import Store

SIZES: Final = (10_000, 100_000)
ROUNDS: Final = 3
MOST_OBVIOUS: Final = 100_000
KEYS: Final = "record_id received name birth_date address number medical_history medications".split()
SEALED: Final = {column.name: column.info["sealed"] for column in patients.c if "sealed" in column.info}
NOW: Final = datetime(2026, 11, 25, 9, tzinfo=UTC)
HISTORY: Final = (
    "Asthma since childhood, with a blue inhaler twice a day; broke the left wrist in {}, and it healed well."
)
MEDICINES: Final = "Amlodipine {} mg once a day, paracetamol now and then, “the white ones” for sleep"


@dataclass(frozen=True, slots=True)
class Taken:
    """What one run took, in seconds and MiB."""

    seconds: float
    cpu: float
    first_byte: float
    over_idle: float


@dataclass(frozen=True, slots=True)
class Task:
    """What a process is to do."""

    way: str
    url: str
    keys: Keys
    folder: Path

    @property
    def file(self) -> Path:
        return self.folder / self.way.replace(", ", ".")


def ours_csv(store: Store, table: Table) -> Iterator[tuple[bytes, int]]:
    return csv_target.stream(table, store)


def ours_xlsx(store: Store, table: Table) -> Iterator[tuple[bytes, int]]:
    return stream.stream(
        table, store, Cover("Larkfield Clinic", "Noor Haddad, admin", NOW, "Referral", (), tuple(KEYS))
    )


STREAMS: Final[Mapping[str, Callable[[Store, Table], Iterator[tuple[bytes, int]]]]] = {
    "ours, csv": ours_csv,
    "ours, xlsx": ours_xlsx,
}
OBVIOUS: Final = ("obvious, csv", "obvious, xlsx")
LIMIT: Final = "limit"


def main(sizes: tuple[int, ...]) -> None:
    """Measure with each number of patients, and print a table for each."""
    for size, found in measured(sizes):
        report(size, found)


def measured(sizes: tuple[int, ...]) -> Iterator[tuple[int, dict[str, Taken]]]:
    """Yield each number of patients with what each way took. Both ways have said the same."""
    keys = Keys()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "instance").mkdir(mode=0o700)
        url = f"sqlite:///{folder}/instance/anteroom.db"
        migrate(url)
        there = 0
        for size in sizes:
            fill(keys.store(url), keys, there, size)
            there = size
            ways = (*STREAMS, LIMIT, *(OBVIOUS if size <= MOST_OBVIOUS else ()))
            found = measure([Task(way, url, keys, folder) for way in ways])
            if size <= min(sizes[0], MOST_OBVIOUS):
                compare(folder)
            yield size, found


def fill(store: Store, keys: Keys, first: int, last: int) -> None:
    """Write down patients who are not there yet, a conversation each."""
    numbers, seal = iter(range(first, last)), keys.sealer.seal
    while some := list(islice(numbers, 1000)):
        people = [person(seal, number) for number in some]
        with store.engine.begin() as connection:
            connection.execute(insert(table_of(ConversationRow)), [spoke for spoke, _ in people])
            connection.execute(insert(patients), [patient for _, patient in people])


def person(
    seal: Callable[[Column, UUID, str], str], number: int
) -> tuple[dict[str, object], dict[str, object]]:
    """Return a row of `conversations`, and one of `patients`."""
    row = UUID(int=number * 2654435761 % 2**128, version=4)
    at = NOW - timedelta(days=400) + timedelta(seconds=30 * number)
    answers = {
        "name": f"Żaneta Okafor-Lindt {number}",
        "birth_date": f"{1930 + number % 90}-03-{1 + number % 28:02d}",
        "address": f"Flat 2, {number % 180} Larkfield Terrace, Nettlecombe",
        "medical_history": HISTORY.format(1990 + number % 30) * (1 + number % 3),
        "medications": MEDICINES.format(number % 9),
        "extra": '{"answers": {}, "flags": []}',
    }
    patient: dict[str, object] = {
        "id": row,
        "conversation_id": row,
        "created_at": at,
        "updated_at": at,
        "version": 1,
        "status": "done",
        "language": "en",
        **{name: seal(SEALED[name], row, answer) for name, answer in answers.items()},
    }
    spoke: dict[str, object] = {
        "id": row,
        "address_index": row.bytes * 2,
        "address": seal(SENDER_ADDRESS, row, f"whatsapp:+999{number:09d}"),
        "progress": "",
        "step": "submitted",
        "opted_out": False,
        "created_at": at,
        "last_inbound_at": at,
        "version": 1,
        "window_started_at": at,
        "window_count": 1,
    }
    return spoke, patient


def measure(tasks: list[Task]) -> dict[str, Taken]:
    """Return the median of each way.

    They take turns, so that a busy machine slows them all alike.
    """
    taken: dict[str, list[Taken]] = {}
    for _ in range(ROUNDS):
        for task in tasks:
            with ProcessPoolExecutor(1, get_context("spawn")) as process:
                taken.setdefault(task.way, []).append(process.submit(run, task).result())
    return {
        way: Taken(
            *(
                median(column)
                for column in zip(*((t.seconds, t.cpu, t.first_byte, t.over_idle) for t in each), strict=True)
            )
        )
        for way, each in taken.items()
    }


def run(task: Task) -> Taken:
    """Do it here, from an app that is up and has done nothing."""
    store = task.keys.store(task.url)
    app = create_app(Services(load(complete_environment(LOG_LEVEL="ERROR"), task.folder), store, lambda: NOW))
    store.prove_keys()
    gc.collect()
    idle = forget_peak()
    with app.app_context():
        began, cpu = perf_counter(), process_time()
        first = do(task, store)
        ended, cpu = perf_counter(), process_time() - cpu
    return Taken(ended - began, cpu, (first - began) / (ended - began), memory("VmHWM") - idle)


def do(task: Task, store: Store) -> float:
    """Do it, and return when the first byte was there."""
    if task.way == LIMIT:
        return open_all(task, store)
    if task.way in OBVIOUS:
        from bench.obvious.exports import export  # noqa: PLC0415  (what it needs counts)

        return export(store, Keyring(task.keys.masters), KEYS, task.file)
    table = Table(read_columns(KEYS, COLUMNS), PatientFilters(), NOW + timedelta(days=1000))
    first = 0.0
    with task.file.open("wb") as file:
        for piece, _ in STREAMS[task.way](store, table):
            first = first or perf_counter()
            file.write(piece)
    return first


def open_all(task: Task, store: Store) -> float:
    """Fetch and open everything, and write nothing."""
    own = [name for name in KEYS if name in SEALED]
    sealer = task.keys.sealer
    with store.engine.connect() as connection:
        cursor = connection.connection.cursor()
        cursor.execute(
            f"SELECT p.id, c.address, p.created_at, {', '.join(f'p.{name}' for name in own)} FROM patients p"  # noqa: S608
            " JOIN conversations c ON c.id = p.conversation_id ORDER BY p.created_at, p.id"
        )
        while rows := cursor.fetchmany(2000):
            ids, addresses, _, *columns = zip(*rows, strict=True)
            read = list(map(UUID, ids))
            sealer.open_many(SENDER_ADDRESS, zip(read, addresses, strict=True))
            for name, column in zip(own, columns, strict=True):
                sealer.open_many(SEALED[name], zip(read, column, strict=True))
    return perf_counter()


def forget_peak() -> float:
    """Reset the peak of this process's memory, and return what it uses."""
    Path("/proc/self/clear_refs").write_text("5")
    return memory("VmRSS")


def memory(name: str) -> float:
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    return int(status[name].split()[0]) / 1024


def compare(folder: Path) -> None:
    """Hold the files to each other: both ways have to say the same."""
    import pandas as pd  # noqa: PLC0415  (not for the processes)

    (_, *ours), (_, *obvious) = (
        list(csv.reader((folder / f"{way}.csv").read_text("utf-8-sig").splitlines()))
        for way in ("ours", "obvious")
    )
    # Ours has the reference that a patient is told, and the minute.
    assert ours == [
        [reference(UUID(row)), received[:16].replace("T", " "), *rest] for row, received, *rest in obvious
    ]
    sheets = [
        pd.read_excel(folder / f"{way}.xlsx", sheet_name=sheet, dtype=str, keep_default_na=False)
        for way, sheet in (("ours", "Patients"), ("obvious", 0))
    ]
    sheets[0].columns = sheets[1].columns  # ours has headings in words
    sheets[1]["record_id"] = sheets[1]["record_id"].map(lambda row: reference(UUID(row)))
    sheets[1]["number"] = sheets[1]["number"].str.removeprefix("tel:")
    for sheet in sheets:  # ours has dates where the obvious one has texts
        for name in ("received", "birth_date"):
            sheet[name] = pd.to_datetime(sheet[name], utc=True)
    assert sheets[0].equals(sheets[1])


def report(size: int, found: Mapping[str, Taken]) -> None:
    print(f"\n{size:,} patients x {len(KEYS)} columns: medians of {ROUNDS} runs")
    print(
        f"{'':14}{'seconds':>9}{'CPU s':>8}{'rows/s':>9}{'x obvious':>11}{'in CPU':>8}{'x limit':>9}"
        f"{'first byte':>12}{'MiB over idle':>15}"
    )
    for way, taken in found.items():
        obvious = found.get(way.replace("ours", "obvious")) if way in STREAMS else None
        ratios = (obvious.seconds / taken.seconds, obvious.cpu / taken.cpu) if obvious else ()
        wall, cpu = (f"{ratio:.2f}" for ratio in ratios) if ratios else ("", "")
        print(
            f"{way:14}{taken.seconds:9.2f}{taken.cpu:8.2f}{size / taken.seconds:9,.0f}{wall:>11}{cpu:>8}"
            f"{taken.cpu / found[LIMIT].cpu:9.2f}{taken.first_byte:12.2%}{taken.over_idle:15.1f}"
        )


if __name__ == "__main__":
    main(tuple(int(size) for size in sys.argv[1:]) or SIZES)
