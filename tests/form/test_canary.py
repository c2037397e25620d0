"""What is answered on the form goes nowhere but into the record, sealed."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from app.config import load
from app.services import Services
from app.store.conversations import conversations
from app.store.messages import outbound
from app.store.patients import left_notes, patients
from tests.form.page_people import AtThePage, token_in
from tests.server.canary import encodings, traces
from tests.settings import complete_environment

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from flask import Flask

    from app.store import Store
    from tests.app_fixtures import Contents
    from tests.databases import Postgres
    from tests.people import Clock, Patient

pytestmark = pytest.mark.usefixtures("talkative_logs")

NAME = "Quillonia Fenwobble"
BORN = {"day": "27", "month": "11", "year": "1983"}
ANSWERS = {
    "name": {"answer": NAME},
    "birth_date": BORN,
    "address": {"line1": "77 Vexmarsh Rise", "town": "Thrapwold", "postcode": "QZ9 9QZ"},
    "medical_history": {"answer": "Snorblitis since childhood"},
    "allergies": {"name-1": "Grummelnuts", "reaction-1": "Pimplewort"},
    "medications": {"name-1": "Florbadexin", "dose-1": "Dosewobble", "often-1": "daily"},
    "reason": {"answer": "Coughwobble for two weeks"},
}
NOTE = "Notewobble, forgot it"
ON_THE_FORM = {
    "Snorblitis", "Grummelnuts", "Pimplewort", "Florbadexin", "Dosewobble", "Coughwobble", "Notewobble",
    "Vexmarsh", "Thrapwold",
}  # fmt: skip
IN_THE_CHAT = {"Quillonia", "Fenwobble", "1983-11-27", "27 November 1983"}


@pytest.fixture
def services(store: Store, clock: Clock, tmp_path: Path, mode: str) -> Services:
    environment = complete_environment(INTAKE_MODE=mode, LEFT_OUT_QUESTIONS="")
    return Services(load(environment, tmp_path), store, clock)


def in_chat(patient: Patient, mode: str) -> list[str]:
    """Write to the clinic until it hands out a link, and return all that was said on both sides."""
    lines = ["hello"] if mode == "link" else ["hello", "1", "1", "1", NAME, "27 November 1983", "LINK"]
    return [text for line in lines for text in (line, patient.says(line))]


class Watched(AtThePage):
    """Somebody at the form, of whom each address and each cookie is written down."""

    def fills_in(self) -> tuple[list[str], set[str]]:
        """Fill in whatever is asked, to the end, and return the addresses, and which pages there were."""
        addresses, seen = [f"/f/{self.token}"], set()
        self.begins()
        for _ in range(30):
            page = self.page
            addresses.append(f"/form/{page}")
            seen.add(page)
            match page:
                case "done":
                    answer = self.sends(page, answer=NOTE)
                    addresses.append(answer.headers["Location"])
                    break
                case "whom" | "consent":
                    self.agrees()
                case "check":
                    self.sends(page, **BORN)
                case "review":
                    self.sends(page)
                case _:
                    addresses.append(self.sends(page, **ANSWERS[page]).headers["Location"])
        return addresses, seen


@pytest.mark.parametrize(
    ("database_url", "mode"), [("sqlite", "link"), ("postgresql", "ask")], indirect=["database_url"]
)
def test_no_word_is_in_a_message_an_address_a_log_a_trail_or_a_job_and_at_rest_all_is_sealed(
    app: Flask,
    store: Store,
    patient: Patient,
    mode: str,
    contents: Callable[[], Contents],
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    request: pytest.FixtureRequest,
) -> None:
    began = time.time() - 1
    chat = in_chat(patient, mode)
    token = token_in(chat[-1])
    maya = Watched(app, token)
    addresses, seen = maya.fills_in()
    assert ("check" in seen) == (mode == "ask"), "what was begun in the chat is asked about"
    after = patient.says("hello again")

    with store.read() as unit:
        (listed,) = patients.page(unit.db, 5)
        patient_on_file = patients.get(unit.db, listed.id)
        [note] = left_notes.of(unit.db, listed.id)
        conversation = conversations.find(unit.db, patient.address)
        messages = [each.body for each in outbound.of(unit.db, listed.id)]
    assert patient_on_file is not None
    assert conversation
    assert (patient_on_file.name, patient_on_file.medical_history) == (NAME, "Snorblitis since childhood")
    assert note.text == NOTE, "and yet it is kept"

    words = ON_THE_FORM | IN_THE_CHAT
    rows = {name: "\n".join(each) for name, each in contents().items()}
    log = "".join(capsys.readouterr())
    elsewhere = [after, str(messages), *addresses, str(maya.browser.client._cookies), log]
    assert heard(words, [*elsewhere, *rows.values()]) == []
    assert heard(ON_THE_FORM if mode == "ask" else words, chat) == []
    for table in ("audit_events", "jobs", "outbound_messages", "receipts", "conversations"):
        assert rows[table], f"{table} was looked at"
    assert token not in log + str(rows), "the link is only in the message that brought it"
    assert "/f/<token>" in log, "the log was looked at"
    assert traces(words | {token}, folders(tmp_path, request), began) == []


def heard(words: set[str], told: list[str]) -> list[str]:
    """Return the words that are in what was told, in any encoding."""
    raw = [each.encode() for each in told]
    return [word for word in words for encoded in encodings(word) if any(encoded in each for each in raw)]


def folders(tmp_path: Path, request: pytest.FixtureRequest) -> list[Path]:
    """Return where the database keeps its files."""
    if "postgresql" not in request.node.name:
        return [tmp_path]
    postgres: Postgres = request.getfixturevalue("postgres")
    return [tmp_path, postgres.folder]
