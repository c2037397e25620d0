"""The fake Twilio refuses what Twilio refuses: by its OpenAPI, and by the pages of its errors."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

import pytest
import requests

from tests.people import ACCOUNT_SID, SENDER, TOKEN
from tests.twilio_api import MESSAGES, FakeTwilioApi
from tests.twilio_refusals import expected

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

TO: Final = "whatsapp:+15005550006"
TEXT, BUTTONS, ROWS, APPROVED, MANY, BARE = ("HX" + letter * 32 for letter in "abcdef")
GOOD: Final = {"To": TO, "From": SENDER, "Body": "Hello."}
SMS: Final = {"To": "+15005550006", "From": "+15005550100", "Body": "Hello."}
WITH: Final = {
    "To": TO,
    "From": SENDER,
    "ContentSid": TEXT,
    "ContentVariables": '{"1": "Maya", "2": "Friday"}',
}


def quick(*titles: str, body: str = "{{1}}") -> dict[str, Any]:
    actions = [{"type": "QUICK_REPLY", "title": each, "id": str(place)} for place, each in enumerate(titles)]
    return {"twilio/quick-reply": {"body": body, "actions": actions}}


def picker(*items: str, button: str = "Choose", **others: str) -> dict[str, Any]:
    rows = [{"item": each, "id": str(place), **others} for place, each in enumerate(items)]
    return {"twilio/list-picker": {"body": "Which one?", "button": button, "items": rows}}


@pytest.fixture(scope="module")
def twilio() -> Iterator[FakeTwilioApi]:
    with FakeTwilioApi() as fake:
        fake.contents.knows(TEXT, "Hello {{1}}, see you on {{2}}. Bye.")
        fake.contents.knows(BUTTONS, **quick("Yes", "{{2}}"))
        fake.contents.knows(APPROVED, "Hello {{1}}, this is us.")
        fake.contents.approvals[APPROVED] = {"name": "approved", "status": "approved"}
        fake.contents.knows(MANY, **quick("1", "2", "3", "4"))
        fake.contents.knows(BARE, "Hello.")
        yield fake


def answer(twilio: FakeTwilioApi, method: str, path: str, **how: Any) -> tuple[int, int]:
    """Return the status and Twilio's code."""
    with expected() as refused:
        said = requests.request(method, twilio.url + path, auth=(ACCOUNT_SID, TOKEN), timeout=10, **how)
    assert len(refused) == (said.status_code in {400, 404, 405}), "each is noted once"
    return said.status_code, said.json()["code"] if said.status_code >= 400 else 0


def without(field: str) -> dict[str, str]:
    return {name: value for name, value in GOOD.items() if name != field}


def variables(given: object, sid: str = TEXT) -> dict[str, str]:
    said = given if isinstance(given, str) else json.dumps(given)
    return {"To": TO, "From": SENDER, "ContentSid": sid, "ContentVariables": said}


MESSAGES_REFUSED: Final[Mapping[str, tuple[dict[str, Any], int]]] = {
    "no receiver": (without("To"), 21604),
    "no sender": (without("From"), 21603),
    "a receiver that is no address": ({**GOOD, "To": "whatsapp:Maya"}, 21211),
    "a sender that is no address": ({**GOOD, "From": "Larkfield"}, 21212),
    "from WhatsApp to a telephone": ({**GOOD, "To": "+15005550006"}, 21910),
    "from a telephone to WhatsApp": ({**SMS, "To": TO}, 21910),
    "no words": (without("Body"), 21619),
    "blank words": ({**GOOD, "Body": " \n"}, 21602),
    "no character in the words": ({**GOOD, "Body": "a\0b"}, 21602),
    "1,601 characters": ({**GOOD, "Body": "x" * 1601}, 21617),
    "801 characters that count as two": ({**GOOD, "Body": "\U0001f44d" * 801}, 21617),
    "words beside a content": ({**WITH, "Body": "Hello."}, 35127),
    "empty words beside a content": ({**WITH, "Body": ""}, 35127),
    "a picture beside a content": ({**WITH, "MediaUrl": "https://clinic.example/a.png"}, 35127),
    "words beside variables": ({**GOOD, "ContentVariables": "{}"}, 35127),
    "variables without a content": (
        {"To": TO, "From": SENDER, "ContentVariables": "{}", "MediaUrl": "https://clinic.example/a.png"},
        21654,
    ),
    "variables that are no JSON": (variables("{1: Maya}"), 21656),
    "variables that are a list": (variables(["Maya", "Friday"]), 21656),
    "variables that are nothing": (variables("null"), 21656),
    "no variables at all": ({"To": TO, "From": SENDER, "ContentSid": TEXT}, 21656),
    "a variable that is null": (variables({"1": None, "2": "Friday"}), 21656),
    "a variable that is a number": (variables({"1": 5, "2": "Friday"}), 21656),
    "an empty variable": (variables({"1": "", "2": "Friday"}), 21656),
    "a blank variable": (variables({"1": "  ", "2": "Friday"}), 21656),
    "a missing variable": (variables({"1": "Maya"}), 21656),
    "an undeclared variable": (variables({"1": "Maya", "2": "Friday", "3": "x"}), 21656),
    "a variable for a content that has none": (variables({"1": "Maya"}, BARE), 21656),
    "a line end in a variable": (variables({"1": "Maya\nOkafor", "2": "Friday"}), 21656),
    "a carriage return in a variable": (variables({"1": "Maya\rOkafor", "2": "Friday"}), 21656),
    "a tab in a variable": (variables({"1": "Maya\tOkafor", "2": "Friday"}), 21656),
    "five spaces in a variable": (variables({"1": "Maya     Okafor", "2": "Friday"}), 21656),
    "a line end in a variable of an approved template": (variables({"1": "a\nb"}, APPROVED), 92007),
    "a text of more than 1,600 once it is filled": (variables({"1": "x" * 1600, "2": "Friday"}), 21658),
    "words above buttons of more than 1,024": (variables({"1": "x" * 1025, "2": "No"}, BUTTONS), 21658),
    "a button of 21 characters": (variables({"1": "Well?", "2": "x" * 21}, BUTTONS), 21658),
    "two buttons that say the same": (variables({"1": "Well?", "2": "Yes"}, BUTTONS), 21658),
    "four buttons that nobody approved": (variables({"1": "Well?"}, MANY), 63013),
    "an id that is none": ({"To": TO, "From": SENDER, "ContentSid": "HX1"}, 20001),
    "a callback that is no URL": ({**GOOD, "StatusCallback": "clinic.example/status"}, 21609),
    "a callback at a host with an underscore": (
        {**GOOD, "StatusCallback": "https://my_clinic.example/"},
        21609,
    ),
    "a picture that is no URL": ({**GOOD, "MediaUrl": "a.png"}, 21620),
    "eleven pictures": ({**GOOD, "MediaUrl": ["https://clinic.example/a.png"] * 11}, 21623),
    "valid for no time": ({**GOOD, "ValidityPeriod": "0"}, 20001),
    "valid for more than ten hours": ({**GOOD, "ValidityPeriod": "36001"}, 20001),
    "valid for a word": ({**GOOD, "ValidityPeriod": "long"}, 20001),
    "valid for a fraction": ({**GOOD, "ValidityPeriod": "3.5"}, 20001),
    "kept as nobody keeps it": ({**GOOD, "ContentRetention": "forget"}, 20001),
    "a schedule that is none": ({**GOOD, "ScheduleType": "later"}, 20001),
    "a parameter that nobody knows": ({**GOOD, "Boby": "Hello."}, 20001),
    "a parameter twice": ({**GOOD, "Body": ["Hello.", "Hello again."]}, 20001),
}
CONTENTS_REFUSED: Final[Mapping[str, dict[str, Any]]] = {
    "no types": {"language": "en", "types": {}},
    "a type that nobody knows": {"types": {"twilio/poem": {"body": "x"}}},
    "no language": {"language": None, "types": quick("Yes")},
    "a language that is none": {"language": "English", "types": quick("Yes")},
    "a text without words": {"types": {"twilio/text": {"body": ""}}},
    "a text of more than 1,600": {"types": {"twilio/text": {"body": "x" * 1601}}},
    "words above buttons of more than 1,024": {"types": quick("Yes", body="x" * 1025)},
    "no buttons": {"types": quick()},
    "eleven buttons": {"types": quick(*map(str, range(11)))},
    "a button of 1,500 characters": {"types": quick("x" * 1500)},
    "a button without words": {"types": quick("")},
    "two buttons that say the same": {"types": quick("Yes", "Yes")},
    "a button with a line end": {"types": quick("Y\nes")},
    "a part of a button that nobody knows": {
        "types": {
            "twilio/quick-reply": {"body": "x", "actions": [{"title": "x", "id": "1", "colour": "red"}]}
        }
    },
    "no rows": {"types": picker()},
    "eleven rows": {"types": picker(*map(str, range(11)))},
    "a row of 25 characters": {"types": picker("x" * 25)},
    "a description of 73 characters": {"types": picker("x", description="x" * 73)},
    "a list's button of 21 characters": {"types": picker("x", button="x" * 21)},
    "a row's id of 201 characters": {"types": picker("x", id="x" * 201)},
    "a variable without a sample": {"types": quick("Yes"), "variables": {}},
    "a sample without a variable": {"types": quick("Yes"), "variables": {"1": "a", "2": "b"}},
    "a sample that is a number": {"types": quick("Yes"), "variables": {"1": 1}},
    "a sample with a line end": {"types": quick("Yes"), "variables": {"1": "a\nb"}},
    "a gap in the numbers": {"types": quick("Yes", body="{{1}} {{3}}"), "variables": {"1": "a", "3": "b"}},
    "101 variables": {
        "types": {"twilio/text": {"body": " ".join(f"{{{{{number}}}}}" for number in range(1, 102))}},
        "variables": {str(number): "a" for number in range(1, 102)},
    },
}
BODIES_NOT_APPROVED: Final = (
    "{{1}}, this is the clinic that you know.",
    "This is the clinic that you know, {{1}}",
    "Hello to you, {{1}} {{2}}, from the clinic that you know.",
    "Hello {{1}} and {{2}} too.",
    "Hello {{1}}, from\n\n\nthe clinic.",
    "Hello {{1}}, this is us." + " x" * 520,
)


def test_what_is_right_is_taken(twilio: FakeTwilioApi):
    for fields in (
        *(
            GOOD,
            SMS,
            WITH,
            variables({"1": "Maya"}, APPROVED),
            {"To": TO, "From": SENDER, "ContentSid": BARE},
        ),
        {**GOOD, "To": "whatsapp:US." + "a1" * 20, "ContentRetention": "discard", "ValidityPeriod": "36000"},
        {**GOOD, "Body": "x" * 1600, "StatusCallback": "https://clinic.example:8443/webhook/status"},
        variables({"1": "Well?    Yes", "2": "x" * 20}, BUTTONS),
    ):
        assert answer(twilio, "POST", MESSAGES, data=fields) == (201, 0), fields


def test_a_message_that_twilio_would_refuse_is_refused_with_its_code(twilio: FakeTwilioApi):
    codes = {case: code for case, (_, code) in MESSAGES_REFUSED.items()}
    assert {
        case: answer(twilio, "POST", MESSAGES, data=fields)[1]
        for case, (fields, _) in MESSAGES_REFUSED.items()
    } == codes


def test_a_content_that_twilio_would_refuse_is_refused(twilio: FakeTwilioApi):
    for case, asked in CONTENTS_REFUSED.items():
        whole = {"friendly_name": "x", "language": "en", "variables": {"1": "a"}, **asked}
        if "{{" not in json.dumps(whole["types"]) and "variables" not in asked:
            whole["variables"] = {}
        assert answer(twilio, "POST", "/v1/Content", json=whole) == (400, 20422), case
    right = {"friendly_name": "x", "language": "en", "variables": {"1": "a"}, "types": quick("Yes")}
    assert answer(twilio, "POST", "/v1/Content", json=right) == (201, 0)


def test_a_template_that_whatsapp_would_not_look_at_is_refused(twilio: FakeTwilioApi):
    def asks(body: str, name: str = "name", category: str = "UTILITY") -> tuple[int, int]:
        twilio.contents.knows(TEXT[:-1] + "0", body)
        path = f"/v1/Content/{TEXT[:-1]}0/ApprovalRequests/whatsapp"
        return answer(twilio, "POST", path, json={"name": name, "category": category})

    for body in BODIES_NOT_APPROVED:
        assert asks(body) == (400, 20422), body
    right = "Hello {{1}}, this is the clinic."
    assert asks(right, name="A name") == asks(right, category="NICE") == (400, 20422)
    assert asks(right) == (201, 0)
    assert asks(right) == (400, 20422), "twice"


def test_what_the_openapi_does_not_have_is_refused(twilio: FakeTwilioApi):
    one = MESSAGES.replace(".json", "/SM" + "0" * 32 + ".json")
    for method, path, data, status in (
        ("GET", MESSAGES + "?PageSize=5000", None, 400),
        ("GET", MESSAGES + "?PageSize=many", None, 400),
        ("GET", MESSAGES + "?Too=%2B15005550006", None, 400),
        ("GET", MESSAGES + "?PageSize=1&PageSize=2", None, 400),
        ("DELETE", MESSAGES, None, 405),
        ("POST", one, {"Body": "other words"}, 400),
        ("POST", one, {"Status": "cancelled"}, 400),
        ("DELETE", one.replace("SM0", "SM"), None, 404),
        ("GET", "/2010-04-01/Accounts/AC1/Messages.json", None, 404),
        ("GET", "/2010-04-01/Nothing.json", None, 404),
        ("GET", "/v1/Content?PageSize=0", None, 400),
        ("DELETE", "/v1/Content", None, 405),
        ("POST", MESSAGES, "{}", 400),
    ):
        assert answer(twilio, method, path, data=data)[0] == status, (method, path)
