"""What reception could undo with one click: a draft goes only with a reason, and a restriction only with a fresh code too."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from app.store.conversations import unfinished
from app.store.patients import restrictions
from app.store.trail import audit
from tests.dashboard.at_the_record import does, hands_in, happened, plain, url_of
from tests.staff_people import version_on

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.store import Store
    from tests.app_fixtures import Contents
    from tests.people import Patient
    from tests.staff_people import Colleague

KEPT = ("conversations", "receipts", "consents", "conversation_steps")


@pytest.fixture
def ines(colleague: Callable[[str], Colleague]) -> Colleague:
    person = colleague("reception")
    person.is_let_in()
    return person


@pytest.mark.parametrize("act", ["restart", "release"])
def test_a_draft_is_not_deleted_without_a_reason_of_ours(
    act: str, ines: Colleague, patient: Patient, store: Store, contents: Callable[[], Contents]
):
    patient.tells("hello", "1", "1", "Maya Okafor", "4 March 1990")
    with store.read() as unit:
        (one,) = unfinished.page(unit.db, 1)
    before, token = contents(), ines.browser.token("/login")
    for reason in ({}, *({"reason": each} for each in ("", "because", "x" * 5000, "\x00"))):
        fields = {"version": str(one.version), **reason}
        answer = ines.browser.post_with(token, f"/answering/{one.id}/{act}", fields)
        assert answer.status_code == 422, reason
        assert "Choose why" in answer.text
        after = contents()
        assert {name: after[name] for name in KEPT} == {name: before[name] for name in KEPT}, reason


@pytest.mark.parametrize("act", ["restart", "release"])
def test_a_page_says_what_goes_and_the_reason_is_in_the_trail(
    act: str, ines: Colleague, patient: Patient, store: Store
):
    patient.tells("hello", "1", "1", "Maya Okafor", "4 March 1990")
    listed = ines.browser.get("/answering").text
    forms = re.findall(r'<form[^>]* action="/answering/[0-9a-f-]{36}/([a-z]+)"', listed)
    assert set(forms) <= {"number"}, (
        "to show the number is one click away, and nothing that is undone by none"
    )
    found = re.search(rf'href="(/answering/[0-9a-f-]{{36}}/{act})"', listed)
    assert found
    page = ines.browser.get(found[1])
    assert "What they have written and not sent" in plain(page.text)
    sent = ines.browser.post_with(
        ines.browser.token("/login"), found[1], {"version": version_on(page.text), "reason": "asked"}
    )
    assert sent.status_code == 303
    with store.read() as unit:
        (event,) = audit.latest(unit.db, 1)
    assert event.action == {"restart": "conversation.restarted", "release": "conversation.released"}[act]
    assert event.details == {"draft_reason": "asked"}


def test_a_restriction_is_lifted_only_with_a_fresh_code_and_a_reason(
    ines: Colleague, patient: Patient, store: Store
):
    maya = hands_in(patient, store)
    assert does(ines, maya, "restrict").status_code == 303
    assert f'action="{url_of(maya)}/unrestrict"' not in ines.browser.get(url_of(maya)).text
    turned_away = does(ines, maya, "unrestrict", reason="agreed")
    assert turned_away.headers["Location"].startswith("/confirm?")
    assert ines.browser.get(f"{url_of(maya)}/unrestrict").headers["Location"].startswith("/confirm?")
    ines.confirms()
    assert "is used again" in plain(ines.browser.get(f"{url_of(maya)}/unrestrict").text)
    for reason in ("", "because", "x" * 5000, "\x00"):
        answer = does(ines, maya, "unrestrict", reason=reason)
        assert answer.status_code == 422
        assert "Choose why the restriction is lifted." in answer.text
    with store.read() as unit:
        assert restrictions.in_force(unit.db, maya) is not None
    assert does(ines, maya, "unrestrict", reason="agreed").status_code == 303
    (event,) = [each for each in happened(store, maya) if each.action == "patient.restriction_lifted"]
    assert event.details == {"lift_reason": "agreed"}
    assert "The patient agreed" in plain(ines.browser.get(url_of(maya)).text)
    late = does(ines, maya, "unrestrict", reason="agreed")
    assert late.status_code == 409
