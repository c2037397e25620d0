"""`flask doctor` looks whether the sheet can be reached, and says what mends it."""

from __future__ import annotations

import json

import pytest

from app import create_app
from tests.exports.google.clinic import with_google
from tests.exports.google.fake import EMAIL, HTML_503, Fault


def finding(clinic, *options):
    told = create_app(clinic.services).test_cli_runner().invoke(args=["doctor", "--json", *options]).output
    return next((each for each in json.loads(told) if each["check"] == "google_sheets"), None)


def test_a_sheet_within_reach_is_called_by_its_name(sheet_clinic):
    assert finding(sheet_clinic)["said"] == "reaches the spreadsheet “Larkfield intake”"
    assert sheet_clinic.google.count() == 1


@pytest.mark.parametrize(
    ("fault", "mend"),
    [
        (Fault(403, b'{"error": {"code": 403}}'), f"add {EMAIL} as an editor"),
        (Fault(404, b'{"error": {"code": 404}}'), "between /d/ and /edit"),
        (Fault(403, b'{"error": {"code": 403, "message": "SERVICE_DISABLED"}}'), "enable the Google Sheets API"),
        (Fault(503, HTML_503), "reachable from here"),
    ],
)  # fmt: skip
def test_one_look_is_enough_to_say_what_mends_it(sheet_clinic, fault, mend):
    sheet_clinic.google.goes_wrong("shape", fault)
    found = finding(sheet_clinic)
    assert found["state"] == "bad"
    assert mend in found["mend"]
    assert sheet_clinic.google.count() == 1


def test_offline_nobody_is_asked(sheet_clinic):
    assert finding(sheet_clinic, "--offline") is None
    assert sheet_clinic.google.asked == []


def test_no_sheet_is_nothing_to_mend(sheet_clinic):
    assert finding(with_google(sheet_clinic, None), "--offline")["said"] == "off"
