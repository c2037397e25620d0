"""A transaction makes its parts on first use, and rows are bound by name."""

from __future__ import annotations

import ast
from dataclasses import make_dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from app.store.rows import all_of, columns_of
from app.store.settings import Milestone
from app.store.tables import milestones
from tests.store.example import NOW

if TYPE_CHECKING:
    from app.store import Store

STORE = Path(__file__).resolve().parents[2] / "app" / "store"


def test_only_the_parts_that_are_used_are_made(store: Store):
    with store.read() as unit:
        assert unit.audit is unit.audit
        made = {name for name in vars(unit) if not name.startswith("_")}
    assert made == {"audit"}


def test_neither_the_order_of_fields_nor_that_of_columns_matters(store: Store):
    with store.begin() as unit:
        unit.milestones.mark("worker", "somebody", NOW)
    reordered = make_dataclass("Reordered", [("actor", str), ("at", Any), ("name", str)])
    kinds: tuple[type[Any], ...] = (Milestone, reordered)
    for kind in kinds:
        columns = columns_of(kind, milestones)
        for some in (columns, columns[::-1]):
            with store.engine.connect() as connection:
                [found] = all_of(kind, connection.execute(select(*some).where(milestones.c.name == "worker")))
            assert (found.name, found.at, found.actor) == ("worker", NOW, "somebody")


def test_no_row_becomes_an_object_by_position():
    by_position = [
        f"{file.name}:{node.lineno}: {node.func.id}"
        for file in sorted(STORE.rglob("*.py"))
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        if node.func.id[:1].isupper() and node.func.id != "Table"
        if any(isinstance(argument, ast.Starred) for argument in node.args)
    ]
    assert by_position == []
