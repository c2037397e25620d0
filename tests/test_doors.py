"""Every route names its door, and an app with an unnamed door does not start."""

from __future__ import annotations

import pytest
from flask import Blueprint, Flask

from app.guard.doors import GuardedBlueprint, UnguardedRoute, anyone, door_of, refuse_unguarded

DOORS = {
    "GET /healthz": "anyone, over plain http too",
    "GET /readyz": "anyone, over plain http too",
    "POST /webhook": "signed by Twilio",
    "POST /webhook/status": "signed by Twilio",
}
"""Route -> its door. A new route is a new line here."""


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
