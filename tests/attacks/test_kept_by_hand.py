"""A kept form is shown to the member who sent it, on its own page, whatever the database says."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from sqlalchemy import delete, insert, update

from app.store import forgeries
from app.store.conversations import kept_forms
from app.store.tables import metadata
from tests.databases import on_either_engine

if TYPE_CHECKING:
    from app.services import Services
    from tests.attacks.conftest import Hand
    from tests.staff_people import Colleague

members = metadata.tables["staff"]

pytest_generate_tests = on_either_engine
SHOWN = {"Sec-Fetch-Mode": "navigate"}

TABLE = metadata.tables["kept_forms"]


def with_new_codes(member: Colleague) -> str:
    """Have a member make recovery codes, and return the address at which they are shown."""
    member.is_let_in()
    member.confirms()
    answer = member.browser.post_with(member.browser.token("/account"), "/account/recovery", {}, **SHOWN)
    address = answer.location
    assert urlsplit(address).query.startswith("kept="), answer.text
    return address


def test_codes_that_are_moved_to_another_member_are_shown_to_nobody(
    services: Services, hand: Hand, nurse: Colleague, admin: Colleague
) -> None:
    address = with_new_codes(admin)
    nurse.is_let_in()
    hand.writes(update(TABLE).values(staff_id=hand.reads(members, email=nurse.email).id))

    assert nurse.browser.get(address).status_code == 303
    assert admin.browser.get(address).status_code == 303
    with services.store.read() as unit:
        assert list(forgeries.found(unit.db)) == ["kept_forms"]
    with services.store.begin() as unit:
        assert forgeries.remove(unit.db) == {"kept_forms": 1}
    assert admin.browser.get(address).status_code == 200, "it is put back as it was"
    assert nurse.browser.get(address).status_code == 303


def test_a_copy_of_a_kept_form_under_another_member_is_shown_to_nobody(
    services: Services, hand: Hand, nurse: Colleague, admin: Colleague
) -> None:
    address = with_new_codes(admin)
    nurse.is_let_in()
    row = dict(hand.reads(TABLE)._mapping)
    hand.writes(delete(TABLE))
    hand.writes(insert(TABLE), row | {"staff_id": hand.reads(members, email=nurse.email).id, "seal": None})

    assert nurse.browser.get(address).status_code == 303
    with services.store.begin() as unit:
        assert forgeries.remove(unit.db) == {"kept_forms": 1}
        assert forgeries.found(unit.db) == {}


def test_a_form_kept_for_one_page_opens_on_no_other(services: Services, hand: Hand, admin: Colleague) -> None:
    address = with_new_codes(admin)
    kept = urlsplit(address).query

    with services.store.read() as unit:
        form = kept_forms.get(
            unit.db,
            hand.reads(members, email=admin.email).id,
            hand.reads(TABLE).id,
            urlsplit(address).path,
            services.clock(),
        )
    assert form is not None
    for page in ("/staff/link", "/invite/check", "/settings", "/staff"):
        assert form.sent.fields[0][1].split()[0] not in admin.browser.get(f"{page}?{kept}").text, page
    hand.writes(update(TABLE).values(page="/staff", path="/staff/invite"))
    assert admin.browser.get(address).status_code == 303
