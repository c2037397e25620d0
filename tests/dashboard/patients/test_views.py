"""A member saves filters under a name: theirs alone, at most twenty, and never a patient's words."""

from __future__ import annotations

import re
from datetime import date
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import g
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update

from app.intake.questionnaire import SHIPPED
from app.records.filters import NAMES
from app.records.queue import read_queue
from app.records.status import STATUSES
from app.store.patients.patient_lists import WAITS
from app.store.staff import staff
from app.store.staff.saved_views import views_of
from app.store.staff.staff import Member
from app.store.tables import metadata
from tests.dashboard.at_the_record import plain
from tests.form.form_people import speaking

saved_views = metadata.tables["saved_views"]
PLACE = "20261124T093105.000042_0f4b1c5de0a94c53a31b8c1a4f6d2e77"


def saves(person, name, queue="status:new,sort:-received"):
    return person.browser.post_with(
        person.browser.last_token(), "/patients/views", {"name": name, "queue": queue}
    )


def views(person, address="/patients"):
    page = person.browser.get(address).text
    found = re.search(r'<nav class="cluster" aria-label="Saved views">(.*?)</nav>', page, re.DOTALL)
    return re.findall(r'<a href="([^"]+)"( aria-current="page")?>([^<]+)</a>', found[1]) if found else []


def test_a_view_is_the_filters_and_the_order_under_a_name_for_one_member(ines, priya):
    page = ines.browser.get("/patients?status=new&sort=-received").text
    assert "Save this view" in page
    place = "before:20261124T093105.000042_0f4b1c5de0a94c53a31b8c1a4f6d2e77"
    answer = saves(ines, "  Oldest   new ", f"status:new,sort:-received,{place}")
    assert answer.status_code == 303
    assert "The view is saved." in ines.browser.get("/patients").text
    url = "/patients?status=new&amp;sort=-received"
    assert views(ines) == [(url, "", "Oldest new")]
    assert views(ines, url.replace("&amp;", "&")) == [(url, ' aria-current="page"', "Oldest new")]
    assert views(priya) == []


def test_the_same_name_is_written_over_and_twenty_are_the_most(ines):
    for number in range(20):
        saves(ines, f"View {number}")
    saves(ines, "View 20")
    assert "You have 20 views. Delete one first." in ines.browser.get("/patients").text
    saves(ines, "View 3", "status:done")
    found = views(ines)
    assert len(found) == 20
    assert ("/patients?status=done", "", "View 3") in found


def test_a_name_is_short_and_printable(ines, store):
    for name in ("", " \n", "x" * 41, "\u200b"):
        saves(ines, name)
        assert "Give the view a name of at most 40 characters." in plain(ines.browser.get("/patients").text)
    saves(ines, "<b>Mine</b> & \u0000yours")
    assert [name for *_, name in views(ines)] == ["&lt;b&gt;Mine&lt;/b&gt; &amp; yours"]


def test_what_is_no_list_is_saved_as_the_whole_list(ines):
    saves(ines, "Maya", "q:Maya Okafor")
    assert views(ines) == [("/patients?status=all", "", "Maya")]


def test_a_view_that_was_saved_before_there_was_a_list_of_the_open_ones_is_of_all(ines, store):
    saves(ines, "Spanish", "status:all,language:es")
    assert views(ines) == [("/patients?status=all&amp;language=es", "", "Spanish")]
    with store.engine.begin() as connection:
        connection.execute(update(saved_views).values(query="language:es"))
    (url, _current, _name) = views(ines)[0]
    assert views(ines, url.replace("&amp;", "&")) == [(url, ' aria-current="page"', "Spanish")]


def test_a_name_rests_sealed_and_a_view_whose_name_does_not_open_is_named_after_its_day(ines, store):
    saves(ines, "Maya Okafor")
    saves(ines, "Maya Okafor", "status:done")
    saves(ines, "Others")
    with store.engine.begin() as connection:
        kept = connection.execute(select(saved_views.c.id, saved_views.c.name)).all()
        assert [row.name[:5] for row in kept] == ["gAAAA"] * 2
        assert "Maya" not in str(kept)
        nameless = update(saved_views).where(saved_views.c.query == "status:done").values(name=None)
        connection.execute(nameless)
        broken = update(saved_views).where(saved_views.c.query != "status:done").values(name="gAAAAno")
        connection.execute(broken)
    assert [name for *_, name in views(ines)] == ["View of 25 November 2026"] * 2


def test_one_deletes_ones_own_views_and_nobody_elses(ines, priya, store):
    saves(ines, "Mine")
    with store.read() as unit:
        me = next(each.id for each in staff.all_members(unit.db) if each.email == ines.email)
        (view,) = views_of(unit.db, me)
    for person, said in ((priya, "This view no longer exists."), (ines, "The view is deleted.")):
        path = f"/patients/views/{view.id}/forget"
        person.browser.post_with(person.browser.last_token(), path, {"queue": "status:done"})
        assert said in person.browser.get("/patients").text
    assert views(ines) == []


def test_a_view_that_cannot_be_read_any_more_breaks_no_page_and_can_be_deleted(ines, store):
    saves(ines, "Broken")
    saves(ines, "Whole", "status:done")
    with store.engine.begin() as connection:
        broken = update(saved_views).where(saved_views.c.query != "status:done").values(query="endpoint:x")
        connection.execute(broken)
    page = ines.browser.get("/patients").text
    assert [name for *_, name in views(ines)] == ["Whole"]
    assert "Broken This view can no longer be opened." in plain(page)
    (forget,) = re.findall(
        r'action="(/patients/views/[^"]+/forget)">(?:(?!</form>).)*Broken', page, re.DOTALL
    )[:1]
    ines.browser.post_with(ines.browser.last_token(), forget, {})
    assert "Broken" not in ines.browser.get("/patients").text


@given(
    st.text(max_size=80)
    | st.lists(
        st.tuples(
            st.sampled_from([*NAMES, "flag", "due", "sort", "before", "after", "at", "endpoint", "_anchor", "values"]),
            st.sampled_from(["new", "me", "nobody", "-due", "due", "today", PLACE, f"news~{PLACE}", f"alarm~{PLACE}", f"2026-11-25~{PLACE}", "x"]),
        ),
        max_size=4,
    ).map(lambda pairs: ",".join(map(":".join, pairs)))
)  # fmt: skip
def test_whatever_is_said_to_be_a_list_is_read_strictly_or_not_at_all(text):
    me: dict[str, Any] = {
        "id": UUID(int=1),
        "role": "clinician",
    }
    with speaking("en").app_context():
        g.questionnaire = SHIPPED  # which has no choices
        queue = read_queue(text, Member(**me), ZoneInfo("UTC"), date(2026, 11, 25))
    if queue is not None:
        assert queue.written.keys() <= {*NAMES, "flag", "due", "sort", "before", "after"}
        for place in (queue.at, queue.asked.older_than, queue.asked.newer_than):
            assert place is None or place.stretch in {*WAITS, *STATUSES, ""} or place.stretch[:2] == "20"
