"""A leaked secret is replaced in `.env` without being shown: whole or not at all."""

from __future__ import annotations

import os
import signal
import stat
from dataclasses import replace
from urllib.parse import urlsplit

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event

from app import create_app
from app.cli import dotenv, renew
from app.config import Secret, environment, load, read_environment
from app.config.environment import in_text, value_in, with_value
from app.crypto import new_identity
from app.services import build
from app.store import keys as store_keys
from tests.people import TOKEN
from tests.settings import complete_environment

FRESH = "00112233445566778899aabbccddeeff"


@pytest.fixture
def env(tmp_path, monkeypatch):
    """A `.env` with a comment, a blank line, and a name that stands there twice."""
    for module in (dotenv, renew):
        monkeypatch.setattr(module, "ROOT", tmp_path)
    path = tmp_path / ".env"
    path.touch(0o600)
    settings = "".join(f"{name}='{value}'\n" for name, value in complete_environment().items())
    path.write_text(f"# ours\nSECRET_KEY=an-older-one-that-leaked\n\n{settings}")
    return path


def run(name, typed="", *, only_newest=False):
    return CliRunner().invoke(renew.renew, [name, *(["--only-newest"] if only_newest else [])], input=typed)


def start(folder):
    """Start with what is in the file now."""
    return build(load(read_environment(folder, {}), folder / "instance"))


def test_a_new_secret_is_made_and_every_other_line_stays(env):
    before = env.read_text()
    done = run("SECRET_KEY")
    after = env.read_text()
    assert done.exit_code == 0
    new = in_text(after)["SECRET_KEY"]
    assert len(new) >= 43
    assert new not in done.output
    assert "set SECRET_KEY there to the same before you restart them" in done.output
    assert in_text(after) == in_text(before) | {"SECRET_KEY": new}
    assert after.startswith("# ours\nSECRET_KEY=")
    assert "leaked" not in after
    assert after.count("SECRET_KEY") == 1
    assert stat.S_IMODE(env.stat().st_mode) == 0o600


def test_a_token_is_taken_from_who_pastes_it(env):
    done = run("TWILIO_AUTH_TOKEN", f"{FRESH}\n")
    assert in_text(env.read_text())["TWILIO_AUTH_TOKEN"] == FRESH
    assert FRESH not in done.output


@pytest.mark.parametrize(
    "typed", ["", "\n", "change-me-to-your-token\n", "short\n", f"{TOKEN},{'fedcba9876543210' * 2}\n"]
)
def test_what_would_not_do_changes_nothing(env, typed):
    before = env.read_text()
    failed = run("TWILIO_AUTH_TOKEN", typed)
    assert failed.exit_code == 1
    assert "Nothing was changed." in failed.output
    assert env.read_text() == before
    assert [path.name for path in env.parent.iterdir()] == [".env"]


def test_a_secret_that_comes_from_elsewhere_is_not_changed_here(env, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "given by the service manager")
    assert "Change it where it is kept" in run("SECRET_KEY").output
    monkeypatch.delenv("SECRET_KEY")
    assert "Change it where it is kept" in run("REDIS_URL", "redis://localhost\n").output
    env.unlink()
    assert "cannot be read" in run("SECRET_KEY").output


@pytest.mark.parametrize("name", ["FERNET_KEYS", "INDEX_KEY"])
def test_a_key_of_the_database_stays_behind_the_new_one_until_it_is_retired(env, tmp_path, name, sqlite_url):
    old = in_text(env.read_text())[name]
    env.write_text(with_value(env.read_text(), "DATABASE_URL", sqlite_url))
    start(tmp_path).store.prove_keys()
    assert run(name).exit_code == 0
    new, _, behind = in_text(env.read_text())[name].partition(",")
    assert (behind, len(new)) == (old, 44)
    services = start(tmp_path)
    services.store.prove_keys()
    before = env.read_text()
    failed = run(name, only_newest=True)
    assert (failed.exit_code, f"still needs an older key of {name}" in failed.output) == (1, True)
    assert env.read_text() == before
    ring = services.store.keys.sealer if name == "FERNET_KEYS" else services.store.keys.blind_index
    with services.store.engine.begin() as connection:
        store_keys.retire(connection, ring.fingerprints()[1])
    assert run(name, only_newest=True).exit_code == 0
    assert in_text(env.read_text())[name] == new
    services.store.close()


def test_the_public_key_of_backups_is_taken_from_who_pastes_it_and_an_identity_is_not(env):
    env.write_text(env.read_text() + f"BACKUP_KEY={new_identity()[1]}\n")
    identity, public_key = new_identity()
    assert run("BACKUP_KEY", f"{public_key}\n").exit_code == 0
    assert in_text(env.read_text())["BACKUP_KEY"] == public_key
    refused = run("BACKUP_KEY", f"{identity}\n")
    assert (refused.exit_code, "public keys" in refused.output) == (1, True)
    assert identity not in refused.output + env.read_text()


@pytest.mark.parametrize("name", ["SECRET_KEY", "BACKUP_KEY"])
def test_only_keys_that_the_database_can_vouch_for_are_left_out(env, name):
    env.write_text(env.read_text() + "BACKUP_KEY=a,b\n")
    before = env.read_text()
    assert run(name, only_newest=True).exit_code == 2
    assert env.read_text() == before


@given(
    st.text(st.characters(codec="utf-8", exclude_characters="\r\n\0", exclude_categories=["Cc", "Zl", "Zp"]))
)
def test_any_value_is_read_back_as_it_was_written(value):
    for text in ("", "NAME=old", "A=1\n\n  export NAME='x'\nB=2\nNAME=y\n"):
        written = with_value(text, "NAME", value)
        assert in_text(written) == in_text(text) | {"NAME": value}
        assert value_in(written, "NAME") == value


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("FERNET_KEYS", "vault:secret/anteroom#fernet_keys", "Change it where it is kept"),
        ("SECRET_KEY", " aws:prod/anteroom#secret_key", "Change it where it is kept"),
        ("FERNET_KEYS", "awskms:AQICAHh=,vaulttransit:clinic:vault:v1:AAAA", "FERNET_KEYS is wrapped"),
    ],
)
def test_a_secret_that_the_file_only_names_or_has_wrapped_is_not_put_there_in_clear(env, name, value, told):
    env.write_text(with_value(env.read_text(), name, value))
    before = env.read_text()
    refused = run(name)
    assert (refused.exit_code, told in refused.output) == (1, True)
    assert env.read_text() == before


def test_what_keeps_the_settings_from_loading_is_told_and_no_older_key_is_left_out(env):
    env.write_text(env.read_text() + "WEB_CONCURRENCY=none\n")
    before = env.read_text()
    refused = run("FERNET_KEYS", only_newest=True)
    assert (refused.exit_code, "WEB_CONCURRENCY must be" in refused.output) == (1, True)
    assert env.read_text() == before


def test_the_file_stays_its_owners_and_a_link_to_it_stays_a_link(env):
    kept = env.rename(env.with_name("kept"))
    if os.geteuid() == 0:
        os.chown(kept, 12345, 12345)
    owner = kept.stat().st_uid
    env.symlink_to(kept)
    assert run("SECRET_KEY").exit_code == 0
    assert env.is_symlink()
    assert "leaked" not in kept.read_text()
    assert (kept.stat().st_uid, stat.S_IMODE(kept.stat().st_mode)) == (owner, 0o600)


def test_a_value_of_two_lines_cannot_smuggle_a_setting_in():
    with pytest.raises(ValueError, match="one line"):
        with_value("", "NAME", "x\nPUBLIC_URL=https://evil.example")


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("postgresql://nobody:old@127.0.0.1:1/nothing", "No server answers"),
        ("sqlite:////var/a.db", "no password"),
    ],
)
def test_a_password_that_cannot_be_changed_stays_as_it_is(services, env, open_store, keys, url, told):
    env.write_text(f"DATABASE_URL={url}\n")
    settings = replace(services.settings, database_url=Secret(url))
    app = create_app(replace(services, settings=settings, store=open_store(url, keys)))
    failed = app.test_cli_runner().invoke(args=["db", "new-password"])
    assert (failed.exit_code, told in failed.output) == (1, True)
    assert env.read_text() == f"DATABASE_URL={url}\n"
    assert [path.name for path in env.parent.glob(".env*")] == [".env"]


def test_a_password_that_the_environment_gave_is_not_changed_in_the_file(services, env, monkeypatch):
    url = "postgresql://nobody:old@127.0.0.1:1/nothing"
    env.write_text(f"DATABASE_URL={url}\n")
    monkeypatch.setitem(environment._withheld, "DATABASE_URL", url)  # as after a start: no child has it
    settings = replace(services.settings, database_url=Secret(url))
    refused = (
        create_app(replace(services, settings=settings)).test_cli_runner().invoke(args=["db", "new-password"])
    )
    assert "Change it where it is kept" in refused.output
    assert env.read_text() == f"DATABASE_URL={url}\n"


def test_a_password_is_put_away_before_a_signal_can_end_the_command(
    services, env, open_store, keys, empty_postgresql_url
):
    url = empty_postgresql_url.replace("@", ":old@", 1)
    env.write_text(f"DATABASE_URL='{url}'\n")
    store = open_store(url, keys)

    def end(_connection, _cursor, statement, *_rest):
        if statement.startswith("ALTER ROLE"):
            os.kill(os.getpid(), signal.SIGTERM)

    event.listen(store.engine, "after_cursor_execute", end)
    settings = replace(services.settings, database_url=Secret(url))
    app = create_app(replace(services, settings=settings, store=store))
    assert app.test_cli_runner().invoke(args=["db", "new-password"]).exit_code == 0
    assert ":old@" not in in_text(env.read_text())["DATABASE_URL"]


def password_of(text: str, name: str) -> str | None:
    return urlsplit(in_text(text)[name]).password


@pytest.mark.parametrize(
    ("journal", "follows"),
    [
        ("postgresql://{user}:old@LOCALHOST/journal?sslmode=disable", True),
        ("postgresql://somebody:old@localhost/journal", False),
        ("postgresql://{user}:old@localhost:5433/journal", False),
    ],
)
def test_a_new_password_goes_into_each_address_at_which_that_user_signs_in(
    services, env, open_store, keys, empty_postgresql_url, journal, follows
):
    url = empty_postgresql_url.replace("@", ":old@", 1)
    user = urlsplit(url).username
    named = url.partition("@")[0] + "@localhost/anteroom"
    journal = journal.format(user=user)
    env.write_text(f"DATABASE_URL='{named}'\nERASURE_JOURNAL_URL='{journal}'\n")
    settings = replace(services.settings, database_url=Secret(named), journal_url=Secret(journal))
    given = replace(services, settings=services.settings, store=open_store(url, keys))
    object.__setattr__(given, "settings", settings)
    done = create_app(given).test_cli_runner().invoke(args=["db", "new-password"])
    assert done.exit_code == 0, done.output
    after = env.read_text()
    assert password_of(after, "DATABASE_URL") != "old"
    assert (password_of(after, "ERASURE_JOURNAL_URL") == password_of(after, "DATABASE_URL")) is follows
    assert ("ERASURE_JOURNAL_URL" in done.output) is follows


def test_no_password_is_changed_while_another_address_of_that_user_is_kept_elsewhere(
    services, env, monkeypatch, open_store, keys, empty_postgresql_url
):
    url = "postgresql://anteroom:old@localhost/anteroom"
    env.write_text(f"DATABASE_URL={url}\n")
    journal = "postgresql://anteroom:old@localhost/journal"
    given = replace(services, store=open_store(empty_postgresql_url, keys))
    settings = replace(services.settings, database_url=Secret(url), journal_url=Secret(journal))
    object.__setattr__(given, "settings", settings)
    refused = create_app(given).test_cli_runner().invoke(args=["db", "new-password"])
    assert (refused.exit_code, "ERASURE_JOURNAL_URL does not come from" in refused.output) == (1, True)
    assert env.read_text() == f"DATABASE_URL={url}\n"
