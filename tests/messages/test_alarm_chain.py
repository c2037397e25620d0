"""Of an alarm one after the other is told until somebody has it: in order, nobody left out, and nobody afterwards."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import delete, insert, select, text

from app.features import FEATURES
from app.jobs.schedule import Schedule
from app.messages import alarm_chain, mail
from app.store.model import table_of
from app.store.tables import metadata
from app.store.trail import audit
from app.store.trail.audit import AuditFilters
from app.store.work import alarm_tellings, alarms, jobs
from app.store.work.alarm_tellings import FIRST, MAIL, NEXT, AlarmTelling
from app.store.work.alarms import ALERT
from tests.databases import on_each_engine, on_either_engine
from tests.messages.ward import CRY, DESK, DOCTOR, INES, OMAR, OPERATOR, PHONE, Killed, Ward
from tests.messages.worker import do_jobs, looks
from tests.twilio_api import Fault

if TYPE_CHECKING:
    from collections.abc import Callable
    from email.message import EmailMessage
    from uuid import UUID

    from app.config import MailServer

pytest_generate_tests = on_either_engine


def test_each_is_told_in_order_at_their_time_and_again_from_the_first(ward: Ward):
    ward.cries()
    assert ward.told == [DESK]
    assert ward.waits(minutes=4) == []
    assert ward.waits(minutes=1) == [PHONE]
    assert ward.waits(minutes=9) == []
    assert ward.waits(minutes=1) == [DOCTOR]
    assert ward.waits(minutes=14) == []
    assert ward.waits(minutes=1) == [DESK]
    assert ward.waits(minutes=5) == [PHONE]
    assert ward.steps() == [(1, 1, None), (1, 2, None), (1, 3, None), (2, 1, None), (2, 2, None)]
    with ward.services.store.read() as unit:
        lines = audit.page(unit.db, AuditFilters(action=alarm_chain.TOLD.code), 10)
    assert [line.details for line in reversed(lines)][3:] == [
        {"place": 1, "round": 2},
        {"place": 2, "round": 2},
    ]


def test_a_message_names_the_clinic_and_links_to_the_alarm(ward: Ward):
    alarm = ward.cries()
    ward.waits(minutes=5)
    link = f"https://intake.example.org/alarms/{alarm.conversation_id}"
    (mailed,), (sms,) = ward.box.received, ward.api.sent
    assert mailed["Subject"] == "Anteroom, Larkfield Clinic: A patient may need help now."
    body = mailed.get_content()
    assert body.count(link) == 2, "in each language"
    assert "Alerts never name a patient." in body
    assert sms.body.startswith(
        "Anteroom, Larkfield Clinic: A patient may need help now. Open the link to take it."
    )
    assert sms.body.endswith(link)


def test_the_operator_is_not_told_until_the_chain_has_gone_round_three_times_and_then_once(ward: Ward):
    ward.cries()
    looks(ward.services)
    for _ in range(8):
        ward.waits(minutes=15)
        looks(ward.services)
    assert ward.steps()[-1][:2] == (3, 3)
    assert OPERATOR not in ward.told
    ward.waits(minutes=15)
    for _ in range(3):
        looks(ward.services)
        ward.waits(minutes=15)
    (told,) = ward.box.got(OPERATOR)
    assert "Everybody in ALARM_CHAIN was told three times" in told["Subject"]
    assert ward.takes()
    ward.waits(minutes=6)
    looks(ward.services)
    looks(ward.services)
    assert [each["Subject"] for each in ward.box.got(OPERATOR)][1:] == [
        "Anteroom: All clear: Every alarm has been taken."
    ]


def test_whoever_the_mail_server_refuses_is_passed_over_at_once(ward: Ward):
    ward.box.refuses[DESK] = f"550 5.1.1 No such user {DESK}"
    ward.cries()
    assert ward.told == [PHONE]
    assert ward.steps() == [(1, 1, mail.REFUSED), (1, 2, None)]
    assert ward.waits(minutes=9) == []
    assert ward.waits(minutes=1) == [DOCTOR]


def test_a_server_that_refuses_everything_holds_nobody_up(ward: Ward):
    ward.box.answer = "550 5.7.1 Not today"
    ward.cries()
    assert ward.told == [PHONE]
    assert ward.waits(minutes=10) == []
    assert ward.steps() == [(1, 1, mail.REFUSED), (1, 2, None), (1, 3, mail.REFUSED)]
    assert ward.waits(minutes=15) == [PHONE], "the next round, at its time"
    assert ward.steps()[3:] == [(2, 1, mail.REFUSED), (2, 2, None)]


def test_whoever_is_put_off_is_passed_over_at_once_and_told_as_soon_as_it_goes(ward: Ward):
    ward.box.refuses[DESK] = "450 4.2.0 Greylisted, come again"
    ward.cries()
    assert ward.told == [PHONE]
    ward.waits(minutes=2)
    ward.box.refuses.clear()
    assert ward.waits(minutes=2) == [DESK]
    assert ward.steps() == [(1, 1, None), (1, 2, None)]


def test_whoever_is_put_off_until_their_next_turn_is_told_once_then(ward: Ward):
    ward.box.refuses[DESK] = "450 4.2.0 Greylisted, come again"
    ward.cries()
    ward.waits(minutes=10)
    ward.box.answer = "451 4.3.2 Try again later"
    ward.waits(minutes=15)
    ward.box.answer = "250 OK"
    ward.box.refuses.clear()
    ward.waits(minutes=2)
    ward.waits(minutes=2)
    assert len(ward.box.got(DESK)) == 1


def test_an_sms_that_is_not_delivered_does_not_wait(ward: Ward):
    ward.cries()
    ward.waits(minutes=5)
    ward.moves(minutes=1)
    ward.is_not_delivered(ward.api.sent[0])
    ward.is_not_delivered(ward.api.sent[0])
    assert ward.waits() == [DOCTOR]
    assert ward.steps() == [(1, 1, None), (1, 2, "30003"), (1, 3, None)]
    assert ward.waits(minutes=9) == [], "when the one after the SMS would have been told"
    assert ward.waits(minutes=6) == [DESK]


@pytest.mark.parametrize("fault", [Fault(21211, 400), Fault(20003, 401), Fault(20429, 429)])
def test_an_sms_that_twilio_does_not_take_does_not_wait(ward: Ward, fault: Fault):
    ward.cries()
    ward.api.faults.append(fault)
    assert ward.waits(minutes=5) == [DOCTOR]


def test_an_sms_that_twilio_may_have_taken_is_waited_for(ward: Ward):
    ward.cries()
    ward.api.faults.append(Fault(20500, 503))
    assert ward.waits(minutes=5) == []
    assert ward.waits(minutes=3) == [PHONE], "it had not"
    assert ward.waits(minutes=7) == [DOCTOR]


def test_where_nothing_can_be_sent_the_next_round_comes_at_its_time(ward: Ward):
    ward.services = ward.with_chain(f"{DESK} 0, {DOCTOR} 5, again 10")
    ward.box.answer = "550 5.7.1 Not today"
    ward.cries()
    assert [step[:2] for step in ward.steps()] == [(1, 1), (1, 2)]
    ward.waits(minutes=9)
    assert len(ward.steps()) == 2
    ward.waits(minutes=1)
    assert [step[:2] for step in ward.steps()] == [(1, 1), (1, 2), (2, 1), (2, 2)]


def test_nobody_is_told_once_somebody_has_it(ward: Ward):
    ward.cries()
    ward.waits(minutes=5)
    assert ward.takes()
    ward.is_not_delivered(ward.api.sent[0])
    for _ in range(10):
        assert ward.waits(minutes=15) == []
        alarm_chain.keep_up(ward.services)
    assert len(ward.steps()) == 2


def test_what_waits_for_its_server_is_not_sent_once_somebody_has_it(ward: Ward):
    ward.box.refuses[DESK] = "450 4.2.0 Greylisted, come again"
    ward.services = ward.with_chain(f"{DESK} 0, {PHONE} 0, again 60")
    ward.api.faults.append(Fault(20429, 429))
    ward.cries()
    assert ward.told == []
    assert ward.takes()
    ward.box.refuses.clear()
    for _ in range(5):
        assert ward.waits(minutes=2) == []


@on_each_engine
def test_a_step_that_waits_to_be_sent_is_not_when_somebody_is_quicker(ward: Ward):
    ward.services = ward.with_chain(f"{PHONE} 0, {DESK} 0, again 60")
    ward.patient.says(CRY)
    do_jobs(ward.services, {kind: FEATURES.jobs[kind].run for kind in (ALERT, NEXT)})
    assert [step[:2] for step in ward.steps()] == [(1, 1), (1, 2)]
    assert ward.takes()
    do_jobs(ward.services)
    assert ward.told == []


@on_each_engine
def test_two_who_take_at_once_while_the_worker_tells_leave_it_with_one_and_nobody_is_told_afterwards(
    ward: Ward,
):
    ward.cries()
    ward.moves(minutes=5)
    all_ready = Barrier(4)

    def takes(who: str) -> int:
        all_ready.wait(30)
        return ward.takes(who)

    def works() -> int:
        all_ready.wait(30)
        return do_jobs(ward.services)

    with ThreadPoolExecutor(4) as pool:
        workers = [pool.submit(works) for _ in range(2)]
        took = [pool.submit(takes, who) for who in (INES, OMAR)]
    assert sorted(each.result() for each in took) == [0, 1]
    assert all(each.exception() is None for each in workers)
    assert ward.told in ([DESK], [DESK, PHONE])
    for _ in range(4):
        assert ward.waits(minutes=15) == []


@on_each_engine
def test_two_workers_tell_each_step_once(ward: Ward):
    ward.patient.says(CRY)
    for _ in range(4):
        both = Barrier(2)

        def works(both: Barrier = both) -> None:
            both.wait(30)
            do_jobs(ward.services)

        with ThreadPoolExecutor(2) as pool:
            for each in [pool.submit(works) for _ in range(2)]:
                each.result()
        ward.moves(minutes=15)
    assert (len(ward.box.got(DESK)), len(ward.api.sent), len(ward.box.got(DOCTOR))) == (2, 1, 1)


@on_each_engine
def test_two_that_go_on_after_the_same_step_tell_one(ward: Ward):
    ward.cries()
    with ward.services.store.read() as unit:
        told = alarm_tellings.last(unit.db, ward.alarms()[0].id)
    assert told is not None
    both = Barrier(2)

    def goes_on() -> None:
        both.wait(30)
        alarm_chain._go_on(ward.services, told.id)

    with ThreadPoolExecutor(2) as pool:
        for each in [pool.submit(goes_on) for _ in range(2)]:
            each.result()
    assert [step[:2] for step in ward.steps()] == [(1, 1), (1, 2)]


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_worker_that_is_killed_while_it_mails_tells_the_step_again_and_skips_none(
    ward: Ward, moment: str, monkeypatch: pytest.MonkeyPatch
):
    def dies(server: MailServer, message: EmailMessage) -> None:
        if moment == "after":
            sends(server, message)
        raise Killed

    sends = mail.send
    ward.patient.says(CRY)
    with monkeypatch.context() as patch:
        patch.setattr(mail, "send", dies)
        with pytest.raises(Killed):
            do_jobs(ward.services)
    ward.waits(minutes=3)
    assert len(ward.box.got(DESK)) == (2 if moment == "after" else 1)
    assert len({each["Message-ID"] for each in ward.box.got(DESK)}) == 1
    assert ward.waits(minutes=2) == [PHONE]
    assert ward.waits(minutes=10) == [DOCTOR]


@pytest.mark.parametrize("does", [alarm_tellings.tell, jobs.add])
def test_a_worker_that_is_killed_while_it_tells_leaves_the_step_to_the_next_one(
    ward: Ward, does: Callable[..., object], monkeypatch: pytest.MonkeyPatch
):
    def dies(*given: object) -> None:
        does(*given)
        raise Killed

    ward.cries()
    ward.moves(minutes=5)
    with monkeypatch.context() as patch:
        patch.setattr(alarm_tellings if does is alarm_tellings.tell else jobs, does.__name__, dies)
        with pytest.raises(Killed):
            do_jobs(ward.services)
    assert ward.told == [DESK]
    assert ward.waits(minutes=3) == [PHONE]
    assert ward.waits(minutes=10) == [DOCTOR]


def test_a_chain_whose_jobs_are_lost_goes_on_within_a_minute(ward: Ward):
    ward.cries()
    _loses_jobs(ward)
    schedule = Schedule(ward.services, [FIRST])
    schedule.keep_up()
    assert ward.waits(minutes=5) == [PHONE]
    _loses_jobs(ward)
    alarm_chain.keep_up(ward.services)
    alarm_chain.keep_up(ward.services)
    assert ward.waits(minutes=10) == [DOCTOR]
    ward.patient.says(CRY)
    _loses_jobs(ward)


def test_an_alarm_that_waits_when_a_chain_is_set_up_is_told_too(ward: Ward):
    with_chain, ward.services = ward.services, ward.with_chain("")
    ward.cries()
    assert ward.told == [OPERATOR]
    ward.services = with_chain
    alarm_chain.keep_up(ward.services)
    assert ward.waits() == [DESK]


def test_a_first_step_that_waits_is_told_at_its_time(ward: Ward):
    ward.services = ward.with_chain(f"{DESK} 2, again 10")
    ward.cries()
    assert ward.told == []
    assert ward.waits(minutes=2) == [DESK]
    assert ward.waits(minutes=10) == [DESK]


def test_a_patient_who_cries_again_is_told_of_once(ward: Ward):
    ward.cries()
    ward.moves(minutes=1)
    ward.cries()
    ward.moves(minutes=1)
    ward.cries()
    assert ward.told == [DESK]
    assert ward.waits(minutes=3) == [PHONE]


def test_a_cry_that_was_not_seen_by_whoever_took_the_one_before_begins_its_own_chain(ward: Ward):
    seen = ward.cries()
    ward.moves(minutes=1)
    ward.cries()
    with ward.services.store.begin() as unit:
        assert alarms.take(unit.db, seen.conversation_id, seen.id, INES, ward.clock())
    alarm_chain.keep_up(ward.services)
    assert ward.waits() == [DESK]
    assert ward.waits(minutes=5) == [PHONE]


def test_an_alarm_that_is_erased_takes_its_steps_along_and_nobody_is_told(ward: Ward):
    alarm = ward.cries()
    with ward.services.store.begin() as unit:
        unit.db.delete(alarms.get(unit.db, alarm.id))
    assert ward.steps() == []
    assert ward.waits(minutes=15) == []


def test_a_step_that_was_written_by_hand_keeps_nobody_from_being_told(ward: Ward):
    ward.cries()
    _writes_by_hand(ward, ward.alarms()[0].id)
    assert ward.waits(minutes=5) == [PHONE]
    assert [step[:2] for step in ward.steps()] == [(1, 1), (1, 2)]


@on_each_engine
def test_no_word_or_number_of_the_patient_is_in_what_is_sent_queued_or_logged(
    ward: Ward, caplog: pytest.LogCaptureFixture
):
    ward.box.refuses[DESK] = "450 4.2.0 Greylisted, come again"
    ward.cries()
    ward.waits(minutes=5)
    ward.is_not_delivered(ward.api.sent[0])
    ward.waits(minutes=15)
    with ward.services.store.engine.connect() as connection:
        queued = connection.execute(text("SELECT * FROM jobs")).all()
        told = connection.execute(text("SELECT * FROM alarm_tellings")).all()
    seen = [
        *(each.as_string() for each in ward.box.received),
        *(repr(each.fields) for each in ward.api.sent),
        repr(queued),
        repr(told),
        caplog.text,
    ]
    assert len(told) >= 3
    for word in ("zzcanary", "chest", "breathe", ward.patient.address[-7:]):
        assert not [each for each in seen if word in each], word
    for who in (DESK, DOCTOR, PHONE):
        assert who not in repr(told), "sealed"
        assert who not in repr(queued)
        assert who not in caplog.text


def _loses_jobs(ward: Ward) -> None:
    with ward.services.store.engine.begin() as connection:
        connection.execute(delete(metadata.tables["jobs"]))


def _writes_by_hand(ward: Ward, alarm: UUID) -> None:
    tellings = table_of(AlarmTelling)
    with ward.services.store.engine.begin() as connection:
        row = dict(connection.execute(select(tellings)).mappings().one())
        forged = {"id": row["alarm_id"], "alarm_id": alarm, "place": 2, "seal": "x", "round": 1}
        connection.execute(insert(tellings), {**row, **forged})


def test_the_chains_jobs_are_among_the_alarms(ward: Ward):
    kinds = {FIRST, NEXT, MAIL, alarm_tellings.UNDELIVERED}
    assert {each.lane for each in vars(alarm_chain).values() if getattr(each, "kind", "") in kinds} == {
        "alarms"
    }
