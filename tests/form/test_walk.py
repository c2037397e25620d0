"""An intake on the form's pages, from the link to the record."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from app.store.messages.twilio_copies import EMPTY
from app.store.patients import patients
from app.store.work import jobs
from tests.form.page_people import STORED

if TYPE_CHECKING:
    from app.services import Services


def record_of(services):
    with services.store.read() as unit:
        (listed,) = patients.page(unit.db, 5)
        patient = patients.get(unit.db, listed.id)
    assert patient is not None
    return patient


def test_a_whole_intake_becomes_a_record_with_what_was_typed(maya, services):
    maya.hands_in()
    assert maya.page == "done"
    patient = record_of(services)
    found = {key: getattr(patient, key, None) or patient.others.get(key) for key in STORED}
    assert found == STORED
    assert patient.came_by == "form"


def test_the_last_page_shows_the_reference_and_a_code_of_it(maya, services):
    maya.hands_in()
    page = maya.sees("done")
    reference = record_of(services).id.hex
    assert f"{reference[:4]}-{reference[4:8]}" in page
    assert 'class="qr"' in page


class TestWhereTwilioIsToForgetTheChat:
    @pytest.fixture
    def services(self, services: Services) -> Services:
        twilio = replace(services.settings.twilio, emptied_after=timedelta(minutes=15))
        return replace(services, settings=replace(services.settings, twilio=twilio))

    def test_handing_in_on_the_page_has_it_forgotten(self, maya, services):
        maya.hands_in()
        with services.store.read() as unit:
            assert EMPTY in [job.kind for job in jobs.page(unit.db, 50)]
