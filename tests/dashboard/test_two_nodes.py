"""Two nodes on one PostgreSQL: what one changes counts on the other from the next request on."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from argon2.profiles import CHEAPEST

from app import create_app
from app.intake.clinic import Clinic
from app.store.clinic import versions
from app.store.clinic.clinic_settings import ClinicVersion
from app.store.clinic.retention_rules import Rules, RulesVersion
from app.store.conversations import conversations
from tests.compile_caches import TEMPLATE_CACHE
from tests.people import Twilio, message_fields
from tests.staff_people import Browser

if TYPE_CHECKING:
    from flask import Flask

    from app.services import Services
    from tests.databases import Keys, OpenStore
    from tests.people import Clock
    from tests.staff_people import Colleague

pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


@pytest.fixture
def other(services: Services, database_url: str, keys: Keys, open_store: OpenStore) -> Flask:
    """Another node: it shares the database and the keys, and nothing else."""
    node = create_app(replace(services, store=open_store(database_url, keys)), CHEAPEST)
    node.jinja_env.bytecode_cache = TEMPLATE_CACHE
    return node


def command(node: Flask, *words: str) -> None:
    assert node.test_cli_runner().invoke(args=list(words)).exit_code == 0


def test_sessions_and_counts_of_attempts_are_the_same_on_every_node(
    app: Flask, other: Flask, nurse: Colleague, clock: Clock
):
    nurse.signs_in()
    there = nurse.at(other, clock).browser
    assert (nurse.browser.get("/patients").status_code, there.get("/patients").status_code) == (200, 200)
    command(app, "staff", "revoke-sessions", nurse.email)
    assert there.get("/patients").status_code == 303
    clock.moves(minutes=1)
    again = Browser(other, address="203.0.113.20")
    again.get("/login")
    assert nurse.signs_in(again).status_code == 303
    assert again.get("/patients").status_code == 200
    command(app, "staff", "disable", nurse.email)
    assert again.get("/patients").status_code == 303
    strangers = [Browser(node, address="203.0.113.77") for node in (app, other)]
    for each in strangers:
        each.get("/login")
    wrong = {"email": "nobody@larkfield.example", "password": "wrong password for all", "code": "000000"}
    statuses = [strangers[number % 2].post("/login", **wrong).status_code for number in range(7)]
    assert statuses == [401] * 5 + [429] * 2


def test_settings_rules_and_receipts_are_every_nodes(app: Flask, other: Flask, services: Services):
    here, there = Twilio(app.test_client()), Twilio(other.test_client())
    for number, node in enumerate((here, there)):
        greeting = node.post(message_fields(address=f"whatsapp:+1500555000{number}"))
        assert "Larkfield Clinic" in greeting.text
    store, now = services.store, services.clock()
    clinic = Clinic(
        "Elmswood Surgery",
        "01632 960 999",
        "999",
        consent_version=2,
        consent_texts={"en": "We ask this again."},
    )
    with store.begin() as unit:
        assert versions.keep(unit.db, ClinicVersion, 0, clinic, "operator", now)
    fields = message_fields(address="whatsapp:+15005550008")
    first = there.post(fields)
    assert "Elmswood Surgery" in first.text
    assert here.post(fields).text == first.text, "claimed there, and answered here with what was said there"
    assert "We ask this again." in there.post(message_fields("1", address="whatsapp:+15005550008")).text
    with store.begin() as unit:
        assert versions.keep(unit.db, RulesVersion, 0, replace(Rules(), sender_messages=2), "operator", now)
    over = there.post(message_fields("1", address="whatsapp:+15005550008")).text
    assert "01632 960 999" in over, "too many messages for today: please ring"
    with services.store.read() as unit:
        assert conversations.find(unit.db, "whatsapp:+15005550008") is not None
