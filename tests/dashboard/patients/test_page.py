"""The list: newest first, fifty a page, filtered, in the columns of its reader, with nobody's name on it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text, update

from app.crypto import Sealer
from app.intake.clinic import Clinic
from app.store.clinic import versions
from app.store.clinic.clinic_settings import ClinicVersion
from app.store.patients import patients
from app.store.patients.patient import NewPatient
from app.store.patients.patient import patients as records
from app.store.staff import staff
from tests.dashboard.list_page import listed, tabs
from tests.dashboard.people_on_file import details, events, on_file
from tests.people import HANDS_IN


@pytest.fixture
def file_of(store, clock):
    """A function that writes down so many records, a minute apart until now, and returns their ids, newest first."""
    return lambda count: [str(on_file(store, clock() - timedelta(minutes=minute))) for minute in range(count)]


def link(page, rel):
    found = re.search(rf'href="([^"]+)" rel="{rel}"', page)
    return found[1].replace("&amp;", "&") if found else None


def test_the_list_shows_the_newest_first_with_their_references_and_nobodys_name(ines, file_of):
    newest_first = file_of(3)
    page = ines.browser.get("/patients").text
    assert listed(page) == newest_first
    assert f"{newest_first[0][:4]}-{newest_first[0][4:8]}" in page
    assert "Okafor" not in page
    assert "Name hidden, initials M O L" in page


def test_a_name_from_right_to_left_is_masked_in_its_own_direction(ines, store, clock):
    on_file(store, clock(), name="محمد الأمين")
    page = ines.browser.get("/patients").text
    assert re.search(
        r'<span class="masked" role="img" dir="rtl" aria-label="Name hidden, initials م ا"', page
    )
    assert "محمد" not in page


def test_a_hostile_name_is_nothing_but_its_letters(ines, store, clock):
    on_file(store, clock(), name="\"'><script>alert(1)</script> <img src=x onerror=alert(1)>")
    page = ines.browser.get("/patients").text
    assert "<script>alert" not in page
    assert "<img" not in page


def test_an_age_is_a_band_and_a_number_its_last_three_digits(ines, patient):
    patient.tells("hello", "1", "1", "Maya Okafor", "4 March 1990", "12 Mill Lane", "NONE", "NONE", *HANDS_IN)
    page = ines.browser.get("/patients").text
    assert "30–39" in page
    assert 'aria-label="ends in 006"' in page
    assert "15005550006" not in page
    assert not [each for each in ("1990-03", "March 1990") if each in page]


def test_no_health_answer_is_opened_for_a_list(ines, file_of, monkeypatch):
    opened, open_many = set(), Sealer.open_many

    def listens(sealer, column, tokens):
        opened.add(str(column))
        return open_many(sealer, column, tokens)

    monkeypatch.setattr(Sealer, "open_many", listens)
    file_of(2)
    ines.browser.get("/patients")
    assert "patients.name" in opened
    assert not opened & {"patients.medical_history", "patients.medications", "patients.address"}


def test_fifty_stand_on_a_page_and_older_and_newer_lead_through_all_of_them_and_back(ines, file_of):
    everybody = file_of(120)
    first = ines.browser.get("/patients").text
    assert listed(first) == everybody[:50]
    assert link(first, "prev") is None
    second = ines.browser.get(link(first, "next")).text
    assert listed(second) == everybody[50:100]
    third = ines.browser.get(link(second, "next")).text
    assert listed(third) == everybody[100:]
    assert link(third, "next") is None
    back = ines.browser.get(link(third, "prev")).text
    assert listed(back) == everybody[50:100]
    assert listed(ines.browser.get(link(back, "prev")).text) == everybody[:50]


def test_a_page_address_holds_a_time_and_an_id_and_the_filters(ines, file_of):
    file_of(51)
    address = link(ines.browser.get("/patients?status=new").text, "next")
    assert re.fullmatch(r"/patients\?status=new&before=2026\d{4}T\d{6}\.\d{6}_[0-9a-f]{32}", address)


@pytest.mark.parametrize("place", ["before=Maya", "after=Maya", "before=20261125T090000.000000_Maya"])
def test_a_place_that_we_did_not_write_is_refused_without_a_look(place, ines, store):
    assert ines.browser.get(f"/patients?{place}").status_code == 400
    assert events(store) == []


def test_a_page_past_the_end_says_so_and_leads_back(ines, file_of):
    file_of(1)
    page = ines.browser.get(f"/patients?before=20200101T000000.000000_{uuid4().hex}").text
    assert "This page is empty now" in page
    assert 'href="/patients">Show the newest patients' in page


def test_filters_narrow_by_status_language_and_assignment(ines, store, clock):
    english, spanish = on_file(store, clock()), on_file(store, clock(), "es")
    with store.begin() as unit:
        patients.set_status(unit.db, spanish, "new", "done", clock())
        me = next(each.id for each in staff.all_members(unit.db) if each.email == ines.email)
        patients.assign(unit.db, english, None, me, clock())
    for query, expected in (
        ("status=new", english), ("status=done", spanish), ("status=all&language=es", spanish), ("assigned=me", english),
        (f"assigned={me}", english), ("status=done&language=es", spanish),
    ):  # fmt: skip
        assert listed(ines.browser.get(f"/patients?{query}").text) == [str(expected)], query
    for query in ("language=es", "language=es&flag=&sort="):
        assert listed(ines.browser.get(f"/patients?{query}").text) == [], "done is not open"


def test_days_are_days_of_the_clinic_and_the_last_day_is_within(ines, store):
    with store.begin() as unit:
        assert versions.keep(
            unit.db,
            ClinicVersion,
            0,
            Clinic("Lark", "1", "999", timezone="Asia/Tokyo"),
            "operator",
            datetime.now(UTC),
        )
    late = str(on_file(store, datetime(2026, 11, 23, 16, 0, tzinfo=UTC)))  # 24 November, 01:00, in Tokyo
    page = ines.browser.get("/patients?since=2026-11-24&until=2026-11-24").text
    assert listed(page) == [late]
    assert "Times are in Asia/Tokyo" in page
    assert listed(ines.browser.get("/patients?until=2026-11-23").text) == []


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("since=yesterday", "This is not a valid day"),
        ("until=2026-02-30", "This is not a valid day"),
        ("since=0001-01-01", "This is not a valid day"),
        ("until=9999-12-31", "This is not a valid day"),
        ("since=2026-11-25&until=2026-11-24", "The end date is before the start date."),
        ("status=Maya", "That is not one of the choices."),
        ("language=xx", "That is not one of the choices."),
        ("assigned=Maya", "That is not one of the choices."),
        ("since=%00", "")
    ],
)  # fmt: skip
def test_a_filter_that_cannot_be_read_is_told_of_and_the_others_are_kept(query, said, ines, store, clock):
    on_file(store, clock())
    spanish = str(on_file(store, clock(), "es"))
    answer = ines.browser.get(
        f"/patients?{query}&language=es" if "language" not in query else f"/patients?{query}"
    )
    assert answer.status_code == (400 if said else 200)
    assert said in answer.text
    if "language" not in query:
        assert listed(answer.text) == [spanish]
        assert '<option value="es" selected>' in answer.text


def test_each_status_has_a_tab_with_its_number_whatever_the_status_that_is_shown(ines, file_of, store, clock):
    ids = file_of(3)
    with store.begin() as unit:
        patients.set_status(unit.db, UUID(ids[0]), "new", "in_review", clock())
    for query in ("", "?status=done"):
        assert tabs(ines.browser.get(f"/patients{query}").text) == {
            "Open": "3", "First": "0", "New": "2", "Due today": "0", "In review": "1", "Needs follow-up": "0", "Done": "0",
            "Rejected": "0", "All": "3",
        }  # fmt: skip


def test_nobody_counts_further_than_a_thousand(ines, store, clock):
    many = [
        NewPatient(
            uuid4(), None, clock(), "done", "en", {"name": "Ana Ruiz"}, emergency=False, synthetic=True
        )
        for _ in range(1001)
    ]
    with store.begin() as unit:
        patients.create_many(unit.db, many)
    page = ines.browser.get("/patients?status=all").text
    assert (tabs(page)["All"], tabs(page)["Done"], tabs(page)["New"]) == ("1,000+", "1,000+", "0")
    assert "Sample data" in page


def test_flags_tell_of_an_emergency_word_and_of_one_who_looks_alike(ines, store, clock):
    on_file(store, clock(), emergency=True)
    page = ines.browser.get("/patients").text
    assert ("Emergency word" in page, "Possible duplicate" in page) == (True, False)
    on_file(store, clock())
    assert ines.browser.get("/patients").text.count("Possible duplicate") == 2


def test_columns_are_kept_for_one_person_and_reset(ines, colleague, file_of):
    file_of(1)
    answer = ines.browser.post("/patients/columns", columns="language", status="new")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/patients?status=new")
    page = ines.browser.get("/patients").text
    assert re.findall(r"<th scope=\"col\"[^>]*>([^<]+)</th>", page) == ["Patient", "Record", "Language"]
    other = colleague("clinician")
    other.is_let_in()
    assert "Flags</th>" in other.browser.get("/patients").text
    ines.browser.post("/patients/columns", reset="1")
    assert "Flags</th>" in ines.browser.get("/patients").text


def test_a_column_that_there_is_not_is_not_kept(ines, file_of, store):
    file_of(1)
    ines.browser.post("/patients/columns", columns="medical_history")
    page = ines.browser.get("/patients").text
    assert re.findall(r"<th scope=\"col\"[^>]*>([^<]+)</th>", page) == ["Patient", "Record"]


@pytest.mark.parametrize(
    "path", ["/patients/columns", "/patients/search", "/patients/show", "/patients/hide"]
)
def test_a_form_without_our_token_changes_and_shows_nothing(path, ines, file_of, store):
    file_of(1)
    answer = ines.browser.post_with("", path, {"q": "Maya", "all": "1", "reason": "other", "columns": "age"})
    assert answer.status_code == 400
    assert events(store) == []


def test_before_anybody_came_the_list_says_what_comes_next(ines, colleague):
    page = ines.browser.get("/patients").text
    assert "No patients yet" in page
    assert "flask --app wsgi chat" not in page
    admin = colleague("admin")
    admin.is_let_in()
    assert "flask --app wsgi chat" in admin.browser.get("/patients").text


def test_when_nobody_passes_the_filters_the_list_says_so_and_leads_to_everybody(ines, file_of):
    file_of(1)
    for query, said in (("status=done", "Nobody here"), ("language=es", "No patients found")):
        page = ines.browser.get(f"/patients?{query}").text
        assert said in page
        assert '<a class="btn" href="/patients?status=all">Show all patients</a>' in page


def test_what_no_key_opens_has_a_tag_in_its_place(ines, file_of, store):
    file_of(2)
    with store.engine.begin() as connection:
        token = connection.execute(text("SELECT name FROM patients")).scalars().first()
        moved = {"name": token, "birth_date": token, "flags": None}
        connection.execute(update(records).values(moved))
    page = ines.browser.get("/patients")
    assert page.status_code == 200
    assert page.text.count("Name cannot be opened") == 1
    assert page.text.count("Cannot be opened") == 4
    assert details(store, "patients.listed")[0]["unreadable"] == 1


def test_a_look_is_one_event_that_names_nobody_whose_name_was_hidden(ines, file_of, store):
    file_of(2)
    ines.browser.get("/patients")
    (event,) = events(store)
    assert event.action == "patients.listed"
    assert event.details == {"patients": 2, "shown": 0}
    assert event.actor.startswith("staff:")


def test_an_emergency_word_is_shown_whatever_columns_a_member_has_chosen(ines, store, clock):
    on_file(store, clock.now, emergency=True)
    ines.browser.post("/patients/columns", columns="language")
    assert "Emergency word" in ines.browser.get("/patients").text
