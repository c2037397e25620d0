"""What was typed and not sent is kept, shown again on its page, and is no answer."""

from __future__ import annotations

import pytest

from app.store.conversations import senders
from app.store.work import alarms
from tests.form.page_people import ANSWERS, NUMBER, AtThePage, new_link

CANARY = "canary-of-the-draft"
CRY = "I want to kill myself"


@pytest.fixture
def database_url(sqlite_url):
    return sqlite_url


def types(person, page, **typed):
    """Send what a script sends while somebody types."""
    person.sees(person.page)
    return person.browser.post(f"/form/{page}/draft", **typed).status_code


def at_the_name(person):
    person.begins()
    person.agrees()
    assert person.page == "name"


def progress_of(services):
    with services.store.begin() as unit:
        kept = senders.lock(unit.db, NUMBER, None, services.clock()).read()
    assert kept is not None
    return kept


def test_a_draft_is_shown_on_its_page_again_and_is_no_answer(maya, services):
    at_the_name(maya)
    assert types(maya, "name", answer=CANARY) == 204
    assert f'value="{CANARY}"' in maya.sees("name")
    assert maya.page == "name"
    assert progress_of(services).answers == {}


def test_rows_are_shown_as_they_were_typed(maya):
    at_the_name(maya)
    maya.answers({"medications": {"none": "1"}})
    assert types(maya, "medications", **{"name-3": CANARY, "often-3": "daily"}) == 204
    page = maya.sees("medications")
    assert f'id="name-3" name="name-3" value="{CANARY}"' in page
    assert '<option value="daily" selected>' in page
    assert 'name="none" value="1" checked' not in page


def test_an_answer_takes_the_place_of_its_draft(maya, services):
    at_the_name(maya)
    types(maya, "name", answer=CANARY)
    maya.sends("name", answer="Maya Okafor-Lindt")
    assert progress_of(services).typed == {}
    assert CANARY not in maya.sees("name")


def test_an_answer_that_is_left_as_it_is_drops_the_draft(maya, services):
    at_the_name(maya)
    maya.sends("name", answer="Maya Okafor-Lindt")
    types(maya, "name", answer=CANARY)
    maya.sends("name", keep="1")
    assert progress_of(services).typed == {}


def test_a_cry_in_a_draft_is_heard_once_and_only_when_its_page_is_left(maya, services):
    def waiting():
        with services.store.read() as unit:
            return alarms.count_waiting(unit.db)

    at_the_name(maya)
    for page in ("name", "birth_date", "address"):
        maya.sends(page, **ANSWERS[page])
    assert maya.page == "medical_history"
    assert types(maya, "medical_history", answer=CRY) == 204
    assert waiting() == 0
    assert maya.page == "medical_history"
    assert types(maya, "medical_history", answer=CRY, left="1") == 204
    assert maya.page == "help"
    maya.sends("help", safe="1")
    assert CRY in maya.sees("medical_history")
    assert types(maya, "medical_history", answer=CRY, left="1") == 204
    maya.sends("medical_history", answer=CRY)
    assert maya.page == "allergies"
    assert waiting() == 1


def test_a_page_that_is_not_due_or_is_no_question_keeps_no_draft(maya, services):
    at_the_name(maya)
    assert types(maya, "reason", answer=CANARY) == 409
    assert types(maya, "review", answer=CANARY) == 409
    assert types(maya, "nothing", answer=CANARY) == 409
    assert progress_of(services).typed == {}


def test_a_draft_is_bounded_and_holds_the_fields_of_a_form_alone(maya, services):
    at_the_name(maya)
    assert types(maya, "name", answer="y" * 40_000) == 409
    assert types(maya, "name", answer="y", other="z", sure="z", **{"dose-1": "z"}) == 204
    assert progress_of(services).typed["name"] == '{"draft": {"answer": "y"}}'


def test_a_browser_without_the_link_keeps_nothing(maya, app):
    at_the_name(maya)
    stranger = AtThePage(app, maya.token)
    assert stranger.browser.post("/form/name/draft", answer=CANARY).status_code == 403


def test_another_link_shows_no_draft_until_the_birth_date_is_told(maya, app, services):
    at_the_name(maya)
    types(maya, "name", answer=CANARY)
    other = AtThePage(app, new_link(services))
    other.begins()
    assert CANARY not in other.sees("name")


def test_each_link_has_a_key_of_its_own_for_what_stays_in_the_browser(maya, app, services):
    at_the_name(maya)
    other = AtThePage(app, new_link(services, "whatsapp:+15005550007"))
    other.begins()
    other.agrees()
    keys = {
        person.sees("name").partition('data-key="')[2].partition('"')[0] for person in (maya, maya, other)
    }
    assert len(keys) == 2
    assert {len(key) for key in keys} == {44}
