"""A clinic that pushes to the fake Google: patients on file, exports asked for, and a worker that does the jobs."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from app.exports.columns import COLUMNS, without_identifiers
from app.exports.targets.sheets import push, removal
from app.exports.targets.sheets.pace import Pace
from app.exports.targets.sheets.push import PUSH
from app.jobs.worker import Worker
from app.store.exports import exports, sheets
from app.store.exports.exports import Export
from app.store.exports.sheets import REMOVAL
from app.store.patients import erasures, patients
from app.store.patients.patient import NewPatient
from app.store.patients.patient_filters import PatientFilters
from app.store.work import jobs
from tests.dashboard.people_on_file import MAYA
from tests.exports.google.fake import EMAIL, SHEET_ID

if TYPE_CHECKING:
    from pathlib import Path

    from app.config import GoogleSettings
    from app.services import Services
    from app.store.exports.exports import Export
    from app.store.work.jobs import Job
    from tests.exports.google.fake import FakeGoogle, Key

KEYS = tuple(column.key for column in without_identifiers(COLUMNS))


@dataclass
class Hours:
    """A time that passes only while somebody waits. The worker's, Google's and the clinic's are the same."""

    seconds: float = 0.0
    waited: list[float] = field(default_factory=list)

    def monotonic(self) -> float:
        return self.seconds

    def pause(self, seconds: float) -> None:
        self.waited.append(seconds)
        self.seconds += seconds

    def clock(self) -> datetime:
        return datetime(2026, 11, 25, 14, 6, tzinfo=UTC) + timedelta(seconds=self.seconds)

    def pass_by(self, **delta: float) -> None:
        self.seconds += timedelta(**delta).total_seconds()


@dataclass
class Clinic:
    services: Services
    google: FakeGoogle
    hours: Hours
    latest: UUID | None = None
    """The export that was asked for last."""

    def on_file(self, count: int, **answers: str) -> list[UUID]:
        """Write down patients, a second apart, and return their ids."""
        begin = self.services.clock() - timedelta(days=7)
        new = [
            NewPatient(uuid4(), None, begin + timedelta(seconds=number), "new", "en", MAYA | answers)
            for number in range(count)
        ]
        for start in range(0, count, 500):
            with self.services.store.begin() as unit:
                patients.create_many(unit.db, new[start : start + 500])
        return [patient.id for patient in new]

    def asks(self, *keys: str, staff_id: UUID | None = None, **filters: object) -> UUID:
        """Ask for a push, and return the export's id."""
        now = self.services.clock()
        new = Export.wanted(
            target="sheets",
            staff_id=staff_id,
            actor="operator",
            reason="Daily push",
            columns=keys or KEYS,
            filters=PatientFilters(**filters),  # type: ignore[arg-type]
            sheet_id=self.services.settings.google.sheet_id if self.services.settings.google else SHEET_ID,
        )
        with self.services.store.begin() as unit:
            export_id = exports.ask(unit.db, new, now)
            exports.queue(unit.db, export_id, jobs.add(unit.db, PUSH, export_id, "operator", now))
        self.latest = export_id
        return export_id

    def worker(self) -> Worker:
        pace = Pace(self.hours.monotonic, self.hours.pause)
        return Worker(
            self.services, {PUSH: partial(push.run, pace=pace), REMOVAL: partial(removal.run, pace=pace)}
        )

    def works(self) -> None:
        """Do the jobs that are due."""
        worker = self.worker()
        while worker.once():
            pass

    def works_for(self, **delta: float) -> None:
        """Do the jobs that are due, and those that become due within that time."""
        worker, lasts = self.worker(), timedelta(**delta).total_seconds()
        end, looks_again = self.hours.seconds + lasts, max(20, lasts / 100)
        while self.hours.seconds < end:
            if not worker.once():
                self.hours.pass_by(seconds=looks_again)

    def pushes(self, *keys: str, **filters: object) -> Export:
        """Ask for a push, have it done, and return the export."""
        self.google.forget_requests()
        export_id = self.asks(*keys, **filters)  # type: ignore[arg-type]
        self.works()
        return self.export(export_id)

    def changes(self, patient: UUID, status: str) -> None:
        with self.services.store.begin() as unit:
            assert patients.set_status(unit.db, patient, "new", status, self.services.clock())

    def erases(self, patient: UUID) -> None:
        with self.services.store.begin() as unit:
            assert erasures.erase(unit.db, patient, "withdrawn", "operator", self.services.clock())

    def export(self, export_id: UUID) -> Export:
        with self.services.store.read() as unit:
            export = exports.get(unit.db, export_id)
        assert export is not None
        return export

    def jobs(self) -> list[Job]:
        with self.services.store.read() as unit:
            return jobs.page(unit.db, 50)

    def job(self, kind: str = PUSH) -> Job:
        """Return the job of the push that was asked for last, or any of another kind."""
        return next(
            job for job in self.jobs() if job.kind == kind and (kind != PUSH or job.subject_id == self.latest)
        )

    def ledger(self) -> set[UUID]:
        """Return who stands in our tab, as far as the ledger knows."""
        with self.services.store.read() as unit:
            return {patient for patient, digest in sheets.known(unit.db, SHEET_ID).items() if digest}


def settings_of(google: FakeGoogle, folder: Path, key: Key) -> dict[str, str]:
    """Return the settings that point at the fake Google."""
    path = folder / "google-credentials.json"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(
            json.dumps(
                {
                    "type": "service_account",
                    "client_email": EMAIL,
                    "private_key": key.pem,
                    "private_key_id": "1",
                    "token_uri": "https://elsewhere.example/token",
                }
            )
        )
    return {
        "ANTEROOM_ENV": "development",
        "GOOGLE_APPLICATION_CREDENTIALS": str(path),
        "GOOGLE_SHEETS_ID": SHEET_ID,
        "GOOGLE_API_BASE_URL": google.url,
    }


def with_google(clinic: Clinic, google: GoogleSettings | None) -> Clinic:
    """Return the clinic with other settings of Google."""
    settings = replace(clinic.services.settings, google=google)
    return replace(clinic, services=replace(clinic.services, settings=settings))


def everywhere(clinic: Clinic) -> list[str]:
    """Return the first cell of every row of every tab."""
    return [str(row[0]) for tab in clinic.google.book.tabs for row in tab.rows if row]
