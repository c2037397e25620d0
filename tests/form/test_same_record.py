"""The golden transcripts by WhatsApp, by SMS and on the form: one record."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from app.intake.flow import Flow
from app.intake.kind import Kind
from app.intake.model import (
    Alarmed,
    ConsentGiven,
    ConsentRefused,
    NoteLeft,
    NoteTakenBack,
    Submitted,
    Updated,
)
from app.intake.progress import Progress
from tests.cases import for_each
from tests.form.form_people import ON_PAGES, THE_FIVE, AtTheForm
from tests.form.told_on_pages import NOT_TAKEN, TOLD, told
from tests.intake.patient import Patient
from tests.intake.transcripts import KINDS, TRANSCRIPTS, blocks, said_in, stays_silent, together_in

# A page asks for the town, so it is written in the chat as well.
WITH_TOWN = {
    "12 Mill Lane": "12 Mill Lane, Larkfield",
    "7 New Street": "7 New Street, Larkfield",
    "Calle Real 8": "Calle Real 8, Sevilla",
    "El Molino": "El Molino, Sevilla",
}
BEFORE_ANY_PAGE = {"language", "whom"}
# How people talk beside their answers, and correct them in words, is of the chat: a page has a field for each answer.
TALKED = ("beside-the-answers", "corrections")
ON_PAGES_TOO = [path for path in TRANSCRIPTS if not path.stem.endswith(TALKED)]


def in_the_chat(transcript: Path, channel: str):
    """Return what happens in the chat, and what was open each time."""
    together = together_in(transcript)
    patient = Patient(Flow(replace(THE_FIVE, channel=channel), together=together))
    steps: list[str] = []
    for block in blocks(transcript.read_text()):
        said = said_in(block)
        if said[0].startswith("="):
            step = patient.progress.step
            stays_silent(patient, said[0])
            steps += [step] * (len(patient.events) - len(steps))
        elif said[0].startswith(">"):
            step = patient.progress.step
            text = "\n".join(WITH_TOWN.get(line[2:], line[2:]) for line in said)
            patient.waits(seconds=0 if together else 10)
            patient.sends(KINDS.get(text, Kind.TEXT), "" if text in KINDS else text)
            steps += [step] * (len(patient.events) - len(steps))
    return patient.events, steps


def on_the_form(transcript: str) -> AtTheForm:
    visitor = AtTheForm(transcript[:2])
    for page, typed in told(transcript):
        visitor.does(page, typed)
        assert bool(visitor.problem) is (typed in NOT_TAKEN), (page, typed, visitor.problem)
    return visitor


def story(events, steps):
    """Return what is kept of all that happened, whatever way it came.

    People are told apart by their order.
    """
    people: dict[object, int] = {}
    taken_back = {event.note for event in events if isinstance(event, NoteTakenBack)}
    cries = [event.words for event in events if isinstance(event, Alarmed)]
    kept: list[tuple[object, ...]] = []
    for event, step in zip(events, steps, strict=True):
        match event:
            case ConsentGiven() | ConsentRefused():
                number = people.setdefault(event.patient, len(people))
                kept.append((type(event), number, event.version, event.language, event.on_behalf))
            case Submitted():
                number = people.setdefault(event.patient, len(people))
                kept.append(("record", number, event.language, plain(event.answers), event.emergency))
            case Updated():
                kept.append(("change", people[event.patient], plain(event.answers), plain(event.added)))
            case NoteLeft() if event.note not in taken_back and event.text not in cries:
                kept.append(("note", people[event.patient], event.text))
            case Alarmed() if step not in BEFORE_ANY_PAGE:
                # The chat may have had the other half of an answer before.
                kept.append(("alarm", people[event.patient], event.danger, step, event.words.split("\n")[-1]))
    return kept


def plain(answers):
    """Return answers as words: a page keeps an address by its lines."""
    return {key: text.replace("\n", ", ") if key == "address" else text for key, text in answers.items()}


@for_each("transcript", ON_PAGES_TOO)
def test_the_chat_and_the_form_make_the_same_record(transcript: Path):
    by_whatsapp = story(*in_the_chat(transcript, "whatsapp"))
    assert by_whatsapp == story(*in_the_chat(transcript, "sms"))
    visitor = on_the_form(transcript.stem)
    wanted = [each for each in by_whatsapp if each[0] != "note" or is_told(transcript.stem, each[2])]
    assert story(visitor.events, visitor.steps) == wanted
    assert {each.came_by for each in visitor.events if isinstance(each, Submitted)} <= {"form"}


def is_told(transcript: str, note: object) -> bool:
    """Return whether a note was written on the form too.

    A sender with several people on file says in the chat whose it is.
    """
    return any(typed == note for _, typed in told(transcript))


def test_every_transcript_is_told_on_pages():
    assert set(TOLD) == {path.stem for path in ON_PAGES_TOO}


ASKED_WHERE = replace(THE_FIVE, intake_mode="ask")
CHAT = Flow(ASKED_WHERE)
PAGES = Flow(replace(ON_PAGES, intake_mode="ask"))


def test_what_is_begun_in_the_chat_is_finished_on_the_form_without_another_consent():
    patient = Patient(CHAT)
    patient.says("hello", "1", "1", "1", "Maya Okafor", "4 March 1990")
    visitor = AtTheForm(flow=PAGES, progress=patient.progress, events=patient.events)
    assert visitor.page == "address"
    for page, typed in told("en-after-sending")[4:8]:
        visitor.does(page, typed)
    record = visitor.events[-1]
    assert isinstance(record, Submitted)
    assert record.came_by == "both"
    assert plain(record.answers) == {
        "name": "Maya Okafor",
        "birth_date": "1990-03-04",
        "address": "12 Mill Lane, Larkfield",
        "medical_history": "Asthma",
        "medications": "Salbutamol",
    }
    assert [type(event) for event in visitor.events] == [ConsentGiven, Submitted]


@for_each(("language", "says_why"), [("en", "You agreed"), ("es", "Usted aceptó")])
def test_what_is_begun_on_the_form_is_finished_in_the_chat_after_the_chats_own_text(language, says_why):
    visitor = AtTheForm(language, PAGES, Progress(language=language))
    for page, typed in told("en-after-sending")[:4]:
        visitor.does(page, typed)
    patient = Patient(CHAT, visitor.progress, events=visitor.events)
    asked = patient.says("12 Mill Lane, Larkfield")
    assert says_why in asked
    assert "WhatsApp (Meta)" in asked
    assert "changed" not in asked
    assert "cambiado" not in asked
    patient.says(
        "1", "12 Mill Lane, Larkfield", "Asthma", "Salbutamol", "SEND" if language == "en" else "ENVIAR"
    )
    given = [event for event in patient.events if isinstance(event, ConsentGiven)]
    assert len({(each.patient, each.text_hash) for each in given}) == 2
    record = patient.last(Submitted)
    assert record.patient == given[0].patient == given[1].patient
    assert record.came_by == "both"
    assert record.answers["name"] == "Maya Okafor"


def test_an_update_adds_or_replaces_as_in_the_chat():
    patient = Patient(Flow(THE_FIVE))
    patient.says("hello", "1", "1", "Maya Okafor", "4 March 1990", "12 Mill Lane", "Asthma", "NONE", "SEND")
    visitor = AtTheForm(progress=patient.progress)
    patient.says("1", "4", "1", "Hay fever", "5", "2", "Ramipril 5 mg", "SEND")
    for page, typed in (
        ("done", "change"),
        ("medical_history", "Hay fever"),
        ("medications", "instead: Ramipril 5 mg"),
        ("changes", "send"),
    ):
        visitor.does(page, typed)
    by_chat, on_pages = patient.last(Updated), visitor.events[-1]
    assert isinstance(on_pages, Updated)
    assert (on_pages.answers, on_pages.added) == (by_chat.answers, by_chat.added)
    assert on_pages.answers == {"medications": "Ramipril 5 mg"}
    assert on_pages.added == {"medical_history": "Hay fever"}


def test_a_question_that_the_clinic_leaves_out_is_on_no_page():
    visitor = on_the_form("en-whole-intake")
    record = next(event for event in visitor.events if isinstance(event, Submitted))
    assert not {"allergies", "reason"} & set(record.answers)
    for key in ("allergies", "reason"):
        assert not visitor.form.is_reached(visitor.progress, key, visitor.now)
