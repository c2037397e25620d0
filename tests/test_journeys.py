"""The whole way, as people go it: a terminal patient, a real server, and what is on the disk afterwards."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from sqlalchemy import text

from app.crypto import new_identity
from tests.documents import SECURITY_PAGES
from tests.people import ANSWERS, ASKED, HANDS_IN
from tests.server.fixtures import listed
from tests.server.shell import SPOKEN, flask, spanish_intake

if TYPE_CHECKING:
    from collections.abc import Callable


PADDED = {"medical_history", "medications", "extra"}


def recipe() -> Callable[..., str]:
    """Return the function of docs/security/sealing.md, as it is printed there."""
    printed = re.search(r"```python\n(.*?)```", (SECURITY_PAGES / "sealing.md").read_text(), re.DOTALL)
    assert printed
    names: dict[str, Any] = {}
    exec(compile(printed[1], "sealing.md", "exec"), names)  # noqa: S102 - it is our own page that is on trial
    function: Callable[..., str] = names["open_value"]
    return function


def test_a_spanish_intake_from_the_terminal_is_tokens_that_the_printed_recipe_opens(serve, store):
    server = serve()
    held = spanish_intake(server)
    assert held.returncode == 0, held.stderr
    assert "Gracias, María José." in held.stdout

    with store.engine.connect() as connection:
        row = connection.execute(text("SELECT * FROM patients")).mappings().one()
    open_value = recipe()
    keys = server.environment["FERNET_KEYS"]
    for column, spoken in SPOKEN.items():
        assert re.fullmatch(r"gAAAAAAAAAAA[\w-]+={0,2}", row[column]), "a Fernet token, sealed at time 0"
        opened = open_value(
            keys, f"patients.{column}", str(UUID(str(row["id"]))), row[column], column in PADDED
        )
        assert opened == spoken


def test_the_recipe_refuses_a_token_of_another_row_or_column(patient, services, store, keys):
    patient.tells("hello", "1", "1", *ANSWERS, *HANDS_IN)
    with store.engine.connect() as connection:
        row = connection.execute(text("SELECT * FROM patients")).mappings().one()
    open_value, keys = recipe(), listed(keys.masters)
    with pytest.raises(AssertionError, match="another row"):
        open_value(keys, "patients.name", "00000000-0000-4000-8000-000000000000", row["name"])
    with pytest.raises(SystemExit):
        open_value(keys, "patients.address", str(UUID(str(row["id"]))), row["name"])


def test_a_script_whose_check_fails_ends_with_status_1_and_names_the_line(serve):
    failed = flask(
        serve(), "chat", "--script", "-", "--pace", "0", given="# a comment\nhello\n< no such words\n"
    )
    assert failed.returncode == 1
    assert "Line 3" in failed.stderr


def test_the_terminal_patient_can_send_other_kinds_and_deliver_again(serve, store):
    server = serve()
    lines = f"hello\n1\n1\n1\n/voice\n< Please type your full name\nMaya Okafor\n/again\n< 2 of {ASKED}\n"
    held = flask(
        server,
        "chat",
        "--script",
        "-",
        "--pace",
        "0",
        "--from",
        "whatsapp:US.13491208655302741918",
        given=lines,
    )
    assert held.returncode == 0, held.stderr + held.stdout
    with store.engine.connect() as connection:
        assert connection.execute(text("SELECT COUNT(*) FROM receipts")).scalar_one() == 6


def test_without_a_server_the_terminal_patient_says_what_to_do_and_ends_with_status_2(server_at_rest):
    server = server_at_rest(ANTEROOM_ENV="development")
    failed = flask(server, "chat", "--script", "-", "--pace", "0", given="hello\n")
    assert failed.returncode == 2
    assert "make run" in failed.stderr


def test_doctor_passes_against_a_running_server_and_names_what_is_wrong_without_one(serve, tmp_path):
    server = serve(BACKUP_KEY=new_identity()[1])
    assert flask(server, "backup", str(tmp_path / "intake.backup")).returncode == 0
    healthy = flask(server, "doctor")
    bad = [line for line in healthy.stdout.splitlines() if line.startswith("BAD")]
    assert bad == [f"BAD  Erasure journal: it is in a temporary folder ({server.folder})"], (
        healthy.stdout
    )  # as all of a test
    assert f"{server.public_url}/webhook" in healthy.stdout
    server.stop()
    alone = flask(server, "doctor", "--json")
    assert alone.returncode == 1
    assert '"webhook"' in alone.stdout
    assert "Nothing answers" in alone.stdout


def test_a_wrong_configuration_is_told_without_a_traceback(server_at_rest):
    server = server_at_rest()
    server.environment |= {"FERNET_KEYS": "", "PUBLIC_URL": "http://intake.example.org"}
    failed = flask(server, "doctor")
    assert failed.returncode != 0
    told = failed.stderr + failed.stdout
    assert "FERNET_KEYS is missing" in told
    assert "PUBLIC_URL must begin with https" in told
    assert "Traceback" not in told
