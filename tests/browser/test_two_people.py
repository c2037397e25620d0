"""Two people at two computers correct one record: the second loses nothing, is told why, and then saves."""

from __future__ import annotations

import pytest

from app.store.patients import patients
from tests.dashboard.people_on_file import on_file
from tests.server.shell import SPOKEN


@pytest.fixture
def maria(clinic):
    """The address of the form for a patient."""
    return f"/patients/{on_file(clinic.services.store, clinic.services.clock(), name=SPOKEN['name'], address=SPOKEN['address'])}/edit"


def test_the_second_to_save_keeps_every_word_is_told_what_the_first_did_and_then_saves(clinic, maria):
    ana, tomas = clinic.colleague("admin"), clinic.colleague("clinician", java_script_enabled=False)
    ana.page.goto(maria)
    tomas.page.goto(maria)
    assert tomas.page.get_by_label("Name").input_value() == SPOKEN["name"]

    ana.fills(address="Calle Nueva 1, Sevilla", medications="Ninguno")
    ana.sends("Save corrections")
    assert "2 answers were corrected." in ana.text()

    tomas.fills(address="Calle Vieja 2, Sevilla", name="María José Núñez")
    tomas.sends("Save corrections")
    told = tomas.page.locator(".error-summary")
    assert "This record was changed while you had it open" in told.inner_text()
    assert "Admin0, admin" in told.inner_text()
    address, name = tomas.page.get_by_label("Address"), tomas.page.get_by_label("Name")
    assert address.input_value() == "Calle Vieja 2, Sevilla"
    assert name.input_value() == "María José Núñez"
    assert tomas.page.locator("[name=medications]").input_value() == "None stated"
    three = tomas.page.locator("#address-versions").inner_text()
    for text in (SPOKEN["address"], "Calle Nueva 1, Sevilla", "Calle Vieja 2, Sevilla"):
        assert text in three
    told.get_by_role("link", name="Address").click()
    assert tomas.page.url.endswith("#address")

    tomas.sends("Save corrections")
    assert "2 answers were corrected." in tomas.text()
    with clinic.services.store.read() as unit:
        (now,) = patients.page(unit.db, 5, columns=("name", "address", "medications"))
    assert (now.name, now.address, now.medications) == (
        "María José Núñez",
        "Calle Vieja 2, Sevilla",
        "none",
    )
