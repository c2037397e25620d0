"""`/settings/questions`: an admin edits a draft, and publishes it; the next patient is asked."""

from __future__ import annotations

import html
import io
import json
import re

import pytest

from app.intake.definition import AnswerKind, Condition
from app.intake.sets import SETS
from app.store.clinic import questionnaires
from app.store.trail import audit
from tests.acts import TYPED, Act
from tests.dashboard.questions.editor import AT, NEW, adds, publishes, rows, seen_on, worded
from tests.people import Patient
from tests.staff_people import add_colleague

DOORS = {
    "GET /settings/questions": "signed in, may change the settings",
    "POST /settings/questions": "signed in, may change the settings",
    "GET /settings/questions/new-question": "signed in, may change the settings",
    "POST /settings/questions/new-question": "signed in, may change the settings",
    "GET /settings/questions/<key>": "signed in, may change the settings",
    "POST /settings/questions/<key>": "signed in, may change the settings",
    "POST /settings/questions/<key>/preview": "signed in, may change the settings",
    "GET /settings/questions/<key>/off": "signed in, may change the settings",
    "POST /settings/questions/<key>/off": "signed in, may change the settings",
    "GET /settings/questions/ready-sets": "signed in, may change the settings",
    "POST /settings/questions/ready-sets": "signed in, may change the settings",
    "GET /settings/questions/visit-types": "signed in, may change the settings",
    "POST /settings/questions/visit-types": "signed in, may change the settings",
    "GET /settings/questions/walk-through": "signed in, may change the settings",
    "GET /settings/questions/bring-in": "signed in, may change the settings",
    "POST /settings/questions/bring-in": "signed in, may change the settings",
    "GET /settings/questions/as-file": "signed in, may change the settings",
    "GET /settings/questions/publish": "confirmed, may change the settings",
    "POST /settings/questions/publish": "confirmed, may change the settings",
}
ACTS = (
    Act("/settings/questions/new-question", "/new-question", {"label_en": ""}, ".btn-primary"),
    Act("", "/new-question", {"label_en": "Hobby", "ask_en": TYPED}, ".btn-primary"),
    Act("/settings/questions/new-question", "/new-question", {"label_en": "Pets"}, "[name=add]"),
    Act("", "/new-question", {"ask_en": "Any pets?"}, ".btn-primary"),
    Act("/settings/questions", "/settings/questions", {}, "[name=up][value=pets]"),
    Act("/settings/questions/pets/off", "/off"),
    Act("/settings/questions/reason", "/reason", {"hint_en": TYPED}, ".btn-primary"),
    Act("/settings/questions/publish", "/publish"),
    Act("/settings/questions/visit-types", "/visit-types", {}, "[name=add]"),
    Act("", "/visit-types", {"visits-0-label_en": TYPED}, ".btn-primary"),
    Act("/settings/questions/bring-in", "/bring-in"),
    Act("/settings/questions/ready-sets", "/ready-sets", {}, "[value=insurance]"),
    Act("/settings/questions/hobby", "/hobby", {"ask_en": "Any hobby?"}, ".btn-primary"),
    Act("/settings/questions", "/settings/questions", {}, "[name=discard]"),
)


@pytest.fixture
def noor(admin):
    admin.is_let_in()
    admin.has_confirmed()
    return admin


@pytest.fixture
def other(app, services, clock):
    colleague = add_colleague(app, services, clock, "omar@larkfield.example", "admin")
    colleague.is_let_in()
    colleague.has_confirmed()
    return colleague


def draft_in(store):
    with store.read() as unit:
        held = questionnaires.draft(unit.db)
        return held.value if held else None


def asked_in(store):
    with store.read() as unit:
        return questionnaires.in_force(unit.db)


def events_in(store, action):
    with store.read() as unit:
        return [event.details for event in audit.latest(unit.db, 100) if event.action == action]


def test_an_admin_adds_questions_of_each_kind_and_publishes_them(noor, store):
    open_ = {"about_health": "no", "read_by": "everyone", "required": "yes"}
    assert adds(noor, "Interpreter", "Would you like an interpreter?", "yes_no", **open_).status_code == 303
    adds(noor, "Language", "Which language?", "text", only_if="interpreter", codes=["interpreter:yes"])
    adds(
        noor,
        "Weight",
        "How much do you weigh?",
        "number",
        unit="kg",
        least="2",
        most="350,5",
        decimals="1",
        unit_label_en="kg",
        unit_label_es="kg",
    )
    adds(
        noor,
        "Town",
        "Where do you live?",
        "one",
        **rows("choices", *(f"Town {name}" for name in "ABCDEFGHIJKL")),
    )
    needed = {"columns-0-required": "yes"}
    adds(noor, "Contact", "Whom may we call?", "list", **rows("columns", "Name", "Phone"), **needed)
    page = noor.browser.get(AT).text
    for part in ("Draft, 5 changes", "One of 12", "Number, kg", "Interpreter is Yes", "Whom may we call?"):
        assert part in page
    answer = publishes(noor)
    assert (answer.status_code, answer.headers["Location"]) == (303, AT)
    asked = asked_in(store)
    assert asked.version == 2
    assert draft_in(store) is None
    items = {item.key: item for item in asked.definition.own}
    assert [*items] == ["interpreter", "own_language", "weight", "town", "contact"]
    assert items["interpreter"].is_open
    assert items["own_language"].only_if == Condition("interpreter", ("yes",))
    assert (items["weight"].unit, items["weight"].most, items["weight"].decimals) == ("kg", "350.5", 1)
    assert [choice.code for choice in items["town"].choices] == [f"town_{name}" for name in "abcdefghijkl"]
    assert [(column.key, column.required) for column in items["contact"].columns] == [
        ("name", True),
        ("phone", False),
    ]
    (event,) = events_in(store, "questions.published")
    assert event == {"version": 2, "questions": [*items], "kept_as": 1}
    assert len(events_in(store, "questions.draft_changed")) == 5
    assert "Version 2 is in use" in noor.browser.get(AT).text


def test_what_cannot_be_kept_is_refused_by_name_and_stays_typed(noor, store):
    refused = adds(noor, "", "Which?", "number", least="two", unit_label_en="kilos", longest="0")
    assert refused.status_code == 422
    for said in ("Give the question a name", "Write a number, such as 2", "between 1 and 4000"):
        assert said in html.unescape(refused.text)
    assert 'value="two"' in refused.text
    assert 'value="kilos"' in refused.text
    assert draft_in(store) is None
    twice = {"choices-0-code": "a", "choices-1-code": "a", "choices-2-code": "No!"}
    refused = adds(noor, "Which", "Which?", "one", **twice)
    assert "Another row has this code" in refused.text
    assert "A code has small letters" in refused.text
    assert adds(noor, "x" * 301, "Which?").status_code == 422
    assert noor.browser.post(NEW, label_en="Kind", kind="loop").status_code == 422
    gone = noor.browser.post(f"{AT}/nowhere", label_en="Kept words")
    assert gone.status_code == 409
    assert 'value="Kept words"' in gone.text
    assert noor.browser.get(f"{AT}/nowhere").headers["Location"] == AT


def test_rows_are_added_moved_and_removed_with_what_was_typed(noor, store):
    noor.browser.get(NEW)
    typed = {"label_en": "Smoking", "kind": "one", "choices-0-label_en": "Yes", "choices-1-label_en": "No"}
    more = noor.browser.post(NEW, **typed, add="choices").text
    assert 'name="choices-2-code"' in more
    moved = noor.browser.post(NEW, **typed, **{"raise": "choices-1"}).text
    assert re.search(r'name="choices-0-label_en" value="No"', moved)
    fewer = noor.browser.post(NEW, **typed, remove="choices-0").text
    assert 'value="Yes" lang' not in fewer
    assert 'value="Smoking"' in fewer
    assert draft_in(store) is None


def test_a_question_is_edited_switched_off_and_on_and_what_was_published_stays(noor, store):
    adds(noor, "Smoking", "Do you smoke?", "one", **rows("choices", "Yes", "Not now"))
    adds(noor, "Years", "For how long?", only_if="smoking", codes=["smoking:yes"])
    publishes(noor)
    page = noor.browser.get(f"{AT}/smoking").text
    fields = worded("Smoking", "Do you smoke at all?") | {"kind": "text", "about_health": "no"}
    typed = rows("choices", "Never", "Yes") | {"choices-0-code": "not_now", "choices-1-code": "yes"}
    noor.browser.post(f"{AT}/smoking", **fields, **typed, seen=seen_on(page))
    item = draft_in(store).item("smoking")
    assert (item.kind, item.about_health) == (AnswerKind.ONE, True)
    assert item.words["en"].ask == "Do you smoke at all?"
    assert [(each.code, each.labels["en"]) for each in item.choices] == [("not_now", "Never"), ("yes", "Yes")]
    assert "Switch 2 questions off" in noor.browser.get(f"{AT}/smoking/off").text
    noor.browser.post(f"{AT}/smoking/off")
    assert [each.key for each in draft_in(store).own if each.is_off] == ["smoking", "years"]
    publishes(noor)
    assert asked_in(store).question("smoking") is not None
    noor.browser.post(AT, on="smoking")
    assert not draft_in(store).item("smoking").is_off
    assert "Do you smoke?" in noor.browser.get(f"{AT}?version=2").text
    assert noor.browser.get(f"{AT}?version=9").status_code == 404


def test_a_question_that_nobody_was_asked_is_deleted_with_the_conditions_on_it(noor, store):
    adds(noor, "Pets", "Any pets?", "yes_no")
    adds(noor, "Which pets", "Which?", only_if="pets", codes=["pets:yes"])
    assert "Delete “Pets”?" in noor.browser.get(f"{AT}/pets/off").text
    noor.browser.post(f"{AT}/pets/off")
    (left,) = draft_in(store).own
    assert (left.key, left.only_if) == ("which_pets", None)


def test_a_shipped_question_changes_its_words_and_its_place_alone(noor, store):
    page = noor.browser.get(f"{AT}/reason").text
    assert 'name="kind"' not in page
    fields = {"ask_en": "Why do you come?", "kind": "list", "about_health": "no", "required": "no"}
    noor.browser.post(f"{AT}/reason", **fields, seen=seen_on(page))
    noor.browser.post(AT, up="reason")
    noor.browser.post(AT, move="reason", place="1")
    first = draft_in(store).items[0]
    assert (first.key, first.about_health, first.required, first.words["en"].ask) == (
        "reason",
        True,
        True,
        "Why do you come?",
    )
    assert noor.browser.get(f"{AT}/reason/off").status_code == 404
    assert noor.browser.post(f"{AT}/reason/off").status_code == 404


def test_the_second_of_two_who_edit_a_question_sees_what_the_first_did_and_keeps_their_words(
    noor, other, store
):
    adds(noor, "Pets", "Any pets?", "yes_no")
    seen = seen_on(noor.browser.get(f"{AT}/pets").text)
    other.browser.get(f"{AT}/pets")
    other.browser.post(f"{AT}/pets", label_en="Animals", ask_en="Any animals?", kind="yes_no", seen=seen)
    late = noor.browser.post(f"{AT}/pets", label_en="Beasts", ask_en="Any beasts?", kind="yes_no", seen=seen)
    assert late.status_code == 409
    for part in ("Omar, admin changed this question", "Any animals?", "Any beasts?</textarea>"):
        assert part in late.text
    assert draft_in(store).item("pets").words["en"].ask == "Any animals?"
    fields = {"label_en": "Beasts", "ask_en": "Any beasts?", "kind": "yes_no"}
    assert noor.browser.post(f"{AT}/pets", **fields, seen=seen_on(late.text)).status_code == 303
    assert draft_in(store).item("pets").words["en"].ask == "Any beasts?"


def test_two_who_edit_different_questions_do_not_wait_for_each_other(noor, other, store):
    adds(noor, "Pets", "Any pets?")
    seen = seen_on(noor.browser.get(f"{AT}/pets").text)
    adds(other, "Town", "Which town?")
    assert (
        noor.browser.post(f"{AT}/pets", label_en="Pets", ask_en="Pets?", kind="text", seen=seen).status_code
        == 303
    )
    assert [item.key for item in draft_in(store).own] == ["pets", "town"]


def test_what_was_not_shown_is_not_published_and_the_new_difference_is(noor, other, store):
    adds(noor, "Pets", "Any pets?")
    page = noor.browser.get(f"{AT}/publish").text
    fields = dict(re.findall(r'name="(version|after)" value="(\d+)"', page))
    adds(other, "Town", "Which town?")
    late = noor.browser.post(f"{AT}/publish", **fields)
    assert late.status_code == 409
    assert "Town" in late.text
    assert "Nothing was published yet" in late.text
    assert asked_in(store).version == 1
    publishes(noor)
    assert asked_in(store).version == 2
    assert noor.browser.post(f"{AT}/publish", **fields).status_code == 303
    assert asked_in(store).version == 2


def test_publishing_takes_a_fresh_code(admin, store, clock):
    admin.is_let_in()
    adds(admin, "Pets", "Any pets?")
    clock.moves(minutes=6)
    answer = admin.browser.post(f"{AT}/publish", version="1", after="1")
    assert answer.headers["Location"] == "/confirm?next=/settings/questions/publish"
    assert asked_in(store).version == 1


def test_the_draft_is_thrown_away_only_as_it_was_seen(noor, other, store):
    adds(noor, "Pets", "Any pets?")
    adds(other, "Town", "Which town?")
    noor.browser.post(AT, discard="1", version="1")
    assert draft_in(store) is not None
    assert "Somebody else changed the draft" in noor.browser.get(AT).text
    noor.browser.post(AT, discard="1", version="2")
    assert draft_in(store) is None
    assert len(events_in(store, "questions.draft_discarded")) == 1


def test_the_preview_shows_each_channel_in_the_language_and_of_the_person(noor):
    noor.browser.get(NEW)
    typed = {
        "label_en": "Smoking",
        "label_es": "Tabaco",
        "ask_en": "Do you smoke?",
        "ask_es": "¿Fuma usted?",
        "ask_of_other_en": "Do they smoke?",
        "kind": "yes_no",
        "required": "no",
    }
    shown = noor.browser.post(f"{AT}/new-question/preview", **typed).text
    for part in ("<b>6 of 6 · Smoking</b>", "Do you smoke?", "of 160 characters, 1 message", "WhatsApp"):
        assert part in shown
    assert "<html" not in shown
    assert (
        "Do they smoke?"
        in noor.browser.post(f"{AT}/new-question/preview", **typed, preview_whom="other").text
    )
    assert (
        "¿Fuma usted?" in noor.browser.post(f"{AT}/new-question/preview", **typed, preview_language="es").text
    )
    assert "Write the question to see it" in noor.browser.post(f"{AT}/new-question/preview", kind="text").text


def test_markup_in_a_question_is_only_characters(noor):
    adds(noor, "<script>x</script>", "</textarea><b>bold?", "one", **{"choices-0-label_en": '"><i>'})
    for page in (AT, f"{AT}/question_script_x_script", f"{AT}/publish"):
        text = noor.browser.get(page).text
        assert "<script>x" not in text
        assert "<b>bold?" not in text
        assert '"><i>' not in text


def test_what_must_be_mended_is_named_at_the_question_and_stops_publishing(noor, store):
    noor.browser.get(NEW)
    noor.browser.post(
        NEW, label_en="Smoking", ask_en="Do you smoke?", kind="one", **rows("choices", "Yes", "Not now")
    )
    for page in (AT, f"{AT}/smoking", f"{AT}/publish"):
        assert "“Smoking” has no words in Spanish." in noor.browser.get(page).text
    assert f'href="{AT}/smoking#ask_es"' in noor.browser.get(AT).text
    assert publishes(noor).status_code == 409
    assert asked_in(store).version == 1


def test_a_ready_set_goes_to_the_end_of_the_draft_and_is_published_as_it_is(noor, store):
    for code in SETS:
        assert noor.browser.post(f"{AT}/ready-sets", set=code).status_code == 303
    assert noor.browser.post(f"{AT}/ready-sets", set="none").status_code == 400
    keys = [item.key for item in draft_in(store).own]
    assert keys == [item.key for each in SETS.values() for item in each.items]
    assert noor.browser.get(f"{AT}/ready-sets").text.count("In the draft") == len(SETS)
    assert publishes(noor).status_code == 303
    assert [item.key for item in asked_in(store).definition.own] == keys


def test_types_of_visit_are_kept_and_a_question_may_belong_to_some(noor, store):
    noor.browser.get(f"{AT}/visit-types")
    noor.browser.post(f"{AT}/visit-types", **rows("visits", "First visit", "Check-up"))
    assert [visit.code for visit in draft_in(store).visits] == ["first_visit", "check_up"]
    adds(noor, "Pets", "Any pets?", visits=["first_visit"])
    assert draft_in(store).item("pets").visits == ("first_visit",)
    assert "Visit: First visit" in noor.browser.get(AT).text
    refused = noor.browser.post(f"{AT}/visit-types", **{"visits-0-code": "No!", "visits-0-label_en": "Kept"})
    assert refused.status_code == 422
    assert 'value="Kept"' in refused.text


def test_the_draft_leaves_as_a_file_and_comes_back_as_it_was(noor, store):
    noor.browser.post(f"{AT}/ready-sets", set="phq_2")
    before = draft_in(store)
    answer = noor.browser.get(f"{AT}/as-file")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="questions-2-draft.json"'
    noor.browser.post(AT, discard="1", version="1")
    assert brings_in(noor, answer.data).status_code == 303
    assert draft_in(store) == before


def brings_in(person, content, **more):
    person.browser.get(f"{AT}/bring-in")
    return person.browser.post(f"{AT}/bring-in", file=(io.BytesIO(content), "questions.json"), **more)


def test_what_a_file_has_that_cannot_be_asked_is_named_before_anything_is_kept(noor, store):
    items = [
        {"linkId": "phone", "text": "Telephone", "type": "string"},
        {"linkId": "signature", "text": "Signature", "type": "attachment"},
    ]
    file = json.dumps(
        {"resourceType": "Questionnaire", "status": "active", "language": "en", "item": items}
    ).encode()
    refused = brings_in(noor, file)
    assert refused.status_code == 422
    assert "signature: " in refused.text
    assert draft_in(store) is None
    assert brings_in(noor, file, leave_out="yes").status_code == 303
    assert [item.key for item in draft_in(store).own] == ["phone"]


def test_a_file_that_is_no_questionnaire_or_too_large_is_refused_by_name(noor, store):
    assert "no FHIR Questionnaire" in brings_in(noor, b"{}").text
    assert "no FHIR Questionnaire" in brings_in(noor, b"").text
    assert "more than" in brings_in(noor, b" " * 480_001).text
    assert draft_in(store) is None


def test_the_draft_is_walked_through_question_by_question(noor):
    adds(noor, "Pets", "Any pets?", "yes_no")
    adds(noor, "Which pets", "Which ones?", only_if="pets", codes=["pets:yes"])
    page = noor.browser.get(f"{AT}/walk-through?place=7").text
    assert "Which ones?" in page
    assert "Asked if: Pets is Yes" in page
    assert "Next question" not in page
    assert noor.browser.get(f"{AT}/walk-through?place=8").status_code == 303


def test_the_next_patient_is_asked_what_was_published_and_who_has_begun_is_not(noor, patient, twilio):
    open_ = {"about_health": "no", "read_by": "everyone", "required": "yes"}
    adds(noor, "Interpreter", "Would you like an interpreter?", "yes_no", **open_)
    noor.browser.post(AT, move="interpreter", place="1")
    assert "full name" in patient.tells("hello", "1", "1")
    assert "One person is answering now." in noor.browser.get(f"{AT}/publish").text
    publishes(noor)
    assert "interpreter" not in patient.tells("Maya Okafor", "4 March 1990")
    another = Patient(twilio, "whatsapp:+15005550199")
    assert "Would you like an interpreter?" in another.tells("hello", "1", "1")
