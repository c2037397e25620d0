"""A draft that cannot be read is replaced by a new one, and never lost."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from app.store.conversations.conversations import PROGRESS, ConversationRow
from app.store.conversations.lost_drafts import LostDraft
from app.store.model import table_of
from app.store.trail import audit


def draft_of(store):
    with store.engine.connect() as connection:
        return connection.execute(select(ConversationRow.id, table_of(ConversationRow).c.progress)).one()


def kept(store):
    """Return the drafts that were kept, which are those that the trail names."""
    with store.read() as unit:
        events = [event for event in audit.latest(unit.db, 100) if event.action == "conversation.unreadable"]
    with store.engine.connect() as connection:
        rows = connection.execute(select(LostDraft.id, LostDraft.progress)).all()
    assert sorted(event.details["lost_draft"] for event in events) == sorted(row.id.hex for row in rows)
    return [row.progress for row in rows]


def replace_draft(store, token):
    with store.engine.begin() as connection:
        connection.execute(update(ConversationRow).values(progress=token))


@pytest.fixture
def answering(patient):
    patient.tells("hello", "1", "1", "Maya Okafor")
    return patient


@pytest.mark.parametrize("malformed", ['{"step": 7}', "[]", "no JSON", '{"last_at": "yesterday"}'])
def test_a_draft_that_opens_and_is_malformed_is_kept_sealed(malformed, answering, store, keys):
    token = keys.sealer.seal(PROGRESS, draft_of(store).id, malformed)
    replace_draft(store, token)
    assert "I couldn’t open" in answering.says("4 March 1990")
    assert kept(store) == [token]
    assert "I couldn’t open" not in answering.says("1")


def test_the_trail_which_outlives_the_patient_holds_no_token(answering, store, contents):
    replace_draft(store, "gAAAAAA")
    answering.says("4 March 1990")
    assert kept(store) == ["gAAAAAA"]
    assert "gAAAA" not in repr(contents()["audit_events"])


@pytest.mark.parametrize("way", ["RESTART", "DELETE MY DATA"])
def test_a_draft_that_was_kept_goes_when_answers_are_told_to_be_gone(way, answering, store, clock, contents):
    replace_draft(store, "gAAAAAA")
    answering.tells("hello", "1", "1", "1", "Maya Okafor")
    clock.moves(hours=1)
    answering.tells("4 March 1990", way, "yes")
    assert contents()["lost_drafts"] == []


def test_a_draft_that_does_not_open_is_kept_once_and_only_when_it_is_replaced(answering, store):
    for number in range(20):
        answering.says(f"¿{number}?")
    replace_draft(store, "gAAAAAA")
    answering.tells("4 March 1990", "1", "1")
    assert kept(store) == ["gAAAAAA"]
    assert draft_of(store).progress != "gAAAAAA"
