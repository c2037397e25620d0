"""A clinic whose patients answer on its own page: the chat hands out links, and keeps nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.intake.allowance import Allowance, Full
from app.intake.flow import Flow
from app.intake.kind import Kind
from app.intake.model import (
    Alarmed,
    CallbackAsked,
    ConsentRefused,
    DraftDiscarded,
    LinkHandedOut,
    Message,
    OptedIn,
    OptedOut,
    RemindersRefused,
    RightAsked,
    Turn,
)
from app.intake.progress import Consent, Cry, Progress, Whom, dump, load
from app.intake.stages import alarm
from tests.cases import for_each
from tests.intake.patient import CLINIC, MORNING, QUESTION_KEYS, TOO_FAST, Patient, flow_of, household
from tests.intake.texts import ALL_STEPS, ASIDES, TEXTS

BY_LINK = replace(CLINIC, intake_mode="link")
FLOW = flow_of(BY_LINK)


class Linked(Patient):
    """Somebody with each of whose messages comes the address of a new link."""

    links_left: int = 99

    def sends(self, kind: Kind, text: str = "") -> str:
        self.messages += 1
        link = link_of(self.messages) if self.links_left else ""
        turn = self.flow.step(
            self.progress, Message(text, kind, UUID(int=self.messages), link=link), self.now
        )
        assert (LinkHandedOut() in turn.events) is (bool(link) and link in "".join(turn.replies))
        self.take(turn)
        return "\n\n".join(self.replies)


def link_of(number: int) -> str:
    return f"https://intake.larkfield.example/form/{number:043}"


@pytest.fixture
def patient() -> Linked:
    return Linked(FLOW)


@pytest.fixture
def linked(patient: Linked) -> Linked:
    """Return somebody who has got a link, in English."""
    patient.says("ok", "1")
    assert patient.is_at("link")
    patient.events.clear()
    return patient


def on_the_page() -> Progress:
    """Return what the page leaves in the middle of an intake."""
    return Progress(
        step="medications",
        language="en",
        whom=Whom.SELF,
        patient=UUID(int=7),
        consent=Consent("1", "en", "0" * 64),
        answers={"name": "Maya Okafor-Lindt", "medical_history": "Asthma"},
        last_at=MORNING,
        linked_at=MORNING,
    )


class TestALink:
    def test_comes_after_the_greeting_and_the_language(self, patient):
        said = patient.says("ok")
        assert "automatic assistant" in said
        assert patient.is_at("language")
        said = patient.says("2")
        assert link_of(2) in said
        assert "página privada" in said
        assert "pasa por WhatsApp" in said
        assert "48 horas" in said
        assert "*ENLACE*" in said
        assert patient.events == [LinkHandedOut()]

    def test_comes_at_once_if_the_first_message_tells_the_language(self, patient):
        assert link_of(1) in patient.says("good morning")
        assert patient.is_at("link")
        assert link_of(1) in Linked(FLOW).says("el enlace por favor")

    def test_comes_again_on_request(self, linked):
        said = linked.says("send me a new link please")
        assert link_of(linked.messages) in said
        assert linked.events == [LinkHandedOut()]

    def test_is_not_promised_once_there_is_none_left(self, linked):
        linked.links_left = 0
        said = linked.says("LINK")
        assert "https://" not in said
        assert CLINIC.phone in said
        assert linked.events == []

    def test_comes_with_whatever_is_said_after_the_last_one_has_expired(self, linked):
        assert "https://" not in linked.says("hello")
        linked.waits(hours=49)
        said = linked.says("hello")
        assert link_of(linked.messages) in said

    def test_leads_back_to_what_is_on_file(self):
        answers = household("Maya Okafor-Lindt").progress
        patient = Linked(FLOW, replace(answers, language="en"), now=MORNING + timedelta(days=2))
        said = patient.says("I need to change something")
        assert "has your answers" in said
        assert link_of(1) in said
        assert patient.is_at("submitted")

    @for_each("said", ["hello", "thank you", "is everything all right"])
    def test_after_handing_in_the_clinic_has_the_answers_and_that_is_said(self, said):
        after = household("Maya Okafor").progress
        linked = Linked(FLOW, replace(after, last_at=MORNING, linked_at=MORNING))
        reply = linked.says(said)
        assert "Larkfield Clinic has your answers. Your reference is" in reply
        assert "The questions are on our own page" not in reply

    def test_leaves_the_draft_of_the_page_as_it_is(self):
        before = replace(on_the_page(), asked_version=FLOW.questionnaire.version)
        patient = Linked(FLOW, before)
        patient.says("LINK")
        assert replace(patient.progress, last_at=MORNING, linked_at=MORNING) == before

    @for_each("step", ["declined", "closed"])
    def test_is_the_way_back_after_a_no(self, step):
        for word in ("START", "LINK"):
            patient = Linked(FLOW, Progress(step=step, language="en", last_at=MORNING))
            assert "https://" not in patient.says("hello")
            assert link_of(2) in patient.says(word)
            assert patient.is_at("link")

    def test_says_text_messages_where_it_goes_by_sms(self):
        patient = Linked(flow_of(replace(BY_LINK, channel="sms")))
        assert "goes through text messages" in patient.says("good morning")


class TestWhatIsTyped:
    def test_is_not_kept_and_that_is_said_kindly_then_shortly(self, linked):
        first = linked.says("I have asthma")
        assert "keep nothing" in first
        second = linked.says("and a cold")
        assert "keep nothing" not in second
        assert "not saved" in second
        assert len(second) < len(first)
        assert linked.is_at("link")
        assert "asthma" not in dump(linked.progress)
        assert linked.events == []

    def test_is_said_kindly_again_another_day(self, linked):
        linked.says("I have asthma")
        linked.waits(hours=25)
        assert "keep nothing" in linked.says("I have asthma")

    @pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.TEXT])
    def test_is_not_kept_under_a_picture_or_as_one(self, linked, kind):
        said = linked.sends(kind, "my rash, since Monday")
        assert "*LINK*" in said
        assert "rash" not in said + dump(linked.progress)
        assert linked.events == []

    def test_is_no_answer_while_the_page_asks(self):
        before = on_the_page()
        patient = Linked(FLOW, before)
        for text in ("Salbutamol", "none", "1", "BACK", "UNDO", "SKIP", "DONE", "SEND", "EDIT 1", "SHOW ALL"):
            patient.says(text)
            assert patient.progress.answers == before.answers, text
            assert patient.is_at("medications")
        assert patient.events == []

    def test_is_no_note_after_handing_in(self):
        progress = household("Maya Okafor-Lindt").progress
        patient = Linked(FLOW, replace(progress, language="en", linked_at=MORNING))
        said = patient.says("I forgot: it is the other knee")
        assert "keep nothing" in said
        assert patient.events == []

    def test_goes_to_nobody_who_writes_with_them(self):
        with_person = replace(FLOW, with_person=UUID(int=7))
        turn = with_person.step(on_the_page(), Message("Tuesday is fine", Kind.TEXT, UUID(int=8)), MORNING)
        assert turn.events == ()

    def test_is_not_asked_for_again_after_a_flood(self):
        message = Message("I have asthma", Kind.TEXT, UUID(int=8))
        for turn in (
            FLOW.step(on_the_page(), message, MORNING, TOO_FAST),
            FLOW.step(on_the_page(), message, MORNING, Allowance(full=Full.MESSAGES)),
        ):
            assert "again" not in turn.replies[0]
            assert CLINIC.phone in turn.replies[0]


class TestWordsOfTheSender:
    """What concerns the sender is obeyed as ever."""

    def test_stop_and_start(self, linked):
        assert "more messages" in linked.says("STOP")
        assert linked.says("hello") == ""
        assert "https://" in linked.says("START")
        assert linked.events == [OptedOut(), OptedIn(), LinkHandedOut()]

    def test_help_and_privacy_speak_of_the_page(self, linked):
        assert "*LINK*" in linked.says("HELP")
        assert "on our own page" in linked.says("PRIVACY")
        assert "allerg" not in linked.says("PRIVACY").lower()

    def test_another_language(self, linked):
        assert "*2* Español" in linked.says("LANGUAGE")
        assert "página" in linked.says("2")
        assert linked.is_at("link")
        assert "own private page" in linked.says("english")

    def test_a_call(self, linked):
        assert CLINIC.phone in linked.says("call me back")
        patient = Linked(FLOW, on_the_page())
        patient.says("call me back")
        assert patient.events == [CallbackAsked(UUID(int=7))]

    def test_their_data_of_everybody_without_a_list_of_them(self):
        patient = Linked(FLOW, replace(household("Maya Okafor-Lindt", "Ann Lee").progress, language="en"))
        said = patient.says("MY DATA")
        assert "1990" not in said
        assert [type(event) for event in patient.events] == [RightAsked]
        patient.says("DELETE MY DATA")
        assert patient.events[-1] == RightAsked(patient.progress.people[0].id, "erasure")

    def test_the_draft_of_the_page_is_deleted_on_request(self):
        patient = Linked(FLOW, on_the_page())
        patient.says("DELETE MY DATA")
        assert patient.is_at("medications", "delete")
        patient.says("1")
        assert patient.events == [DraftDiscarded()]
        assert patient.is_at("closed")

    def test_a_consent_is_withdrawn(self):
        patient = Linked(FLOW, on_the_page())
        patient.says("WITHDRAW")
        assert [type(event) for event in patient.events] == [ConsentRefused, DraftDiscarded, OptedOut]
        assert patient.progress.answers == {}

    def test_a_wrong_number_and_no_reminders(self, linked):
        assert "wrong number" in linked.says("NOT ME")
        linked.says("NO REMINDERS")
        assert linked.events == [RemindersRefused()]


class TestACryForHelp:
    def test_is_answered_and_told_without_its_words(self, linked):
        said = linked.says("I have chest pain and can't breathe")
        assert CLINIC.emergency_number in said
        (told,) = linked.events
        assert isinstance(told, Alarmed)
        assert told.words == ""
        assert "chest" not in dump(linked.progress)
        linked.says("1")
        assert "https://" in linked.says("ok")

    def test_is_told_without_its_words_after_a_doubt(self, linked):
        linked.says("chst pain")
        assert linked.is_at("link", "doubt")
        assert "chst" not in dump(linked.progress)
        linked.says("yes")
        (told,) = linked.events
        assert isinstance(told, Alarmed)
        assert told.words == ""

    def test_that_is_none_leads_back_to_the_link(self, linked):
        linked.says("chst pain")
        assert "https://" in linked.says("no")
        assert linked.is_at("link")

    def test_is_no_answer_to_what_the_page_asks(self):
        before = on_the_page()
        patient = Linked(FLOW, before)
        patient.says("chest pain since this morning")
        assert patient.progress.answers == before.answers

    def test_is_told_without_words_in_a_flood(self):
        cry = Message("chest pain", Kind.TEXT, UUID(int=8))
        (told,) = FLOW.step(on_the_page(), cry, MORNING, TOO_FAST).events
        assert isinstance(told, Alarmed)
        assert told.words == ""


class TestAReminder:
    def test_says_to_write_link_and_asks_nothing(self):
        for step in ("address", "medications", "review"):
            said = FLOW.reminder(replace(on_the_page(), step=step), MORNING) or ""
            assert "*LINK*" in said
            assert "just answer" not in said
            assert "address" not in said
            assert "edicine" not in said

    def test_is_for_those_who_have_agreed_on_the_page(self):
        assert FLOW.reminder(replace(on_the_page(), consent=None), MORNING) is None

    def test_leads_to_the_page_where_that_is_what_they_chose(self):
        choose = flow_of(replace(CLINIC, intake_mode="ask"))
        assert "*LINK*" in (choose.reminder(on_the_page(), MORNING) or "")
        patient = Patient(choose)
        patient.says("ok", "1", "1", "1", "1")
        assert patient.is_at("name")
        assert "*LINK*" not in (choose.reminder(patient.progress, MORNING) or "")


PROGRESSES = st.builds(
    Progress,
    step=st.sampled_from([*ALL_STEPS, "link", "way"]),
    aside=st.sampled_from(
        [*ASIDES, "not_me", "minor", "belongs", "noted", "born", "whose_copy", *alarm.ASIDES]
    ),
    language=st.sampled_from([None, "en", "es"]),
    whom=st.sampled_from([None, Whom.SELF, Whom.CHILD]),
    patient=st.sampled_from([None, UUID(int=1)]),
    consent=st.sampled_from([None, Consent("1", "en", "0" * 64)]),
    answers=st.dictionaries(st.sampled_from(QUESTION_KEYS), st.just("kept before")),
    told=st.sampled_from(["", *QUESTION_KEYS]),
    asked_at=st.sampled_from([None, MORNING]),
    readings=st.sampled_from([(), ("kept before",), ("kept before", "name")]),
    opted_out=st.booleans(),
    last_at=st.sampled_from([None, MORNING - timedelta(minutes=1), MORNING - timedelta(days=100)]),
    cry=st.sampled_from([None, Cry("now", "", "en", None)]),
    people=st.sampled_from([(), household("Maya Okafor-Lindt", "Ann Lee").progress.people]),
    note=st.sampled_from(["", "kept before"]),
    linked_at=st.sampled_from([None, MORNING - timedelta(hours=1), MORNING - timedelta(days=9)]),
)
MARK = "zqxjk"
"""A word that no text of ours holds."""
MARKED = st.one_of(
    TEXTS.map(lambda text: f"{text} {MARK}"),
    st.sampled_from(
        [f"chest pain {MARK}", f"chst pain {MARK}", f"{MARK} Lee, 4 March 1990", f"12 {MARK} Lane"]
    ),
)
KINDS = st.sampled_from([*[Kind.TEXT] * 6, *Kind])
FLOWS = st.sampled_from(
    [
        FLOW,
        replace(FLOW, together=timedelta(seconds=4)),
        replace(FLOW, with_person=UUID(int=1)),
        flow_of(replace(BY_LINK, channel="sms", languages=("es",))),
    ]
)


def mentions(turn: Turn) -> str:
    """Return all that a turn keeps or says."""
    return "\n".join([dump(turn.progress), *turn.replies, *(str(vars_of(event)) for event in turn.events)])


def vars_of(event: object) -> dict[str, object]:
    return {name: getattr(event, name) for name in getattr(event, "__slots__", ())}


@settings(max_examples=50)
@given(FLOWS, PROGRESSES, st.lists(st.tuples(MARKED, KINDS), min_size=1, max_size=4))
def test_nothing_that_is_typed_is_kept_or_repeated_in_any_state(flow: Flow, progress, said):
    for number, (text, kind) in enumerate(said, start=1):
        message = Message(text, kind, UUID(int=99 + number), link=link_of(number))
        turn = flow.step(progress, message, MORNING + timedelta(minutes=number))
        assert MARK not in mentions(turn)
        assert turn.progress.answers in ({}, progress.answers)
        progress = load(dump(turn.progress))


@settings(max_examples=50)
@given(FLOWS, PROGRESSES, st.lists(TEXTS, max_size=3))
def test_every_state_has_a_way_forward(flow: Flow, progress, said):
    """START, then the first choice of what is asked, then LINK: a link comes at the latest now."""
    replies: list[str] = []
    for number, text in enumerate([*said, "START", "1", "1", "1", "LINK"], start=1):
        message = Message(text, Kind.TEXT, UUID(int=99 + number), link=link_of(number))
        turn = flow.step(progress, message, MORNING + timedelta(minutes=number))
        replies += turn.replies
        progress = turn.progress
    assert link_of(len(said) + 5) in replies[-1]
