"""Decide which request gets a thread, which waits, and which is told to come back.

A process has eight threads. Eight downloads would occupy them all for minutes, and no message would get through. So each
kind of request has a number of places. A request that finds no free place waits in line, without a thread. After five
seconds it is answered with 503. That is long enough for a database that stalls for a moment.

When the line of messages has not been empty for five seconds, more messages come than can be answered. From then on a
message waits one second at most, so that Twilio tries the fallback URL while the patient still waits for the reply.

One thread is not counted as a place. It reads requests, answers health checks and refuses requests.
"""

from __future__ import annotations

import re
import select
import time
from collections import Counter, deque
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from enum import Enum
from socket import socket
from threading import Lock
from typing import Any, Final


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
"""How many requests a line holds at most. Even if all are full, connections are left for health checks and the like."""

_REQUEST_LINE: Final = re.compile(rb"([A-Z]+ /[^ ?]*)[^ ]* HTTP/")
_LANES: Final = {
    lane: re.compile(pattern)
    for lane, pattern in {
        Lane.MESSAGES: rb"POST /webhook",
        Lane.STATUSES: rb"POST /webhook/status",
        Lane.SIGN_INS: rb"POST /(login(/unlock)?|enrol/[^/]+|confirm|account/(code|password|recovery))",
        Lane.DOWNLOADS: rb"POST /(exports(/(?!form$|presets$)[a-z0-9_-]+|/[0-9a-f-]{36}/download)?|audit/download)",
        Lane.CHECKS: rb"(GET|HEAD) /(readyz|metrics)",
        Lane.HEALTH: rb"(GET|HEAD) /healthz",
    }.items()
}


def lane_of(request: bytes | bytearray) -> Lane:
    """Return the lane of a request, from the bytes that it begins with."""
    found = _REQUEST_LINE.match(request)
    if found is None:
        return Lane.PAGES
    return next((lane for lane, pattern in _LANES.items() if pattern.fullmatch(found[1])), Lane.PAGES)


@dataclass(slots=True, eq=False)
class Turn:
    """One request on its way to a thread; `of` is what the caller wants back."""

    of: Any
    lane: Lane
    asked_at: float
    has_place: bool = field(default=False, init=False)
    is_late: bool = field(default=False, init=False)
    """Whether it waited too long, and is to be refused."""
    was_in_line: bool = field(default=False, init=False)


class Gate:
    """The places of one process, and the lines for them. Threads may share it.

    A place that becomes free is given away at once, so a lane in which requests wait has no free place. This is why no
    request overtakes another of its lane.
    """

    def __init__(self, threads: int, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._most: Final = _places_of(threads)
        self._taken: Counter[_Places] = Counter()
        self._lines: Final[dict[Lane, deque[Turn]]] = {lane: deque() for lane in Lane}
        self._stood_since: Final[dict[Lane, float]] = {}
        """For each line, since when it has not been empty."""
        self._lock = Lock()

    def enter(self, turn: Turn) -> bool:
        """Return whether a request is to be answered now; if not, it is in line.

        A request that has already waited too long for a thread, or finds the line full, is answered now with a refusal.
        """
        with self._lock:
            now = self._monotonic()
            if self._due(turn) <= now and turn.lane is not Lane.HEALTH:
                turn.is_late = True
            elif not self._admit(turn):
                if len(self._lines[turn.lane]) >= _LONGEST.get(turn.lane, _LONGEST_ELSE):
                    turn.is_late = True
                    return True
                turn.was_in_line = True
                self._lines[turn.lane].append(turn)
                self._stood_since.setdefault(turn.lane, now)
                return False
        return True

    def leave(self, turn: Turn) -> list[Turn]:
        """Give back the place of a request, and return the requests that come next."""
        if not turn.has_place:
            return []
        with self._lock:
            turn.has_place = False
            self._taken.subtract(_TAKES[turn.lane])
            return [each for line in self._lines.values() for each in self._out_of(line, self._admit)]

    def overdue(self) -> list[Turn]:
        """Remove the requests that have waited too long from the lines; return them."""
        now = self._monotonic()

        def is_late(turn: Turn) -> bool:
            return self._due(turn) <= now

        with self._lock:
            late = [each for line in self._lines.values() for each in self._out_of(line, is_late)]
        for turn in late:
            turn.is_late = True
        return late

    def next_due(self) -> float:
        """Return when the next request in line will have waited too long."""
        with self._lock:
            return min((self._due(line[0]) for line in self._lines.values() if line), default=float("inf"))

    def _out_of(self, line: deque[Turn], goes: Callable[[Turn], bool]) -> list[Turn]:
        """Remove requests from the front of a line, as long as `goes` is true of them."""
        gone = []
        while line and goes(line[0]):
            gone.append(line.popleft())
        if gone and not line:
            self._stood_since.pop(gone[0].lane)
        return gone

    def _due(self, turn: Turn) -> float:
        """Return the time at which a request has waited too long."""
        late, overloaded = turn.asked_at + _PATIENCE, _WHEN_OVERLOADED.get(turn.lane)
        if overloaded is None or (since := self._stood_since.get(turn.lane)) is None:
            return late
        return min(late, max(turn.asked_at + overloaded, since + _PATIENCE))

    def _admit(self, turn: Turn) -> bool:
        takes = _TAKES[turn.lane]
        turn.has_place = all(self._taken[each] < self._most[each] for each in takes)
        if turn.has_place:
            self._taken.update(takes)
        return turn.has_place


def _places_of(threads: int) -> dict[_Places, int]:
    """Return how many places of each kind there are.

    With eight threads, seven are places. People leave two of them to Twilio and to checks, whose requests are short.
    All requests but pages and checks leave one.
    """
    few = max(1, threads // 4)
    return {
        _Places.ALL: max(1, threads - 1),
        _Places.OF_PEOPLE: max(1, threads - 3),
        _Places.NOT_PAGES: max(1, threads - 2),
        _Places.CHECKS: few,
        _Places.STATUSES: few,
        _Places.SIGN_INS: few,
        _Places.DOWNLOADS: few,
    }


_HUNG_UP: Final = getattr(select, "POLLRDHUP", 0)
"""Only Linux tells this without reading, which would take bytes away from TLS."""


def has_hung_up(sock: socket) -> bool:
    """Return whether the client has closed its end of the connection."""
    poll = select.poll()
    poll.register(sock, _HUNG_UP)
    return bool(poll.poll(0))


# The app itself answers with the refusal, so that it has the app's headers and is in the reader's language.


class Overloaded(Exception):
    """Report that a request waited too long. No work on it was begun."""


IS_LATE: Final[ContextVar[bool]] = ContextVar("is_late", default=False)
"""Whether this thread's request waited too long, so that it is refused before any work on it."""


def answer_late(*, is_late: bool) -> None:
    """Tell the app whether to refuse the next request of this thread."""
    IS_LATE.set(is_late)
