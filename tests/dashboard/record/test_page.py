"""One patient's page: hidden until it is shown, for a reason, for a minute, and never without a trace."""

from __future__ import annotations

import re
from html import unescape
from uuid import uuid4

import pytest
from sqlalchemy import delete, event, update

from app.dashboard.record import page as record_page
from app.dashboard.shown import REASONS
from app.intake.phrases import speak
from app.intake.questions import words_of
from app.store.conversations import consents, senders
from app.store.conversations.consents import ConsentText
from app.store.patients import erasures, patients
from app.store.patients.patient import ANSWERS as RECORD
from app.store.patients.patient import NewPatient
from app.store.patients.patient import patients as records
from app.store.trail import audit
from tests.dashboard.at_the_record import (
    HEALTH,
    IDENTITY,
    does,
    facts,
    hands_in,
    happened,
    plain,
    sees,
    url_of,
)
from tests.dashboard.people_on_file import on_file
from tests.databases import Keys
from tests.people import ANSWERS, HANDS_IN, OWN_QUESTIONS, Patient
from tests.store.statements import heard
from tests.trail import event as trail_event
from tests.vectors import hostile_texts

SEALED = {name: each.column for name, each in RECORD.items()}


@pytest.fixture
def loses_the_key(store):
    """A function that seals columns of a patient again, under a key that nobody has."""

    def lose(patient_id, *columns):
        strange = Keys().sealer
        with store.engine.begin() as connection:
            for name in columns:
                token = strange.seal(SEALED[name], patient_id, "lost")
                connection.execute(update(records).where(records.c.id == patient_id).values({name: token}))

    return lose


@pytest.mark.parametrize("role", ["reception", "clinician", "admin"])
def test_the_page_opens_with_initials_age_and_reference_and_no_answer(role, colleague, maya):
    person = colleague(role)
    person.is_let_in()
    page = person.browser.get(url_of(maya)).text
    assert [word for word in (*IDENTITY, *HEALTH) if word in page] == []
    assert "Name hidden, initials M O L" in page
    assert f"{maya.hex[:4]}-{maya.hex[4:8]}" in page
    assert "36 years" in page
    assert "Answered in English" in page


def test_its_sections_ask_once_for_the_conversation(store, priya, maya):
    with heard(store) as statements:
        assert priya.browser.get(url_of(maya)).status_code == 200
    for what in ("FROM conversation_steps", "conversations.external_user_index"):
        assert sum(what in statement for statement, _ in statements) == 1, what


def test_two_sections_that_say_the_same_name_are_an_error(priya, maya, monkeypatch, caplog):
    again = [*record_page._sections, lambda _record: {"requests": ()}]
    monkeypatch.setattr(record_page, "_sections", again)
    assert priya.browser.get(url_of(maya)).status_code == 500
    assert "DeclaredTwice('requests')" in caplog.text


def test_a_part_is_shown_by_its_own_button_and_the_other_stays_hidden(priya, maya):
    page = sees(priya, maya, "show", part="identity", reason="ringing").text
    shown = facts(page)
    assert shown["Name"].startswith("Maya Okafor-Lindt")
    assert shown["Date of birth"].startswith("4 March 1990 36 years old")
    assert shown["Address"].startswith("12 Mill Lane")
    assert shown["WhatsApp"].startswith("+1 500-555-0006")
    assert '<a class="ltr" href="tel:+15005550006">' in page
    assert [word for word in HEALTH if word in page] == []
    does(priya, maya, "hide")
    page = sees(priya, maya, "show", part="health").text
    assert facts(page)["Medical history"].startswith("Asthma")
    assert [word for word in IDENTITY if word in page] == []


def test_what_is_shown_is_in_an_element_that_hides_after_its_minute(priya, maya, clock):
    page = sees(priya, maya, "show", part="all", reason="reviewing").text
    for word in (*IDENTITY, *HEALTH):
        around = page[: page.index(word)].rpartition("veil")[2]
        assert "shown" in around, word
        assert "hidden-again" not in around, word
    assert "mask.js" in page
    assert "Shown until 09:01 (recorded)" in page
    assert 'left-60" data-seconds="60"' in page
    clock.moves(seconds=31)
    page = priya.browser.get(url_of(maya)).text
    assert "Shown until 09:01 (recorded)" in page
    assert 'left-20" data-seconds="29"' in page
    assert "left-60" not in page


def test_title_address_and_notice_hold_no_word_of_the_patient(priya, maya):
    answer = sees(priya, maya, "show", part="all")
    title = re.search(r"<title>(.*?)</title>", answer.text)
    assert title
    assert title[1] == f"(1) Record {maya.hex[:4]}-{maya.hex[4:8]} · Anteroom", "one record is new"
    answer = does(priya, maya, "status", **{"from": "new", "status": "in_review"})
    assert answer.headers["Location"] == f"{url_of(maya)}#h-work"


def test_each_look_is_one_event_with_its_parts_and_its_reason(priya, maya, store):
    priya.browser.get(url_of(maya))
    sees(priya, maya, "show", part="identity", reason="ringing")
    sees(priya, maya, "show", part="all", reason="reviewing")
    sees(priya, maya, "print", parts="identity")
    assert [(event.action, dict(event.details)) for event in happened(store, maya)] == [
        ("patient.opened", {}),
        ("patient.shown", {"parts": ["identity"], "reason": "ringing"}),
        ("patient.opened", {"parts": ["identity"]}),
        ("patient.shown", {"parts": ["identity", "health", "notes"], "reason": "reviewing"}),
        ("patient.opened", {"parts": ["identity", "health", "notes"]}),
        ("patient.printed", {"parts": ["identity"]}),
        ("patient.opened", {"parts": ["identity"]}),
    ]


@pytest.mark.parametrize("reason", REASONS)
def test_every_reason_on_the_page_is_taken_and_written_down(reason, priya, maya, store):
    assert f'value="{reason}"' in priya.browser.get(url_of(maya)).text
    assert does(priya, maya, "show", part="identity", reason=reason).status_code == 303
    assert happened(store, maya)[-1].details["reason"] == reason


@pytest.mark.parametrize(
    "fields", [{}, {"part": "everything"}, {"part": "identity", "reason": "curious"}, {"part": "\0"}]
)
def test_an_unknown_part_or_reason_shows_nothing(fields, priya, maya, store):
    answer = does(priya, maya, "show", **fields)
    assert answer.status_code == 422
    assert "error-summary" in answer.text
    assert [word for word in (*IDENTITY, *HEALTH) if word in answer.text] == []
    assert [event.action for event in happened(store, maya)] == ["patient.opened"]


# ---------- reception


def test_reception_is_told_that_health_answers_are_there_and_not_what_they_say(ines, maya):
    page = sees(ines, maya, "show", part="all", reason="calling_in").text
    assert "Only clinicians can open health answers" in page
    assert [word for word in HEALTH if word in page] == []
    assert facts(page)["Name"].startswith("Maya Okafor-Lindt")
    assert "Medical history" not in facts(page)
    assert f"{url_of(maya)}/erase" not in page


def test_reception_asking_for_health_is_turned_away_and_written_down(ines, maya, store):
    for act, fields in (("show", {"part": "health"}), ("print", {"parts": "health"})):
        answer = does(ines, maya, act, **fields)
        assert answer.status_code == 403
        assert [word for word in (*IDENTITY, *HEALTH) if word in answer.text] == []
    with store.read() as unit:
        newest = audit.latest(unit.db, 2)
    assert {(event.action, event.details["needs"]) for event in newest} == {
        ("door.refused", "read health answers")
    }
    assert happened(store, maya) == []


def test_reception_never_has_a_health_column_read_or_opened(ines, maya, store, loses_the_key):
    loses_the_key(maya, "medical_history", "medications")
    asked = []
    event.listen(store.engine, "before_cursor_execute", lambda *args: asked.append(args[2]))
    answers = [
        ines.browser.get(url_of(maya)),
        *(sees(ines, maya, "show", part=part) for part in ("identity", "notes", "all")),
    ]
    answers.append(sees(ines, maya, "print", parts="identity"))
    assert [answer.status_code for answer in answers] == [200] * 5
    assert [sql for sql in asked if "medical_history" in sql or "medications" in sql] == []
    assert not any("Cannot be opened" in answer.text for answer in answers)
    assert not any("unreadable" in event.details for event in happened(store, maya))


def test_a_clinicians_page_reads_health_columns_only_when_they_are_shown(priya, maya, store):
    asked = []
    event.listen(store.engine, "before_cursor_execute", lambda *args: asked.append(args[2]))
    priya.browser.get(url_of(maya))
    sees(priya, maya, "show", part="identity")
    assert [sql for sql in asked if "medical_history" in sql] == []
    sees(priya, maya, "show", part="health")
    assert [sql for sql in asked if "medical_history" in sql] != []


# ---------- what the page says


def test_an_answer_that_was_not_given_says_so_when_shown(priya, store, clock):
    sparse = on_file(store, clock(), address="", medical_history="", birth_date="1950")
    assert facts(priya.browser.get(url_of(sparse)).text)["Medical history"] == "••••••••"
    shown = facts(sees(priya, sparse, "show", part="all").text)
    assert shown["Medical history"] == shown["Address"] == "Not answered"
    assert shown["Date of birth"].startswith("1950 76 years old")
    assert shown["WhatsApp"] == "No number"


def test_an_answer_without_a_column_of_its_own_is_shown_with_the_health_answers(priya, store, clock):
    allergic = on_file(store, clock(), allergies="Penicillin")
    page = priya.browser.get(url_of(allergic)).text
    assert "Penicillin" not in page
    assert "Penicillin" not in sees(priya, allergic, "show", part="identity").text
    assert facts(sees(priya, allergic, "show", part="health").text)["Allergies"].startswith("Penicillin")


def test_reception_does_not_learn_of_an_answer_about_health_by_its_key(ines, store, clock):
    allergic = on_file(store, clock(), allergies="Penicillin")
    assert not {"Penicillin", "allergies"} & set(
        re.findall(r"\w+", sees(ines, allergic, "show", part="all").text)
    )


def test_the_record_says_who_answered_for_somebody_else(priya, store, clock):
    theirs = on_file(store, clock())
    with store.begin() as unit:
        conversation = senders.lock(unit.db, "whatsapp:+15005550006", None, clock())
        consents.record(unit.db,
            conversation_id=conversation.id, patient_id=theirs, decision="given", version="1", language="en",
            text_hash="ab" * 32, message_sid="SM1", channel="whatsapp", sender="whatsapp:+15005550006",
            now=clock(), on_behalf=True,
        )  # fmt: skip
    page = priya.browser.get(url_of(theirs)).text
    assert facts(page)["Answered by"] == "Someone on their behalf"
    assert "on behalf of the patient" in page


def test_consent_and_conversation_are_told_without_a_word_of_the_patient(priya, maya):
    page = priya.browser.get(url_of(maya)).text
    assert "Agreed to the privacy text" in page
    assert "in English" in page
    asked = re.findall(r"<span>Asked: ([^<]+)</span>", page)
    further = [words_of(question, speak("en")).title for question in OWN_QUESTIONS[5:]]
    assert asked == ["Name", "Date of birth", "Address", "Medical history", "Medicines", *further]
    assert "Sent the answers" in page


def test_a_record_that_came_by_sms_says_that_its_sender_can_be_forged_and_shows_the_number(
    priya, maya, twilio, store
):
    assert "forged" not in priya.browser.get(url_of(maya)).text
    by_sms = Patient(twilio, "+15005550011")
    by_sms.tells(
        "hello",
        "1",
        "1",
        "Noor Haddad",
        "4 March 1990",
        "12 Mill Lane",
        "Asthma",
        "DONE",
        "NONE",
        *HANDS_IN,
    )
    with store.read() as unit:
        (theirs,) = (found.id for found in patients.page(unit.db, 5) if found.id != maya)
    assert "can be forged" in facts(priya.browser.get(url_of(theirs)).text)["Sender"]
    shown = sees(priya, theirs, "show", part="identity", reason="ringing").text
    assert "+1 500-555-0011" in facts(shown)["SMS"]


def test_the_text_that_was_agreed_to_is_on_the_page_word_for_word(priya, patient, store):
    shown = patient.tells("hello", "1")
    patient.tells("1", "Maya Okafor", "4 March 1990", "12 Mill Lane", "Asthma", "DONE", "NONE", *HANDS_IN)
    with store.read() as unit:
        (theirs,) = patients.page(unit.db, 1)
        (kept,) = consents.of(unit.db, theirs.id)
    assert kept.text == shown
    assert shown in unescape(priya.browser.get(url_of(theirs.id)).text)


def test_a_consent_whose_text_was_not_kept_says_so_and_names_its_digest(priya, maya, store):
    with store.engine.begin() as connection:
        connection.execute(delete(ConsentText))
    page = priya.browser.get(url_of(maya)).text
    assert "not the text itself" in page
    with store.read() as unit:
        assert consents.of(unit.db, maya)[0].text_hash in page


def test_nothing_on_the_page_speaks_of_time_to_write_while_nothing_can_be_written(priya, store, clock):
    page = plain(priya.browser.get(url_of(on_file(store, clock()))).text)
    assert not [words for words in ("Writing back", "23 h", "free replies") if words in page]


def test_two_who_look_alike_are_named_by_reference_with_a_way_to_compare(priya, store, clock):
    one, other = on_file(store, clock()), on_file(store, clock(), name="Maya Lindt")
    stranger = on_file(store, clock(), name="Otto Berg")
    page = priya.browser.get(url_of(one)).text
    assert "May be the same person" in page
    assert f"{url_of(one)}/compare/{other}" in page
    assert str(stranger) not in page
    assert "Possibly" not in priya.browser.get(url_of(stranger)).text


def test_somebody_invented_is_said_to_be(priya, store, clock):
    new = NewPatient(uuid4(), None, clock(), "new", "en", {"name": "Ann Example"}, synthetic=True)
    with store.begin() as unit:
        patients.create_many(unit.db, [new])
    assert "Sample data" in priya.browser.get(url_of(new.id)).text


def test_right_to_left_names_have_their_direction_hidden_and_shown(priya, store, clock):
    omar = on_file(store, clock(), name="عمر الخيام")
    page = priya.browser.get(url_of(omar)).text
    assert re.search(r'<span class="masked" role="img" dir="rtl"[^>]*>ع<i>', page)
    assert '<bdi class="shown">عمر الخيام</bdi>' in sees(priya, omar, "show", part="identity").text


# ---------- what changed


def test_a_change_is_told_to_all_and_the_old_answer_only_with_the_health_answers(
    patient, store, ines, priya, clock
):
    maya = hands_in(patient, store)
    clock.moves(minutes=5)
    patient.tells("hello again", "1")
    patient.tells("EDIT 3", "7 New Street", "SEND")
    for person in (ines, priya):
        page = plain(sees(person, maya, "show", part="identity").text)
        assert "Changed: Address" in page
        assert "7 New Street" in page
        assert "12 Mill Lane" not in page
    page = plain(sees(priya, maya, "show", part="all").text)
    assert "Address was: 12 Mill Lane" in page
    assert "12 Mill Lane" not in sees(ines, maya, "show", part="all").text


def test_an_old_health_answer_is_shown_with_the_health_answers_alone(priya, store, maya, clock):
    clock.moves(minutes=1)
    with store.begin() as unit:
        patients.correct(
            unit.db, maya, 1, {"medications": "None", "address": "9 Elm Road"}, "staff:x", clock()
        )
        audit.record(
            unit.db,
            "staff:x",
            trail_event("patient.corrected"),
            "patient",
            maya,
            {"fields": ["address", "medications"]},
            at=clock(),
        )
    page = plain(sees(priya, maya, "show", part="health").text)
    assert "Changed: Address, Medicines" in page
    assert "Medicines was: Salbutamol" in page
    assert "12 Mill Lane" not in page


# ---------- who is not there


def test_a_record_that_never_was_is_not_found(priya):
    for path in ("/patients/00000000-0000-4000-8000-000000000000", "/patients/nobody"):
        assert priya.browser.get(path).status_code == 404


@pytest.mark.parametrize(
    ("act", "fields"),
    [
        ("show", {"part": "all"}),
        ("print", {"parts": "identity"}),
        ("status", {"from": "new", "status": "done"}),
        ("assign", {"from": "", "assigned_to": ""}),
        ("note", {"note": "Rang"}),
        ("emergency", {}),
    ],
)
def test_nothing_is_done_with_a_record_that_never_was_or_is_erased(act, fields, priya, store, maya, clock):
    assert does(priya, uuid4(), act, **fields).status_code == 404
    with store.begin() as unit:
        assert erasures.erase(unit.db, maya, "patient_asked", "operator", clock())
    answer = does(priya, maya, act, **fields)
    assert answer.status_code == 410
    assert "Maya" not in answer.text
    assert happened(store, maya) == []


def test_an_erased_record_says_so(priya, store, maya, clock):
    with store.begin() as unit:
        erasures.erase(unit.db, maya, "patient_asked", "operator", clock())
    assert priya.browser.get(url_of(maya)).status_code == 410


# ---------- what does not open


def test_an_answer_that_no_key_opens_is_marked_and_the_rest_is_shown(priya, maya, store, loses_the_key):
    loses_the_key(maya, "medications")
    assert "cannot be opened" not in priya.browser.get(url_of(maya)).text
    page = sees(priya, maya, "show", part="health").text
    assert facts(page)["Medicines"] == "Cannot be opened"
    assert facts(page)["Medical history"].startswith("Asthma")
    assert f"give the operator the record’s reference, {maya.hex[:4]}-{maya.hex[4:8]}" in page
    assert happened(store, maya)[-1].details["unreadable"] == ["medications"]


def test_a_name_a_birth_date_and_flags_that_no_key_opens_still_make_a_page(priya, maya, loses_the_key, store):
    loses_the_key(maya, "name", "birth_date", "extra")
    with store.engine.begin() as connection:
        connection.execute(update(records).values(flags=None))
    page = priya.browser.get(url_of(maya)).text
    assert "Part of this record cannot be opened." in page
    assert "It is also unknown whether an emergency word was found." in page
    assert facts(sees(priya, maya, "show", part="all").text)["Name"] == "Cannot be opened"


# ---------- hostile words


def test_hostile_words_stay_words(priya, store, clock):
    texts = [text for text in hostile_texts() if text.isprintable()]
    keys = ("name", "birth_date", "address", *("medical_history", "medications", "allergies") * 5)
    for start in range(0, len(texts), len(keys)):
        given: dict[str, list[str]] = {}
        for key, text in zip(keys, texts[start:], strict=False):
            given.setdefault(key, []).append(text)
        answers = {key: "\n".join(lines) for key, lines in given.items()}
        hostile = on_file(store, clock(), "en", False, **answers)
        answer = sees(priya, hostile, "show", part="all")
        assert answer.status_code == 200, answers
        ours = re.sub(r"<bdi[^>]*>[^<]*</bdi>", "", answer.text)
        assert set(re.findall(r"<script[^>]*>", ours)) == set(
            re.findall(r'<script type="module" src="/static/[^"]+">', ours)
        )
        words = [unescape(bdi) for bdi in re.findall(r"<bdi[^>]*>([^<]*)</bdi>", answer.text)]
        assert [text for text in texts[start : start + len(keys)] if text.strip() and text not in words] == []


def test_four_thousand_characters_over_many_lines_are_shown_whole(priya, store, clock):
    lines = [f"{number} " + "ä" * 90 for number in range(43)]
    long = on_file(store, clock(), medical_history="\n".join(lines))
    page = sees(priya, long, "show", part="health").text
    assert all(f"<bdi>{line}</bdi>" in page for line in lines)


def test_the_whole_intake_of_a_patient_is_on_the_page_word_for_word(patient, store, priya):
    nasty = ('<img src=x onerror="alert(1)">', *ANSWERS[1:3], "<b>Asthma & 'more'</b>", *ANSWERS[4:])
    maya = hands_in(patient, store, "O'Neill <i>Ann</i>", *nasty[1:])
    page = sees(priya, maya, "show", part="all").text
    assert "&lt;b&gt;Asthma &amp; &#39;more&#39;&lt;/b&gt;" in page
    assert "<b>Asthma" not in page


def test_the_status_that_is_shown_is_the_records_even_where_the_trail_does_not_tell_how_it_came_about(
    nurse, store, clock
):
    invented = NewPatient(uuid4(), None, clock.now, "done", "en", {"name": "Maya"}, False, synthetic=True)
    with store.begin() as unit:
        patients.create_many(unit.db, [invented])
    nurse.is_let_in()
    page = nurse.browser.get(url_of(invented.id)).text
    card = page.partition('id="h-states"')[2].partition("</ol>")[0]
    assert re.search(r'aria-current="step".*<b>Done</b>', card, re.DOTALL)


def test_an_allergy_is_the_first_line_of_the_health_answers_in_red(priya, store, clock):
    allergic = on_file(store, clock(), allergies="Penicillin")
    page = sees(priya, allergic, "show", part="health").text
    assert page.count('class="warns"') == 1
    assert page.index("Penicillin") < page.index("Medical history")


def test_no_allergies_are_no_warning(priya, store, clock):
    page = sees(priya, on_file(store, clock(), allergies="none"), "show", part="health").text
    assert 'class="warns"' not in page
    assert facts(page)["Allergies"].startswith("None stated")
