"""What a clinic publishes is asked of whoever begins after it, without a restart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from app.intake.definition import Definition, Item
from app.intake.questionnaire import FIRST, SHIPPED
from app.store.clinic import questionnaires
from app.store.patients import patients
from app.store.patients.patient import patients as table
from tests.intake.own_questions import INTERPRETER, SMOKING, WEIGHT
from tests.people import ANSWERS, Patient, begins

if TYPE_CHECKING:
    from app.store import Store
    from tests.people import Clock, Twilio

LATER = ("whatsapp:+15005550009", "whatsapp:+15005550010")


def publish(store: Store, clock: Clock, after: int, *own: Item) -> None:
    with store.begin() as unit:
        asked = Definition((*SHIPPED.definition.items, *own))
        assert questionnaires.publish(unit.db, after, asked, "operator", clock())


def record_of(store: Store) -> tuple[int, dict[str, str]]:
    """Return the version that the newest record says, and its answers beside the columns."""
    with store.read() as unit:
        newest = unit.db.execute(select(table.c.id).order_by(table.c.created_at.desc())).scalars().first()
        assert newest is not None
        found = patients.get(unit.db, newest)
        assert found is not None
        assert isinstance(found.others, dict)
        return found.asked_version, found.others


def test_a_published_version_is_asked_of_whoever_begins_and_others_end_with_theirs(
    twilio: Twilio, store: Store, clock: Clock
):
    early, late = Patient(twilio), Patient(twilio, LATER[0])
    begins(early)
    publish(store, clock, FIRST, INTERPRETER, SMOKING)
    early.tells(*ANSWERS[:-1])
    publish(store, clock, FIRST + 1, INTERPRETER, SMOKING, WEIGHT)
    assert "weigh" not in early.says("DONE")
    assert "reference" in early.says("SEND")
    assert record_of(store) == (FIRST, {})

    clock.moves(minutes=1)
    assert "The clinic also asks about: Interpreter, Smoking, Weight." in late.tells("hello", "1")
    late.tells("1", *ANSWERS[:-1])
    assert "Interpreter" in late.says("DONE")
    assert "kilograms" in late.tells("yes", "I used to")
    assert "reference" in late.tells("70,5 kg", "SEND")
    version, others = record_of(store)
    assert version == FIRST + 2
    assert others == {"interpreter": "yes", "smoking": "past", "weight": "70.5"}
    assert "Our privacy text has changed" in early.says("hello"), "who comes back agrees to what is asked now"
