"""Count where things happen, and add up what all processes have counted.

Each process of gunicorn counts in a region of memory that the master has shared before it forked, and any of them can
read them all: a scrape gives the same sums whichever process answers it. The master adds what a process that ended has
counted to the region of the past, so that no count is lost or goes down. Nothing is written to a disk. A server that
is not started by `app/server.py` shows the numbers of one process only.

A region is a list of records: a name with its labels, and some numbers. Only its own process writes to it, so that
nobody waits for a lock that a killed process held.
"""

from __future__ import annotations

import os
import struct
import time
from bisect import bisect_left
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from mmap import mmap
from pathlib import Path
from threading import Lock
from typing import Final

from app.services import Services
from app.store.connection import watch_pool

BUCKETS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Seconds: the upper bounds of a duration's classes. One more class has none."""
_SIZE: Final = 128 * 1024
"""Bytes of a region: about a thousand records. Pages that nobody writes to take no memory."""
_REGIONS: Final = 130
"""The past, and twice as many processes as there may be: at a reload the old ones still answer."""
_HEAD: Final = struct.Struct("<QQ")
"""The bytes in use, and the process. In the region of the past: twice the number of processes that were added."""
_RECORD: Final = struct.Struct("<II")
_NUMBER: Final = struct.Struct("<d")
_APART: Final = "\x1f"
_OF_NOW: Final = "="
"""The prefix of a number that is the state of one process, and is dropped with it."""
_TRIES: Final = 100

Key = tuple[str, ...]
"""A name and the values of its labels."""
Numbers = tuple[float, ...]


class Region:
    """The numbers of one process. Its threads may share it."""

    def __init__(self, memory: memoryview) -> None:
        self._memory = memory
        self._places: dict[str, int] = {}
        self._lock = Lock()
        if not self._head()[0]:
            self._set_head(_HEAD.size, 0)

    def belong_to(self, process: int) -> None:
        """Set the process whose numbers these are."""
        self._set_head(self._head()[0], process)

    @property
    def process(self) -> int:
        """The process that counts here; 0 if there is none."""
        return self._head()[1]

    def add(self, key: str, amounts: dict[int, float], size: int = 1) -> None:
        """Add to some of the `size` numbers of a record.

        What does not fit any more is left out.
        """
        with self._lock:
            if (place := self._place(key, size)) is None:
                return
            for index, amount in amounts.items():
                at = place + index * _NUMBER.size
                _NUMBER.pack_into(self._memory, at, _NUMBER.unpack_from(self._memory, at)[0] + amount)

    def put(self, key: str, value: float) -> None:
        """Set the one number of a record."""
        with self._lock:
            if (place := self._place(_OF_NOW + key, 1)) is not None:
                _NUMBER.pack_into(self._memory, place, value)

    def records(self) -> Iterator[tuple[str, Numbers]]:
        """Yield what was counted so far."""
        used, at = self._head()[0], _HEAD.size
        while at < used:
            length, size = _RECORD.unpack_from(self._memory, at)
            key = bytes(self._memory[at + _RECORD.size : at + _RECORD.size + length]).decode().rstrip()
            at += _RECORD.size + length
            yield key, struct.unpack_from(f"<{size}d", self._memory, at)
            at += size * _NUMBER.size

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._places.clear()
            self._set_head(_HEAD.size, 0)

    def _place(self, key: str, size: int) -> int | None:
        if (known := self._places.get(key)) is not None:
            return known
        name = key.encode()
        name += b" " * (
            -len(name) % _NUMBER.size
        )  # so that no number crosses a word, and is read half-written
        used, process = self._head()
        place = used + _RECORD.size + len(name)
        end = place + size * _NUMBER.size
        if end > len(self._memory):
            return None
        _RECORD.pack_into(self._memory, used, len(name), size)
        self._memory[used + _RECORD.size : place] = name
        self._memory[place:end] = bytes(end - place)
        self._set_head(end, process)  # last: whoever reads finds whole records
        self._places[key] = place
        return place

    def _head(self) -> tuple[int, int]:
        used, process = _HEAD.unpack_from(self._memory)
        return used, process

    def _set_head(self, used: int, process: int) -> None:
        _HEAD.pack_into(self._memory, 0, used, process)


def _alone() -> Region:
    return Region(memoryview(bytearray(_SIZE)))


@dataclass(frozen=True, slots=True)
class Sums:
    """What all processes have counted, and how each of them is."""

    counted: dict[Key, Numbers]
    now: dict[int, dict[Key, float]]
    """Process -> its numbers of this moment."""


class Shared:
    """The regions of a server's processes. Only its master hands them out."""

    def __init__(self) -> None:
        memory = memoryview(mmap(-1, _SIZE * _REGIONS))
        self._past, *self._regions = (
            Region(memory[start : start + _SIZE]) for start in range(0, _SIZE * _REGIONS, _SIZE)
        )
        self._free = self._regions[::-1]

    def take(self) -> Share:
        """Return a region for a process that is about to be forked."""
        return Share(self, self._free.pop() if self._free else _alone())

    def end(self, region: Region) -> None:
        """Add what a process has counted to the past, and give its region to the next."""
        if region not in self._regions or region in self._free:
            return
        times = self._past.process
        self._past.belong_to(times + 1)  # odd: whoever reads now waits
        for key, numbers in region.records():
            if not key.startswith(_OF_NOW):
                self._past.add(key, dict(enumerate(numbers)), len(numbers))
        region.clear()
        self._past.belong_to(times + 2)
        self._free.append(region)

    def sums(self) -> Sums:
        """Return the sums of all processes, at a moment in which none is being added."""
        for _ in range(_TRIES):
            times = self._past.process
            found = _added([region for region in self._regions if region.process], self._past)
            if times == self._past.process and not times % 2:
                break
            time.sleep(0.001)
        return found


@dataclass(frozen=True, slots=True)
class Share:
    """One process's part of the shared memory."""

    _shared: Shared
    region: Region

    def end(self) -> None:
        """Keep what the process has counted; it has ended."""
        self._shared.end(self.region)


def _added(regions: list[Region], *past: Region) -> Sums:
    sums = Sums({}, {region.process: {} for region in regions})
    for region in (*regions, *past):
        of_process = sums.now.get(region.process, {})
        for name, numbers in region.records():
            key = tuple(name.removeprefix(_OF_NOW).split(_APART))
            if name.startswith(_OF_NOW):
                of_process[key] = numbers[0]
            else:
                before = sums.counted.get(key, (0.0,) * len(numbers))
                sums.counted[key] = tuple(map(float.__add__, before, numbers))
    return sums


# The region of this process.


class _Here:
    """What this process counts in."""

    def __init__(self) -> None:
        self.begin_alone()
        self.shared: Shared | None = None
        self.master = 0

    def begin_alone(self) -> None:
        self.region = _alone()
        self.region.belong_to(os.getpid())
        self.is_shared = False


_here: Final = _Here()
os.register_at_fork(after_in_child=_here.begin_alone)


def take_share() -> Share:
    """Return the share of a process that this one, the master, is about to fork."""
    if _here.shared is None or _here.master != os.getpid():
        _here.shared, _here.master = Shared(), os.getpid()
    return _here.shared.take()


def use(share: Share) -> None:
    """Count in a share from now on. Call it in the process that it is for."""
    share.region.belong_to(os.getpid())
    _here.region, _here.is_shared = share.region, True


def count(name: str, *labels: str, amount: float = 1) -> None:
    """Add to a count that only grows. No label may be a visitor's text."""
    _here.region.add(_APART.join((name, *labels)), {0: amount})


def take_time(name: str, seconds: float, *labels: str) -> None:
    """Add a duration to its histogram."""
    size = len(BUCKETS) + 2
    amounts = {bisect_left(BUCKETS, seconds): 1.0, size - 1: seconds}
    _here.region.add(_APART.join((name, *labels)), amounts, size)


def put(name: str, value: float) -> None:
    """Set a number that is the state of this process."""
    _here.region.put(name, value)


def sums() -> Sums:
    """Return the sums of this server's processes."""
    if _here.is_shared and _here.shared is not None:
        return _here.shared.sums()
    return _added([_here.region])


# What the process uses itself.

_MEMORY: Final = Path("/proc/self/statm")
_PAGE: Final = os.sysconf("SC_PAGE_SIZE")


def init_tally(services: Services) -> None:
    """Count how long connections of the database are held, and what this process uses."""
    process = _Process()

    def note(in_use: int, most: int) -> None:
        put("anteroom_database_connections_in_use", in_use)
        put("anteroom_database_connections_most", most)
        process.note()

    watch_pool(
        services.store.engine,
        lambda seconds: take_time("anteroom_database_hold_seconds", seconds),
        note,
    )


class _Process:
    """Notes what this process uses, once a second at most.

    Each process does so itself, because in production no process may look at another of the same user. A worker's
    threads use the database that often, so the numbers are never old.
    """

    __slots__ = ("_next", "_started")

    def __init__(self) -> None:
        self._next = float("-inf")
        self._started = time.time()

    def note(self) -> None:
        """Put the numbers where all processes read them."""
        now = time.monotonic()
        if now < self._next:
            return
        self._next = now + 1
        put("process_cpu_seconds", time.process_time())
        put("process_start_time_seconds", self._started)
        with suppress(OSError, ValueError, IndexError):  # another system than Linux
            pages = int(_MEMORY.read_text().split()[1])
            put("process_resident_memory_bytes", pages * _PAGE)
