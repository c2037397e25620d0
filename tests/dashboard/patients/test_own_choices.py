"""Choices that reception may read: columns, a filter and the report, without a look at an answer about health."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import event, select, update

from app.store.model import table_of
from app.store.patients import erasures, patients
from app.store.patients.patient import patients as records
from app.store.patients.patient_choices import Choice, PatientChoice
from app.store.patients.patient_filters import PatientFilters, indexed
from tests.dashboard.at_the_record import does, plain, url_of
from tests.dashboard.correction_form import edit
from tests.databases import on_each_engine
from tests.own_questions import ANSWERS, on_file, published
from tests.staff_people import version_on
from tests.store.backups import restored, taken
from tests.store.example import NOW

if TYPE_CHECKING:
    from uuid import UUID

    from app.store import Store

_HEALTH = ("extra", "medical_history", "medications", "allergy")


def references(page: str) -> set[str]:
    """Return the references of the records in a list."""
    return set(re.findall(r'class="cover mono" href="[^"]*">([0-9a-f-]{9})<', page))


def reference(patient_id: UUID) -> str:
    return f"{patient_id.hex[:4]}-{patient_id.hex[4:8]}"


@pytest.fixture
def three(store: Store, clock) -> list[UUID]:
    """Three records: with an interpreter, without one, and with one who speaks Polish."""
    asked = published(store, clock())
    changes: list[dict[str, str]] = [
        {},
        {"interpreter": "no", "tongue": "", "access": "hearing_loop"},
        {"tongue": "polish"},
    ]
    return [on_file(store, clock(), asked, ANSWERS | changed) for changed in changes]


def test_the_list_is_narrowed_to_a_choice_and_a_view_keeps_it(ines, three):
    maya, noor, lena = map(reference, three)
    for written, found in (
        ("interpreter.yes", {maya, lena}),
        ("interpreter.no", {noor}),
        ("tongue.polish", {lena}),
        ("access.large_print", {maya, lena}),
        ("tongue.welsh", {maya}),
    ):
        page = ines.browser.get(f"/patients?choice={written}").text
        assert references(page) == found, written
    queue = "status:open,choice:interpreter.yes"
    assert "Open, filtered" in ines.browser.get(f"{url_of(three[0])}?queue={queue}").text
    assert ines.browser.get("/patients/news?choice=interpreter.yes").status_code == 200
    ines.browser.post("/patients/views", name="Interpreted", queue="status:open,choice:interpreter.no")
    view = re.search(
        r'href="(/patients\?[^"]*choice=interpreter.no[^"]*)"', ines.browser.get("/patients").text
    )
    assert view
    assert references(ines.browser.get(view[1].replace("&amp;", "&")).text) == {noor}


def test_what_is_no_choice_of_the_list_is_refused_and_shows_nobody_less(ines, three):
    for written in ("smoking.daily", "interpreter.perhaps", "contact.x", "name.yes", "interpreter"):
        answer = ines.browser.get(f"/patients?choice={written}")
        assert answer.status_code == 400, written
        assert "That is not one of the choices." in answer.text
        assert len(references(answer.text)) == len(three)


def test_a_column_shows_the_choice_in_words_and_a_fourth_is_refused(ines, three):
    assert "own.smoking" not in (page := ines.browser.get("/patients").text)
    assert 'value="own.interpreter"' in page
    ines.browser.post_with(
        ines.browser.last_token(), "/patients/columns", {"columns": ["status", "own.tongue", "own.access"]}
    )
    page = plain(ines.browser.get("/patients").text)
    assert [
        words
        for words in ("Spoken at home", "Welsh", "Polish", "Step free, Large print")
        if words not in page
    ] == []
    assert [words for words in ("Ada Lindt", "Daily", "70.5") if words in page] == []


def test_a_corrected_choice_is_found_and_the_old_one_is_not(ines, three):
    maya = three[0]
    version = {"version": version_on(ines.browser.get(edit(maya)).text)}
    ines.browser.post_with(ines.browser.last_token(), edit(maya), version | {"interpreter": "no"})
    assert reference(maya) in references(ines.browser.get("/patients?choice=interpreter.no").text)
    assert reference(maya) not in references(ines.browser.get("/patients?choice=interpreter.yes").text)


@on_each_engine
def test_reception_walks_its_pages_and_no_token_about_health_is_selected(
    receptionist_in, store: Store, clock, subtests
):
    asked = published(store, clock())
    maya, noor = (on_file(store, clock(), asked) for _ in range(2))
    told: list[str] = []

    def hear(*args: object) -> None:
        told.append(str(args[2]))

    ines, browser = receptionist_in, receptionist_in.browser
    browser.post_with(
        browser.last_token(),
        "/patients/columns",
        {"columns": ["age", "number", "flags", "status", "own.tongue"]},
    )
    event.listen(store.engine, "before_cursor_execute", hear)
    pages = [
        "/patients",
        "/patients?choice=interpreter.yes&status=all",
        "/patients?sort=due",
        url_of(maya),
        f"{url_of(maya)}/edit",
        f"{url_of(maya)}/compare/{noor}",
        "/answering",
        "/report",
        "/news",
    ]
    said = [browser.get(page).text for page in pages]
    found = browser.post("/patients/search", q="Okafor")
    said.append(browser.get(found.headers["Location"]).text)
    browser.post("/patients/show", all="1", reason="ringing")
    does(ines, maya, "show", part="all")
    said += [browser.get(page).text for page in pages]
    event.remove(store.engine, "before_cursor_execute", hear)
    assert "Welsh" in said[-6]
    assert [page for page in said if "Daily" in page or "70.5" in page] == []
    for statement in told:
        if statement.lstrip().upper().startswith("SELECT") or "FROM patients" in statement:
            read = statement.partition("FROM")[0]
            assert [name for name in _HEALTH if re.search(rf"\bpatients\.{name}\b", read)] == [], statement
            assert "patient_versions.snapshot" not in read, statement


def test_the_report_counts_choices_and_hides_small_cells(admin, store: Store, clock):
    admin.is_let_in()
    asked = published(store, clock())
    for number in range(8):
        on_file(store, clock(), asked, interpreter="yes" if number < 6 else "no")
    page = admin.browser.get("/report?period=7").text
    table = plain(page.partition('id="choice-interpreter"')[2].partition("</figure>")[0])
    assert "Yes 5" in table
    assert "No &lt;5" in table or "No <5" in table
    assert "choice-smoking" not in page


@on_each_engine
def test_a_token_that_was_moved_or_forged_opens_nowhere_and_no_answer_stands_in_the_tables(
    clinician_in, store: Store, clock, contents
):
    asked = published(store, clock())
    maya, noor = (on_file(store, clock(), asked, tongue=tongue) for tongue in ("welsh", "polish"))
    with store.engine.begin() as connection:
        token = connection.scalar(select(records.c.particulars).where(records.c.id == maya))
        connection.execute(update(records).where(records.c.id == noor).values(particulars=token))
        rows = connection.execute(select(table_of(PatientChoice))).all()
    assert len({row.choice_index for row in rows if row.patient_id == maya}) % 4 == 0
    does(clinician_in, noor, "show", part="all")
    page = clinician_in.browser.get(url_of(noor)).text
    assert "Cannot be opened" in page
    assert "Welsh" not in page
    assert "Daily" in page, "what is about health opens as before"
    stored = contents()
    assert [
        words
        for words in ("Ada Lindt", "welsh", "large_print", ANSWERS["weight"])
        if words.encode() in stored
    ] == []


@on_each_engine
def test_an_erased_record_leaves_no_choice_behind_and_a_restored_backup_finds_the_others(
    store: Store, three, open_store, keys, tmp_path
):
    with store.begin() as unit:
        erasures.erase(unit.db, three[0], "asked", "operator", NOW)
        assert patients.get(unit.db, three[0], ()) is None
        left = unit.db.execute(select(table_of(PatientChoice).c.patient_id).distinct()).scalars().all()
    assert set(left) == set(three[1:])
    there = open_store(f"sqlite:///{tmp_path}/there/anteroom.db", keys)
    restored(there, taken(store))
    with there.read() as unit:
        polish = indexed(unit.db, PatientFilters(choice=Choice("tongue", "polish")))
        [lena] = patients.page(unit.db, 9, columns=("particulars",), filters=polish)
    assert lena.id == three[2]
    assert lena.others_that_open["contact"] == ANSWERS["contact"]


@pytest.mark.usefixtures("talkative_logs")
def test_no_answer_is_left_in_a_log_an_address_or_the_trail(priya, store: Store, clock, capsys, contents):
    secret = ("Quillfeather", "Vexwold", "Grumbleosis")
    maya = on_file(store, clock(), published(store, clock()), contact=f"{secret[0]} | 1")
    browser = priya.browser
    version = {"version": version_on(browser.get(edit(maya)).text)}
    typed = version | {"contact": f"{secret[1]} | 2", "weight": f"{secret[2]} kg", "interpreter": "no"}
    said = [browser.post_with(browser.last_token(), edit(maya), typed, **{"Sec-Fetch-Mode": "navigate"})]
    assert secret[2] in browser.get(said[-1].headers["Location"]).text, "nothing that was typed is lost"
    said.append(browser.post_with(browser.last_token(), edit(maya), typed | {"weight": "71.2"}))
    assert [each.status_code for each in said] == [303, 303]
    does(priya, maya, "show", part="all")
    assert secret[1] in browser.get(url_of(maya)).text
    told = [*(repr(each.headers) for each in said), capsys.readouterr().err, repr(contents())]
    assert [word for word in secret for each in told if word in each] == []
