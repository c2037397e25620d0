"""The form by SMS: counted as networks send it, in few parts, and with the same record as by WhatsApp."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from app.intake import channel
from app.intake.kind import Kind
from app.intake.model import NoteLeft, Submitted, Updated
from tests.cases import for_each
from tests.intake.patient import CLINIC, Patient, flow_of
from tests.intake.texts import WRITABLE
from tests.intake.transcripts import ASKED, KINDS, TRANSCRIPTS, blocks, said_in

if TYPE_CHECKING:
    from pathlib import Path

    from app.intake.model import Event

BASIC = st.text(sorted(channel.GSM), max_size=700)
EXTENDED = st.text(sorted(channel.GSM | channel.GSM_DOUBLE), max_size=700)
ANY = st.text(st.characters(exclude_categories=["Cs"]), max_size=400)


@for_each(
    ("text", "parts"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("a" * 152 + "€" + "a" * 151, 2),  # the sign does not fit into what is left of the first
        ("a" * 152 + "€" + "a" * 151 + "€", 3),
        ("ñ" * 160, 1),
        ("á" * 70, 1),
        ("á" * 71, 2),
        ("á" * 134, 2),
        ("á" * 135, 3),
        ("😀" * 35, 1),
        ("😀" * 36, 2),
        ("😀" * 66, 2),
        ("😀" * 67, 3),
        ("a" * 159 + "…", 3),
    ],
)
def test_sms_are_counted_as_networks_send_them(text: str, parts: int):
    assert channel.sms_parts(text) == parts


@given(BASIC)
def test_letters_of_the_basic_alphabet_fill_each_part(text: str):
    assert channel.sms_parts(text) == (1 if len(text) <= 160 else -(-len(text) // 153))


@given(EXTENDED, EXTENDED)
def test_more_text_never_makes_fewer_parts_and_parting_it_saves_at_most_what_joins_it(one: str, other: str):
    together = channel.sms_parts(one + other)
    assert together >= max(channel.sms_parts(one), channel.sms_parts(other))
    assert together <= channel.sms_parts(one) + channel.sms_parts(other) + 1


@given(ANY)
def test_no_part_holds_more_than_it_has_room_for(text: str):
    size = (
        sum(2 if letter in channel.GSM_DOUBLE else 1 for letter in text)
        if channel.is_gsm(text)
        else channel.units(text)
    )
    alone, each = (160, 153) if channel.is_gsm(text) else (70, 67)
    assert size <= (alone if channel.sms_parts(text) == 1 else each * channel.sms_parts(text))
    assert channel.sms_parts(text) == 1 or size > each * (channel.sms_parts(text) - 1) - channel.sms_parts(
        text
    )


@given(st.one_of(ANY, WRITABLE))
def test_what_is_written_for_sms_never_makes_more_parts(text: str):
    assert channel.sms_parts(channel.as_sms(text)) <= channel.sms_parts(text)


@for_each(
    ("text", "written"),
    [
        ("I’m the “clinic’s” assistant…", "I'm the \"clinic's\" assistant..."),
        ("*1 of 8 · Name*\nType *HELP*.", "1 of 8 - Name\nType HELP."),
        ("9–17 h — every day", "9-17 h - every day"),
        ("¿Cómo está “usted”?", "¿Cómo está “usted”?"),
        ("…" * 60, "…" * 60),
        ("2 * 3 * 4, 5*6*7", "2 * 3 * 4, 5*6*7"),
    ],
)
def test_signs_that_cost_parts_are_replaced_where_that_helps(text: str, written: str):
    assert channel.as_sms(text) == written


def replayed(path: Path, channel_name: str) -> Patient:
    patient = Patient(flow_of(replace(CLINIC, channel=channel_name), ASKED))
    for block in blocks(path.read_text()):
        said = said_in(block)
        if said[0].startswith("="):
            patient.waits(minutes=float(said[0].split()[1]))
        elif said[0].startswith(">"):
            text = "\n".join(line[2:] for line in said)
            patient.sends(KINDS.get(text, Kind.TEXT), "" if text in KINDS else text)
            if channel_name == "sms":
                assert "*" not in "".join(patient.replies)
    return patient


def handed_in(events: list[Event]) -> list[Event]:
    return [event for event in events if isinstance(event, Submitted | Updated | NoteLeft)]


@for_each("path", TRANSCRIPTS)
def test_a_conversation_makes_the_same_record_by_sms_as_by_whatsapp(path: Path):
    by_sms, by_whatsapp = replayed(path, "sms"), replayed(path, "whatsapp")
    assert handed_in(by_sms.events) == handed_in(by_whatsapp.events)
    assert [type(event) for event in by_sms.events] == [type(event) for event in by_whatsapp.events]
    assert by_sms.progress.step == by_whatsapp.progress.step


def test_the_english_form_goes_by_sms_in_the_basic_alphabet():
    patient = Patient(flow_of(replace(CLINIC, channel="sms", languages=("en",))))
    lines = (
        "hello",
        "HELP",
        "1",
        "PRIVACY",
        "1",
        "Maya Okafor-Lindt",
        "4 March 1990",
        "12 Mill Lane",
        "None",
        "None",
        "SEND",
    )
    for line in lines:
        patient.says(line)
        assert all(channel.is_gsm(reply) for reply in patient.replies), patient.replies
    assert patient.is_at("submitted")


def test_a_reminder_by_sms_has_no_stars_and_takes_few_parts():
    patient = Patient(flow_of(replace(CLINIC, channel="sms")))
    patient.comes_to("address")
    said = patient.flow.reminder(patient.progress, patient.now) or ""
    assert "*" not in said
    assert channel.sms_parts(said) <= 2
