"""A flood of messages does not cost the clinic a reply each: beyond the limit one a minute, then silence."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from argon2.profiles import CHEAPEST

from app import create_app
from app.checks.database import limits
from app.config import RetentionSettings
from app.intake.allowance import MESSAGES_A_MINUTE
from app.store.clinic import versions
from app.store.clinic.retention_rules import Rules, RulesVersion
from app.store.conversations import conversations
from app.store.trail import audit
from app.store.work import alarms, jobs, storage_counts
from app.store.work.alarms import ALERT, MOST_WAITING
from app.store.work.storage_counts import REPLIES, day_of
from tests.people import ASKED, Patient, Twilio

if TYPE_CHECKING:
    from app.services import Services

FLOOD = 5 + 2 * MESSAGES_A_MINUTE


def replies(patient: Patient, texts) -> list[str]:
    return [reply for reply in map(patient.says, texts) if reply]


@pytest.mark.parametrize("text", ["¿{}?", "HELP"])
def test_a_flood_is_answered_no_more_than_a_bounded_number_of_times_a_minute(text, patient, clock):
    patient.tells("hello", "1", "1")
    clock.moves(minutes=1)
    heard = replies(patient, map(text.format, range(FLOOD)))
    assert len(heard) <= 2 * MESSAGES_A_MINUTE
    clock.moves(minutes=1)
    assert replies(patient, ["HELP"])


def test_beyond_the_limit_one_message_says_which_was_not_saved_and_then_there_is_silence(patient, clock):
    patient.tells("hello", "1", "1")
    clock.moves(minutes=1)
    patient.tells(*(f"¿{number}?" for number in range(MESSAGES_A_MINUTE)))
    told = patient.says("one too many")
    assert "a lot of messages in a minute" in told
    assert "not saved" in told
    assert replies(patient, map(str, range(10))) == []
    assert patient.last.status_code == 200
    clock.moves(minutes=1)
    assert f"2 of {ASKED}" in patient.says("Maya Okafor")


def test_silence_obeys_a_stop_and_a_cry_for_help_is_answered(patient, clock, store):
    patient.tells("hello", "1", "1")
    clock.moves(minutes=1)
    patient.tells(*(f"¿{number}?" for number in range(MESSAGES_A_MINUTE + 5)))
    assert "danger" in patient.says("chest pain")
    patient.tells(*(f"¿{number}?" for number in range(FLOOD)))
    assert patient.says("STOP") == "", "no more replies, and obeyed all the same"
    with store.read() as unit:
        assert audit.latest(unit.db, 1)[0].action == "conversation.opted_out"


def test_a_flood_beyond_what_a_sender_may_bring_in_a_day_is_answered_once_a_minute(patient, clock, store):
    with store.begin() as unit:
        assert versions.keep(
            unit.db, RulesVersion, 0, replace(Rules(), sender_messages=20), "operator", clock()
        )
    patient.tells("hello", "1", "1", *(f"¿{number}?" for number in range(18)))
    clock.moves(minutes=1)
    (told,) = replies(patient, map(str, range(FLOOD)))
    assert "a lot of messages today" in told
    clock.moves(minutes=1)
    assert replies(patient, map(str, range(10))) == [told]


def test_a_flood_of_cries_leaves_a_bounded_number_of_jobs(patient, store, clock):
    patient.tells("hello", "1", "1")
    for _ in range(2):
        clock.moves(minutes=1)
        patient.tells(*("chest pain", "I want to kill myself") * MESSAGES_A_MINUTE)
    with store.read() as unit:
        assert [job.kind for job in jobs.page(unit.db, 50)] == [ALERT] * MOST_WAITING


def capped(services: Services, **caps: Any) -> Services:
    return replace(services, settings=replace(services.settings, retention=RetentionSettings(**caps)))


def answered_by(services: Services) -> Patient:
    return Patient(Twilio(create_app(services, CHEAPEST).test_client()))


def test_beyond_the_replies_of_a_day_a_sender_is_told_once_and_a_cry_is_answered(services, store, clock):
    patient = answered_by(capped(services, sender_replies=5))
    assert len(replies(patient, ("hello", "1", "1", "?", "?"))) == 5
    told = patient.says("Maya Okafor")
    assert "a lot of messages today" in told
    assert replies(patient, ("Maya Okafor", "?")) == []
    assert "call 999" in patient.says("chest pain")
    with store.read() as unit:
        assert [entry.action for entry in audit.latest(unit.db, 9)].count("conversation.limited") == 1
    clock.moves(days=1)
    assert patient.says("2")


def test_what_is_not_sent_is_not_counted_as_a_reply(services, store, clock):
    patient = answered_by(capped(services, sender_replies=4))
    heard = replies(
        patient, ("hello", "1", "1", "?", "?", "HELP", "HELP", "chest pain", "?", "STOP", "hello")
    )
    with store.read() as unit:
        conversation = conversations.find(unit.db, patient.address)
        assert conversation is not None
        assert storage_counts.get(unit.db, conversation, REPLIES, day_of(clock())) == len(heard)


def limited_by_messages(services: Services) -> Patient:
    with services.store.begin() as unit:
        assert versions.keep(
            unit.db, RulesVersion, 0, replace(Rules(), sender_messages=3), "operator", services.clock()
        )
    return answered_by(services)


def limited_by_replies(services: Services) -> Patient:
    return answered_by(capped(services, sender_replies=3))


def limited_by_room(services: Services) -> Patient:
    with services.store.begin() as unit:
        assert versions.keep(
            unit.db, RulesVersion, 0, replace(Rules(), free_disk_mb=999_999_999), "operator", services.clock()
        )
    return answered_by(services)


@pytest.mark.parametrize("limited", [limited_by_messages, limited_by_replies, limited_by_room])
def test_beyond_any_limit_keywords_are_answered_once_an_hour_and_ten_cries_and_all_are_obeyed(
    limited, services, store, clock
):
    patient = limited(services)
    patient.tells("hello", "1", "1", "one too many")
    for _ in range(2):
        clock.moves(hours=1)
        said = [text for _ in range(12) for text in ("HELP", "chest pain", "I have decided to die")]
        heard = []
        for text in said:
            clock.moves(seconds=30)
            heard += [reply for reply in [patient.says(text)] if reply]
        assert 10 <= sum("999" in reply for reply in heard) <= 11
    with store.read() as unit:
        assert len(alarms.latest(unit.db)) == MOST_WAITING, "staff are told, whatever is answered"
    assert patient.says("STOP") != ""
    assert patient.says("STOP") == ""
    with store.read() as unit:
        assert audit.latest(unit.db, 1)[0].action == "conversation.opted_out"
        (conversation,) = [conversations.find(unit.db, patient.address)]
        assert conversation is not None
        assert storage_counts.get(unit.db, conversation, REPLIES, day_of(clock())) >= 20, "all are counted"


def test_beyond_the_replies_of_all_everybody_is_told_once(services):
    services = capped(services, replies_a_day=3)
    first = answered_by(services)
    assert len(replies(first, ("hello", "1", "1"))) == 3
    second = replace(first, address="whatsapp:+15005550009")
    assert "a lot of messages today" in second.says("hello")
    assert replies(second, ("hello", "?")) == []
    assert "call 999" in second.says("I can't breathe")
    assert [one.said for one in limits(services)] == ["REPLIES_A_DAY is reached"]
