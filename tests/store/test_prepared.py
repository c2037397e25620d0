"""A prepared statement says on each engine what SQLAlchemy's own execution says."""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy import bindparam, insert, select, update

from app.store import Store
from app.store.connection import begin
from app.store.database import upsert_into
from app.store.prepared import Prepared
from app.store.tables import conversation_steps, milestones
from tests.store.example import NOW

_steps = conversation_steps.c
STEP = {"id": UUID(int=7), "conversation_id": UUID(int=5), "step": "name", "aside": None, "at": NOW}
RECORD = Prepared(lambda _dialect: insert(conversation_steps).inline())
OF = select(conversation_steps).where(_steps.conversation_id == bindparam("of")).limit(1)


def test_values_are_written_and_read_as_by_sqlalchemy(store: Store):
    with store.begin() as unit:
        conversation = unit.conversations.lock("whatsapp:+15005550006", None, NOW).id
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
        lambda dialect: upsert_into(dialect, milestones).on_conflict_do_nothing().returning(milestones.c.name)
    )
    values = {"name": "worker", "at": NOW, "actor": "somebody"}
    with begin(store.engine, read_only=False) as connection:
        assert [tuple(row) for row in once.run(connection, values)] == [("worker",)]
        assert once.run(connection, values) == []


def test_a_parameter_that_is_missing_is_an_error(store: Store):
    away = Prepared(
        lambda _dialect: update(milestones).where(milestones.c.name == bindparam("which")).values(actor="x")
    )
    with begin(store.engine, read_only=False) as connection, pytest.raises(KeyError):
        away.run(connection, {})


def test_a_text_that_is_too_long_is_refused(store: Store):
    with begin(store.engine, read_only=False) as connection, pytest.raises(ValueError, match="at most"):
        RECORD.run(connection, {**STEP, "step": "x" * 1000})
