"""Every command that docs/operating.md documents, in the environment that an operator has: a folder with a `.env`, and nothing else."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final, NamedTuple

import click
import pytest

from app.config.values import STARRED
from tests.documents import OPERATING, section
from tests.drill_house import IDENTITY, House, furnish
from tests.fork_client import LoadedApp
from tests.server.live_server import free_port
from tests.settings import bare_environment

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterator
    from pathlib import Path

NOBODY: Final = "00000000-0000-4000-8000-000000000000"
LONG_AGO: Final = "2026-01-01T09:00Z"
COMMANDS: Final = {
    "db upgrade": ("", 0, r" \d{4}\.$"),
    "db check": ("", 0, "as the code expects"),
    "db remove-forged": ("--yes", 0, "There were none"),
    "db new-password": ("", 1, "DATABASE_URL contains no password"),
    "staff add": ("you@clinic.example --role admin", 0, "/enrol/"),
    "staff list": ("", 0, "you@clinic.example\tadmin"),
    "staff reset-code": ("you@clinic.example", 0, "/enrol/"),
    "staff revoke-sessions": ("you@clinic.example", 0, "0 sessions"),
    "staff disable": ("you@clinic.example", 0, "cannot sign in any more"),
    "keys new": ("", 0, r"[\w-]{43}="),
    "keys status": ("--count", 0, "FERNET_KEYS"),
    "keys rotate": ("", 0, "nothing to rotate"),
    "keys verify": ("", 0, "Nothing is left under an old key"),
    "patients export": ("--to new.csv --reason audit", 0, "0 records"),
    "patients copy": (f"{NOBODY} --to copy.json", 1, "no record with this id"),
    "patients erase": (f"{NOBODY} --reason duplicate --yes", 1, "no record"),
    "questions show": ("", 0, "medical_history"),
    "questions lint": ("", 0, "Nothing is wrong with it"),
    "questions sets": ("", 0, "emergency_contact"),
    "questions add": ("pharmacy", 0, "Nothing was published"),
    "questions try": ("", 0, "Begin with hello"),
    "questions import": ("intake.txt", 1, "no FHIR Questionnaire"),
    "questions export": ("asked.json --draft", 0, "Written"),
    "questions publish": ("--yes", 0, "Version 2 is in use"),
    "retention run": ("--dry-run", 0, "Nothing was changed"),
    "content push": ("", 1, "Twilio cannot be reached"),
    "content status": ("", 0, "not at Twilio"),
    "messages recover": ("--since 2h", 1, "Twilio cannot be reached"),
    "maintenance on": ("--minutes 5", 0, "Maintenance until"),
    "maintenance status": ("", 0, "Maintenance until"),
    "maintenance off": ("", 0, "Maintenance is over"),
    "upgrade-check": ("", 0, "none will run"),
    "jobs list": ("", 0, "No job has failed"),
    "jobs retry": (NOBODY, 1, "No failed job has this id"),
    "worker": ("--once", 0, ""),
    "audit verify": ("", 0, "The audit trail is whole"),
    "audit export": ("--to trail.jsonl", 0, r"\d entries"),
    "audit witness": ("", 1, "There is no witness"),
    "audit verify-certificate": ("trail.jsonl", 1, "there is no certificate in it"),
    "audit-report": ("--html intake.txt", 1, "intake.txt already exists"),
    "evidence": ("gdpr32", 0, "Article 32"),
    "breach affected": (f"--export {NOBODY}", 0, "Affected: 0 people"),
    "breach sessions": ("", 0, ""),
    "breach deadlines": (f"--aware {LONG_AGO}", 0, "GDPR"),
    "breach note": (f"--aware {LONG_AGO} --cause leaked_env", 0, "Recorded as"),
    "breach told": (f"{NOBODY} --law gdpr", 1, "No breach has this id"),
    "breach list": ("", 1, "GDPR"),
    "backup": ("a.backup", 0, "SHA-256"),
    "rehearse": (f"a.backup --identity {IDENTITY}", 0, "now removed"),
    "restore": (f"a.backup --identity {IDENTITY}", 1, "This database is not empty"),
    "wrap-key": ("FERNET_KEYS", 2, "Name one wrapping key"),
    "alert": ("anteroom-doctor.service", 0, "ALERT_EMAIL_TO is not set"),
    "doctor": ("--offline", 1, "For Twilio's console"),
    "chat": ("--script intake.txt", 2, "."),
    "demo": ("--patients 3", 1, "ANTEROOM_ENV is production"),
    "dev": ("", 1, "ANTEROOM_ENV is production"),
    "db downgrade": ("base --yes", 0, "The database is at nothing"),
}


_STARTS_NO_SERVER: Final = """\
import json, os, sys
from flask.cli import main

def execve(_program, arguments, environment):
    print(json.dumps({"started": arguments, "given": sorted(environment)}))
    sys.exit(0)

os.execve = execve
sys.argv = ["flask", "--app", "wsgi", *sys.argv[1:]]
main()
"""
"""Runs a command of `flask`, and prints what it would start in its place."""


class Ended(NamedTuple):
    """How a command ended, and what it said."""

    code: int
    said: str


class Shell:
    """An operator's shell, in Anteroom's folder."""

    def __init__(self, folder: Path) -> None:
        self._loaded = LoadedApp(folder)

    def flask(self, *arguments: str) -> Ended:
        """Run one command to its end."""
        return _ended(self._loaded.flask(*arguments, environment=bare_environment()))

    def flask_that_starts_no_server(self, *arguments: str) -> Ended:
        """Run one command, and have it print what it would start in its place."""
        return _ended(self._loaded.run("-c", _STARTS_NO_SERVER, *arguments, environment=bare_environment()))

    def close(self) -> None:
        self._loaded.end()


def _ended(command: subprocess.CompletedProcess[str]) -> Ended:
    return Ended(command.returncode, command.stdout + command.stderr)


@pytest.fixture(scope="module")
def shell_and_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Shell, House]]:
    folder = tmp_path_factory.mktemp("operator") / "anteroom"
    folder.mkdir()
    furnish(folder)
    house = House(folder, f"sqlite:///{folder / 'instance' / 'anteroom.db'}")
    shell = Shell(folder)
    yield shell, house
    shell.close()
    house.services.store.close()


@pytest.fixture
def shell(shell_and_house: tuple[Shell, House]) -> Shell:
    return shell_and_house[0]


@pytest.fixture
def house(shell_and_house: tuple[Shell, House]) -> Iterator[House]:
    """The folder, whose `.env` is as it was after each test."""
    house = shell_and_house[1]
    env = house.folder / ".env"
    before = env.read_text()
    yield house
    env.write_text(before)


def leaves(group: click.Group, above: tuple[str, ...] = ()) -> Iterator[str]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from leaves(command, (*above, name))
        else:
            yield " ".join((*above, name))


def test_every_command_that_the_app_has_is_run_here_and_is_documented(app):
    cells = re.findall(r"^\| (`.*?) \|", section(OPERATING, "Commands"), re.MULTILINE)
    documented = {
        match[0]
        for cell in cells
        for code in re.findall(r"`(.*?)`", cell)
        if (match := re.match(r"[a-z]+(?:-[a-z]+)*(?: [a-z]+(?:-[a-z]+)*)?", code))
    }
    assert set(leaves(app.cli)) == set(COMMANDS) == documented


@pytest.mark.long
def test_every_documented_command_comes_to_its_own_answer(shell, house):
    (house.folder / "intake.txt").write_text("hello\n")
    house.sets("PUBLIC_URL", f"https://localhost:{free_port()}")
    house.sets("TWILIO_API_BASE_URL", f"https://localhost:{free_port()}")
    for name, (arguments, code, words) in COMMANDS.items():
        ended = shell.flask(*name.split(), *arguments.split())
        assert (name, ended.code, bool(re.search(words, ended.said))) == (name, code, True), ended.said
        assert "Traceback" not in ended.said, name


def test_a_server_that_flask_dev_starts_reads_the_file_itself_and_so_sees_its_changes(shell, house):
    """What is in its environment counts before the file, and would stay as it is until the server ends."""
    house.sets("ANTEROOM_ENV", "development")
    house.sets("DATABASE_URL", f"sqlite:///{house.folder / 'instance' / 'of-a-developer.db'}")
    ended = shell.flask_that_starts_no_server("dev", "--port", str(free_port()))
    started = json.loads(ended.said.splitlines()[-1])
    assert "gunicorn" in started["started"]
    assert not set(started["given"]) & (set(house.env()) | STARRED)


def test_a_command_reads_a_setting_as_the_server_does(shell, house):
    """Flask's own reading of the file puts one variable into another; the server's does not."""
    house.sets("LEVEL", "INFO")
    house.sets("LOG_LEVEL", "${LEVEL}")
    assert "LOG_LEVEL must be one of" in shell.flask("doctor").said
