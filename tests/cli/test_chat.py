"""The terminal's patient: what is sent, what is told instead, and what a script may not pass over."""

from __future__ import annotations

import socket
import threading
from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import pytest
from argon2.profiles import CHEAPEST

from app import create_app
from app.cli import chat
from app.cli.chat import NotAnswered, Posted, TwilioStandIn
from app.config import load
from app.services import Services
from app.store.conversations import senders
from tests.people import Twilio
from tests.settings import complete_environment


@pytest.fixture
def sent(app, monkeypatch):
    """What reached the app, to which the terminal is wired without a network."""
    fields_sent = []

    def post(_stand_in, path, fields, *, signed=True):
        fields_sent.append(fields)
        answer = Twilio(app.test_client()).post(fields, path)
        return Posted(answer.status_code, answer.text)

    monkeypatch.setattr(TwilioStandIn, "post", post)
    return fields_sent


@pytest.fixture
def talk(app):
    return lambda *lines, arguments=(): app.test_cli_runner().invoke(
        args=["chat", *arguments], input="".join(f"{line}\n" for line in lines)
    )


def test_help_is_the_terminals_and_is_not_sent(talk, sent):
    told = talk("/help", "/quit").output
    assert told.count("leave (the conversation stays where it is)") == 2
    assert sent == []


def test_an_unknown_command_is_told_and_not_sent(talk, sent):
    told = talk("/foo", "hello", "/quit").output
    assert "there is no /foo" in told
    assert [fields["Body"] for fields in sent] == ["hello"]


def test_nothing_can_be_delivered_again_before_the_first_message(talk, sent):
    assert "Nothing has been sent yet." in talk("/again", "/quit").output
    assert sent == []


def test_an_unknown_command_in_a_script_ends_it_with_status_1(talk, sent):
    ended = talk("hello", "/foo", "1", arguments=["--script", "-", "--pace", "0"])
    assert ended.exit_code == 1
    assert "Line 2: Not sent: there is no /foo" in ended.output
    assert len(sent) == 1


@pytest.mark.parametrize("half", ["\ud83d", "caf\udcc3", "\udce2\udc82 so"])
def test_a_character_typed_by_halves_does_not_end_the_conversation(services, sent, half):
    patient = chat._Patient(TwilioStandIn(services.settings), "whatsapp:+15005550006", services)
    patient.says(half)
    assert sent[-1]["Body"].encode()


def test_a_command_typed_by_halves_is_told_in_whole_characters(services):
    patient = chat._Patient(TwilioStandIn(services.settings), "whatsapp:+15005550006", services)
    with pytest.raises(chat._NotSent) as told:
        patient.says("/caf\udcc3")
    assert b"/caf?" in str(told.value).encode()


def test_bytes_that_are_no_text_do_not_end_the_conversation(app, sent):
    ended = app.test_cli_runner().invoke(args=["chat"], input=b"caf\xc3\n/quit\n")
    assert ended.exit_code == 0, ended.exception
    assert sent[0]["Body"] == "caf\ufffd"


@pytest.mark.parametrize("lines", [["hello"], ["hola"], ["hello", "ESPAÑOL"]])
def test_a_script_that_writes_faster_than_the_limit_ends_with_status_1_and_a_hint(talk, sent, lines):
    ended = talk(*lines, *["hmm"] * 25, arguments=["--script", "-", "--pace", "0"])
    assert ended.exit_code == 1
    assert "not saved: too many messages in a minute" in ended.output
    assert len(sent) == 21


def test_a_message_that_was_not_saved_is_to_be_sent_again(talk, monkeypatch):
    monkeypatch.setattr(TwilioStandIn, "post", lambda *_, **__: Posted(503, ""))
    ended = talk("hello", arguments=["--script", "-", "--pace", "0"])
    assert ended.exit_code == 2
    assert "was not saved; send it again" in ended.output


def test_an_answer_that_is_no_twiml_is_told_without_a_traceback(talk, monkeypatch):
    monkeypatch.setattr(TwilioStandIn, "post", lambda *_, **__: Posted(200, "<html>"))
    ended = talk("hello", arguments=["--script", "-", "--pace", "0"])
    assert ended.exit_code == 2
    assert "is not Anteroom" in ended.output


def test_a_server_without_tls_is_told_from_no_server(services):
    def answer_in_clear(listener):
        connection, _ = listener.accept()
        with connection:
            connection.recv(4096)
            connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        thread = threading.Thread(target=answer_in_clear, args=(listener,))
        thread.start()
        stand_in = TwilioStandIn(services.settings, f"https://127.0.0.1:{listener.getsockname()[1]}")
        with pytest.raises(NotAnswered, match="but not over TLS"):
            stand_in.post("/webhook", {"a": "b"})
        thread.join()


@pytest.mark.parametrize(
    ("line", "carried"),
    [
        ("/contact", {"MessageType": "contacts", "MediaContentType0": "text/vcard", "Body": ""}),
        ("/caption metformin 500 mg", {"MessageType": "image", "NumMedia": "1", "Body": "metformin 500 mg"}),
        ("/location 12 Mill Lane", {"Latitude": "51.5", "Address": "12 Mill Lane", "Body": ""}),
        ("/button Yes, I agree", {"ButtonText": "Yes, I agree", "Body": "Yes, I agree"}),
    ],
)
def test_a_command_sends_the_fields_that_twilio_sends(talk, sent, line, carried):
    talk(line, "/quit")
    assert carried.items() <= sent[0].items()


def test_a_burst_is_several_messages(talk, sent):
    talk("/burst 12 Mill Lane | Larkfield | LK1 2AB", "/quit")
    assert [fields["Body"] for fields in sent] == ["12 Mill Lane", "Larkfield", "LK1 2AB"]


def test_days_pass_in_development(services, sent):
    services = replace(services, settings=replace(services.settings, production=False))
    address = "whatsapp:+15005550006"
    patient = chat._Patient(TwilioStandIn(services.settings), address, services)
    for line in ("hello", "1", "1", "/wait 3d", "/wait 1 s"):
        patient.says(line)
    with services.store.begin() as unit:
        held = senders.lock(unit.db, address, None, services.clock())
    passed = timedelta(days=3, seconds=1)
    assert held.last_inbound_at == services.clock() - passed
    progress = held.read()
    assert progress
    assert progress.last_at == services.clock() - passed


def test_no_day_is_made_up_in_production(talk, sent):
    assert "works in development only" in talk("hello", "/wait 3d", "/quit").output
    assert "/wait takes a number" in talk("/wait long", "/quit").output


@pytest.mark.parametrize(
    ("mode", "lines"),
    [
        ("chat", ("good morning", "< Who are these questions about?", "LINK", "< one of the numbers")),
        ("link", ("good morning", "< /f/", "I have asthma", "< keep nothing", "enlace", "< /f/")),
        (
            "ask",
            (
                "good morning",
                "< Where would you like",
                "2",
                "< /f/",
                "hm",
                "< Who are these questions about?",
            ),
        ),
    ],
)
def test_a_patient_is_played_wherever_patients_answer(store, clock, tmp_path, monkeypatch, mode, lines):
    services = Services(load(complete_environment(INTAKE_MODE=mode), tmp_path), store, clock)
    app = create_app(services, CHEAPEST)
    monkeypatch.setattr(TwilioStandIn, "post", lambda _, path, fields, **__: _posted(app, path, fields))
    script = "".join(f"{line}\n" for line in lines)
    played = app.test_cli_runner().invoke(args=["chat", "--script", "-", "--pace", "0"], input=script)
    assert played.exit_code == 0, played.output


def _posted(app, path, fields):
    answer = Twilio(app.test_client()).post(fields, path)
    return Posted(answer.status_code, answer.text)


def test_a_sender_by_sms_writes_to_a_number_for_sms(services):
    ours = replace(services.settings.twilio, senders=("whatsapp:+14155238886", "+15005550091"))
    stand_in = TwilioStandIn(replace(services.settings, twilio=ours))
    assert stand_in.fields("+15005550006", "hello", "SM0")["To"] == "+15005550091"
    assert stand_in.fields("whatsapp:+15005550006", "hello", "SM0")["To"] == "whatsapp:+14155238886"
