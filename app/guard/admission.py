"""Decide which request gets a thread, which waits, and which is told to come back.

A process has eight threads. Eight downloads would hold them all for minutes, and no message would get through. So each
kind of request has a number of places. What finds none waits in line without a thread, for five seconds at most, and is
then answered 503. That outlasts a database that stalls for a moment. Where a line of messages has stood for five seconds,
more come than can be answered, and no message waits longer than one: Twilio then tries the fallback while somebody still
waits for the reply. One thread has no place at all: it reads requests, answers health checks and says no.
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
    """Name the kinds of requests, those that get a free place first at first."""

    MESSAGES = "messages"
    CHECKS = "checks"
    """Anybody may ask for them, so they come after messages. An overloaded server that is taken out of service leaves its
    load to the others, so they come before all else."""
    STATUSES = "statuses"
    PAGES = "pages"
    SIGN_INS = "sign-ins"
    """They hash slowly."""
    DOWNLOADS = "downloads"
    """They last as long as the client takes to read."""
    HEALTH = "health"
    """Needs no place."""


class _Places(Enum):
    """Name what is counted.

    A request takes a place of each kind that its lane names, or none.
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
"""Seconds in line. People wait so long for a page, and then want to be told something."""
_WHEN_OVERLOADED: Final[Mapping[Lane, float]] = {Lane.MESSAGES: 1.0}
"""The same, once the line has stood for so long."""
_LONGEST: Final[Mapping[Lane, int]] = {Lane.MESSAGES: 100}
_LONGEST_ELSE: Final = 50
"""How many wait in a line at most. All lines together leave connections for who does not wait, such as a health check."""

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
    """One request on its way to a thread. `of` is what the line keeps for its owner."""

    of: Any
    lane: Lane
    asked_at: float
    has_place: bool = field(default=False, init=False)
    is_late: bool = field(default=False, init=False)
    """Whether it waited too long, and is to be told so."""
    was_in_line: bool = field(default=False, init=False)


class Gate:
    """Keep the places of one process, and the lines for them. Threads may share it.

    Whenever a lane has a line, it has no place, for each place that becomes free is given away at once. So nothing
    overtakes what waits in its own lane.
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

        What has waited too long for a thread already, or finds the line full, is answered now, and refused.
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
        """Give back the place of a request, and return those whose turn it is now."""
        if not turn.has_place:
            return []
        with self._lock:
            turn.has_place = False
            self._taken.subtract(_TAKES[turn.lane])
            return [each for line in self._lines.values() for each in self._out_of(line, self._admit)]

    def overdue(self) -> list[Turn]:
        """Take out of the lines, and return, what has waited too long."""
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
        """Take those out of a line, from its beginning, that go."""
        gone = []
        while line and goes(line[0]):
            gone.append(line.popleft())
        if gone and not line:
            self._stood_since.pop(gone[0].lane)
        return gone

    def _due(self, turn: Turn) -> float:
        """Return when a request has waited too long."""
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
    """Return how many places there are: with eight threads 7, 5, 6, and 2 of the rest.

    So messages keep two that only a check takes, which is short, and pages one.
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
"""Linux alone tells without reading, and what it reads would be a byte of TLS."""


def has_hung_up(sock: socket) -> bool:
    """Return whether the other side waits no more."""
    poll = select.poll()
    poll.register(sock, _HUNG_UP)
    return bool(poll.poll(0))


# The refusal is an answer of the app, with its headers and in the reader's language.


class Overloaded(Exception):
    """Report that a request waited too long: it was not begun."""


IS_LATE: Final[ContextVar[bool]] = ContextVar("is_late", default=False)
"""Whether this thread's request waited too long: it is then refused before anything of it is done."""


def answer_late(*, is_late: bool) -> None:
    """Have the app refuse the next request of this thread, or no longer."""
    IS_LATE.set(is_late)
