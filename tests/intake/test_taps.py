"""Buttons and lists lead where typed answers lead, and only to the question that is open."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

import pytest

from app.intake.channel import units
from app.intake.choice_forms import LONGEST_BODY, LONGEST_TITLE, MOST, token_of
from app.intake.choice_texts import LONGEST_VARIABLE, is_variable
from app.intake.choices import forms, offered
from app.intake.flow import Flow
from app.intake.keywords import Keyword
from app.intake.kind import Kind
from app.intake.model import Alarmed, ConsentGiven, Message, Submitted, Turn
from app.intake.phrases import SHIPPED
from app.intake.progress import Progress
from tests.cases import for_each
from tests.intake.patient import CLINIC, MORNING, flow_of

if TYPE_CHECKING:
    from app.intake.choice_forms import Choices

WAYS = ("tap", "label", "number")
TYPED = {
    "name": "Maya Okafor-Lindt",
    "birth_date": "3/4/1990",
    "address": "12 Mill Lane, Larkfield",
    "medical_history": "Asthma since I was ten",
    "medications": "Salbutamol",
}
each_language = pytest.mark.parametrize("code", list(SHIPPED))


class Tapper:
    """A patient whose phone shows buttons."""

    def __init__(self, now_moves: timedelta = timedelta(minutes=1)) -> None:
        self.flow = flow_of(replace(CLINIC, languages=tuple(SHIPPED)))
        self.progress, self.now, self.count = Progress(), MORNING, 0
        self.moves = now_moves
        self.turn = Turn(self.progress)
        self.events: list[object] = []

    def says(self, text: str, tapped: str = "") -> Turn:
        self.count += 1
        self.now += self.moves
        message = Message(text, Kind.TEXT, UUID(int=self.count << 96), tapped)
        self.turn = self.flow.step(self.progress, message, self.now)
        self.progress = self.turn.progress
        self.events += self.turn.events
        return self.turn

    @property
    def choices(self) -> Choices:
        assert self.turn.choices is not None, self.turn.replies
        return self.turn.choices

    def picks(self, number: int, way: str) -> Turn:
        """Choose by a tap, by the words on the button, or by number."""
        titles = self.choices.form.titles or self.choices.titles
        if way == "tap":
            return self.says(titles[number - 1], f"{self.choices.token}:{number}")
        if way == "label":
            return self.says(titles[number - 1])
        return self.says("SEND" if self.progress.step == "review" else str(number))


def hands_in(code: str, way: str) -> Tapper:
    """Go through a whole intake; what can be chosen is chosen that way."""
    who = Tapper()
    who.says("?")
    who.picks(list(SHIPPED).index(code) + 1, way)
    while who.progress.step != "submitted":
        if who.turn.choices is None:
            who.says(TYPED[who.progress.step])
        elif who.progress.step == "review" and way == "number":
            who.says(SHIPPED[code].lexicon.keywords[Keyword.SEND][0])
        else:
            who.picks(1, way)
    return who


@each_language
def test_taps_labels_and_numbers_hand_in_the_same_record(code: str):
    taps, labels, numbers = (hands_in(code, way) for way in WAYS)
    assert taps.count == labels.count == numbers.count
    assert taps.progress == labels.progress == numbers.progress
    events = [each for each in taps.events if isinstance(each, Submitted | ConsentGiven)]
    assert len(events) == 2
    assert taps.events == labels.events == numbers.events


@each_language
@pytest.mark.parametrize("way", ["tap", "label"])
def test_every_choice_means_the_same_by_its_words_and_by_a_tap(code: str, way: str):
    for name, leads in (
        ("whom", ("consent", "consent", "consent")),
        ("consent", ("name", "consent", "consent")),
    ):
        for number, step in enumerate(leads, start=1):
            who = Tapper()
            who.says("?")
            who.picks(list(SHIPPED).index(code) + 1, "tap")
            if name == "consent":
                who.picks(1, "tap")
            by_way = who.picks(number, way)
            typed = Tapper()
            typed.says("?")
            typed.picks(list(SHIPPED).index(code) + 1, "tap")
            if name == "consent":
                typed.picks(1, "tap")
            assert by_way.replies == typed.picks(number, "number").replies
            assert who.progress.step == step


@each_language
def test_a_no_can_be_tapped_at_the_review_and_everything_shown(code: str):
    who = hands_in_until_review(code)
    assert [len(who.choices.form.titles), who.choices.form.kind] == [3, "quick-reply"]
    before = who.progress
    assert SHIPPED[code].what_to_change.partition("{")[0][:20] in who.picks(3, "tap").replies[0]
    who.progress = before
    who.picks(2, "label")
    assert who.turn.progress.step == "review"
    assert TYPED["medical_history"] in "".join(who.turn.replies)
    assert who.turn.choices is None, "what is about health is no variable of Twilio's"


def hands_in_until_review(code: str) -> Tapper:
    who = Tapper()
    who.says("?")
    who.picks(list(SHIPPED).index(code) + 1, "tap")
    while who.progress.step != "review":
        who.says(TYPED[who.progress.step]) if who.turn.choices is None else who.picks(1, "tap")
    return who


@each_language
def test_a_patient_who_has_handed_in_chooses_from_a_list(code: str):
    who = hands_in(code, "tap")
    who.now += timedelta(days=1)
    who.says("hello" if code == "en" else "hola")
    assert who.choices.form.kind == "list-picker"
    who.picks(4, "tap")
    assert SHIPPED[code].nothing_now.partition("{")[0] in who.turn.replies[0]


def test_a_tap_on_an_earlier_question_counts_as_its_words():
    who = Tapper()
    who.says("hello")
    whom = f"{who.choices.token}:2"
    who.picks(1, "tap")
    assert who.progress.step == "consent"
    assert who.says("Me", whom).progress.step == "consent"
    assert "ConsentGiven" not in repr(who.events)
    who.picks(1, "tap")
    assert who.progress.step == "name"
    late = who.says("Yes, I agree", f"{'0' * 16}:1")
    assert late.progress.answers.get("name") != "1"


@for_each("tapped", ["", "1", "x:1", "whom:1", f"{'0' * 16}:1", "SEND", "\x00", "a" * 5000])
def test_a_made_up_payload_is_nothing(tapped: str):
    who = Tapper()
    who.says("hello")
    assert who.says("what?", tapped).progress.step == "whom"


def test_a_tap_within_the_seconds_after_a_question_is_no_part_of_the_answer_before():
    who = Tapper(timedelta(0))
    who.flow = replace(who.flow, together=timedelta(seconds=4))
    who.says("hello")
    who.now += timedelta(minutes=1)
    for number in (1, 1):
        who.picks(number, "tap")
        who.now += timedelta(minutes=1)
    who.says("Maya Okafor")
    who.now += timedelta(minutes=1)
    who.says("3/4/1990")
    assert who.progress.aside == "which_day"
    assert who.choices.titles == ("3 April 1990", "4 March 1990")
    who.now += timedelta(seconds=1)
    who.picks(2, "tap")
    assert who.progress.answers["birth_date"] == "1990-03-04"


def test_after_a_cry_nothing_is_to_be_tapped():
    who = hands_in_until_review("en")
    turn = who.says("I want to kill myself")
    assert any(isinstance(each, Alarmed) for each in turn.events)
    assert turn.choices is None
    assert "*1*" in turn.replies[0]


def test_the_words_above_are_the_reply_without_its_numbers():
    who = Tapper()
    reply = who.says("hello").replies[0]
    assert "*1* Me" in reply
    assert "*1*" not in who.choices.text
    assert who.choices.text.endswith("Who are these questions about?")
    assert units(who.choices.text) <= LONGEST_BODY
    assert offered(who.progress, (reply, "more"), "en") is None
    assert offered(who.progress, ("x" * LONGEST_BODY + reply,), "en") is None


@each_language
def test_what_a_patient_agrees_to_is_shown_to_the_letter(code: str):
    """Also where the clinic asks every question, for somebody else."""
    for number in (1, 2):
        who = Tapper()
        who.flow = Flow(replace(CLINIC, languages=tuple(SHIPPED)))
        who.says("?")
        who.picks(list(SHIPPED).index(code) + 1, "tap")
        (shown,) = who.picks(number, "tap").replies
        assert who.choices.text == shown
        who.picks(1, "tap")
        (given,) = [each for each in who.events if isinstance(each, ConsentGiven)]
        assert given.text is not None
        assert given.text in shown


@for_each(
    "words",
    [
        *(
            "",
            "  ",
            "two\nlines",
            "two\r\nlines",
            "a\ttab",
            "five     spaces",
            "a\u2028line",
            "a\u0085line",
            "\0",
        ),
        *("x" * (LONGEST_VARIABLE + 1), "\U0001f44d" * LONGEST_VARIABLE),
    ],
)
def test_what_is_no_line_of_words_is_no_variable(words: str):
    assert not is_variable(words)
    assert is_variable("four    spaces and *bold*")
    assert is_variable("x" * LONGEST_VARIABLE)


@for_each("name", ["A\nB Clinic", "A     B Clinic", "x" * (LONGEST_VARIABLE + 1)])
def test_where_a_clinics_name_is_no_variable_patients_choose_by_number(name: str):
    who = Tapper()
    who.flow = flow_of(replace(CLINIC, languages=tuple(SHIPPED), name=name))
    turn = who.says("hello")
    assert (turn.choices, "*1* Me" in turn.replies[0]) == (None, True)


def test_a_privacy_text_of_the_clinics_own_is_answered_by_number():
    who = Tapper()
    who.flow = flow_of(replace(CLINIC, languages=tuple(SHIPPED), consent_texts={"en": "Our own words."}))
    who.says("hello")
    turn = who.picks(1, "tap")
    assert (turn.choices, "*1* Yes, I agree" in turn.replies[0]) == (None, True)


def test_titles_fit_what_whatsapp_shows():
    assert len({(form.name, form.language) for form in forms()}) == len({form.digest for form in forms()})
    for form in forms():
        assert 1 <= form.count <= MOST[form.kind]
        assert all(0 < units(title) <= LONGEST_TITLE[form.kind] for title in form.titles), form
        assert len(set(form.titles)) == len(form.titles)
        assert units(form.button) <= 20


def test_another_question_has_another_token():
    progress = Progress(step="whom", asked_at=MORNING)
    others = (
        replace(progress, step="consent"),
        replace(progress, aside="sure"),
        replace(progress, asked_at=MORNING + timedelta(seconds=1)),
        replace(progress, patient=UUID(int=1)),
        replace(progress, readings=("1990-03-04",)),
    )
    assert len({token_of(each) for each in (progress, *others)}) == 6
