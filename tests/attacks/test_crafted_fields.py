"""No form of a member makes the server fail, whatever is in its fields: each gets a page, or a clear refusal."""

from __future__ import annotations

import re
from collections import defaultdict
from html import unescape
from typing import Final
from urllib.parse import parse_qsl, urlencode, urlsplit
from zlib import crc32

import pytest
from sqlalchemy import event
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.exceptions import HTTPException

from tests.doors import ANYONE, DOORS, FORM, IN_CLEAR, METRICS, TWILIO
from tests.forms import Forms
from tests.staff_people import HOST

HOSTILE: Final = (
    "",
    "x",
    "0",
    "-1",
    "²",
    "9" * 30,
    "1" * 700,
    "\0",
    "notanumber",
    "9999-12-31",
    "2026-02-30",
    "endpoint:x",
    "_anchor:x,_external:1,_method:GET,_scheme:javascript",
    "values:x,self:y",
    "kept:x,before:news~",
    "status:new,status:done,assigned:nobody",
    "before:news~20261124T093105.000042_{id}",
    "sort:due,before:news~20261124T093105.000042_{id}",
    "sort:due,after:alarm~20261124T093105.000042_{id}",
    "sort:due,at:2026-11-25~20261124T093105.000042_{id}",
    "news~20261124T093105.000042_{id}",
    "alarm~00010101T000000.000000_{id}",
    "99991231T235959.999999_{id}",
    "{id}",
    "{id}~new",
    "{id}~{id}",
    "{id}~nobody",
    "status:done",
    "assign:nobody",
    "assign:{id}",
    "-due",
    "1 2 3 4",
    "https://[",
    "//elsewhere.example",
)
"""What may be put into any field; {id} is the id of a record in hex."""
UNSEEN: Final = {ANYONE, IN_CLEAR, METRICS, TWILIO, FORM}
"""Doors that no member is needed for."""
OURS: Final = {"csrf_token", "keep_form", "kept_form", "lang"}
"""Fields of every form."""
_CODED: Final = re.compile("[:~_]|[0-9a-f]{8}|{id}")
NAVIGATES: Final = {"Sec-Fetch-Mode": "navigate"}


class Asked(ImmutableMultiDict[str, str]):
    """Fields of a request that note the names which the page asks for."""

    names: set[str] = set()  # noqa: RUF012 - the test empties it

    def get(self, key, *args, **more):
        self.names.add(key)
        return super().get(key, *args, **more)

    def getlist(self, key, *args, **more):
        self.names.add(key)
        return super().getlist(key, *args, **more)

    def __getitem__(self, key):
        self.names.add(key)
        return super().__getitem__(key)

    def __contains__(self, key):
        self.names.add(key)
        return super().__contains__(key)


class Frozen:
    """Undoes whatever a request has written, but for the forms and the views that are kept for a page to show again."""

    def __init__(self, engine):
        self._kept: set[int] = set()
        event.listen(engine, "before_cursor_execute", self._heard)
        event.listen(engine, "commit", self._ended)

    def _heard(self, connection, _cursor, statement, _parameters, _context, _many):
        if re.match("INSERT INTO (?:kept_forms|saved_views)", statement):
            self._kept.add(id(connection))

    def _ended(self, connection):
        if id(connection) not in self._kept:
            connection.connection.rollback()
        self._kept.discard(id(connection))


class Crafter:
    """A member who takes the forms of the pages apart, and sends them filled in otherwise."""

    def __init__(self, member, ids):
        self.browser, self.ids, self.app = member.browser, ids, member.app
        self.failed: list[str] = []
        self.seen: set[str] = set()
        self.statuses: dict[str, set[int]] = defaultdict(set)
        self.forms: dict[str, dict[str, str]] = defaultdict(dict)
        """Route -> the fields of its form as a page fills them in."""
        self.values: dict[str, dict[str, None]] = defaultdict(dict)
        """Name of a field -> what pages put into it, in any form and in any link."""

    def path(self, rule):
        keys = {"other": "other", "patient_id": "maya"}
        if rule.endswith("/unrestrict"):
            keys["patient_id"] = "resting"
        if rule.startswith("/alarms"):
            keys["conversation_id"] = "alarmed"

        def named(found):
            return self.ids.get(keys.get(found[1], found[1].removesuffix("_id")), self.ids["me"])

        return re.sub("<uuid:([a-z_]+)>", named, rule).replace("<int:number>", "1")

    def reads(self, rule):
        """Open a page, and note its forms and where its links lead."""
        page = self.sends(f"GET {rule}", {}, {}).text
        for form in Forms(page).forms:
            action, method = form.attributes.get("action", ""), form.attributes.get("method", "get").upper()
            fields = {each.name: each.value for each in form.controls if each.name != "csrf_token"}
            route = self.route(action or self.path(rule), method)
            self.forms[route] |= fields
            self.notes(fields.items())
        for link in re.findall('href="([^"#]+)', page):
            split = urlsplit(unescape(link))
            pairs = parse_qsl(split.query)
            self.notes(pairs)
            self.forms[self.route(split.path, "GET")] |= dict(pairs)

    def notes(self, pairs):
        for name, value in pairs:
            self.values[name][value] = None

    def route(self, path, method):
        try:
            rule, _values = self.app.url_map.bind("").match(
                urlsplit(path).path, method=method, return_rule=True
            )
        except HTTPException:
            return ""
        return f"{method} {rule.rule}"

    def sends(self, route, query, form):
        """Send fields, follow where the answer leads, and note what came of it."""
        method, _, rule = route.partition(" ")
        path = self.path(rule) + (f"?{urlencode(query)}" if query else "")
        Asked.names = set()
        if method == "GET":
            answer = self.browser.get(path, **NAVIGATES)
        else:
            answer = self.browser.post_with(self.browser.last_token(), path, form, **NAVIGATES)
        self.asked = Asked.names - OURS
        statuses = [answer.status_code]
        where = answer.headers.get("Location", "").removeprefix(HOST)
        if where and where not in self.seen:
            self.seen.add(where)
            Asked.names = set()
            statuses.append(self.browser.get(where, **NAVIGATES).status_code)
        self.statuses[route] |= set(statuses)
        if max(statuses) >= 500:
            self.failed.append(f"{route} {query} {form}: {statuses}")
        return answer

    def crafts(self, route):
        """Put hostile values, and values of other forms, into each field that a route asks for."""
        is_form, base = route.startswith("POST"), dict(self.forms[route])
        self.sends(route, {} if is_form else base, base)
        names = set(self.asked)
        tried: set[str] = set()
        while names - tried:
            name = min(names - tried)
            tried.add(name)
            for value in self.fitting(route, name):
                crafted = {**base, name: value.format(id=self.ids["maya"].replace("-", ""))}
                self.sends(route, {name: crafted[name]} if is_form else crafted, crafted)
                names |= self.asked

    def fitting(self, route, name):
        """Yield values for a field: mostly such as look like its own, each in turn with the routes."""
        own = [*self.values[name]]
        is_coded = name == "kept" or any(_CODED.search(each) for each in own)
        for value in (*HOSTILE, *own):
            turns = (8 if is_coded else 160) if _CODED.search(value) else 32
            if crc32(f"{route}{name}{value}".encode()) % turns == 0:
                yield value


@pytest.fixture
def crafter(admin_confirmed, everybody, store, monkeypatch):
    app = admin_confirmed.app
    noted = type("Noted", (app.request_class,), {"parameter_storage_class": Asked})
    monkeypatch.setattr(app, "request_class", noted)
    admin_confirmed.browser.last_token()
    Frozen(store.engine)
    return Crafter(admin_confirmed, everybody)


@pytest.mark.long
def test_a_crafted_field_never_makes_the_server_fail(crafter):
    routes = [route for route, door in DOORS.items() if door not in UNSEEN]
    for route in routes:
        if route.startswith("GET"):
            crafter.reads(route.removeprefix("GET "))
    for route in routes:
        crafter.crafts(route)
    assert not crafter.failed, "\n".join(crafter.failed)
    assert len(crafter.forms) > len(routes) / 2, "the pages have forms, and their fields were found"
