"""`flask doctor` names what is wrong, with the sentence that mends it."""

from __future__ import annotations

import dataclasses

import pytest
from sqlalchemy import text

from app import create_app
from app.cli.twilio_stand_in import Posted, TwilioStandIn
from app.config import load
from tests.databases import Keys
from tests.settings import complete_environment


def examined(services, *options):
    return create_app(services).test_cli_runner().invoke(args=["doctor", *options])


def test_all_is_well_on_a_migrated_database_with_its_own_keys(services):
    done = examined(services, "--offline")
    assert "Database: ok" in done.output
    assert "Migrations: ok" in done.output
    assert "Keys: ok" in done.output


def test_wrong_keys_are_told_by_the_names_of_their_variables(services, store, open_store):
    store.prove_keys()
    url = store.engine.url.render_as_string(hide_password=False)
    told = examined(dataclasses.replace(services, store=open_store(url, Keys())), "--offline").output
    assert "Keys: wrong" in told
    assert "FERNET_KEYS holds no key that this database was sealed with" in told
    assert "INDEX_KEY holds no key" in told


def test_a_newer_database_is_told_from_a_pending_one(services, store):
    with store.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    told = examined(services, "--offline").output
    assert "Migrations: newer" in told
    assert "deploy that version" in told


def test_the_stores_code_stands_beside_its_sentence(services, keys, open_store):
    gone = open_store("postgresql://nobody@127.0.0.1:1/nothing", keys)
    told = examined(dataclasses.replace(services, store=gone), "--offline").output
    assert "Database: unavailable (unreachable)" in told
    assert "No server answers" in told


@pytest.mark.parametrize(("kind", "is_told"), [("production", False), ("development", True)])
def test_make_run_is_advised_in_development_alone(services, tmp_path, kind, is_told):
    nowhere = complete_environment(ANTEROOM_ENV=kind, PUBLIC_URL="https://127.0.0.1:1")
    told = examined(dataclasses.replace(services, settings=load(nowhere, tmp_path))).output
    assert "Nothing answers at https://127.0.0.1:1" in told
    assert ("make run" in told) is is_told


def test_a_refused_signature_names_the_token_and_the_same_env(services, monkeypatch):
    monkeypatch.setattr(TwilioStandIn, "post", lambda *_, **__: Posted(403, ""))
    told = examined(services).output
    assert "a signed request got 403 (204 expected)" in told
    assert "TWILIO_AUTH_TOKEN" in told
    assert "the same .env" in told
