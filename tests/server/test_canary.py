"""Nothing a patient says is at rest in the clear: not in a table, its log, a log line, or a temporary file."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app.store.patients import left_notes, patients
from app.store.work import alarms
from tests.people import HANDS_IN, message_fields
from tests.server.canary import encodings, traces
from tests.server.live_server import RemotePatient

if TYPE_CHECKING:
    from tests.databases import Postgres

CANARIES = {
    "name": "Zanthippe Quillfeather",
    "address": "Vexwold Terrace 77",
    "history": "Grumbleosis since childhood",
    "medicines": "Florbacetamol twice daily",
    "profile": "ProfilCanary Wexley",
    "number": "15005559817",
    "born": "1983-11-27",
    "unsigned": "UnsignedCanary Mossop",
    "media": "CaptionCanary Thrupp",
    "left": "LeftCanary Wibbleton, allergic",
    "cry": "Wobblefright, and chest pain, at Quoddle's",
}
WORDS = [word for text in CANARIES.values() for word in (text, text.split()[0])]


@pytest.mark.parametrize("word", ["Zanthippe", "Florbacetamol twice daily"])
def test_the_search_finds_a_planted_word_in_every_dress(tmp_path, word):
    for number, encoded in enumerate(encodings(word)):
        for place in range(8):
            (tmp_path / f"{number}.{place}").write_bytes(b"\x00around "[place:] + encoded + b" it\xff")
    assert len({trace.rpartition(" ")[2] for trace in traces([word], [tmp_path])}) == 8 * len(encodings(word))


@pytest.mark.timeout(200)
def test_no_word_of_a_patient_is_in_any_file(serve, tmp_path, request, store):
    before, began = files_in(Path(tempfile.gettempdir())), time.time() - 1
    server = serve(LOG_LEVEL="DEBUG")
    patient = RemotePatient(server, f"whatsapp:+{CANARIES['number']}")
    told = {"ProfileName": CANARIES["profile"], "WaId": CANARIES["number"]}
    for line in ("hello", "1", "1", CANARIES["name"], "27 November 1983", CANARIES["address"]):
        patient.says(line, **told)
    for line in (
        CANARIES["history"],
        "DONE",
        CANARIES["medicines"],
        "DONE",
        *HANDS_IN[:-1],
        "REVIEW 4",
        "SEND",
    ):
        patient.says(line, **told)
    patient.says(CANARIES["left"], **told)
    patient.says(CANARIES["media"], NumMedia="1", MessageType="image", MediaContentType0="image/png", **told)
    for number in ("15005559818", CANARIES["number"]):  # before consent, and after handing in
        RemotePatient(server, f"whatsapp:+{number}").says(CANARIES["cry"], **told)
    word = CANARIES["unsigned"].split()[0]
    unsigned = message_fields(CANARIES["unsigned"], patient.address)
    for status, fields, path in (
        (403, unsigned | {"MessageSid": CANARIES["unsigned"]}, "/webhook"),
        (403, unsigned | {"AccountSid": "AC" + "9" * 32}, "/webhook"),
        (403, unsigned | {f"{word} ": "a name of a field"}, "/webhook"),
        (404, unsigned, f"/webhook/{word}"),
        (200, message_fields(CANARIES["unsigned"]), f"/webhook?Body={word}"),  # greeted, and not kept
    ):
        assert patient.deliver(fields, path)[0] == status
    with store.read() as unit:
        (stored,) = patients.page(unit.db, 5, columns=("name", "medical_history"))
        assert {alarm.words for alarm in alarms.about(unit.db, stored.id)} == {CANARIES["cry"]}
        assert len(alarms.latest(unit.db)) == 2
        assert [note.text for note in left_notes.of(unit.db, stored.id)] == [
            CANARIES["media"],
            CANARIES["left"],
        ]
    assert (stored.name, stored.medical_history) == (CANARIES["name"], CANARIES["history"]), (
        "and yet it is kept"
    )

    folders = [tmp_path, *database_folders(request)]
    assert traces(WORDS, folders, began) == [], "while it runs"
    server.stop()
    assert traces(WORDS, folders, began) == [], "after it stopped"
    assert server.log.stat().st_size > 0, "the log was looked at"
    left = files_in(Path(tempfile.gettempdir())) - before
    assert [path for path in left if traces_in_one(path)] == []


def database_folders(request) -> list[Path]:
    """Return where PostgreSQL keeps tables, write-ahead log and log; SQLite's file is in the test's own folder."""
    if "postgresql" not in request.node.name:
        return []
    postgres: Postgres = request.getfixturevalue("postgres")
    return [postgres.folder]


def files_in(folder: Path) -> set[Path]:
    return {path for path in folder.glob("*") if path.is_file()}


def traces_in_one(path: Path) -> bool:
    try:
        content = path.read_bytes()
    except (FileNotFoundError, PermissionError):  # another process's, and gone, or another user's
        return False
    return any(encoded in content for word in WORDS for encoded in encodings(word))
