"""The clinic invites numbers by an approved template: each once, none that said STOP, and what came of it is told."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from html import unescape
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from app.dashboard.invitations.numbers import LARGEST, MOST_LINES
from app.dashboard.invitations.pace import INVITED as INVITED_KIND
from app.dashboard.invitations.pace import OF_A_MEMBER, WITHOUT_CODE
from app.retention.run import run as retain
from app.store.conversations.invitations import Invitation
from app.store.messages.outbound import OutboundMessage
from app.store.model import table_of
from app.store.patients import erasures
from app.store.staff import staff
from app.store.trail import audit
from app.store.work import storage_counts
from app.store.work.storage_counts import day_of
from tests import store_queries
from tests.messages.invites import FIRST, FORM, SECOND, THIRD, checks, sends
from tests.people import HANDS_IN, Patient, status_fields
from tests.server.canary import encodings
from tests.staff_people import HOST
from tests.store_queries import spoken_for
from tests.twilio_api import Fault

if TYPE_CHECKING:
    from collections.abc import Callable

    from werkzeug.test import TestResponse

    from tests.app_fixtures import Contents
    from tests.messages.clinic import Clinic
    from tests.staff_people import Colleague

INVITED = "Hello, this is Larkfield Clinic. Please answer."


def uploads(person: Colleague, data: bytes, name: str = "Maya.csv") -> TestResponse:
    token = person.browser.token("/invite")
    fields = FORM | {"csrf_token": token, "file": (io.BytesIO(data), name)}
    headers = {"Referer": HOST + "/", "Origin": HOST}
    return person.browser.client.post("/invite/file", base_url=HOST, data=fields, headers=headers)


def left_out(page: TestResponse) -> dict[str, tuple[str, str]]:
    rows = re.findall(r'<th scope="row">(.*?)</th><td class="num">(\d+)</td><td>(.*?)</td>', page.text)
    shown = {unescape(why): (count, re.sub("<[^>]+>", " ", lines)) for why, count, lines in rows}
    return {
        why: (count, " ".join(unescape(lines).split()).replace(" :", ":"))
        for why, (count, lines) in shown.items()
    }


def states(person: Colleague) -> list[tuple[str, str]]:
    page = person.browser.get("/invite").text
    return re.findall(r'aria-label="ends in (\d+)".*?</svg>([^<]+)</span>', page, re.DOTALL)


def test_reception_invites_and_sees_what_came_of_each(clinic: Clinic, ines: Colleague, approved: str):
    page = checks(ines, f"{FIRST}\n{SECOND}\n+44 7700 900 504")
    assert "Invite 3 people?" in page.text
    assert INVITED in page.text
    assert "3 invitations are on their way." in sends(ines, page).text
    assert {state for _, state in states(ines)} == {"Waiting to be sent"}
    for _ in range(3):
        clinic.works(seconds=20)
    assert {each.to for each in clinic.api.sent} == {f"whatsapp:{each}" for each in (FIRST, SECOND, THIRD)}
    assert {each.fields["ContentSid"] for each in clinic.api.sent} == {approved}
    sids = {each.to: each.sid for each in clinic.api.sent}
    twilio = clinic.patient.twilio
    gone = status_fields(
        "undelivered", f"whatsapp:{THIRD}", MessageSid=sids[f"whatsapp:{THIRD}"], ErrorCode="63003"
    )
    twilio.post(gone, "/webhook/status")
    began = Patient(twilio, f"whatsapp:{FIRST}")
    began.tells("hello", "1", "1")
    clinic.clock.moves(minutes=1)
    Patient(twilio, f"whatsapp:{SECOND}").says("STOP")
    assert dict(states(ines)) == {"377": "Begun", "482": "Replied STOP", "504": "Not delivered"}
    assert "The number is not on WhatsApp. Call them." in ines.browser.get("/invite?state=failed").text
    began.tells(
        "Zoe Quill", "4 March 1990", "12 Mill Lane", "Asthma", "DONE", "Salbutamol", "DONE", *HANDS_IN
    )
    assert dict(states(ines))["377"] == "Answers sent"
    assert FIRST not in ines.browser.get("/invite").text


def test_the_page_says_who_is_known_before_anything_is_sent_and_they_get_nothing(
    clinic: Clinic, ines: Colleague, approved: str
):
    Patient(clinic.patient.twilio, f"whatsapp:{FIRST}").says("STOP")
    Patient(clinic.patient.twilio, f"whatsapp:{SECOND}").tells("hello", "1", "1")
    sends(ines, checks(ines, THIRD))
    theirs = clinic.patient.address.removeprefix("whatsapp:")
    page = checks(ines, f"{FIRST}\n{SECOND}\n{THIRD}\n{theirs}\n{theirs}\nMaya\n=1+1")
    assert "Nobody to invite" in page.text
    assert left_out(page) == {
        "They wrote STOP or blocked us: nothing is sent to them.": ("1", "1"),
        "They have begun to answer already.": ("1", "2"),
        "They were invited within the last 7 days.": ("1", "3"),
        "They already have a record here: write to them from it.": ("1", "4"),
        "The number is in the list twice: it gets one invitation.": ("1", "5"),
        "Not readable: no telephone number.": ("1", "6: Maya"),
        "Not readable: a formula in place of a number.": ("1", "7: =1+1"),
    }
    clinic.clock.moves(days=7, minutes=1)
    ines.is_let_in()
    page = checks(ines, THIRD)
    assert "Invite one person?" in page.text
    clinic.api.faults.append(Fault(63014))
    sends(ines, page)
    clinic.works()
    clinic.clock.moves(days=8)
    ines.is_let_in()
    assert "They wrote STOP or blocked us: nothing is sent to them." in left_out(checks(ines, THIRD))
    with clinic.services.store.read() as unit:
        seen = [(each.action, dict(each.details)) for each in audit.latest(unit.db, 200)]
    assert ("invitations.checked", {"numbers": 4, "known": 4}) in seen
    assert ("invitations.sent", {"invitations": 1, "left_out": 0}) in seen


def test_two_presses_and_two_members_invite_a_number_once(clinic: Clinic, ines: Colleague, approved: str):
    one, other = checks(ines, FIRST), checks(ines, FIRST)
    sends(ines, one)
    assert "Nobody was invited." in sends(ines, other).text
    [action] = re.findall(r'action="(/invite/check[^"]+)"', one.text)
    again = ines.browser.post_with(ines.browser.last_token(), unescape(action), {"agreed": "yes"})
    assert "no longer kept" in ines.browser.get(again.location).text
    clinic.works()
    assert len(clinic.api.sent) == 1


def test_nothing_is_sent_until_whatsapp_approves_and_nothing_unless_they_agreed(
    clinic: Clinic, ines: Colleague
):
    assert "flask content push" in ines.browser.get("/invite").text
    page = checks(ines, FIRST)
    assert left_out(page) == {
        "WhatsApp has not approved the invitation in this language: English.": ("1", "1")
    }
    assert '<button class="btn btn-primary">' not in page.text


def test_a_member_says_that_they_agreed(clinic: Clinic, ines: Colleague, approved: str):
    page = sends(ines, checks(ines, FIRST), agreed="")
    assert "Nothing was sent yet." in page.text
    assert "Invite one person?" in page.text


def test_a_quiet_night_and_a_stop_meanwhile_are_heeded_when_it_goes(
    clinic: Clinic, ines: Colleague, approved: str
):
    clinic.clock.moves(hours=13)
    ines.is_let_in()
    sends(ines, checks(ines, f"{FIRST}\n{SECOND}"))
    clinic.works()
    assert clinic.api.sent == []
    Patient(clinic.patient.twilio, f"whatsapp:{FIRST}").says("STOP")
    clinic.works(hours=11)
    assert [each.to for each in clinic.api.sent] == [f"whatsapp:{SECOND}"]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "There are no numbers in it."),
        (b"PK\x03\x04\x00\x00xlsx", "This is not a CSV file."),
        (b"number\n\x00", "This is not a CSV file."),
        (b"name,age\nMaya,3\n", "no column “number”"),
        (b'number\n"+4477', "breaks off"),
        (b"number\n" + b"9" * 150_000, "breaks off"),
        (b"number\n" + b"1\n" * (MOST_LINES + 1), "too many numbers"),
        (b"number\n" + b" " * LARGEST, "larger than 256 KB"),
    ],
)
def test_a_hostile_file_gets_a_sentence(ines: Colleague, data: bytes, said: str):
    answer = uploads(ines, data)
    assert answer.status_code == 422
    assert said in answer.text


def test_a_file_has_the_name_of_one_of_its_kind(ines: Colleague):
    data = f"number\n+{FIRST}\n".encode()
    for name in ("Maya.xlsx", "numbers.csv.exe", "csv"):
        refused = uploads(ines, data, name)
        assert (refused.status_code, "This is not a CSV file." in refused.text) == (422, True)
        assert "Maya" not in refused.text
    assert {uploads(ines, data, name).status_code for name in ("list.CSV", "list.txt")} == {303}


def test_a_file_is_previewed_by_counts_and_line_numbers_and_sent_at_the_outboxs_pace(
    clinic: Clinic, ines: Colleague, approved: str
):
    lines = [
        "number;language",
        *(f"+44 7700 90{number:04};English" for number in range(5)),
        "+447700900000;",
        "x;",
    ]
    answer = uploads(ines, "\r\n".join(lines).encode("utf-16"))
    page = ines.browser.get(answer.location)
    assert "Invite 5 people?" in page.text
    assert left_out(page) == {
        "The number is in the list twice: it gets one invitation.": ("1", "7"),
        "Not readable: no telephone number.": ("1", "8: x"),
    }
    assert "+44" not in page.text
    sends(ines, page)
    for sent in range(1, 6):  # the sandbox takes one in three seconds
        clinic.works(seconds=20)
        assert len(clinic.api.sent) == sent


@pytest.mark.usefixtures("talkative_logs")
def test_no_number_of_a_file_is_left_in_the_clear(
    clinic: Clinic,
    ines: Colleague,
    approved: str,
    contents: Callable[[], Contents],
    capsys: pytest.CaptureFixture[str],
):
    answer = uploads(ines, f"number\n{FIRST}\nwobblenote\n".encode())
    page = ines.browser.get(answer.location)
    kept = repr(contents())
    sends(ines, page)
    clinic.works()
    ines.browser.get("/invite")
    told = (kept + repr(contents()) + answer.location + "".join(capsys.readouterr())).encode()
    words = [*encodings(FIRST.removeprefix("+44")), *encodings("wobblenote")]
    assert [word for word in words if word in told] == []


def test_an_invitation_goes_after_its_time_and_with_its_person(
    clinic: Clinic, ines: Colleague, approved: str, contents: Callable[[], Contents]
):
    sends(ines, checks(ines, f"{FIRST}\n{SECOND}"))
    clinic.works()
    began = Patient(clinic.patient.twilio, f"whatsapp:{FIRST}")
    began.tells(
        "hello", "1", "1", "Zoe Quill", "4 March 1990", "12 Mill Lane", "Asthma", "DONE", "NONE", *HANDS_IN
    )
    with clinic.services.store.begin() as unit:
        [zoe] = spoken_for(unit, f"whatsapp:{FIRST}")
        assert erasures.erase(unit.db, zoe.id, "patient_asked", "operator", clinic.clock())
    with clinic.services.store.engine.connect() as connection:
        assert len(connection.execute(select(Invitation)).all()) == 1
        assert len(connection.execute(select(table_of(OutboundMessage))).all()) == 1
    retain(clinic.services, "operator", now=clinic.clock() + timedelta(days=90))
    left = contents()
    assert left["invitations"] == left["outbound_messages"] == []


BRAZIL, AS_OF_OLD = "+5511987654321", "+551187654321"
"""One mobile number. Only one of the two is known to WhatsApp."""


def test_a_stop_under_whatsapps_spelling_keeps_a_number_from_being_invited_under_its_own(
    clinic: Clinic, ines: Colleague, approved: str
):
    for theirs in ("+5215512345678", "+5491123456789", AS_OF_OLD):
        Patient(clinic.patient.twilio, f"whatsapp:{theirs}").says("STOP")
    page = checks(ines, f"+525512345678\n+541123456789\n{BRAZIL}\n{AS_OF_OLD}")
    assert "Nobody to invite" in page.text
    assert left_out(page) == {
        "They wrote STOP or blocked us: nothing is sent to them.": ("3", "1, 2, 3"),
        "The number is in the list twice: it gets one invitation.": ("1", "4"),
    }


def test_a_stop_under_whatsapps_spelling_keeps_an_invitation_from_going_that_waits(
    clinic: Clinic, ines: Colleague, approved: str
):
    sends(ines, checks(ines, BRAZIL))
    Patient(clinic.patient.twilio, f"whatsapp:{AS_OF_OLD}").says("STOP")
    clinic.works()
    assert clinic.api.sent == []


def fails(clinic: Clinic, code: str) -> None:
    """Have Twilio say that the invitation sent last did not arrive."""
    sent = clinic.api.sent[-1]
    gone = status_fields("undelivered", sent.to, MessageSid=sent.sid, ErrorCode=code)
    assert clinic.patient.twilio.post(gone, "/webhook/status").status_code == 204


@pytest.mark.parametrize("refused", [True, False])
def test_an_invitation_that_nobody_has_under_one_spelling_goes_to_the_other_once(
    clinic: Clinic, ines: Colleague, approved: str, refused: bool
):
    sends(ines, checks(ines, BRAZIL))
    if refused:
        clinic.api.faults.append(Fault(63003))
        clinic.works()
        assert clinic.api.sent == []
    else:
        clinic.works()
        fails(clinic, "63024")
    clinic.works(seconds=20)
    assert clinic.api.sent[-1].to == f"whatsapp:{AS_OF_OLD}"
    assert clinic.api.sent[-1].fields["ContentSid"] == approved
    tried = len(clinic.api.sent)
    fails(clinic, "63024")
    clinic.works(seconds=20)
    assert len(clinic.api.sent) == tried
    assert dict(states(ines)) == {"321": "Not delivered"}


def test_an_invitation_that_failed_for_another_reason_goes_to_no_other_spelling(
    clinic: Clinic, ines: Colleague, approved: str
):
    codes = {BRAZIL: "63014", "+551133334444": "63003"}  # blocked; a landline, which has no other spelling
    sends(ines, checks(ines, "\n".join(codes)))
    for _ in codes:
        clinic.works(seconds=20)
        fails(clinic, codes[clinic.api.sent[-1].to.removeprefix("whatsapp:")])
    clinic.works(seconds=20)
    assert {each.to for each in clinic.api.sent} == {f"whatsapp:{each}" for each in codes}
    assert len(clinic.api.sent) == len(codes)


def test_an_erasure_takes_the_invitation_that_was_written_otherwise(
    clinic: Clinic, ines: Colleague, approved: str
):
    sends(ines, checks(ines, BRAZIL))
    clinic.works()
    fails(clinic, "63003")
    clinic.works(seconds=20)
    began = Patient(clinic.patient.twilio, f"whatsapp:{AS_OF_OLD}")
    began.tells(
        "hello", "1", "1", "Zoe Quill", "4 March 1990", "12 Mill Lane", "Asthma", "DONE", "NONE", *HANDS_IN
    )
    assert dict(states(ines)) == {"321": "Answers sent"}
    with clinic.services.store.begin() as unit:
        [zoe] = store_queries.by_number(unit.db, [("55", BRAZIL[3:])])
        assert erasures.erase(unit.db, zoe.id, "patient_asked", "operator", clinic.clock())
    assert dict(states(ines)) == {}


def brim(clinic: Clinic, person: Colleague, invited: int) -> None:
    """Have a member invited so many today."""
    with clinic.services.store.begin() as unit:
        member = staff.by_email(unit.db, person.email)
        assert member
        storage_counts.add(unit.db, member.id, INVITED_KIND, day_of(clinic.clock()), invited)


def goes_on_with_a_code(person: Colleague) -> TestResponse:
    """Give the code that the page asked for, and return the page with the list."""
    after = person.browser.post("/confirm", code=person.next_code(), next="/invite/check")
    return person.browser.get(person.browser.get(after.location).location)


@pytest.mark.usefixtures("approved")
def test_a_longer_list_takes_a_fresh_code_and_comes_back_after_it(clinic: Clinic, ines: Colleague):
    many = "\n".join(f"+4477009004{number:02}" for number in range(WITHOUT_CODE + 1))
    asked = checks(ines, many)
    assert asked.location == "/confirm?next=/invite/check"
    page = goes_on_with_a_code(ines)
    assert f"{WITHOUT_CODE + 1} invitations are on their way." in sends(ines, page).text


@pytest.mark.usefixtures("approved")
def test_a_few_and_a_few_more_take_a_code_as_well_and_a_day_has_an_end(clinic: Clinic, ines: Colleague):
    page = checks(ines, FIRST)
    brim(clinic, ines, WITHOUT_CODE)
    [action] = re.findall(r'action="(/invite/check[^"]+)"', page.text)
    posted = ines.browser.post_with(ines.browser.last_token(), unescape(action), {"agreed": "yes"})
    assert ines.browser.get(posted.location).location == "/confirm?next=/invite/check"
    page = goes_on_with_a_code(ines)
    brim(clinic, ines, OF_A_MEMBER - WITHOUT_CODE)
    told = sends(ines, page)
    assert "No more invitations can be sent today" in told.text
    assert "Nobody was invited." in told.text
    with clinic.services.store.engine.connect() as connection:
        assert connection.execute(select(Invitation)).all() == []


@pytest.mark.usefixtures("approved")
def test_a_number_that_is_dear_or_nobodys_own_is_not_invited(ines: Colleague):
    dear = "+19005550123 +19001234567 +8821612345678 +883510012345 +979123456789 +447012345678 +443001234567"
    page = checks(ines, "\n".join([*dear.split(), FIRST]))
    assert left_out(page) == {
        "Not readable: a premium-rate, shared-cost, pager or satellite number: nobody is invited there.": (
            "7",
            " ".join(f"{line}: {number}" for line, number in enumerate(dear.split(), 1)),
        )
    }
    assert "One invitation is on its way." in sends(ines, page).text


@pytest.mark.usefixtures("approved")
def test_a_number_of_another_country_is_shown_and_written_to_only_if_that_was_ticked(ines: Colleague):
    abroad = "a number of another country: to invite there, tick that you want to"
    numbers = f"{FIRST}\n+34 600 123 456\n+44 7797 712345\n0151 123"
    page = checks(ines, numbers, abroad="")
    assert "Invite 2 people?" in page.text, "Jersey has the code of the United Kingdom"
    assert left_out(page) == {
        f"Not readable: {abroad}.": ("1", "2: +34 600 123 456"),
        "Not readable: not a whole number: write it with its area code and all its digits.": (
            "1",
            "4: 0151 123",
        ),
    }
    assert "Invite 3 people?" in checks(ines, numbers).text
    assert "Otherwise only: United Kingdom." in ines.browser.get("/invite").text


@pytest.mark.usefixtures("approved")
def test_of_what_is_no_number_only_the_beginning_is_repeated_on_one_line(ines: Colleague):
    lines = ["number", '"<b>a\nb</b>\x07"', "x" * 60, *["y"] * 497]
    page = ines.browser.get(uploads(ines, "\n".join(lines).encode()).location)
    shown = left_out(page)["Not readable: no telephone number."]
    assert shown[0] == "499"
    assert shown[1].startswith(f"2: <b>a b</b> 4: {'x' * 24}… 5: y")
    assert shown[1].endswith("…")


@pytest.mark.usefixtures("approved")
def test_requests_at_the_same_moment_invite_no_more_without_a_code_than_one_after_the_other(
    clinic: Clinic, ines: Colleague, invites_meanwhile: Callable[[Colleague, int], None]
):
    page = checks(ines, f"{FIRST}\n{SECOND}")
    [action] = re.findall(r'action="(/invite/check[^"]+)"', page.text)
    invites_meanwhile(ines, WITHOUT_CODE - 1)
    posted = ines.browser.post_with(ines.browser.last_token(), unescape(action), {"agreed": "yes"})
    with clinic.services.store.engine.connect() as connection:
        assert connection.execute(select(Invitation)).all() == []
    assert ines.browser.get(posted.location).location == "/confirm?next=/invite/check"
    assert "2 invitations are on their way." in sends(ines, goes_on_with_a_code(ines)).text
