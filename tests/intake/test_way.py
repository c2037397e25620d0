"""A clinic whose patients choose where to answer: an intake that was begun in one place is finished in the other."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest

from app.intake.form import Form
from app.intake.kind import Kind
from app.intake.model import FORM, LinkHandedOut, Message, Submitted
from app.intake.phrases import SHIPPED
from app.intake.progress import Progress, Whom
from tests.cases import for_each
from tests.intake.patient import CLINIC, MORNING, QUESTION_KEYS, Patient, flow_of

LINK = f"https://intake.larkfield.example/f/{'x' * 43}"
CHOOSE = replace(CLINIC, intake_mode="ask")
PAGES = Form(flow_of(replace(CLINIC, channel=FORM, holds_too=("whatsapp",))))


class Chooser(Patient):
    """Somebody with each of whose messages comes the address of a new link."""

    def sends(self, kind: Kind, text: str = "") -> str:
        self.messages += 1
        message = Message(text, kind, UUID(int=self.messages), link=LINK)
        self.take(self.flow.step(self.progress, message, self.now))
        return "\n\n".join(self.replies)


def choosing() -> Chooser:
    return Chooser(flow_of(CHOOSE))


@pytest.fixture
def patient() -> Chooser:
    return choosing()


@pytest.fixture
def asked(patient: Chooser) -> Chooser:
    """Return somebody who is asked where to answer, in English."""
    assert "Where would you like to answer?" in patient.says("ok", "1")
    assert patient.is_at("way")
    return patient


@pytest.mark.parametrize("text", ["1", "here", "in the chat please", "on here", "WhatsApp", "the first one"])
def test_the_chat_is_chosen(asked, text):
    assert "Who are these questions about?" in asked.says(text)
    assert asked.events == []


@pytest.mark.parametrize(
    "text", ["2", "on the page", "your private page", "the link please", "LINK", "online"]
)
def test_the_page_is_chosen(asked, text):
    assert LINK in asked.says(text)
    assert asked.is_at("link")
    assert asked.events == [LinkHandedOut()]


@for_each(
    ("text", "step"),
    [("aquí", "whom"), ("por aquí por favor", "whom"), ("la página", "link")],
    patient=choosing,
)
def test_in_spanish_too(patient, text, step):
    assert "¿Dónde prefiere contestar?" in patient.says("ok", "2")
    patient.says(text)
    assert patient.is_at(step)


def test_anything_else_is_asked_again(asked):
    said = asked.says("what is better?")
    assert "one of the numbers" in said
    assert "Where would you like to answer?" in said


def test_the_choices_are_buttons(asked):
    turn = asked.flow.step(asked.progress, Message("hello", Kind.TEXT, UUID(int=9)), asked.now)
    offered = turn.choices
    assert offered is not None
    assert offered.form.titles == SHIPPED["en"].buttons["way"]
    assert "*1*" not in offered.text
    tapped = Message("On the private page", Kind.TEXT, UUID(int=10), f"{offered.token}:2", LINK)
    assert asked.flow.step(turn.progress, tapped, asked.now).events == (LinkHandedOut(),)


def test_the_first_message_may_already_ask_for_the_link(patient):
    assert LINK in patient.says("el enlace por favor")
    assert patient.is_at("link")
    assert patient.progress.language == "es"


def test_back_leads_to_the_language(asked):
    assert "Which language?" in asked.says("BACK")


def test_help_names_link(asked):
    assert "*LINK* answer on our own page" in asked.says("HELP")


def test_writing_on_after_a_link_goes_on_in_the_chat(asked):
    asked.says("2")
    said = asked.says("I would rather write here")
    assert "go on here" in said
    assert asked.is_at("whom")


@for_each("step", ["whom", "consent", *QUESTION_KEYS, "review", "submitted"])
def test_link_leads_to_the_page_at_any_time_and_what_was_open_stays_open(step):
    straight = Patient()
    straight.comes_to(step)
    patient = Chooser(flow_of(CHOOSE), straight.progress, straight.now)
    assert LINK in patient.says("send me the link")
    assert patient.progress.answers == straight.progress.answers
    assert patient.is_at("link" if step == "whom" else step)


def test_link_leads_to_the_page_after_a_cry_and_while_a_person_writes_with_them(asked):
    asked.says("1", "1", "1", "chest pain")
    assert asked.is_at("name", "danger")
    assert LINK in asked.says("LINK")
    assert asked.is_at("name")
    asked.flow = replace(asked.flow, with_person=UUID(int=7))
    assert asked.says("Tuesday is fine") == ""
    assert LINK in asked.says("LINK")


def test_after_a_no_link_leads_back():
    patient = Chooser(flow_of(CHOOSE), Progress(step="declined", language="en", last_at=MORNING))
    assert LINK in patient.says("LINK")
    assert patient.is_at("link")


def test_what_was_begun_in_the_chat_is_finished_on_the_page(asked):
    asked.says("1", "1", "1", "Maya Okafor-Lindt", "4 March 1990", "LINK")
    progress, now = asked.progress, asked.now
    assert PAGES.page(progress, now) == "address"
    for number, (key, text) in enumerate(
        {"address": "12 Mill Lane", "medical_history": "Asthma", "medications": "None"}.items()
    ):
        turn = PAGES.answer(progress, key, text, now, UUID(int=50 + number))
        assert not hasattr(turn, "because")
        progress = turn.progress
    sent = PAGES.send(progress, now, UUID(int=60))
    (handed_in,) = [event for event in sent.events if isinstance(event, Submitted)]
    assert handed_in.answers["name"] == "Maya Okafor-Lindt"
    assert handed_in.answers["address"] == "12 Mill Lane"


def test_what_was_begun_on_the_page_is_finished_in_the_chat(asked):
    asked.says("2")
    now = asked.now
    progress = PAGES.choose_whom(asked.progress, Whom.SELF, now).progress
    _, _, shown = PAGES.privacy(progress, now)
    progress = PAGES.decide(progress, shown, now, UUID(int=40), agrees=True).progress
    turn = PAGES.answer(progress, "name", "Maya Okafor-Lindt", now, UUID(int=41))
    assert not hasattr(turn, "because")
    patient = Chooser(flow_of(CHOOSE), turn.progress, now, messages=100)
    said = patient.says("4 March 1990")
    assert "a text of its own" in said
    patient.says("1", "4 March 1990", "12 Mill Lane", "Asthma", "None", "SEND")
    handed_in = patient.last(Submitted)
    assert handed_in.answers["name"] == "Maya Okafor-Lindt"
    assert handed_in.answers["birth_date"] == "1990-03-04"


@for_each("step", ["way", "link"])
def test_a_clinic_that_goes_back_to_the_chat_asks_whom_it_is_about(step):
    patient = Patient(progress=Progress(step=step, language="en", last_at=MORNING))
    assert "Who are these questions about?" in patient.says("hello")
