"""Reads the table of refusals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from app.observe.refusals import refusal_counter
from app.store.tables import refusals as table

if TYPE_CHECKING:
    from flask import Flask

    from app.store import Store


def refusals(app: Flask, store: Store, by: str = "reason") -> dict[str, int]:
    """Write the refusals that are still in memory, and return how many there are by reason or by network."""
    refusal_counter(app).flush()
    grouped = select(table.c[by], func.sum(table.c.count)).group_by(table.c[by])
    with store.engine.connect() as connection:
        return {str(key): int(count) for key, count in connection.execute(grouped)}
