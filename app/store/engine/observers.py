"""What may be observed of an engine: its connections, and its statements."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.pool import QueuePool


def watch_pool(engine: Engine, held_for: Callable[[float], None], in_use: Callable[[int, int], None]) -> None:
    """Report how long each connection is held, and how many are in use.

    `held_for` is called with seconds; `in_use` with how many are in use and how many there may be. Both must be quick,
    and must not raise.
    """
    pool = engine.pool
    if not isinstance(pool, QueuePool):
        return
    most = pool.size() + pool._max_overflow  # noqa: SLF001  (there is no other way to ask)

    @event.listens_for(engine, "checkout")
    def taken(_raw: object, record: object, _proxy: object) -> None:
        record.info[_SINCE] = time.perf_counter()  # type: ignore[attr-defined]
        in_use(pool.checkedout(), most)

    @event.listens_for(engine, "checkin")
    def returned(_raw: object, record: object) -> None:
        since = record.info.pop(_SINCE, None)  # type: ignore[attr-defined]
        if since is not None:
            held_for(time.perf_counter() - since)
        in_use(pool.checkedout() - 1, most)


_SINCE: Final = "anteroom.since"

_RUNNING: Final = "anteroom.running"


def watch_statements(engine: Engine, begin: Callable[[str, str], Callable[[bool], None]]) -> None:
    """Report each statement as it begins and ends.

    `begin` is called with the engine's name and the statement's text without parameters. The function that it returns is
    called at the end, with whether the statement failed.
    """

    @event.listens_for(engine, "before_cursor_execute")
    def begun(connection: Connection, _cursor: object, text: str, *_: object) -> None:
        connection.info.setdefault(_RUNNING, []).append(begin(engine.dialect.name, text))

    @event.listens_for(engine, "after_cursor_execute")
    def done(connection: Connection, *_: object) -> None:
        connection.info[_RUNNING].pop()(False)

    @event.listens_for(engine, "handle_error")
    def failed(error: ExceptionContext) -> None:
        running = error.connection.info.get(_RUNNING) if error.connection is not None else None
        if running:
            running.pop()(True)
