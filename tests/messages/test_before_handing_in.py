"""Staff write to somebody who is still answering, and nothing that they write is lost."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from html import unescape
from itertools import count
from typing import TYPE_CHECKING, NamedTuple

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.store import forgeries
from app.store.conversations import conversations, expired_drafts
from app.store.messages import contents, outbound
from app.store.patients import erasures, left_notes, patients
from app.store.patients.patient import OWN_COLUMNS
from app.store.trail import audit
from app.store.work import alarms
from tests.acts import TYPED, Act
from tests.databases import on_each_engine
from tests.doors import WORK
from tests.intake.kept_words import TEMPLATES
from tests.messages.clinic import WORDS, Clinic, with_twilio
from tests.people import HANDS_IN, Patient, Twilio
from tests.server.canary import encodings, traces
from tests.store.example import a_text

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from uuid import UUID

    from flask import Flask
    from werkzeug.test import TestResponse

    from app.intake.progress import Progress
    from app.services import Services
    from app.store import Store, Transaction
    from tests.app_fixtures import Contents
    from tests.people import Clock
    from tests.staff_people import Colleague
    from tests.twilio_api import FakeTwilioApi

DOORS = {
    "GET /answering/<uuid:conversation_id>/messages": WORK,
    "POST /answering/<uuid:conversation_id>/messages": WORK,
    "POST /answering/<uuid:conversation_id>/reply": WORK,
}
SEE_NOBODY = {"GET /answering/<uuid:conversation_id>/messages"}
LOOKS = {
    "POST /answering/<uuid:conversation_id>/messages": ("conversation.messages_shown", {}),
    "POST /answering/<uuid:conversation_id>/reply": (
        "conversation.message_written",
        {"text": "Which day suits you?", "intake": "{intake}"},
    ),
}
ACTS = (
    Act("/answering/{hushed}", "/messages"),
    Act("", "/reply", {"text": " "}),
    Act("", "/reply", {"text": TYPED}),
)
CALL = "Hello, this is {{1}}. Please call us on {{2}}. Thank you."
CALLED = "Hello, this is Larkfield Clinic. Please call us on 01632 960 555. Thank you."
NAMED = ("Maya Okafor-Lindt", "4 March 1990")
AT_HEALTH = (*NAMED, "12 Mill Lane, Leeds LS1 4AB")


class Ward(NamedTuple):
    """A clinic and somebody who is still answering."""

    clinic: Clinic
    talk: UUID

    @property
    def intake(self) -> UUID:
        with self.clinic.services.store.read() as unit:
            found = conversations.get(unit.db, self.talk)
        progress = found.read() if found else None
        assert progress is not None
        assert progress.patient is not None
        return progress.patient

    @property
    def page(self) -> str:
        return f"/answering/{self.talk}"

    def says(self, *texts: str) -> list[str]:
        """Write each of the texts, a minute apart, and return the replies."""
        replies = []
        for text in texts:
            self.clinic.clock.moves(minutes=1)
            replies.append(self.clinic.patient.says(text))
        return replies

    def does(self, who: Colleague, act: str = "reply", **fields: str) -> TestResponse:
        self.clinic.clock.moves(seconds=10)
        fields = {"intake": str(self.intake), **fields} if act == "reply" else fields
        return who.browser.post_with(who.browser.last_token(), f"{self.page}/{act}", fields)

    def sees(self, who: Colleague) -> str:
        """Ask for the messages, and return the page that shows them."""
        assert self.does(who, "messages").status_code == 303
        return unescape(who.browser.get(self.page).text)

    def thread(self) -> list[object]:
        with self.clinic.services.store.read() as unit:
            found = [*left_notes.unfinished(unit.db, self.talk)]
            return [each.text for each in sorted(found, key=lambda each: each.at)]

    def trail(self) -> list[str]:
        with self.clinic.services.store.read() as unit:
            return [each.action for each in audit.about(unit.db, self.talk, 50)]


@pytest.fixture
def ward(services: Services, store: Store, patient: Patient, api: FakeTwilioApi, clock: Clock) -> Ward:
    """Somebody at the question for their name."""
    patient.tells("hello", "1", "1")
    with store.read() as unit:
        talk = conversations.find(unit.db, patient.address)
    assert talk is not None
    clinic = Clinic(with_twilio(services, api.url), api, clock, patient, talk, talk)
    return Ward(clinic, talk)


@pytest.fixture
def ines(colleague: Callable[[str], Colleague], ward: Ward) -> Colleague:
    """Somebody at reception, who sees where the person is."""
    ines = colleague("reception")
    ines.is_let_in()
    ines.browser.get(ward.page)
    return ines


def test_reception_writes_and_what_they_answer_stands_on_their_page_while_the_intake_goes_on(
    ward: Ward, ines: Colleague
):
    ward.says(*NAMED)
    page = unescape(ines.browser.get(ward.page).text)
    assert "You can write until" in page
    assert "initials M O" in page
    assert ward.does(ines, text=WORDS).status_code == 303
    page = ines.browser.get(ward.page).text
    assert "The message is on its way." in page
    assert WORDS not in page, "masked like a note"
    ward.clinic.works()
    (sent,) = ward.clinic.api.sent
    assert sent.body == WORDS
    ward.clinic.told("read", sent.sid)
    asked, *_ = ward.says("can I come at nine?")
    assert "reads what you wrote" in asked
    assert "· Address*" in asked, "the intake goes on"
    page = ward.sees(ines)
    assert page.index(WORDS) < page.index("can I come at nine?")
    assert "Read</" in page
    assert "conversation.message_written" in ward.trail()
    assert "conversation.messages_shown" in ward.trail()


def test_what_may_be_an_answer_is_asked_about_and_is_either_an_answer_or_in_the_thread(
    ward: Ward, ines: Colleague
):
    ward.says(*AT_HEALTH)
    ward.does(ines, text="Will somebody drive you?")
    asked, again, doubted, going_on = ward.says("my sister will drive me", "2", "Asthma", "1")
    assert "your answer to *Medical history*" in asked
    assert "· Medical history*" in again
    assert "your answer to *Medical history*" in doubted
    assert "· Medicines*" in going_on
    assert ward.thread() == ["my sister will drive me", "my sister will drive me\n2", "Asthma"]
    page = ward.sees(ines)
    assert "my sister will drive me" in page
    assert "Asthma" not in page, "an answer about health is not for reception"
    assert page.count("Clinicians only") == 2


def test_when_they_hand_in_the_thread_goes_on_in_their_record(ward: Ward, ines: Colleague, store: Store):
    ward.says(*AT_HEALTH)
    ward.does(ines, text=WORDS)
    ward.says("may my sister come?")
    ward.clinic.works()
    (sent,) = ward.clinic.api.sent
    new = ward.intake
    ward.says("Asthma", "1", "Salbutamol", "SEND")
    ward.clinic.told("delivered", sent.sid)
    with store.read() as unit:
        assert patients.get(unit.db, new, ()) is not None
        (reply,) = [each for each in outbound.of(unit.db, new) if each.purpose == "reply"]
        assert (reply.body, reply.state, reply.is_genuine) == (WORDS, "delivered", True)
        theirs = [each.text for each in left_notes.to_person(unit.db, new)]
        assert theirs[::-1] == ["may my sister come?", "Asthma"]
        assert not left_notes.unfinished(unit.db, ward.talk)
        assert not outbound.unfinished(unit.db, ward.talk)
    assert ward.says("see you then") == [""], "the record's thread goes on"
    with store.read() as unit:
        assert left_notes.to_person(unit.db, new)[0].text == "see you then"


def test_the_second_of_two_who_reply_at_once_reads_the_first_reply_and_may_send_theirs_all_the_same(
    ward: Ward, ines: Colleague, nurse: Colleague
):
    ward.says(*NAMED)
    nurse.is_let_in()
    nurse.browser.get(ward.page)
    assert ward.does(nurse, text="Nine is fine.", seen="none", **{"for": "all"}).status_code == 303
    refused = ward.does(ines, text="Yes, come at nine.", seen="none")
    page = unescape(refused.text)
    assert refused.status_code == 409
    assert "a colleague has replied meanwhile" in page
    assert "Nine is fine." in page, "they read it, and the trail says so"
    assert "Yes, come at nine." in page
    with ward.clinic.services.store.read() as unit:
        (first,) = outbound.unfinished(unit.db, ward.talk)
    sent = ward.does(ines, text="Yes, come at nine.", seen="none", after=str(first.id))
    assert sent.status_code == 303
    again = ward.does(ines, text="Yes, come at nine.", seen=str(first.id))
    assert "You have just sent the same message" in ines.browser.get(ward.page).text
    assert again.status_code == 303
    with ward.clinic.services.store.read() as unit:
        assert len(outbound.unfinished(unit.db, ward.talk)) == 2


@on_each_engine
def test_a_reply_that_comes_after_they_handed_in_is_not_sent_and_waits_on_the_record(
    ward: Ward, ines: Colleague
):
    intake = str(ward.intake)
    ward.says(*AT_HEALTH, "Asthma", "NONE", "SEND")
    fields = {"text": WORDS, "seen": "none", "intake": intake}
    token = ines.browser.last_token()
    shown = {"Sec-Fetch-Mode": "navigate"}
    answer = ines.browser.post_with(token, f"{ward.page}/reply", fields, **shown)
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith(f"/patients/{intake}?")
    page = unescape(ines.browser.get(answer.headers["Location"]).text)
    assert "they have handed in their answers meanwhile" in page
    assert WORDS in page
    ward.clinic.works()
    assert not [each for each in ward.clinic.api.sent if each.body == WORDS]


@on_each_engine
def test_a_reply_and_the_handing_in_at_once_leave_it_on_the_record_or_unsent(
    ward: Ward, ines: Colleague, store: Store
):
    new, token = ward.intake, ines.browser.last_token()
    ward.says(*AT_HEALTH, "Asthma", "NONE")
    fields = {"text": WORDS, "seen": "none", "intake": str(new)}

    def does(act: str) -> int:
        if act == "hands in":
            ward.clinic.patient.says("SEND")
            return 0
        return ines.browser.post_with(token, f"{ward.page}/reply", fields).status_code

    with ThreadPoolExecutor(2) as pool:
        _, replied = pool.map(does, ("hands in", "replies"))
    with store.read() as unit:
        on_record = [each for each in outbound.of(unit.db, new) if each.purpose == "reply"]
        assert not outbound.unfinished(unit.db, ward.talk)
    assert [(each.body, each.is_genuine) for each in on_record] == [(WORDS, True)] * (replied == 303)
    assert replied in {303, 409}


@on_each_engine
def test_a_message_that_is_being_sent_while_they_hand_in_stays_ours(
    ward: Ward, ines: Colleague, store: Store
):
    ward.says(*AT_HEALTH)
    ward.does(ines, text=WORDS)
    new, now = ward.intake, ward.clinic.clock.now
    with store.begin() as unit:
        (queued,) = outbound.unfinished(unit.db, ward.talk)
        claimed = outbound.claim(unit.db, queued, "whatsapp:+14155238886", now)
    assert claimed is not None
    ward.says("Asthma", "1", "NONE", "SEND")
    with store.begin() as unit:
        assert outbound.sent(unit.db, claimed, "SM" + "7" * 32, now)
    with store.read() as unit:
        sent = outbound.get(unit.db, claimed.id)
        assert sent is not None
        assert (sent.patient_id, sent.state, sent.is_genuine, sent.body) == (new, "sent", True, WORDS)
        assert forgeries.found(unit.db) == {}


def test_what_is_not_sent_is_said_in_the_trail(ward: Ward, ines: Colleague):
    ward.says(*NAMED)
    ward.does(ines, text=WORDS)
    ward.clinic.works(hours=25)
    assert ward.clinic.api.sent == []
    assert "conversation.message_not_sent" in ward.trail()


def test_outside_the_24_hours_only_an_approved_message_goes_and_after_stop_none(ward: Ward, ines: Colleague):
    ward.says(*NAMED)
    ward.clinic.clock.moves(hours=24)
    ines.is_let_in()
    refused = ward.does(ines, text=WORDS)
    assert (refused.status_code, WORDS in refused.text) == (409, True)
    assert "WhatsApp takes no free text" in refused.text
    refused = ward.does(ines, template="news")
    assert (refused.status_code, "has not approved this message" in refused.text) == (409, True)
    ward.says("STOP")
    stopped = ward.does(ines, text=WORDS)
    assert stopped.status_code == 409, "somebody who stopped us is not answering any more"
    ward.clinic.works()
    assert ward.clinic.api.sent == []


def test_an_approved_message_goes_after_the_24_hours_and_stands_in_the_thread(ward: Ward, ines: Colleague):
    ward.says(*NAMED)
    sid = "HX" + "7" * 32
    with ward.clinic.services.store.begin() as unit:
        said = a_text("call_us", CALL, language="en", variables="clinic,phone", sid=sid, state="approved")
        contents.put(unit.db, said)
    ward.clinic.api.contents.knows(sid, CALL)
    ward.clinic.clock.moves(hours=24)
    ines.is_let_in()
    page = unescape(ines.browser.get(ward.page).text)
    assert CALLED in page
    assert 'name="text"' not in page
    assert ward.does(ines, template="call_us").status_code == 303
    ward.clinic.works()
    (sent,) = ward.clinic.api.sent
    assert sent.fields["ContentSid"] == sid
    assert "conversation.template_written" in ward.trail()
    assert CALLED in ward.sees(ines).partition('class="talk"')[2].partition("</ol>")[0]
    ward.says("I will call")
    assert ward.thread() == ["I will call"]


def test_nobody_is_written_to_before_they_agree_and_who_changes_a_record_is_written_to_there(
    ward: Ward, ines: Colleague
):
    ward.says(*AT_HEALTH, "Asthma", "NONE", "SEND", "1", "EDIT 3")
    page = ines.browser.get(ward.page).text
    assert "Messages to them stand on their record." in unescape(page)
    assert f'href="/patients/{ward.intake}#h-talk-with"' in page
    assert 'name="text"' not in page


def test_somebody_who_has_not_agreed_yet_is_not_written_to(
    services: Services, patient: Patient, nurse: Colleague, store: Store
):
    patient.tells("hello", "1", "1")
    other = Patient(patient.twilio, "whatsapp:+15005550177")
    other.tells("hello", "1")
    with store.read() as unit:
        talk = conversations.find(unit.db, other.address)
    nurse.is_let_in()
    page = unescape(nurse.browser.get(f"/answering/{talk}").text)
    assert "They have not agreed to the privacy text yet" in page
    assert 'name="text"' not in page


def test_a_cry_to_the_person_who_writes_raises_its_alarm_and_stands_in_the_thread(
    ward: Ward, ines: Colleague
):
    ward.says(*NAMED)
    ward.does(ines, text=WORDS)
    (told,) = ward.says("chest pain and I cannot breathe")
    assert "999" in told
    with ward.clinic.services.store.read() as unit:
        assert alarms.waits_in(unit.db, ward.talk)
    assert ward.thread() == ["chest pain and I cannot breathe"]
    assert "Raised an alarm" in ward.sees(ines)


def test_what_did_not_arrive_is_marked_told_to_its_writer_and_sent_again(ward: Ward, ines: Colleague):
    ward.says(*NAMED)
    ward.does(ines, text=WORDS)
    ward.clinic.works()
    (sent,) = ward.clinic.api.sent
    ward.clinic.told("undelivered", sent.sid, "30003")
    page = ward.sees(ines)
    assert "Not delivered" in page
    with ward.clinic.services.store.read() as unit:
        (failed,) = outbound.unfinished(unit.db, ward.talk)
    assert f'name="again" value="{failed.id}"' in page
    news = ines.browser.get("/news").text
    assert "Your message did not arrive" in news
    assert f'href="{ward.page}"' in news
    assert ward.does(ines, again=str(failed.id)).status_code == 303
    ward.clinic.works()
    assert [each.body for each in ward.clinic.api.sent] == [WORDS, WORDS]


def test_who_waits_for_an_answer_is_told_in_the_list_and_in_the_news_of_who_wrote(
    ward: Ward, ines: Colleague
):
    ward.says(*NAMED)
    ward.does(ines, text=WORDS)
    assert "Not answered yet" not in ines.browser.get("/answering").text
    ward.says("can I come at nine?")
    assert "Not answered yet" in ines.browser.get("/answering").text
    assert "Someone still answering has written to you" in ines.browser.get("/news").text
    ward.does(ines, text="Yes.")
    assert "Not answered yet" not in ines.browser.get("/answering").text


def is_gone(ward: Ward) -> None:
    with ward.clinic.services.store.read() as unit:
        assert not left_notes.unfinished(unit.db, ward.talk)
        assert not outbound.unfinished(unit.db, ward.talk)


@pytest.fixture
def written(ward: Ward, ines: Colleague) -> Ward:
    """Somebody with whom reception has written."""
    ward.says(*NAMED)
    ward.does(ines, text=WORDS)
    ward.says("may my sister come?")
    assert ward.thread() == ["may my sister come?"]
    return ward


@on_each_engine
def test_the_thread_goes_when_the_time_of_the_draft_is_over(written: Ward):
    now = written.clinic.clock.now
    with written.clinic.services.store.begin() as unit:
        expired_drafts.remove(unit.db, written.talk, now + timedelta(days=1), now + timedelta(days=1))
        assert conversations.get(unit.db, written.talk) is None
    is_gone(written)


@on_each_engine
def test_the_thread_goes_with_a_draft_whose_sender_stays(written: Ward):
    now = written.clinic.clock.now
    written.says("STOP")
    with written.clinic.services.store.begin() as unit:
        expired_drafts.remove(unit.db, written.talk, now + timedelta(days=1), now - timedelta(days=1))
        assert conversations.get(unit.db, written.talk) is not None
    is_gone(written)


@on_each_engine
def test_the_thread_goes_when_they_withdraw(written: Ward):
    written.says("WITHDRAW", "1")
    is_gone(written)


def test_the_thread_goes_when_staff_begin_the_intake_again(written: Ward, ines: Colleague):
    page = ines.browser.get(f"{written.page}/restart").text
    version = page.partition('name="version" value="')[2].partition('"')[0]
    fields = {"version": version, "reason": "stuck"}
    assert written.does(ines, "restart", **fields).status_code == 303
    is_gone(written)


@on_each_engine
def test_the_thread_becomes_the_records_and_goes_with_it(written: Ward, store: Store):
    new = written.intake
    written.says("12 Mill Lane, Leeds LS1 4AB", "1", "Asthma", "NONE", *HANDS_IN)
    is_gone(written)
    with store.begin() as unit:
        assert left_notes.to_person(unit.db, new)
        assert erasures.erase(unit.db, new, "patient_asked", "staff", written.clinic.clock.now)
    with store.engine.connect() as connection:
        assert connection.execute(sa.text("SELECT count(*) FROM left_notes")).scalar_one() == 0
        assert connection.execute(sa.text("SELECT count(*) FROM outbound_messages")).scalar_one() == 0


@on_each_engine
def test_what_is_hung_on_another_conversation_by_hand_is_read_by_nobody_and_put_back(
    written: Ward, store: Store
):
    other = Patient(written.clinic.patient.twilio, "whatsapp:+15005550177")
    other.tells("hello", "1", "1")
    with store.read() as unit:
        elsewhere = conversations.find(unit.db, other.address)
    assert elsewhere is not None
    with store.engine.begin() as connection:
        moved = sa.text(
            "UPDATE left_notes SET conversation_id = (SELECT id FROM conversations WHERE id <> :here)"
        )
        here = written.talk.hex if connection.dialect.name == "sqlite" else written.talk
        connection.execute(moved, {"here": here})
    with store.begin() as unit:
        (note,) = left_notes.unfinished(unit.db, elsewhere)
        assert not isinstance(note.text, str)
        assert set(forgeries.found(unit.db)) == {"left_notes"}
        forgeries.remove(unit.db)
    with store.read() as unit:
        (note,) = left_notes.unfinished(unit.db, written.talk)
        assert note.text == "may my sister come?"


NUMBERS = count(15005570000)
CANARIES = ("Wobbledriver", "Thrapwold", "Grumbleosis")
OUR_WORDS, THEIR_WORDS, ANSWER = (f"Is {CANARIES[0]} with you?", f"{CANARIES[1]} is", CANARIES[2])


@pytest.mark.usefixtures("talkative_logs")
@on_each_engine
def test_no_word_of_the_thread_is_anywhere_in_the_clear(
    ward: Ward,
    ines: Colleague,
    contents: Callable[[], Contents],
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
):
    ward.says(*AT_HEALTH)
    addresses = [ward.does(ines, text=OUR_WORDS).headers["Location"]]
    ward.clinic.works()
    ward.says(f"{THEIR_WORDS} coming", "2", ANSWER, "1")
    page = ward.sees(ines)
    assert THEIR_WORDS in page
    assert ANSWER not in page
    refused = ward.does(ines, text=OUR_WORDS, seen="none", **{"Sec-Fetch-Mode": "navigate"})
    addresses.append(refused.headers.get("Location", ""))
    told = (capsys.readouterr().err, repr(contents()), *addresses)
    assert not [
        word for word in CANARIES for each in told for encoded in encodings(word) if encoded in each.encode()
    ]
    assert traces(CANARIES, [tmp_path]) == []


TEXTS = st.lists(
    st.sampled_from(TEMPLATES) | st.sampled_from(("1", "2", "yes", "no", "NONE", "SEND")), max_size=9
)


@on_each_engine
def test_each_word_after_a_person_wrote_is_in_the_thread_or_an_answer(app: Flask, store: Store, clock: Clock):
    @settings(max_examples=6, suppress_health_check=[HealthCheck.too_slow])
    @given(st.sampled_from((0, 2, 4)), TEXTS)
    def writes(answered: int, texts: list[str]):
        patient = Patient(Twilio(app.test_client()), f"whatsapp:+{next(NUMBERS)}")
        patient.tells("hello", "1", "1", *(*AT_HEALTH, "Asthma")[:answered])
        for number, said in enumerate(texts):
            with store.begin() as unit:
                talk = conversations.find(unit.db, patient.address)
                assert talk is not None
                draft = draft_of(unit, talk)
                if draft.unsent is None or draft.opted_out:
                    return
                conversations.hand_over(unit.db, talk, draft.unsent, clock(), clinical=False)
            clock.moves(seconds=40)
            word = f"zuv{number}q"
            patient.says(said.replace("{}", word))
            with store.read() as unit:
                after, record = draft_of(unit, talk), patients.get(unit.db, draft.unsent)
                if after.unsent != draft.unsent and record is None:
                    return  # they have had it deleted
                left = (*left_notes.unfinished(unit.db, talk), *left_notes.to_person(unit.db, draft.unsent))
                answers = (*after.answers.values(), *(getattr(record, each, "") for each in OWN_COLUMNS))
                kept = "\n".join(map(str, (*answers, *(each.text for each in left)))).casefold()
            assert word in kept or "{}" not in said, f"{said} at {draft.step}/{draft.aside}"

    writes()


def draft_of(unit: Transaction, talk: UUID) -> Progress:
    found = conversations.get(unit.db, talk)
    draft = found.read() if found else None
    assert draft is not None
    return draft
