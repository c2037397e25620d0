"""Each text is made at Twilio once, whatever is killed on the way, and is sent once WhatsApp approved it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from app.jobs.worker import Worker
from app.messages import content
from app.messages.content import everything, push
from app.messages.templates import templates_of
from app.store.messages import contents, outbound
from app.store.messages.contents import CHECK
from app.store.messages.new_message import NewMessage, Purpose
from app.store.trail import audit
from app.store.work.jobs import Delayed, Hopeless
from tests.databases import on_each_engine, on_either_engine
from tests.twilio_api import Fault

if TYPE_CHECKING:
    from app.messages.content import Wanted
    from app.store.messages.contents import Content
    from tests.messages.clinic import Clinic

pytest_generate_tests = on_either_engine
ALL = everything()
TEXTS = [each for each in ALL if each.kind == "text"]
"""Those that WhatsApp has to approve."""
VALUES = {"clinic": "Larkfield\nClinic", "phone": "01632 960 555"}


def rows(clinic: Clinic) -> list[Content]:
    with clinic.services.store.read() as unit:
        return contents.all_contents(unit.db)


def works(clinic: Clinic, **delta: float) -> list[bool]:
    clinic.clock.moves(**delta)
    worker = Worker(clinic.services, {CHECK: content.run})
    return [worker.once(), worker.once()]


def changed(wanted: Wanted) -> Wanted:
    body = wanted.body + " Thank you."
    return replace(wanted, body=body, digest="f" * 64, types={"twilio/text": {"body": body}})


def test_a_push_makes_each_text_once_and_asks_for_its_approval_once(clinic: Clinic):
    assert push(clinic.services, "operator", ALL[:4]) == 4
    assert push(clinic.services, "operator") == len(ALL) - 4, "what is there already is left as it is"
    assert push(clinic.services, "operator") == 0
    names = {each.known_as for each in rows(clinic)}
    assert {each["friendly_name"] for each in clinic.api.contents.made.values()} == names
    assert len(clinic.api.contents.made) == len(ALL)
    templates = [each for each in rows(clinic) if each.kind == "text"]
    assert {each["name"] for each in clinic.api.contents.approvals.values()} == {
        each.known_as for each in templates
    }
    assert {each.state for each in templates} == {"received"}


@on_each_engine
def test_a_push_that_is_cut_off_anywhere_makes_nothing_twice(clinic: Clinic):
    cuts = 0
    with pytest.raises(StopIteration):
        for answered in range(30):
            clinic.api.content_faults = [Fault()] * answered + [Fault(drop="after")]
            with suppress(Delayed):
                push(clinic.services, "operator", ALL[:4])
                raise StopIteration
            cuts += 1
    assert cuts > 4
    clinic.api.content_faults = []
    assert len(clinic.api.contents.made) == len(clinic.api.contents.approvals) == 4
    assert {each.sid for each in rows(clinic)} == set(clinic.api.contents.made)


def test_nothing_may_be_sent_before_it_is_approved_and_then_its_words_arrive(clinic: Clinic):
    push(clinic.services, "operator", TEXTS)
    with clinic.services.store.read() as unit:
        assert contents.approved(unit.db, "call_us", "en") is None
    assert works(clinic, hours=1) == [True, False]
    clinic.api.contents.judges("approved")
    works(clinic, hours=1)
    with clinic.services.store.begin() as unit:
        template = contents.approved(unit.db, "call_us", "en")
        assert template is not None
        assert template.shown(VALUES).startswith(
            "Hello, this is Larkfield Clinic. Please call us on 01632 960 555"
        )
        filled = template.filled(VALUES)
        outbound.send(unit.db,
            NewMessage(
                Purpose.NOTICE, "anteroom",
                conversation_id=clinic.conversation, content_sid=template.sid, variables=filled,
            ),
            clinic.clock(),
        )  # fmt: skip
        assert [each.name for each in contents.templates(unit.db, "es")] == [
            "call_us",
            "form",
            "invitation",
            "news",
            "reminder",
        ]
        assert contents.approved(unit.db, "call_us", "fr") is None
    clinic.works(hours=30)
    (sent,) = clinic.api.sent
    assert sent.fields["ContentSid"] == template.sid
    assert sent.fields["ContentVariables"] == '{"1": "Larkfield Clinic", "2": "01632 960 555"}'


def test_a_decision_is_asked_for_each_hour_until_all_are_settled(clinic: Clinic):
    push(clinic.services, "operator", ALL[:4])
    assert works(clinic, minutes=59) == [False, False]
    clinic.api.contents.judges("approved", "reminder")
    assert works(clinic, minutes=2) == [True, False]
    assert works(clinic, minutes=59) == [False, False]
    clinic.api.contents.judges("pending")
    clinic.api.contents.judges("approved", "reminder")
    assert works(clinic, minutes=2) == [True, False]
    clinic.api.contents.judges("rejected", reason="It says too little.")
    assert works(clinic, hours=1) == [True, False]
    assert {(each.state, each.reason) for each in rows(clinic)} == {("rejected", "It says too little.")} | {
        ("approved", None)
    }
    asked = len(clinic.api.asked)
    assert works(clinic, hours=5) == [False, False]
    assert len(clinic.api.asked) == asked


def test_the_last_text_that_was_approved_is_sent_until_the_new_one_is(clinic: Clinic):
    push(clinic.services, "operator", ALL[:1])
    clinic.api.contents.judges("approved")
    works(clinic, hours=1)
    clinic.clock.moves(days=1)
    push(clinic.services, "operator", [changed(ALL[0])])
    with clinic.services.store.read() as unit:
        before = contents.approved(unit.db, ALL[0].name, "en")
        assert before is not None
        assert before.body == ALL[0].body
    assert len({each["name"] for each in clinic.api.contents.approvals.values()}) == 2
    clinic.api.contents.judges("approved")
    works(clinic, hours=1)
    with clinic.services.store.read() as unit:
        after = contents.approved(unit.db, ALL[0].name, "en")
        assert after is not None
        assert after.body.endswith(" Thank you.")


def test_a_content_that_twilio_lost_is_made_again(clinic: Clinic):
    push(clinic.services, "operator", ALL[:1])
    clinic.api.contents.made.clear()
    clinic.api.contents.approvals.clear()
    works(clinic, hours=1)
    assert rows(clinic)[0].sid is None
    assert push(clinic.services, "operator", ALL[:1]) == 1
    assert [each.sid for each in rows(clinic)] == list(clinic.api.contents.made)


@pytest.mark.parametrize(
    ("fault", "raised", "code"),
    [
        (Fault(20429, 429), Delayed, "twilio_busy"),
        (Fault(20500, 500), Delayed, "twilio_unavailable"),
        (Fault(drop="before"), Delayed, "twilio_unreachable"),
        (Fault(20003, 401), Hopeless, "twilio_key_refused"),
        (Fault(20422, 400), Hopeless, "twilio_refused"),
    ],
)
def test_what_twilio_refuses_is_told_and_a_second_push_goes_on(clinic: Clinic, fault, raised, code):
    clinic.api.content_faults = [Fault(), fault]
    with pytest.raises(raised) as caught:
        push(clinic.services, "operator", ALL[:2])
    assert caught.value.code == code
    push(clinic.services, "operator", ALL[:2])
    assert len(clinic.api.contents.made) == 2


def test_one_text_that_twilio_refuses_keeps_no_other_back(clinic: Clinic):
    clinic.api.content_faults = [Fault(), Fault(20422, 400)]
    with pytest.raises(Hopeless, match="twilio_refused"):
        push(clinic.services, "operator", ALL[:4])
    assert (len(clinic.api.contents.made), len(clinic.api.contents.approvals)) == (3, 3)
    clinic.api.content_faults = [Fault(20422, 400)]
    clinic.api.contents.judges("approved")
    with pytest.raises(Hopeless, match="twilio_refused"):
        content.refresh(clinic.services)
    assert sorted(each.state for each in rows(clinic)) == ["approved", "approved", "new", "received"]
    assert push(clinic.services, "operator", ALL[:4]) == 1


def test_the_commands_push_and_say_what_whatsapp_decided(clinic: Clinic, app):
    app.extensions["anteroom"] = clinic.services

    def said(command: str) -> str:
        done = app.test_cli_runner().invoke(args=["content", command])
        return f"{done.exit_code} {done.output}"

    assert "Run: " in said("status")
    assert said("push").startswith(f"0 {len(ALL)} new at Twilio.")
    clinic.api.contents.judges("approved")
    clinic.api.contents.judges("rejected", "news_en", "It says too little.")
    told = said("status")
    assert "news             en  rejected: It says too little." in told
    assert told.count(" approved") == len(templates_of("chat")) - 1
    assert said("push").startswith("0 Twilio has every text already.")
    clinic.api.content_faults = [Fault(20429, 429)]
    assert "Twilio is busy" in said("status")
    with clinic.services.store.read() as unit:
        pushes = [each for each in audit.latest(unit.db, 50) if each.action == "content.pushed"]
    assert [dict(each.details) for each in pushes] == [{"contents": len(ALL)}]


def test_buttons_need_no_approval_and_may_be_sent_at_once(clinic: Clinic):
    forms = [each for each in ALL if each.kind != "text"]
    assert push(clinic.services, "operator", forms) == len(forms)
    assert clinic.api.contents.approvals == {}
    with clinic.services.store.read() as unit:
        sids = contents.session_sids(unit.db)
    assert sids.keys() == {(each.name, each.language, each.digest) for each in forms}
    assert set(sids.values()) == set(clinic.api.contents.made)
