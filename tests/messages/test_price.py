"""What a message costs is said beside it: in the clinic's own figure, or not at all."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from app.config import Price
from app.store.messages import contents
from app.store.staff import staff
from tests.dashboard.at_the_record import url_of
from tests.store.example import a_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.services import Services
    from tests.messages.clinic import Clinic
    from tests.staff_people import Colleague


@pytest.fixture
def services(services: Services, request: pytest.FixtureRequest) -> Services:
    """The services of a clinic that says what a message costs, or does not."""
    twilio = replace(services.settings.twilio, price=request.param)
    return replace(services, settings=replace(services.settings, twilio=twilio))


@pytest.fixture
def ines(colleague: Callable[[str], Colleague], clinic: Clinic) -> Colleague:
    ines = colleague("reception")
    ines.is_let_in()
    clinic.patient.says("hello")
    return ines


def page_of_invitations(ines: Colleague, clinic: Clinic) -> str:
    """Return the page that counts three invitations, in a language that is approved."""
    with clinic.services.store.begin() as unit:
        body = "Hello, this is {{1}}. Please answer."
        said = a_text("invitation", body, clinic.clock(), sid="HX" + "a" * 32, state="approved")
        contents.put(unit.db, said)
    numbers = "+447700900377\n+447700900482\n+447700900504"
    answer = ines.browser.post("/invite", numbers=numbers, language="en", reason="first_visit")
    return ines.browser.get(answer.location).text


@pytest.mark.parametrize("services", [Price(Decimal("0.005"), "USD")], indirect=True)
def test_a_reply_says_what_one_costs_and_a_list_what_all_cost_in_the_readers_language(
    clinic: Clinic, ines: Colleague
):
    assert "A message costs about US$0.005." in ines.browser.get(url_of(clinic.patient_id)).text
    assert "Together they cost about US$0.015." in page_of_invitations(ines, clinic)
    with clinic.services.store.begin() as unit:
        (member,) = [each for each in staff.all_members(unit.db) if each.email == ines.email]
        staff.set_language(unit.db, member.id, "es")
    assert "Un mensaje cuesta unos 0,005" in ines.browser.get(url_of(clinic.patient_id)).text


@pytest.mark.parametrize("services", [None], indirect=True)
def test_without_a_figure_nothing_is_said_of_it(clinic: Clinic, ines: Colleague):
    assert "costs" not in ines.browser.get(url_of(clinic.patient_id)).text
    assert "cost about" not in page_of_invitations(ines, clinic)
