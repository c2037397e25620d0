"""Whatever a clinic defines is answered to the end, in the chat and on the form, and makes the same record."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from app.intake.answered import show
from app.intake.definition import Definition
from app.intake.flow import Flow
from app.intake.form import Form, Page, Problem
from app.intake.kind import Kind
from app.intake.model import FORM, Alarmed, Message, Submitted, Turn
from app.intake.progress import Progress, Whom
from app.intake.questionnaire import Questionnaire
from app.intake.stages import alarm
from tests.intake.definitions import LANGUAGES, VISIT, definitions, values_of
from tests.intake.lint.bad_definitions import judged
from tests.intake.patient import CLINIC, MORNING, ROAD, Patient

SHIPPED_ROAD = {**ROAD, "allergies": ("Penicillin",), "reason": ("A check-up",)}
BESIDE = {"is_it": "1", "rows": "2", "belongs": "2", "correct": "2", "doubt": "2", "danger": "2"}
"""What is written to what is asked about an answer."""
MOST_MESSAGES = 120
CRY = "I want to kill myself"


@st.composite
def cases(draw: st.DrawFn) -> tuple[Definition, dict[str, str], str, str, str]:
    """Draw a definition with an answer to each of its questions, a channel, a language and a visit."""
    definition = draw(definitions())
    values = {item.key: draw(values_of(item)) for item in definition.own if item.asks}
    channel, language = draw(st.sampled_from(("whatsapp", "sms"))), draw(st.sampled_from(LANGUAGES))
    return definition, values, channel, language, draw(st.sampled_from(("", VISIT)))


def expected(definition: Definition, values: dict[str, str], visit: str) -> dict[str, str]:
    """Return the answers to what is asked of somebody who answers so."""
    kept = dict[str, str]()
    for item in definition.own:
        on = item.only_if
        holds = on is None or not {*on.codes}.isdisjoint(kept.get(on.key, "").splitlines())
        if item.asks and not item.is_off and holds and (not item.visits or visit in item.visits):
            kept[item.key] = values[item.key]
    return kept


def own_answers(submitted: Submitted) -> dict[str, str]:
    return {key: text for key, text in submitted.answers.items() if key.startswith("own_")}


def in_the_chat(flow: Flow, values: dict[str, str], language: str, visit: str) -> Patient:
    """Answer everything, one message after the other, and send it."""
    patient = Patient(flow, Progress(visit=visit))
    patient.says({"en": "hello", "es": "hola"}[language])
    while patient.progress.step != "submitted":
        assert patient.messages < MOST_MESSAGES, (
            patient.progress.step,
            patient.progress.aside,
            patient.replies,
        )
        step, aside = patient.progress.step, patient.progress.aside
        if aside in BESIDE:
            patient.says(BESIDE[aside])
        elif step in values:
            cries(flow, patient)
            asked = flow.questionnaire[step]
            patient.says(show(asked, values[step], language))
        else:
            patient.says(*SHIPPED_ROAD[step])
    assert patient.progress.language == language
    return patient


def cries(flow: Flow, patient: Patient) -> None:
    """A cry in place of the answer is heard, and told or asked about."""
    said = Message(CRY, Kind.TEXT, UUID(int=1))
    turn = flow.step(patient.progress, said, patient.now)
    assert turn.progress.aside in alarm.ASIDES
    assert any(isinstance(event, Alarmed) for event in turn.events)


def on_the_form(form: Form, values: dict[str, str], language: str, visit: str) -> Submitted:
    """Answer everything on the pages, and send it."""
    progress, now = Progress(visit=visit, language=language), MORNING

    def after(decided: Turn | Problem) -> Progress:
        assert isinstance(decided, Turn), decided
        return decided.progress

    progress = after(form.choose_whom(progress, Whom.SELF, now))
    text_hash = form.privacy(progress, now)[2]
    progress = after(form.decide(progress, text_hash, now, UUID(int=1), agrees=True))
    for _ in range(MOST_MESSAGES):
        page = form.page(progress, now)
        if page == Page.REVIEW:
            sent = form.send(progress, now, UUID(int=2))
            return next(event for event in sent.events if isinstance(event, Submitted))
        entry = form.entry(progress, page, now)
        own = values.get(page)
        text = show(entry.question, own, language) if own else SHIPPED_ROAD[page][0]
        progress = after(form.answer(progress, page, text, now, UUID(int=3), is_sure=True))
    raise AssertionError(form.page(progress, now))


@settings(max_examples=60, deadline=None)
@given(cases())
def test_any_definition_is_answered_to_the_end_in_chat_and_on_the_form_alike(case):
    definition, values, channel, language, visit = case
    assert not any(finding.blocks for finding in judged(definition)), "a clinic could publish it"
    asked = Questionnaire(2, definition)
    patient = in_the_chat(Flow(replace(CLINIC, channel=channel), asked), values, language, visit)
    submitted = patient.last(Submitted)
    assert own_answers(submitted) == expected(definition, values, visit)
    form = Form(Flow(replace(CLINIC, channel=FORM), asked))
    on_pages = on_the_form(form, values, language, visit)
    assert on_pages.answers == submitted.answers
    assert submitted.asked_version == on_pages.asked_version == 2
