"""No word of a patient's is left behind by a copy, a request or a restriction: in no log, row or file."""

from __future__ import annotations

import json

import pytest

from tests.copies.copy_requests import takes
from tests.dashboard.at_the_record import does, hands_in
from tests.server.canary import encodings, traces

pytestmark = pytest.mark.usefixtures("talkative_logs")

WORDS = ("Quillfeather", "Zanzibarine", "Mellifluoxetine")


def test_no_word_is_left_behind(patient, nurse, store, contents, capsys, tmp_path):
    name, home, medicine = WORDS
    maya = hands_in(
        patient, store, f"Maya {name}", "4 March 1990", f"12 {home} Lane", "none", medicine, "DONE"
    )
    patient.says("MY DATA")
    noted = {"request_kind": "erasure", "request_channel": "letter", "request_day": "2026-11-25"}
    assert does(nurse, maya, "requests", **noted, request_note=f"{name} wants it gone").status_code == 303
    assert does(nurse, maya, "restrict").status_code == 303
    for kind in ("json", "fhir"):
        sent = takes(nurse, maya, format=kind)
        assert all(word.encode() in sent.data for word in WORDS)
        assert not [word for word in WORDS if word in repr(sent.headers)]
        if kind == "fhir":
            asked = [each["resource"] for each in json.loads(sent.data)["entry"]][1]
            assert asked["resourceType"] == "Questionnaire"
            assert not [word for word in WORDS if word in repr(asked)]
    served = nurse.browser.get("/fhir/Questionnaire/anteroom").text
    assert not [word for word in WORDS if word in served]
    nurse.browser.get("/requests")
    told = (capsys.readouterr().err + repr(contents())).encode()
    assert not [word for word in WORDS for encoded in encodings(word) if encoded in told]
    assert traces(WORDS, [tmp_path]) == []
