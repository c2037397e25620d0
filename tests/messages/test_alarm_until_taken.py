"""Of an alarm everybody is told in order, exactly one has it, and nobody is told afterwards, whatever fails meanwhile."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from app.messages import alarm_chain, mail
from app.store.work import alarm_tellings
from tests.databases import on_both_engines
from tests.messages.ward import CRY, DESK, DOCTOR, INES, OMAR, PHONE, Killed, Ward
from tests.messages.worker import do_jobs

pytest_generate_tests = on_both_engines


def test_a_refusing_mail_server_a_killed_worker_and_two_who_take_at_once_leave_it_with_exactly_one(
    ward: Ward, monkeypatch: pytest.MonkeyPatch
):
    ward.box.refuses[DESK] = f"550 5.1.1 No such user {DESK}"
    ward.patient.says(CRY)
    is_killed_at(ward, "mailed", monkeypatch)
    assert ward.waits(minutes=3) == [PHONE], "the mail server refuses the first, so the second does not wait"
    assert ward.steps() == [(1, 1, mail.REFUSED), (1, 2, None)]
    ward.moves(minutes=10)
    is_killed_at(ward, "told", monkeypatch)
    assert ward.waits(minutes=3) == [DOCTOR], "the third, whom the killed worker had not told"
    assert ward.steps()[2:] == [(1, 3, None)]

    ward.moves(minutes=15)
    took = takes_while_two_work(ward)
    assert sorted(took.values()) == [0, 1]
    (winner,) = (who for who, count in took.items() if count)
    assert [(each.acknowledged_by, each.waits) for each in ward.alarms()] == [(winner, False)]
    steps, told = ward.steps(), ward.told
    assert [step[:2] for step in steps] == [(1, 1), (1, 2), (1, 3), (2, 1), (2, 2)][: len(steps)]
    assert told.count(DESK) == 0
    assert told.count(DOCTOR) == 1

    assert ward.takes(INES) == ward.takes(OMAR) == 0
    for _ in range(6):
        assert ward.waits(minutes=15) == []
        alarm_chain.keep_up(ward.services)
    assert (ward.steps(), ward.told) == (steps, told)


def is_killed_at(ward: Ward, moment: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the worker killed while it mails a step, or while it tells one."""

    def dies(*_given: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(*((mail, "send") if moment == "mailed" else (alarm_tellings, "tell")), dies)
        with pytest.raises(Killed):
            do_jobs(ward.services)


def takes_while_two_work(ward: Ward) -> dict[str, int]:
    """Have two take the alarm as the next is to be told; return how many alarms each got."""
    all_ready = Barrier(4)

    def takes(who: str) -> int:
        all_ready.wait(30)
        return ward.takes(who)

    def works() -> int:
        all_ready.wait(30)
        return do_jobs(ward.services)

    with ThreadPoolExecutor(4) as pool:
        workers = [pool.submit(works) for _ in range(2)]
        took = {who: pool.submit(takes, who) for who in (INES, OMAR)}
    assert all(each.exception() is None for each in workers)
    return {who: each.result() for who, each in took.items()}
