"""A transaction makes its parts on first use, and rows are bound by name."""

from __future__ import annotations

import ast
from dataclasses import make_dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import bindparam, insert, select, update

from app.store import Store
from app.store.clinic import milestones
from app.store.conversations import senders
from app.store.conversations.conversation_steps import ConversationStep
from app.store.engine.connection import begin
from app.store.engine.database import upsert_into
from app.store.model import table_of
from app.store.prepared import Prepared
from app.store.rows import all_of, columns_of
from app.store.tables import metadata
from tests.store.example import NOW

STORE = Path(__file__).resolve().parents[2] / "app" / "store"


def test_neither_the_order_of_fields_nor_that_of_columns_matters(store: Store):
    with store.begin() as unit:
        milestones.mark(unit.db, "worker", "somebody", NOW)
    in_order = make_dataclass("InOrder", [("name", str), ("at", Any), ("actor", str)])
    reordered = make_dataclass("Reordered", [("actor", str), ("at", Any), ("name", str)])
    kinds: tuple[type[Any], ...] = (in_order, reordered)
    for kind in kinds:
        columns = columns_of(kind, MILESTONES)
        for some in (columns, columns[::-1]):
            with store.engine.connect() as connection:
                [found] = all_of(kind, connection.execute(select(*some).where(MILESTONES.c.name == "worker")))
            assert (found.name, found.at, found.actor) == ("worker", NOW, "somebody")


def test_no_row_becomes_an_object_by_position():
    by_position = [
        f"{file.name}:{node.lineno}: {node.func.id}"
        for file in sorted(STORE.rglob("*.py"))
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        if node.func.id[:1].isupper() and node.func.id not in {"Table", "Index", "Seal", "DoorSeal"}
        if any(isinstance(argument, ast.Starred) for argument in node.args)
    ]
    assert by_position == []


# A prepared statement says on each engine what SQLAlchemy's own execution says.

MILESTONES = metadata.tables["milestones"]
_steps = table_of(ConversationStep).c
STEP = {"id": UUID(int=7), "conversation_id": UUID(int=5), "step": "name", "aside": None, "at": NOW}
RECORD = Prepared(lambda _dialect: insert(ConversationStep).inline())
OF = select(table_of(ConversationStep)).where(_steps.conversation_id == bindparam("of")).limit(1)


def test_values_are_written_and_read_as_by_sqlalchemy(store: Store):
    with store.begin() as unit:
        conversation = senders.lock(unit.db, "whatsapp:+15005550006", None, NOW).id
    step = {**STEP, "conversation_id": conversation}
    with begin(store.engine, read_only=False) as connection:
        RECORD.run(connection, step)
        RECORD.run(connection, {**step, "id": UUID(int=6), "patient_id": None})
        [row] = connection.execute(OF, {"of": conversation}).all()
        [found] = Prepared(lambda _dialect: OF).rows(connection, {"of": conversation})
    assert found._asdict() == dict(row._mapping)
    assert (found.conversation_id, found.at, found.aside) == (conversation, NOW, None)


def test_an_upsert_returns_what_the_driver_gives(store: Store):
    once = Prepared(
        lambda dialect: upsert_into(dialect, MILESTONES).on_conflict_do_nothing().returning(MILESTONES.c.name)
    )
    values = {"name": "worker", "at": NOW, "actor": "somebody"}
    with begin(store.engine, read_only=False) as connection:
        assert [tuple(row) for row in once.run(connection, values)] == [("worker",)]
        assert once.run(connection, values) == []


def test_a_parameter_that_is_missing_is_an_error(store: Store):
    away = Prepared(
        lambda _dialect: update(MILESTONES).where(MILESTONES.c.name == bindparam("which")).values(actor="x")
    )
    with begin(store.engine, read_only=False) as connection, pytest.raises(KeyError):
        away.run(connection, {})


def test_a_text_that_is_too_long_is_refused(store: Store):
    with begin(store.engine, read_only=False) as connection, pytest.raises(ValueError, match="at most"):
        RECORD.run(connection, {**STEP, "step": "x" * 1000})
