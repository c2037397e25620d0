"""Somebody who can write the database, and has no key, releases no export by what they write."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import update

from app.intake.clinic import Clinic
from app.store import forgeries
from app.store.clinic import versions
from app.store.clinic.clinic_settings import ClinicVersion
from app.store.exports.exports import Export
from app.store.patients import erasures, restrictions
from app.store.patients.restrictions import Restriction
from app.store.staff import staff
from tests.databases import on_each_engine
from tests.exports.export_requests import acts, id_in, on_the_list, takes

if TYPE_CHECKING:
    from uuid import UUID

    from app.store import Store
    from tests.people import Clock
    from tests.staff_people import Colleague


@pytest.fixture(autouse=True)
def needs_approval(store: Store, clock: Clock) -> None:
    with store.begin() as unit:
        clinic = Clinic("Larkfield Clinic", "1", "112", export_approval=True, exports_per_hour=9)
        assert versions.keep(unit.db, ClinicVersion, 0, clinic, "operator", clock())


def by_hand(store: Store, **values: Any) -> None:
    with store.engine.begin() as connection:
        connection.execute(update(Export).values(**values))


def forged(store: Store) -> list[str]:
    with store.read() as unit:
        return list(forgeries.found(unit.db))


def member(store: Store, person: Colleague) -> UUID:
    with store.read() as unit:
        found = staff.by_email(unit.db, person.email)
    assert found is not None
    return found.id


@on_each_engine
@pytest.mark.parametrize("target", ["csv", "xlsx", "sheets"])
def test_an_export_that_was_approved_by_hand_does_not_leave(
    priya: Colleague, noor: Colleague, maya: UUID, store: Store, clock: Clock, target: str
) -> None:
    asked = id_in(takes(priya))
    approved = {"state": "approved", "approved_by": member(store, noor), "approved_at": clock()}
    by_hand(store, target=target, **approved)

    assert acts(priya, asked, "download").status_code == 409
    assert on_the_list(store)[0].state == "approved", "nothing of it was begun"
    assert forged(store) == ["exports"]
    with store.begin() as unit:
        forgeries.remove(unit.db)
    assert on_the_list(store)[0].state == "waiting", "it is put back as it was"


def test_an_export_that_was_refused_or_done_is_not_approved_again_by_hand(
    priya: Colleague, noor: Colleague, maya: UUID, store: Store
) -> None:
    refused = id_in(takes(priya))
    assert acts(noor, refused, "refuse").status_code == 303
    by_hand(store, state="approved", job_id=None)
    assert acts(priya, refused, "download").status_code == 409
    by_hand(store, state="waiting", approved_by=None, approved_at=None)
    assert acts(noor, refused, "approve").status_code == 409

    with store.begin() as unit:
        forgeries.remove(unit.db)
    done = id_in(takes(priya))
    acts(noor, done, "approve")
    assert acts(priya, done, "download").status_code == 200
    by_hand(store, state="approved", started_at=None, finished_at=None)
    assert acts(priya, done, "download").status_code == 409


@pytest.mark.parametrize("column", ["columns", "filters", "staff_id", "sheet_id", "protected", "actor"])
def test_what_was_approved_is_what_leaves_and_to_whom(
    priya: Colleague, noor: Colleague, maya: UUID, store: Store, column: str
) -> None:
    taker = noor if column == "staff_id" else priya
    asked = id_in(takes(priya))
    assert acts(noor, asked, "approve").status_code == 303
    other: dict[str, Any] = {
        "columns": '["record_id","name","medical_history"]',
        "filters": '{"status":"done","language":"","since":null,"until":null,"assigned_to":null}',
        "staff_id": member(store, noor),
        "sheet_id": "1Other",
        "protected": True,
        "actor": "operator",
    }
    by_hand(store, **{column: other[column]})

    answer = acts(taker, asked, "download")
    assert answer.status_code in {403, 404, 409}
    assert "Okafor" not in answer.text
    assert forged(store) == ["exports"]


def test_nothing_leaves_while_a_restriction_was_lifted_by_hand(
    priya: Colleague, noor: Colleague, maya: UUID, store: Store, clock: Clock
) -> None:
    with store.begin() as unit:
        assert erasures.restrict(unit.db, maya, "staff:1", clock())
    asked = id_in(takes(priya))
    assert acts(noor, asked, "approve").status_code == 303
    with store.engine.begin() as connection:
        connection.execute(update(Restriction).values(lifted_at=clock(), lifted_by="staff:1"))

    assert acts(priya, asked, "download").status_code == 409
    assert forged(store) == ["restrictions"]
    with store.begin() as unit:
        forgeries.remove(unit.db)
        assert restrictions.in_force(unit.db, maya)
        assert restrictions.lift(unit.db, maya, "staff:1", clock())
        assert forgeries.found(unit.db) == {}
