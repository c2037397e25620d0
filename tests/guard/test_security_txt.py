"""Somebody who finds a vulnerability can find where to report it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from argon2.profiles import CHEAPEST

from app import create_app
from app.config import load
from tests.settings import complete_environment
from tests.staff_people import HOST, Browser

PATH = "/.well-known/security.txt"


@pytest.mark.parametrize(
    ("contact", "uri"),
    [
        ("it@larkfield.example", "mailto:it@larkfield.example"),
        ("https://larkfield.example/security", "https://larkfield.example/security"),
        ("tel:+441632960555", "tel:+441632960555"),
    ],
)
def test_security_txt_names_the_contact_for_less_than_a_year(contact, uri, services, tmp_path, clock):
    settings = load(complete_environment(SECURITY_CONTACT=contact), tmp_path)
    answer = Browser(create_app(replace(services, settings=settings), CHEAPEST)).get(PATH)
    assert answer.content_type == "text/plain; charset=utf-8"
    fields = dict(line.split(": ", 1) for line in answer.text.splitlines())
    assert fields["Contact"] == uri
    assert fields["Canonical"] == HOST + PATH
    assert timedelta() < datetime.fromisoformat(fields["Expires"]) - clock() < timedelta(days=365)


def test_without_a_contact_there_is_no_such_page(app):
    assert Browser(app).get(PATH).status_code == 404
