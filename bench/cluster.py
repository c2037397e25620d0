"""Two nodes and two workers for as long as told: `python -m bench.cluster 600 160 caddy`

Two servers of two web processes each and two machines' workers (Celery over Redis) on one PostgreSQL with full durability,
behind the shipped configuration of a real Caddy or nginx, all on this computer. So many messages of whole intakes a second are
offered for so many seconds, while patients send pages of the form and a member looks at the list. Without a rate it is 60 % of
what sixteen senders get through. The ledger is outside: at the end all that was acknowledged is there, once. Memory,
descriptors and PostgreSQL's connections are printed near the start, in the middle and at the end: they have to stay flat.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

from bench.clinic import Asked, InClear, durable
from bench.offered import BUSY, OK, Load, Outcome, Target, at, prove
from tests.databases import Keys
from tests.exports.remote import RemoteColleague
from tests.guard.redis_server import running_redis
from tests.project import ROOT
from tests.server import form_crowd
from tests.server.form_crowd import FormCrowd, Ledger, new_links
from tests.server.live_server import Server, free_port
from tests.server.proxies import Proxied, running

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from app.store import Store
    from tests.faults.clusters import Cluster
    from tests.server.proxies import Proxy

SECONDS: Final = 20.0
PROXIES: Final = ("caddy", "nginx")
SUSTAINABLE: Final = 0.6
PAGES_A_SECOND: Final = 2.0
_CONNECTIONS: Final = 40
"""nginx, as the tests run it, has 128 in all, and each of these takes two. Beyond that it answers 500."""
_SAMPLED_AT: Final = (0.1, 0.5, 0.9)


def main(proxies: tuple[str, ...], seconds: float, rate: float) -> None:
    for kind in proxies:
        with ExitStack() as stack:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            stand = stack.enter_context(standing(folder, kind))
            run(stand, seconds, rate)


class Front(Proxied):
    """What everybody speaks to."""

    @property
    def port(self) -> int:
        return self.proxy.port


@dataclass(frozen=True)
class Stand:
    """Everything that runs."""

    kind: str
    front: Front
    store: Store
    postgres: Cluster
    processes: Mapping[str, int]
    """The first process of each part."""
    logs: tuple[Path, ...]


@contextmanager
def standing(folder: Path, kind: str) -> Iterator[Stand]:
    with ExitStack() as stack:
        keys, port = Keys(), free_port()
        url, postgres = stack.enter_context(durable(folder, "postgresql"))
        assert postgres is not None
        shared = {
            "REDIS_URL": stack.enter_context(running_redis()),
            "WORKERS": "celery",
            "PUBLIC_URL": f"https://localhost:{port}",
            "RECORDS_A_DAY": "0",
            "REPLIES_A_DAY": "0",
            "WEB_CONCURRENCY": "2",
        }
        nodes = []
        for name in ("node-1", "node-2"):
            (folder / name).mkdir()
            nodes.append(InClear(folder / name, url, keys, **shared).start())
            stack.callback(nodes[-1].end)
        workers = [stack.enter_context(_worker(node)) for node in nodes]
        proxy = stack.enter_context(running(kind, nodes[0], port, second=nodes[1].port))
        store = keys.store(url)
        stack.callback(store.engine.dispose)
        processes = {node.folder.name: node.pid for node in nodes}
        processes |= {f"worker-{number}": worker.pid for number, worker in enumerate(workers, 1)}
        processes[kind] = _pid_of(proxy)
        logs = tuple(node.log for node in nodes)
        yield Stand(kind, Front(nodes[0], proxy), store, postgres, processes, logs)


@contextmanager
def _worker(node: Server) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "worker"]
    with (node.folder / "worker.log").open("wb") as log:
        worker = subprocess.Popen(  # noqa: S603  (ourselves)
            command, cwd=ROOT, env=node.environment, stdout=log, stderr=log, start_new_session=True
        )
    try:
        yield worker
    finally:
        worker.terminate()
        try:
            worker.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(worker.pid, signal.SIGKILL)
            worker.wait()


def _pid_of(proxy: Proxy) -> int:
    """Return the process that was started with a path of the proxy's own folder."""
    named = str(proxy.folder).encode()
    return next(
        int(path.parent.name)
        for path in Path("/proc").glob("[0-9]*/cmdline")
        if path.exists() and named in path.read_bytes()
    )


def run(stand: Stand, seconds: float, rate: float) -> None:
    front = cast("Server", stand.front)  # whoever speaks to a server speaks to it
    generator = Load()
    certificate = str(stand.front.server.certificate)
    target = Target(front.public_url, (front.port,), certificate, _CONNECTIONS)
    try:
        outcomes = [generator.offers(target, 0, 3, 16)()]  # what is imported, compiled or cached on first use
        if not rate:
            outcomes.append(generator.offers(target, 0, 5, 16)())
            rate = SUSTAINABLE * outcomes[-1].a_second
        member = RemoteColleague(front, stand.store)
        samples = Samples(stand, seconds)
        crowd = FormCrowd(front, new_links(stand.store, int(seconds * PAGES_A_SECOND / 7)), PAGES_A_SECOND, 2)
        offered = generator.offers(target, rate, seconds)
        with Asked(stand.front.connects, "/patients", member.headers) as pages:
            outcomes.append(offered())
        ledger = crowd.stop()
        samples.stop()
    finally:
        generator.close()
    report(stand, rate, outcomes[-1], ledger, pages)
    samples.report()
    for said, times in Counter(_said(stand.logs)).most_common():
        print(f"  logged {times} times: {said}")
    messages, intakes = prove(stand.store, outcomes)
    records, drafts = form_crowd.prove(stand.store, ledger)
    print(
        f"  {messages:,} messages were acknowledged and are there; {intakes:,} intakes were handed in, each once"
    )
    print(
        f"  {ledger.submissions:,} pages of the form are in {records:,} records and {drafts:,} drafts, nothing twice"
    )


def report(stand: Stand, rate: float, outcome: Outcome, ledger: Ledger, pages: Asked) -> None:
    times, refused = outcome.of(OK), len(outcome.of(BUSY))
    print(
        f"\n{stand.kind}, two nodes, two workers, PostgreSQL, Redis: {rate:.0f} messages a second for {outcome.seconds:.0f} s"
    )
    print(
        f"  acknowledged {outcome.a_second:.1f} a second: p50 {at(0.5, times):.0f} ms, p99 {at(0.99, times):.0f} ms,"
        f" longest {at(1, times):.0f} ms; {refused} answered 503, failed {outcome.failed}, {outcome.held_back} held back"
    )
    listed = sorted(pages.times.get(OK, []))
    others = {status: len(each) for status, each in pages.times.items() if status != OK}
    print(
        f"  the list of patients: p50 {at(0.5, listed):.0f} ms, p99 {at(0.99, listed):.0f} ms, others {others}"
    )
    if ledger.took:
        print(
            f"  the form: {ledger.a_second:.1f} pages a second, p50 {ledger.percentile(0.5):.0f} ms,"
            f" p99 {ledger.percentile(0.99):.0f} ms; {ledger.again} sent again"
        )


def _said(logs: Iterable[Path]) -> Iterator[str]:
    """Yield what went wrong, without when and in which request."""
    for line in (line for log in logs for line in log.read_text().splitlines()):
        if not line.startswith("{"):
            continue
        event = json.loads(line)
        for name in ("timestamp", "request_id", "pid", "node", "message_sid"):
            event.pop(name, None)
        yield json.dumps(event)


@dataclass(frozen=True)
class Sample:
    """What one part holds."""

    processes: int
    megabytes: float
    descriptors: int


class Samples:
    """Look at every part near the start, in the middle and at the end."""

    def __init__(self, stand: Stand, seconds: float) -> None:
        self._stand = stand
        self._seconds = seconds
        self._samples: list[dict[str, Sample]] = []
        self._connections: list[int] = []
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()

    def stop(self) -> None:
        self._over.set()
        self._thread.join()

    def report(self) -> None:
        print(
            f"  {'':10}{'processes':>16}{'MB (PSS)':>20}{'descriptors':>20}   at the start, in the middle, at the end"
        )
        for part in self._stand.processes:
            seen = [sample[part] for sample in self._samples]
            columns = (
                [str(each.processes) for each in seen],
                [f"{each.megabytes:.0f}" for each in seen],
                [str(each.descriptors) for each in seen],
            )
            widths = (16, 20, 20)
            print(
                f"  {part:10}"
                + "".join(f"{' '.join(each):>{width}}" for each, width in zip(columns, widths, strict=True))
            )
        print(f"  connections to PostgreSQL: {' '.join(map(str, self._connections))}")

    def _watch(self) -> None:
        before = 0.0
        for share in _SAMPLED_AT:
            self._over.wait((share - before) * self._seconds)
            before = share
            self._samples.append({name: _sample(pid) for name, pid in self._stand.processes.items()})
            self._connections.append(
                self._stand.postgres.asked(
                    "SELECT count(*) FROM pg_stat_activity WHERE application_name LIKE 'anteroom%'"
                )
            )


def _sample(pid: int) -> Sample:
    family = list(_family(pid))
    return Sample(len(family), sum(map(_megabytes, family)), sum(map(_descriptors, family)))


def _family(pid: int) -> Iterator[int]:
    """Yield a process and all that come from it."""
    yield pid
    path = Path(f"/proc/{pid}/task/{pid}/children")
    for child in path.read_text().split() if path.exists() else ():
        yield from _family(int(child))


def _megabytes(pid: int) -> float:
    """Return the memory of a process; what it shares counts in part."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:  # it has just ended
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def _descriptors(pid: int) -> int:
    try:
        return len(list(Path(f"/proc/{pid}/fd").iterdir()))
    except OSError:
        return 0


if __name__ == "__main__":
    figures = [float(each) for each in sys.argv[1:] if each.replace(".", "").isdigit()]
    main(
        tuple(each for each in sys.argv[1:] if each in PROXIES) or PROXIES,
        (figures or [SECONDS])[0],
        (figures[1:] or [0.0])[0],
    )
