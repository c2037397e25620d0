"""Decide which request is worked on, which waits, and which is told to come back.

A process works on eight requests at a time, and has many more threads. Eight downloads would keep it busy for minutes, and no
message would get through. So each kind of request has a number of places. A request that finds no free place waits in line.
After five seconds it is answered with 503. That is long enough for a database that stalls for a moment.

When the line of messages has not been empty for five seconds, more messages come than can be answered. From then on a
message waits one second at most, so that Twilio tries the fallback URL while the patient still waits for the reply.

Health checks need no place. A body is read before its request takes one, so that a client who sends slowly holds none.
"""

from __future__ import annotations

import re
import select
import time
from collections import Counter, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import partial
from io import BytesIO
from socket import SO_SNDBUF, SOL_SOCKET, socket
from threading import Event, Lock
from typing import Final
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from werkzeug.wsgi import ClosingIterator


class Lane(Enum):
    """Name the kinds of requests, in the order in which they get a free place."""

    MESSAGES = "messages"
    CHECKS = "checks"
    """Anybody may send them, so they come after messages. They come before all others, because a server that does not
    answer them is taken out of service, and the other servers then get its load."""
    STATUSES = "statuses"
    PAGES = "pages"
    SIGN_INS = "sign-ins"
    """They take long, because passwords are hashed slowly."""
    DOWNLOADS = "downloads"
    """They last as long as the client takes to read."""
    HEALTH = "health"
    """They need no place."""


class _Places(Enum):
    """Name the kinds of places.

    A request takes one place of each kind that its lane needs, or waits and takes none.
    """

    ALL = "all"
    OF_PEOPLE = "of people"
    NOT_PAGES = "not pages"
    CHECKS = "checks"
    STATUSES = "statuses"
    SIGN_INS = "sign-ins"
    DOWNLOADS = "downloads"


_TAKES: Final[Mapping[Lane, tuple[_Places, ...]]] = {
    Lane.MESSAGES: (_Places.ALL, _Places.NOT_PAGES),
    Lane.CHECKS: (_Places.ALL, _Places.CHECKS),
    Lane.STATUSES: (_Places.ALL, _Places.NOT_PAGES, _Places.STATUSES),
    Lane.PAGES: (_Places.ALL, _Places.OF_PEOPLE),
    Lane.SIGN_INS: (_Places.ALL, _Places.OF_PEOPLE, _Places.NOT_PAGES, _Places.SIGN_INS),
    Lane.DOWNLOADS: (_Places.ALL, _Places.OF_PEOPLE, _Places.NOT_PAGES, _Places.DOWNLOADS),
    Lane.HEALTH: (),
}
_PATIENCE: Final = 5.0
"""How many seconds a request waits in line. People expect to see something by then."""
_WHEN_OVERLOADED: Final[Mapping[Lane, float]] = {Lane.MESSAGES: 1.0}
"""The same for a line that has not been empty for `_PATIENCE`."""
_LONGEST: Final[Mapping[Lane, int]] = {Lane.MESSAGES: 100}
_LONGEST_ELSE: Final = 50
"""How many requests a line holds at most. `THREADS` are enough for all of them."""
_AT_ONCE: Final = 8
THREADS: Final = 400
"""Of a process: for those in work and in line, and for those whose body arrives. A thread that never ran costs nothing."""

_LANES: Final = {
    lane: re.compile(pattern)
    for lane, pattern in {
        Lane.MESSAGES: r"POST /webhook",
        Lane.STATUSES: r"POST /webhook/status",
        Lane.SIGN_INS: r"POST /(login(/unlock)?|enrol/[^/]+|confirm|account/(code|password|recovery))",
        Lane.DOWNLOADS: r"POST /(exports(/(?!form$|presets$)[a-z0-9_-]+|/[0-9a-f-]{36}/download)?|audit/download)",
        Lane.CHECKS: r"(GET|HEAD) /(readyz|metrics)",
        Lane.HEALTH: r"(GET|HEAD) /healthz",
    }.items()
}


def lane_of(method: str, path: str) -> Lane:
    """Return the lane of a request."""
    asked = f"{method} {path}"
    return next((lane for lane, pattern in _LANES.items() if pattern.fullmatch(asked)), Lane.PAGES)


@dataclass(slots=True, eq=False)
class Turn:
    """One request on its way to a place."""

    lane: Lane
    has_place: bool = field(default=False, init=False)
    was_in_line: bool = field(default=False, init=False)
    called: Event = field(default_factory=Event, init=False)
    """Set when a request in line has got its place."""


class Gate:
    """The places of one process, and the lines for them. Threads may share it.

    A place that becomes free is given away at once, so a lane in which requests wait has no free place. This is why no
    request overtakes another of its lane.
    """

    def __init__(self, at_once: int = _AT_ONCE, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._most: Final = _places_of(at_once)
        self._taken: Counter[_Places] = Counter()
        self._lines: Final[dict[Lane, deque[Turn]]] = {lane: deque() for lane in Lane}
        self._stood_since: Final[dict[Lane, float]] = {}
        """For each line, since when it has not been empty."""
        self._lock = Lock()

    def enter(self, turn: Turn) -> bool:
        """Wait for a place, and return whether there was one in time."""
        if seconds := self.ask(turn):
            turn.called.wait(seconds)
            self.give_up(turn)
        return turn.has_place

    def ask(self, turn: Turn) -> float:
        """Take a place or stand in line, and return for how many seconds at most.

        A request that finds the line full does not wait.
        """
        with self._lock:
            line = self._lines[turn.lane]
            if self._take(turn) or len(line) >= _LONGEST.get(turn.lane, _LONGEST_ELSE):
                return 0.0
            turn.was_in_line = True
            line.append(turn)
            now = self._monotonic()
            stood = now - self._stood_since.setdefault(turn.lane, now)
        return min(_PATIENCE, max(_WHEN_OVERLOADED.get(turn.lane, _PATIENCE), _PATIENCE - stood))

    def give_up(self, turn: Turn) -> None:
        """Leave the line, if the request still stands there."""
        with self._lock:
            if not turn.has_place:
                self._lines[turn.lane].remove(turn)
                self._note_end(turn.lane)

    def leave(self, turn: Turn) -> None:
        """Give back the place of a request to those that come next."""
        with self._lock:
            if not turn.has_place:
                return
            turn.has_place = False
            self._taken.subtract(_TAKES[turn.lane])
            for lane, line in self._lines.items():
                while line and self._take(line[0]):
                    line.popleft().called.set()
                    self._note_end(lane)

    def _note_end(self, lane: Lane) -> None:
        if not self._lines[lane]:
            del self._stood_since[lane]

    def _take(self, turn: Turn) -> bool:
        takes = _TAKES[turn.lane]
        turn.has_place = all(self._taken[each] < self._most[each] for each in takes)
        if turn.has_place:
            self._taken.update(takes)
        return turn.has_place


def _places_of(at_once: int) -> dict[_Places, int]:
    """Return how many places of each kind there are.

    Of eight, seven are given away; the last is for health checks and refusals. People leave two of them to Twilio and to checks, whose requests are short.
    All requests but pages and checks leave one.
    """
    few = max(1, at_once // 4)
    return {
        _Places.ALL: max(1, at_once - 1),
        _Places.OF_PEOPLE: max(1, at_once - 3),
        _Places.NOT_PAGES: max(1, at_once - 2),
        _Places.CHECKS: few,
        _Places.STATUSES: few,
        _Places.SIGN_INS: few,
        _Places.DOWNLOADS: few,
    }


IS_LATE: Final = "anteroom.is_late"
"""The key in the environ of a request that found no place in time, and is refused before any work on it.

The app itself refuses it, so that the answer has the app's headers and is in the reader's language.
"""


class Overloaded(Exception):
    """Report that a request waited too long. No work on it was begun."""


class Admission:
    """Let a request into the app when it has a place.

    This is a WSGI wrapper for the threads of gunicorn.
    """

    def __init__(self, app: WSGIApplication, gate: Gate) -> None:
        self._app = app
        self._gate = gate

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> ClosingIterator:
        """Answer one request."""
        _bound(environ["gunicorn.socket"])
        _take_in(environ)
        turn = Turn(lane_of(environ["REQUEST_METHOD"], environ["PATH_INFO"]))
        environ[IS_LATE] = not self._gate.enter(turn)
        leave = partial(self._gate.leave, turn)
        try:
            if turn.was_in_line and has_hung_up(environ["gunicorn.socket"]):
                start_response("408 Request Timeout", [("Content-Length", "0")])
                return ClosingIterator((), leave)
            return ClosingIterator(self._app(environ, start_response), leave)
        except BaseException:
            leave()
            raise


_SECONDS_FOR_A_PIECE: Final = 10.0
"""How long a client may take to send or to take the next piece of what is too large for the system's buffers."""
_ANSWER_BYTES: Final = 512 * 1024
"""Bytes. A page fits into the system's send buffer, so a client that does not read it holds no place."""
LARGEST_BODY: Final = 512 * 1024
"""Bytes. Forms are at most as large, and proxies let no more through. What announces more is refused unread."""


def _bound(sock: socket) -> None:
    sock.settimeout(_SECONDS_FOR_A_PIECE)
    sock.setsockopt(SOL_SOCKET, SO_SNDBUF, _ANSWER_BYTES)


def _take_in(environ: WSGIEnvironment) -> None:
    """Read the body. What is broken or does not go on is empty, and refused."""
    if int(environ.get("CONTENT_LENGTH") or 0) > LARGEST_BODY:
        return
    try:
        body = environ["wsgi.input"].read(LARGEST_BODY + 1)
    except Exception:  # noqa: BLE001  (gunicorn has an error for each kind of broken body)
        body = b""
    environ["wsgi.input"] = BytesIO(body)


_HUNG_UP: Final = getattr(select, "POLLRDHUP", 0)
"""Only Linux tells this without reading, which would take bytes away from TLS."""


def has_hung_up(sock: socket) -> bool:
    """Return whether the client has closed its end of the connection."""
    poll = select.poll()
    poll.register(sock, _HUNG_UP)
    return bool(poll.poll(0))
