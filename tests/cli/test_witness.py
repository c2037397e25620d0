"""`flask audit witness` sends the head away, and `flask audit verify` uses what came back."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from app import create_app
from app.config import load
from app.services import Services
from app.store.patients import erasures
from app.store.patients.journal_end import end_of
from tests.databases import Keys, on_each_engine
from tests.settings import complete_environment
from tests.store.example import ANSWERS, NOW, created
from tests.store.tampered_trail import a_trail, by_hand
from tests.time_stamps import Authority

CUT = ("DELETE FROM audit_links WHERE position > 5", "DELETE FROM audit_events WHERE seq > 5")


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    made = Authority(tmp_path_factory.mktemp("authorities") / "ours")
    with made.open():
        yield made


@pytest.fixture
def machine(store, clock, tmp_path):
    """A function that returns what runs `flask audit` with these settings."""
    clock.now = datetime.now(UTC)

    def with_settings(**changed):
        settings = load(complete_environment(ANTEROOM_ENV="development", **changed), tmp_path)
        runner = create_app(Services(settings, store, clock)).test_cli_runner()
        return lambda *arguments: runner.invoke(args=["audit", *map(str, arguments)])

    return with_settings


@pytest.fixture
def file(tmp_path):
    return tmp_path / "elsewhere.witness"


@pytest.fixture
def run(machine, file, authority):
    """The commands of a clinic with a file elsewhere and a time-stamp authority."""
    return machine(WITNESS_URL=f"file://{file},{authority.url}", WITNESS_CA=str(authority.root))


def test_without_a_witness_it_is_said_plainly_that_a_cut_end_would_not_show(machine, store):
    bare = machine()
    a_trail(store)
    assert "No witness has seen it: that its end was cut off would not show." in bare("verify").output
    refused = bare("witness")
    assert (refused.exit_code, "Set WITNESS_URL" in refused.output) == (1, True)
    by_hand(store, *CUT)
    assert bare("verify").exit_code == 0


@on_each_engine
def test_a_cut_end_is_named_though_what_the_database_kept_of_the_witness_went_with_it(run, store):
    a_trail(store)
    sent = run("witness")
    assert (sent.exit_code, sent.output.splitlines()[:2]) == (
        0,
        ["for a time-stamp: sent", "to a file elsewhere: sent"],
    )
    whole = run("verify")
    assert whole.exit_code == 0
    assert "It is as witnesses saw it. Heads that they saw: 1, the last on 20" in whole.output
    assert "UTC at position 6." in whole.output
    by_hand(store, *CUT, "DELETE FROM witnesses")
    failed = run("verify")
    assert failed.exit_code == 1
    assert "position 6 is not the one that was kept" in failed.output
    assert "A witness saw it on 20" in failed.output


def test_what_the_database_kept_names_a_cut_end_too_and_so_does_a_copy(run, machine, file, store, tmp_path):
    a_trail(store)
    run("witness")
    file.rename(tmp_path / "mailed.witness")
    by_hand(store, *CUT)
    bare = machine()
    assert "position 6 is not the one" in bare("verify").output
    by_hand(store, "DELETE FROM witnesses")
    assert bare("verify").exit_code == 0
    assert "position 6 is not the one" in bare("verify", "--witness", tmp_path / "mailed.witness").output


def test_a_file_of_a_witness_that_is_gone_is_not_taken_for_a_whole_trail(run, file, store):
    a_trail(store)
    run("witness")
    file.unlink()
    failed = run("verify")
    assert (failed.exit_code, "No such file" in failed.output) == (2, True)


def test_a_stamp_of_another_head_another_time_or_another_authority_is_refused(
    run, machine, file, store, tmp_path
):
    a_trail(store)
    run("witness")
    a_trail(store)
    run("witness")
    first, second = file.read_text().splitlines()
    stamp = first.partition('"stamp":"')[2].partition('"')[0]
    other = second.replace(second.partition('"stamp":"')[2].partition('"')[0], stamp)
    (tmp_path / "other.witness").write_text(other)
    assert (
        "refused: the time-stamp is for something else"
        in run("verify", "--witness", tmp_path / "other.witness").output
    )
    stranger = Authority(tmp_path / "stranger")
    with stranger.open():
        wrong = machine(WITNESS_URL=stranger.url, WITNESS_CA=str(stranger.root))
        failed = wrong("verify")
    assert failed.exit_code == 1
    assert "refused: the time-stamp is not of the authority in WITNESS_CA" in failed.output
    no_certificate = machine()("verify", "--witness", file)
    assert no_certificate.exit_code == 0
    assert "Time-stamps that were not proved: 2." in no_certificate.output


def test_a_head_in_the_database_that_somebody_wrote_by_hand_is_named(run, store):
    a_trail(store)
    run("witness")
    by_hand(store, "UPDATE witnesses SET head = 'none'")
    assert "table witnesses was changed" in run("verify").output


def test_a_witness_that_does_not_get_it_is_named_and_fails_the_command(machine, store, tmp_path):
    a_trail(store)
    run = machine(WITNESS_URL=f"file://{tmp_path}/missing/x.witness")
    failed = run("witness")
    assert failed.exit_code == 1
    assert "to a file elsewhere: not sent: the witness’s file cannot be written" in failed.output


@on_each_engine
def test_a_cut_erasure_journal_is_named(run, store):
    for _each in range(3):
        patient = created(store, ANSWERS)
        with store.begin() as unit:
            erasures.erase(unit.db, patient, "other", "staff:1", NOW)
    a_trail(store)
    run("witness")
    path = store.journal.path
    whole = path.read_bytes()
    assert run("verify").exit_code == 0
    path.write_bytes(b"".join(whole.splitlines(keepends=True)[:-1]))
    failed = run("verify")
    assert failed.exit_code == 1
    assert (
        "The erasure journal is broken: its end was cut off or changed. A witness saw line 3."
        in failed.output
    )
    path.unlink()
    assert "A witness saw line 3." in run("verify").output
    path.write_bytes(whole.replace(b'"other"', b'"duplicate"', 1))
    assert "The erasure journal is broken: its line 1 was changed" in run("verify").output


def test_the_end_of_a_journal_is_the_same_under_every_key(store, keys, open_store, database_url, tmp_path):
    store.use_journal(tmp_path / "one.journal")
    patient = created(store, ANSWERS)
    with store.begin() as unit:
        erasures.erase(unit.db, patient, "other", "staff:1", NOW)
    before, first = end_of(store.journal.read()), (tmp_path / "one.journal").read_bytes()
    newer = open_store(database_url, Keys(keys.masters, (bytes(range(32)), *keys.index_keys)))
    newer.use_journal(tmp_path / "one.journal")
    newer.keep_erasures()
    assert (tmp_path / "one.journal").read_bytes() != first
    assert end_of(newer.journal.read()) == before
