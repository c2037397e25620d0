"""Every route names its door, and an app with an unnamed door does not start."""

from __future__ import annotations

import re

import pytest
from flask import Blueprint, Flask

from app.guard.admission import LARGEST_BODY
from app.guard.doors import (
    Door,
    GuardedBlueprint,
    May,
    UnguardedRoute,
    anyone,
    door_of,
    entrance_of,
    refuse_unguarded,
)
from app.guard.session import signed_in
from tests.doors import DOORS, FORM, LETS_IN, METRICS, TWILIO, path_of
from tests.project import ROOT
from tests.staff_people import Browser

INSIDE = "in"


@pytest.fixture
def no_views(app, monkeypatch):
    """What is behind a door says that somebody has come in, and does nothing."""
    for endpoint in app.view_functions:
        monkeypatch.setitem(app.view_functions, endpoint, lambda **_values: INSIDE)


@pytest.mark.parametrize("role", [None, "reception", "clinician", "admin", "auditor"])
@pytest.mark.usefixtures("no_views")
def test_every_route_lets_in_the_roles_of_the_table_and_nobody_else(role, app, colleague):
    person = colleague(role) if role else None
    browser = person.browser if person else Browser(app)
    if person:
        person.is_let_in()
    confirmed_already = False
    for route, door in sorted(DOORS.items(), key=lambda item: item[1].startswith("confirmed")):
        if door.startswith("confirmed") and person and not confirmed_already:
            assert what_happens(browser, route) == ("confirm" if role in LETS_IN[door] else "refused"), route
            if role in LETS_IN[door]:
                person.has_confirmed()
                confirmed_already = True
        expected = (
            "in"
            if role in LETS_IN[door]
            else "refused"
            if role or door in {FORM, METRICS, TWILIO}
            else "sign in"
        )
        assert what_happens(browser, route) == expected, (role, route)


def what_happens(browser, route):
    """Return what the door of a route does: lets in, sends to sign in or confirm, or refuses."""
    method, _, rule = route.partition(" ")
    path = path_of(rule)
    answer = browser.get(path) if method == "GET" else browser.post(path)
    if answer.text == INSIDE:
        return "in"
    if answer.status_code in {403, 404}:
        return "refused"
    where = answer.headers["Location"].partition("?")[0]
    return {"/login": "sign in", "/confirm": "confirm"}[where]


def test_every_route_is_behind_the_door_that_the_table_names(app):
    found = {}
    for rule in app.url_map.iter_rules():
        door = door_of(app, rule.endpoint)
        methods = sorted(set(rule.methods or ()) - {"HEAD", "OPTIONS"})
        found[f"{','.join(methods)} {rule.rule}"] = door.name if door else None
    assert found == DOORS


def test_each_page_behind_a_fresh_code_says_what_the_code_is_for(app):
    entrances = {
        rule.rule: entrance_of(app, rule.endpoint)
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ())
    }
    silent = [
        address
        for address, entrance in entrances.items()
        if entrance and entrance.door.name.startswith("confirmed") and not entrance.confirms
    ]
    assert silent == []


def test_the_largest_form_passes_the_proxies_and_is_read_before_it_takes_a_place(app):
    largest = max(
        entrance.largest_form
        for rule in app.url_map.iter_rules()
        if (entrance := entrance_of(app, rule.endpoint))
    )
    [nginx] = re.findall(r"client_max_body_size (\d+)k;", (ROOT / "deploy" / "nginx.conf").read_text())
    [caddy] = re.findall(r"max_size (\d+)KiB", (ROOT / "deploy" / "Caddyfile").read_text())
    assert largest <= LARGEST_BODY == int(nginx) * 1024 == int(caddy) * 1024


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


def test_a_route_without_a_door_cannot_be_written():
    doorless = GuardedBlueprint("doorless", __name__)
    with pytest.raises(UnguardedRoute, match="no door"):
        doorless.add_url_rule("/planted", "planted", lambda: "open")


def test_a_view_is_not_behind_two_doors():
    guarded = GuardedBlueprint("guarded", __name__, door=signed_in(May.SEE_PATIENTS))
    guarded.add_url_rule("/list", "planted", lambda: "open")
    with pytest.raises(UnguardedRoute, match="two doors"):
        guarded.add_url_rule("/also", "planted", door=anyone)


def test_a_route_may_name_another_door_than_its_blueprint():
    app = Flask(__name__, static_folder=None)
    mixed = GuardedBlueprint("mixed", __name__, door=anyone)
    mixed.add_url_rule("/open", "open", lambda: INSIDE)
    mixed.add_url_rule("/shut", "shut", lambda: INSIDE, door=Door("shut", lambda: ("refused", 403)))
    app.register_blueprint(mixed)
    answers = [app.test_client().get(path, base_url="https://localhost").text for path in ("/open", "/shut")]
    assert answers == [INSIDE, "refused"]
