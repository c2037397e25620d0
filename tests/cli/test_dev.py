"""`flask dev`: what it refuses, and what it says before it becomes the server."""

from __future__ import annotations

import dataclasses
import re
import socket

import click
import pytest
from sqlalchemy import text

from app import create_app
from app.cli import dev
from app.cli.dev import _refuse_a_taken_port as refuse_a_taken_port
from app.config import load
from tests.databases import Keys
from tests.project import ROOT
from tests.settings import complete_environment


@pytest.fixture
def run(services, tmp_path, monkeypatch):
    """Run it up to where the server would take its place."""
    monkeypatch.setattr("os.execve", lambda *_: None)
    monkeypatch.setattr(dev, "_any_taken", lambda _port: False)

    def started(*arguments, public_url="https://localhost:8443", kind="development", **changed):
        settings = load(complete_environment(ANTEROOM_ENV=kind, PUBLIC_URL=public_url), tmp_path / "instance")
        given = dataclasses.replace(services, settings=settings, **changed)
        return create_app(given).test_cli_runner().invoke(args=["dev", *arguments])

    return started


def test_the_advice_is_plain_where_the_port_is_that_of_the_public_address(run):
    told = run().output
    assert ".venv/bin/flask --app wsgi chat\n" in told


@pytest.mark.parametrize(
    ("arguments", "public_url"),
    [
        (["--port", "9443"], "https://localhost:8443"),
        (["--port", "9443"], "https://localhost"),
        (["--port", "9443"], "https://a-tunnel.example"),
    ],
)
def test_another_port_than_the_public_one_is_in_the_advice(run, arguments, public_url):
    told = run(*arguments, public_url=public_url).output
    assert ".venv/bin/flask --app wsgi chat --to https://localhost:9443\n" in told


def test_production_is_sent_to_a_page_and_section_that_are_there(run):
    refused = run(kind="production")
    assert refused.exit_code == 1
    assert "docs/operating.md, “Production”" in refused.output
    assert "## Production" in (ROOT / "docs" / "operating.md").read_text()
    assert [
        name for name in re.findall(r"[\w/]+\.(?:md|py)|\w+/", refused.output) if not (ROOT / name).exists()
    ] == []


def test_keys_of_another_database_are_told_without_a_traceback(run, store, open_store):
    store.prove_keys()
    url = store.engine.url.render_as_string(hide_password=False)
    failed = run(store=open_store(url, Keys()))
    assert (failed.exit_code, type(failed.exception)) == (1, SystemExit)
    assert "FERNET_KEYS" in failed.output


def test_a_database_of_a_newer_version_is_told_without_a_traceback(run, store):
    with store.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        connection.execute(text("DELETE FROM milestones"))
    failed = run()
    assert (failed.exit_code, type(failed.exception)) == (1, SystemExit)
    assert "deploy that version" in failed.output


def test_a_new_database_is_made(run, keys, open_store, tmp_path):
    done = run(store=open_store(f"sqlite:///{tmp_path}/new/anteroom.db", keys))
    assert "Migrated the database." in done.output
    assert (tmp_path / "new" / "anteroom.db").exists()


def test_the_first_admins_link_names_the_port_that_is_served_and_not_that_of_another_program(run):
    told = run("--port", "9443").output
    assert re.search(r"https://localhost:9443/enrol/\S{20,}", told)
    assert "https://localhost:8443/enrol" not in told
    assert "https://a-tunnel.example/enrol/" in run(public_url="https://a-tunnel.example").output


def test_a_port_where_another_program_listens_is_refused_on_both_addresses_of_localhost():
    for family, host in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
        with socket.socket(family) as other:
            other.bind((host, 0))
            other.listen()
            port = other.getsockname()[1]
            with pytest.raises(click.ClickException) as refused:
                refuse_a_taken_port(port)
            assert f"Port {port} is already in use." in refused.value.message
            assert f"dev --port {port + 1}" in refused.value.message


@pytest.fixture
def another_program():
    """A program that listens at a port, says nothing, and is none of ours."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


@pytest.fixture
def dotenv_of(tmp_path, monkeypatch):
    """A `.env` that names a port."""

    def written(port):
        path = tmp_path / ".env"
        path.write_text(f"ANTEROOM_ENV=development\nPUBLIC_URL=https://localhost:{port}\n")
        path.chmod(0o600)
        monkeypatch.setattr("app.cli.dotenv.ROOT", tmp_path)
        return path

    return written


def test_a_busy_port_moves_all_that_names_it(services, tmp_path, monkeypatch, dotenv_of, another_program):
    monkeypatch.setattr("os.execve", lambda *_: None)
    monkeypatch.setattr(dev, "_PATIENCE", 0.1)
    path = dotenv_of(another_program)
    url = f"https://localhost:{another_program}"
    settings = load(complete_environment(ANTEROOM_ENV="development", PUBLIC_URL=url), tmp_path / "instance")
    given = dataclasses.replace(services, settings=settings)
    told = create_app(given).test_cli_runner().invoke(args=["dev"]).output
    [moved] = set(re.findall(r"PUBLIC_URL=https://localhost:(\d+)", path.read_text()))
    assert int(moved) not in {another_program, 8444}
    said = told.partition("\n")[2]
    assert set(re.findall(r"localhost:(\d+)", said)) == {moved}, "the first line says what was moved"
    assert f"https://localhost:{moved}/enrol/" in told
    assert "flask --app wsgi chat\n" in told


def test_a_port_that_this_very_anteroom_serves_is_not_moved_away_from(
    tmp_path, monkeypatch, dotenv_of, another_program
):
    ours = tmp_path / "localhost.crt"
    ours.write_text("ours")
    monkeypatch.setattr("ssl.get_server_certificate", lambda *_arguments, **_options: "ours")
    path = dotenv_of(another_program)
    with pytest.raises(click.ClickException, match="Is Anteroom running in another terminal"):
        dev._served_here(f"https://localhost:{another_program}", ours)
    assert f":{another_program}\n" in path.read_text()
