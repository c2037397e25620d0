"""A colleague who is shut out while their request is under way sees nobody."""

from __future__ import annotations

import pytest
from sqlalchemy import event

from app.staff.shut_out import shut_out
from app.store.staff import staff
from tests.dashboard.people_on_file import events, on_file
from tests.databases import on_both_engines
from tests.store_queries import member_of

pytest_generate_tests = on_both_engines


REQUESTS = {
    "shows one name": ("/patients/show", {"id": "{maya}", "reason": "ringing"}),
    "shows one name among those found": (
        "/patients/show",
        {"id": "{maya}", "reason": "ringing", "found": "1"},
    ),
    "shows every name": ("/patients/show", {"all": "1", "reason": "ringing"}),
    "gives no reason": ("/patients/show", {"id": "{maya}"}),
    "hides names": ("/patients/hide", {}),
    "searches": ("/patients/search", {"q": "maya"}),
    "looks at the list": ("/patients", None),
}


@pytest.fixture
def maya(store, clock):
    return on_file(store, clock())


@pytest.fixture
def is_shut_out_behind_the_door(store, clock):
    """A function that has somebody shut out as soon as the door of their next request has let them in."""
    people: list[str] = []

    def behind_the_door(*_connection):
        if not people:
            return
        email = people.pop()
        with store.begin() as unit:
            staff_id = member_of(unit, email).id
            staff.disable(unit.db, staff_id, clock())
            shut_out(unit, staff_id)

    event.listen(store.engine, "checkin", behind_the_door)
    yield lambda person: people.append(person.email)
    event.remove(store.engine, "checkin", behind_the_door)


@pytest.mark.parametrize("request_of", REQUESTS)
def test_a_member_who_is_shut_out_during_the_request_is_turned_away_and_no_look_is_written(
    request_of, ines, maya, store, is_shut_out_behind_the_door
):
    path, fields = REQUESTS[request_of]
    token = ines.browser.token("/account")
    is_shut_out_behind_the_door(ines)
    if fields is None:
        answer = ines.browser.get(path)
    else:
        filled = {name: value.format(maya=maya) for name, value in fields.items()}
        answer = ines.browser.post_with(token, path, filled)
    assert answer.status_code == 403
    assert "Okafor" not in answer.text
    assert events(store) == []
