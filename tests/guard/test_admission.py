"""Each kind of request has its places. No request waits longer in line than a person would, and the rest are refused."""

from __future__ import annotations

import socket
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from io import BytesIO

import pytest

from app.guard.admission import (
    IS_LATE,
    LARGEST_BODY,
    THREADS,
    Admission,
    Gate,
    Lane,
    Turn,
    has_hung_up,
    lane_of,
)
from app.store.trail import audit
from tests.cases import for_each
from tests.doors import path_of
from tests.people import message_fields

AT_ONCE = 8


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
    return Gate(AT_ONCE, seconds)


def entered(gate: Gate, lane: Lane, many: int = AT_ONCE) -> list[Turn]:
    """Those of so many that got a place."""
    return [turn for turn in asked(gate, lane, many) if turn.has_place]


def asked(gate: Gate, lane: Lane, many: int = 1) -> list[Turn]:
    turns = [Turn(lane) for _ in range(many)]
    for turn in turns:
        gate.ask(turn)
    return turns


@for_each(
    ("request_line", "lane"),
    [
        ("POST /webhook", Lane.MESSAGES),
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
    assert lane_of(*request_line.split()) is lane


def test_whatever_hashes_slowly_or_lasts_as_long_as_its_reader_is_in_a_lane_of_its_own(app):
    lasting = {"exports.download", "audit.download"}
    hashing = {
        "login.login", "unlock.unlock", "login.enrol", "confirm.confirm", "account.replace_code",
        "account.change_password", "account.make_recovery_codes",
    }  # fmt: skip
    found = {Lane.SIGN_INS: set[str](), Lane.DOWNLOADS: set[str]()}
    for rule in (rule for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())):
        if (lane := lane_of("POST", path_of(rule.rule))) in found:
            found[lane].add(rule.endpoint)
    made = {rule.endpoint for rule in app.url_map.iter_rules() if rule.endpoint.startswith("exports.create")}
    assert found == {Lane.SIGN_INS: hashing, Lane.DOWNLOADS: lasting | made}


@pytest.mark.parametrize("lane", [Lane.PAGES, Lane.SIGN_INS, Lane.DOWNLOADS])
def test_people_leave_two_places_to_messages_and_health_checks_need_none(gate, lane):
    for each in (Lane.SIGN_INS, Lane.DOWNLOADS, Lane.PAGES, lane):
        entered(gate, each)
    assert len(entered(gate, Lane.MESSAGES)) == 2
    assert gate.enter(Turn(Lane.HEALTH))


def test_however_many_ask_whether_it_is_well_messages_and_pages_are_answered(gate):
    entered(gate, Lane.PAGES)
    checks = entered(gate, Lane.CHECKS, 100)
    assert len(checks) == 2
    messages = asked(gate, Lane.MESSAGES, 3)
    for number, free in enumerate((checks[0], checks[1], messages[0])):
        assert not messages[number].has_place
        gate.leave(free)
        assert messages[number].has_place, "although checks are in line"


def test_messages_sign_ins_and_downloads_leave_a_place_to_pages(gate):
    for lane in (Lane.DOWNLOADS, Lane.SIGN_INS, Lane.STATUSES, Lane.MESSAGES):
        entered(gate, lane)
    assert len(entered(gate, Lane.PAGES)) == 1


def test_sign_ins_and_downloads_leave_pages_to_people(gate):
    assert len(entered(gate, Lane.SIGN_INS)) == len(entered(gate, Lane.DOWNLOADS)) == 2
    assert len(entered(gate, Lane.PAGES)) == 1


def test_a_place_that_becomes_free_goes_to_messages_then_checks_then_pages_and_to_the_first_of_them(gate):
    pages, _ = entered(gate, Lane.PAGES, 5), entered(gate, Lane.MESSAGES, 2)
    (page,) = asked(gate, Lane.PAGES)
    messages, (check,) = asked(gate, Lane.MESSAGES, 2), asked(gate, Lane.CHECKS)
    for done, called in zip(pages, (*messages, check, page), strict=False):
        assert not called.called.is_set()
        gate.leave(done)
        assert called.called.is_set()
    gate.leave(pages[0])  # given back once
    gate.leave(pages[4])
    assert len(entered(gate, Lane.PAGES)) == 1


def test_whatever_waits_five_seconds_is_told(gate):
    held = entered(gate, Lane.PAGES, 5) + entered(gate, Lane.MESSAGES, 2)
    for lane in (Lane.PAGES, Lane.MESSAGES):
        waits = Turn(lane)
        assert gate.ask(waits) == 5
        gate.give_up(waits)
        assert not waits.has_place
    for each in held:
        gate.leave(each)
    assert len(entered(gate, Lane.PAGES)) == 5, "who gave up has taken nothing"


def test_once_a_line_of_messages_has_stood_for_five_seconds_none_waits_longer_than_one(gate, seconds):
    in_work = entered(gate, Lane.MESSAGES, 6)
    early, late, last, calm = (Turn(Lane.MESSAGES) for _ in range(4))
    assert gate.ask(early) == 5
    seconds.now = 3
    assert gate.ask(late) == 2
    gate.leave(in_work[0])
    assert early.has_place, "the line goes on, but does not end"
    seconds.now = 5.5
    assert gate.ask(last) == 1
    gate.give_up(late)
    gate.leave(in_work[1])
    assert last.has_place, "and here it ends"
    assert gate.ask(calm) == 5


def test_who_is_called_goes_in_though_the_time_is_over_just_then(gate):
    held = entered(gate, Lane.MESSAGES, 6)
    (waits,) = asked(gate, Lane.MESSAGES)
    gate.leave(held[0])
    gate.give_up(waits)
    assert waits.has_place


def test_a_thread_waits_until_it_is_called(gate):
    held = entered(gate, Lane.MESSAGES, 6)
    waits = Turn(Lane.MESSAGES)
    with ThreadPoolExecutor(1) as pool:
        is_in = pool.submit(gate.enter, waits)
        while not waits.was_in_line:
            pass
        gate.leave(held[0])
        assert is_in.result()


def test_a_line_is_bounded_and_there_are_threads_for_all_of_them_and_for_others(gate):
    turns = [turn for lane in Lane for turn in asked(gate, lane, 500)]
    assert sum(turn.was_in_line and not turn.has_place for turn in turns) == 350 < THREADS - AT_ONCE
    for lane in Lane:
        more = Turn(lane)
        assert gate.ask(more) == 0
        assert more.has_place == (lane is Lane.HEALTH)


@for_each("at_once", range(1, AT_ONCE))
def test_with_fewer_at_once_every_lane_has_a_place(at_once):
    for lane in Lane:
        assert Gate(at_once, Seconds()).enter(Turn(lane))


def test_a_client_that_has_hung_up_is_noticed():
    ours, theirs = socket.socketpair()
    with closing(ours):
        assert not has_hung_up(ours)
        theirs.sendall(b"x")
        assert not has_hung_up(ours)
        theirs.close()
        assert has_hung_up(ours)


@pytest.fixture
def overloaded(app):
    """An app whose every request has waited too long."""
    inner = app.wsgi_app
    app.wsgi_app = lambda environ, start_response: inner(environ | {IS_LATE: True}, start_response)
    yield
    app.wsgi_app = inner


@pytest.mark.usefixtures("overloaded")
def test_a_message_that_waited_too_long_is_answered_503_and_not_begun(twilio, store):
    answer = twilio.post(message_fields())
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "10"
    assert "<Message" not in answer.text
    with store.read() as unit:
        assert audit.latest(unit.db, 1) == []


@pytest.mark.parametrize(("language", "words"), [("en", "Wait ten seconds"), ("es", "Espere diez segundos")])
def test_a_page_that_waited_too_long_is_polite_in_the_readers_language(nurse, language, words, request):
    nurse.signs_in()
    request.getfixturevalue("overloaded")
    answer = nurse.browser.get("/patients", **{"Accept": "text/html", "Accept-Language": language})
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "10"
    assert words in answer.text


@pytest.fixture
def wire():
    """A connection as gunicorn hands it to the app, and its other end."""
    ours, theirs = socket.socketpair()
    with closing(ours), closing(theirs):
        yield ours, theirs


@pytest.fixture
def environ_of(wire):
    """A function that returns a request's environ."""

    def environ(path, body=b"", length=0):
        return {
            "REQUEST_METHOD": "GET", "PATH_INFO": path, "CONTENT_LENGTH": str(length),
            "wsgi.input": body if isinstance(body, BytesIO) else BytesIO(body), "gunicorn.socket": wire[0],
        }  # fmt: skip

    return environ


def ignore(*_):
    pass


@pytest.mark.parametrize("error", [OSError, RuntimeError, MemoryError, SystemExit])
@pytest.mark.parametrize("while_sent", [True, False])
def test_a_place_comes_back_however_a_request_ends(error, while_sent, gate, environ_of):
    def fails():
        raise error

    def app(_environ, _start_response):
        return (fails() for _ in "1") if while_sent else fails()

    for _ in range(AT_ONCE + 1):
        answer = None
        with pytest.raises(error):
            answer = Admission(app, gate)(environ_of("/login"), ignore)
            list(answer)
        if answer is not None:
            answer.close()
    assert len(entered(gate, Lane.PAGES)) == 5


def test_a_place_is_held_until_the_last_byte_is_sent(gate, environ_of):
    answers = [Admission(lambda *_: iter((b"a", b"b")), gate)(environ_of("/login"), ignore) for _ in range(5)]
    assert entered(gate, Lane.PAGES) == []
    answers[0].close()
    assert next(answers[1]) == b"a"
    assert len(entered(gate, Lane.PAGES)) == 0


def test_nothing_is_done_for_a_client_that_hung_up_in_line(gate, environ_of, wire):
    held, called = entered(gate, Lane.PAGES, 5), []

    def app(environ, _start_response):
        called.append(environ)
        return []

    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(Admission(app, gate), environ_of("/login"), ignore)
        while not gate._lines[Lane.PAGES]:
            pass
        wire[1].close()
        gate.leave(held[0])
        answer.result().close()
    assert called == []
    assert len(entered(gate, Lane.PAGES)) == 1, "and the place is free"


class Broken(BytesIO):
    def read(self, _size: int | None = -1) -> bytes:
        raise TimeoutError


def test_a_body_is_read_before_a_place_is_taken_and_one_that_does_not_go_on_is_empty(gate, environ_of):
    held = entered(gate, Lane.PAGES)

    def app(environ, _start_response):
        return [environ["wsgi.input"].read()]

    def answer_to(body, length=0):
        return b"".join(Admission(app, gate)(environ_of("/healthz", body, length), ignore))

    assert len(held) == 5
    assert answer_to(b"a" * 1000) == b"a" * 1000
    assert answer_to(Broken()) == b""
    assert len(answer_to(b"a" * 600_000)) == LARGEST_BODY + 1, "enough to be refused"
    assert len(answer_to(b"a" * 600_000, 600_000)) == 600_000, "not read before it is refused"
