"""A receptionist's day, and a clinician's and an admin's, in a browser without JavaScript."""

from __future__ import annotations

from uuid import UUID

import pytest

from app.store.patients import certificates, erasures
from tests.browser.clinic import CHEST_PAIN
from tests.dashboard.people_on_file import MAYA, on_file


@pytest.fixture(scope="module")
def hires(clinic):
    """A function that returns the colleague of a role, in front of the list, whose browser runs no script."""
    staff = {}

    def hire(role):
        if role not in staff:
            staff[role] = clinic.colleague(role, java_script_enabled=False)
        staff[role].page.goto("/patients")
        return staff[role]

    return hire


@pytest.fixture
def files(clinic):
    """A function that returns the address of a new record."""
    store, clock = clinic.services.store, clinic.services.clock
    return lambda **changed: f"/patients/{on_file(store, clock(), **changed)}"


def banner(member):
    return member.page.locator(".banner.ok").inner_text()


def reference(record):
    return f"{record[10:14]}-{record[14:18]}"


def test_reception_narrows_the_list_searches_and_shows_names_for_a_reason(hires, files):
    ines = hires("reception")
    zdena, other = files(name="Zdena Králová", language="es"), files()
    ines.page.locator(".filters summary").click()
    ines.page.locator("#language").select_option("Spanish")
    ines.page.get_by_label("Received from").fill("2020-01-01")
    ines.sends("Apply")
    assert ines.page.locator(f"a[href^='{zdena}']").is_visible()
    assert not ines.page.locator(f"a[href^='{other}']").is_visible()
    ines.presses("#status a[href*=rejected]")
    assert "No patients found" in ines.text()
    ines.follows("Clear")

    ines.fills(q="kralova")
    ines.sends("Find")
    assert "1 record" in ines.text()
    assert "Zdena" not in ines.text()
    assert "kralova" not in ines.page.url
    ines.page.get_by_label("Why names are shown").select_option("Calling a patient by phone")
    ines.sends(f"Show the name of {reference(zdena)}")
    assert "Zdena Králová" in ines.text()
    ines.shows_names()
    assert "Recorded for one patient." in ines.text()
    ines.sends("Hide now")
    assert "Zdena" not in ines.text()


def test_the_columns_are_chosen_and_kept(hires, files):
    files()
    ines = hires("reception")
    ines.page.goto("/patients")
    ines.page.locator("#tools details.menu summary").click()
    ines.page.get_by_role("checkbox", name="Number").uncheck()
    ines.page.get_by_role("checkbox", name="Assigned").check()
    ines.sends("Show selected")
    heads = ines.page.locator("thead").inner_text()
    assert "Assigned" in heads
    assert "Number" not in heads


def test_reception_reads_who_somebody_is_and_brings_the_record_on(hires, clinic):
    record = clinic.hands_in(*CHEST_PAIN)
    ines = hires("reception")
    ines.page.goto("/patients")
    ines.presses(f"a[href^='{record}']")
    assert ines.at(f"{record}?queue=all")
    assert MAYA["name"] not in ines.text()

    ines.page.get_by_label("Reason for viewing").select_option("Calling a patient by phone")
    ines.sends("Show who they are")
    assert MAYA["name"] in ines.text()
    assert "4 March 1990" in ines.text()
    assert "Salbutamol" not in ines.page.content()
    assert (
        "Calling a patient by phone" in ines.page.locator("section[aria-labelledby=h-looked]").text_content()
    )
    ines.sends("Hide")
    assert MAYA["name"] not in ines.text()

    ines.sends("Mark as called")
    assert "Marked as called" in banner(ines)
    assert not ines.page.locator(".strip .bad form").is_visible()
    ines.sends("Start review")
    assert "In review" in banner(ines)
    ines.sends("Assign to me")
    assert "is now responsible for this record" in banner(ines)
    ines.page.get_by_label("Note", exact=True).fill("Comes on Friday.")
    ines.sends("Save")
    assert "Comes on Friday." in ines.text(), "its writer sees it"
    ines.sends("Mark done")
    assert "Done" in banner(ines)


def test_an_answer_is_corrected_what_it_said_before_is_kept_and_the_record_is_printed(hires, files):
    record, priya = files(), hires("clinician")
    priya.page.goto(record)
    priya.follows("Correct")
    priya.fills(birth_date="3/4/1990", medications="Salbutamol")
    priya.sends("Save corrections")
    priya.page.get_by_role("radio", name="3 April 1990").check()
    priya.sends("Save corrections")
    assert "2 answers were corrected." in banner(priya)
    priya.sends("Show everything")
    assert "3 April 1990" in priya.text()
    priya.clicks("#history > summary")
    assert "Date of birth was: 4 March 1990" in " ".join(priya.text().split())

    priya.page.get_by_role("button", name="Print…").click()
    priya.page.get_by_role("checkbox", name="Health answers").check()
    priya.sends("Open the print view")
    assert f"record {reference(record)} · printed by {priya.email.partition('@')[0].title()}" in priya.text()
    assert "Salbutamol" in priya.text()
    priya.page.emulate_media(media="print")
    assert priya.page.get_by_text("Salbutamol").is_visible()
    assert not priya.page.get_by_role("link", name="Patients").is_visible()
    priya.page.emulate_media(media="screen")


def test_the_second_of_two_who_bring_a_record_on_is_told_who_was_faster(hires, files):
    record, ines, priya = files(), hires("reception"), hires("clinician")
    for each in (ines, priya):
        each.page.goto(record)
    ines.sends("Start review")
    priya.sends("Start review")
    assert f"{ines.email.partition('@')[0].title()}, reception saved first" in priya.text()
    assert priya.page.get_by_role("button", name="Mark done").is_visible()


def test_two_records_are_compared_and_told_apart(hires, files):
    twin = {"name": "Orla Quillfeather", "birth_date": "1971-02-03"}
    one, other = files(**twin), files(**twin, address="9 Rope Street")
    ines = hires("reception")
    ines.page.goto(one)
    ines.follows(f"Compare {reference(other)}")
    assert ines.page.locator("tr", has_text="Address").get_by_text("Different").is_visible()
    assert "Quillfeather" not in ines.text()
    ines.page.get_by_label("Why").select_option("Reviewing answers")
    ines.sends("Show who they are")
    assert "9 Rope Street" in ines.text()
    ines.sends("Not the same person")
    assert "are marked as different people" in banner(ines)
    assert not ines.page.get_by_role("link", name="Compare").is_visible()


def test_a_clinician_erases_a_patient_with_a_fresh_code_a_reason_and_the_typed_reference(hires, files):
    record, priya = files(name="Wanda Vanishing"), hires("clinician")
    priya.page.goto(record)
    priya.follows("Erase…")
    assert priya.page.url.partition("?")[0].endswith("/confirm")
    priya.confirms()
    assert priya.at(f"{record}/erase")
    priya.page.get_by_label("Why").select_option("The patient asked for it")
    priya.fills(reference="1234-5678")
    priya.sends("Erase for good")
    assert "Nothing was erased yet" in priya.text()
    assert priya.page.get_by_label("Type the record’s reference").input_value() == "1234-5678"
    priya.fills(reference=reference(record))
    priya.sends("Erase for good")
    assert "was erased" in banner(priya)
    priya.page.goto(record)
    assert "This record was erased" in priya.text()
    priya.page.goto("/patients")
    priya.fills(q="Vanishing")
    priya.sends("Find")
    assert "Nobody found" in priya.text()


def test_a_certificate_as_it_is_copied_from_the_page_is_genuine_and_one_sheet_of_paper(hires, files, clinic):
    record, priya, store = files(name="Wanda Vanishing"), hires("clinician"), clinic.services.store
    with store.begin() as unit:
        erasures.erase(unit.db, UUID(record[10:]), "patient_asked", "operator", clinic.services.clock())
    priya.page.goto(record)
    priya.sends("Make the certificate")
    for copied in (priya.page.locator("body").inner_text(), priya.page.locator("article").inner_text()):
        paper = certificates.read(copied, "Certificate of erasure")
        assert certificates.is_genuine(store.keys.blind_index, paper)
    priya.page.emulate_media(media="print")
    assert b"/Count 1\n" in priya.page.pdf(format="A4")
    priya.page.emulate_media(media="screen")


def test_a_patient_who_is_stuck_begins_again_and_a_wrong_number_is_released(hires, clinic):
    clinic.patient_tells("hello", "1", "1", "Noor Haddad")
    clinic.patient_tells("hello", "1", "1")
    ines = hires("reception")
    ines.follows("Still answering")
    before = ines.page.get_by_role("row").count()
    ines.page.get_by_role("row", name="Asked: Date of birth").first.get_by_role(
        "button", name="Manage"
    ).click()
    ines.presses(".menu:popover-open a[href$='/restart']")
    assert "Delete this draft and start again?" in ines.text()
    ines.page.locator("#reason").select_option("stuck")
    ines.sends("Delete the draft")
    assert "The draft is deleted." in banner(ines)
    ines.page.get_by_role("row", name="Asked: Name").first.get_by_role("button", name="Manage").click()
    ines.presses(".menu:popover-open a[href$='/release']")
    assert "Forget this number?" in ines.text()
    ines.page.locator("#reason").select_option("wrong_number")
    ines.sends("Forget the number")
    assert "The number is forgotten." in banner(ines)
    assert ines.page.get_by_role("row").count() < before


def test_an_admin_changes_what_patients_are_told_and_publishes_a_privacy_text(hires, clinic):
    ana = hires("admin")
    ana.follows("Settings")
    ana.presses("main a[href='/settings/clinic']")
    ana.fills(name="Larkfield Surgery", phone="01632 960 777")
    ana.sends("Save")
    ana.confirms()
    ana.sends("Save")
    assert ana.page.locator(".brand").inner_text().endswith("Larkfield Surgery")
    ana.follows("Change the privacy text")
    ana.page.get_by_label("Your own text: English").fill("*Only we* read what you write.")
    ana.sends("Preview")
    assert ana.page.get_by_text("Only we", exact=True).evaluate("each => each.localName") == "b"
    ana.sends("Publish and ask everyone again")
    assert ana.page.locator(".banner.ok").is_visible()
    patient = clinic.patient()
    assert "*Only we* read what you write." in "\n".join(patient.says(each) for each in ("hello", "1", "1"))


def test_an_admin_reads_pages_in_spanish_and_in_english_again(hires):
    ana = hires("admin")
    ana.page.goto("/account")
    ana.page.get_by_label("Language", exact=True).select_option("Español")
    ana.sends("Save the language")
    assert ana.page.locator("html").get_attribute("lang") == "es"
    ana.page.goto("/patients")
    assert ana.page.get_by_role("heading", name="Pacientes", exact=True).is_visible()
    ana.page.goto("/account")
    ana.page.get_by_label("Idioma", exact=True).select_option("English")
    ana.presses("form[action='/account/language'] button")
    assert ana.page.locator("html").get_attribute("lang") == "en"


def test_a_clinician_reads_the_report_and_its_tables(hires, files):
    for _ in range(6):
        files()
    priya = hires("clinician")
    priya.follows("Report")
    priya.follows("90 days")
    assert priya.page.url.endswith("period=90")
    priya.page.get_by_text("As a table").first.click()
    assert priya.page.get_by_role("region", name="Intakes per day, table").get_by_role("row").count() > 90


def test_an_admin_says_what_was_done_and_finds_it_in_the_trail(hires):
    ana = hires("admin")
    ana.follows("Set up")
    ana.sends("We have checked this")
    ana.follows("Audit trail")
    ana.page.get_by_label("Who").select_option(index=1)
    ana.sends("Apply")
    assert ana.page.locator("tbody tr").count() > 0
