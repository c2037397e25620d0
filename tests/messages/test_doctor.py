"""`flask doctor` asks Twilio whether it has our texts, and forgets our words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from app.checks import State
from app.cli.outside.texts import discards, texts
from app.config import Secret
from app.config.settings import TwilioApi
from app.messages.account import account
from app.messages.content import push
from tests.messages.clinic import WORDS, with_twilio
from tests.people import OLDER_TOKEN, PUBLIC_URL, SENDER, TOKEN
from tests.twilio_api import KEY, SECRET, Fault

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


WHATSAPP, SMS = "whatsapp:+14155550177", "+15005550100"
HERE = f"{PUBLIC_URL}/webhook"


def found(clinic: Clinic, **changed: Any) -> list[tuple[State, str]]:
    services = with_twilio(clinic.services, clinic.api.url, **{"senders": (WHATSAPP, SMS)} | changed)
    return [(each.state, each.said) for each in account(services)]


def test_an_account_that_leads_our_numbers_here_is_well(clinic: Clinic):
    clinic.api.webhooks = {WHATSAPP: f"{HERE}#rc=3&rp=5xx", SMS: HERE}
    assert found(clinic) == [(State.OK, "Twilio takes the token, and leads our numbers here")]
    clinic.api.webhooks = {}
    assert [state for state, _ in found(clinic, senders=(SENDER,))] == [State.OK], "the sandbox is nobody's"


def test_a_token_of_another_account_is_told_although_it_signs_our_own_test(clinic: Clinic):
    [(state, said)] = found(clinic, auth_tokens=(Secret(OLDER_TOKEN), Secret(TOKEN)))
    assert state is State.BAD
    assert "TWILIO_AUTH_TOKEN" in said
    assert "TWILIO_ACCOUNT_SID" in said
    assert OLDER_TOKEN not in said


def test_the_token_is_asked_about_even_if_messages_are_sent_with_a_key(clinic: Clinic):
    key = TwilioApi(KEY, Secret(SECRET), clinic.api.url)
    clinic.api.webhooks = {WHATSAPP: HERE, SMS: HERE}
    assert [state for state, _ in found(clinic, api=key)] == [State.OK]


def test_a_number_that_the_account_lacks_or_that_leads_elsewhere_is_told(clinic: Clinic):
    clinic.api.webhooks = {WHATSAPP: "https://elsewhere.example/webhook"}
    assert sorted(found(clinic)) == [
        (State.BAD, f"the account has no {SMS}"),
        (State.WARN, f"the webhook of {WHATSAPP} is another's"),
    ]


def test_a_suspended_account_and_a_twilio_that_does_not_answer_are_told(clinic: Clinic):
    clinic.api.account_status = "suspended"
    assert found(clinic) == [(State.BAD, "Twilio says that the account is suspended")]
    nowhere = with_twilio(clinic.services, "http://127.0.0.1:1")
    assert [each.state for each in account(nowhere)] == [State.WARN]
