"""`flask audit` on both engines: a whole trail is told whole, a broken one by its first broken entry."""

from __future__ import annotations

import json
import os
import stat
from datetime import timedelta

import pytest

from app.store.trail import audit
from tests.databases import Keys
from tests.store.example import NOW
from tests.store.tampered_trail import STRANGER, a_trail, by_hand, swap
from tests.trail import event as trail_event


@pytest.fixture
def run(app):
    return lambda *arguments: app.test_cli_runner().invoke(args=["audit", *arguments])


def lines(text: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in text.splitlines()]


def test_a_whole_trail_is_told_with_its_head(run, store):
    a_trail(store)
    done = run("verify")
    assert done.exit_code == 0
    assert "The audit trail is whole: 6 entries, in order." in done.output
    assert done.output.splitlines()[-1] == str(store.verify_audit().head)


def test_an_empty_trail_is_whole(run):
    done = run("verify")
    assert (done.exit_code, done.output) == (0, "The audit trail is whole: 0 entries, in order.\n")


def test_what_is_unlinked_is_linked_first(run, store):
    with store.begin() as unit:
        audit.record(unit.db, "nurse", trail_event("patient.opened"), at=NOW)
    assert "whole: 1 entries" in run("verify").output


@pytest.mark.parametrize(
    ("statements", "told"),
    [
        (["UPDATE audit_events SET actor = 'nobody' WHERE seq = 3"], "seq 3) does not match its link"),
        (["DELETE FROM audit_events WHERE seq = 3"], ") was linked and is no longer in the trail"),
        (swap("audit_events", "seq", "300", by="seq"), "seq 5) is out of order"),
        (["DELETE FROM audit_links WHERE position = 3"], "position 3 has lost its link"),
    ],
)
def test_a_broken_trail_exits_1_and_names_the_entry(run, store, statements, told):
    a_trail(store)
    by_hand(store, *statements)
    failed = run("verify")
    assert failed.exit_code == 1
    assert "The audit trail is broken: the entry at position 3" in failed.output
    assert told in failed.output
    assert "The 2 entries before it are unchanged." in failed.output


def test_a_head_that_was_kept_tells_that_the_end_was_cut_off(run, store):
    a_trail(store)
    head = run("verify").output.splitlines()[-1]
    assert run("verify", "--head", head).exit_code == 0
    by_hand(store, "DELETE FROM audit_links WHERE position > 5", "DELETE FROM audit_events WHERE seq > 5")
    assert run("verify").exit_code == 0
    failed = run("verify", "--head", head)
    assert failed.exit_code == 1
    assert "position 6 is not the one that was kept" in failed.output


def test_a_head_that_is_none_is_refused(run):
    refused = run("verify", "--head", "7")
    assert refused.exit_code == 2
    assert "64 hex digits" in refused.output


def test_a_trail_that_cannot_be_read_is_not_called_broken(run, store):
    by_hand(store, "DROP TABLE audit_links")
    failed = run("verify")
    assert failed.exit_code == 2
    assert "The database cannot be used" in failed.output


def test_other_keys_do_not_call_the_trail_broken(run, store):
    a_trail(store)
    store.keys = store.keys._replace(blind_index=Keys().index)
    store._prove_again.end()
    store._show_again.end()
    failed = run("verify")
    assert failed.exit_code == 2
    assert "INDEX_KEY" in failed.output


def test_an_export_is_a_new_private_file_with_every_entry(run, store, tmp_path):
    a_trail(store)
    umask = os.umask(0)
    done = run("export", "--to", str(tmp_path / "trail.jsonl"))
    os.umask(umask)
    assert done.exit_code == 0
    written = lines((tmp_path / "trail.jsonl").read_text())
    assert [line["position"] for line in written] == [1, 2, 3, 4, 5, 6]
    assert set(written[0]) == set(
        "position hash seq id at actor action subject_kind subject_id details".split()
    )
    assert written[2]["details"] == '{"number":3}'
    assert stat.S_IMODE((tmp_path / "trail.jsonl").stat().st_mode) == 0o600
    assert done.stderr == f"6 entries. The last: {store.verify_audit().head}\n"


def test_an_export_overwrites_nothing_and_follows_no_link(run, store, tmp_path):
    (tmp_path / "mine").write_text("mine")
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    for name in ("mine", "link"):
        refused = run("export", "--to", str(tmp_path / name))
        assert refused.exit_code == 1
        assert "already exists" in refused.output
    assert (tmp_path / "mine").read_text() == "mine"
    assert not (tmp_path / "elsewhere").exists()


def test_an_export_that_fails_leaves_no_file(run, store, tmp_path):
    by_hand(store, "DROP TABLE audit_links")
    assert run("export", "--to", str(tmp_path / "trail.jsonl")).exit_code == 2
    assert list(tmp_path.glob("*.jsonl")) == []


def test_an_export_to_standard_output_holds_the_entries_of_its_time(run, store):
    with store.begin() as unit:
        for days in range(4):
            audit.record(unit.db, "nurse", trail_event(f"day.{days}"), at=NOW + timedelta(days=days))
    done = run("export", "--since", "2026-11-26", "--until", "2026-11-28T09:30", "--to", "-")
    assert [line["action"] for line in lines(done.stdout)] == ["day.1", "day.2"]
    assert done.stderr.startswith("2 entries. The last: 3:")


def test_an_export_tells_what_is_no_longer_there(run, store):
    a_trail(store)
    [*_, link] = store.linked_audit()
    by_hand(store, "DELETE FROM audit_events WHERE seq = 6")
    [*_, last] = lines(run("export", "--to", "-").stdout)
    assert last == {"position": 6, "hash": link.hash.hex(), "id": link.event, "missing": True}


def test_what_a_hand_left_in_an_entry_is_exported_and_stops_nothing(run, store):
    a_trail(store)
    by_hand(store, f"UPDATE audit_events SET subject_id = '{STRANGER}', details = 'no JSON' WHERE seq = 3")  # noqa: S608
    assert lines(run("export", "--to", "-").stdout)[2]["details"] == "no JSON"
