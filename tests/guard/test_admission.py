"""Each kind of request has its places. No request waits longer in line than a person would, and the rest are refused."""

from __future__ import annotations

import socket
from contextlib import closing
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest

from app.guard.admission import Gate, Lane, Turn, answer_late, has_hung_up, lane_of
from app.guard.server import Arrival, SlowClientWorker
from tests.cases import for_each
from tests.people import message_fields

THREADS = 8
MOST_HELD = 400  # connections of one process


@dataclass
class Seconds:
    now: float = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
def gate(seconds: Seconds) -> Gate:
    return Gate(THREADS, seconds)


def turn(lane: Lane, asked_at: float = 0.0) -> Turn:
    return Turn(lane.value, lane, asked_at)


def entered(gate: Gate, lane: Lane, many: int = THREADS) -> list[Turn]:
    """Those of so many that got a place."""
    return [each for each in (turn(lane) for _ in range(many)) if gate.enter(each) and each.has_place]


@for_each(
    ("request_line", "lane"),
    [
        ("POST /webhook", Lane.MESSAGES),
        ("POST /webhook?x=/healthz", Lane.MESSAGES),
        ("POST /webhook/status", Lane.STATUSES),
        ("GET /webhook", Lane.PAGES),
        ("POST /webhooks", Lane.PAGES),
        ("GET /healthz", Lane.HEALTH),
        ("POST /healthz", Lane.PAGES),
        ("GET /readyz", Lane.CHECKS),
        ("GET /metrics", Lane.CHECKS),
        ("POST /form/name", Lane.PAGES),
        ("POST /exports/form", Lane.PAGES),
        ("POST /exports/presets", Lane.PAGES),
        ("GET /login", Lane.PAGES),
    ],
)
def test_the_first_line_tells_the_lane(request_line, lane):
    assert lane_of(f"{request_line} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()) is lane


def test_whatever_hashes_slowly_or_lasts_as_long_as_its_reader_is_in_a_lane_of_its_own(app):
    lasting = {"export_download.download", "audit.download"}
    hashing = {
        "login.login", "unlock.unlock", "login.enrol", "confirm.confirm", "factors.replace_code",
        "factors.change_password", "factors.make_recovery_codes",
    }  # fmt: skip
    found = {Lane.SIGN_INS: set[str](), Lane.DOWNLOADS: set[str]()}
    for rule in (rule for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())):
        values = {name: uuid4() if name.endswith("_id") else "some" for name in rule.arguments}
        _, path = rule.build(values, append_unknown=False) or ("", "")
        if (lane := lane_of(f"POST {path} HTTP/1.1".encode())) in found:
            found[lane].add(rule.endpoint)
    made = {rule.endpoint for rule in app.url_map.iter_rules() if rule.endpoint.startswith("export_create.")}
    assert found == {Lane.SIGN_INS: hashing, Lane.DOWNLOADS: lasting | made}


@pytest.mark.parametrize("lane", [Lane.PAGES, Lane.SIGN_INS, Lane.DOWNLOADS])
def test_people_leave_two_places_to_messages_and_one_thread_to_nobody(gate, lane):
    for each in (Lane.SIGN_INS, Lane.DOWNLOADS, Lane.PAGES, lane):
        entered(gate, each)
    assert len(entered(gate, Lane.MESSAGES)) == 2
    assert gate.enter(turn(Lane.HEALTH))


def test_however_many_ask_whether_it_is_well_messages_and_pages_are_answered(gate):
    entered(gate, Lane.PAGES)
    checks = entered(gate, Lane.CHECKS, 100)
    assert len(checks) == 2
    messages = [turn(Lane.MESSAGES) for _ in range(3)]
    assert not any(map(gate.enter, messages))
    assert [gate.leave(check) for check in checks] == [[messages[0]], [messages[1]]]
    assert gate.leave(messages[0]) == [messages[2]], "although checks are in line"


def test_messages_sign_ins_and_downloads_leave_a_place_to_pages(gate):
    for lane in (Lane.DOWNLOADS, Lane.SIGN_INS, Lane.STATUSES, Lane.MESSAGES):
        entered(gate, lane)
    assert len(entered(gate, Lane.PAGES)) == 1


def test_sign_ins_and_downloads_leave_pages_to_people(gate):
    assert len(entered(gate, Lane.SIGN_INS)) == len(entered(gate, Lane.DOWNLOADS)) == 2
    assert len(entered(gate, Lane.PAGES)) == 1


def test_a_place_that_becomes_free_goes_to_messages_then_checks_then_pages_and_to_the_first_of_them(gate):
    pages, _ = entered(gate, Lane.PAGES, 5), entered(gate, Lane.MESSAGES, 2)
    page, message, another = turn(Lane.PAGES), turn(Lane.MESSAGES), turn(Lane.MESSAGES)
    check = turn(Lane.CHECKS)
    assert not any(map(gate.enter, (page, message, another, check)))
    assert [gate.leave(done) for done in pages] == [[message], [another], [check], [page], []]
    assert gate.leave(pages[0]) == [], "given back once"


def test_whatever_waits_five_seconds_is_told(gate, seconds):
    entered(gate, Lane.PAGES)
    entered(gate, Lane.MESSAGES)
    assert gate.next_due() == 5
    seconds.now = 4.9
    assert gate.overdue() == []
    seconds.now = 5
    late = gate.overdue()
    assert {each.lane for each in late} == {Lane.PAGES, Lane.MESSAGES}
    assert all(each.is_late and not each.has_place and gate.leave(each) == [] for each in late)
    assert gate.next_due() == float("inf")


def test_once_a_line_of_messages_has_stood_for_five_seconds_none_waits_longer_than_one(gate, seconds):
    in_work = entered(gate, Lane.MESSAGES, 6)
    early, late, last = (turn(Lane.MESSAGES, asked_at) for asked_at in (0, 4.5, 5.5))
    gate.enter(early)
    seconds.now = 4.5
    gate.enter(late)
    assert gate.leave(in_work[0]) == [early], "the line goes on, but does not end"
    assert gate.next_due() == 5.5
    seconds.now = 5.5
    gate.enter(last)
    assert gate.overdue() == [late]
    assert gate.next_due() == 6.5
    assert gate.leave(in_work[1]) == [last], "and here it ends"
    calm = turn(Lane.MESSAGES, 5.5)
    gate.enter(calm)
    assert gate.next_due() == 10.5


def test_what_waited_too_long_for_a_thread_is_told_at_once_but_a_health_check_is_answered(gate, seconds):
    seconds.now = 5
    message, check = turn(Lane.MESSAGES), turn(Lane.HEALTH)
    assert gate.enter(message)
    assert message.is_late
    seconds.now = 100
    assert gate.enter(check)
    assert not check.is_late


def test_a_line_is_bounded_and_all_of_them_leave_connections_to_others(gate):
    waiting = 0
    for lane in Lane:
        turns = [turn(lane) for _ in range(500)]
        waiting += sum(not gate.enter(each) for each in turns)
        assert all(each.is_late != each.has_place for each in turns if not each.was_in_line)
    assert waiting == 350 < MOST_HELD


@for_each("threads", range(1, THREADS))
def test_with_fewer_threads_every_lane_has_a_place(threads):
    for lane in Lane:
        assert Gate(threads, Seconds()).enter(turn(lane))


def test_a_client_that_has_hung_up_is_noticed():
    ours, theirs = socket.socketpair()
    with closing(ours):
        assert not has_hung_up(ours)
        theirs.sendall(b"x")
        assert not has_hung_up(ours)
        theirs.close()
        assert has_hung_up(ours)


@pytest.fixture
def overloaded():
    answer_late(is_late=True)
    yield
    answer_late(is_late=False)


@pytest.mark.usefixtures("overloaded")
def test_a_message_that_waited_too_long_is_answered_503_and_not_begun(twilio, store):
    answer = twilio.post(message_fields())
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "10"
    assert "<Message" not in answer.text
    with store.read() as unit:
        assert unit.audit.latest(1) == []


@pytest.mark.parametrize(("language", "words"), [("en", "Wait ten seconds"), ("es", "Espere diez segundos")])
def test_a_page_that_waited_too_long_is_polite_in_the_readers_language(nurse, language, words):
    nurse.signs_in()
    answer_late(is_late=True)
    try:
        answer = nurse.browser.get("/patients", **{"Accept": "text/html", "Accept-Language": language})
    finally:
        answer_late(is_late=False)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "10"
    assert words in answer.text


@pytest.mark.parametrize("error", [OSError, RuntimeError, MemoryError, SystemExit])
def test_a_place_comes_back_however_a_request_ends(error, monkeypatch):
    class Client:
        turn, taken_at = None, 0.0
        arrival = Arrival()

        def gather(self):
            self.arrival.data[:] = b"GET /login HTTP/1.1"
            return True

    def fails(*_):
        raise error

    monkeypatch.setattr(SlowClientWorker.__base__, "handle", fails)
    worker: Any = SlowClientWorker.__new__(SlowClientWorker)
    worker._gate, worker._begun = Gate(THREADS, Seconds()), {}
    for _ in range(THREADS + 1):
        with pytest.raises(error):
            worker.handle(Client())
    assert len(entered(worker._gate, Lane.PAGES)) == 5
