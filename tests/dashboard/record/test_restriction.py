"""A restricted record is kept and shown with a banner, and is in no export, sheet or report until that is lifted."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

from app.store.patients import erasures
from tests.dashboard.at_the_record import does, happened, sees, url_of
from tests.dashboard.correction_form import edit
from tests.dashboard.people_on_file import on_file

BANNER = "This record is restricted."


def taken(person):
    """Return the references that a CSV export has."""
    person.confirms()
    fields = {"reason": "Weekly", "columns": ["name"]}
    sent = person.browser.post_with(person.browser.last_token(), "/exports/csv", fields)
    assert sent.status_code == 200, sent.text[:500]
    return list(csv.reader(io.StringIO(sent.text.removeprefix("\ufeff"))))[1:]


def lifts(person, maya):
    person.confirms()
    return does(person, maya, "unrestrict", reason="agreed")


def test_a_restricted_record_is_in_no_export_until_it_is_lifted(priya, maya, store, clock):
    on_file(store, clock() - timedelta(minutes=5), name="Noor Haddad")
    clock.moves(minutes=1)
    assert len(taken(priya)) == 2
    assert does(priya, maya, "restrict").status_code == 303
    rows = taken(priya)
    assert len(rows) == 1
    assert "Noor" in repr(rows)
    assert lifts(priya, maya).status_code == 303
    assert len(taken(priya)) == 2
    told = [event.action for event in happened(store, maya)]
    assert [each for each in told if "restrict" in each] == [
        "patient.restricted",
        "patient.restriction_lifted",
    ]


def test_a_restricted_record_has_a_banner_wherever_it_is_shown(ines, maya, store, clock):
    assert BANNER not in ines.browser.get(url_of(maya)).text
    does(ines, maya, "restrict")
    page = ines.browser.get(url_of(maya)).text
    assert BANNER in page
    assert "Lift the restriction" in page
    assert BANNER in sees(ines, maya, "print", parts="identity").text
    assert BANNER in ines.browser.get(edit(maya)).text
    other = on_file(store, clock())
    assert "Restricted" in ines.browser.get(f"{url_of(maya)}/compare/{other}").text
    lifts(ines, maya)
    assert BANNER not in ines.browser.get(url_of(maya)).text


def test_the_second_of_two_who_restrict_or_lift_is_told_that_the_other_was_faster(ines, priya, maya):
    does(ines, maya, "restrict")
    late = does(priya, maya, "restrict")
    assert late.status_code == 409
    assert "Reception, reception saved first" in late.text
    lifts(ines, maya)
    assert lifts(priya, maya).status_code == 409


def test_an_erased_record_cannot_be_restricted(ines, maya, store, clock):
    with store.begin() as unit:
        erasures.erase(unit.db, maya, "other", "operator", clock())
    assert does(ines, maya, "restrict").status_code == 410
