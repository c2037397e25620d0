"""Writers of one process wait for SQLite in the order of arrival, and keep no connection from readers meanwhile."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import TYPE_CHECKING

import pytest

from app.store.engine import sqlite
from app.store.engine.turns import Turns
from app.store.trail import audit

if TYPE_CHECKING:
    from app.store import Store


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_threads_that_write_wait_in_line_without_a_connection(store: Store) -> None:
    line, order = sqlite._WRITERS[store.engine.dialect], list[int]()

    def write(number: int) -> None:
        with store.begin():
            order.append(number)

    with ThreadPoolExecutor(8) as pool, store.begin():
        for number in range(8):
            pool.submit(write, number)
            while line.waiting <= number:
                Event().wait(0.001)
        assert store.engine.pool.checkedout() == 1  # type: ignore[attr-defined]  # of the pool that engines have
        with store.read() as unit:
            assert audit.latest(unit.db, 1) == []
        assert order == []
    assert order == list(range(8))
    assert line.waiting == 0


@pytest.mark.parametrize("came", [False, True])
def test_a_writer_whom_a_signal_ends_in_line_takes_no_turn_with_it(
    came: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    turns = Turns(1, patience=5)
    assert turns.take()

    def interrupted(_event: Event, _seconds: float) -> bool:
        if came:
            turns.give_back()
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(Event, "wait", interrupted)
        turns.take()
    if not came:
        turns.give_back()
    assert turns.take()
    assert turns.waiting == 0
