"""What is said beside a question, corrected in own words, or left in doubt is kept where it belongs, and nowhere in the clear."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from app.config import load
from app.features import FEATURES
from app.intake.progress import dump
from app.services import Services
from app.store.conversations import conversations
from app.store.patients import patients
from app.store.work import alarms
from app.store.work.alarms import ALERT, UNANSWERED
from tests.databases import on_both_engines
from tests.messages.worker import do_jobs
from tests.server.canary import encodings, traces
from tests.settings import complete_environment

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from app.store import Store
    from tests.app_fixtures import Contents
    from tests.databases import Postgres
    from tests.people import Clock, Patient

pytestmark = pytest.mark.usefixtures("talkative_logs")
pytest_generate_tests = on_both_engines

BEGINS = ("hello", "1", "1", "Zanthippe Quillfeather, 27 November 1983")
ADDRESS = "9 Vexwold Grove, Thrapwold"
TALK = (
    "my list is with your receptionist Fenbertha",
    "2",
    ADDRESS,
    "my list is with your receptionist Talkwobble",
)
CORRECTIONS = (
    "sorry it's 19 Vexwold Grove not 9",
    "yes",
    "Snorblitis",
    "the address is wrong, it should be 22 Quoddle Street, Nyackwold",
)
DOUBT = "I feel suiside, Wobbledoubt"
WORDS = {
    "Zanthippe", "Quillfeather", "Talkwobble", "Vexwold", "Thrapwold", "Fenbertha",
    "Snorblitis", "Quoddle", "Nyackwold", "Wobbledoubt", "Florbadexin", "Grummelcillin", "suiside",
}  # fmt: skip


@pytest.fixture
def services(store: Store, clock: Clock, tmp_path: Path) -> Services:
    return Services(load(complete_environment(), tmp_path), store, clock)


class Leaks:
    """Looks for a patient's words wherever they must not be, at each point of a conversation."""

    def __init__(
        self,
        contents: Callable[[], Contents],
        capsys: pytest.CaptureFixture[str],
        folders: list[Path],
    ) -> None:
        self._contents, self._capsys, self._folders = contents, capsys, folders
        self._began = time.time() - 1
        self.rows: dict[str, str] = {}
        self.log = ""

    def found(self) -> list[str]:
        """Return the words that are in a row, in a line of a log or in a file, in any encoding."""
        self.rows = {name: "\n".join(each) for name, each in self._contents().items()}
        self.log += "".join(self._capsys.readouterr())
        told = [each.encode() for each in (*self.rows.values(), self.log)]
        in_the_clear = [
            word for word in WORDS for encoded in encodings(word) if any(encoded in each for each in told)
        ]
        return in_the_clear + traces(WORDS, self._folders, self._began)


@pytest.fixture
def leaks(
    contents: Callable[[], Contents],
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    request: pytest.FixtureRequest,
) -> Leaks:
    folders = [tmp_path]
    if "postgresql" in request.node.name:
        postgres: Postgres = request.getfixturevalue("postgres")
        folders.append(postgres.folder)
    return Leaks(contents, capsys, folders)


def draft_of(services: Services, patient: Patient) -> str:
    """Return what is kept of a conversation that goes on, opened."""
    with services.store.begin() as unit:
        found = conversations.find(unit.db, patient.address)
        held = conversations.hold(unit.db, found) if found else None
        progress = held.read() if held else None
        assert progress is not None
        return dump(progress)


def test_talk_beside_a_question_is_nowhere_in_the_clear(patient: Patient, services: Services, leaks: Leaks):
    for line in (*BEGINS, *TALK):
        patient.says(line)
    draft = draft_of(services, patient)
    assert "Talkwobble" in draft, "it is asked whether that is the answer"
    assert "Fenbertha" not in draft, "and that was none"
    assert leaks.found() == []
    patient.says("2")
    assert "Talkwobble" not in draft_of(services, patient)
    assert leaks.found() == []
    assert '"event": "request"' in leaks.log, "the log was looked at"


def test_a_correction_in_own_words_is_nowhere_in_the_clear_while_it_is_asked_about_and_after(
    patient: Patient, services: Services, leaks: Leaks
):
    for line in (*BEGINS, ADDRESS, *CORRECTIONS):
        patient.says(line)
    assert "Nyackwold" in draft_of(services, patient), "it is asked whether to change the address"
    assert leaks.found() == []
    for line in ("yes", "Florbadexin", "SEND", "I forgot, I also take Grummelcillin", "yes"):
        patient.says(line)
    with services.store.read() as unit:
        (listed,) = patients.page(unit.db, 5)
        record = patients.get(unit.db, listed.id)
    assert record is not None
    assert "22 Quoddle Street" in str(record.address)
    assert "Grummelcillin" in str(record.medications)
    assert leaks.found() == []
    for table in ("audit_events", "patient_versions", "receipts", "conversations"):
        assert leaks.rows[table], f"{table} was looked at"


def test_a_doubt_that_nobody_answers_is_nowhere_in_the_clear_before_its_job_and_after(
    patient: Patient, services: Services, leaks: Leaks, clock: Clock
):
    for line in (*BEGINS, DOUBT):
        patient.says(line)
    assert leaks.found() == []
    assert UNANSWERED in leaks.rows["jobs"], "the job waits, and names the conversation alone"
    clock.moves(minutes=3)
    do_jobs(services, {kind: FEATURES.jobs[kind].run for kind in (UNANSWERED, ALERT)})
    with services.store.read() as unit:
        (alarm,) = alarms.latest(unit.db)
        (opened,) = alarms.of(unit.db, alarm.conversation_id, with_words=True)
    assert opened.words == DOUBT
    assert leaks.found() == []
    assert leaks.rows["alarms"], "and yet it is kept"
