"""`flask doctor` asks Twilio whether it has our texts, and forgets our words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.checks import State
from app.cli.doctor import discards, texts
from app.messages.content import push
from tests.messages.clinic import WORDS, with_twilio
from tests.twilio_api import Fault

if TYPE_CHECKING:
    from tests.messages.clinic import Clinic


def test_texts_that_twilio_lacks_or_has_otherwise_are_told(clinic: Clinic):
    assert texts(clinic.services).said == "off: none were made at Twilio"
    push(clinic.services, "operator")
    assert texts(clinic.services).state is State.OK
    made = clinic.api.contents.made
    sid, content = next((sid, each) for sid, each in made.items() if "reminder_en" in each["friendly_name"])
    made[sid] = content | {"types": {"twilio/text": {"body": "Buy our pills, {{1}}."}}}
    assert "1 of our texts were changed" in texts(clinic.services).said
    del made[sid]
    found = texts(clinic.services)
    assert (found.state, found.said) == (State.WARN, "Twilio lacks 1 of our texts")
    assert "content push" in found.mend


def test_what_was_deleted_at_twilio_is_made_by_the_next_push(clinic: Clinic):
    push(clinic.services, "operator")
    lost = next(sid for sid, each in clinic.api.contents.made.items() if "whom_en" in each["friendly_name"])
    del clinic.api.contents.made[lost]
    assert push(clinic.services, "operator") == 1
    assert texts(clinic.services).state is State.OK


@pytest.mark.parametrize(
    ("fault", "code"),
    [(Fault(20003, 401), "twilio_key_refused"), (Fault(drop="before"), "twilio_unreachable")],
)
def test_a_twilio_that_cannot_be_asked_is_told(fault: Fault, code: str, clinic: Clinic):
    push(clinic.services, "operator")
    clinic.api.content_faults = [fault]
    found = texts(clinic.services)
    assert (found.state, found.said) == (State.BAD, code)


def test_whether_twilio_forgets_our_words_is_seen_on_the_last_message(clinic: Clinic):
    assert discards(clinic.services) == [], "it is not asked to"
    kept = clinic.services
    clinic.services = with_twilio(kept, clinic.api.url, discards=True)
    assert [each.said for each in discards(clinic.services)] == ["not seen yet: nothing was sent"]
    clinic.writes(body=WORDS)
    clinic.works()
    assert [each.state for each in discards(clinic.services)] == [State.OK]
    clinic.services = kept
    clinic.writes(body=WORDS)
    clinic.works(minutes=1)
    found = discards(with_twilio(kept, clinic.api.url, discards=True))
    assert [(each.state, each.said) for each in found] == [
        (State.BAD, "Twilio keeps the words of our last message")
    ]


def test_an_account_without_message_redaction_is_told(clinic: Clinic):
    clinic.services = with_twilio(clinic.services, clinic.api.url, discards=True)
    clinic.api.redaction = False
    clinic.writes()
    clinic.works()
    (found,) = discards(clinic.services)
    assert (found.state, "30029" in found.said) == (State.BAD, True)
    assert "Message Redaction" in found.mend
