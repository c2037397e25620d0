"""Both keys are rotated while patients hand in and two kill -9 hit: nothing is lost, nothing is left."""

from __future__ import annotations

import signal
import subprocess
import threading
import time
from base64 import urlsafe_b64encode
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from sqlalchemy import text, update

from app import create_app
from app.config import load
from app.services import Services
from app.store import keys
from app.store.keys import INDEX, SEAL
from app.store.patients import patients
from app.store.patients.patient import NewPatient
from app.store.tables import metadata
from app.store.trail import audit
from tests.databases import Keys
from tests.fork_client import ForkedProcess, loaded_app
from tests.people import HANDS_IN
from tests.server.canary import traces
from tests.server.crowd import name_of
from tests.server.live_server import RemotePatient, Server
from tests.settings import bare_environment, complete_environment
from tests.store.example import ANSWERS, NOW, SAID, written

if TYPE_CHECKING:
    from click.testing import Result

    from app.store import Store

key_checks = metadata.tables["key_checks"]

MANY = 600
WHOLE_INTAKE = (
    "hello",
    "1",
    "1",
    "{}",
    "4 March 1990",
    "1 Mill Lane",
    "asthma",
    "DONE",
    "none",
    "DONE",
    *("no", "none", "Never"),  # the clinic's own: see `written`
    *HANDS_IN,
)
ROTATE = """
from app.config import from_environment
from app.services import build

rotation = build(from_environment()).store.rotation()
with rotation.begun():
    print("begun", flush=True)
    rotation.run(lambda rows: print(rows, flush=True))
"""


def listed(keys: tuple[bytes, ...]) -> str:
    return ",".join(urlsafe_b64encode(key).decode() for key in keys)


def environment_of(url: str, keys: Keys) -> dict[str, str]:
    own = {"FERNET_KEYS": listed(keys.masters), "INDEX_KEY": listed(keys.index_keys)}
    return bare_environment() | complete_environment(DATABASE_URL=url, **own)


def rotating(url: str, keys: Keys) -> ForkedProcess:
    return loaded_app().start("-c", ROTATE, environment=environment_of(url, keys), stdout=subprocess.PIPE)


def killed_after(batches: int, url: str, keys: Keys) -> None:
    """Let a process rotate, and kill it once it has gone through so many batches and is in the middle of the next."""
    process = rotating(url, keys)
    for _ in range(batches + 1):
        assert process.next_line()
    process.kill()
    assert process.wait() == -signal.SIGKILL


def command(store: Store, keys: Keys, folder: Path, *arguments: str) -> Result:
    """Run a command on the test's database, with these keys."""
    settings = load(environment_of("sqlite:////nowhere/anteroom.db", keys), folder)
    own = keys.store(store.engine.url.render_as_string(hide_password=False))
    app = create_app(Services(settings, own, lambda: datetime.now(UTC)))
    done = app.test_cli_runner().invoke(args=[*arguments])
    own.close()
    return done


def filled(store: Store) -> None:
    written(store)
    with store.begin() as unit:
        people = [NewPatient(uuid4(), None, NOW, "new", "en", ANSWERS, False) for _ in range(MANY)]
        patients.create_many(unit.db, people)


def let_time_pass(store: Store) -> None:
    """Have everybody who writes with an old key seen for the last time two minutes ago."""
    with store.engine.begin() as connection:
        seen = keys.now(connection) - keys.QUIET - timedelta(seconds=1)
        connection.execute(update(key_checks).values(seen_at=seen))


def test_a_rotation_while_patients_hand_in_is_killed_twice_and_then_the_new_keys_do_alone(
    store: Store, database_url: str, keys: Keys, tmp_path: Path
):
    new = Keys()
    both = Keys((*new.masters, *keys.masters), (*new.index_keys, *keys.index_keys))
    filled(store)
    server = Server(
        tmp_path, database_url, FERNET_KEYS=listed(both.masters), INDEX_KEY=listed(both.index_keys)
    ).start()
    stop, finished = threading.Event(), []

    def hold_intakes(first: int) -> None:
        number = first
        while not stop.is_set():
            patient = RemotePatient(server, f"whatsapp:+1500{number:07d}")
            for line in WHOLE_INTAKE:
                patient.says(line.format(name_of(number)))
                time.sleep(0.03)  # the rotation is to get on, too
            finished.append(name_of(number))
            number += 1

    senders = [threading.Thread(target=hold_intakes, args=(1_000_000 * each,)) for each in (1, 2)]
    try:
        for sender in senders:
            sender.start()
        for batches in (2, 5):
            killed_after(batches, database_url, both)
        last = rotating(database_url, both)
        assert last.wait(100) == 0
        assert last.next_line() == "begun\n"
    finally:
        stop.set()
        for sender in senders:
            sender.join()
        server.stop()

    too_early = command(store, both, tmp_path, "keys", "verify")
    assert too_early.exit_code == 1
    assert "last seen at" in too_early.stderr
    refused = command(store, new, tmp_path, "keys", "rotate")
    assert refused.exit_code == 1
    let_time_pass(store)
    proof = command(store, both, tmp_path, "keys", "verify")
    assert proof.exit_code == 0, proof.output
    assert "Nothing is left under an old key." in proof.stdout
    alone = new.store(database_url)
    for purpose in (SEAL, INDEX):
        census = alone.rotation().census(purpose, lambda _: None)
        assert (census.left, census.unopened) == (0, 0)
    with alone.read() as unit:
        names = [patient.name for patient in patients.page(unit.db, 100_000)]
    assert len(finished) > 0
    assert sorted(finished) == sorted(str(name) for name in names if str(name).startswith("Quentin "))
    assert len(names) == MANY + 2 + len(finished)
    assert alone.verify_audit().fault is None
    alone.close()
    again = Server(
        tmp_path,
        database_url,
        FERNET_KEYS=listed(new.masters),
        INDEX_KEY=listed(new.index_keys),
        WEB_CONCURRENCY="1",
    ).start()
    assert RemotePatient(again, "whatsapp:+15001000000").says("HELP")
    again.end()


def test_a_second_rotation_is_told_that_one_is_running_and_changes_nothing(
    store: Store, database_url: str, keys: Keys, tmp_path: Path
):
    new = Keys()
    both = Keys((*new.masters, *keys.masters), (*new.index_keys, *keys.index_keys))
    written(store)
    first = both.store(database_url)
    with first.rotation().begun():
        refused = command(store, both, tmp_path, "keys", "rotate")
    assert refused.exit_code == 1
    assert "A rotation is running already" in refused.stderr
    assert {each.changed for each in first.rotation().progress()} == {0}
    first.close()
    assert command(store, both, tmp_path, "keys", "rotate").exit_code == 0


def test_no_word_of_a_patient_and_no_key_is_in_what_the_commands_print_log_or_write_down(
    store: Store, database_url: str, keys: Keys, tmp_path: Path
):
    new = Keys()
    both = Keys((*new.masters, *keys.masters), (*new.index_keys, *keys.index_keys))
    written(store)
    with store.engine.begin() as connection:  # a value that does not open has to be named, and not shown
        connection.execute(text("UPDATE patient_notes SET text = 'gAAAAA'"))
    printed = ""
    for arguments in (("status", "--count"), ("rotate",), ("verify",), ("verify", "--despite-unreadable")):
        done = command(store, both, tmp_path, "keys", *arguments)
        printed += done.output
        let_time_pass(store)
    assert "cannot be opened: patient_notes.text of" in printed
    assert "Nothing is left under an old key." in printed
    (tmp_path / "printed").mkdir()
    (tmp_path / "printed" / "all.txt").write_text(printed)
    alone = new.store(database_url)
    with alone.read() as unit:
        events = [event for event in audit.latest(unit.db, 50) if event.action.startswith("keys.")]
    alone.close()
    assert {event.action for event in events} == {
        "keys.rotation_begun", "keys.rotation_ended", "keys.verified", "keys.retired",
    }  # fmt: skip
    (tmp_path / "printed" / "audit.txt").write_text("".join(str(event.details) for event in events))
    secrets = [
        urlsafe_b64encode(key).decode() for each in (keys, new) for key in (*each.masters, *each.index_keys)
    ]
    assert traces((*SAID, *secrets), [tmp_path / "printed"]) == []
