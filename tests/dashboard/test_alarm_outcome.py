"""Whoever has an alarm says how it ended, or hands it over; if they say nothing, the chain goes on."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier
from typing import TYPE_CHECKING, Any

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
from tests.databases import on_each_engine, on_either_engine
from tests.doors import PATIENTS, WORK
from tests.messages.worker import do_jobs
from tests.people import SENDER, Patient
from tests.settings import complete_environment

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from werkzeug.test import TestResponse

    from app.services import Services
    from app.store import Store
    from app.store.work.alarms import Alarm
    from tests.people import Clock, Twilio
    from tests.staff_people import Colleague

DOORS = {
    "POST /alarms/next": WORK,
    "POST /alarms/<uuid:conversation_id>/outcome": WORK,
    "POST /alarms/<uuid:conversation_id>/hand": WORK,
    "POST /alarms/<uuid:conversation_id>/reopen": WORK,
    "POST /alarms/<uuid:conversation_id>/copied": PATIENTS,
}
LOOKS = {
    "POST /alarms/next": ("alarm.acknowledged", {}),
    "POST /alarms/<uuid:conversation_id>/outcome": ("alarm.concluded", {"end": "safe"}),
    "POST /alarms/<uuid:conversation_id>/hand": ("alarm.handed_over", {"to": ""}),
    "POST /alarms/<uuid:conversation_id>/reopen": ("alarm.reopened", {}),
}
SEE_NOBODY = {"POST /alarms/<uuid:conversation_id>/copied"}
ACTS = (
    Act("/alarms/{alarmed}", "/outcome", {"note": "Wobblenote"}),
    Act("", "/outcome", {}, "[value=unreached]"),
    Act("", "/hand", {"to": "none of ours"}),
    Act("", "/outcome", {}, "[value=safe]"),
    Act("", "/show", {"reason": "none of ours"}, "[value=all]"),
    Act("", "/show", {"reason": "calling"}, "[value=all]"),
    Act("", "/reopen"),
    Act("/account", "/alarms/next"),
)

pytest_generate_tests = on_either_engine
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
    return sends(person, path, act, as_seen(person, path), **fields)


def as_seen(person: Colleague, path: str) -> dict[str, str]:
    """Return what the forms of the page say of how it was when it was loaded."""
    page = person.browser.get(path).text
    return dict(re.findall(r'name="(seen|holder)" value="([0-9a-f-]{36})"', page))


def sends(person: Colleague, path: str, act: str, seen: dict[str, str], **fields: str) -> TestResponse:
    return person.browser.post_with(person.browser.last_token(), f"{path}/{act}", {**seen, **fields})


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


def told(page: str) -> list[str]:
    """Return what the page says happened so far, without times."""
    timeline = page.partition('id="h-far"')[2].partition("</ol>")[0]
    return re.findall(r"</svg><span>(.*?)</span>", timeline)


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
    assert "How did it end?" not in page
    assert f"{OUTCOMES[outcome]} · Reception" in sees(ines, "/alarms")
    assert "dealing with an alarm" not in sees(ines, "/patients")
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
    assert f"If you do not say how it ended by {until}, it is nobody’s again." in sees(ines, path)
    passes(services, clock, ines, nurse, minutes=19)
    assert steps(store) == [(1, 1)]
    passes(services, clock, ines, nurse, minutes=1)
    assert newest(store).waits
    assert steps(store) == [(1, 1), (1, 2)]
    page = sees(nurse, path)
    assert "Let go: Reception did not say how it ended" in page
    assert "A patient may need help now" in page
    assert "alarm.lapsed" in [action for action, _ in events(store)]
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
    assert f"Reception could not reach a patient, and calls again at {again}." in said
    assert f"Could not reach them · Reception Call again at {again}" in sees(nurse, "/alarms")
    passes(services, clock, ines, nurse, minutes=9)
    assert band_and_mark(nurse)[1] == mark
    passes(services, clock, ines, nurse, minutes=1)
    said, due = band_and_mark(nurse)
    assert due != mark
    assert "Reception could not reach a patient. It is time to call again." in said
    for page in ("/patients", "/answering"):
        assert "It is time to call again." in sees(ines, page)
        assert "<title>(1) " in ines.browser.get(page).text
    assert "Call again now" in sees(nurse, "/alarms")
    assert f"You could not reach them at {called}. Call again." in sees(ines, path)
    does(ines, path, "outcome", end="safe")
    said, after = band_and_mark(nurse)
    assert after != due
    assert "call again" not in said


def test_a_second_call_that_reaches_them_closes_it_and_loses_nothing_of_the_first(
    path: str, ines: Colleague, nurse: Colleague, services: Services, clock: Clock, store: Store
):
    does(ines, path, "take")
    does(ines, path, "outcome", end="unreached", note="Rang twice")
    clock.moves(minutes=8)
    does(ines, path, "outcome", end="safe", note=NOTE)
    passes(services, clock, ines, nurse, minutes=40)
    assert [(each.outcome, each.note) for each in takings(store)] == [
        ("unreached", "Rang twice"),
        ("safe", NOTE),
    ]
    assert not newest(store).waits
    assert told(nurse.browser.get(path).text) == [
        "A message that may be a cry for help",
        f"{FIRST_ONE} was told by SMS",
        "Taken by Reception",
        "Could not reach them",
        "Reached, safe",
    ]
    assert "Rang twice" in sees(nurse, path)


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


def test_a_copy_of_the_number_is_in_the_trail_while_the_alarm_is_open_and_refused_after(
    path: str, ines: Colleague, store: Store
):
    assert 'data-copy="number"' in ines.browser.get(path).text
    assert does(ines, path, "copied", answer="number").status_code == 204
    with store.read() as unit:
        told = audit.latest(unit.db, 1)[0]
    assert (told.action, dict(told.details)) == ("alarm.copied", {"answer": "number"})
    assert does(ines, path, "copied", answer="words").status_code == 400
    does(ines, path, "outcome", end="safe")
    assert 'data-copy="number"' not in ines.browser.get(path).text
    assert does(ines, path, "copied", answer="number").status_code == 409
    assert (
        does(ines, f"{path[:-36]}{'0' * 8}-0000-4000-8000-{'0' * 12}", "copied", answer="number").status_code
        == 404
    )


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
    assert "Clinician is dealing with this" in sees(ines, path)
    assert steps(store) == [(1, 1)]
    passes(services, clock, ines, nurse, minutes=19)
    assert not newest(store).waits
    assert does(nurse, path, "outcome", end="help").status_code == 303
    assert [(each.outcome, each.ended) for each in takings(store)] == [(None, "handed"), ("help", None)]
    assert [each.raised_at is None for each in takings(store)] == [False, True]


def test_whoever_is_handed_an_alarm_reads_the_note_and_reception_that_one_alone(
    path: str, ines: Colleague, nurse: Colleague, store: Store
):
    does(nurse, path, "outcome", end="unreached", note=NOTE)
    them = re.findall(r'<option value="([0-9a-f-]{36})">', nurse.browser.get(path).text)
    too_long = does(nurse, path, "hand", to=them[0], hand_note="zzhanded" + "!" * 1000)
    assert (too_long.status_code, "zzhanded" in too_long.text) == (422, True)
    assert does(nurse, path, "hand", to=them[0], hand_note="zzhanded: rang out once").status_code == 303
    pages = [ines.browser.get(path).text, nurse.browser.get(path).text]
    assert [("zzhanded" in page, NOTE in page) for page in pages] == [(True, False), (True, True)]
    assert "Handed over by Clinician to Reception" in plain(pages[0])
    kept = [(each.outcome, each.ended, each.note) for each in takings(store)]
    assert sorted(kept, key=str) == [
        ("unreached", "again", NOTE),
        (None, "handed", "zzhanded: rang out once"),
        (None, None, None),
    ]


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


def test_an_outcome_takes_what_nobody_has_and_is_refused_if_it_is_none(
    path: str, ines: Colleague, nurse: Colleague, store: Store
):
    assert does(ines, path, "hand").status_code == 409, "one hands over what one has"
    assert does(ines, path, "outcome", end="maybe", note=NOTE).status_code == 422
    assert does(ines, path, "outcome", end="safe", note="x" * 1001).status_code == 422
    assert newest(store).waits
    assert does(ines, path, "outcome", end="safe").status_code == 303
    assert does(nurse, path, "outcome", end="help").status_code == 409
    assert [(each.outcome, each.taken_by) for each in takings(store)] == [
        ("safe", newest(store).acknowledged_by)
    ]
    actions = [action for action, _ in events(store)]
    assert [each for each in actions if each not in {"alarm.seen", "alarm.opened"}][-2:] == [
        "alarm.acknowledged",
        "alarm.concluded",
    ]


@on_each_engine
def test_an_outcome_after_the_patient_wrote_again_changes_nothing_and_keeps_the_note(
    path: str, ines: Colleague, patient: Patient, clock: Clock, store: Store
):
    seen = as_seen(ines, path)
    clock.moves(minutes=1)
    patient.says(CRY)
    answer = sends(ines, path, "outcome", seen, end="safe", note=NOTE)
    assert answer.status_code == 409
    assert "The patient has written again." in plain(answer.text)
    assert "zznote" in answer.text
    assert newest(store).waits


def test_anybody_takes_over_from_anybody_and_nothing_is_lost(
    path: str, ines: Colleague, nurse: Colleague, services: Services, clock: Clock, store: Store
):
    does(ines, path, "take")
    does(ines, path, "outcome", end="unreached", note=NOTE)
    clock.moves(minutes=12)
    for each in (ines, nurse):
        each.is_let_in()
    assert "Reception could not reach them" in sees(nurse, path)
    seen = as_seen(nurse, path)
    assert sends(nurse, path, "take", seen).status_code == 303
    assert "You are dealing with this" in sees(nurse, path)
    at = f"{clock():%H:%M}"
    for page in ("/patients", "/account", path):
        assert f"Clinician took over your alarm at {at}." in sees(ines, page), page
    assert "took over your alarm" not in sees(nurse, "/patients")
    assert told(nurse.browser.get(path).text)[-2:] == [
        "Could not reach them",
        "Taken over by Clinician from Reception",
    ]
    assert "zznote" in sees(nurse, path)
    assert sends(ines, path, "take", seen).status_code == 409, "of a page that was loaded before"
    passes(services, clock, ines, nurse, minutes=19)
    assert not newest(store).waits, "twenty minutes count from the takeover"
    passes(services, clock, ines, nurse, minutes=2)
    assert newest(store).waits
    assert "took over your alarm" not in sees(ines, "/account")


def test_an_outcome_by_a_colleague_takes_the_alarm_over(
    path: str, ines: Colleague, nurse: Colleague, clock: Clock, store: Store
):
    does(ines, path, "take")
    before = as_seen(ines, path)
    clock.moves(minutes=1)
    assert does(nurse, path, "outcome", end="help").status_code == 303
    assert [(each.outcome, each.ended) for each in takings(store)] == [(None, "taken_over"), ("help", None)]
    answer = sends(ines, path, "outcome", before, end="safe", note=NOTE)
    assert answer.status_code == 409
    assert "Clinician has said how it ended: Reached, help is on its way." in plain(answer.text)
    assert takings(store)[-1].outcome == "help"


def test_a_page_that_was_loaded_before_somebody_took_it_closes_nothing(
    path: str, ines: Colleague, nurse: Colleague, store: Store
):
    seen = as_seen(nurse, path)
    does(ines, path, "take")
    answer = sends(nurse, path, "outcome", seen, end="safe", note=NOTE)
    assert answer.status_code == 409
    assert "Reception took it first" in plain(answer.text)
    assert "zznote" in answer.text, "one more tap says it, and takes it over"
    assert takings(store)[0].outcome is None


def test_whoever_takes_what_is_said_later_has_all_of_it(
    path: str,
    ines: Colleague,
    nurse: Colleague,
    patient: Patient,
    services: Services,
    clock: Clock,
    store: Store,
):
    does(ines, path, "take")
    clock.moves(minutes=2)
    patient.says(CRY)
    assert does(nurse, path, "outcome", end="safe").status_code == 303
    assert [each.ended for each in takings(store)] == ["taken_over", None]
    passes(services, clock, ines, nurse, minutes=30)
    with store.read() as unit:
        assert not any(each.waits for each in alarms.latest(unit.db)), "the first is not let go"


def test_the_next_alarm_is_the_one_that_has_waited_longest_and_then_one_that_is_due_again(
    path: str,
    ines: Colleague,
    nurse: Colleague,
    twilio: Twilio,
    services: Services,
    clock: Clock,
    store: Store,
):
    clock.moves(minutes=1)
    Patient(twilio, "whatsapp:+15005550077").says(CRY)
    second = f"/alarms/{newest(store).conversation_id}"
    page = ines.browser.get("/account")
    assert "2 patients may need help now." in plain(page.text)
    token = ines.browser.last_token()
    assert ines.browser.post_with(token, "/alarms/next", {}).headers["Location"] == path
    assert nurse.browser.post("/alarms/next").headers["Location"] == second
    assert ines.browser.post("/alarms/next").headers["Location"] == "/alarms"
    assert "No alarm waits any more." in sees(ines, "/alarms")
    assert does(ines, path, "outcome", end="unreached").status_code == 303
    passes(services, clock, ines, nurse, minutes=10)
    assert nurse.browser.post("/alarms/next").headers["Location"] == path
    assert "Reception is dealing with this" in sees(nurse, path), "it stays theirs"


@on_each_engine
def test_two_who_take_the_next_at_once_get_two(
    path: str, ines: Colleague, nurse: Colleague, twilio: Twilio, store: Store
):
    Patient(twilio, "whatsapp:+15005550077").says(CRY)
    where = both_at_once(
        lambda: ines.browser.post("/alarms/next").headers["Location"],
        lambda: nurse.browser.post("/alarms/next").headers["Location"],
        ines,
        nurse,
    )
    assert len(set(where)) == 2
    assert path in where


@on_each_engine
def test_two_who_take_over_at_once_are_settled_by_the_database(
    path: str, ines: Colleague, nurse: Colleague, colleague: Callable[[str], Colleague], store: Store
):
    does(ines, path, "take")
    ana = colleague("admin")
    ana.is_let_in()
    seen = as_seen(nurse, path)
    answers = both_at_once(
        lambda: sends(ana, path, "take", seen).status_code,
        lambda: sends(nurse, path, "outcome", seen, end="safe").status_code,
        ana,
        nurse,
    )
    assert sorted(answers) == [303, 409]
    assert {each.ended for each in takings(store)} == {"taken_over", None}


def both_at_once(one: Callable[[], Any], other: Callable[[], Any], *people: Colleague) -> list[Any]:
    """Do two things at once, with tokens that both have already."""
    for each in people:
        each.browser.get("/account")
    gate = Barrier(2)

    def after(act: Callable[[], Any]) -> Any:
        gate.wait(30)
        return act()

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(after, (one, other)))


@on_each_engine
def test_of_an_outcome_and_a_handover_at_once_one_counts(path: str, ines: Colleague, store: Store):
    does(ines, path, "take")
    seen = as_seen(ines, path)
    ended, handed = both_at_once(
        lambda: sends(ines, path, "outcome", seen, end="safe").status_code,
        lambda: sends(ines, path, "hand", {}, to="").status_code,
        ines,
    )
    assert sorted((ended, handed)) == [303, 409]
    assert newest(store).waits is (handed == 303)


@on_each_engine
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
def test_without_a_chain_an_alarm_is_let_go_too(
    path: str, ines: Colleague, nurse: Colleague, services: Services, clock: Clock, store: Store
):
    assert "Who is told" not in sees(ines, path)
    does(ines, path, "take")
    passes(services, clock, ines, nurse, minutes=19)
    assert not newest(store).waits
    passes(services, clock, ines, nurse, minutes=1)
    assert newest(store).waits
    assert "One patient may need help now." in sees(nurse, "/account")
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
