"""Whoever has an alarm says how it ended, or hands it over; if they say nothing, the chain goes on."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text, update

from app.config import load
from app.dashboard.alarms.history import OUTCOMES
from app.features import FEATURES
from app.messages import alarm_chain
from app.store.model import table_of
from app.store.trail import audit
from app.store.work import alarm_takings, alarm_tellings, alarms
from app.store.work.alarm_takings import HELD_FOR, LAPSE, AlarmTaking
from app.store.work.alarm_tellings import FIRST, NEXT, RESUME, UNDELIVERED
from app.store.work.alarms import ALERT
from tests.acts import Act
from tests.dashboard.at_the_record import plain
from tests.databases import on_both_engines
from tests.doors import WORK
from tests.messages.worker import do_jobs
from tests.people import SENDER
from tests.settings import complete_environment

if TYPE_CHECKING:
    from pathlib import Path

    from werkzeug.test import TestResponse

    from app.services import Services
    from app.store import Store
    from app.store.work.alarms import Alarm
    from tests.people import Clock, Patient
    from tests.staff_people import Colleague

DOORS = {
    "POST /alarms/<uuid:conversation_id>/outcome": WORK,
    "POST /alarms/<uuid:conversation_id>/hand": WORK,
    "POST /alarms/<uuid:conversation_id>/reopen": WORK,
}
LOOKS = {
    "POST /alarms/<uuid:conversation_id>/outcome": ("alarm.concluded", {"end": "safe"}),
    "POST /alarms/<uuid:conversation_id>/hand": ("alarm.handed_over", {"to": ""}),
    "POST /alarms/<uuid:conversation_id>/reopen": ("alarm.reopened", {}),
}
ACTS = (
    Act("/alarms/{alarmed}", "/outcome", {"note": "Wobblenote"}),
    Act("", "/outcome", {"end": "unreached"}),
    Act("", "/hand", {"to": "none of ours"}),
    Act("", "/outcome", {"end": "safe"}),
    Act("", "/reopen"),
)

pytest_generate_tests = on_both_engines
LIVE = {"Anteroom-Live": "1"}
CRY = "zzcanary chest pain and I cannot breathe"
FIRST_ONE, SECOND_ONE = "+15005550061", "+15005550062"
NOTE = "zznote: her sister is with her"


@pytest.fixture
def services(services: Services, tmp_path: Path, request: pytest.FixtureRequest) -> Services:
    chain = getattr(request, "param", f"{FIRST_ONE} 0, {SECOND_ONE} 5, again 15")
    environment = complete_environment(ALARM_CHAIN=chain, TWILIO_SENDERS=f"{SENDER},+15005550100")
    return replace(services, settings=load(environment, tmp_path))


without_a_chain = pytest.mark.parametrize("services", [""], indirect=True)


@pytest.fixture
def ines(receptionist_in: Colleague) -> Colleague:
    return receptionist_in


@pytest.fixture
def nurse(clinician_in: Colleague) -> Colleague:
    return clinician_in


def works(services: Services) -> None:
    """Do the chain's jobs. No SMS is sent: each step that was told is a row."""
    kinds = (ALERT, FIRST, NEXT, RESUME, UNDELIVERED, LAPSE)
    do_jobs(services, {kind: FEATURES.jobs[kind].run for kind in kinds})


@pytest.fixture
def path(patient: Patient, services: Services) -> str:
    """The address of an alarm that waits, of which the first was told."""
    patient.says(CRY)
    works(services)
    return f"/alarms/{newest(services.store).conversation_id}"


def newest(store: Store) -> Alarm:
    with store.read() as unit:
        return alarms.latest(unit.db)[0]


def steps(store: Store) -> list[tuple[int, int]]:
    with store.read() as unit:
        told = alarm_tellings.of(unit.db, [each.id for each in alarms.latest(unit.db)])
        return sorted((each.round, each.place) for each in told)


def takings(store: Store) -> list[AlarmTaking]:
    with store.read() as unit:
        return [*reversed(alarm_takings.of(unit.db, newest(store).conversation_id, with_notes=True))]


def does(person: Colleague, path: str, act: str, **fields: str) -> TestResponse:
    page = person.browser.get(path).text
    seen = re.search(r'name="seen" value="([0-9a-f-]{36})"', page)
    if act == "take" and seen:
        fields["seen"] = seen[1]
    return person.browser.post_with(person.browser.last_token(), f"{path}/{act}", fields)


def sees(person: Colleague, path: str) -> str:
    return plain(person.browser.get(path).text)


def passes(services: Services, clock: Clock, *people: Colleague, minutes: float) -> None:
    """Have time pass in steps in which nobody is signed out, while the worker works."""
    while minutes > 0:
        clock.moves(minutes=min(minutes, 5))
        minutes -= 5
        works(services)
        for each in people:
            each.browser.get("/account")


def events(store: Store) -> list[tuple[str, dict[str, object]]]:
    with store.read() as unit:
        found = [(each.action, dict(each.details)) for each in audit.latest(unit.db, 50)]
    return [(action, details) for action, details in reversed(found) if action.startswith("alarm.")]


@pytest.mark.parametrize("outcome", ["safe", "help", "no_emergency"])
def test_an_outcome_closes_an_alarm_and_nobody_is_told_any_more(
    outcome: str, path: str, ines: Colleague, services: Services, clock: Clock, store: Store
):
    assert does(ines, path, "take").status_code == 303
    clock.moves(minutes=3)
    assert does(ines, path, "outcome", end=outcome, note=NOTE).status_code == 303
    (taking,) = takings(store)
    assert (taking.outcome, taking.note, taking.outcome_at) == (outcome, NOTE, clock())
    assert taking.is_closed
    page = sees(ines, path)
    assert "Closed by you" in page
    assert "Save the outcome" not in page
    assert f"{OUTCOMES[outcome]} · Reception, reception" in sees(ines, "/alarms")
    assert "has been dealing with an alarm" not in sees(ines, "/patients")
    passes(services, clock, ines, minutes=60)
    assert steps(store) == [(1, 1)]
    assert not newest(store).waits
    assert ("alarm.concluded", {"alarm_outcome": outcome}) in [
        (action, {name: each for name, each in details.items() if name != "mentions"})
        for action, details in events(store)
    ]


def test_what_is_taken_and_not_said_to_have_ended_is_let_go_after_twenty_minutes(
    path: str, ines: Colleague, nurse: Colleague, services: Services, clock: Clock, store: Store
):
    does(ines, path, "take")
    until = f"{clock() + HELD_FOR:%H:%M}"
    assert f"If you do not say how it ended by {until}, the next one is told." in sees(ines, path)
    passes(services, clock, ines, nurse, minutes=19)
    assert steps(store) == [(1, 1)]
    passes(services, clock, ines, nurse, minutes=1)
    assert newest(store).waits
    assert steps(store) == [(1, 1), (1, 2)]
    page = sees(nurse, path)
    assert "Let go: nobody said how it ended" in page
    assert "A patient may need help now" in page
    assert "alarm.lapsed" in [action for action, _ in events(store)]
    assert does(ines, path, "outcome", end="safe").status_code == 409
    assert does(nurse, path, "take").status_code == 303
    passes(services, clock, ines, nurse, minutes=5)
    assert steps(store) == [(1, 1), (1, 2)]


def test_whoever_could_not_be_reached_is_asked_about_again_and_then_the_chain_goes_on(
    path: str, ines: Colleague, services: Services, clock: Clock, store: Store
):
    does(ines, path, "take")
    passes(services, clock, ines, minutes=10)
    called = f"{clock():%H:%M}"
    assert does(ines, path, "outcome", end="unreached").status_code == 303
    assert "Call again" not in sees(ines, path)
    passes(services, clock, ines, minutes=10)
    assert not newest(store).waits, "twenty minutes count from the call"
    assert f"You could not reach them at {called}. Call again." in sees(ines, path)
    passes(services, clock, ines, minutes=10)
    assert newest(store).waits
    assert steps(store) == [(1, 1), (1, 2)]


def band_and_mark(person: Colleague) -> tuple[str, str]:
    """Return what is above the list of patients, and its mark, as a page that asks finds them."""
    page = person.browser.get("/alarms/band", **LIVE).text
    told = person.browser.get("/news/counts", **LIVE).json
    assert told is not None
    assert f'data-mark="{told["alarms"]}"' in page
    return plain(page), told["alarms"]


@pytest.mark.parametrize("services", ["", f"{FIRST_ONE} 0, again 15"], indirect=True)
def test_whoever_could_not_be_reached_is_above_every_list_again_after_ten_minutes(
    path: str, ines: Colleague, nurse: Colleague, services: Services, clock: Clock
):
    does(ines, path, "take")
    does(ines, path, "outcome", end="unreached")
    called, again = (f"{clock() + timedelta(minutes=after):%H:%M}" for after in (0, 10))
    said, mark = band_and_mark(nurse)
    assert f"Reception, reception could not reach a patient, and calls again at {again}." in said
    assert f"Could not reach them · Reception, reception Call again at {again}" in sees(nurse, "/alarms")
    passes(services, clock, ines, nurse, minutes=9)
    assert band_and_mark(nurse)[1] == mark
    passes(services, clock, ines, nurse, minutes=1)
    said, due = band_and_mark(nurse)
    assert due != mark
    assert "Reception, reception could not reach a patient. It is time to call again." in said
    for page in ("/patients", "/answering"):
        assert "It is time to call again." in sees(ines, page)
        assert "<title>(1) " in ines.browser.get(page).text
    assert "Call again now" in sees(nurse, "/alarms")
    assert f"You could not reach them at {called}. Call again." in sees(ines, path)
    does(ines, path, "outcome", end="safe")
    said, after = band_and_mark(nurse)
    assert after != due
    assert "call again" not in said


@without_a_chain
def test_without_a_chain_a_second_call_stays_due_until_somebody_says_how_it_ended(
    path: str, ines: Colleague, nurse: Colleague, patient: Patient, services: Services, clock: Clock
):
    does(ines, path, "take")
    does(ines, path, "outcome", end="unreached")
    passes(services, clock, ines, nurse, minutes=90)
    assert "It is time to call again." in sees(nurse, "/patients")
    patient.says(CRY)
    said = sees(nurse, "/patients")
    assert "It is time to call again." not in said, "it waits for whoever takes the new one"
    assert "One patient may need help now." in said


def test_a_second_call_that_reaches_them_closes_it(
    path: str, ines: Colleague, services: Services, clock: Clock, store: Store
):
    does(ines, path, "take")
    does(ines, path, "outcome", end="unreached", note="Rang twice")
    clock.moves(minutes=8)
    does(ines, path, "outcome", end="safe", note=NOTE)
    passes(services, clock, ines, minutes=40)
    assert takings(store)[0].note == NOTE
    assert not newest(store).waits


def test_an_alarm_that_is_handed_to_nobody_goes_on_at_once(
    path: str, ines: Colleague, services: Services, clock: Clock, store: Store
):
    does(ines, path, "take")
    assert does(ines, path, "hand", to="").status_code == 303
    works(services)
    assert newest(store).waits
    assert steps(store) == [(1, 1), (1, 2)]
    passes(services, clock, ines, minutes=5)
    assert steps(store) == [(1, 1), (1, 2)], "the step that was due goes on after the one before alone"
    passes(services, clock, ines, minutes=10)
    assert steps(store) == [(1, 1), (1, 2), (2, 1)]


def test_a_colleague_who_is_signed_in_has_what_is_handed_to_them(
    path: str, ines: Colleague, nurse: Colleague, services: Services, clock: Clock, store: Store
):
    does(ines, path, "take")
    clock.moves(minutes=5)
    page = ines.browser.get(path).text
    them = re.findall(r'<option value="([0-9a-f-]{36})">', page)
    assert len(them) == 1, "whoever is signed in, but for oneself"
    assert does(ines, path, "hand", to=them[0]).status_code == 303
    assert "You are dealing with this" in sees(nurse, path)
    assert "A colleague is dealing with this" in sees(ines, path)
    assert does(ines, path, "outcome", end="safe").status_code == 409
    assert steps(store) == [(1, 1)]
    passes(services, clock, ines, nurse, minutes=19)
    assert not newest(store).waits
    assert does(nurse, path, "outcome", end="help").status_code == 303
    assert [(each.outcome, each.ended) for each in takings(store)] == [(None, "handed"), ("help", None)]
    assert [each.raised_at is None for each in takings(store)] == [False, True]


def test_nobody_who_is_not_signed_in_is_handed_an_alarm(path: str, ines: Colleague, store: Store):
    does(ines, path, "take")
    assert re.findall(r'<option value="([0-9a-f-]{36})">', ines.browser.get(path).text) == []
    answer = does(ines, path, "hand", to="00000000-0000-4000-8000-000000000009")
    assert answer.status_code == 422
    assert not newest(store).waits


def test_an_alarm_that_is_opened_again_waits_and_is_told(
    path: str, ines: Colleague, nurse: Colleague, services: Services, store: Store
):
    does(ines, path, "take")
    does(ines, path, "outcome", end="no_emergency")
    assert does(nurse, path, "reopen").status_code == 303
    works(services)
    assert newest(store).waits
    assert steps(store) == [(1, 1), (1, 2)]
    assert "Opened again" in sees(ines, path)
    assert does(nurse, path, "reopen").status_code == 409


def test_only_whoever_has_it_says_how_it_ended(path: str, ines: Colleague, nurse: Colleague, store: Store):
    for act in ("outcome", "hand"):
        answer = does(ines, path, act, end="safe")
        assert answer.status_code == 409
        assert "Nobody has it now. Take it first." in plain(answer.text)
    does(ines, path, "take")
    for act in ("outcome", "hand"):
        assert does(nurse, path, act, end="safe").status_code == 409
    assert not newest(store).waits
    assert does(ines, path, "outcome", end="maybe", note=NOTE).status_code == 422
    assert does(ines, path, "outcome", end="safe", note="x" * 1001).status_code == 422
    assert does(ines, path, "outcome", end="safe").status_code == 303
    assert does(ines, path, "outcome", end="help").status_code == 409
    assert [each.outcome for each in takings(store)] == ["safe"]


def test_of_an_outcome_and_a_handover_at_once_one_counts(path: str, ines: Colleague, store: Store):
    does(ines, path, "take")
    token, both = ines.browser.last_token(), Barrier(2)

    def acts(act: str, **fields: str) -> int:
        both.wait(30)
        return ines.browser.post_with(token, f"{path}/{act}", fields).status_code

    with ThreadPoolExecutor(2) as pool:
        one, other = pool.submit(acts, "outcome", end="safe"), pool.submit(acts, "hand", to="")
    assert sorted((one.result(), other.result())) == [303, 409]
    assert newest(store).waits is (other.result() == 303)


def test_a_note_is_for_those_who_read_health_answers_and_is_nowhere_in_the_clear(
    path: str, ines: Colleague, nurse: Colleague, store: Store, caplog: pytest.LogCaptureFixture
):
    does(ines, path, "take")
    does(ines, path, "outcome", end="safe", note=NOTE)
    assert "zznote" in sees(nurse, path)
    assert "zznote" not in sees(ines, path)
    with store.engine.connect() as connection:
        for table in ("alarm_takings", "alarm_tellings", "alarms", "jobs", "audit_events"):
            rows = repr(connection.execute(text(f"SELECT * FROM {table}")).all())  # noqa: S608  (our own names)
            assert "zznote" not in rows, table
            assert "zzcanary" not in rows, table
    assert "zznote" not in caplog.text
    assert "zzcanary" not in caplog.text


def test_what_came_after_the_page_was_loaded_is_told_from_the_first(
    path: str, ines: Colleague, patient: Patient, services: Services, clock: Clock, store: Store
):
    page = ines.browser.get(path).text
    token = ines.browser.last_token()
    seen = re.search(r'name="seen" value="([0-9a-f-]{36})"', page)
    assert seen
    clock.moves(minutes=1)
    patient.says(CRY)
    works(services)
    assert steps(store) == [(1, 1)]
    ines.browser.post_with(token, f"{path}/take", {"seen": seen[1]})
    works(services)
    assert steps(store) == [(1, 1), (1, 1)]


def test_the_page_says_who_was_told_and_who_is_next(
    path: str, ines: Colleague, services: Services, clock: Clock, store: Store
):
    told_at = newest(store).raised_at
    clock.now = told_at + timedelta(minutes=3)
    first, next_one, again = (f"{told_at + timedelta(minutes=after):%H:%M}" for after in (0, 5, 20))
    page = sees(ines, path)
    assert f"{SECOND_ONE} is told in 2 minutes, at {next_one}, if nobody takes this." in page
    told = page.partition("Who is told")[2]
    assert f"{FIRST_ONE} , SMS {first} Waiting to be sent" in told
    assert f"{SECOND_ONE} , SMS {next_one} Next, in 2 minutes." in told
    assert f"Everybody again, from the first {again}" in told
    does(ines, path, "take")
    page = sees(ines, path)
    assert "The chain rests while somebody has it." in page
    assert "Next, in" not in page


def test_a_chain_that_has_gone_round_three_times_says_so(
    path: str, ines: Colleague, services: Services, clock: Clock
):
    passes(services, clock, ines, minutes=70)
    page = sees(ines, path)
    assert "Everybody was told. Nobody has taken it" in page
    assert "The chain has gone round 3 times." in page


@without_a_chain
def test_without_a_chain_an_alarm_stays_with_whoever_took_it(
    path: str, ines: Colleague, services: Services, clock: Clock, store: Store
):
    assert "Who is told" not in sees(ines, path)
    does(ines, path, "take")
    passes(services, clock, ines, minutes=30)
    assert not newest(store).waits
    assert steps(store) == []
    assert does(ines, path, "outcome", end="safe").status_code == 303
    assert does(ines, path, "reopen").status_code == 303
    works(services)
    assert newest(store).waits
    assert steps(store) == []


def test_what_was_taken_before_takings_were_kept_is_closed_too(path: str, ines: Colleague, store: Store):
    does(ines, path, "take")
    with store.engine.begin() as connection:
        connection.execute(table_of(AlarmTaking).delete())
    assert does(ines, path, "outcome", end="safe").status_code == 303
    assert "Reached, safe" in sees(ines, path)


def test_a_lapse_whose_job_is_lost_comes_all_the_same(
    path: str, ines: Colleague, services: Services, clock: Clock, store: Store
):
    does(ines, path, "take")
    with store.engine.begin() as connection:
        connection.execute(text("DELETE FROM jobs"))
    clock.moves(minutes=22)
    alarm_chain.keep_up(services)
    works(services)
    assert newest(store).waits
    assert steps(store) == [(1, 1), (1, 2)]


def test_a_taking_that_was_written_by_hand_closes_nothing(
    path: str, ines: Colleague, services: Services, store: Store
):
    does(ines, path, "take")
    with store.engine.begin() as connection:
        connection.execute(update(table_of(AlarmTaking)).values(outcome="safe"))
    assert "Closed by" not in sees(ines, path)


def test_an_alarm_that_is_erased_takes_its_takings_along(path: str, ines: Colleague, store: Store):
    does(ines, path, "take")
    with store.begin() as unit:
        unit.db.delete(alarms.get(unit.db, newest(store).id))
    with store.engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM alarm_takings")).scalar_one() == 0
    for act in ("outcome", "hand", "reopen"):
        token = ines.browser.last_token()
        assert ines.browser.post_with(token, f"{path}/{act}", {"end": "safe"}).status_code == 404
