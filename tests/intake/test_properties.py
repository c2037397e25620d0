"""Whatever is sent, in whatever order, at whatever time: nothing raises, and every promise about a turn holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID
from xml.etree import ElementTree as ET

from hypothesis import given, settings
from hypothesis import strategies as st

from app.intake import channel
from app.intake.answers import clean
from app.intake.answers.texts import NONE_STATED, NOT_KNOWN
from app.intake.choice_forms import LONGEST_BODY, Choices
from app.intake.choice_texts import is_variable, without_numbers
from app.intake.flow import Flow
from app.intake.kind import Kind
from app.intake.model import (
    ConsentGiven,
    ConsentRefused,
    DraftDiscarded,
    LinkHandedOut,
    Message,
    OptedIn,
    OptedOut,
    Submitted,
    Turn,
    Updated,
)
from app.intake.progress import Consent, Progress, dump, load
from app.intake.stages import alarm, consent
from tests.intake.patient import CLINIC, MORNING, QUESTION_KEYS, STEPS, Patient, flow_of
from tests.intake.texts import ALL_STEPS, ASIDES, TEXTS, WRITABLE

FLOW = flow_of(CLINIC)
LINK = f"https://intake.larkfield.example/f/{'x' * 43}"
CHOOSE = flow_of(replace(CLINIC, intake_mode="ask"))
BY_SMS = flow_of(replace(CLINIC, channel="sms"))
FLOWS = st.sampled_from([FLOW, replace(FLOW, together=timedelta(seconds=4)), CHOOSE, BY_SMS])
KINDS = st.sampled_from([Kind.TEXT] * 12 + list(Kind))
PAUSES = st.sampled_from([0, 0, 0, 0.02, 0.2, 1, 31, 11, -40, 60 * 24 * 8, -60 * 24 * 400])
WALKS = st.lists(st.tuples(TEXTS, KINDS, PAUSES), max_size=25)


def offers(choices: Choices, replies: tuple[str, ...]) -> None:
    """Check that what Twilio makes of the choices says what the reply does, and that Twilio takes it."""
    (reply,) = replies
    assert choices.text in {reply, without_numbers(reply)[0]}
    assert all(map(is_variable, (*choices.words, *choices.titles)))
    assert channel.units(choices.text) <= LONGEST_BODY


def holds(flow: Flow, before: Progress, turn: Turn, message: Message, now) -> None:
    """Check what is promised of every turn."""
    for reply in turn.replies:
        assert 0 < channel.units(reply) <= channel.LIMIT
        ET.fromstring(f"<a>{reply.replace('&', '&amp;').replace('<', '&lt;')}</a>")
    assert len(turn.replies) <= channel.MOST
    assert load(dump(turn.progress)) == turn.progress
    assert replace(flow).step(load(dump(before)), message, now) == turn
    for value in turn.progress.answers.values():
        assert value == clean(value) != ""
    assert turn.progress.answers == {} or turn.progress.consent
    is_interrupted = turn.progress.aside in {"sure", *alarm.ASIDES}
    assert turn.progress.shown is None or is_interrupted or consent.is_open(turn.progress)
    for event in turn.events:
        if isinstance(event, ConsentGiven | ConsentRefused):
            # A consent that is withdrawn is the one that was given.
            about = before.consent if OptedOut() in turn.events else before.shown
            assert about == Consent(event.version, event.language, event.text_hash)
    if not {DraftDiscarded, Submitted, Updated} & set(map(type, turn.events)):
        changed = {key for key, kept in before.answers.items() if turn.progress.answers.get(key) != kept}
        is_corrected = before.aside == "correct" and len(changed) == 1
        assert is_corrected or changed <= {before.step, before.told}
    if turn.progress.step == "submitted":
        assert (turn.progress.answers, turn.progress.skipped) == ({}, ())
    assert (LinkHandedOut() in turn.events) is (bool(message.link) and message.link in "".join(turn.replies))
    if turn.choices is not None:
        offers(turn.choices, turn.replies)
    came_back = before.opted_out and OptedIn() in turn.events
    assert turn.progress.opted_out is (OptedOut() in turn.events or (before.opted_out and not came_back))


def steps_of(flow: Flow, walk, start: Progress) -> None:
    progress, now = start, MORNING
    for number, (text, kind, pause) in enumerate(walk):
        now += timedelta(minutes=pause)
        message = Message(text, kind, UUID(int=number + 1), link=LINK if flow is CHOOSE else "")
        turn = flow.step(progress, message, now)
        holds(flow, progress, turn, message, now)
        for event in turn.events:
            if isinstance(event, Submitted):
                assert set(event.answers) == set(QUESTION_KEYS)
            if isinstance(event, Updated):
                assert event.answers
        progress = turn.progress


@settings(max_examples=40)
@given(FLOWS, WALKS)
def test_no_walk_from_a_stranger_breaks_a_promise(flow, walk):
    steps_of(flow, walk, Progress())


@settings(max_examples=50)
@given(FLOWS, WALKS, st.sampled_from(STEPS))
def test_no_walk_from_any_step_breaks_a_promise(flow, walk, step):
    patient = Patient()
    patient.comes_to(step)
    steps_of(flow, walk, patient.progress)


@settings(max_examples=50)
@given(
    st.builds(
        Progress,
        step=st.sampled_from(ALL_STEPS),
        aside=st.sampled_from(ASIDES),
        language=st.sampled_from([None, "en", "es", "xx"]),
        patient=st.sampled_from([None, UUID(int=1)]),
        shown=st.sampled_from([None, Consent("1", "en", "0" * 64)]),
        answers=st.dictionaries(st.sampled_from([*QUESTION_KEYS, "gone"]), st.just("x")),
        skipped=st.sampled_from([(), ("name",)]),
        told=st.sampled_from(["", "name", "medical_history", "gone"]),
        asked_at=st.sampled_from([None, MORNING]),
        emergency=st.booleans(),
        opted_out=st.booleans(),
        last_at=st.sampled_from([None, MORNING]),
    ),
    st.lists(TEXTS, max_size=4),
)
def test_no_stored_progress_however_odd_makes_a_step_raise(progress, texts):
    for text in texts:
        progress = FLOW.step(progress, Message(text, Kind.TEXT, UUID(int=9)), MORNING).progress


@settings(max_examples=50)
@given(WRITABLE)
def test_any_visible_text_is_kept_as_a_health_answer_unchanged(text):
    patient = Patient()
    patient.comes_to("medical_history")
    patient.says(text)
    assert patient.progress.answers.get("medical_history") in {None, clean(text), NONE_STATED, NOT_KNOWN}
