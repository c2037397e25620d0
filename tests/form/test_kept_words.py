"""Every word that is typed on a page is kept or shown again, or the next page says that it is not saved."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

import pytest

from app.intake.stages.handed_in import LONGEST_NOTE
from app.store.conversations import senders
from app.store.patients import left_notes, patients
from app.store.work import alarms
from tests.cases import for_each
from tests.form.kept_words import STARTS, WALK, Visitor, step_of
from tests.form.page_people import ANSWERS, NUMBER, AtThePage, new_link

if TYPE_CHECKING:
    from flask import Flask

    from app.services import Services
    from tests.people import Clock


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    return sqlite_url


def test_no_word_of_a_page_is_lost(app: Flask, services: Services):
    random = Random(1)  # noqa: S311
    for start in STARTS:
        visitor = Visitor(app, services)
        visitor.comes(start)
        for _ in range(WALK):
            visitor.visits(step_of(random.choice))
        assert not visitor.lost, "\n\n".join(visitor.lost)


def at_the_address(maya: AtThePage) -> None:
    maya.begins()
    maya.agrees()
    for page in ("name", "birth_date"):
        maya.sends(page, **ANSWERS[page])


def notes_of(services: Services) -> list[str]:
    with services.store.read() as unit:
        [person] = patients.page(unit.db, 5)
        return [str(note.text) for note in left_notes.of(unit.db, person.id)]


def alarms_of(services: Services) -> list[str]:
    with services.store.begin() as unit:
        conversation = senders.lock(unit.db, NUMBER, None, services.clock()).id
        return [str(each.words) for each in alarms.of(unit.db, conversation, with_words=True)]


def test_a_page_that_is_sent_too_late_is_said_not_to_be_saved(maya: AtThePage):
    maya.hands_in()
    answer = maya.browser.post("/form/reason", answer="My knee hurts")
    assert answer.headers["Location"] == "/form/done"
    cookies = str(maya.browser.client._cookies)
    assert "knee" not in cookies + answer.headers["Location"]
    assert "What you typed on the last page was not saved" in maya.sees("done")
    assert "was not saved" not in maya.sees("done")
    maya.browser.get("/form/done?lang=es")
    maya.browser.post("/form/reason", answer="My knee hurts")
    assert "no se guardó" in maya.sees("done")


def test_what_is_sent_to_the_page_of_somebody_who_declined_is_said_not_to_be_saved(maya: AtThePage):
    maya.begins()
    maya.agrees(agree="no")
    assert maya.page == "declined"
    answer = maya.browser.post("/form/declined", answer="My knee hurts")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/form/declined")
    assert "What you typed on the last page was not saved" in maya.sees("declined")


def test_a_button_that_is_pressed_too_late_is_not_spoken_of(maya: AtThePage):
    maya.hands_in()
    maya.browser.post("/form/review")
    maya.browser.post("/form/consent", text="0" * 64, agree="yes")
    assert "was not saved" not in maya.sees("done")


def test_a_cry_on_a_page_that_is_sent_too_late_is_heard_once(maya: AtThePage, services: Services):
    maya.hands_in()
    for _ in range(2):
        maya.browser.post("/form/reason", answer="I want to kill myself")
        assert maya.page == "help"
    assert alarms_of(services) == ["I want to kill myself"]


def test_a_draft_that_comes_too_late_is_not_said_to_be_saved(maya: AtThePage):
    maya.hands_in()
    maya.sees("done")
    assert maya.browser.post("/form/reason/draft", answer="My knee hurts").status_code == 409


def test_a_cry_in_a_note_is_one_alarm_however_often_its_page_is_sent(
    maya: AtThePage, services: Services, clock: Clock
):
    maya.hands_in()
    for _ in range(2):  # the second, by a second click, comes when the page is no longer open
        maya.browser.post("/form/done", answer="I want to kill myself")
        assert maya.page == "help"
    maya.sends("help", safe="1")
    maya.browser.post("/form/done", answer="I want to kill myself")
    assert maya.page == "done", "it is heard once, as an answer is"
    assert alarms_of(services) == ["I want to kill myself"]
    clock.moves(seconds=1)
    maya.browser.post("/form/done", answer="I have cut my wrists")
    assert sorted(alarms_of(services)) == ["I have cut my wrists", "I want to kill myself"]
    assert maya.page == "help"


@for_each("cry", ["I feel suiside", "I want to kill myself"])
def test_the_fields_around_a_cry_are_shown_again(app: Flask, services: Services, clock: Clock, cry: str):
    clock.moves(minutes=1)
    maya = AtThePage(app, new_link(services, f"whatsapp:+1500555{len(cry):04}"))
    at_the_address(maya)
    maya.sends("address", line1="12 Mill Lane", line2=cry, town="Larkfield")
    maya.sends("help", safe="1")
    page = maya.sees("address")
    assert 'value="12 Mill Lane"' in page
    assert 'value="Larkfield"' in page


def test_a_note_that_is_typed_before_another_button_is_pressed_is_kept(maya: AtThePage, services: Services):
    maya.hands_in()
    maya.sends("done", answer="My knee hurts", change="1")
    assert maya.page == "changes"
    assert notes_of(services) == ["My knee hurts"]


def test_a_note_that_is_refused_stays_on_its_page(maya: AtThePage):
    maya.hands_in()
    answer = maya.sends("done", answer="My knee hurts " + "x" * LONGEST_NOTE)
    assert answer.status_code == 422
    assert "My knee hurts" in answer.text


def test_a_page_of_a_form_that_has_closed_is_said_not_to_be_saved(maya: AtThePage, clock: Clock):
    at_the_address(maya)
    maya.sees("address")
    clock.moves(minutes=31)
    answer = maya.browser.post("/form/address", **ANSWERS["address"])
    assert answer.status_code == 403
    assert "What you typed last was not saved." in answer.text
    assert "was not saved" not in maya.browser.get("/form/address").text


def test_a_row_that_no_page_has_is_said_not_to_be_saved(maya: AtThePage):
    maya.begins()
    maya.agrees()
    maya.answers()
    maya.sends("medications", **{"name-1": "Ramipril", "name-31": "Aspirin"})
    assert "Part of what you sent was not saved" in maya.sees("review")


def test_answers_from_the_chat_that_are_left_out_are_said_not_to_be_saved(
    app: Flask, services: Services, maya: AtThePage
):
    maya.begins()
    maya.agrees()
    maya.sends("name", **ANSWERS["name"])
    again = AtThePage(app, new_link(services))
    again.begins()
    again.sends("birth_date", **ANSWERS["birth_date"])
    assert again.page == "name"
    assert "Something that you wrote before was not saved" in again.sees("name")
