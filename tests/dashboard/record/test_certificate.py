"""A certificate of erasure says what was searched, and no word of it can be changed: `flask audit verify-certificate`."""

from __future__ import annotations

import re
from datetime import timedelta
from html.parser import HTMLParser

import pytest
from sqlalchemy import delete, func, select

from app.records.erasure import erase
from app.store.backup.take import TAKEN
from app.store.exports.sheets import SheetRow
from app.store.messages import twilio_copies
from app.store.patients import certificates, erasures, legal_holds, rights_requests
from app.store.patients.rights_requests import RightsRequest
from app.store.tables import metadata
from app.store.trail import audit
from app.store.trail.audit import AuditFilters
from tests.databases import on_each_engine
from tests.store.example import ANSWERS, created

DOORS = {
    "POST /patients/<uuid:patient_id>/certificate": "signed in, may erase a patient",
    "GET /patients/<uuid:patient_id>/certificate": "signed in, may erase a patient",
}
SEE_NOBODY = {
    "POST /patients/<uuid:patient_id>/certificate",
    "GET /patients/<uuid:patient_id>/certificate",
}
TOLD = ("Okafor", "Maya", "Mill Lane", "Asthma", "latex", "1990", "4 March", "+15005550006", "5550006")


class _Text(HTMLParser):
    """The text of a page as a browser copies it: one line for each part, and all that is around the paper."""

    def __init__(self, page):
        super().__init__()
        self.parts = []
        self.feed(page)

    def handle_data(self, data):
        self.parts.append(data)


def text_of(page):
    return "\n".join(_Text(page.partition("<body")[2]).parts)


@pytest.fixture
def nurse(clinician_confirmed):
    return clinician_confirmed


@pytest.fixture
def erased(nurse, maya):
    """The id of a patient whom a clinician has erased."""
    reference = f"{maya.hex[:4]}-{maya.hex[4:8]}"
    nurse.browser.get(f"/patients/{maya}/erase")
    sent = nurse.browser.post_with(
        nurse.browser.last_token(),
        f"/patients/{maya}/erase",
        {"reason": "patient_asked", "reference": reference},
    )
    assert sent.status_code == 303
    return maya


def code_in(text):
    found = re.search(r"([0-9a-f]{4} ){15}[0-9a-f]{4}", text)
    assert found is not None
    return found


def issues(person, patient_id, kept_days="30"):
    person.browser.get(f"/patients/{patient_id}")
    return person.browser.post_with(
        person.browser.last_token(), f"/patients/{patient_id}/certificate", {"kept_days": kept_days}
    )


def done_at_twilio(store, patient_id, now):
    """Have Twilio delete the chat, as its job does."""
    with store.begin() as unit:
        for message in twilio_copies.next_messages(unit.db, patient_id, 99):
            twilio_copies.cross_out(unit.db, patient_id, message.sid)
        twilio_copies.finish(unit.db, patient_id, now)


@pytest.fixture
def paper(nurse, erased, store, clock):
    """The text of the page of a certificate."""
    done_at_twilio(store, erased, clock())
    sent = issues(nurse, erased)
    assert (sent.status_code, sent.headers["Location"]) == (303, f"/patients/{erased}/certificate")
    page = nurse.browser.get(sent.headers["Location"])
    assert page.status_code == 200
    return text_of(page.text)


@pytest.fixture
def verify(app, tmp_path):
    def run(text):
        (tmp_path / "paper.txt").write_text(text)
        return app.test_cli_runner().invoke(args=["audit", "verify-certificate", str(tmp_path / "paper.txt")])

    return run


@on_each_engine
def test_after_an_erasure_a_certificate_is_made_that_names_no_word_of_the_patient(
    paper, erased, store, nurse
):
    for words in (
        "Certificate of erasure",
        str(erased),
        "nothing is left",
        "The patient asked for it",
        "messages",
    ):
        assert words in paper
    assert [word for word in TOLD if word in paper] == []
    with store.read() as unit:
        [line] = audit.page(unit.db, AuditFilters(action="patient.erasure_certified"), 5)
    assert f"entry {line.seq}" in paper.replace("\n", " ")
    assert set(line.details) == {"kept_days", "tables"}


@on_each_engine
def test_it_says_how_much_was_found_and_removed_as_the_erasure_counted_it(
    nurse, example, store, clock, verify
):
    with store.begin() as unit:
        legal_holds.lift(unit.db, example.patient, "settled", "operator", clock())
    with store.begin() as unit:
        before = rows_that_name(unit.db, example.patient)
        assert erase(unit, example.patient, "other", "operator", clock())
        twilio_copies.leave(unit.db, example.patient, clock())
        unit.db.execute(delete(SheetRow))
        [line] = audit.page(unit.db, AuditFilters(action="patient.erased"), 1)
    found = line.details["found"]
    assert (found["answers"], found["notes"]) == (1 + before["patient_versions"], before["patient_notes"])
    assert found["sheet"] == before["sheet_rows"] > 0
    index = before["patient_name_words"] + before["patient_name_starts"]
    assert found["others"] > index + before["outbound_messages"] + before["consents"] + before["alarms"] > 2
    assert issues(nurse, example.patient).status_code == 303
    page = text_of(nurse.browser.get(f"/patients/{example.patient}/certificate").text)
    told = " ".join(page.split())
    assert (
        f"Answers, with their earlier versions {found['answers']} All {found['answers']} Searched again"
        in told
    )
    assert f"Google Sheets {found['sheet']} All {found['sheet']} " in told
    assert verify(page).exit_code == 0


def rows_that_name(db, patient_id):
    """Count the rows of a patient in some tables, each by itself."""
    names = "patient_versions patient_notes patient_name_words patient_name_starts sheet_rows outbound_messages consents alarms"
    tables = (metadata.tables[name] for name in names.split())
    return {
        table.name: db.scalar(select(func.count()).select_from(table).where(table.c.patient_id == patient_id))
        for table in tables
    }


def test_an_erasure_that_nobody_counted_is_said_to_be_so(nurse, maya, store, clock, verify):
    with store.begin() as unit:
        assert erasures.erase(unit.db, maya, "other", "operator", clock())
        twilio_copies.leave(unit.db, maya, clock())
    assert issues(nurse, maya).status_code == 303
    page = text_of(nurse.browser.get(f"/patients/{maya}/certificate").text)
    assert "Not counted" in page
    assert verify(page).exit_code == 0


def test_the_whole_page_is_genuine_and_so_is_its_paper_alone_in_other_lines_and_blanks(paper, erased, verify):
    done = verify(paper)
    assert (done.exit_code, done.output.split(":")[0]) == (0, "Genuine")
    assert str(erased) in done.output
    alone = paper[paper.rindex("Certificate of erasure") :]
    assert verify(" ".join(alone.split())).exit_code == 0
    assert verify(alone.replace(" ", "\u00a0\n")).exit_code == 0


def test_no_changed_word_and_no_changed_figure_passes(paper, verify, store):
    begin, code = paper.rindex("Certificate of erasure"), code_in(paper)
    words = [each for each in re.finditer(r"\w+", paper) if begin <= each.start() < code.start()]
    index, passed = store.keys.blind_index, []
    assert len(words) > 200
    for word in words:
        changed = "x" if word[0] != "x" else "y"
        text = paper[: word.start()] + changed + paper[word.end() :]
        try:
            found = certificates.read(text, "Certificate of erasure")
        except ValueError:
            continue
        if certificates.is_genuine(index, found):
            passed.append(word[0])
    assert passed == []
    refused = verify(paper.replace("nothing is left", "something is left"))
    assert (refused.exit_code, "Refused: a word or a figure is another" in refused.output) == (1, True)


def test_the_code_of_another_certificate_is_refused(paper, nurse, verify, store, clock):
    other = created(store, ANSWERS)
    with store.begin() as unit:
        erasures.erase(unit.db, other, "duplicate", "operator", clock())
    issues(nurse, other)
    another = text_of(nurse.browser.get(f"/patients/{other}/certificate").text)
    ours, theirs = (code_in(each)[0] for each in (paper, another))
    assert verify(another).exit_code == 0
    assert verify(paper.replace(ours, theirs)).exit_code == 1
    assert verify(another.replace(theirs, ours)).exit_code == 1


def signed(store, record):
    """A paper that Anteroom would have made of a record."""
    words = f"Certificate of erasure\nRecord {record}."
    return f"{words}\n{certificates.code_of(store.keys.blind_index, words)}"


def test_a_record_that_is_there_and_one_that_never_was_are_refused(store, verify, maya):
    there = verify(signed(store, maya))
    assert (there.exit_code, "is still there" in there.output) == (1, True)
    never = verify(signed(store, "00000000-0000-4000-8000-000000000000"))
    assert (never.exit_code, "no erasure of the record" in never.output) == (1, True)


def test_what_is_no_certificate_is_refused(verify, paper):
    code = code_in(paper)[0]
    for text in (
        "",
        "Certificate of erasure",
        code,
        paper.replace(code, ""),
        "x" * 300_000,
        "\x00" + paper[:500],
    ):
        refused = verify(text)
        assert (refused.exit_code, "there is no certificate in it" in refused.output) == (1, True)


def test_in_spanish_it_is_as_genuine(paper, nurse, erased, verify):
    nurse.browser.post_with(nurse.browser.last_token(), "/account/language", {"language": "es"})
    spanish = text_of(nurse.browser.get(f"/patients/{erased}/certificate").text)
    assert "Certificado de eliminación" in spanish
    assert verify(spanish).exit_code == 0


def test_one_waits_for_what_is_still_at_twilio_and_says_what_stays_there(nurse, erased, store, clock):
    refused = issues(nurse, erased)
    assert refused.status_code == 422
    assert "still have to be deleted at Twilio" in refused.text
    with store.begin() as unit:
        twilio_copies.leave(unit.db, erased, clock())
    assert issues(nurse, erased).status_code == 303
    assert "messages stay there until" in nurse.browser.get(f"/patients/{erased}/certificate").text


def test_backups_that_may_hold_a_copy_are_counted_with_the_day_on_which_the_last_goes(
    nurse, erased, store, clock
):
    done_at_twilio(store, erased, clock())
    with store.begin() as unit:
        for days in (40, 20, 3, -1):
            audit.record(unit.db, "operator", TAKEN, at=clock() - timedelta(days=days))
    clock.moves(minutes=1)
    assert issues(nurse, erased).status_code == 303
    page = nurse.browser.get(f"/patients/{erased}/certificate").text
    assert (
        "2 sealed backups may still hold copies. They were made from 5 November 2026 to 22 November 2026."
        in page
    )
    assert "The last is kept until 22 December 2026." in page
    assert issues(nurse, erased, "0").status_code == 303
    page = nurse.browser.get(f"/patients/{erased}/certificate").text
    assert "none that is still kept is older than the erasure" in page


def test_the_day_on_which_the_person_asked_is_on_it(nurse, maya, store, clock, request):
    today = clock().date()
    with store.begin() as unit:
        asked = RightsRequest(
            patient_id=maya,
            kind="erasure",
            channel="letter",
            asked_on=today - timedelta(days=9),
            due_on=today,
            noted_at=clock(),
            noted_by="operator",
        )
        rights_requests.add(unit.db, asked)
    erased = request.getfixturevalue("erased")
    done_at_twilio(store, erased, clock())
    issues(nurse, erased)
    assert "asked for it on 16 November 2026." in nurse.browser.get(f"/patients/{erased}/certificate").text


@pytest.mark.parametrize("kept_days", ["", "-1", "many", "3651", "²", "1e3"])
def test_a_wrong_number_of_days_is_refused_and_stays_typed(kept_days, nurse, erased, store, clock):
    done_at_twilio(store, erased, clock())
    refused = issues(nurse, erased, kept_days)
    assert refused.status_code == 422
    assert "Write the number of days, from 0 to 3,650." in refused.text
    assert "Everything Anteroom held" in refused.text
    if kept_days:
        assert f'value="{kept_days}"' in refused.text


def test_a_browser_is_told_what_is_wrong_on_the_page_that_it_comes_back_to(nurse, erased, store, clock):
    done_at_twilio(store, erased, clock())
    nurse.browser.get(f"/patients/{erased}")
    fields, navigates = {"kept_days": "many"}, {"Sec-Fetch-Mode": "navigate"}
    address = f"/patients/{erased}"
    sent = nurse.browser.post_with(nurse.browser.last_token(), f"{address}/certificate", fields, **navigates)
    assert (sent.status_code, sent.headers["Location"]) == (303, address)
    assert "Write the number of days, from 0 to 3,650." in nurse.browser.get(address).text


def test_a_record_that_is_there_gets_none(nurse, maya, store):
    sent = issues(nurse, maya)
    assert (sent.status_code, sent.headers["Location"]) == (303, f"/patients/{maya}")
    assert "This record is still here" in nurse.browser.get("/account").text
    assert nurse.browser.get(f"/patients/{maya}/certificate").status_code == 303
    with store.read() as unit:
        assert audit.page(unit.db, AuditFilters(action="patient.erasure_certified"), 1) == []


def test_an_erased_record_without_one_leads_to_what_is_left_of_it(nurse, erased):
    assert nurse.browser.get(f"/patients/{erased}/certificate").status_code == 410
    nobody = "/patients/00000000-0000-4000-8000-000000000000/certificate"
    assert nurse.browser.get(nobody).status_code == 404


@pytest.mark.parametrize("role", ["reception", "auditor"])
def test_a_member_who_may_not_erase_is_offered_none(role, colleague, erased):
    person = colleague(role)
    person.is_let_in()
    if role == "reception":
        assert "Make the certificate" not in person.browser.get(f"/patients/{erased}").text
    assert person.browser.get(f"/patients/{erased}/certificate").status_code == 403


@on_each_engine
def test_the_search_finds_whatever_a_table_has_of_a_record_and_nothing_after_the_erasure(
    store, example, clock
):
    with store.begin() as unit:
        legal_holds.lift(unit.db, example.patient, "settled", "operator", clock())
    with store.read() as unit:
        before = certificates.search(unit.db, example.patient)
    assert {"patients", "patient_notes", "patient_versions", "consents", "alarms"} <= {*before.left}
    assert before.tables > 15
    with store.begin() as unit:
        assert erasures.erase(unit.db, example.patient, "other", "operator", clock())
        assert certificates.search(unit.db, example.patient).left == ()
