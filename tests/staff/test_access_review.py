"""Once a quarter somebody else confirms who keeps what they may do; a late review is told."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor

import pytest

from app.checks import State
from app.checks.access_review import access_review
from app.store.staff import access_reviews, staff
from app.store.trail import audit
from tests.acts import Act
from tests.databases import on_each_engine
from tests.staff_people import add_colleague
from tests.store_queries import active_admins, member_of

DOORS = {
    "GET /staff/review": "confirmed, may read the audit trail",
    "POST /staff/review": "confirmed, may read the audit trail",
}
ACTS = (Act("/staff/review", "/staff/review"),)
AT = "/staff/review"


@pytest.fixture
def joins(app, services, clock):
    """A function that returns a new member of a role, signed in with a fresh code."""

    def join(role, name="one"):
        person = add_colleague(app, services, clock, f"{role}-{name}@larkfield.example", role)
        person.is_let_in()
        person.confirms()
        return person

    return join


def back_in(person):
    """Sign in again, with a fresh code: months have passed."""
    person.is_let_in()
    person.confirms()


def confirms(person, **changed):
    """Keep everybody, but for what is said of somebody: the fields of their line by the name before their @."""
    page = person.browser.get(AT).text
    seen = re.search(r'name="seen" value="(\w+)"', page)
    fields = {"seen": seen[1] if seen else ""} | dict.fromkeys(
        re.findall(r'name="(decision-\w+)"', page), "keep"
    )
    return person.browser.post_with(person.browser.last_token(), AT, fields | changed)


def field(store, person, name="decision"):
    with store.read() as unit:
        return f"{name}-{member_of(unit, person.email).id.hex}"


def told(store, *actions):
    """What the trail has of some events, the oldest first."""
    with store.read() as unit:
        return [
            (each.action, each.details)
            for each in reversed(audit.latest(unit.db, 40))
            if each.action in actions
        ]


def newest(store):
    with store.read() as unit:
        names = {each.id: each.email.partition("@")[0] for each in staff.all_members(unit.db)}
        review = access_reviews.reviews(unit.db)[0]
    return sorted(names[each] for each in review.members), review.is_alone


@on_each_engine
def test_each_of_two_admins_confirms_everybody_else_and_nobody_themselves(joins, store):
    ana, ben, _ines = joins("admin"), joins("admin", "two"), joins("reception")
    assert "Confirm 2 people" in ana.browser.get(AT).text
    assert confirms(ana).headers["Location"] == AT
    assert newest(store) == (["admin-two", "reception-one"], False)
    assert "Confirmed: 2 people keep what they may do." in ana.browser.get(AT).text
    confirms(ben)
    assert newest(store) == (["admin-one", "reception-one"], False)


@on_each_engine
def test_one_is_given_another_role_and_one_is_disabled_on_the_page_with_a_reason_each(joins, store):
    ana, ben, ines, tom = joins("admin"), joins("admin", "two"), joins("reception"), joins("clinician")
    done = confirms(
        ana,
        **{
            field(store, ines): "clinician",
            field(store, ines, "why"): "task",
            field(store, tom): "disable",
            field(store, tom, "why"): "left",
        },
    )
    assert done.headers["Location"] == AT
    assert newest(store) == (["admin-two", "reception-one"], False)
    page = ana.browser.get(AT).text
    assert "Confirmed: one person keeps what they may do. One has another role. One is disabled." in page
    lines = dict(told(store, "staff.role_changed", "staff.disabled", "staff.access_reviewed"))
    role, out, review = (
        lines[each] for each in ("staff.role_changed", "staff.disabled", "staff.access_reviewed")
    )
    assert (role["from"], role["to"], role["access_reason"]) == ("reception", "clinician", "task")
    assert out["access_reason"] == "left"
    assert (review["people"], review["changed"], review["disabled"]) == (1, 1, 1)
    assert ines.browser.get("/patients").status_code == 303, "whose role has changed signs in again"
    assert tom.signs_in().status_code == 401
    assert ben.browser.get(AT).status_code == 200
    assert "Has left" in ana.browser.get("/audit?action=staff").text


def test_without_a_decision_about_each_nothing_is_confirmed_and_nothing_chosen_is_lost(joins, store):
    ana, ines, tom = joins("admin"), joins("reception"), joins("clinician")
    refused = confirms(ana, **{field(store, ines): "", field(store, tom): "disable"})
    assert refused.status_code == 409
    for words in ("Nothing was confirmed yet", "Decide about ", "Say why ", 'value="disable" selected'):
        assert words in refused.text
    for wrong in ("everything", "\x00", "admin;"):
        assert confirms(ana, **{field(store, ines): wrong}).status_code == 409
    assert (
        confirms(ana, **{field(store, tom): "disable", field(store, tom, "why"): "spite"}).status_code == 409
    )
    assert told(store, "staff.role_changed", "staff.disabled", "staff.access_reviewed") == []


def test_nobody_decides_about_themselves_and_an_auditor_changes_nobody(joins, store):
    ana, ada, ines = joins("admin"), joins("auditor"), joins("reception")
    own = {field(store, ana): "disable", field(store, ana, "why"): "left"}
    assert field(store, ana) not in ana.browser.get(AT).text
    assert confirms(ana, **own).status_code == 303
    theirs = {field(store, ines): "admin", field(store, ines, "why"): "task"}
    assert field(store, ines) not in ada.browser.get(AT).text
    assert confirms(ada, **theirs).status_code == 303
    assert told(store, "staff.role_changed", "staff.disabled") == []
    assert ana.browser.get(AT).status_code == 200


@on_each_engine
def test_of_two_admins_who_disable_each_other_here_at_once_one_stays(joins, store):
    ana, ben = joins("admin"), joins("admin", "two")
    forms = []
    for person, other in ((ana, ben), (ben, ana)):
        page = person.browser.get(AT).text
        seen = re.search(r'name="seen" value="(\w+)"', page)
        assert seen is not None
        fields = {"seen": seen[1], field(store, other): "disable", field(store, other, "why"): "left"}
        forms.append((person.browser, person.browser.last_token(), fields))
    with ThreadPoolExecutor(2) as both:
        answers = list(both.map(lambda form: form[0].post_with(form[1], AT, form[2]), forms))
    assert [each.headers.get("Location") for each in answers].count(AT) == 1
    with store.read() as unit:
        assert len(active_admins(unit)) == 1


def test_with_one_admin_an_auditor_confirms_the_admin_and_with_two_none(joins, store):
    _ana, ada = joins("admin"), joins("auditor")
    assert confirms(ada).status_code == 303
    assert newest(store) == (["admin-one"], False)
    joins("admin", "two")
    page = ada.browser.get(AT).text
    assert "There is a second admin, so admins confirm this list." in page
    assert "Confirm 2 people" not in page
    refused = confirms(ada)
    assert (refused.status_code, "Nothing was confirmed yet" in refused.text) == (409, True)


def test_an_admin_who_is_alone_confirms_their_own_line_too_and_the_paper_says_so(joins, store):
    ana, _ines = joins("admin"), joins("reception")
    assert "so you confirm your own line, too" in ana.browser.get(AT).text
    confirms(ana)
    assert newest(store) == (["admin-one", "reception-one"], True)
    assert "Alone: there was no second admin and no auditor" in ana.browser.get(AT).text


def test_the_only_one_has_nobody_to_review(joins, services, clock):
    ana = joins("admin")
    page = ana.browser.get(AT).text
    assert "There is nobody to review yet." in page
    assert "seen" not in page
    clock.moves(days=200)
    assert access_review(services).state is State.OK


@pytest.mark.parametrize("seen", ["", "0" * 64, "é", "x" * 9000])
def test_a_list_that_has_changed_meanwhile_is_not_confirmed(seen, joins, store):
    ana, _ines = joins("admin"), joins("reception")
    refused = confirms(ana, seen=seen)
    assert refused.status_code == 409
    assert "has changed since you opened it" in refused.text
    with store.read() as unit:
        assert access_reviews.reviews(unit.db) == []


def test_a_role_that_was_changed_under_the_page_has_to_be_looked_at(joins, store):
    ana, ines = joins("admin"), joins("reception")
    page = ana.browser.get(AT).text
    seen = re.search(r'name="seen" value="(\w+)"', page)
    assert seen is not None
    token = ana.browser.last_token()
    with store.begin() as unit:
        [member] = [each for each in staff.all_members(unit.db) if each.email == ines.email]
        staff.set_role(unit.db, member.id, "clinician")
    assert ana.browser.post_with(token, AT, {"seen": seen[1]}).status_code == 409


def test_the_page_says_role_last_use_and_how_each_signs_in(joins):
    ana, _ines = joins("admin"), joins("reception")
    page = ana.browser.get(AT).text
    for words in ("Finds and calls patients", "reception-one@larkfield.example", "Last act", "Not yet"):
        assert words in page


@on_each_engine
def test_a_review_is_due_after_a_quarter_and_told_a_month_later_until_everybody_is_confirmed(
    joins, services, clock
):
    ana, ben = joins("admin"), joins("admin", "two")
    clock.moves(days=92)
    back_in(ana)
    assert "Due now" in ana.browser.get(AT).text
    assert access_review(services).state is State.OK
    clock.moves(days=32)
    assert (access_review(services).state, access_review(services).said.endswith(": 2")) == (State.WARN, True)
    back_in(ana)
    confirms(ana)
    assert access_review(services).said.endswith(": 1")
    back_in(ben)
    confirms(ben)
    assert access_review(services).state is State.OK


@pytest.mark.parametrize("role", ["reception", "clinician"])
def test_others_find_the_door_shut(role, joins):
    person = joins(role)
    assert person.browser.get(AT).status_code == 403
    assert person.browser.post_with(person.browser.last_token(), AT, {}).status_code == 403
