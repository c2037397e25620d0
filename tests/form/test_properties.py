"""Whatever is typed on whatever page, in whatever order: nothing raises, nothing is lost, and there is a way on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from app.form import fields
from app.form.typed import MOST_ROWS
from app.intake.answers import Accepted, ReaderContext, clean
from app.intake.answers.birth_date import read_year_or_age
from app.intake.danger import hear_all
from app.intake.form import Page, Problem
from app.intake.model import ConsentGiven, DraftDiscarded, Submitted, Updated
from app.intake.phrases import speak
from app.intake.progress import Consent, Progress, Whom
from app.intake.questions import QUESTIONS
from tests.cases import for_each
from tests.form.form_people import AtTheForm, as_fields, somebody_at, speaking
from tests.form.told_on_pages import told
from tests.intake.patient import MORNING
from tests.intake.texts import ALL_STEPS, ASIDES, KEYWORDS, WRITABLE

if TYPE_CHECKING:
    from collections.abc import Sequence

BY_KEY = {question.key: question for question in QUESTIONS}
ASKED = ("name", "birth_date", "address", "medical_history", "medications")
OF_CARERS = ("carer_name", "carer_relation")
PAGES = (*Page, *ASKED, *OF_CARERS, "allergies")
CRIES = (
    "I want to kill myself",
    "I can't breathe",
    "chst pain",
    "my chest feels tight right now",
    "me voy a suicidar",
)
USUAL = {
    "name": "Maya Okafor", "birth_date": "4 March 1990", "address": "12 Mill Lane / Larkfield", "carer_name": "Ann Lee",
    "carer_relation": "mother", "medical_history": "Asthma", "medications": "Ramipril | 5 mg | daily",
    "whom": "self", "consent": "yes", "minor": "yes", "help": "safe", "review": "send", "changes": "send",
}  # fmt: skip
WORDS = st.one_of(
    WRITABLE, KEYWORDS, st.sampled_from(CRIES),
    st.sampled_from(["none", "yes", "3", "31", "0", "90", "1990", "2015", "Maya Okafor", "x" * 5000, "9" * 5000, "a, b", "²", ""]),
)  # fmt: skip
NAMES = st.sampled_from(
    ["answer", "none", "day", "month", "year", "line1", "line2", "town", "postcode", "name-1", "dose-1", "often-1",
     "name-2", "reaction-2", "often-30", "name-30", "how"]
)  # fmt: skip
FITTING: dict[str, set[str]] = {"whom": {"self", "child", "adult"}, "review": {"send"}, "changes": {"send"}}
SENT = st.dictionaries(NAMES, WORDS, max_size=6)
BUTTONS = st.sampled_from(
    ["self", "child", "adult", "yes", "no", "safe", "now", "call", "send", "change", "another"]
)
SENDS = st.one_of(
    st.tuples(st.just("due"), st.just("usual")),
    st.tuples(st.just("due"), SENT),
    st.tuples(st.sampled_from(PAGES), st.one_of(SENT, BUTTONS, st.just("usual"))),
)


def sends(visitor: AtTheForm, page: str, what: object) -> None:
    """Send a page as somebody might: the usual answer, a button, or any fields."""
    page = visitor.page if page == "due" else page
    if page in BY_KEY and visitor.form.is_reached(visitor.progress, page, visitor.now):
        visitor.fills(page, what if isinstance(what, dict) else as_fields(page, USUAL.get(page, "none")))
    elif page not in BY_KEY and page != Page.DECLINED:
        said = (
            USUAL.get(page, "thanks for your help")
            if what == "usual" or isinstance(what, dict)
            else str(what)
        )
        fits = FITTING.get(page)
        is_done = page == Page.DONE and visitor.page != Page.DONE
        visitor.does(page, USUAL[page] if fits and said not in fits else "thanks" if is_done else said)


def holds(before: AtTheForm, after: AtTheForm, page: str, happened: Sequence[object]) -> None:
    """Check what is promised of every page that is sent."""
    progress = after.progress
    for value in progress.answers.values():
        assert value == clean(value) != ""
    assert progress.shown is None
    kinds = set(map(type, happened))
    for event in happened:
        if isinstance(event, Submitted):
            asked = {*ASKED, *(OF_CARERS if after.progress.people[-1].other else ())}
            assert set(event.answers) == asked, "nothing is sent with a question open"
            given = {each.patient for each in after.events if isinstance(each, ConsentGiven)}
            assert event.patient in given, "nobody's answers are sent without their consent"
        if isinstance(event, Updated):
            assert event.answers or event.added
    is_minor = before.page == Page.MINOR
    if (
        not {DraftDiscarded, Submitted, Updated} & kinds
        and not is_minor
        and page not in {Page.WHOM, Page.CONSENT, Page.DONE}
    ):
        old, new = before.progress.answers, progress.answers
        assert {key for key in old if new.get(key) != old[key]} <= {page}, "no page changes another answer"
    if progress.people and progress.on_file is None and progress.step == "submitted":
        assert progress.answers == {} == progress.typed


def leads_on(visitor: AtTheForm) -> None:
    """Check that the usual answers come to an end from here."""
    for _ in range(25):
        if visitor.page in {Page.DONE, Page.DECLINED}:
            return
        if visitor.page == Page.CHANGES and not visitor.progress.answers:
            visitor.does("address", USUAL["address"])
        sends(visitor, "due", "usual")
    raise AssertionError((visitor.page, visitor.progress, visitor.problem))


def walks(visitor: AtTheForm, walk) -> None:
    for named, what in walk:
        before = replace(visitor, events=list(visitor.events), steps=list(visitor.steps))
        count = len(visitor.events)
        page = visitor.page if named == "due" else named
        sends(visitor, page, what)
        assert visitor.page in PAGES
        holds(before, visitor, page, visitor.events[count:])
    leads_on(visitor)


@settings(max_examples=50)
@given(st.lists(SENDS, max_size=20), st.sampled_from(["whom", "name", "medications", "review", "done"]))
def test_no_walk_over_the_pages_breaks_a_promise_and_each_has_a_way_on(walk, start):
    walks(somebody_at(start), walk)


@settings(max_examples=40)
@given(
    st.builds(
        Progress,
        step=st.sampled_from((*ALL_STEPS, "link", "way")),
        aside=st.sampled_from((*ASIDES, "minor", "danger", "doubt", "belongs", "delete", "born")),
        whom=st.sampled_from([None, *Whom]),
        patient=st.sampled_from([None, UUID(int=1)]),
        consent=st.sampled_from([None, Consent("1", "en", "0" * 64)]),
        answers=st.dictionaries(st.sampled_from([*ASKED, "gone"]), st.just("x")),
        skipped=st.sampled_from([(), ("name",)]),
        readings=st.sampled_from([(), ("x",)]),
        typed=st.dictionaries(st.sampled_from(ASKED), st.sampled_from(["", "{", "[]", '{"answer": 1}'])),
        last_at=st.sampled_from([None, MORNING]),
    ),
    st.lists(SENDS, max_size=4),
)
def test_no_stored_progress_however_odd_makes_a_page_raise(progress, walk):
    visitor = AtTheForm(progress=progress)
    for page, what in walk:
        sends(visitor, page, what)
        for key in ASKED:
            with speaking("en").test_request_context():
                entry = visitor.form.entry(visitor.progress, key, visitor.now)
                fields.shown(entry.question, entry.value, visitor.progress.typed.get(key, ""))
        visitor.form.lines(visitor.progress, visitor.now)


@settings(max_examples=80)
@given(st.sampled_from(sorted({*BY_KEY} - {"birth_date"})), SENT)
def test_fields_show_what_was_typed_and_say_the_same_again(key, sent):
    question = BY_KEY[key]
    with speaking("en").test_request_context():
        typed, kept = fields.read(question, sent), fields.keep(question, sent)
        if typed.problems or not typed.text:
            return
        shown = fields.shown(question, typed.text, kept)
        assert fields.read(question, shown).text == typed.text
        if kept:
            own = {
                name: value for name, value in sent.items() if fields.is_own(question, name) and value.strip()
            }
            assert shown == own
        again = fields.write(question, typed.text)
        assert clean(fields.read(question, again).text) == clean(typed.text), "also without the fields"


@for_each("rows", [1, 29, 30, 31, 80])
def test_a_list_from_the_chat_loses_no_row_on_a_page_however_long(rows):
    question = BY_KEY["medications"]
    lines = [
        f"medicine {at}, {at} mg, and more, of it" if at % 2 else f"pill, {'long' * 40}" for at in range(rows)
    ]
    with speaking("en").test_request_context():
        shown = fields.shown(question, "\n".join(lines), "")
        assert fields.read(question, shown).text == "\n".join(lines)
        assert fields.shown_as(question, shown) == ("rows" if rows <= MOST_ROWS else "text")


@settings(max_examples=40)
@given(st.dates(date(1907, 1, 1), date(2010, 12, 31)), st.sampled_from(["figures", "word", "short", "zeros"]))
def test_a_date_is_read_as_it_is_typed_and_shown_in_its_fields(day, way):
    visitor = somebody_at("birth_date")
    sent = {
        "figures": {"day": f"{day.day}", "month": f"{day.month}", "year": f"{day.year}"},
        "zeros": {"day": f"{day.day:02}", "month": f"{day.month:02}", "year": f"{day.year}"},
        "word": {"day": f"{day.day}", "month": f"{day:%B}", "year": f"{day.year}"},
        "short": {"day": f"{day.day}", "month": f"{day.month}", "year": f"{day:%y}"},
    }[way]
    visitor.fills("birth_date", sent)
    taken = visitor.progress.answers.get("birth_date")
    if way == "short":  # "3 4 12" may be 1912 or 2012
        assert taken in {None, day.isoformat()} or int(sent["year"]) <= 26
        assert taken or "four figures" in visitor.problem or visitor.page == Page.MINOR
    else:
        assert taken == day.isoformat() or visitor.page == Page.MINOR
        shown = fields.write(BY_KEY["birth_date"], day.isoformat())
        assert shown == {"day": f"{day.day}", "month": f"{day.month}", "year": f"{day.year}"}


@settings(max_examples=50)
@given(st.sampled_from(("name", "birth_date", "medical_history", "carer_relation")), WORDS)
def test_what_a_page_takes_is_what_the_reader_of_the_chat_takes(key, text):
    visitor = AtTheForm()
    told_before = told("en-child")[:3] if key == "carer_relation" else told("en-whole-intake")[:2]
    for each, typed in told_before:
        visitor.does(each, typed)
    question, asked = BY_KEY[key], (*OF_CARERS, *ASKED)
    progress = replace(visitor.progress, answers=dict.fromkeys(asked, "x"), step=key)
    context = ReaderContext(speak("en"), date(2026, 11, 25), question.limit)
    decided = visitor.form.answer(progress, key, text, visitor.now, UUID(int=5))
    if isinstance(decided, Problem) or decided.progress.answers[key] == "x":
        return
    taken, typed = decided.progress.answers[key], clean(text)
    if key == "birth_date" and typed.isdecimal() and len(typed) <= len("1990"):
        reading = read_year_or_age(typed, context)
    else:
        reading = question.reader.read(typed, context)
    assert isinstance(reading, Accepted)
    assert reading.value == taken


def test_an_answer_over_its_limit_is_refused_with_both_figures_and_one_of_the_limit_is_taken():
    visitor = somebody_at("medical_history")
    visitor.fills("medical_history", {"answer": "x" * 7001})
    assert "7001" in visitor.problem
    assert "4000" in visitor.problem
    visitor.fills("medical_history", {"answer": "x" * 4000})
    assert visitor.page == "medications"


@settings(max_examples=40)
@given(KEYWORDS, st.sampled_from(ASKED))
def test_a_keyword_typed_in_a_field_is_plain_text(keyword, key):
    assume(not hear_all(keyword))  # "help me" is a cry, on a page too
    visitor = somebody_at("review")
    before, count = visitor.progress, len(visitor.events)
    visitor.fills(
        key, {"answer": keyword, "line1": keyword, "town": "Larkfield", "year": keyword, "name-1": keyword}
    )
    assert visitor.events[count:] == []
    assert not visitor.progress.opted_out
    assert visitor.page in {Page.REVIEW, key}
    assert {name: value for name, value in visitor.progress.answers.items() if name != key} == {
        name: value for name, value in before.answers.items() if name != key
    }


@for_each("key", [*ASKED, "whole"])
@for_each("cry", CRIES)
def test_a_cry_for_help_stops_the_form_wherever_it_is_typed_and_after_carry_on_not_again(cry, key):
    visitor = somebody_at("review" if key != "whole" else "medications")
    page = key if key != "whole" else "medications"
    field = {"birth_date": "month", "address": "line2", "medications": "dose-1"}.get(page, "answer")
    visitor.fills(page, {field: cry})
    assert visitor.page == Page.HELP
    visitor.does("help", "safe")
    assert visitor.page != Page.HELP
    visitor.fills(page, {field: cry})
    assert visitor.page != Page.HELP
    visitor.fills(page, {field: f"{cry}, please come"})
    assert visitor.page == Page.HELP, "other words are heard again"


def test_after_handing_in_and_after_an_update_no_page_holds_an_answer():
    visitor = somebody_at("done")
    for _ in range(2):
        visitor.does("done", "change")
        for key in ASKED:
            entry = visitor.form.entry(visitor.progress, key, visitor.now)
            assert (entry.value, entry.is_on_file) == ("", True)
        assert {line.value for line in visitor.form.lines(visitor.progress, visitor.now)} == {""}
        visitor.does("address", "7 New Street / Larkfield")
        visitor.does("changes", "send")
    assert visitor.progress.typed == {}
