"""The repository takes no secret in, and names every setting."""

from __future__ import annotations

import re

import pytest

from app.config.load import _CELERYS_OWN
from tests.documents import OPERATING, section
from tests.project import ROOT, files, git_beside

STARRED = ("SECRET_KEY", "FERNET_KEYS", "INDEX_KEY", "DATABASE_URL", "TWILIO_AUTH_TOKEN")
_ASSIGNED = re.compile(rf"^[ \t]*({'|'.join(STARRED)})[ \t]*=[ \t]*(?!postgresql://)\S", re.MULTILINE)


@pytest.mark.parametrize(
    "name",
    [
        ".env", ".env.production", "instance/anteroom.db", "instance/anteroom.db-wal", "instance/tls/localhost.key",
        "keys/tls.pem", "id.key", "google-credentials.json", "clinic-service-account.json", "client_secret_1.json",
        "anteroom.sqlite3", "backup.dump", "one.backup", "one.backup.erasures", "patients.xlsx",
    ],
)  # fmt: skip
def test_a_secret_left_in_the_folder_is_ignored_by_git(name):
    assert git_beside("check-ignore", "-q", name).returncode == 0


def test_the_example_is_not_ignored():
    assert git_beside("check-ignore", "-q", ".env.example").returncode == 1


def test_no_settings_file_of_the_project_assigns_a_secret():
    texts = [
        path for path in files() if path.name.startswith(".env") or path.suffix in {".conf", ".yaml", ".yml"}
    ]
    assert [path.name for path in texts if _ASSIGNED.search(path.read_text())] == []


def test_every_setting_that_is_read_is_in_the_example_and_on_the_operators_page():
    readers = ("config/load.py", "config/settings.py", "intake/clinic.py")
    source = "".join((ROOT / "app" / each).read_text() for each in readers)
    read = set(re.findall(r'"([A-Z][A-Z_]{3,})"', source))
    of_libpq = {name for name in read if name.startswith("PG")}
    refused = {*_CELERYS_OWN}
    settings = read - of_libpq - refused - {"DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL", "FLASK_DEBUG"}
    for text in ((ROOT / ".env.example").read_text(), section(OPERATING, "Settings")):
        assert {name for name in settings if name not in text} == set()
