"""What an observer of headers expects of every answer, errors too; and pages that need no exception from it."""

from __future__ import annotations

import re

import pytest

from app import create_app
from app.config import load
from app.guard.doors import GuardedBlueprint, anyone
from app.services import Services
from app.store import StoreUnavailable
from tests.cases import for_each
from tests.doors import DOORS
from tests.guard.reader import Reader
from tests.settings import complete_environment
from tests.staff_people import HOST, Browser

EXPECTED = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'; "
        "require-trusted-types-for 'script'; trusted-types 'none'"
    ),
    "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
ALLOWED = {
    "Content-Type", "Content-Length", "Vary", "Set-Cookie", "Location", "Allow", "Retry-After", "Clear-Site-Data", "Content-Disposition",
    "X-Request-Id",
}  # fmt: skip
"""What an answer may carry besides. The name and version of our software is not among it."""
ENDS_THE_SESSION = {"/logout", "/account/code"}
NOBODY = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
def database_url(sqlite_url):
    return sqlite_url


@pytest.fixture
def app(app):
    """The app, with two routes that fail."""
    failing = GuardedBlueprint("failing", __name__, door=anyone)

    @failing.get("/broken")
    def fail():
        raise RuntimeError

    @failing.get("/no-database")
    def find_no_database():
        raise StoreUnavailable("gone")

    app.register_blueprint(failing)
    return app


@pytest.fixture
def answers(app, admin):
    """Every answer that we found a way to get, by what was asked."""
    stranger = Browser(app)
    admin.signs_in()
    admin.confirms()
    found = {}
    for who, browser in (("stranger", stranger), ("admin", admin.browser)):
        for path in paths("GET"):
            found[f"{who}: GET {path}"] = browser.get(path)
        for path in sorted(paths("POST"), key=ENDS_THE_SESSION.__contains__):
            found[f"{who}: POST {path} without a token"] = browser.post_with("", path, {})
            found[f"{who}: POST {path}"] = browser.post(path)
    return found | one_time_pages(admin, stranger) | errors(stranger)


def one_time_pages(admin, stranger):
    admin.signs_in()
    admin.confirms()
    invitation = {"name": "Ines Marques", "email": "ines@larkfield.example", "role": "reception"}
    invited = admin.browser.post("/staff/invite", **invitation)
    (path,) = set(re.findall(rf"{HOST}(/enrol/[\w-]{{43}})", invited.text))
    return {
        "invited": invited,
        "enrol": stranger.get(path),
        "enrol, problems": stranger.post(path, password="short", code="000000"),
        "staff, problems": admin.browser.post("/staff/invite"),
        "recovery codes": admin.browser.post("/account/recovery"),
    }


def errors(stranger):
    found = {
        "another host": stranger.client.get("/login", base_url="https://elsewhere.example"),
        "too large": stranger.post("/login", password="x" * 2**20),
        "broken": stranger.get("/broken"),
        "no database": stranger.get("/no-database"),
        "as a program": stranger.get("/nothing", Accept="application/json"),
        "another method": stranger.client.put("/login", base_url=HOST),
        "a trace": stranger.client.open("/login", method="TRACE", base_url=HOST),
        "an unknown static file": stranger.get("/static/nothing.css"),
        "a static file outside": stranger.get("/static/../templates/base.html"),
    }
    for _ in range(6):
        found["too often"] = stranger.post("/login", email="a@b.example", password="x", code="0")
    return found


def paths(method):
    """Return a path for every route but those of static files, and one that leads nowhere."""
    rules = [route.removeprefix(f"{method} ") for route in DOORS if route.startswith(f"{method} ")]
    made = [rule.replace("<uuid:staff_id>", NOBODY).replace("<token>", "A" * 43) for rule in rules]
    return [path for path in made if "<" not in path] + ["/nothing"]


def test_every_answer_carries_the_whole_set_and_every_page_needs_no_exception_from_it(answers):
    carries_the_whole_set_and_nothing_that_is_not_named(answers)
    has_no_script_or_style_of_its_own_or_anything_from_elsewhere(answers)
    names_its_charset_and_gives_no_cookie_that_a_script_or_another_host_could_have(answers)


def carries_the_whole_set_and_nothing_that_is_not_named(answers):
    statuses = {answer.status_code for answer in answers.values()}
    assert statuses >= {200, 303, 400, 401, 403, 404, 405, 413, 422, 429, 500, 503}
    for name, answer in answers.items():
        # The address of a one-time link is its secret, and goes into no Referer.
        is_link = answer.request.path.startswith(("/enrol/", "/f/"))
        referrer = "strict-origin" if is_link else "same-origin"
        expected = EXPECTED | {"Referrer-Policy": referrer}
        assert {header: answer.headers.get(header) for header in EXPECTED} == expected, name
        assert set(answer.headers.keys()) - set(EXPECTED) <= ALLOWED, name
    assert answers["a trace"].status_code == 405


def names_its_charset_and_gives_no_cookie_that_a_script_or_another_host_could_have(answers):
    for name, answer in answers.items():
        if answer.mimetype.startswith("text/"):
            assert answer.headers["Content-Type"].lower().endswith("; charset=utf-8"), name
        for cookie in answer.headers.getlist("Set-Cookie"):
            assert cookie.startswith("__Host-"), name
            assert {"Secure", "HttpOnly", "Path=/"} <= set(cookie.split("; ")), name
            same_site = "Lax" if cookie.startswith(("__Host-intake=", "__Host-begin=")) else "Strict"
            assert f"SameSite={same_site}" in cookie, name


def has_no_script_or_style_of_its_own_or_anything_from_elsewhere(answers):
    pages = {name: answer for name, answer in answers.items() if answer.mimetype == "text/html"}
    titles = set()
    for name, answer in pages.items():
        reader = Reader()
        reader.feed(answer.text)
        assert not reader.faults, (name, reader.faults)
        titles.add(reader.title)
    assert len(titles) > 15, "these are the pages, not one error again and again"


@for_each("planted", [
    "<script>1</script>", "<script src='/a.js'>1</script>", "<style>a{}</style>", "<p style='color: red'>", "<p onclick='x()'>",
    "<a href='javascript:x()'>", "<img src='//elsewhere.example/a.png'>", "<form action='https://elsewhere.example/'>",
])  # fmt: skip
def test_the_reader_notes_what_is_planted(planted):
    reader = Reader()
    reader.feed(f"<title>x</title><main>{planted}</main>")
    assert reader.faults


def test_a_static_file_may_be_kept_and_carries_the_rest(app):
    with Browser(app).get("/static/style.css") as answer:
        expected = EXPECTED | {"Cache-Control": "no-cache"}
        assert {header: answer.headers.get(header) for header in EXPECTED} == expected
        assert "Set-Cookie" not in answer.headers


def test_over_plain_http_a_reader_is_sent_to_https_and_no_hsts_is_claimed(app):
    answer = app.test_client().get("/login", base_url=HOST.replace("https", "http"))
    assert answer.headers["Location"] == f"{HOST}/login"
    assert "Strict-Transport-Security" not in answer.headers, "RFC 6797, 7.2"


def test_in_development_hsts_is_off_and_the_rest_is_as_in_production(store, clock, tmp_path):
    settings = load(
        complete_environment(ANTEROOM_ENV="development", PUBLIC_URL="https://localhost:8443"), tmp_path
    )
    answer = (
        create_app(Services(settings, store, clock))
        .test_client()
        .get("/login", base_url="https://localhost:8443")
    )
    expected = EXPECTED | {"Strict-Transport-Security": None}
    assert {header: answer.headers.get(header) for header in EXPECTED} == expected


def test_signing_out_takes_back_what_the_browser_kept(nurse):
    nurse.signs_in()
    answer = nurse.browser.post("/logout")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    for cookie in nurse.browser.get("/login").headers.getlist("Set-Cookie"):
        assert cookie.startswith("__Host-")
        assert all(flag in cookie for flag in ("Secure", "HttpOnly", "SameSite=Strict", "Path=/"))
