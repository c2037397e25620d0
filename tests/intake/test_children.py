"""Nobody who may be too young is handed in by their own answers, whatever is said in whatever order."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from app.intake.answers.birth_date import ages
from app.intake.kind import Kind
from app.intake.model import Event, Message, Submitted, Updated
from app.intake.progress import Progress
from tests.form.form_people import AtTheForm, somebody_at
from tests.intake.patient import CLINIC, Patient, flow_of

FLOW = flow_of(CLINIC)
FIGURES = st.integers(0, 30)
YEARS = st.integers(1990, 2026)
DAYS = st.dates(date(1990, 1, 1), date(2026, 11, 25))
BIRTHS = st.one_of(
    st.builds("I'm {}".format, FIGURES),
    st.builds("{}".format, FIGURES),
    st.builds("{} years old".format, FIGURES),
    st.builds("{} or {}".format, FIGURES, FIGURES),
    st.builds("nearly {}".format, FIGURES),
    st.builds("tengo {} años".format, FIGURES),
    st.builds("{}".format, YEARS),
    st.builds("born in {}".format, YEARS),
    st.builds("{:%d %B %Y}".format, DAYS),
    st.builds("{:%d/%m/%y}".format, DAYS),
    st.builds("sorry, {:%d %B %Y}".format, DAYS),
    st.builds("no wait, {}".format, YEARS),
    st.builds("EDIT 2\n{}".format, YEARS),
)
WAYS = st.sampled_from(
    (
        *("1", "2", "3", "yes", "no", "me", "my son", "BACK", "GO ON", "UNDO", "SEND", "REVIEW", "EDIT 2", "RESTART", "START"),
        *("I don't know", "the date of birth is wrong", "Maya Okafor", "12 Mill Lane", "NONE", "hello", "CALL ME", "0"),
        *("I am their mother", "me and my son", "my son and me", "me first", "my son first"),
    )
)  # fmt: skip
WALKS = st.lists(st.one_of(BIRTHS, BIRTHS, WAYS, WAYS), max_size=14)
STARTS = st.sampled_from(("whom", "birth_date", "birth_date", "address", "review", "submitted"))
TO_THE_END = ("SEND", "Maya Okafor", "12 Mill Lane", "NONE", "NONE", "SEND")


def holds(events: list[Event], progress: Progress, today: date) -> None:
    """Check that nothing was handed in that a child may have answered alone."""
    others = {person.id for person in progress.people if person.other}
    for event in events:
        if isinstance(event, Submitted | Updated) and event.patient not in others:
            told = event.answers.get("birth_date")
            assert told is None or ages(told, today)[0] >= CLINIC.consent_age, told


@settings(max_examples=75)
@given(WALKS, STARTS)
def test_no_conversation_hands_in_a_child_who_answers_alone(walk, start):
    patient = Patient()
    patient.comes_to(start)
    progress, now = patient.progress, patient.now
    for number, text in enumerate([*walk, *TO_THE_END]):
        for line in text.split("\n"):
            turn = FLOW.step(progress, Message(line, Kind.TEXT, UUID(int=number + 1)), now)
            progress = turn.progress
            holds([*turn.events], progress, now.date())


FIELDS = st.one_of(
    st.builds(lambda year: {"year": str(year)}, st.one_of(YEARS, FIGURES)),
    st.builds(lambda day: {"day": str(day.day), "month": str(day.month), "year": str(day.year)}, DAYS),
)
PAGES = st.one_of(
    st.tuples(st.just("birth_date"), FIELDS),
    st.tuples(st.just("minor"), st.sampled_from(("yes", "no", "date", ""))),
    st.tuples(st.just("whom"), st.sampled_from(("self", "child"))),
    st.tuples(st.just("consent"), st.just("yes")),
    st.tuples(st.sampled_from(("review", "changes")), st.just("send")),
    st.tuples(st.just("done"), st.sampled_from(("change", "another"))),
)
ANSWERS = {
    "name": "Maya Okafor", "address": "12 Mill Lane / Larkfield", "carer_name": "Ann Lee", "carer_relation": "mother",
    "medical_history": "Asthma", "medications": "none", "birth_date": "4 March 1990",
}  # fmt: skip


def _sends(visitor: AtTheForm, page: str, what: object) -> None:
    if isinstance(what, dict):
        if visitor.form.is_reached(visitor.progress, page, visitor.now):
            visitor.fills(page, what)
    elif page != "done" or visitor.page == "done":
        visitor.does(page, str(what))


@settings(max_examples=50)
@given(st.lists(PAGES, max_size=12), st.sampled_from(("birth_date", "address", "review", "done")))
def test_no_way_over_the_pages_hands_in_a_child_who_answers_alone(walk, start):
    visitor = somebody_at(start)
    for page, what in walk:
        _sends(visitor, page, what)
    for _ in range(12):
        if (due := visitor.page) in ANSWERS:
            visitor.does(due, ANSWERS[due])
        elif due in {"review", "changes"}:
            visitor.does(due, "send")
    holds(visitor.events, visitor.progress, visitor.now.date())
