"""When the database fails for a moment, a transaction is run again."""

from __future__ import annotations

from threading import BoundedSemaphore
from typing import TYPE_CHECKING

import pytest

from app.store import StoreUnavailable
from app.store.engine.retries import ONCE, Retries

if TYPE_CHECKING:
    from collections.abc import Callable


class Passing:
    """A clock that only a pause moves on, and a database that fails for a while."""

    def __init__(self, *reasons: str) -> None:
        self.reasons = list(reasons)
        self.pauses: list[float] = []
        self.tried = 0

    def retries(self, **changed: float) -> Retries:
        return Retries(**changed, sleep=self.pauses.append, monotonic=lambda: sum(self.pauses))  # type: ignore[arg-type]

    def attempt(self) -> str:
        self.tried += 1
        if self.reasons:
            raise StoreUnavailable(self.reasons.pop(0))
        return "done"


@pytest.mark.parametrize(
    "reason", ["40001", "40P01", "57P01", "57P02", "57P03", "25006", "53300", "08006", "unreachable"]
)
def test_what_fails_in_passing_is_done_a_moment_later(reason: str):
    database = Passing(reason, reason)
    assert database.retries().run(database.attempt) == "done"
    first, second = database.pauses
    assert 0.05 <= first <= 0.1 <= second <= 0.2, "longer each time, and at random"


@pytest.mark.parametrize(
    "reason", ["23505", "42P01", "53100", "55P03", "57014", "SQLITE_FULL", "pool_timeout"]
)
def test_what_would_fail_again_is_told_at_once(reason: str):
    database = Passing(reason)
    with pytest.raises(StoreUnavailable, match=reason):
        database.retries().run(database.attempt)
    assert (database.tried, database.pauses) == (1, [])


@pytest.mark.parametrize(
    ("retries", "tried"),
    [
        (lambda database: database.retries(most=3, within=99), range(3, 4)),
        (lambda database: database.retries(most=99, within=2), range(4, 8)),
        (lambda _database: ONCE, range(1, 2)),
    ],
)
def test_trying_again_ends_after_some_attempts_and_some_seconds(
    retries: Callable[[Passing], Retries], tried: range
):
    database = Passing(*["unreachable"] * 100)
    with pytest.raises(StoreUnavailable):
        retries(database).run(database.attempt)
    assert database.tried in tried
    assert sum(database.pauses) <= 2


def test_only_some_of_a_servers_threads_wait_at_once():
    database = Passing("unreachable")
    taken = BoundedSemaphore(1)
    taken.acquire()
    with pytest.raises(StoreUnavailable):
        Retries(waiting=taken, sleep=database.pauses.append).run(database.attempt)
    assert (database.tried, database.pauses) == (1, [])
