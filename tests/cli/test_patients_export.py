"""`flask patients export`: a whole file for nobody else's eyes, or none; and the trail says so either way."""

from __future__ import annotations

import csv
import errno
import io
import os
import re
import signal
import stat
import sys
import zipfile
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import click
import pytest
from sqlalchemy import event

from app.cli.output import private_file
from app.cli.patients import patients
from app.intake.questions import REMOVABLE
from app.store.exports import exports
from app.store.trail import audit
from tests.dashboard.people_on_file import on_file as on_file_at
from tests.exports.people import make_unreadable, on_file
from tests.store.tampered_trail import by_hand

WHY = ("--reason", "Moved to another system")


@pytest.fixture
def run(app):
    return lambda *arguments: app.test_cli_runner().invoke(args=["patients", "export", *arguments])


@pytest.fixture
def maya(store, clock):
    """Maya, who came an hour ago."""
    [maya] = on_file(store, {}, at=clock.now - timedelta(hours=1))
    return maya


@pytest.fixture
def path(tmp_path):
    """Where the file is going to be, in a folder of its own."""
    (tmp_path / "out").mkdir()
    return tmp_path / "out" / "patients.csv"


@pytest.fixture
def while_reading(store):
    """A function that has something done whenever a batch of patients is read."""
    listening = []

    def do(act):
        def on_read(_connection, _cursor, statement, *_rest):
            if "FROM patients" in statement and "LIMIT" in statement:
                act()

        event.listen(store.engine, "before_cursor_execute", on_read)
        listening.append(on_read)

    yield do
    for on_read in listening:
        event.remove(store.engine, "before_cursor_execute", on_read)


def rows_in(text):
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True))


def trail(store):
    with store.read() as unit:
        return [event for event in audit.latest(unit.db, 10) if event.action.startswith("export.")][::-1]


def test_the_file_holds_the_records_without_identifiers_and_is_its_owners_alone(run, maya, path):
    umask = os.umask(0)
    done = run("--to", str(path), *WHY)
    os.umask(umask)
    assert done.exit_code == 0, done.output
    assert rows_in(path.read_text("utf-8")) == [
        ["record_id", "received", "status", "language", "medical_history", "medications", *REMOVABLE],
        [str(maya), "2026-11-25T08:00:00+00:00", "new", "en", "Asthma", "NONE", "", ""],
    ]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(path.parent.iterdir()) == [path]
    assert "1 record, 8 columns" in done.stderr
    assert done.stdout == ""


def test_the_trail_tells_of_its_start_and_of_its_end_by_the_operator(run, maya, path, store):
    run("--to", str(path), "--columns", "name", "--status", "new", *WHY)
    started, finished = trail(store)
    assert (started.actor, started.action) == ("operator", "export.started")
    assert started.details["columns"] == ["record_id", "name"]
    assert (started.details["status"], started.details["patients"]) == ("new", 1)
    assert (finished.actor, finished.action) == ("operator", "export.finished")
    assert (finished.details["patients"], finished.details["bytes"]) == (1, path.stat().st_size)
    assert WHY[1] not in str([started, finished])


def test_standard_output_gets_the_file_and_nothing_else(run, maya):
    done = run("--to", "-", "--columns", "name", *WHY)
    assert done.stdout_bytes == f'\ufeff"record_id","name"\r\n"{maya}","Maya Okafor-Lindt"\r\n'.encode()
    assert "Exporting" in done.stderr


def test_the_mark_of_utf_8_can_be_left_out(run, maya):
    assert run("--to", "-", "--no-bom", *WHY).stdout_bytes.startswith(b'"record_id"')


def test_a_name_that_ends_in_xlsx_gets_a_workbook(run, maya, path):
    done = run("--to", str(path.with_suffix(".xlsx")), *WHY)
    assert done.exit_code == 0, done.output
    assert zipfile.ZipFile(path.with_suffix(".xlsx")).testzip() is None
    assert run("--to", "-", "--format", "xlsx", *WHY).stdout_bytes.startswith(b"PK")


def test_nothing_is_overwritten_and_no_link_is_followed(run, maya, path, store):
    elsewhere = path.with_name("elsewhere")
    path.write_text("mine")
    path.with_name("link.csv").symlink_to(elsewhere)
    for name in ("patients.csv", "link.csv"):
        refused = run("--to", str(path.with_name(name)), *WHY)
        assert refused.exit_code == 1
        assert "already exists" in refused.output
    assert path.read_text() == "mine"
    assert not elsewhere.exists()
    assert trail(store) == []


def test_force_replaces_the_file(run, maya, path):
    path.write_text("mine")
    path.chmod(0o644)
    assert run("--to", str(path), "--force", *WHY).exit_code == 0
    assert str(maya) in path.read_text("utf-8")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(path.parent.iterdir()) == [path]


def test_until_it_is_whole_it_has_another_name_and_is_as_private(run, maya, path, while_reading):
    seen: list[tuple[str, int]] = []
    while_reading(
        lambda: seen.extend((each.name, stat.S_IMODE(each.stat().st_mode)) for each in path.parent.iterdir())
    )
    run("--to", str(path), *WHY)
    [(name, mode)] = seen
    assert re.fullmatch(r"patients\.csv\.[0-9a-f]{16}\.part", name)
    assert mode == 0o600


def test_each_of_two_that_force_the_same_name_puts_a_whole_file_there(path):
    with private_file(path, force=True) as slow:
        slow.write(b"slow, ")
        with private_file(path, force=True) as fast:
            fast.write(b"fast")
        assert path.read_bytes() == b"fast"
        slow.write(b"but whole")
    assert path.read_bytes() == b"slow, but whole"
    assert list(path.parent.iterdir()) == [path]


def test_the_first_of_two_that_do_not_force_the_name_stays(path):
    with (
        pytest.raises(FileExistsError),
        private_file(path, force=False) as slow,
        private_file(path, force=False) as fast,
    ):
        slow.write(b"slow")
        fast.write(b"fast")
    assert path.read_bytes() == b"fast"
    assert list(path.parent.iterdir()) == [path]


def test_where_a_file_can_have_no_second_name_nothing_is_overwritten_either(
    run, maya, path, while_reading, monkeypatch
):
    def refuse(*_names, **_how):
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    assert run("--to", str(path), *WHY).exit_code == 0
    assert str(maya) in path.read_text("utf-8")
    taken = path.with_name("taken.csv")
    while_reading(lambda: taken.write_text("mine"))
    assert run("--to", str(taken), *WHY).exit_code == 1
    assert taken.read_text() == "mine"
    assert set(path.parent.iterdir()) == {path, taken}


def test_standard_output_that_has_no_room_is_told_as_broken(app, maya, store, monkeypatch):
    with open("/dev/full", "w", encoding="utf-8") as full:  # noqa: PTH123  (as a shell opens it)
        monkeypatch.setattr(sys, "stdout", full)
        with app.app_context(), pytest.raises(click.ClickException, match="No space left"):
            patients.main(["export", "--to", "-", *WHY], standalone_mode=False)
        monkeypatch.undo()
        with suppress(OSError):
            full.close()
    assert [event.action for event in trail(store)] == ["export.started", "export.broken"]


def test_a_file_that_does_not_reach_the_disk_is_told_as_broken(run, maya, path, store, monkeypatch):
    def refuse(_descriptor):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", refuse)
    failed = run("--to", str(path), *WHY)
    assert (failed.exit_code, "No space left on device" in failed.output) == (1, True)
    assert list(path.parent.iterdir()) == []
    assert [event.action for event in trail(store)] == ["export.started", "export.broken"]


def test_an_export_that_fails_leaves_no_file_and_is_told_as_broken(run, maya, path, store):
    by_hand(store, "ALTER TABLE conversations RENAME TO lost")
    failed = run("--to", str(path), "--columns", "number", *WHY)
    assert failed.exit_code == 1
    assert "The database cannot be used" in failed.output
    assert list(path.parent.iterdir()) == []
    assert [event.action for event in trail(store)] == ["export.started", "export.broken"]


@pytest.mark.parametrize("ended", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT, signal.SIGQUIT])
def test_an_export_that_is_stopped_leaves_no_file_and_is_told_as_broken(
    run, maya, path, store, while_reading, ended
):
    while_reading(lambda: os.kill(os.getpid(), ended))
    assert run("--to", str(path), *WHY).exit_code != 0
    assert list(path.parent.iterdir()) == []
    assert [event.action for event in trail(store)] == ["export.started", "export.broken"]


def test_a_second_signal_while_it_tidies_up_leaves_no_file_either(run, maya, path, while_reading, store):
    ended = []

    def end_twice(_connection, _cursor, _statement, parameters, *_rest):
        if "export.broken" in str(parameters):
            ended.append(signal.SIGTERM)
            os.kill(os.getpid(), signal.SIGTERM)

    event.listen(store.engine, "before_cursor_execute", end_twice)
    while_reading(lambda: os.kill(os.getpid(), signal.SIGTERM))
    assert run("--to", str(path), *WHY).exit_code != 0
    event.remove(store.engine, "before_cursor_execute", end_twice)
    assert ended
    assert list(path.parent.iterdir()) == []


def test_a_signal_that_is_to_be_ignored_is_ignored(run, maya, path, while_reading):
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    while_reading(lambda: os.kill(os.getpid(), signal.SIGHUP))
    done = run("--to", str(path), *WHY)
    assert signal.signal(signal.SIGHUP, before) is signal.SIG_IGN
    assert done.exit_code == 0
    assert str(maya) in path.read_text("utf-8")


def test_an_export_that_was_told_as_broken_meanwhile_leaves_no_file(
    run, maya, path, store, services, while_reading
):
    def tell():
        with store.begin() as unit:
            exports.break_off(unit.db, exports.page(unit.db, 1)[0].id, 0, services.clock())

    while_reading(tell)
    failed = run("--to", str(path), *WHY)
    assert (failed.exit_code, "recorded as broken off" in failed.output) == (1, True)
    assert list(path.parent.iterdir()) == []


def test_a_file_that_came_meanwhile_is_not_overwritten(run, maya, path, while_reading):
    while_reading(lambda: path.write_text("mine"))
    assert run("--to", str(path), *WHY).exit_code == 1
    assert path.read_text() == "mine"
    assert list(path.parent.iterdir()) == [path]


def test_what_cannot_be_read_is_marked(run, maya, path, store):
    make_unreadable(store, maya, "name")
    run("--to", str(path), "--columns", "name,medications", *WHY)
    assert rows_in(path.read_text("utf-8"))[1][1:] == ["[cannot be read]", "NONE"]


def test_days_are_the_clinics_and_both_are_in(run, store, clock):
    monday = datetime(2026, 11, 23, tzinfo=UTC)
    for hours, name in ((-1, "Sunday"), (0, "first"), (23, "last"), (24, "Tuesday")):
        on_file_at(store, monday + timedelta(hours=hours), name=name)
    done = run("--to", "-", "--since", "2026-11-23", "--until", "2026-11-23", "--columns", "name", *WHY)
    assert [row[1] for row in rows_in(done.stdout)[1:]] == ["first", "last"]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((), "--reason"),
        (("--reason", " "), "--reason"),
        (("--reason", "x" * 201), "at most 200"),
        ((*WHY, "--columns", "name,phone"), "record_id,received"),
        ((*WHY, "--since", "yesterday"), "--since"),
        ((*WHY, "--since", "2026-11-24", "--until", "2026-11-23"), "--until"),
        ((*WHY, "--status", "old"), "--status"),
        ((*WHY, "--format", "ods"), "--format"),
    ],
)
def test_a_wrong_export_says_what_is_wrong_and_writes_nothing(run, maya, path, store, arguments, told):
    refused = run("--to", str(path), *arguments)
    assert refused.exit_code == 2
    assert told in refused.output
    assert list(path.parent.iterdir()) == []
    assert trail(store) == []


def test_a_folder_that_is_not_there_is_told(run, path):
    refused = run("--to", str(path.parent / "nowhere" / "patients.csv"), *WHY)
    assert (refused.exit_code, "No such file or directory" in refused.output) == (1, True)
