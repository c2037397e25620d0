"""Every route names its door, and an app with an unnamed door does not start."""

from __future__ import annotations

import re

import pytest
from flask import Blueprint, Flask

from app.guard.doors import GuardedBlueprint, UnguardedRoute, anyone, door_of, refuse_unguarded
from tests.doors import DOORS, FORM, LETS_IN, TWILIO
from tests.staff_people import Browser


@pytest.mark.parametrize("role", [None, "reception", "clinician", "admin", "auditor"])
def test_every_route_lets_in_the_roles_of_the_table_and_nobody_else(role, app, colleague, monkeypatch):
    person = colleague(role) if role else None
    browser = person.browser if person else Browser(app)
    if person:
        person.is_let_in()
    confirmed_already = False
    for route, door in sorted(DOORS.items(), key=lambda item: item[1].startswith("confirmed")):
        if door.startswith("confirmed") and person and not confirmed_already:
            assert what_happens(app, browser, route) == ("confirm" if role in LETS_IN[door] else "refused"), (
                route
            )
            if role in LETS_IN[door]:
                person.confirms()
                confirmed_already = True
        expected = (
            "in" if role in LETS_IN[door] else "refused" if role or door in {FORM, TWILIO} else "sign in"
        )
        if route in {"POST /logout", "POST /account/password", "POST /account/code"}:
            continue  # they end the session; each has a test of its own
        assert what_happens(app, browser, route) == expected, (role, route)


def what_happens(app, browser, route):
    """Return what the door of a route does: lets in, sends to sign in or confirm, or refuses. No view runs."""
    method, _, rule = route.partition(" ")
    path = rule.replace("<uuid:staff_id>", "00000000-0000-4000-8000-000000000000").replace(
        "<path:filename>", "style.css"
    )
    path = path.replace("<token>", "A" * 43)
    path = path.replace("<page>", "name")
    path = path.replace("<uuid:patient_id>", "00000000-0000-4000-8000-000000000000")
    path = re.sub(
        r"<uuid:(export|preset|note|job|request|callback|view|reply|link)_id>",
        "00000000-0000-4000-8000-000000000003",
        path,
    )
    path = path.replace("<int:number>", "1")
    path = path.replace("<uuid:other>", "00000000-0000-4000-8000-000000000001")
    path = path.replace("<uuid:conversation_id>", "00000000-0000-4000-8000-000000000002")
    answer = browser.get(path) if method == "GET" else browser.post(path)
    answer.close()
    where = answer.headers.get("Location", "")
    if answer.status_code == 403:
        return "refused"
    if where.startswith("/login") and rule != "/" and method == "GET":
        return "sign in"
    if where == "/login" and rule not in {"/", "/logout"}:
        return "sign in"
    return "confirm" if where.startswith("/confirm") else "in"


def test_every_route_is_behind_the_door_that_the_table_names(app):
    found = {}
    for rule in app.url_map.iter_rules():
        door = door_of(app, rule.endpoint)
        methods = sorted(set(rule.methods or ()) - {"HEAD", "OPTIONS"})
        found[f"{','.join(methods)} {rule.rule}"] = door.name if door else None
    assert found == DOORS


def test_a_route_on_the_app_itself_stops_the_start():
    app = Flask(__name__, static_folder=None)
    app.add_url_rule("/planted", "planted", lambda: "open")
    with pytest.raises(UnguardedRoute, match="/planted"):
        refuse_unguarded(app)


def test_a_route_on_a_plain_blueprint_stops_the_start():
    app = Flask(__name__, static_folder=None)
    plain = Blueprint("plain", __name__)
    plain.add_url_rule("/planted", "planted", lambda: "open")
    app.register_blueprint(plain)
    with pytest.raises(UnguardedRoute, match="/planted"):
        refuse_unguarded(app)


def test_flasks_own_static_route_stops_the_start():
    with pytest.raises(UnguardedRoute, match="static"):
        refuse_unguarded(Flask(__name__, static_folder="."))


def test_a_guarded_blueprint_lets_the_app_start():
    app = Flask(__name__, static_folder=None)
    guarded = GuardedBlueprint("guarded", __name__, door=anyone)
    guarded.add_url_rule("/fine", "fine", lambda: "open")
    app.register_blueprint(guarded)
    refuse_unguarded(app)
    assert app.test_client().get("/fine", base_url="https://localhost").status_code == 200


def test_a_route_added_after_the_start_is_shut(app):
    app.add_url_rule("/late", "late", lambda: "open")
    assert app.test_client().get("/late", base_url="https://localhost").status_code == 404


def test_a_blueprint_without_a_door_cannot_be_written():
    with pytest.raises(TypeError, match="door"):
        GuardedBlueprint("doorless", __name__)  # type: ignore[call-arg]
