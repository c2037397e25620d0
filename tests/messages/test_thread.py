"""Everything that a patient writes while a member writes with them stands in the thread, and says what it set off."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from html import unescape
from itertools import count
from operator import itemgetter
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from app.intake.answers import clean
from app.intake.keywords import is_blank
from app.intake.path import CLOSED
from app.store.conversations import callbacks, conversations
from app.store.messages import outbound
from app.store.patients import left_notes, rights_requests
from app.store.work import alarms
from tests.dashboard.at_the_record import does, plain, sees, url_of
from tests.databases import on_each_engine, on_either_engine
from tests.messages.clinic import WORDS
from tests.people import message_fields
from tests.server.canary import encodings

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from tests.app_fixtures import Contents
    from tests.messages.clinic import Clinic
    from tests.staff_people import Colleague

pytest_generate_tests = on_either_engine

MEDIA = {"NumMedia": "1", "MediaUrl0": "https://api.twilio.com/2010-04-01/Accounts/AC/Messages/MM/Media/ME"}
PICTURE = MEDIA | {"MediaContentType0": "image/jpeg", "MessageType": "image"}
VOICE = MEDIA | {"MediaContentType0": "audio/ogg", "MessageType": "audio"}
PLACE = {"MessageType": "location", "Latitude": "51.5", "Longitude": "-0.1"}
REACTION = {"MessageType": "reaction"}
KINDS: tuple[dict[str, str], ...] = ({}, {}, {}, {}, PICTURE, VOICE, PLACE, REACTION)
TEXTS = (
    *("I take the tablets twice a day now", "can I come at nine?", "ok", "1", "2", "yes", "no", "..."),
    *("I feel suiside", "chest pain", "I want to kill myself", "me duele el pecho", "I am up in the night"),
    *(
        "STOP",
        "START",
        "HELP",
        "CALL ME",
        "MY DATA",
        "DELETE MY DATA",
        "WITHDRAW",
        "NOT ME",
        "LINK",
        "EDIT 4",
    ),
    *(
        "the address is wrong, it is 9 Hill Road",
        "sorry it's 19 Elm Grove not 9",
        "español",
        "RESTART",
        "SEND",
    ),
    *(
        "\N{THUMBS UP SIGN}",
        "\N{PERSON WITH FOLDED HANDS}\ufe0f",
        "",
        " ",
        "\u200b",
        "x" * 1500,
        "\n\nlines\n\n",
    ),
)
STEPS = st.lists(
    st.sampled_from(("reply", "repeat"))
    | st.tuples(st.sampled_from(TEXTS) | st.text(max_size=40), st.sampled_from(KINDS)),
    min_size=3,
    max_size=10,
)
FLOOD = 24
"""More in a minute than is taken for answers."""


@pytest.fixture
def ines(colleague: Callable[[str], Colleague], clinic: Clinic) -> Colleague:
    ines = colleague("reception")
    ines.is_let_in()
    clinic.clock.moves(minutes=5)
    clinic.patient.says("hello")
    return ines


@pytest.fixture
def nurse(nurse: Colleague) -> Colleague:
    nurse.is_let_in()
    return nurse


def thread(clinic: Clinic) -> list[tuple[datetime, object, str | None]]:
    """Return what the patient wrote to a person: when, in which words, and what it was or set off besides."""
    with clinic.services.store.read() as unit:
        notes = left_notes.to_person(unit.db, clinic.patient_id)
        return sorted(((note.at, note.text, note.besides) for note in notes), key=itemgetter(0))


def besides(clinic: Clinic) -> list[tuple[object, str | None]]:
    return [(text, codes) for _at, text, codes in thread(clinic)]


class Talk:
    """One patient and one member who write with each other; what the patient was not told to be lost is listed."""

    def __init__(self, clinic: Clinic, ines: Colleague) -> None:
        self.clinic, self.ines = clinic, ines
        self.numbers = count()
        self.expected: list[object] = []
        self.last: dict[str, str] = {}
        clinic.clock.moves(hours=30)
        ines.is_let_in()
        for text in ("START", "START"):
            clinic.clock.moves(minutes=1)
            clinic.patient.says(text)
        does(ines, clinic.patient_id, "handover", to="person")
        self.began = clinic.clock()

    def does(self, step: str | tuple[str, dict[str, str]]) -> None:
        match step:
            case "reply":
                self.clinic.clock.moves(seconds=1)
                does(self.ines, self.clinic.patient_id, "reply", text=f"Line {next(self.numbers)}.")
            case "repeat":
                if self.last:
                    assert self.clinic.patient.twilio.post(self.last).status_code == 200
            case "flood":
                for number in range(FLOOD):
                    self.writes(f"line {number}", {})
            case (str(text), dict(kind)):
                self.writes(text, kind)

    def writes(self, text: str, kind: dict[str, str]) -> None:
        self.clinic.clock.moves(seconds=1)
        self.last = message_fields(text, self.clinic.patient.address, **kind)
        is_lost, was_closed = self._is_untold()
        assert self.clinic.patient.twilio.post(self.last).status_code == 200
        is_still, is_closed = self._is_untold()
        if not (is_lost and is_still) and not (was_closed and is_closed):
            self.expected.append("" if is_blank(text) else clean(text))

    def _is_untold(self) -> tuple[bool, bool]:
        """Tell whether they have stopped us, and whether they have taken back consent: then nothing is saved, as was said."""
        with self.clinic.services.store.read() as unit:
            held = conversations.get(unit.db, self.clinic.conversation)
        progress = held.read() if held else None
        return (progress.opted_out, progress.step in CLOSED) if progress else (False, False)

    def missing(self) -> list[tuple[object, object]]:
        found = [text for at, text, _codes in thread(self.clinic) if at > self.began]
        return [
            pair for pair in zip([*found, None], [*self.expected, None], strict=False) if pair[0] != pair[1]
        ]


def test_every_message_stands_in_the_thread_once_whatever_else_it_sets_off(clinic: Clinic, ines: Colleague):
    @example(["reply", "flood", ("STOP", {}), "repeat", ("START", {})])
    @settings(max_examples=6, suppress_health_check=[HealthCheck.too_slow], deadline=None)
    @given(STEPS)
    def talks(steps: list[str | tuple[str, dict[str, str]]]) -> None:
        talk = Talk(clinic, ines)
        for step in steps:
            talk.does(step)
        assert talk.missing() == []

    talks()


SAID: tuple[tuple[str, dict[str, str], str, str], ...] = (
    ("I take the tablets twice a day now", {}, "doubt", "Was asked whether they need help now"),
    ("chest pain, I cannot breathe", {}, "alarm", "Raised an alarm"),
    ("CALL ME", {}, "call", "Asked to be called"),
    ("MY DATA", {}, "copy", "Asked for a copy of their data"),
    ("DELETE MY DATA", {}, "erasure", "Asked for their data to be erased"),
    ("the address is wrong, it is 9 Vexwold Road", {}, "correction", "May correct an answer"),
    ("", VOICE, "voice", "A voice message, which is not kept"),
    ("the Snorblitis rash", PICTURE, "image", "A picture, which is not kept"),
    ("\N{THUMBS UP SIGN}", REACTION, "reaction", "A reaction to a message"),
    ("STOP", {}, "stop", "Stopped our messages"),
)


@on_each_engine
def test_each_message_says_what_it_set_off_and_nothing_of_it_is_anywhere_in_the_clear(
    clinic: Clinic,
    ines: Colleague,
    contents: Callable[[], Contents],
    capsys: pytest.CaptureFixture[str],
):
    does(ines, clinic.patient_id, "reply", text="Wobblereply")
    for text, kind, _code, _words in SAID:
        clinic.clock.moves(minutes=1)
        clinic.patient.says(text, **kind)
        clinic.patient.says("no")
    said = [pair for pair in besides(clinic) if pair[0] != "no"]
    assert said == [(text, code) for text, _kind, code, _words in SAID]
    with clinic.services.store.read() as unit:
        assert alarms.count_waiting(unit.db) == 1
        assert callbacks.count_waiting(unit.db) == 1
        assert len(rights_requests.of(unit.db, clinic.patient_id)) == 2
    ines.is_let_in()
    hidden = ines.browser.get(url_of(clinic.patient_id)).text
    page = sees(ines, clinic.patient_id, "show", part="messages").text
    listed = page[page.index('<ol class="talk"') :]
    at = 0
    for text, _kind, _code, words in SAID:
        assert words in unescape(hidden), "before they are shown, too"
        at = listed.index(words, at)
        at = listed.index(text, at)
    assert listed.count('class="raised"') == 1
    assert f'href="/alarms/{clinic.conversation}"' in listed
    stored = {name: "\n".join(rows) for name, rows in contents().items()}
    told = "".join([*stored.values(), *capsys.readouterr()]).encode()
    for word in ("Vexwold", "Snorblitis", "Wobblereply", "tablets"):
        assert not [each for each in encodings(word) if each in told], word
    assert stored["jobs"], "the queue was looked at"


def test_who_reads_a_talk_gets_what_comes_after_its_draft_was_lost(clinic: Clinic, ines: Colleague):
    does(ines, clinic.patient_id, "handover", to="person")
    with clinic.services.store.begin() as unit:
        held = conversations.hold(unit.db, clinic.conversation)
        assert held is not None
        conversations.save(unit.db, held.id, "not JSON", "submitted", "en", False, clinic.clock())
    assert clinic.patient.says("can I come at nine?") != ""
    assert besides(clinic) == [("can I come at nine?", None)]


def replies(clinic: Clinic, person: Colleague, text: str, **fields: str) -> tuple[int, str]:
    answer = does(person, clinic.patient_id, "reply", text=text, **fields)
    return answer.status_code, unescape(answer.text)


def by_browser(clinic: Clinic, person: Colleague, **fields: str) -> str:
    """Send the form as a browser does, and return the page that it is redirected to."""
    path, token = f"{url_of(clinic.patient_id)}/reply", person.browser.last_token()
    answer = person.browser.post_with(token, path, fields, **{"Sec-Fetch-Mode": "navigate"})
    assert answer.status_code == 303
    return unescape(person.browser.get(answer.headers["Location"].partition("#")[0]).text)


def seen_on(page: str) -> str:
    return page.partition('form="write" name="seen" value="')[2].partition('"')[0]


def test_the_second_of_two_who_reply_sees_the_first_reply_loses_nothing_and_may_send_theirs_too(
    clinic: Clinic, ines: Colleague, nurse: Colleague
):
    seen = seen_on(ines.browser.get(url_of(clinic.patient_id)).text)
    assert seen == "none"
    assert replies(clinic, nurse, "Nine is fine.", seen=seen, **{"for": "all"})[0] == 303
    clinic.clock.moves(seconds=5)
    status, page = replies(clinic, ines, "Yes, come at nine.", seen=seen)
    assert status == 409
    assert "Not sent: a colleague has replied meanwhile." in page
    assert page.index("Nine is fine.") < page.index("Yours, not sent")
    assert "Yes, come at nine.</textarea>" in page
    after = page.partition('name="after" value="')[2].partition('"')[0]
    page = by_browser(clinic, ines, text="Yes, come at nine.", seen=seen)
    assert (
        page.index("Nine is fine.")
        < page.index("Yours, not sent")
        < page.index("Yes, come at nine.</textarea>")
    )
    assert f'name="after" value="{after}"' in page
    clinic.clock.moves(seconds=5)
    assert replies(clinic, nurse, "With your sister.", seen=after, **{"for": "all"})[0] == 303
    assert replies(clinic, ines, "Yes, come at nine.", seen=seen, after=after)[0] == 409, (
        "there is another one"
    )
    newest = seen_on(nurse.browser.get(url_of(clinic.patient_id)).text)
    assert replies(clinic, ines, "Yes, come at nine.", seen=seen, after=newest)[0] == 303
    clinic.works()
    clinic.works(seconds=20)
    clinic.works(seconds=20)
    assert {each.body for each in clinic.api.sent} == {
        "Nine is fine.",
        "With your sister.",
        "Yes, come at nine.",
    }
    assert replies(clinic, ines, "x", seen="nonsense")[0] == 400


@on_each_engine
def test_of_two_who_reply_at_once_one_sends_and_the_other_is_told(
    clinic: Clinic, ines: Colleague, nurse: Colleague
):
    replies(clinic, nurse, "Which day?", **{"for": "all"})
    clinic.clock.moves(minutes=1)
    seen = seen_on(ines.browser.get(url_of(clinic.patient_id)).text)
    assert seen not in {"", "none"}
    writers = {"Tuesday at nine.": ines, "Tuesday at ten.": nurse}
    tokens = {text: person.browser.last_token() for text, person in writers.items()}

    def presses(text: str) -> int:
        path = f"{url_of(clinic.patient_id)}/reply"
        return (
            writers[text]
            .browser.post_with(tokens[text], path, {"text": text, "seen": seen, "for": ""})
            .status_code
        )

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(presses, writers)) == [303, 409]
    clinic.works()
    clinic.works(seconds=20)
    assert len({each.body for each in clinic.api.sent}) == 2


def test_a_message_that_did_not_arrive_is_sent_again_once_and_what_is_being_typed_stays(
    clinic: Clinic, ines: Colleague, nurse: Colleague
):
    does(ines, clinic.patient_id, "reply", text=WORDS)
    clinic.works()
    assert 'name="again"' not in sees(ines, clinic.patient_id, "show", part="messages").text
    clinic.told("failed", clinic.api.sent[0].sid, "63003")
    page = ines.browser.get(url_of(clinic.patient_id)).text
    assert '<li class="us unsent">' in page
    clinic.clock.moves(minutes=1)
    failed = page.partition('name="again" value="')[2].partition('"')[0]
    page = by_browser(clinic, ines, text="and half a line", again=failed)
    assert "and half a line</textarea>" in page
    assert page.count('<li class="us') == 2
    assert 'name="again"' not in page, "it is on its way"
    clinic.works(seconds=20)
    assert [each.body for each in clinic.api.sent] == [WORDS, WORDS]
    for wrong, status in (
        ("x", 400),
        (str(clinic.patient_id), 409),
        (seen_on(page), 409),
    ):
        assert replies(clinic, ines, "half a line", again=wrong)[0] == status
    does(nurse, clinic.patient_id, "reply", text="Is it worse?", **{"for": "clinicians"})
    clinic.works(hours=25)
    ines.is_let_in()
    clinic.patient.says("hello")
    with clinic.services.store.read() as unit:
        (newest, *_) = outbound.of(unit.db, clinic.patient_id)
    assert newest.state == "given_up"
    assert replies(clinic, ines, "", again=str(newest.id))[0] == 409, "reception must not read it"


def chosen(page: str) -> str:
    """Return who reads the next reply, unless its writer says otherwise."""
    form = page.partition('id="write"')[2].partition("</form>")[0]
    return (
        "clinicians"
        if 'value="clinicians" checked' in form
        else "all"
        if 'value="all" checked' in form
        else ""
    )


def test_the_answer_to_what_reception_asks_is_for_reception_and_a_clinicians_stays_with_clinicians(
    clinic: Clinic, ines: Colleague, nurse: Colleague
):
    page = nurse.browser.get(url_of(clinic.patient_id)).text
    assert (chosen(page), "waits for an answer" in page) == ("clinicians", False)
    does(ines, clinic.patient_id, "reply", text="Which day suits you?")
    page = nurse.browser.get(url_of(clinic.patient_id)).text
    assert chosen(page) == "all"
    assert "Reception, reception waits for an answer that everyone may read." in plain(page)
    clinic.patient.says("Tuesday")
    assert "Tuesday" in sees(ines, clinic.patient_id, "show", part="messages").text
    page = nurse.browser.get(url_of(clinic.patient_id)).text
    assert (chosen(page), "waits for an answer" in page) == ("all", False)
    clinic.clock.moves(minutes=2)
    does(nurse, clinic.patient_id, "reply", text="Has the rash gone?", **{"for": "clinicians"})
    clinic.patient.says("It is worse")
    assert "It is worse" not in sees(ines, clinic.patient_id, "show", part="messages").text
    assert chosen(nurse.browser.get(url_of(clinic.patient_id)).text) == "clinicians"
