"""Do refusals take equally long for unknown members? `python -m bench.sign_in`

Unknown, known with a wrong password, known with a wrong code, and disabled members take turns, at argon2's real cost.
The figure to look at is the last column: the difference of the medians in units of what chance alone would give
(a permutation test); under 3 is noise. The last row counts the write transactions of a sign-in that succeeds: each
takes the database's lock and waits for the disk.
"""

from __future__ import annotations

import random
import statistics
import tempfile
import time
from pathlib import Path

from app import create_app, services
from app.config import load
from app.store.engine import schema
from app.store.staff import staff
from tests.people import Clock
from tests.settings import complete_environment
from tests.staff.transactions import write_transactions
from tests.staff_people import Browser, add_colleague

ROUNDS = 40
SHUFFLES = 2000


def main() -> None:
    """Measure, and print a table."""
    with tempfile.TemporaryDirectory() as folder:
        seconds_by_kind, writes = measure(Path(folder))
    for kind, seconds in seconds_by_kind.items():
        print_row(kind, seconds)
    print(f"{'signed in':16} {writes} write transactions")


TIMES: dict[str, list[float]] = {}


def measure(folder: Path) -> tuple[dict[str, list[float]], int]:
    """Return the seconds of refusals by reason, and how often a sign-in wrote."""
    clock = Clock()
    environment = complete_environment(
        DATABASE_URL=f"sqlite:///{folder}/instance/anteroom.db", LOG_LEVEL="ERROR"
    )
    parts = services.build(load(environment, folder), clock)
    schema.upgrade(parts.store.engine)
    app = create_app(parts)
    known = add_colleague(app, parts, clock, "known@larkfield.example", "clinician")
    disabled = add_colleague(app, parts, clock, "disabled@larkfield.example", "clinician")
    with parts.store.begin() as unit:
        member = staff.by_email(unit.db, disabled.email)
        if member is not None:
            staff.disable(unit.db, member.id, clock())
    attempts = {
        "unknown member": ("nobody@larkfield.example", "a wrong password altogether"),
        "wrong password": (known.email, "a wrong password altogether"),
        "wrong code": (known.email, known.password),
        "disabled member": (disabled.email, disabled.password),
    }
    for number in range(ROUNDS):
        for kind, (email, password) in random.sample(list(attempts.items()), len(attempts)):
            clock.moves(minutes=31)  # beyond the windows of the limits
            TIMES.setdefault(kind, []).append(one(app, number, email, password))
    clock.moves(minutes=31)
    token = known.browser.token("/login")
    fields = {"email": known.email, "password": known.password, "code": known.next_code()}
    with write_transactions(parts.store.engine) as writes:
        answer = known.browser.post_with(token, "/login", fields)
    assert answer.status_code == 303, answer.status_code
    return TIMES, len(writes)


def one(app: object, number: int, email: str, password: str) -> float:
    browser = Browser(app, address=f"198.51.100.{number}")  # type: ignore[arg-type]
    token = browser.token("/login")
    began = time.perf_counter()
    answer = browser.post_with(token, "/login", {"email": email, "password": password, "code": "000000"})
    taken = time.perf_counter() - began
    assert answer.status_code == 401, answer.status_code
    return taken


def print_row(kind: str, seconds: list[float]) -> None:
    reference = TIMES["unknown member"]
    difference = statistics.median(seconds) - statistics.median(reference)
    noise = by_chance(seconds, reference)
    print(
        f"{kind:16} median {statistics.median(seconds) * 1000:7.1f} ms   "
        f"x unknown {statistics.median(seconds) / statistics.median(reference):5.3f}   "
        f"difference {difference * 1000:+6.2f} ms   in units of chance {abs(difference) / noise:4.1f}"
    )


def by_chance(one_kind: list[float], other: list[float]) -> float:
    """Return the spread of the medians' difference when the labels are shuffled."""
    together, differences = one_kind + other, []
    for _ in range(SHUFFLES):
        random.shuffle(together)
        half = len(one_kind)
        differences.append(statistics.median(together[:half]) - statistics.median(together[half:]))
    return statistics.pstdev(differences) or float("inf")


if __name__ == "__main__":
    main()
