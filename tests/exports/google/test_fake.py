"""The fake Google keeps to the rules of the real one, as far as a push can run into them."""

from __future__ import annotations

import pytest
import requests

from app.exports.targets.sheets.account import session_of
from tests.exports.google.clinic import settings_of
from tests.exports.google.fake import SHEET_ID, FakeGoogle, Key
from tests.exports.google.tab import Formula


@pytest.fixture
def session(sheet_clinic):
    return session_of(sheet_clinic.services.settings.google)


def asks(google, session, method, path, **kwargs):
    return session.request(method, f"{google.url}/v4/spreadsheets/{SHEET_ID}{path}", timeout=5, **kwargs)


def changes(google, session, *requests):
    return asks(google, session, "POST", ":batchUpdate", json={"requests": requests})


def test_sixty_reads_and_sixty_writes_a_minute_are_answered_and_no_more(google, session, hours):
    rows = {
        "updateCells": {"start": {"sheetId": 0, "rowIndex": 0, "columnIndex": 0}, "rows": [], "fields": "*"}
    }
    assert {asks(google, session, "GET", "").status_code for _ in range(60)} == {200}
    assert {changes(google, session, rows).status_code for _ in range(60)} == {200}
    hours.pass_by(seconds=20)
    refused = [asks(google, session, "GET", ""), changes(google, session, rows)]
    assert [(each.status_code, each.headers["Retry-After"]) for each in refused] == [(429, "40")] * 2
    hours.pass_by(seconds=40)
    assert asks(google, session, "GET", "").status_code == 200


def test_no_change_is_made_if_one_of_them_cannot_be(google, session):
    add = {"addSheet": {"properties": {"sheetId": 5, "title": "New"}}}
    refused = changes(google, session, add, {"deleteSheet": {"sheetId": 99}})
    assert refused.status_code == 400
    assert google.book.titles() == ["Sheet1"]
    assert changes(google, session, add, {"deleteSheet": {"sheetId": 0}}).status_code == 200
    assert google.book.titles() == ["New"]


def test_the_last_tab_that_is_seen_cannot_go(google, session):
    assert changes(google, session, {"deleteSheet": {"sheetId": 0}}).status_code == 400


def test_a_token_lasts_an_hour(google, session, hours):
    asks(google, session, "GET", "")
    bearer = {"Authorization": f"Bearer {session.credentials.token}"}
    url = f"{google.url}/v4/spreadsheets/{SHEET_ID}"
    hours.pass_by(minutes=59)
    assert requests.get(url, headers=bearer, timeout=5).status_code == 200
    hours.pass_by(minutes=2)
    assert requests.get(url, headers=bearer, timeout=5).status_code == 401


def test_an_assertion_that_another_key_has_signed_gets_no_token(google, sheet_clinic, tmp_path):
    folder = tmp_path / "stranger"
    folder.mkdir()
    settings_of(google, folder, Key())
    path = sheet_clinic.services.settings.google.credentials
    path.write_bytes((folder / path.name).read_bytes())
    sheet_clinic.pushes()
    assert sheet_clinic.job().error == "google_key_refused"


def test_what_is_typed_can_run_and_what_is_raw_cannot(google, session):
    def write(option):
        body = {"valueInputOption": option, "data": [{"range": "'Sheet1'!A1", "values": [["=1+1"]]}]}
        asks(google, session, "POST", "/values:batchUpdate", json=body)
        return google.book.tab("Sheet1").rows[0][0]

    assert write("USER_ENTERED") == Formula("=1+1")
    assert write("RAW") == "=1+1"


def test_nothing_is_written_beyond_the_grid(google: FakeGoogle, session):
    body = {"valueInputOption": "RAW", "data": [{"range": "'Sheet1'!A1001", "values": [["x"]]}]}
    assert asks(google, session, "POST", "/values:batchUpdate", json=body).status_code == 400
