"""What a second and a fourth web process add: `python -m bench.processes sqlite postgresql`

Sixteen senders hand in whole intakes, each message as soon as the last was answered, on servers with one, two and four web
processes. Both engines write to a real disk with full durability. Beside the ratio are the things that can be the limit: the CPU
that a message takes in the web processes, in PostgreSQL and in whoever sends, how much of this computer's CPU all of that is,
and how long the disk takes to keep one write. Where the CPU is used up, no more processes help; where it is not, they
wait: on SQLite for its one writer, on PostgreSQL for each other's commits.
"""

from __future__ import annotations

import os
import sys
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING, Final

from bench.clinic import InClear, durable
from bench.form_load import cpu_seconds
from bench.offered import OK, Load, Target, at, prove
from tests.databases import Keys

if TYPE_CHECKING:
    from tests.faults.clusters import Cluster

SECONDS: Final = 8.0
PROCESSES: Final = (1, 2, 4)
SENDERS: Final = 16
_WRITES: Final = 200


@dataclass(frozen=True)
class Found:
    """What so many processes did."""

    processes: int
    a_second: float
    p50: float
    p99: float
    web: float
    """Milliseconds of CPU a message, as the next two."""
    database: float
    sender: float
    busy: float
    """The share of this computer's CPU time that was used by anybody."""


def main(engines: tuple[str, ...], seconds: float) -> None:
    for engine in engines:
        with tempfile.TemporaryDirectory() as name:
            print(f"\n{engine}: {disk(Path(name)):.2f} ms for the disk to keep one small write (median)")
            print(
                f"{'processes':>9}{'a second':>10}{'x one':>7}{'p50 ms':>8}{'p99 ms':>8}"
                f"{'web CPU ms':>12}{'database':>10}{'sender':>8}{'CPU busy':>10}"
            )
            first = None
            for number in PROCESSES:
                folder = Path(name) / str(number)
                folder.mkdir()
                found = measured(folder, engine, number, seconds)
                first = first or found
                print(
                    f"{number:>9}{found.a_second:>10.0f}{found.a_second / first.a_second:>7.2f}{found.p50:>8.0f}"
                    f"{found.p99:>8.0f}{found.web:>12.2f}{found.database:>10.2f}{found.sender:>8.2f}{found.busy:>10.0%}",
                    flush=True,
                )


def measured(folder: Path, engine: str, processes: int, seconds: float) -> Found:
    """Return what a server with so many processes answers."""
    with ExitStack() as stack:
        keys = Keys()
        url, postgres = stack.enter_context(durable(folder, engine))
        server = InClear(folder, url, keys, WEB_CONCURRENCY=str(processes), RECORDS_A_DAY="0").start()
        stack.callback(server.end)
        generator = Load()
        stack.callback(generator.close)
        target = Target(server.public_url, (server.port,))
        warm = generator.offers(target, 0, 2, SENDERS)()
        web, database, (used, idle) = cpu_seconds(server.pid), _spent(postgres), _of_all()
        outcome = generator.offers(target, 0, seconds, SENDERS)()
        web, database = cpu_seconds(server.pid) - web, _spent(postgres) - database
        used, idle = _of_all()[0] - used, _of_all()[1] - idle
        store = keys.store(url)
        prove(store, [warm, outcome])
        store.close()
        each = 1000 / len(outcome.answers)
        times = outcome.of(OK)
        return Found(
            processes,
            outcome.a_second,
            at(0.5, times),
            at(0.99, times),
            each * web,
            each * database,
            each * outcome.cpu,
            used / (used + idle),
        )


def disk(folder: Path) -> float:
    """Return the milliseconds that one small write takes until it is on the disk."""
    times = []
    with (folder / "written").open("wb", buffering=0) as file:
        for _ in range(_WRITES):
            began = perf_counter()
            file.write(bytes(4096))
            os.fdatasync(file.fileno())
            times.append(perf_counter() - began)
    return 1000 * median(times)


def _spent(database: Cluster | None) -> float:
    return 0.0 if database is None else cpu_seconds(database.processes()[0])


def _of_all() -> tuple[int, int]:
    """Return the ticks of this computer's CPUs that were used, and that were idle."""
    times = list(map(int, Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]))
    idle = times[3] + times[4]
    return sum(times) - idle, idle


if __name__ == "__main__":
    main(
        tuple(each for each in sys.argv[1:] if not each.isdigit()) or ("sqlite", "postgresql"),
        next((float(each) for each in sys.argv[1:] if each.isdigit()), SECONDS),
    )
