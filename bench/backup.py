"""What a backup costs in time and memory: `python -m bench.backup`

On both engines. “bare” is, on SQLite, the engine's own online copy (`.backup`), and on PostgreSQL a COPY of every table
to nowhere: neither packs nor seals anything. “x bare” is the backup's time as a multiple of it. Memory is by how
much the resident memory of a process of its own grew at most, in each step.
"""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import ExitStack, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any, Final

import psycopg
from psycopg.sql import SQL, Identifier

from app.cli.demo import write
from app.config import load
from app.crypto import Identities, Recipients, new_identity
from app.services import Services
from app.store.backup import Wanted, check, opened, restore, take
from app.store.backup.columns import left_out
from app.store.tables import metadata
from tests.databases import Keys, migrate, running_postgres
from tests.people import Clock
from tests.settings import complete_environment

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.store import Store

SIZES: Final = (1_000, 100_000)
_MEGA: Final = 1e6


def main(sizes: tuple[int, ...]) -> None:
    keys, (identity, _public_key) = Keys(), new_identity()
    print(
        f"{'':12}{'patients':>10}{'step':>10}{'seconds':>9}{'rows/s':>10}{'MB/s':>7}{'x bare':>8}{'memory MB':>11}"
    )
    with ExitStack() as stack:
        postgres = stack.enter_context(running_postgres())
        for size in sizes:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            (folder / "instance").mkdir()
            for engine, url, other in (
                (
                    "SQLite",
                    f"sqlite:///{folder}/instance/anteroom.db",
                    f"sqlite:///{folder}/other/anteroom.db",
                ),
                (
                    "PostgreSQL",
                    stack.enter_context(postgres.database()),
                    stack.enter_context(postgres.database()),
                ),
            ):
                migrate(url)
                settings = load(complete_environment(LOG_LEVEL="ERROR"), folder)
                store = keys.store(url)
                write(Services(settings, store, Clock()), size, seed=size)
                store.link_audit()
                store.close()
                file = folder / f"{engine}.backup"
                for step, where in (("backup", url), ("prove", url), ("restore", other)):
                    report(engine, size, step, apart(step, where, file, keys, identity))


def apart(step: str, url: str, file: Path, keys: Keys, identity: str) -> list[float]:
    """Run a step in a separate process.

    Returns seconds, rows, bytes, the bare seconds, and memory in MB.
    """
    secrets = [*(key.hex() for key in (*keys.masters, *keys.index_keys)), identity]
    ran = subprocess.run(  # noqa: S603  (ourselves)
        [sys.executable, "-m", "bench.backup", "--step", step, url, str(file)],
        input=" ".join(secrets),
        capture_output=True,
        text=True,
        check=True,
    )
    return [float(each) for each in ran.stdout.split()]


def one(step: str, url: str, file: Path, secrets: list[str]) -> None:
    sealing, index, identity = secrets
    store = Keys((bytes.fromhex(sealing),), (bytes.fromhex(index),)).store(url)
    Path("/proc/self/clear_refs").write_text("5")  # the peak counts from here
    before = resident("VmRSS")
    began = perf_counter()
    rows, length = STEPS[step](store, Identities(identity), file)
    seconds = perf_counter() - began
    memory = resident("VmHWM") - before
    print(seconds, rows, length, bare(url, file) if step == "backup" else 0, memory)


def resident(name: str) -> float:
    """Return so many MB of this process: what is resident, or the most that was."""
    found = re.search(rf"{name}:\s+(\d+)", Path("/proc/self/status").read_text())
    assert found
    return int(found[1]) / 1024


def back_up(store: Store, keys: Identities, file: Path) -> tuple[int, int]:
    with file.open("wb") as written:
        taken = take(store, Recipients(keys.public_keys), written, datetime.now(UTC), lambda _rows: quiet)
        written.flush()
        os.fsync(written.fileno())
    return taken.manifest.rows, taken.bytes


def prove(store: Store, keys: Identities, file: Path) -> tuple[int, int]:
    with file.open("rb") as sealed:
        checked = check(sealed, keys, store, lambda _rows: nullcontext(quiet))
    return checked.manifest.rows, checked.bytes


def bring_back(store: Store, keys: Identities, file: Path) -> tuple[int, int]:
    wanted = Wanted(now=datetime.now(UTC), spent_step=0, digest="")
    with file.open("rb") as sealed, opened(sealed, keys, store.keys.blind_index) as content:
        done = restore(store, content.manifest, content.batches, wanted, quiet)
    return done.rows, file.stat().st_size


STEPS: Final[dict[str, Callable[[Any, Identities, Path], tuple[int, int]]]] = {
    "backup": back_up,
    "prove": prove,
    "restore": bring_back,
}


def bare(url: str, file: Path) -> float:
    """Return how long it takes to read the same database with nothing sealed."""
    began = perf_counter()
    if url.startswith("sqlite"):
        copy = file.with_suffix(".bare")
        with sqlite3.connect(url.removeprefix("sqlite:///")) as source, sqlite3.connect(copy) as target:
            source.backup(target)
        source.close()
        target.close()
    else:
        with psycopg.connect(url) as connection, connection.cursor() as cursor:
            for name in metadata.tables.keys() - left_out():
                with cursor.copy(SQL("COPY {} TO STDOUT").format(Identifier(name))) as rows:
                    for _row in rows:
                        pass
    return perf_counter() - began


def quiet(_count: int) -> None:
    pass


def report(engine: str, size: int, step: str, found: list[float]) -> None:
    seconds, rows, length, bare_seconds, memory = found
    ratio = f"{seconds / bare_seconds:.1f}" if bare_seconds else "–"
    print(
        f"{engine:12}{size:>10,}{step:>10}{seconds:>9.2f}{rows / seconds:>10,.0f}{length / _MEGA / seconds:>7.1f}"
        f"{ratio:>8}{memory:>11.1f}",
        flush=True,
    )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--step"]:
        one(sys.argv[2], sys.argv[3], Path(sys.argv[4]), input().split())
    else:
        main(tuple(int(size) for size in sys.argv[1:]) or SIZES)
