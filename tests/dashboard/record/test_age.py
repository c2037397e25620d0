"""A child never answers alone, by a correction either; and who has come of age is told."""

from __future__ import annotations

from sqlalchemy import update

from app.store.conversations.consents import Consent
from tests.dashboard.at_the_record import facts, plain, sees
from tests.dashboard.correction_form import boxes, deeds, on_file, saves, sends

BOX = 'name="carer_agrees"'


def shown(person, patient_id) -> dict[str, str]:
    return facts(sees(person, patient_id, "show", part="identity").text)


def answered_for(store, patient_id) -> None:
    with store.begin() as unit:
        unit.db.execute(update(Consent).where(Consent.patient_id == patient_id).values(on_behalf=True))


def test_a_correction_by_which_a_child_answered_alone_asks_for_a_carer(ines, maya, store, clock):
    born = str(clock().year - 12)
    asked = saves(ines, maya, birth_date=born)
    assert asked.status_code == 422
    assert "they answered for themselves at 11 years old" in asked.text
    assert BOX in asked.text
    assert on_file(store, maya).birth_date == "1990-03-04"
    assert sends(ines, maya, boxes(asked.text) | {"carer_agrees": "yes"}).status_code == 303
    assert on_file(store, maya).birth_date == born
    assert ("patient.carer_agrees", {}) in deeds(store)


def test_the_younger_of_two_ages_counts_and_no_doubt_asks_nothing(ines, maya, store, clock):
    assert saves(ines, maya, birth_date=str(clock().year - 16)).status_code == 422
    assert saves(ines, maya, birth_date=str(clock().year - 17)).status_code == 303
    assert "patient.carer_agrees" not in dict(deeds(store))


def test_a_child_for_whom_somebody_answered_is_corrected_as_anybody_is(ines, maya, store, clock):
    answered_for(store, maya)
    assert saves(ines, maya, birth_date=str(clock().year - 5)).status_code == 303


def test_the_record_says_that_a_child_answered_alone(ines, maya, clock):
    asked = saves(ines, maya, birth_date=str(clock().year - 12))
    sends(ines, maya, boxes(asked.text) | {"carer_agrees": "yes"})
    clock.moves(minutes=2)  # what was corrected is hidden again
    hidden = ines.browser.get(f"/patients/{maya}")
    assert hidden.status_code == 200
    assert "Age when answered" not in facts(hidden.text)
    assert shown(ines, maya)["Age when answered"].startswith(
        "Was 11 years old when they answered for themselves"
    )


def test_the_record_says_who_noted_that_a_carer_agrees_while_everything_is_hidden(ines, maya, clock):
    asked = saves(ines, maya, birth_date=str(clock().year - 12))
    assert "A parent or carer agrees" not in plain(ines.browser.get(f"/patients/{maya}").text)
    sends(ines, maya, boxes(asked.text) | {"carer_agrees": "yes"})
    assert "themselves. A parent or carer agrees." in shown(ines, maya)["Age when answered"]
    clock.moves(minutes=2)
    consent = plain(ines.browser.get(f"/patients/{maya}").text).partition("Consent")[2]
    assert consent.lstrip().startswith("A parent or carer agrees Today")
    assert "Noted by Reception, reception" in consent


def test_the_record_says_who_has_come_of_age_since(ines, maya, store, clock):
    assert "Age when answered" not in shown(ines, maya)
    answered_for(store, maya)
    saves(ines, maya, birth_date=str(clock().year - 17))
    assert "Age when answered" not in shown(ines, maya)
    with store.begin() as unit:
        earlier = clock().replace(year=clock().year - 4)
        unit.db.execute(update(Consent).where(Consent.patient_id == maya).values(decided_at=earlier))
    saves(ines, maya, birth_date=str(clock().year - 19))
    assert shown(ines, maya)["Age when answered"].startswith(
        "Was 14 when someone answered on their behalf; now 18"
    )
