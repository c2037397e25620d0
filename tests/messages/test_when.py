"""When messages go: STOP and START, quiet hours, the 24 hours, a moment that is over. On a moving clock over two weeks."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from app.intake.clinic import Clinic as ClinicSettings
from app.store.clinic import versions
from app.store.clinic.clinic_settings import ClinicVersion
from app.store.messages import outbound
from app.store.messages.new_message import Purpose
from app.web.quiet import quiet_until
from tests.cases import for_each

if TYPE_CHECKING:
    from tests.messages.clinic import Clinic

TEMPLATE = "HX" + "b" * 32
DAY = datetime(2026, 11, 26, tzinfo=UTC)
"""The clock of the tests stands at nine o'clock on the day before."""


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return DAY + timedelta(days=day, hours=hour, minutes=minute)


CASES = (
    # what is asked for, when, what the patient writes before, what becomes of it, and when it is sent
    ("reply, by day", Purpose.REPLY, at(0, 10), "hello", "sent", at(0, 10)),
    ("reply, at night: they are writing", Purpose.REPLY, at(0, 23), "hello", "sent", at(0, 23)),
    ("reminder, by day", Purpose.REMINDER, at(1, 10), "hello", "sent", at(1, 10)),
    ("reminder, at night", Purpose.REMINDER, at(1, 22), "hello", "sent", at(2, 8)),
    ("reply, a day later", Purpose.REPLY, at(3, 9), None, "window_closed", None),
    ("template, a day later", Purpose.INVITATION, at(3, 10), None, "sent", at(3, 10)),
    ("reply after STOP", Purpose.REPLY, at(4, 9), "STOP", "opted_out", None),
    ("template after STOP", Purpose.INVITATION, at(5, 9), None, "opted_out", None),
    ("reminder after STOP", Purpose.REMINDER, at(6, 9), None, "opted_out", None),
    ("reply after START", Purpose.REPLY, at(7, 9), "START", "sent", at(7, 9)),
    ("reminder after START, at night", Purpose.REMINDER, at(8, 21), "hello", "sent", at(9, 8)),
    ("reply, just before the 24 hours are over", Purpose.REPLY, at(10, 7), None, "window_closed", None),
    (
        "reference, at night: they have just sent the form",
        Purpose.RECEIVED,
        at(11, 23),
        "hello",
        "sent",
        at(11, 23),
    ),
    ("reply, in time again", Purpose.REPLY, at(13, 19, 59), "hello", "sent", at(13, 19, 59)),
)


def test_two_weeks_of_a_patient_get_what_they_may_get_and_nothing_else(clinic: Clinic):
    for name, purpose, when, said, ends, goes in CASES:
        clinic.clock.now = when
        if said:
            clinic.patient.says(said)
        words = {"content_sid": TEMPLATE} if purpose is Purpose.INVITATION else {}
        before = len(clinic.api.sent)
        message = clinic.writes(purpose, **words)
        while clinic.message(message).waits:
            clinic.works()
            if clinic.message(message).waits:
                clinic.clock.moves(minutes=10)
        state = clinic.message(message).error or clinic.message(message).state
        assert state == ends, name
        assert [sent.at for sent in clinic.api.sent[before:]] == ([goes] if goes else []), name


def test_a_stop_between_the_asking_and_the_sending_counts(clinic: Clinic):
    reply = clinic.writes()
    clinic.patient.says("STOP")
    clinic.works()
    assert clinic.state(reply) == ("given_up", "opted_out")
    assert clinic.message(reply).body, "staff see what was not sent"
    clinic.patient.says("START")
    assert clinic.works(minutes=5) == 0, "what was given up stays so"
    assert clinic.api.sent == []


def test_what_may_not_be_late_is_given_up_and_what_may_not_be_early_waits(clinic: Clinic):
    early = clinic.writes(Purpose.NOTICE, not_before=clinic.clock() + timedelta(hours=1))
    late = clinic.writes(Purpose.NOTICE, send_by=clinic.clock() + timedelta(minutes=1))
    clinic.works(minutes=2)
    assert (clinic.state(early), clinic.state(late)) == (("queued", None), ("given_up", "too_late"))
    assert clinic.message(late).body is None
    clinic.works(hours=1)
    assert clinic.state(early) == ("sent", None)


def test_what_is_not_needed_any_more_is_given_up(clinic: Clinic):
    reminder = clinic.writes(Purpose.REMINDER, not_before=clinic.clock() + timedelta(hours=1))
    reply = clinic.writes()
    with clinic.services.store.begin() as unit:
        outbound.cancel(unit.db, clinic.conversation, Purpose.REMINDER, clinic.clock())
    clinic.works(hours=2)
    assert clinic.state(reminder) == ("given_up", "not_needed")
    assert clinic.state(reply) == ("sent", None)


LONDON = ClinicSettings("Larkfield Clinic", "+15005550009", "112", timezone="Europe/London")


@for_each(
    ("clinic", "now", "ends"),
    [
        (LONDON, datetime(2026, 7, 1, 18, 59, tzinfo=UTC), None),
        (LONDON, datetime(2026, 7, 1, 19, 0, tzinfo=UTC), datetime(2026, 7, 2, 7, 0, tzinfo=UTC)),
        (LONDON, datetime(2026, 7, 2, 6, 59, tzinfo=UTC), datetime(2026, 7, 2, 7, 0, tzinfo=UTC)),
        (LONDON, datetime(2026, 7, 2, 7, 0, tzinfo=UTC), None),
        # The night in which the clock is put back is an hour longer.
        (LONDON, datetime(2026, 10, 24, 20, 0, tzinfo=UTC), datetime(2026, 10, 25, 8, 0, tzinfo=UTC)),
        (replace(LONDON, quiet_from="12:00", quiet_until="14:00"), datetime(2026, 12, 1, 13, tzinfo=UTC), datetime(2026, 12, 1, 14, tzinfo=UTC)),
        (replace(LONDON, quiet_from="08:00", quiet_until="08:00"), datetime(2026, 12, 1, 3, tzinfo=UTC), None),
    ],
)  # fmt: skip
def test_quiet_hours_are_the_clinics(clinic, now, ends):
    assert quiet_until(clinic, now) == ends


def test_what_must_not_come_at_night_waits_until_somebody_says_where_the_clinic_is(clinic: Clinic):
    def says(version: int, settings: ClinicSettings) -> None:
        with clinic.services.store.begin() as unit:
            assert versions.keep(unit.db, ClinicVersion, version, settings, "operator", clinic.clock())

    clinic.clock.now = at(0, 10)
    clinic.patient.says("hello")
    says(0, replace(LONDON, timezone=""))
    invitation = clinic.writes(Purpose.INVITATION, content_sid=TEMPLATE)
    reply = clinic.writes()
    clinic.works(hours=1)
    assert clinic.message(invitation).waits
    assert clinic.state(invitation)[1] in {None, "no_time_zone"}
    assert clinic.state(reply) == ("sent", None), "an answer to somebody who writes is not held back"
    says(1, LONDON)
    clinic.works(minutes=20)
    assert clinic.state(invitation) == ("sent", None)
