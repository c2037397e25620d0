"""Reads the table of refusals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from app.observe.refusals import refusal_counter
from app.store.model import table_of
from app.store.work.refusals import RefusalCount

if TYPE_CHECKING:
    from flask import Flask

    from app.store import Store


def refusals(app: Flask, store: Store, by: str = "reason") -> dict[str, int]:
    """Write the refusals that are still in memory, and return how many there are by reason or by network."""
    refusal_counter(app).flush()
    table = table_of(RefusalCount).c
    grouped = select(table[by], func.sum(table.count)).group_by(table[by])
    with store.engine.connect() as connection:
        return {str(key): int(count) for key, count in connection.execute(grouped)}
