"""Silence, messages that do not arrive, and the fallback URL: each made for real, told, and over again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.checks import State
from app.checks.twilio import fallback, refused, replies, silence
from app.store import StoreUnavailable
from app.store.clinic import milestones
from tests.people import TOKEN, Patient, message_fields, new_sid, status_fields

if TYPE_CHECKING:
    from app.services import Services
    from tests.people import Clock, Twilio


def writes(twilio: Twilio, messages: int) -> None:
    for number in range(messages):
        Patient(twilio, f"whatsapp:+1500555{number:04d}").says("hello")


def weeks(twilio: Twilio, clock: Clock, *busy: int) -> None:
    """Let weeks go by, with so many messages at this time of each."""
    for messages in busy:
        writes(twilio, messages)
        clock.moves(weeks=1)


def test_silence_at_a_time_that_is_usually_busy_is_told_until_a_message_comes(
    services: Services, twilio: Twilio, clock: Clock
):
    weeks(twilio, clock, 5, 6, 5)
    found = silence(services)
    assert found.state is State.WARN
    assert "none came for three hours" in found.said
    assert found.mend
    writes(twilio, 1)
    assert silence(services).state is State.OK


@pytest.mark.parametrize("busy", [(), (9, 9), (5, 4, 5)])
def test_a_young_clinic_and_one_that_is_not_always_busy_then_are_not_judged(
    services: Services, twilio: Twilio, clock: Clock, busy: tuple[int, ...]
):
    weeks(twilio, clock, *busy)
    assert silence(services).state is State.OK


def test_silence_in_the_night_is_none(services: Services, twilio: Twilio, clock: Clock):
    weeks(twilio, clock, 9, 9, 9)
    clock.moves(hours=12)
    assert silence(services).state is State.OK


def ends(patient: Patient, status: str, clock: Clock) -> None:
    clock.moves(seconds=1)
    code = {"ErrorCode": "63016"} if status == "failed" else {}
    fields = status_fields(status, patient.address, MessageSid=new_sid(), **code)
    assert patient.twilio.post(fields, "/webhook/status").status_code == 204


def test_five_failures_in_a_row_to_three_people_are_told_with_their_codes_until_one_arrives(
    services: Services, twilio: Twilio, clock: Clock
):
    people = [Patient(twilio, f"whatsapp:+1500555{number:04d}") for number in range(3)]
    for each in people:
        each.says("hello")
    for each in (*people, people[0]):
        ends(each, "failed", clock)
    assert replies(services).state is State.OK, "four are not five"
    ends(people[1], "failed", clock)
    found = replies(services)
    assert found.state is State.WARN
    assert "(63016)" in found.said
    ends(people[2], "delivered", clock)
    assert replies(services).state is State.OK


def test_five_failures_at_one_phone_and_those_of_yesterday_are_nobodys_alarm(
    services: Services, twilio: Twilio, clock: Clock
):
    people = [Patient(twilio, f"whatsapp:+1500555{number:04d}") for number in range(3)]
    for each in people:
        each.says("hello")
    for _ in range(6):
        ends(people[0], "failed", clock)
    assert replies(services).state is State.OK
    for each in (*people, *people):
        ends(each, "failed", clock)
    clock.moves(days=1, minutes=1)
    assert replies(services).state is State.OK


def test_the_fallback_url_is_told_for_an_hour_with_twilios_error_and_the_message_is_taken(
    services: Services, twilio: Twilio, clock: Clock
):
    assert fallback(services).state is State.OK
    said = Patient(twilio).says("hello", ErrorCode="11200", ErrorUrl="https://intake.example.org/webhook")
    assert said
    found = fallback(services)
    assert found.state is State.WARN
    assert "11200" in found.said
    assert found.at == clock()
    clock.moves(hours=1, seconds=1)
    assert fallback(services).state is State.OK


def test_the_message_is_answered_though_nobody_could_note_by_which_url_it_came(
    services: Services, twilio: Twilio, monkeypatch: pytest.MonkeyPatch
):
    def fails(*_: object) -> None:
        raise StoreUnavailable("SQLITE_BUSY")

    monkeypatch.setattr(milestones, "mark", fails)
    assert Patient(twilio).says("hello", ErrorCode="11200")
    assert fallback(services).state is State.OK


def test_only_an_error_of_twilios_is_kept(services: Services, twilio: Twilio):
    Patient(twilio).says("hello", ErrorCode="12345678")
    assert fallback(services).state is State.OK


def is_refused(twilio: Twilio, times: int, clock: Clock, **changed: str) -> None:
    """Post messages that are refused, a minute apart."""
    for _ in range(times):
        token = changed.get("token", TOKEN)
        fields = message_fields(
            "hello", **{name: value for name, value in changed.items() if name != "token"}
        )
        assert twilio.post(fields, token=token).status_code == 403
        clock.moves(minutes=1)


def test_a_token_by_which_every_message_is_refused_is_told_within_minutes(
    services: Services, twilio: Twilio, clock: Clock
):
    writes(twilio, 3)
    clock.moves(hours=2)
    is_refused(twilio, 2, clock, token="e" * 32)
    assert refused(services).state is State.OK, "two may be anybody's"
    is_refused(twilio, 1, clock, token="e" * 32)
    found = refused(services)
    assert found.state is State.BAD
    assert "TWILIO_AUTH_TOKEN" in found.mend
    clock.moves(hours=1, minutes=1)
    assert refused(services).state is State.OK


@pytest.mark.parametrize("changed", [{"To": "whatsapp:+14155238887"}, {"AccountSid": "AC" + "2" * 32}])
def test_messages_to_a_number_that_is_not_listed_are_told_though_others_come(
    services: Services, twilio: Twilio, clock: Clock, changed: dict[str, str]
):
    is_refused(twilio, 3, clock, **changed)
    writes(twilio, 5)
    found = refused(services)
    assert found.state is State.BAD
    assert "TWILIO_SENDERS" in found.mend


def test_forged_requests_while_messages_come_alert_nobody(services: Services, twilio: Twilio, clock: Clock):
    writes(twilio, 1)
    for _ in range(6):
        is_refused(twilio, 9, clock, token="e" * 32)
        writes(twilio, 1)
        clock.moves(minutes=1)
        assert refused(services).state is State.OK


def test_a_flood_that_stops_and_begins_raises_one_alert_an_hour(
    services: Services, twilio: Twilio, clock: Clock
):
    states = []
    for _ in range(3):
        is_refused(twilio, 3, clock, token="e" * 32)
        states.append(refused(services).state)
        clock.moves(seconds=30)
        writes(twilio, 1)
        clock.moves(minutes=12)
        states.append(refused(services).state)
    assert set(states) == {State.BAD}, "what stands is not told again"
