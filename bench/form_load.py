"""Answer the form under load while workers are killed.

`python -m bench.form_load 200 sqlite`

So many patients with a link each answer the form to the end, 50 pages a second in all, on two workers, while messages arrive
and one worker is killed with kill -9 every four seconds. Each page that is sent is followed by the next one, as in a browser,
so there are two requests for each. A ledger outside keeps what was acknowledged; in the end all of it is in a record or a draft,
and nothing is there twice. One more run without the kills shows what they cost. The CPU time of the server says what two cores
carry that do nothing else.
"""

from __future__ import annotations

import os
import sys
import tempfile
import threading
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bench.rotation import variables
from tests.databases import Keys, migrate, running_postgres
from tests.server.crowd import WHOLE_INTAKE, answers_of
from tests.server.form_crowd import FormCrowd, Ledger, new_links, prove
from tests.server.live_server import RemotePatient, Server

if TYPE_CHECKING:
    from collections.abc import Iterator

PATIENTS: Final = 200
A_SECOND: Final = 50
AT_ONCE: Final = 12
KILL_EVERY: Final = 4.0
MESSAGES_A_SECOND: Final = 5


def main(patients: int, engines: tuple[str, ...]) -> None:
    for engine in engines:
        for kills in (True, False):
            with tempfile.TemporaryDirectory() as name, database(Path(name), engine) as url:
                migrate(url)
                run(patients, engine, url, Path(name), kills=kills)


@contextmanager
def database(folder: Path, engine: str) -> Iterator[str]:
    if engine == "sqlite":
        (folder / "instance").mkdir(mode=0o700)
        yield f"sqlite:///{folder}/instance/anteroom.db"
    else:
        with running_postgres() as postgres, postgres.database() as url:
            yield url


def run(patients: int, engine: str, url: str, folder: Path, *, kills: bool) -> None:
    keys = Keys()
    store = keys.store(url)
    links = new_links(store, patients)
    server = Server(folder, url, **variables(keys), WEB_CONCURRENCY="2", LOG_LEVEL="ERROR").start()
    began = cpu_seconds(server.pid)
    messages = Messages(server)
    crowd = FormCrowd(server, links, A_SECOND, AT_ONCE)
    killed = 0
    try:
        while not crowd.is_done:
            time.sleep(KILL_EVERY)
            if kills and not crowd.is_done:
                server.kill_one_worker()
                killed += 1
        ledger = crowd.stop()
    finally:
        sent = messages.stop()
    spent = cpu_seconds(server.pid) - began
    server.kill()
    report(engine, ledger, prove(store, ledger), killed, sent, spent)
    store.close()


def cpu_seconds(master: int) -> float:
    """Return the CPU time of a server, with that of workers that were killed."""
    children = map(int, Path(f"/proc/{master}/task/{master}/children").read_text().split())
    ticks = sum(sum(_times(pid)[: 4 if pid == master else 2]) for pid in (master, *children))
    return ticks / os.sysconf("SC_CLK_TCK")


def _times(pid: int) -> list[int]:
    """Return utime, stime, cutime and cstime (proc_pid_stat(5)) of a process."""
    return list(map(int, Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:15]))


class Messages:
    """Whole intakes in the chat, one message after the other, until they are stopped."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._stop = threading.Event()
        self._acknowledged = 0
        self._thread = threading.Thread(target=self._write)
        self._thread.start()

    def stop(self) -> int:
        """Stop, and return how many messages were acknowledged."""
        self._stop.set()
        self._thread.join()
        return self._acknowledged

    def _write(self) -> None:
        number = 0
        while not self._stop.is_set():
            number += 1
            patient = RemotePatient(self._server, f"whatsapp:+1503{number:07d}")
            for line in WHOLE_INTAKE:
                patient.says(line.format(**answers_of(number)))
                self._acknowledged += 1
                if self._stop.wait(1 / MESSAGES_A_SECOND):
                    return


def report(  # noqa: PLR0917  (the figures)
    engine: str, ledger: Ledger, kept: tuple[int, int], killed: int, messages: int, spent: float
) -> None:
    seconds = ledger.ended - ledger.began
    print(f"\n{engine}, two workers, {killed} kill -9, {messages / seconds:.1f} messages a second meanwhile")
    print(
        f"  {ledger.submissions:,} pages acknowledged, {ledger.a_second:.1f} a second; {ledger.again} sent again"
    )
    print(f"  acknowledged in {ledger.percentile(0.5):.0f} ms (p50), {ledger.percentile(0.99):.0f} ms (p99)")
    print(f"  all of it is in {kept[0]:,} records and {kept[1]:,} drafts, nothing twice")
    each = spent / ledger.submissions
    print(
        f"  {1000 * each:.0f} ms of CPU a page, with the next one and the messages: two idle cores would carry {2 / each:.0f} a second"
    )


if __name__ == "__main__":
    main(int((sys.argv[1:] or [str(PATIENTS)])[0]), tuple(sys.argv[2:] or ["sqlite", "postgresql"]))
