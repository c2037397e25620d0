"""Somebody whose form goes on while a person writes with them: each message is an answer, or it is for the person."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from app.intake.kind import Kind
from app.intake.model import Alarmed, NoteLeft, Submitted
from tests.cases import for_each
from tests.intake.kept_words import CHAT, FLOWS, KINDS, PAUSES, STEERS, TEMPLATES, Step, Writer, beginning_at
from tests.intake.patient import STEPS

WROTE = ("she writes", "she waits", "she waits")
HOW = (st.sampled_from(KINDS), st.sampled_from(PAUSES), st.sampled_from(WROTE))
SAID = st.builds(Step, st.sampled_from(TEMPLATES), st.just(True), *HOW)
STEERED = st.builds(Step, st.sampled_from(STEERS), st.just(False), st.just(Kind.TEXT), *HOW[1:])


class Talker(Writer):
    """Somebody with whom a nurse writes, and who writes back."""

    passed_on: tuple[object, ...] = ()

    def nurse_writes(self) -> None:
        self.now += timedelta(seconds=20)
        self.flow = replace(self.flow, with_person=self.progress.unsent, person_wrote_at=self.now)

    def says(self, text: str, kind: Kind = Kind.TEXT, minutes: float = 1) -> tuple[str, ...]:
        """Write a message, and return the replies."""
        before = len(self.said)
        self.does(Step(text, False, kind, minutes, "taken"))
        return tuple(each.removeprefix("< ") for each in self.said[before:] if each.startswith("< "))

    def _take(self, turn):
        super()._take(turn)
        self.passed_on = turn.events

    @property
    def left(self) -> tuple[NoteLeft, ...]:
        """What the last message left for the nurse."""
        return tuple(each for each in self.passed_on if isinstance(each, NoteLeft))


def talker_at(step: str, flow=CHAT) -> Talker:
    """Return somebody at a step, to whom a nurse has written since the question was asked."""
    begun = beginning_at(flow, step)
    talker = Talker(begun.flow, begun.progress)
    talker.now += timedelta(minutes=1)
    talker.nurse_writes()
    return talker


@settings(max_examples=150)
@given(
    st.sampled_from([flow for flow in FLOWS if flow.clinic.intake_mode == "chat"]),
    st.sampled_from(STEPS),
    st.lists(SAID | STEERED | STEERED, max_size=20),
)
def test_each_word_is_an_answer_or_stands_in_the_thread(flow, start, walk):
    talker = talker_at(start, flow)
    for number, step in enumerate(walk):
        before = talker.progress
        if step.way == "she writes" and before.unsent and before.consent:
            talker.nurse_writes()
        intake = talker.flow.with_person
        if intake is None or before.unsent != intake or before.opted_out or step.kind is Kind.REACTION:
            break
        word = f"zuv{number}q"
        talker.says(step.text.replace("{}", word), step.kind, step.pause)
        after, events = talker.progress, talker.passed_on
        handed_in = [each for each in events if isinstance(each, Submitted)]
        if after.unsent != intake and not handed_in:
            break  # they have had it deleted
        answers = [*after.answers.values(), *(text for each in handed_in for text in each.answers.values())]
        words = "\n".join((*answers, *(each.text for each in talker.left))).casefold()
        assert word in words or not step.has_word, "\n".join(talker.said)


def test_what_is_no_answer_is_left_for_the_person_and_the_question_is_asked_again():
    talker = talker_at("address")
    (reply,) = talker.says("can I come at nine?")
    assert "A person at" in reply
    assert "Address" in reply
    assert [(each.text, each.is_unsent, each.about_health) for each in talker.left] == [
        ("can I come at nine?", True, False)
    ]


@for_each("text", ["ok", "thank you", "thanks a lot"])
def test_thanks_to_the_person_are_answered_with_silence(text):
    talker = talker_at("medications")
    assert talker.says(text) == ()
    assert [each.text for each in talker.left] == [text]


@for_each("text", ["yes", "2"])
def test_a_bare_yes_or_figure_to_the_person_is_no_answer_about_health(text):
    talker = talker_at("medications")
    talker.says(text)
    assert "medications" not in talker.progress.answers
    assert [each.text for each in talker.left] == [text]


@for_each(
    ("text", "answer"),
    [("none", "none"), ("I don't take any", "none"), ("warfarin 5 mg", "warfarin 5 mg")],
)
def test_what_may_be_an_answer_is_asked_about_and_a_yes_takes_it(text, answer):
    talker = talker_at("medications")
    (asked,) = talker.says(text)
    assert "your answer to" in asked
    (left,) = talker.left
    assert (left.text, left.about_health) == (text, True), "reception does not read it"
    talker.says("yes")
    assert talker.progress.answers["medications"] == answer
    assert talker.left == ()


def test_what_was_no_answer_may_be_read_by_whoever_wrote():
    talker = talker_at("medications")
    talker.says("my sister will drive me")
    talker.says("no")
    (left,) = talker.left
    assert (left.text, left.about_health) == ("my sister will drive me\nno", False)
    assert "medications" not in talker.progress.answers


def test_a_yes_to_the_person_sends_nothing_off_and_the_next_one_does():
    talker = talker_at("review")
    (again,) = talker.says("yes")
    assert "SEND" in again
    assert talker.progress.step == "review"
    talker.says("yes")
    assert [type(each) for each in talker.passed_on] == [Submitted]


def test_a_question_that_was_asked_after_the_person_wrote_is_answered_as_ever():
    talker = talker_at("birth_date")
    talker.says("4 March 1990")
    assert talker.left == (), "a date is no doubt the answer"
    (reply,) = talker.says("12 Mill Lane, Larkfield")
    assert talker.progress.answers["address"] == "12 Mill Lane, Larkfield"
    assert "Medical history" in reply
    assert talker.left == ()


def test_danger_is_heard_stops_the_form_and_stands_in_the_thread():
    talker = talker_at("medications")
    (reply,) = talker.says("chest pain and I cannot breathe")
    assert "999" in reply
    assert talker.progress.aside == "danger"
    (left,) = talker.left
    assert (left.text, left.besides) == ("chest pain and I cannot breathe", ("alarm",))
    assert any(isinstance(each, Alarmed) for each in talker.passed_on)


def test_nothing_is_left_of_a_message_by_which_everything_is_deleted():
    talker = talker_at("address")
    talker.says("WITHDRAW")
    talker.says("1")
    assert talker.progress.unsent is None
    assert talker.left == ()
