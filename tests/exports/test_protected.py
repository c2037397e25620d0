"""A workbook under a passphrase: made by a job, opened by the passphrase alone, and in no row that tells of anybody."""

from __future__ import annotations

import hashlib
import itertools
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from random import Random
from typing import TYPE_CHECKING, Any

import msoffcrypto
import pytest
from msoffcrypto.exceptions import InvalidKeyError

from app.exports.protected import is_ready
from app.exports.workbook import protection
from app.exports.workbook.protection import PROTECT, under_passphrase
from app.features import FEATURES
from app.jobs.lease import LEASE
from app.jobs.worker import Worker
from app.store.exports import export_files, exports
from app.store.exports.exports import Export
from app.store.patients import erasures
from app.store.patients.patient_filters import PatientFilters
from app.store.staff import staff
from app.store.trail import audit
from app.store.work import jobs
from app.store.work.jobs import Delayed
from app.web.clinic import reference
from tests.databases import on_each_engine
from tests.exports.people import on_file
from tests.exports.workbooks import by_openpyxl, of_texts, opened, workbook
from tests.store.two_processes import until_it_waits_for_a_lock
from tests.store_queries import database_clock_moves

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from uuid import UUID

    from app.services import Services
    from app.store.exports.exports import Export
    from app.store.work.jobs import Job


PASSPHRASE = "correct horse – battery"
KEYS = ("record_id", "status", "name", "medications")


@dataclass(frozen=True)
class Asked:
    """An export that is a job's to do."""

    services: Services
    export_id: UUID
    job_id: UUID

    @property
    def export(self) -> Export:
        with self.services.store.read() as unit:
            export = exports.get(unit.db, self.export_id)
        assert export is not None
        return export

    @property
    def job(self) -> Job:
        with self.services.store.read() as unit:
            job = jobs.get(unit.db, self.job_id)
        assert job is not None
        return job

    @property
    def passphrase(self) -> str | None:
        with self.services.store.read() as unit:
            return exports.passphrase(unit.db, self.export_id)

    @property
    def parts(self) -> list[bytes]:
        with self.services.store.read() as unit:
            count = export_files.count(unit.db, self.export_id)
            return [export_files.part(unit.db, self.export_id, number) or b"" for number in range(count)]

    def events(self) -> list[tuple[str, Mapping[str, Any]]]:
        with self.services.store.read() as unit:
            found = audit.about(unit.db, self.export_id, 50)
        return [(event.action, event.details) for event in reversed(found)]

    def claimed(self) -> Job:
        """The job, held by a worker."""
        with self.services.store.begin() as unit:
            job = jobs.claim(unit.db, self.services.clock(), LEASE, [PROTECT])
        assert job is not None
        assert job.id == self.job_id
        return job

    def cancel(self) -> None:
        now = self.services.clock()
        with self.services.store.begin() as unit:
            jobs.cancel(unit.db, self.job_id, now)
            exports.cancel(unit.db, self.export_id, now)


@pytest.fixture
def ask(services: Services, nurse, few_rounds) -> Callable[..., Asked]:
    """A function that has a nurse ask for a workbook with a passphrase."""

    def ask_for(**filters: str) -> Asked:
        now = services.clock()
        with services.store.begin() as unit:
            member = staff.by_email(unit.db, nurse.email)
            assert member is not None
            actor = f"staff:{member.id}"
            new = Export.wanted(
                target="xlsx",
                staff_id=member.id,
                actor=actor,
                reason="Referral list",
                columns=KEYS,
                filters=PatientFilters(**filters),  # type: ignore[arg-type]
                protected=True,
                passphrase=PASSPHRASE,
            )
            export_id = exports.ask(unit.db, new, now)
            job_id = jobs.add(unit.db, PROTECT, export_id, actor, now)
            exports.queue(unit.db, export_id, job_id)
        return Asked(services, export_id, job_id)

    return ask_for


@pytest.fixture
def work(services: Services) -> Callable[[], bool]:
    """A function that does the next job."""
    return Worker(services, {PROTECT: FEATURES.jobs[PROTECT].run}).once


def unlocked(content: bytes, passphrase: str) -> bytes:
    file = msoffcrypto.OfficeFile(BytesIO(content))
    file.load_key(password=passphrase, verify_password=True)
    clear = BytesIO()
    file.decrypt(clear, verify_integrity=True)
    return clear.getvalue()


def test_a_workbook_under_a_passphrase_opens_with_it_and_not_without():
    clear = workbook(of_texts(["Maya", "Tomás"]))
    shut = under_passphrase(BytesIO(clear), PASSPHRASE)
    assert unlocked(shut, PASSPHRASE) == clear
    with pytest.raises(InvalidKeyError):
        unlocked(shut, PASSPHRASE.upper())
    assert not any(word in shut for word in (b"Maya", b"Patients", b"[Content_Types]"))


@on_each_engine
def test_the_job_makes_the_workbook_and_forgets_the_passphrase(ask, work, services):
    patients = on_file(services.store, {"name": "Maya"}, {"name": "=Tomás"})
    asked = ask()
    assert asked.passphrase == PASSPHRASE
    assert work()

    shut = b"".join(asked.parts)
    clear = unlocked(shut, PASSPHRASE)
    assert by_openpyxl(clear) == [
        (reference(patients[0]), "New", "Maya", "NONE"),
        (reference(patients[1]), "New", "'=Tomás", "NONE"),
    ]
    assert opened(clear)["Cover"]["B6"].value.endswith(", clinician")
    assert (asked.job.state, asked.job.progress, asked.job.total) == ("done", 2, 2)
    assert (asked.export.state, asked.export.rows, asked.export.bytes) == ("done", 2, len(shut))
    assert asked.export.digest == hashlib.sha256(shut).hexdigest()
    assert asked.passphrase is None


def test_the_trail_says_when_it_began_and_what_came_of_it(ask, work, services):
    on_file(services.store, {}, {})
    asked = ask(status="new", language="en")
    work()
    (began, asked_for), (ended, became) = asked.events()
    assert (began, ended) == ("export.started", "export.finished")
    assert asked_for == {
        "target": "xlsx",
        "columns": list(KEYS),
        "status": "new",
        "language": "en",
        "patients": 2,
        "protected": True,
        "page": "protected",
    }
    assert became == {"patients": 2, "bytes": asked.export.bytes, "sha256": asked.export.digest}


def test_a_workbook_of_several_parts_comes_back_whole(ask, work, services):
    on_file(
        services.store,
        *({"medications": Random(number).randbytes(500).hex()} for number in range(250)),  # noqa: S311  (not a secret)
    )
    asked = ask()
    work()
    assert len(asked.parts) > 1
    assert len(by_openpyxl(unlocked(b"".join(asked.parts), PASSPHRASE))) == 250


@on_each_engine
def test_no_word_of_a_patient_and_no_passphrase_rests_in_clear(ask, work, services, contents):
    on_file(services.store, {"name": "Xanthippe Quux"})
    ask()
    before = str(contents())
    work()
    for words in (before, str(contents())):
        assert "Xanthippe" not in words
        assert "battery" not in words
        assert "Referral" not in words


def test_more_patients_than_memory_is_for_are_refused_with_a_clear_code(ask, services):
    on_file(services.store, {}, {})
    asked = ask()
    Worker(services, {PROTECT: partial(protection.run, most_rows=1)}).once()
    assert (asked.job.state, asked.job.error) == ("failed", "too_many_rows")
    assert (asked.export.state, asked.passphrase, asked.parts) == ("broken", None, [])
    assert [action for action, _ in asked.events()] == ["export.started", "export.broken"]


def test_a_member_who_may_not_export_any_more_gets_nothing(ask, work, services):
    on_file(services.store, {})
    asked = ask()
    with services.store.begin() as unit:
        staff.disable(unit.db, asked.export.staff_id, services.clock())
    work()
    assert (asked.job.state, asked.job.error) == ("failed", "not_allowed")
    assert (asked.export.state, asked.parts) == ("broken", [])


@on_each_engine
@pytest.mark.parametrize("call", [1, 2, 3])
def test_a_job_that_is_stopped_leaves_nothing_however_far_it_came(ask, services, call):
    on_file(services.store, {}, {})
    asked = ask()
    calls = itertools.count(1)

    def beat(progress: int, total: int | None = None) -> bool:
        if next(calls) == call:
            asked.cancel()
        return not asked.job.cancel_asked

    protection.run(services, asked.claimed(), beat)
    assert (asked.export.state, asked.passphrase, asked.parts) == ("cancelled", None, [])


@on_each_engine
def test_a_job_that_is_stopped_after_its_last_beat_leaves_nothing(ask, services):
    on_file(services.store, {}, {})
    asked = ask()

    def beat(progress: int, total: int | None = None) -> bool:
        if asked.export.state == "running":
            asked.cancel()
        return True

    protection.run(services, asked.claimed(), beat)
    assert (asked.export.state, asked.passphrase, asked.parts) == ("cancelled", None, [])


@on_each_engine
def test_what_a_killed_worker_left_is_made_again_from_the_beginning(ask, work, services, clock):
    on_file(services.store, *({"medications": f"aspirin {number}"} for number in range(250)))
    asked = ask()
    job = asked.claimed()
    with services.store.begin() as unit:
        assert exports.start(unit.db, asked.export_id, clock(), job.id)
        export_files.write_part(unit.db, asked.export_id, 0, b"the beginning of another file", clock())
    assert not work()
    clock.moves(minutes=3)
    database_clock_moves(services.store, LEASE)
    assert work()
    assert (asked.job.state, asked.job.attempts, asked.export.state) == ("done", 2, "done")
    assert len(by_openpyxl(unlocked(b"".join(asked.parts), PASSPHRASE))) == 250


def test_a_job_that_was_done_but_not_told_so_does_nothing_more(ask, work, services):
    on_file(services.store, {})
    asked = ask()
    job = asked.job
    work()
    before = (asked.export.finished_at, asked.parts, asked.events())
    protection.run(services, job, lambda _progress, _total=None: True)
    assert (asked.export.finished_at, asked.parts, asked.events()) == before


@on_each_engine
def test_a_patient_erased_while_the_workbook_is_made_is_not_in_it(ask, services, clock):
    maya, _noor = on_file(services.store, {"name": "Maya"}, {"name": "Noor"})
    asked = ask()
    erased: list[object] = []

    def erases_meanwhile(given: Services, job: Job, beat: Any) -> None:
        def beats(progress: int, total: int | None = None) -> bool:
            if not erased:
                with given.store.begin() as unit:
                    erased.append(erasures.erase(unit.db, maya, "other", "staff:1", clock()))
            return bool(beat(progress, total))

        protection.run(given, job, beats)

    assert Worker(services, {PROTECT: erases_meanwhile}).once()
    assert (asked.job.state, asked.job.error, asked.job.attempts) == ("queued", "patient_erased", 0)
    assert (asked.parts, asked.passphrase) == ([], PASSPHRASE)
    clock.moves(minutes=1)
    assert Worker(services, {PROTECT: FEATURES.jobs[PROTECT].run}).once()
    rows = by_openpyxl(unlocked(b"".join(asked.parts), PASSPHRASE))
    assert [row[2] for row in rows] == ["Noor"]


@on_each_engine
def test_an_erasure_whose_moment_was_read_before_the_workbook_was_begun_counts_as_well(ask, services, clock):
    maya, _noor = on_file(services.store, {"name": "Maya"}, {"name": "Noor"})
    asked, before = ask(), clock()
    clock.moves(seconds=2)

    def beat(progress: int, total: int | None = None) -> bool:
        if progress == 2 and asked.parts == []:
            with services.store.begin() as unit:
                erasures.erase(unit.db, maya, "other", "staff:1", before)
        return True

    with pytest.raises(Delayed):
        protection.run(services, asked.claimed(), beat)
    assert (asked.parts, asked.export.state) == ([], "running")


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)  # SQLite has one writer
def test_an_erasure_that_is_not_committed_when_the_workbook_is_ready_is_waited_for(
    ask, work, services, clock
):
    maya, _noor = on_file(services.store, {"name": "Maya"}, {"name": "Noor"})
    asked = ask()
    with ThreadPoolExecutor(1) as pool:
        with services.store.begin() as unit:
            assert erasures.erase(unit.db, maya, "other", "staff:1", clock())
            working = pool.submit(work)
            until_it_waits_for_a_lock(services.store, working)
        assert working.result()
    assert (asked.job.state, asked.job.error, asked.parts) == ("queued", "patient_erased", [])
    clock.moves(minutes=1)
    assert work()
    rows = by_openpyxl(unlocked(b"".join(asked.parts), PASSPHRASE))
    assert [row[2] for row in rows] == ["Noor"]


@on_each_engine
@pytest.mark.parametrize("call", [0, 1, 2, 3])
def test_a_worker_that_has_lost_the_job_neither_finishes_nor_spoils_what_the_next_one_makes(
    call, ask, work, services, clock
):
    on_file(services.store, {"name": "Maya"}, {"name": "Noor"})
    asked = ask()
    slow, calls = asked.claimed(), itertools.count(1)

    def another_takes_over() -> bool:
        clock.moves(minutes=3)
        database_clock_moves(services.store, LEASE)
        return bool(work())

    if call == 0:
        assert another_takes_over()

    def beat(progress: int, total: int | None = None) -> bool:
        return next(calls) != call or another_takes_over()

    protection.run(services, slow, beat)
    assert (asked.export.state, asked.job.state, asked.job.attempts) == ("done", "done", 2)
    assert [action for action, _ in asked.events()].count("export.finished") == 1
    assert len(by_openpyxl(unlocked(b"".join(asked.parts), PASSPHRASE))) == 2


@on_each_engine
def test_a_worker_that_has_lost_the_job_does_not_end_it_for_who_is_still_at_it(ask, services, clock):
    on_file(services.store, {}, {})
    asked = ask()
    slow = asked.claimed()

    def beat(progress: int, total: int | None = None) -> bool:
        if asked.job.attempts == 1:
            clock.moves(minutes=3)
            database_clock_moves(services.store, LEASE)
            asked.claimed()
        return True

    protection.run(services, slow, beat)
    assert (asked.export.state, asked.parts, asked.passphrase) == ("running", [], PASSPHRASE)


def test_half_a_workbook_is_not_ready_to_be_fetched(ask, work, services, clock):
    on_file(services.store, {})
    asked = ask()
    work()
    with services.store.begin() as unit:
        assert is_ready(unit, asked.export)
        export_files.write_part(unit.db, asked.export_id, len(asked.parts), b"of another", clock())
    with services.store.read() as unit:
        assert not is_ready(unit, asked.export)
