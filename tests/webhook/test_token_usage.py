"""Which of Twilio's tokens still signs is written down, rarely, and nothing of a token."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from app.checks.twilio import old_tokens
from app.store.messages import token_sightings
from app.store.messages.token_sightings import TokenSighting
from app.store.model import table_of
from tests.people import OLDER_TOKEN, TOKEN, Patient, Twilio, message_fields

if TYPE_CHECKING:
    from datetime import datetime

    from app.services import Services
    from app.store import Store
    from tests.people import Clock


def deliver(twilio: Twilio, token: str) -> None:
    with twilio.post(message_fields(), token=token) as answer:
        assert answer.status_code == 200


def last_seen(store: Store) -> list[datetime | None]:
    with store.read() as unit:
        return token_sightings.last_seen(unit.db, 2)


def test_a_token_is_seen_once_its_message_is_answered_and_not_written_again_within_the_hour(
    twilio: Twilio, store: Store, clock: Clock, app: object
):
    assert last_seen(store) == [None, None]
    deliver(twilio, OLDER_TOKEN)
    first = clock.now
    assert last_seen(store) == [None, first]
    clock.moves(minutes=59)
    with store.begin() as unit:
        token_sightings.note(unit.db, 1, 2, clock.now)
    assert last_seen(store) == [None, first]
    clock.moves(minutes=1)
    with store.begin() as unit:
        token_sightings.note(unit.db, 1, 2, clock.now)
    assert last_seen(store) == [None, clock.now]


def test_nothing_of_a_token_is_kept(twilio: Twilio, store: Store):
    deliver(twilio, TOKEN)
    with store.engine.connect() as connection:
        [row] = connection.execute(select(table_of(TokenSighting))).all()
    assert (row.position, row.listed, row.hours) == (0, 2, 1)
    assert not {TOKEN, OLDER_TOKEN} & {str(value) for value in row}


def test_an_old_token_may_go_once_the_newest_signs_and_it_does_not(
    twilio: Twilio, services: Services, clock: Clock
):
    def told() -> tuple[bool, str]:
        [old] = old_tokens(services)
        assert old.position == 2
        return old.may_go, old.said

    assert told() == (False, "the newest token has not signed anything yet")
    deliver(twilio, OLDER_TOKEN)
    assert not told()[0]
    clock.moves(hours=1)
    deliver(twilio, TOKEN)
    assert told() == (True, "token 2 has not been seen for 0 days")
    clock.moves(days=3)
    assert told() == (True, "token 2 has not been seen for 3 days")
    with services.store.begin() as unit:
        token_sightings.note(unit.db, 1, 2, clock.now)
    assert told() == (False, "token 2 is still in use")


def test_a_sighting_that_cannot_be_written_costs_no_message(patient: Patient, store: Store):
    with store.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE twilio_tokens")
    assert patient.says("hello")
    assert patient.last is not None
    patient.last.close()
