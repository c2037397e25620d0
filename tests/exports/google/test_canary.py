"""No word of a patient's is left on this side of Google: in no log, job, address, exception or file."""

from __future__ import annotations

import pytest

from app.exports.targets.sheets.client import Spreadsheet
from app.exports.targets.sheets.ends import AnswerLost
from app.exports.targets.sheets.pace import Pace
from app.exports.targets.sheets.tabs import Tab
from app.store.work.jobs import Delayed, Hopeless
from tests.exports.google.fake import HTML_503, SHEET_ID, Fault
from tests.server.canary import encodings, traces

pytestmark = pytest.mark.usefixtures("talkative_logs")

WORDS = ("Quillfeather", "Zanzibarine", "Mellifluoxetine")
EVERY = ("record_id", "name", "address", "medical_history", "medications")


@pytest.fixture
def canaries(sheet_clinic):
    name, home, medicine = WORDS
    sheet_clinic.on_file(20, name=f"Maya {name}", address=f"12 {home} Lane", medications=medicine)
    return sheet_clinic


def test_no_word_of_a_patient_is_left_behind_however_a_push_ends(canaries, capsys, tmp_path):
    refused = Fault(400, b'{"error": {"code": 400, "message": "Invalid value: Maya Quillfeather"}}')
    canaries.google.goes_wrong("append", Fault(503, HTML_503), refused, Fault(drop="after"))
    canaries.pushes(*EVERY)
    assert canaries.job().error == "google_refused"
    assert canaries.pushes(*EVERY).state == "done"
    assert canaries.google.faults["append"] == []
    sent = b"".join(asked.body for asked in canaries.google.asked)
    assert all(word.encode() in sent for word in WORDS)
    told = (
        capsys.readouterr().err
        + repr(canaries.jobs())
        + "".join(asked.path for asked in canaries.google.asked)
    )
    assert not [word for word in WORDS for encoded in encodings(word) if encoded in told.encode()]
    assert traces(WORDS, [tmp_path]) == []


@pytest.mark.parametrize(
    ("kind", "faults", "raised"),
    [
        ("append", [Fault(400, b'{"error": {"code": 400, "message": "Maya Quillfeather"}}')], Hopeless),
        ("write", [Fault(503, HTML_503)] * 99, Delayed),
        ("append", [Fault(drop="after")], AnswerLost),
    ],
)
def test_what_is_raised_does_not_hang_on_to_what_was_sent(canaries, kind, faults, raised):
    pace = Pace(canaries.hours.monotonic, canaries.hours.pause)
    book = Spreadsheet(canaries.services.settings.google, SHEET_ID, pace, lambda: None)
    canaries.google.goes_wrong(kind, *faults)
    row = ("1", "Maya Quillfeather")
    with pytest.raises(raised) as caught:
        book.append(Tab(0, "Sheet1"), [row]) if kind == "append" else book.write(Tab(0, "Sheet1"), {1: row})
    assert caught.value.__context__ is None
    assert caught.value.__cause__ is None
    assert "Quillfeather" not in repr(caught.value) + str(vars(caught.value))
