"""The settings of Google Sheets: off until both are there, and nobody but Google is called in production."""

from __future__ import annotations

import json

import pytest

from app.config import ConfigurationError, load
from tests.settings import complete_environment

SHEET_ID = "1AbCdEfGhIjKlMnOpQrStUvWxYz0123456789"
KEY = {"type": "service_account", "client_email": "a@b.example", "private_key": "-----BEGIN PRIVATE KEY-----"}


@pytest.fixture
def key_file(tmp_path):
    path = tmp_path / "google-credentials.json"
    path.touch(mode=0o600)
    path.write_text(json.dumps(KEY))
    return path


def load_with(tmp_path, **changed):
    return load(complete_environment(**{name: str(value) for name, value in changed.items()}), tmp_path)


def problem_with(tmp_path, **changed):
    with pytest.raises(ConfigurationError) as raised:
        load_with(tmp_path, **changed)
    (problem,) = raised.value.problems
    return problem


def test_there_is_no_sheet_until_one_is_set(tmp_path):
    assert load_with(tmp_path).google is None


def test_a_key_and_a_sheet_are_all_it_needs(tmp_path, key_file):
    google = load_with(tmp_path, GOOGLE_APPLICATION_CREDENTIALS=key_file, GOOGLE_SHEETS_ID=SHEET_ID).google
    assert (google.credentials, google.sheet_id, google.base_url) == (key_file, SHEET_ID, None)


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604])
def test_a_key_that_others_can_read_stops_the_start(tmp_path, key_file, mode):
    key_file.chmod(mode)
    told = problem_with(tmp_path, GOOGLE_APPLICATION_CREDENTIALS=key_file, GOOGLE_SHEETS_ID=SHEET_ID)
    assert f"chmod 600 {key_file}" in told


@pytest.mark.parametrize(
    "content",
    ["", "{", "[]", "null", '{"type": "service_account"}', '{"client_email": 1, "private_key": 2}', "\xff"],
)
def test_a_file_that_is_no_key_is_told_so_and_not_quoted(tmp_path, key_file, content):
    key_file.write_bytes(content.encode("latin-1"))
    told = problem_with(tmp_path, GOOGLE_APPLICATION_CREDENTIALS=key_file, GOOGLE_SHEETS_ID=SHEET_ID)
    assert "no service account's key" in told


def test_a_file_that_is_not_there_is_told_so(tmp_path):
    told = problem_with(tmp_path, GOOGLE_APPLICATION_CREDENTIALS=tmp_path / "x", GOOGLE_SHEETS_ID=SHEET_ID)
    assert "No such file" in told


def test_each_of_the_two_asks_for_the_other(tmp_path, key_file):
    assert "GOOGLE_SHEETS_ID is missing" in problem_with(tmp_path, GOOGLE_APPLICATION_CREDENTIALS=key_file)
    assert "GOOGLE_APPLICATION_CREDENTIALS is missing" in problem_with(tmp_path, GOOGLE_SHEETS_ID=SHEET_ID)


@pytest.mark.parametrize(
    "sheet_id", ["short", "https://docs.google.com/spreadsheets/d/x/edit", "../" * 9, "a b" * 9]
)
def test_a_sheet_is_named_by_its_id_alone(tmp_path, key_file, sheet_id):
    told = problem_with(tmp_path, GOOGLE_APPLICATION_CREDENTIALS=key_file, GOOGLE_SHEETS_ID=sheet_id)
    assert "GOOGLE_SHEETS_ID is malformed" in told


@pytest.mark.parametrize(
    ("kind", "url"),
    [
        ("production", "http://127.0.0.1:8080"),
        ("development", "http://sheets.example.org"),
        ("development", "https://user:pw@sheets.example.org"),
        ("development", "https://sheets.example.org/path"),
        ("development", "ftp://127.0.0.1"),
        ("development", "127.0.0.1"),
        ("development", "https://[::1"),
    ],
)
def test_another_address_is_https_or_in_development_this_computer(tmp_path, kind, url):
    told = problem_with(tmp_path, ANTEROOM_ENV=kind, GOOGLE_API_BASE_URL=url)
    assert told.startswith("GOOGLE_API_BASE_URL")


def test_in_production_another_address_may_be_https(tmp_path, key_file):
    changed = {"GOOGLE_APPLICATION_CREDENTIALS": key_file, "GOOGLE_SHEETS_ID": SHEET_ID}
    google = load_with(tmp_path, **changed, GOOGLE_API_BASE_URL="https://sheets.internal:8443/").google
    assert google.base_url == "https://sheets.internal:8443"
