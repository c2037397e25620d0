"""What was typed comes back after a step-up or an idle limit: for its member alone, sealed, for half an hour."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest

from app.store.conversations import kept_forms
from app.store.conversations.kept_forms import LASTS, LONGEST
from app.store.patients import erasures
from app.store.staff import staff
from tests.dashboard.at_the_record import happened, url_of
from tests.dashboard.people_on_file import on_file
from tests.store.example import sent_late
from tests.store_queries import member_of

WORDS = "Quillfeather rang about Tuesday"


@pytest.fixture
def ines(colleague):
    ines = colleague("reception")
    ines.is_let_in()
    return ines


@pytest.fixture
def maya(store, clock):
    return on_file(store, clock())


def sends_too_late(person, patient_id, clock, **fields):
    token = person.browser.token("/account")
    clock.moves(minutes=16)
    return person.browser.post_with(token, f"{url_of(patient_id)}/note", {"note": WORDS} | fields)


def notes_of(store, patient_id):
    return [each for each in happened(store, patient_id) if each.action == "patient.note_added"]


def sends_again(person, page, action):
    """Press the button of the form that is sent to an address."""
    form = page.partition(f'action="{action}"')[2].partition("</form>")[0]
    fields = {name: unescape(value) for name, value in re.findall(r'name="(\w+)" value="([^"]*)"', form)}
    return person.browser.post_with(fields.pop("csrf_token"), action, fields)


def test_a_note_sent_after_the_idle_limit_is_carried_out_after_signing_in(ines, maya, store, clock, contents):
    late = sends_too_late(ines, maya, clock)
    assert urlsplit(late.headers["Location"]).path == "/login"
    assert parse_qs(urlsplit(late.headers["Location"]).query) == {"next": [url_of(maya)]}
    assert notes_of(store, maya) == []
    assert "Quillfeather" not in repr(contents())
    assert not [value for key, value in late.headers if "Quillfeather" in value]
    assert ines.signs_in().headers["Location"] == "/kept"
    back = ines.browser.get("/kept").headers["Location"]
    assert urlsplit(back).path == url_of(maya)
    page = ines.browser.get(back).text
    assert "What you typed is back in its form." in page
    assert page.partition('id="work_note"')[2].partition("</textarea>")[0].endswith(f"\n{WORDS}")
    assert WORDS in ines.browser.get(back).text, "and when the page is loaded again"
    assert notes_of(store, maya) == []
    assert ines.browser.get("/kept").headers["Location"] == "/patients", "it is not offered once more"


def test_a_form_that_no_page_shows_again_is_sent_by_one_press(ines, maya, store, clock):
    token = ines.browser.token("/account")
    clock.moves(minutes=16)
    fields = {"state": "refused", "refusal": "no answer was possible"}
    path = f"{url_of(maya)}/requests/{maya}/close"
    ines.browser.post_with(token, path, fields)
    ines.signs_in()
    page = ines.browser.get("/kept").text
    assert "no answer was possible" in page
    sends_again(ines, page, path)
    assert ines.browser.get("/kept").status_code == 303, "it is not kept any longer"


def test_nobody_else_is_shown_it_and_it_ends(ines, colleague, maya, store, clock):
    sends_too_late(ines, maya, clock)
    priya = colleague("clinician")
    priya.browser = ines.browser
    assert priya.signs_in().headers["Location"] == "/patients"
    assert "Quillfeather" not in priya.browser.get("/kept").text
    clock.moves(seconds=LASTS.total_seconds())
    assert ines.signs_in().headers["Location"] == "/patients"
    with store.begin() as unit:
        assert kept_forms.newest(unit.db, member_of(unit, ines.email).id, clock()) is None


def test_a_form_that_came_before_the_code_is_sent_after_it(admin, store, clock):
    admin.is_let_in()
    token = admin.browser.token("/account")
    fields = {"name": "Quillfeather Jones", "email": "q@larkfield.example", "role": "reception"}
    late = admin.browser.post_with(token, "/staff/invite", fields)
    assert urlsplit(late.headers["Location"]).path == "/confirm"
    assert "What you just sent is kept" in admin.browser.get(late.headers["Location"]).text
    answer = admin.browser.post("/confirm", code=admin.next_code(), next="/staff")
    assert answer.headers["Location"] == "/kept"
    back = admin.browser.get("/kept").headers["Location"]
    assert urlsplit(back).path == "/staff"
    assert "Quillfeather Jones" in admin.browser.get(back).text
    with store.read() as unit:
        assert staff.by_email(unit.db, "q@larkfield.example") is None, "nothing is carried out unasked"


@pytest.mark.parametrize("secret", ["password", "old", "new", "code", "passphrase"])
def test_a_form_with_a_secret_and_one_too_long_are_not_kept(secret, ines, maya, store, clock):
    sends_too_late(ines, maya, clock, **{secret: "hunter2"})
    ines.is_let_in()
    sends_too_late(ines, maya, clock, note="x" * LONGEST)
    with store.read() as unit:
        assert kept_forms.newest(unit.db, member_of(unit, ines.email).id, clock()) is None


def test_the_newest_five_of_a_member_are_kept_and_discarding_takes_one(ines, maya, store, clock):
    with store.begin() as unit:
        member = member_of(unit, ines.email).id
        for number in range(7):
            clock.moves(seconds=1)
            assert kept_forms.keep(
                unit.db, sent_late(member, "/patients", [("note", str(number))], at=clock())
            )
        kept = kept_forms.newest(unit.db, member, clock())
        assert kept
        assert kept.sent.fields == [("note", "6")]
        for _ in range(5):
            oldest = kept_forms.newest(unit.db, member, clock())
            assert oldest
            kept_forms.forget(unit.db, member, oldest.id)
        assert kept_forms.newest(unit.db, member, clock()) is None


def test_a_kept_form_goes_with_its_patient(ines, maya, store, clock):
    sends_too_late(ines, maya, clock)
    with store.begin() as unit:
        assert erasures.erase(unit.db, maya, "patient_asked", "operator", clock())
        assert kept_forms.newest(unit.db, member_of(unit, ines.email).id, clock()) is None


def test_a_page_that_asks_for_it_has_its_form_kept_and_not_carried_out(ines, maya, store, clock):
    token = ines.browser.token("/account")
    answer = ines.browser.post_with(token, f"{url_of(maya)}/note", {"note": WORDS, "keep_form": "1"})
    assert urlsplit(answer.headers["Location"]).path == "/login"
    assert notes_of(store, maya) == []


def test_a_form_without_its_token_is_not_kept(ines, maya, store, clock):
    ines.browser.post_with("forged", f"{url_of(maya)}/note", {"note": WORDS, "keep_form": "1"})
    with store.read() as unit:
        assert kept_forms.newest(unit.db, member_of(unit, ines.email).id, clock()) is None
