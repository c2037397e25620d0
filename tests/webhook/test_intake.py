"""A message becomes a sealed row and a reply; each of its effects once, and audited in the same transaction."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import select, text, update

from app import create_app
from app.intake.answers import clean
from app.intake.answers.texts import coded
from app.store.conversations import conversations
from app.store.conversations.conversations import ConversationRow
from app.store.messages.receipts import Receipt
from app.store.model import table_of
from app.store.patients import patients
from app.store.trail import audit
from app.webhook.twiml import NOTHING
from tests.databases import on_each_engine, on_either_engine
from tests.people import ANSWERS, ASKED, HANDS_IN, OWN_QUESTIONS, Patient, Twilio, begins, message_fields
from tests.store_queries import spoken_for
from tests.vectors import hostile_texts

pytest_generate_tests = on_either_engine


COLUMNS = ("name", "birth_date", "address", "medical_history", "medications")


def patients_in(store):
    with store.read() as unit:
        return patients.page(unit.db, 100, columns=(*COLUMNS, "extra"))


def actions_in(store):
    with store.read() as unit:
        return [event.action for event in reversed(audit.latest(unit.db, 100))]


@on_each_engine
def test_a_whole_intake_becomes_one_sealed_patient(patient, store, contents):
    begins(patient)
    reply = patient.tells(*ANSWERS, *HANDS_IN)
    (stored,) = patients_in(store)
    assert [getattr(stored, column) for column in COLUMNS] == [
        "Maya Okafor-Lindt", "1990-03-04", "12 Mill Lane", "Asthma", "Salbutamol",
    ]  # fmt: skip
    assert stored.status == "new"
    assert str(stored.id)[:4] in reply
    assert "Asthma" not in reply
    everything = repr(contents())
    for word in (
        "Maya ",  # with a blank: four letters are in a token now and then
        "Okafor",
        "1990-03",
        "March 1990",
        "Mill Lane",
        "Asthma",
        "Salbutamol",
        "15005550006",
        "Zoë",
    ):
        assert word not in everything
    assert everything.count("gAAAAAAAAAAA") > 8, "tokens, sealed at time 0"


def test_consent_is_kept_with_its_text_time_and_message(patient, store, contents, clock):
    patient.tells("hello", "1")
    patient.says("1", MessageSid="SM" + "c" * 32)
    (row,) = contents()["consents"]
    assert "'given'" in row
    assert "SM" + "c" * 32 in row
    assert "'en'" in row
    assert actions_in(store) == ["conversation.started", "consent.given"]


def test_a_refusal_of_consent_is_kept_and_nothing_else_of_the_patient(patient, contents):
    patient.tells("hello", "1", "2", "1")
    tables = contents()
    assert len(tables["consents"]) == 1
    assert "'refused'" in tables["consents"][0]
    assert tables["patients"] == []


def test_every_change_of_a_patient_is_in_the_trail(patient, store):
    begins(patient)
    patient.tells(*ANSWERS, *HANDS_IN)
    patient.tells("hello again", "1")
    patient.tells("EDIT 3", "7 New Street", "SEND")
    assert actions_in(store) == [
        "conversation.started",
        "consent.given",
        "patient.created",
        "patient.updated",
    ]
    (stored,) = patients_in(store)
    assert (stored.address, stored.medical_history, stored.version) == ("7 New Street", "Asthma", 2)


def test_stop_is_kept_in_the_clear_and_answered_once(patient, store):
    begins(patient)
    assert patient.says("STOP") != ""
    assert patient.says("hello?") == ""
    with store.engine.connect() as connection:
        assert connection.execute(text("SELECT opted_out FROM conversations")).scalar_one()
    assert patient.says("START") != ""
    assert actions_in(store)[-2:] == ["conversation.opted_out", "conversation.opted_in"]


@on_each_engine
def test_a_repeated_message_gets_the_same_bytes_and_has_no_second_effect(patient, contents):
    begins(patient)
    patient.says("Maya Okafor-Lindt", MessageSid="SM" + "d" * 32)
    first = patient.last.data
    after_one = contents()
    for _ in range(3):
        patient.says("Maya Okafor-Lindt", MessageSid="SM" + "d" * 32)
        assert patient.last.data == first
    assert contents() == after_one


def test_the_same_sid_with_another_signature_is_the_same_message(twilio, patient, contents):
    begins(patient)
    fields = message_fields("Maya Okafor-Lindt")
    first = twilio.post(fields)
    before = contents()
    again = twilio.post(fields | {"AddedByTheFallback": "1"})
    assert again.data == first.data
    assert contents() == before


@on_each_engine
def test_two_answers_at_once_are_taken_one_after_the_other(app, store):
    def write(name: str) -> str:
        here.wait()
        return Patient(Twilio(app.test_client())).says(name)

    twilio = Twilio(app.test_client())
    begins(Patient(twilio))
    here = threading.Barrier(2)
    with ThreadPoolExecutor(2) as pool:
        replies = list(pool.map(write, ["Maya Okafor", "Noor Haddad"]))
    assert sum(f"2 of {ASKED}" in reply and "Date of birth" in reply for reply in replies) >= 1
    with store.engine.connect() as connection:
        step = connection.execute(text("SELECT step FROM conversations")).scalar_one()
    assert step == "birth_date", "the second is an answer to the next question, and is no date"


@pytest.mark.parametrize(
    ("kind", "changed"),
    [
        (
            "a photo",
            {"NumMedia": "1", "MessageType": "image", "MediaContentType0": "image/jpeg"},
        ),
        ("a voice message", {"NumMedia": "1", "MessageType": "audio", "MediaContentType0": "audio/ogg"}),
        ("a sticker", {"NumMedia": "1", "MessageType": "sticker", "MediaContentType0": "image/webp"}),
        ("a location", {"MessageType": "location", "Latitude": "51.5", "Longitude": "-0.1"}),
        ("a contact card", {"MessageType": "contacts", "NumMedia": "1", "MediaContentType0": "text/vcard"}),
        ("something new", {"MessageType": "hologram"}),
    ],
)
def test_what_is_no_text_is_answered_politely_and_changes_no_answer(kind, changed, patient, store):
    begins(patient)
    patient.tells("Maya Okafor", "4 March 1990")
    reply = patient.says("", **changed)
    assert "address" in reply.lower(), kind
    with store.engine.connect() as connection:
        assert connection.execute(text("SELECT step FROM conversations")).scalar_one() == "address"


@pytest.mark.parametrize(
    ("known", "offered"),
    [
        ({"Address": "12 Mill Lane, Larkfield"}, "12 Mill Lane, Larkfield"),
        ({"Label": "Hope Hostel", "Address": "9 Quay Street"}, "Hope Hostel, 9 Quay Street"),
        ({"Label": "12 Mill Lane"}, "12 Mill Lane"),
    ],
)
def test_the_address_of_a_place_is_offered_as_the_address(known, offered, patient):
    begins(patient)
    patient.tells("Maya Okafor", "4 March 1990")
    place = {"MessageType": "location", "Latitude": "51.5", "Longitude": "-0.1"}
    assert f"“{offered}”" in patient.says("", **place, **known)
    assert "Medical history" in patient.says("yes")


def test_an_empty_message_is_never_an_answer(patient, store):
    begins(patient)
    patient.says("")
    with store.engine.connect() as connection:
        assert connection.execute(text("SELECT step FROM conversations")).scalar_one() == "name"


def test_a_sender_without_a_number_is_the_same_person_when_the_number_shows(twilio, store):
    anonymous = Patient(twilio, "whatsapp:US.13491208655302741918")
    begins(anonymous)
    anonymous.says("Maya Okafor", WaId="")
    later = Patient(twilio, "whatsapp:+15005550123")
    reply = later.says("4 March 1990", ExternalUserId="whatsapp:US.13491208655302741918")
    assert f"3 of {ASKED}" in reply
    with store.engine.connect() as connection:
        assert connection.execute(text("SELECT COUNT(*) FROM conversations")).scalar_one() == 1


def test_a_flood_from_one_sender_is_told_to_slow_down_and_others_are_answered(patient, twilio, clock, store):
    begins(patient)
    patient.tells("Maya Okafor", "4 March 1990", "12 Mill Lane")
    for _ in range(14):
        patient.says("REVIEW")
    slowed = patient.says("one too many")
    assert "minute" in slowed
    assert "not saved" in slowed
    assert patient.says("again") == "", "each reply costs the clinic money"
    assert "Who are these questions about" in Patient(twilio, "whatsapp:+15005550099").says("hello")
    clock.moves(seconds=61)
    patient.tells("Asthma", "NONE", *HANDS_IN)
    (stored,) = patients_in(store)
    assert stored.medical_history == "Asthma"


def test_a_stop_is_obeyed_however_many_messages_come_in_the_minute_and_then_there_is_silence(
    patient, store, clock
):
    begins(patient)
    for number in range(21):
        patient.says(f"¿{number}?")
    assert "won’t get any more messages" in patient.says("STOP")
    with store.engine.connect() as connection:
        assert connection.execute(text("SELECT opted_out FROM conversations")).scalar_one()
    assert patient.tells("hello?", "STOP", "my father died of chest pain") == ""
    assert "You asked us not to message you" in patient.says("HELP")
    assert "What is your full name" in patient.says("START")
    assert patient.says("Maya Okafor") == ""
    assert actions_in(store)[-2:] == ["conversation.opted_out", "conversation.opted_in"]


def test_a_cry_for_help_in_a_flood_gets_the_number_to_call(patient):
    begins(patient)
    for number in range(20):
        patient.says(f"¿{number}?")
    reply = patient.says("chest pain")
    assert reply.startswith("I’m sorry you’re going through this. *If anyone is in danger now, call ")
    assert "call us" in reply


def stored_replies(store, keys) -> list[str]:
    with store.engine.connect() as connection:
        rows = connection.execute(select(Receipt.id, table_of(Receipt).c.reply)).all()
    return [keys.sealer.open(Receipt.reply.column, row.id, row.reply) for row in rows if row.reply]


@pytest.mark.parametrize(
    ("silence", "way"),
    [({}, ("RESTART", "1")), ({"hours": 1}, ("Asthma", "RESTART", "yes")), ({}, ("DELETE MY DATA", "yes"))],
)
def test_once_answers_are_told_to_be_gone_no_stored_reply_of_that_conversation_opens_to_one(
    silence, way, patient, twilio, store, keys, clock
):
    other = Patient(twilio, "whatsapp:+15005550099")
    begins(other)
    other.tells("Noor Haddad", "REVIEW 1")
    begins(patient)
    patient.tells("Maya Okafor-Lindt", "3/4/85", "2", "12 Mill Lane")
    patient.says("REVIEW 3", MessageSid="SM" + "e" * 32)
    assert "12 Mill Lane" in "".join(stored_replies(store, keys))
    clock.moves(**silence)
    patient.tells(*way)
    kept = "".join(stored_replies(store, keys))
    assert not [answer for answer in ("Maya", " 1985", "Mill Lane", "Asthma") if answer in kept]
    assert "Noor Haddad" in kept, "another conversation keeps its own"
    assert patient.says("REVIEW 3", MessageSid="SM" + "e" * 32) == ""


def test_a_stop_is_obeyed_though_the_draft_does_not_open_and_who_has_stopped_stays_so(patient, store):
    begins(patient)
    with store.engine.begin() as connection:
        connection.execute(text("UPDATE conversations SET progress = 'gAAAAAA'"))
    assert "won’t get any more messages" in patient.says("STOP")
    with store.engine.begin() as connection:
        connection.execute(text("UPDATE conversations SET progress = 'gAAAAAA'"))
    assert patient.says("Maya Okafor") == ""
    with store.engine.connect() as connection:
        assert connection.execute(text("SELECT opted_out FROM conversations")).scalar_one()


@pytest.mark.parametrize("jump", [{"days": -400}, {"days": 3650}, {"seconds": -1}])
def test_a_clock_that_jumps_stops_nobody(patient, clock, jump, store):
    begins(patient)
    for _ in range(17):
        patient.says("HELP")
    clock.moves(**jump)
    patient.says("HELP")
    reply = patient.says("START")
    assert "minute" not in reply
    patient.says("Maya Okafor")


def test_a_draft_survives_days_and_a_restart(patient, services, clock, store):
    begins(patient)
    patient.says("Maya Okafor")
    clock.moves(days=6)
    after = Patient(Twilio(create_app(services).test_client()))
    assert "Date of birth" in after.tells("hello", "1")
    after.tells("4 March 1990", *ANSWERS[2:], *HANDS_IN)
    (stored,) = patients_in(store)
    assert stored.name == "Maya Okafor"


def test_a_draft_that_does_not_open_is_audited_and_the_patient_starts_again(patient, twilio, store):
    begins(patient)
    other = Patient(twilio, "whatsapp:+15005550077")
    other.says("hello")
    with store.engine.begin() as connection:
        # What a thief who can write would try: somebody else's draft in this row.
        rows = connection.execute(
            text("SELECT id, progress FROM conversations ORDER BY created_at, id")
        ).all()
        for (row, _), (_, token) in zip(rows, reversed(rows), strict=True):
            connection.execute(
                text("UPDATE conversations SET progress = :t WHERE id = :i"), {"t": token, "i": row}
            )
    reply = patient.says("Maya Okafor")
    assert reply
    assert "conversation.unreadable" in actions_in(store)


def test_a_sender_filed_under_anothers_conversation_gets_none_of_it_and_it_is_audited(patient, twilio, store):
    begins(patient)
    patient.tells("Maya Okafor")
    with store.engine.begin() as connection:
        victim = connection.execute(select(ConversationRow.id)).scalar_one()
    thief = Patient(twilio, "whatsapp:+15005550077")
    thief.says("hello")
    with store.engine.begin() as connection:
        table = table_of(ConversationRow).c
        stolen = connection.execute(select(table.address_index).where(table.id != victim)).scalar_one()
        connection.execute(update(ConversationRow).where(table.id != victim).values(address_index=bytes(32)))
        connection.execute(update(ConversationRow).where(table.id == victim).values(address_index=stolen))
    assert "Date of birth" not in thief.says("hello")
    with store.read() as unit:
        started, misfiled = audit.latest(unit.db, 2)
    assert (started.action, misfiled.action) == ("conversation.started", "conversation.misfiled")
    assert (misfiled.actor, misfiled.subject_id) == ("anteroom", victim)
    assert started.subject_id != victim


VALID = {"name": "Maya Okafor", "birth_date": "4 March 1990", "address": "12 Mill Lane"}
STEPS = tuple(question.key for question in OWN_QUESTIONS)


def hostile_intake(writer: Patient, texts: dict[str, str], step_now) -> set[str]:
    """Give a text as each answer, a valid one where it is refused, and return where it was taken."""
    begins(writer)
    taken = set()
    for question, hostile in texts.items():
        writer.says(hostile, ProfileName=hostile)
        if question in VALID:
            if step_now() != question:
                taken.add(question)
                continue
            writer.says(VALID[question])
            if step_now() == question:  # the text was a word to steer by: another language, a way back
                return set()
        else:
            writer.says("DONE")
            if step_now() == question:
                writer.says("NONE")
            else:
                taken.add(question)
    return taken if step_now() == "review" else set()


@pytest.mark.timeout(200)
@pytest.mark.parametrize(
    "database_url", ["postgresql"], indirect=True
)  # which takes least: no NUL, no lone surrogate
def test_hostile_text_as_every_answer_gets_valid_xml_and_is_kept_unchanged_where_the_rules_take_it(
    app, store, clock
):
    """Each text is one of the answers; `tests/intake/test_hostile.py` gives each as every one."""
    twilio = Twilio(app.test_client())
    texts = hostile_texts()[::4]
    expected = {}
    for number in range(0, len(texts), len(STEPS)):
        hostile = dict(zip(STEPS, (*texts, *texts)[number:], strict=False))
        writer = Patient(twilio, f"whatsapp:+1500{number:07d}")

        def step_now(address: str = writer.address) -> str:
            with store.read() as unit:
                here = conversations.find(unit.db, address)
            with store.engine.connect() as connection:
                found = connection.execute(select(ConversationRow.step).where(ConversationRow.id == here))
                return str(found.scalar_one())

        if taken := hostile_intake(writer, hostile, step_now):
            writer.says("SEND")
            expected[writer.address] = {column: clean(hostile[column]) for column in taken}
    kept = 0
    with store.read() as unit:
        for address, answers in expected.items():
            (stored,) = spoken_for(unit, address, columns=COLUMNS)
            for column in answers.keys() & {"address", "medical_history", "medications"}:
                assert getattr(stored, column) == coded(answers[column])
                kept += 1
    assert kept > len(texts) / 3


def test_an_sms_of_a_short_code_is_answered_with_silence_and_kept_nowhere(services, contents):
    ours = replace(services.settings.twilio, senders=("+15005550100",))
    settings = replace(services.settings, twilio=ours)
    twilio = Twilio(create_app(replace(services, settings=settings)).test_client())
    before = contents()
    for sender in ("12345", "611611", "MyBank"):
        answer = twilio.post(message_fields("Your code is 1234", From=sender, To="+15005550100", WaId=""))
        assert (answer.status_code, answer.text) == (200, NOTHING)
    assert contents() == before
