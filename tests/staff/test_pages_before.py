"""What shuts somebody out or ends their codes is asked on a page first, with numbers; looking at it changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest

from app.store.patients import patients
from tests.dashboard.at_the_record import plain
from tests.dashboard.people_on_file import on_file
from tests.store_queries import member_of

if TYPE_CHECKING:
    from uuid import UUID

    from app.store import Store


@pytest.fixture
def boss(admin):
    admin.is_let_in()
    admin.has_confirmed()
    return admin


def id_of(store: Store, email: str) -> UUID:
    with store.read() as unit:
        member = member_of(unit, email)
    assert member is not None
    return member.id


def test_disabling_says_how_many_sessions_end_and_which_records_need_somebody(boss, colleague, store, clock):
    priya = colleague("clinician")
    priya.is_let_in()
    priyas = id_of(store, priya.email)
    two = [on_file(store, clock()), on_file(store, clock())]
    with store.begin() as unit:
        for patient in two:
            patients.assign(unit.db, patient, None, priyas, clock())
    page = boss.browser.get(f"/staff/{priyas}/disable")
    said = plain(page.text)
    assert "One session, now" in said
    assert "2 open records assigned to them" in said
    assert priya.browser.get("/patients").status_code == 200, "nothing has happened yet"
    assert boss.browser.post(f"/staff/{priyas}/disable").status_code == 303
    assert priya.browser.get("/patients").status_code == 303


def test_resetting_says_which_codes_stop_and_who_is_told(boss, colleague, store):
    priyas = id_of(store, colleague("clinician").email)
    said = plain(boss.browser.get(f"/staff/{priyas}/reset-code").text)
    assert "10 recovery codes" in said
    assert "every admin is told" in said
    assert "/enrol/" in boss.browser.post(f"/staff/{priyas}/reset-code").text


def test_the_list_of_staff_leads_to_the_pages_and_has_no_button_that_shuts_out(boss, colleague, store):
    priyas = id_of(store, colleague("clinician").email)
    page = boss.browser.get("/staff").text
    for act in ("disable", "reset-code"):
        assert f'href="/staff/{priyas}/{act}"' in page
        assert f'action="/staff/{priyas}/{act}"' not in page


@pytest.mark.parametrize("act", ["disable", "reset-code"])
def test_the_pages_are_for_another_member_who_exists(act, boss, store):
    own = boss.browser.get(f"/staff/{id_of(store, boss.email)}/{act}")
    assert own.status_code == 422
    assert "do this to yourself" in own.text
    assert boss.browser.get(f"/staff/00000000-0000-4000-8000-000000000000/{act}").status_code == 404


def test_new_recovery_codes_are_made_by_the_page_that_says_which_stop(boss):
    page = boss.browser.get("/account/recovery").text
    assert "The 10 codes that you have left stop working" in page
    assert 'action="/account/recovery"' not in boss.browser.get("/account").text
    assert "Keep these ten codes" in boss.browser.post("/account/recovery").text


def test_when_somebody_signed_in_and_last_did_something_is_kept_after_they_signed_out(
    boss, colleague, store, clock
):
    priya = colleague("clinician")
    priya.is_let_in()
    signed_in = clock()
    clock.moves(minutes=5)
    record = on_file(store, clock())
    priya.browser.get(f"/patients/{record}")
    did = clock()
    clock.moves(minutes=5)
    priya.browser.get("/patients")
    acted = clock()
    priya.browser.post("/logout")
    clock.moves(minutes=1)
    boss.has_confirmed()
    page = boss.browser.get("/staff").text
    for at in (signed_in, did):
        assert f'datetime="{at.isoformat(timespec="seconds")}"' in page
    assert f'datetime="{acted.isoformat(timespec="seconds")}"' not in page
    assert f"actor=staff:{id_of(store, priya.email)}" in unquote(page)
    with store.read() as unit:
        member = member_of(unit, priya.email)
    assert (member.signed_in_at, member.last_seen_at) == (signed_in, acted)
