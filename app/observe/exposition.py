"""Put the numbers into Prometheus's form."""

from __future__ import annotations

import platform
import shutil
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from threading import Thread
from typing import Final

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from app.checks import Shown, State, checklist, data_folder
from app.checks.database import readiness
from app.checks.host import certificate_until
from app.config.environment import version
from app.intervals import Interval, Kept
from app.observe import tally
from app.observe.families import COUNTED, FAMILIES, OF_PROCESSES, PREFIX, Family
from app.retention.rules import rules_in
from app.services import Services
from app.store import StoreUnavailable, WrongKeys
from app.store.engine.room import MEGABYTE
from app.store.messages import twilio_refusals
from app.store.messages.twilio_refusals import Refusal
from app.store.work.operations import Operations, operations

_BY_NAME: Final = {family.name: family for family in FAMILIES}
_OPERATIONS_LAST: Final = 10.0
_CHECKS_LAST: Final = 60.0
_CERTIFICATE_LASTS: Final = 600.0
_DEGREES: Final = {State.OK: 0, State.WARN: 1, State.BAD: 2}


class Exposition(Collector):
    """Everything that one server shows. Threads may share it."""

    content_type = CONTENT_TYPE_LATEST

    def __init__(self, services: Services) -> None:
        self._services = services
        self._operations = Kept(_OPERATIONS_LAST, self._look_at_database)
        self._checks = Kept(_CHECKS_LAST, self._look_at_checks)
        self._ask_for_certificate = Interval(_CERTIFICATE_LASTS)
        self._certificate_until: datetime | None = None
        self._registry = CollectorRegistry(auto_describe=False)
        self._registry.register(self)

    def text(self) -> bytes:
        """Return the numbers of now."""
        return generate_latest(self._registry)

    def describe(self) -> list[Metric]:
        """Return nothing: finding out the names would need the database at the start."""
        return []

    def collect(self) -> Iterator[Metric]:
        """Yield every family that has a number."""
        found = {metric.name: metric for metric in tally.collected()}
        processes = [_of_processes(family, found) for family in OF_PROCESSES]
        yield from (found.get(family.name, _metric(family)) for family in COUNTED)
        yield from processes
        yield _gauge("build_info", 1, version(), platform.python_version())
        yield _gauge("server_processes", len(processes[-1].samples))
        yield _gauge("maintenance", self._services.sign.now(self._services.clock()) is not None)
        yield from self._of_machine()
        yield from self._of_database()

    def _of_machine(self) -> Iterator[Metric]:
        try:
            disk = shutil.disk_usage(data_folder(self._services.settings))
        except OSError:  # the folder is not there yet, or its disk is gone: `anteroom_check` says it
            pass
        else:
            yield _gauge("disk_free_bytes", disk.free)
            yield _gauge("disk_size_bytes", disk.total)
        if self._ask_for_certificate.take():
            Thread(
                target=self._look_at_certificate, name="metrics", daemon=True
            ).start()  # nobody waits for it
        if (until := self._certificate_until) is not None:
            yield _gauge("certificate_expiry_timestamp_seconds", until.timestamp())

    def _of_database(self) -> Iterator[Metric]:
        found = self._operations.get()
        yield _gauge("up_database", found is not None)
        if found is None:
            yield _gauge("ready", 0)
            return
        yield from _operations(found)
        is_ready, states, refusal, size, limit = self._checks.get()
        yield _gauge("ready", is_ready)
        yield _by("check", {code: _DEGREES[state] for code, state in states.items()})
        if refusal is not None:
            yield _by("twilio_refusal_timestamp_seconds", {refusal.code: refusal.at.timestamp()})
        if size is not None:
            yield _gauge("database_bytes", size)
        if limit is not None:
            yield _gauge("database_limit_bytes", limit)

    def _look_at_database(self) -> Operations | None:
        try:
            return operations(self._services.store.engine, self._services.clock())
        except StoreUnavailable:
            return None

    def _look_at_checks(self) -> tuple[bool, dict[str, State], Refusal | None, int | None, int | None]:
        services = self._services
        is_ready = all(each.state is State.OK for each in readiness(services))
        states: dict[str, State] = {}
        for check in checklist.CHECKS:
            if (check.alert or Shown.READY in check.shown) and not check.over_network:
                found = [each.state for each in check.findings(services)]
                before = states.get(check.code, State.OK)  # several checks may share a code
                states[check.code] = max(before, *found, key=_DEGREES.__getitem__) if found else before
        refusal = size = limit = None
        try:
            size = services.store.room.measured().size * MEGABYTE
            with services.store.read() as unit:
                limit = rules_in(unit, services.settings.retention).storage_mb * MEGABYTE
                refusal = twilio_refusals.refusal(unit.db)
        except (StoreUnavailable, WrongKeys):
            pass  # `anteroom_check` says it
        return is_ready, states, refusal, size, limit

    def _look_at_certificate(self) -> None:
        try:
            self._certificate_until = certificate_until(self._services.settings.public_url)
        except Exception:  # noqa: BLE001  (whatever it is, the end of the certificate is not known)
            self._certificate_until = None


def _of_processes(family: Family, found: Mapping[str, Metric]) -> Metric:
    """Return what each process has put. A counter among it ends with its process."""
    shown = _metric(family)
    for sample in found[family.name].samples if family.name in found else ():
        shown.add_sample(family.shown, sample.labels, sample.value)
    return shown


def _operations(found: Operations) -> Iterator[Metric]:
    queues = sorted(found.queues.items())
    yield _gauge("database_probe_seconds", found.latency)
    yield _by("jobs_waiting", {kind: queue.waiting for kind, queue in queues})
    yield _by("jobs_due", {kind: queue.due for kind, queue in queues})
    yield _by("jobs_oldest_due_seconds", {kind: queue.oldest.total_seconds() for kind, queue in queues})
    yield _by("jobs_failed", {kind: queue.failed for kind, queue in queues})
    yield _gauge("alarms_open", found.alarms)
    yield _gauge("alarms_oldest_seconds", found.oldest_alarm.total_seconds())
    yield _by("alarms_taken_seconds", {share: took.total_seconds() for share, took in found.taken.items()})
    yield _by("alarms_closed_seconds", {share: took.total_seconds() for share, took in found.closed.items()})
    yield _by("outbound_messages", found.outbound)
    yield _gauge("audit_unlinked", found.unlinked)
    yield _gauge("audit_unlinked_seconds", found.oldest_unlinked.total_seconds())
    for name, at in (("backup", found.backup), ("rehearsal", found.rehearsal)):
        if at is not None:
            yield _gauge(f"{name}_timestamp_seconds", at.timestamp())
    heard = {node: since.total_seconds() for node, since in found.workers.items()}
    yield _by("worker_heartbeat_seconds", heard)


def _gauge(name: str, value: float, *labels: str) -> Metric:
    family = _BY_NAME[PREFIX + name]
    shown = _metric(family)
    _add(shown, family, labels, value)
    return shown


def _by(name: str, values: Mapping[str, float]) -> Metric:
    """Return a gauge with a number for each value of its one label."""
    family = _BY_NAME[PREFIX + name]
    shown = _metric(family)
    for label, value in sorted(values.items()):
        _add(shown, family, [label], value)
    return shown


def _metric(family: Family) -> Metric:
    return Metric(family.name, family.means, family.kind)


def _add(shown: Metric, family: Family, values: Sequence[str], value: float) -> None:
    shown.add_sample(family.shown, dict(zip(family.labels, values, strict=True)), value)
