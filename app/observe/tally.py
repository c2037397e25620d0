"""Count where things happen, with Prometheus's own counters.

The workers of gunicorn count in files of a folder in memory, which its master makes, and each of them adds up all files.
A worker that ends leaves its place, with its counts, to the next: no count is lost or goes down, and there are never
more files than places. A process outside of gunicorn, or without such a folder, counts for itself.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Final

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    Metric,
    disable_created_metrics,
    multiprocess,
    values,
)

from app.observe.families import COUNTED, OF_PROCESSES, Family, Kind

_BUCKETS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Seconds: the upper bounds of a duration's classes. One more class has none."""
_IN_MEMORY: Final = Path("/dev/shm")  # noqa: S108  (only a folder of mode 700 in it is used)
_PREFIX: Final = "anteroom-metrics-"
_ROOM: Final = 8 * 1024 * 1024
"""Bytes that are free while a worker begins: several times what it needs. One that found none later would be killed."""
_FOLDER: Final = "PROMETHEUS_MULTIPROC_DIR"

disable_created_metrics()


class _Here:
    """What this process counts with."""

    def __init__(self) -> None:
        self.begin_alone()

    def begin_alone(self) -> None:
        values.ValueClass = values.MutexValue
        self._begin(None)

    def begin_at(self, place: int, folder: Path) -> None:
        os.environ[_FOLDER] = str(folder)
        values.ValueClass = values.MultiProcessValue(lambda: place)
        self._begin(folder)

    def _begin(self, folder: Path | None) -> None:
        self.folder = folder
        self.counter = cache(self._counter)
        self.registry = CollectorRegistry(auto_describe=False)
        self.counters = {each.name: _counter(each, self.registry) for each in COUNTED if not _is_timed(each)}
        self.durations = {each.name: _duration(each, self.registry) for each in COUNTED if _is_timed(each)}
        self.states = {each.name: _state(each, self.registry) for each in OF_PROCESSES}

    def _counter(self, name: str, labels: tuple[str, ...]) -> Counter:
        return self.counters[name].labels(*labels)


def _is_timed(family: Family) -> bool:
    return family.kind is Kind.HISTOGRAM


def _counter(family: Family, registry: CollectorRegistry) -> Counter:
    return Counter(family.name, family.means, family.labels, registry=registry)


def _duration(family: Family, registry: CollectorRegistry) -> Histogram:
    return Histogram(family.name, family.means, family.labels, registry=registry, buckets=_BUCKETS)


def _state(family: Family, registry: CollectorRegistry) -> Gauge:
    gauge = Gauge(family.name, family.means, family.labels, registry=registry, multiprocess_mode="livesum")
    return gauge.labels(str(os.getpid()))


_here: Final = _Here()
os.register_at_fork(after_in_child=_here.begin_alone)


def make_folder() -> Path | None:
    """Make an empty folder for the workers of this process; None if that fails.

    The folders that killed servers have left are removed.
    """
    for left in _IN_MEMORY.glob(f"{_PREFIX}*"):
        if not _lives(left.name.removeprefix(_PREFIX)):
            shutil.rmtree(left, ignore_errors=True)
    folder = _IN_MEMORY / f"{_PREFIX}{os.getpid()}"
    shutil.rmtree(folder, ignore_errors=True)
    try:
        folder.mkdir(mode=0o700)
    except OSError:
        return None
    return folder


def _lives(process: str) -> bool:
    try:
        os.kill(int(process), 0)
    except (ProcessLookupError, ValueError):
        return False
    except PermissionError:  # another user's
        return True
    return True


def remove_folder(folder: Path | None) -> None:
    """Remove the folder of a server that ends."""
    if folder is not None:
        shutil.rmtree(folder, ignore_errors=True)


def take_place(place: int, folder: Path | None) -> None:
    """Count at a place of the folder, which no other process that lives has.

    Without room there, this process counts for itself: a number may be missing, but no message waits for it.
    """
    if folder is None:
        return
    try:
        if shutil.disk_usage(folder).free >= _ROOM:
            _here.begin_at(place, folder)
    except OSError:
        _here.begin_alone()


def leave_place(place: int, folder: Path | None) -> None:
    """Drop the state of a process that ended. What it has counted stays."""
    if folder is not None:
        multiprocess.mark_process_dead(place, str(folder))


def count(name: str, *labels: str) -> None:
    """Add one to a count that only grows. No label may be a visitor's text."""
    with suppress(OSError, ValueError):
        _here.counter(name, labels).inc()


def take_time(name: str, seconds: float, *labels: str) -> None:
    """Add a duration to its histogram."""
    durations = _here.durations[name]
    with suppress(OSError, ValueError):
        (durations.labels(*labels) if labels else durations).observe(seconds)


def put(name: str, value: float) -> None:
    """Set a number that is the state of this process."""
    with suppress(OSError, ValueError):
        _here.states[name].set(value)


def collected() -> Iterable[Metric]:
    """Return what the processes of this server have counted, and the state of each."""
    if _here.folder is not None and _here.folder.is_dir():
        everybody: Iterable[Metric] = multiprocess.MultiProcessCollector(None, str(_here.folder)).collect()
        return everybody
    return _here.registry.collect()
