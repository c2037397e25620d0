"""What is done with a record: its status, who looks after it, notes, and ringing. Of two at once, one is told."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from itertools import product
from uuid import UUID, uuid4

import pytest

from app.records.status import STATUSES
from app.store.conversations import unfinished
from app.store.patients import patient_notes, patients
from app.store.staff import staff
from app.store.trail import audit
from tests.dashboard.at_the_record import does, hands_in, happened, plain, sees, url_of
from tests.dashboard.people_on_file import on_file
from tests.staff_people import Browser, add_colleague

EMERGENCY = ("Maya Okafor-Lindt", "4 March 1990", "12 Mill Lane", "I have chest pain", "DONE", "None")


@pytest.fixture
def maya(store, clock):
    return on_file(store, clock())


@pytest.fixture
def record(store):
    """A function that returns a record as it rests, nothing of it opened."""

    def read(patient_id):
        with store.read() as unit:
            return patients.get(unit.db, patient_id, ())

    return read


def id_of(store, person):
    with store.read() as unit:
        return str(next(member.id for member in staff.all_members(unit.db) if member.email == person.email))


def acts(store, patient_id):
    return [(event.action, dict(event.details)) for event in happened(store, patient_id)]


# ---------- status


def test_a_status_is_followed_by_those_of_the_table_alone(ines, record, store, clock, subtests):
    for before, after in product(STATUSES, STATUSES):
        maya = on_file(store, clock())
        with store.begin() as unit:
            patients.set_status(unit.db, maya, "new", before, clock())
        answer = does(ines, maya, "status", **{"from": before, "status": after, "work_note": "Seen"})
        with subtests.test(f"{before} {after}"):
            if after in STATUSES[before].next:
                assert answer.status_code == 303
                assert record(maya).status == after
                changed, *noted = acts(store, maya)
                assert changed == ("patient.status_changed", {"from": before, "to": after})
                assert [action for action, _ in noted] == ["patient.note_added"]
            else:
                assert answer.status_code == 422
                assert record(maya).status == before
                assert acts(store, maya) == [("patient.opened", {})]


def test_starting_a_review_is_the_usual_next_step_of_those_who_review_alone(ines, priya, maya, store, clock):
    """Reception may do it, beside the other statuses: it reads no health answers."""
    start = re.compile(r'<button class="([^"]+)" form="work" name="status" value="in_review">')
    for status in ("new", "follow_up"):
        with store.begin() as unit:
            [now] = [each.status for each in patients.page(unit.db, 9, columns=()) if each.id == maya]
            assert now == status or patients.set_status(unit.db, maya, now, status, clock())
        assert start.findall(priya.browser.get(url_of(maya)).text) == ["btn btn-primary"]
        assert start.findall(ines.browser.get(url_of(maya)).text) == ["btn btn-small"]
    does(ines, maya, "status", **{"from": "follow_up", "status": "in_review"})
    done = 'class="btn btn-primary" form="work" name="status" value="done"'
    assert done in ines.browser.get(url_of(maya)).text


def test_the_page_offers_what_may_follow_and_one_primary_button(priya, maya):
    for status in ("new", "in_review", "done", "in_review", "follow_up", "rejected", "in_review", "new"):
        page = priya.browser.get(url_of(maya)).text
        now = re.search(r'name="from" value="([a-z_]+)"', page)
        assert now
        offered = re.findall(r'name="status" value="([a-z_]+)"', page)
        assert sorted(offered) == sorted(STATUSES[now[1]].next)
        assert page[: page.index("idle-warning")].count("btn-primary") == (now[1] not in {"done", "rejected"})
        if status != now[1]:
            does(priya, maya, "status", **{"from": now[1], "status": status, "work_note": "Seen"})


def test_a_rejection_says_why(priya, record, store, maya):
    for note in ("", "  "):
        answer = does(priya, maya, "status", **{"from": "new", "status": "rejected", "work_note": note})
        assert answer.status_code == 422
        assert "Write in the note why it is rejected." in answer.text
    assert record(maya).status == "new"
    does(priya, maya, "status", **{"from": "new", "status": "rejected", "work_note": "Not a patient of ours"})
    assert record(maya).status == "rejected"
    with store.read() as unit:
        assert patient_notes.count(unit.db, maya) == 1


def test_the_page_tells_the_way_of_a_record_through_its_states(priya, ines, maya, clock):
    does(priya, maya, "status", **{"from": "new", "status": "in_review"})
    clock.moves(minutes=2)
    does(ines, maya, "status", **{"from": "in_review", "status": "done"})
    page = priya.browser.get(url_of(maya)).text
    card = plain(page[page.index('id="h-states"') : page.index('id="h-keep"')])
    assert re.search(r"New .*In review .*Clinician.* Done .*Reception", card)


def test_the_slower_of_two_is_told_by_whom_and_what_it_is_now(priya, ines, record, store, maya):
    does(priya, maya, "status", **{"from": "new", "status": "in_review"})
    answer = does(ines, maya, "status", **{"from": "new", "status": "rejected", "work_note": "Spam"})
    assert answer.status_code == 409
    page = plain(answer.text)
    assert "Clinician, clinician saved first." in page
    assert 'name="from" value="in_review"' in answer.text
    assert record(maya).status == "in_review"
    assert [action for action, _ in acts(store, maya)] == ["patient.status_changed", "patient.opened"]


def test_one_of_two_at_once_changes_the_status_and_the_other_is_told(priya, ines, record, store, maya):
    tokens = {person.email: person.browser.last_token() for person in (priya, ines)}

    def change(person, status):
        fields = {"from": "new", "status": status, "work_note": "Seen"}
        return person.browser.post_with(tokens[person.email], f"{url_of(maya)}/status", fields).status_code

    with ThreadPoolExecutor() as pool:
        codes = sorted(pool.map(change, (priya, ines), ("done", "rejected")))
    assert codes == [303, 409]
    changes = [details["to"] for action, details in acts(store, maya) if action == "patient.status_changed"]
    assert changes == [record(maya).status]


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"from": "new"},
        {"status": "done"},
        {"from": "x" * 5000, "status": "done"},
        {"from": "new\0", "status": "done"},
    ],
)
def test_a_status_that_is_none_changes_nothing(fields, ines, record, maya):
    assert does(ines, maya, "status", **fields).status_code == 422
    assert record(maya).status == "new"


# ---------- who looks after it


def test_a_record_is_given_to_a_colleague_to_oneself_and_to_nobody(priya, ines, record, store, maya):
    hers, mine = id_of(store, priya), id_of(store, ines)
    for before, after in (("", hers), (hers, mine), (mine, "")):
        answer = does(ines, maya, "assign", **{"from": before, "assigned_to": after})
        assert answer.status_code == 303
        assert str(record(maya).assigned_to or "") == after
    assert acts(store, maya)[0] == ("patient.assigned", {"from": "", "to": hers})
    assert "No one is responsible for this record now." in ines.browser.get(url_of(maya)).text


def test_one_press_gives_it_to_a_clinician_who_was_here_last_and_keeps_what_was_typed(
    app, services, ines, priya, record, store, maya, clock
):
    hers = id_of(store, priya)
    for number in range(3):
        clock.moves(minutes=1)
        add_colleague(app, services, clock, f"clinician{number}@larkfield.example", "clinician").signs_in()
    page = ines.browser.get(url_of(maya)).text
    offered = re.findall(r'name="give_to" value="([0-9a-f-]{36})"', page)
    assert (len(offered), offered[0]) == (3, id_of(store, ines)), "two clinicians, after oneself"
    assert hers not in offered
    fields = {"from": "new", "assigned_from": "", "assigned_to": "", "work_note": "Rang at ten"}
    answer = does(ines, maya, "status", **fields, give_to=offered[1])
    assert answer.status_code == 303
    assert str(record(maya).assigned_to) == offered[1]
    assert [action for action, _details in acts(store, maya)[1:3]] == [
        "patient.assigned",
        "patient.note_added",
    ]
    for gone in (str(maya), "nobody"):
        assert does(ines, maya, "status", **fields, give_to=gone).status_code == 422


def test_the_choice_holds_whoever_works_on_patients_and_can_sign_in(
    priya, ines, colleague, store, maya, clock
):
    auditor, noor = colleague("auditor"), colleague("admin")
    with store.begin() as unit:
        staff.add(unit.db, "invited@larkfield.example", "Invited", "clinician", clock())
        staff.disable(unit.db, UUID(id_of(store, priya)), clock())
    page = ines.browser.get(url_of(maya)).text
    options = re.findall(r'<option value="([0-9a-f-]{36})"', page)
    assert sorted(options) == sorted([id_of(store, noor), id_of(store, ines)])
    for nobody in (id_of(store, auditor), id_of(store, priya), str(maya), "me", "\0", "x" * 9000):
        answer = does(ines, maya, "assign", **{"from": "", "assigned_to": nobody})
        assert answer.status_code == 422
        assert "Choose someone from the list." in answer.text


def test_a_member_who_has_left_is_still_named_where_they_looked_after_a_record(
    priya, ines, store, maya, clock
):
    hers = id_of(store, priya)
    does(ines, maya, "assign", **{"from": "", "assigned_to": hers})
    with store.begin() as unit:
        staff.disable(unit.db, UUID(hers), clock())
    assert f'<option value="{hers}" selected>' in ines.browser.get(url_of(maya)).text
    assert does(ines, maya, "assign", **{"from": hers, "assigned_to": ""}).status_code == 303


def test_the_slower_of_two_who_give_a_record_away_keeps_their_choice(priya, ines, record, store, maya):
    hers, mine = id_of(store, priya), id_of(store, ines)
    does(priya, maya, "assign", **{"from": "", "assigned_to": hers})
    answer = does(ines, maya, "assign", **{"from": "", "assigned_to": mine})
    assert answer.status_code == 409
    assert "Clinician, clinician saved first." in plain(answer.text)
    assert f'<option value="{mine}" selected>' in answer.text
    assert f'name="assigned_from" value="{hers}"' in answer.text
    assert str(record(maya).assigned_to) == hers


# ---------- notes


def test_a_note_is_sealed_hidden_and_shown_with_its_writer(ines, priya, store, maya, contents):
    answer = does(ines, maya, "note", note="  Rang at ten,\r\nno answer.  ")
    assert answer.status_code == 303
    assert "Rang at" not in repr(contents())
    page = priya.browser.get(url_of(maya)).text
    assert "Rang at" not in page
    assert "One note is hidden." in page
    for person, part in ((ines, "notes"), (priya, "health"), (priya, "all")):
        page = sees(person, maya, "show", part=part).text
        notes = page[page.index('class="notes"') : page.index('id="h-work"')]
        assert "<bdi>Rang at ten,</bdi><br><bdi>no answer.</bdi>" in notes
        assert "Reception, reception" in notes
    (action, details), *_ = acts(store, maya)
    assert action == "patient.note_added"
    assert re.fullmatch(r"[0-9a-f]{32}", details["note"])


@pytest.mark.parametrize(
    ("note", "said"),
    [
        ("", "Write the note first."),
        (" \n\t\u200b", "Write the note first."),
        ("\0", "Write the note first."),
        ("ä" * 2001, "The note is 1 character too long: at most 2000."),
        ("x" * 9000, "The note is 7000 characters too long: at most 2000."),
    ],
)
def test_a_note_that_cannot_be_kept_stays_in_its_field(note, said, ines, store, maya):
    answer = does(ines, maya, "note", note=note)
    assert answer.status_code == 422
    assert said in answer.text
    kept = re.search(r"<textarea[^>]*>\n(.*?)</textarea>", answer.text, re.DOTALL)
    assert kept
    assert unescape(kept[1]).strip() == note.strip()
    assert [action for action, _ in acts(store, maya)] == ["patient.opened"]
    with store.read() as unit:
        assert patient_notes.of(unit.db, maya) == []


def test_a_note_of_two_thousand_characters_of_any_script_is_kept(ines, store, maya):
    text = ("ملاحظة 👩‍⚕️ <script>alert(1)</script> & " * 60)[:2000].strip()
    assert does(ines, maya, "note", note=text).status_code == 303
    with store.read() as unit:
        assert [note.text for note in patient_notes.of(unit.db, maya)] == [text]
    page = sees(ines, maya, "show", part="notes").text
    assert "<script>alert" not in page


# ---------- an emergency word


def test_an_emergency_word_comes_first_until_the_patient_was_rung(patient, ines, store, clock):
    maya = hands_in(patient, store, *EMERGENCY, "DONE")
    page = ines.browser.get(url_of(maya)).text
    assert page.index("An answer contains an emergency word.") < page.index('id="h-who"')
    assert "chest" not in page
    assert does(ines, maya, "emergency").status_code == 303
    page = ines.browser.get(url_of(maya)).text
    assert "Marked as called." in page
    assert "An answer contains an emergency word" not in page
    again = does(ines, maya, "emergency")
    assert again.status_code == 409
    page = plain(again.text)
    assert "The patient has already been called. Marked by Reception, reception." in page
    assert "saved first" not in page
    assert [action for action, _ in acts(store, maya)].count("patient.emergency_answered") == 1


def test_a_record_without_an_emergency_word_cannot_have_one_answered(ines, store, maya):
    answer = does(ines, maya, "emergency")
    assert answer.status_code == 409
    assert "This record has no emergency word." in plain(answer.text)
    assert acts(store, maya) == [("patient.opened", {})]


# ---------- nothing to do


def test_a_record_that_is_theirs_already_is_not_given_to_them_again(priya, ines, record, store, maya, clock):
    mine = id_of(store, ines)
    does(ines, maya, "assign", **{"from": "", "assigned_to": mine})
    before, changed = acts(store, maya), record(maya).updated_at
    clock.moves(minutes=1)
    answer = does(ines, maya, "assign", **{"from": mine, "assigned_to": mine})
    assert answer.status_code == 303
    assert acts(store, maya) == before
    assert record(maya).updated_at == changed
    assert "Nothing was changed: the record already says this." in ines.browser.get(url_of(maya)).text


def test_nobody_again_is_no_change(ines, store, maya):
    assert does(ines, maya, "assign", **{"from": "", "assigned_to": ""}).status_code == 303
    assert acts(store, maya) == []


def test_a_member_who_leaves_a_record_where_it_was_learns_that_it_is_elsewhere_now(
    priya, ines, record, store, maya
):
    hers, mine = id_of(store, priya), id_of(store, ines)
    does(priya, maya, "assign", **{"from": "", "assigned_to": hers})
    answer = does(ines, maya, "assign", **{"from": mine, "assigned_to": mine})
    assert answer.status_code == 409
    assert "Clinician, clinician saved first." in plain(answer.text)
    assert str(record(maya).assigned_to) == hers


@pytest.mark.parametrize("act", ["status", "assign", "note", "emergency"])
def test_an_id_of_no_record_or_of_something_else_is_not_found_and_leaves_no_line(
    act, ines, store, maya, patient
):
    patient.tells("hello", "1", "1", "Tom Hale")
    with store.read() as unit:
        (still_answering,) = unfinished.page(unit.db, 2)
    for nobody in (uuid4(), still_answering.id, UUID(id_of(store, ines)), UUID(int=0)):
        token = ines.browser.last_token()
        with store.read() as unit:
            before = audit.latest(unit.db, 1)[0].seq
        fields = {"from": "new", "status": "done", "assigned_to": "", "note": "Rang"}
        answer = ines.browser.post_with(token, f"{url_of(nobody)}/{act}", fields)
        assert answer.status_code == 404
        with store.read() as unit:
            assert audit.latest(unit.db, 1)[0].seq == before


# ---------- who may not


@pytest.mark.parametrize("act", ["show", "print", "status", "assign", "note", "emergency"])
def test_an_auditor_and_a_stranger_do_nothing(act, colleague, app, record, store, maya):
    auditor = colleague("auditor")
    auditor.is_let_in()
    assert does(auditor, maya, act, note="x", status="done", part="all").status_code == 403
    assert auditor.browser.get(url_of(maya)).status_code == 403
    stranger = Browser(app).post_with("", f"{url_of(maya)}/{act}", {"note": "x"})
    assert stranger.status_code in {303, 400, 403}
    assert happened(store, maya) == []
    assert record(maya).status == "new"


def test_a_member_who_was_shut_out_meanwhile_does_nothing(ines, record, store, maya, clock):
    token = ines.browser.last_token()
    with store.begin() as unit:
        staff.disable(unit.db, UUID(id_of(store, ines)), clock())
    answer = ines.browser.post_with(token, f"{url_of(maya)}/status", {"from": "new", "status": "done"})
    assert answer.status_code in {303, 403}
    assert record(maya).status == "new"
