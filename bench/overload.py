"""What happens beyond what a server can carry: `python -m bench.overload sqlite`

First eight senders write as fast as they are answered: that is the capacity of two web processes. Then half of it, all of it
and twice as much is offered, at a rate that waits for nobody, while `/healthz` and the list of patients are asked for again
and again. At last half of it is offered beside eight downloads whose readers have stopped and eight who try to sign in.
“x half” is a time as a multiple of the same at half the capacity. What was acknowledged is proven to be there, once.
"""

from __future__ import annotations

import http.client
import sys
import tempfile
import threading
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from app.cli.demo import write
from app.config import load
from app.services import Services
from bench.clinic import FROM_A_PROXY, Asked, Colleague, InClear, durable
from bench.offered import BUSY, OK, Load, Outcome, Target, at, prove
from tests.databases import Keys
from tests.people import FORM
from tests.server.live_server import Server
from tests.settings import complete_environment

if TYPE_CHECKING:
    from collections.abc import Iterator

SECONDS: Final = 8.0
PATIENTS: Final = 3_000


def main(engine: str, seconds: float) -> None:
    keys = Keys()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        url, _ = stack.enter_context(durable(folder, engine))
        store = keys.store(url)
        settings = load(complete_environment(LOG_LEVEL="ERROR"), folder)
        write(Services(settings, store, lambda: datetime.now(UTC)), PATIENTS, seed=1)
        server = InClear(folder, url, keys, WEB_CONCURRENCY="2").start()
        stack.callback(server.end)
        generator = Load()
        stack.callback(generator.close)
        members = [Colleague(server, store, name) for name in ("Priya", "Ana", "Olu", "Mei")]
        target = Target(server.public_url, (server.port,))
        generator.offers(target, 0, 2)()  # what is imported, compiled or cached on first use
        capacity = generator.offers(target, 0, seconds)().a_second
        print(
            f"{engine}: two web processes carry {capacity:.0f} messages a second beside the one who sends them"
        )
        runs = list(_runs(generator, target, server, members, capacity, seconds))
        report(runs, capacity)
        messages, intakes = prove(store, [run.outcome for run in runs])
    print(
        f"{messages:,} messages were acknowledged and are there; {intakes:,} intakes were handed in, each once"
    )


@dataclass
class Run:
    """One rate, and what was seen meanwhile."""

    name: str
    rate: float
    outcome: Outcome
    checks: Asked
    pages: Asked


def _runs(  # noqa: PLR0917  (the people and the rates)
    generator: Load,
    target: Target,
    server: Server,
    members: list[Colleague],
    capacity: float,
    seconds: float,
) -> Iterator[Run]:
    for share in (0.5, 1.0, 2.0):
        yield _run(f"{share:g}x", generator, target, server, members[0], capacity * share, seconds)
    with held(server, members):
        yield _run("0.5x, held", generator, target, server, members[0], capacity / 2, seconds)


def _run(  # noqa: PLR0917  (as above)
    name: str,
    generator: Load,
    target: Target,
    server: Server,
    member: Colleague,
    rate: float,
    seconds: float,
) -> Run:
    outcome = generator.offers(target, rate, seconds)
    with (
        Asked(server.connect, "/healthz", FROM_A_PROXY) as checks,
        Asked(server.connect, "/patients", member.headers) as pages,
    ):
        return Run(name, rate, outcome(), checks, pages)


@contextmanager
def held(server: Server, members: list[Colleague]) -> Iterator[None]:
    """Have eight downloads that nobody reads, and eight who try to sign in."""
    stop = threading.Event()
    threads = [threading.Thread(target=_sign_in, args=(server, stop)) for _ in range(8)]
    downloads = [member.asks("csv") for member in members for _ in range(2)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join()
        for _answer, connection in downloads:
            connection.close()


def _sign_in(server: Server, stop: threading.Event) -> None:
    while not stop.is_set():
        connection = server.connect_in_clear()
        with suppress(OSError, http.client.HTTPException):
            connection.request("POST", "/login", "email=a&password=b", {**FROM_A_PROXY, "Content-Type": FORM})
            connection.getresponse().read()
        connection.close()


def report(runs: list[Run], capacity: float) -> None:
    print(
        f"{'offered':12}{'a second':>9}{'accepted':>10}{'x capacity':>11}{'p50 ms':>8}{'p99 ms':>8}{'x half':>8}"
        f"{'503':>6}{'503 p50':>9}{'503 p99':>9}{'failed':>8}{'healthz p99':>12}{'list p50':>10}{'list 503':>9}"
    )
    half = runs[0].outcome.of(OK)
    failed = {run.name: run.outcome.failed for run in runs if run.outcome.failed}
    for run in runs:
        accepted, refused = run.outcome.of(OK), run.outcome.of(BUSY)
        answers = len(run.outcome.answers) or 1
        pages = len(run.pages.all) or 1
        print(
            f"{run.name:12}{run.rate:>9.0f}{run.outcome.a_second:>10.0f}{run.outcome.a_second / capacity:>11.2f}"
            f"{at(0.5, accepted):>8.0f}{at(0.99, accepted):>8.0f}{at(0.99, accepted) / at(0.99, half):>8.1f}"
            f"{len(refused) / answers:>6.0%}{at(0.5, refused):>9.0f}{at(0.99, refused):>9.0f}"
            f"{sum(run.outcome.failed.values()):>8}{at(0.99, run.checks.all):>12.0f}"
            f"{at(0.5, sorted(run.pages.times.get(OK, []))):>10.0f}{len(run.pages.times.get(BUSY, [])) / pages:>9.0%}"
        )
    if failed:
        print(f"failed, by status (0: no answer): {failed}")


if __name__ == "__main__":
    main((sys.argv[1:] or ["sqlite"])[0], float(sys.argv[2]) if sys.argv[2:] else SECONDS)
