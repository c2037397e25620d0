"""A message of which Twilio never called back is asked about, at a bounded pace, and moved on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.jobs.worker import Worker
from app.messages import follow
from app.messages.follow import FOLLOW
from app.store.work import jobs
from tests.twilio_api import Fault

if TYPE_CHECKING:
    from tests.messages.clinic import Clinic


def follows(clinic: Clinic, **delta: float) -> list[str]:
    """Ask for what is due after that time, do it, and return what Twilio was asked meanwhile."""
    clinic.clock.moves(**delta)
    before = len(clinic.api.asked)
    follow.ask(clinic.services)
    Worker(clinic.services, {FOLLOW: follow.run}).once()
    return clinic.api.asked[before:]


def test_a_lost_callback_is_made_up_for_after_two_hours(clinic: Clinic):
    arrived, failed = clinic.writes(), clinic.writes()
    clinic.works()
    clinic.works(seconds=30)
    first, second = clinic.api.sent
    clinic.api.statuses |= {first.sid: "delivered", second.sid: "undelivered"}
    clinic.api.errors[second.sid] = 63024
    assert follows(clinic, hours=1) == []
    assert len(follows(clinic, hours=1)) == 2
    ends = {clinic.state(message) for message in (arrived, failed)}
    assert ends == {("delivered", None), ("undelivered", "63024")}
    assert follows(clinic, hours=12) == [], "what is known is not asked about"


def test_what_stays_silent_is_asked_about_every_six_hours_for_three_days(clinic: Clinic):
    clinic.writes()
    clinic.works()
    clinic.api.statuses[clinic.api.sent[0].sid] = "sent"
    asked = [bool(follows(clinic, hours=2)) for _ in range(50)]
    assert asked[:8] == [True, False, False, True, False, False, True, False]
    assert sum(asked) == 13
    assert not any(asked[37:])


def test_a_message_that_twilio_does_not_know_is_left_and_a_busy_twilio_asked_later(clinic: Clinic):
    message = clinic.writes()
    clinic.works()
    sid = clinic.api.sent[0].sid
    clinic.api.deleting_faults.append(Fault(status=429, code=20429))
    assert len(follows(clinic, hours=2)) == 1
    assert len(follows(clinic, minutes=10)) == 1, "Twilio was busy"
    clinic.api.sent.clear()
    assert f"Messages/{sid}" in follows(clinic, hours=6)[0]
    assert clinic.state(message) == ("sent", None)


def test_one_that_twilio_cannot_tell_of_keeps_no_other_back(clinic: Clinic):
    messages = [clinic.writes() for _ in range(3)]
    for _ in messages:
        clinic.works(seconds=30)
    clinic.api.statuses = dict.fromkeys((each.sid for each in clinic.api.sent), "delivered")
    clinic.api.deleting_faults = [Fault(20001, 400)]
    assert len(follows(clinic, hours=2)) == 3
    assert sorted(clinic.state(each)[0] for each in messages) == ["delivered", "delivered", "sent"]
    assert len(follows(clinic, hours=6)) == 1, "it is asked about again"


def test_at_most_twenty_are_asked_about_at_once(clinic: Clinic):
    for number in range(22):
        clinic.writes(to=f"whatsapp:+150055502{number:02}", conversation_id=None, patient_id=None)
        clinic.works(seconds=10)
    with clinic.services.store.read() as unit:
        assert jobs.count_dead(unit.db) == 0
    assert len(clinic.api.sent) == 22
    assert [len(follows(clinic, hours=3)), len(follows(clinic, minutes=1))] == [20, 2]
