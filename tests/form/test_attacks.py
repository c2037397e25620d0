"""What somebody tries who has a link, a cookie, or neither."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from app.form.door import COOKIE, OFFERED
from app.guard.tokens import new_token
from app.intake.questions import QUESTIONS
from app.staff.factors import hash_of
from app.store.conversations import form_links
from app.store.conversations.form_links import IDLE, FormLink
from tests.databases import on_each_engine
from tests.form.page_people import ANSWERS, NUMBER, AtThePage, another, new_link, trail
from tests.staff_people import FORM_COOKIE, HOST, Browser

if TYPE_CHECKING:
    from flask import Flask
    from werkzeug.test import TestResponse

    from app.services import Services
    from tests.app_fixtures import Contents
    from tests.people import Clock
    from tests.server.fixtures import Serve

PREVIEWS = {
    "WhatsApp": "WhatsApp/2.23.20.0",
    "Facebook": "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
    "Telegram": "TelegramBot (like TwitterBot)",
    "Slack": "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
    "Twitter": "Twitterbot/1.0",
    "LinkedIn": "LinkedInBot/1.0 (compatible; Mozilla/5.0; Apache-HttpClient +http://www.linkedin.com)",
    "Discord": "Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)",
    "Skype": "Mozilla/5.0 (Windows NT 6.1; WOW64) SkypeUriPreview Preview/0.5 skype-url-preview@microsoft.com",
    "Google": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Bing": "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
    "Microsoft": "Mozilla/5.0 (Windows NT 6.1; WOW64) AppleWebKit/534+ (KHTML, like Gecko) BingPreview/1.0b",
    "Outlook SafeLinks": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/120.0 Safari/537.36",
    "Proofpoint": "Mozilla/5.0 (Windows NT 5.1) AppleWebKit/535.7 (KHTML, like Gecko) Chrome/16.0.912.63 Safari/535.7",
    "iMessage": (
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_11_1) AppleWebKit/601.2.4 (KHTML, like Gecko) Version/9.0.1 "
        "Safari/601.2.4 facebookexternalhit/1.1 Facebot Twitterbot/1.0"
    ),
    "curl": "curl/8.9.1",
}
UNKNOWN = ("A" * 43, "a", "A" * 42, "A" * 44, "%00", "..", "A" * 300)
TO_THE_FORM = {"whom", "consent", "minor", "help", "review", "changes", "done", "check"}


def stored(services: Services, token: str) -> tuple[object, ...]:
    """Return what a link has been used for, but that its page was loaded."""
    with services.store.read() as unit:
        link = form_links.find(unit.db, hash_of(token))
    assert link is not None
    return link.begun_at, link.seen_at, link.checked_at, link.closed_at, link.tries, link.browser_hash


def plain(answer: TestResponse) -> str:
    """Return a page without what differs from one request to the next."""
    return re.sub(r'[0-9a-f]{16,}|value="[^"]*"|/f/[^"?]*', "", answer.text)


def file_of(browser: Browser, name: str = COOKIE) -> str:
    return browser.cookie(name) or ""


# Without a link.


def test_every_address_that_is_no_link_gets_the_same_answer(app: Flask, services: Services) -> None:
    browser = Browser(app)
    forged = new_link(services)
    with services.store.engine.begin() as connection:
        connection.execute(update(FormLink).values(tries=1))
    answers = [browser.get(f"/f/{token}") for token in (*UNKNOWN, forged)]
    browser.get("/login")
    answers += [browser.post(f"/f/{token}") for token in (UNKNOWN[0], "a", forged)]
    assert {answer.status_code for answer in answers} == {404}
    assert len({plain(answer) for answer in answers[: len(UNKNOWN) + 1]}) == 1
    [line] = trail(services, "door.forged")
    assert line.details["table"] == "form_links", "the forged row is found out once, and gone"


def test_a_network_that_guesses_links_waits_and_whoever_has_one_does_not(
    app: Flask, services: Services, clock: Clock, maya: AtThePage
) -> None:
    maya.begins()
    other = new_link(services, "whatsapp:+15005550009")
    for _ in range(30):
        assert maya.browser.get(f"/f/{new_token()}").status_code == 404
    guesser = AtThePage(app, new_token())
    waits = guesser.opens()
    assert (waits.status_code, waits.headers["Retry-After"]) == (429, "300")
    assert "this is one of them" in waits.text
    assert guesser.browser.post(f"/f/{guesser.token}").status_code == 429
    neighbour = AtThePage(app, other)
    assert (neighbour.opens().status_code, neighbour.presses().status_code) == (200, 303)
    assert maya.opens().status_code == 200
    clock.moves(minutes=6)
    assert guesser.opens().status_code == 404


def test_a_flood_of_guesses_is_a_few_lines_of_the_trail(app: Flask, services: Services, clock: Clock) -> None:
    for number in range(60):
        Browser(app, f"198.51.{number}.7").get(f"/f/{new_token()}")
        clock.moves(seconds=20)
    lines = trail(services, "form.no_link")
    assert 1 <= len(lines) <= 30
    assert all(set(line.details) == {"network"} for line in lines)
    assert len(trail(services, "form.counted")) <= 1


# With a link, in another browser.


@pytest.mark.parametrize("agent", PREVIEWS.values(), ids=PREVIEWS.keys())
def test_a_preview_uses_nothing_up_and_sees_nothing_of_the_person(
    app: Flask, services: Services, maya: AtThePage, agent: str
) -> None:
    before = stored(services, maya.token)
    bot = Browser(app, "198.51.100.7", agent)
    for method in ("GET", "HEAD", "GET"):
        answer = bot.client.open(
            f"/f/{maya.token}", method=method, base_url=HOST, headers={"User-Agent": agent, "Accept": "*/*"}
        )
        assert answer.status_code == 200
        assert NUMBER.removeprefix("whatsapp:+") not in answer.text
        assert COOKIE not in str(answer.headers)
    assert stored(services, maya.token) == before
    assert maya.begins().status_code == 303


def test_the_first_opening_is_in_the_trail_and_the_cookies_are_for_this_host_and_for_no_script(
    services: Services, maya: AtThePage
) -> None:
    answers = [maya.opens(), maya.opens(), maya.begins()]
    assert len(trail(services, "form.link_opened")) == 1
    given = [line for answer in answers for line in answer.headers.getlist("Set-Cookie")]
    for name in (OFFERED, COOKIE):
        assert name.startswith("__Host-")
        [last, *_] = reversed([line for line in given if line.startswith(f"{name}=")])
        assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(last.split("; "))


def test_a_second_browser_is_refused_kindly_and_written_down_once_an_hour(
    app: Flask, services: Services, clock: Clock, maya: AtThePage
) -> None:
    maya.begins()
    thief = another(app, maya.token)
    for _ in range(5):
        opened = thief.opens()
        begun = thief.presses()
        assert (opened.status_code, begun.status_code) == (403, 403)
        assert "open on another phone" in opened.text
        assert thief.browser.get("/form/name").status_code == 403
    [line] = trail(services, "form.link_refused")
    assert line.details == {"link_refusal": "elsewhere", "network": "198.51.100.0/24"}
    clock.moves(hours=1)
    thief.opens()
    assert len(trail(services, "form.link_refused")) == 2
    assert maya.begins().status_code == 303, "the browser that has begun goes on"


def test_a_link_that_was_handed_in_opens_for_its_browser_alone(app: Flask, maya: AtThePage) -> None:
    maya.hands_in()
    assert another(app, maya.token).opens().status_code == 403
    assert maya.opens().status_code == 200
    for page in ("review", *ANSWERS, "whom", "changes", "check"):
        assert maya.browser.get(f"/form/{page}").headers["Location"] == "/form/done"


def test_after_close_this_form_neither_cookie_nor_link_opens_it(
    app: Flask, services: Services, maya: AtThePage
) -> None:
    maya.hands_in()
    copied = file_of(maya.browser)
    closed = maya.browser.post("/form/close")
    assert closed.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert "your link no longer opens them" in closed.text
    assert not file_of(maya.browser)
    assert (maya.page, maya.opens().status_code) == ("closed", 403)
    assert maya.presses().status_code == 403
    thief = another(app, maya.token)
    thief.browser.client.set_cookie(COOKIE, copied, domain="intake.example.org", secure=True)
    assert (thief.page, thief.opens().status_code) == ("closed", 403)
    assert len(trail(services, "form.closed")) == 1


def test_a_link_that_has_expired_or_was_cancelled_is_gone_and_says_so_once_an_hour_in_the_trail(
    app: Flask, services: Services, clock: Clock, maya: AtThePage
) -> None:
    maya.begins()
    clock.moves(hours=48)
    maya.browser.get("/login")
    for _ in range(3):
        assert maya.opens().status_code == 410
        assert maya.presses().status_code == 410
    assert maya.page == "closed"
    [line] = trail(services, "form.link_refused")
    assert line.details["link_refusal"] == "expired"
    new_link(services)
    last = new_link(services)
    cancelled, good = AtThePage(app, maya.token), AtThePage(app, last)
    assert (cancelled.opens().status_code, good.opens().status_code) == (410, 200)


@on_each_engine
def test_only_one_of_the_browsers_that_begin_at_once_has_the_form(app: Flask, services: Services) -> None:
    token = new_link(services)
    racers = [another(app, token, agent=f"Racer {number}") for number in range(6)]
    with ThreadPoolExecutor(len(racers)) as pool:
        answers = [*pool.map(lambda each: each.presses().status_code, racers)]
    assert sorted(answers) == [303] + [403] * 5
    assert sorted(each.page == "closed" for each in racers) == [False] + [True] * 5


def test_a_button_that_is_pressed_twice_begins_once(app: Flask, maya: AtThePage) -> None:
    """The browser drops the first answer, and its cookie with it."""
    maya.opens()
    button = maya.browser.last_token()
    first = maya.browser.post_with(button, f"/f/{maya.token}", {})
    maya.browser.client.delete_cookie(COOKIE, domain="intake.example.org")
    second = maya.browser.post_with(button, f"/f/{maya.token}", {})
    assert (first.status_code, second.status_code, maya.page) == (303, 303, "whom")


def test_beginning_a_new_link_ends_the_form_where_the_old_one_was_begun(
    app: Flask, services: Services, maya: AtThePage
) -> None:
    maya.begins()
    newer = another(app, new_link(services))
    assert maya.page == "whom", "a link that nobody has begun ends nothing"
    assert newer.begins().status_code == 303
    assert (maya.page, newer.page) == ("closed", "whom")
    assert maya.opens().status_code == 403


def test_a_cookie_that_was_left_in_a_shared_browser_opens_nothing_that_is_begun_later(
    app: Flask, services: Services, maya: AtThePage
) -> None:
    maya.begins()
    known = file_of(maya.browser)
    maya.token = new_link(services, "whatsapp:+15005550009")
    maya.begins()
    assert file_of(maya.browser) != known
    attacker = Browser(app, "198.51.100.7")
    attacker.client.set_cookie(COOKIE, known, domain="intake.example.org", secure=True)
    maya.agrees()
    assert "name" not in attacker.get("/form").headers["Location"], "it is the old form's, with nothing in it"


def test_no_cookie_copied_before_a_form_is_begun_opens_it(
    app: Flask, services: Services, maya: AtThePage
) -> None:
    """A shared computer: somebody copies all its cookies, the patient begins there, and the link stays in the history."""
    shared = maya.browser
    before = AtThePage(app, new_link(services, "whatsapp:+15005550009"))
    before.browser = shared
    before.begins()
    maya.opens()
    copied = [(name, shared.cookie(name) or "") for name in (FORM_COOKIE, COOKIE, OFFERED)]
    maya.begins()
    maya.agrees()

    attacker = another(app, maya.token)
    for name, value in copied:
        attacker.browser.client.set_cookie(name, value, domain="intake.example.org", secure=True)
    opened = attacker.opens()
    for name, value in copied:
        attacker.browser.client.set_cookie(name, value, domain="intake.example.org", secure=True)
    assert (opened.status_code, attacker.presses().status_code) == (403, 403)
    assert attacker.page != "name"
    assert maya.page == "name"


def test_a_stolen_cookie_works_for_thirty_idle_minutes_and_a_stolen_link_not_at_all(
    app: Flask, services: Services, clock: Clock, maya: AtThePage
) -> None:
    maya.begins()
    maya.agrees()
    thief = another(app, new_token())
    thief.browser.client.set_cookie(COOKIE, file_of(maya.browser), domain="intake.example.org", secure=True)
    clock.moves(minutes=29)
    assert thief.page == "name"
    clock.moves(minutes=1)
    assert thief.page == "closed"
    assert (maya.page, maya.begins().status_code, maya.page) == ("closed", 303, "name")
    assert another(app, maya.token).presses().status_code == 403
    assert timedelta(minutes=30) == IDLE


# From another site.


def test_no_page_is_taken_without_its_own_token(
    app: Flask, maya: AtThePage, contents: Contents, services: Services
) -> None:
    maya.begins()
    maya.agrees()
    foreign = Browser(app, "198.51.100.7").token("/login")
    services.store.prove_keys()
    before = contents()  # type: ignore[operator]
    pages = [*(each.key for each in QUESTIONS), *sorted(TO_THE_FORM), "close"]
    for path in (f"/f/{maya.token}", *(f"/form/{page}" for page in pages)):
        for token in ("", "wrong", foreign):
            assert maya.browser.post_with(token, path, {"answer": "Mallory"}).status_code == 400, path
        good = maya.browser.last_token()
        sent = maya.browser.post_with(
            good, path, {}, Referer="https://evil.example/", Origin="https://evil.example"
        )
        assert sent.status_code == 400, path
    assert contents() == before  # type: ignore[operator]


def test_pages_cannot_be_framed_kept_or_told_of_and_name_no_token(maya: AtThePage) -> None:
    maya.opens()
    maya.begins()
    maya.agrees()
    maya.answers()
    shown = [maya.opens(), *(maya.browser.get(f"/form/{page}") for page in (*ANSWERS, "review"))]
    maya.sends("review")
    shown.append(maya.browser.get("/form/done"))
    for page in shown:
        assert page.status_code == 200
        assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]
        assert page.headers["X-Frame-Options"] == "DENY"
        assert page.headers["Cache-Control"] == "no-store"
        assert maya.token not in page.text, "the markup has no token"
    assert shown[0].headers["Referrer-Policy"] == "strict-origin"
    assert {page.headers["Referrer-Policy"] for page in shown[1:]} == {"same-origin"}
    assert maya.browser.get(f"/f/{new_token()}").headers["Referrer-Policy"] == "strict-origin"


def test_no_field_sends_anybody_to_another_site(maya: AtThePage) -> None:
    maya.opens()
    away = "https://evil.example/"
    query = f"?next={away}&lang=es&page={away}"
    begun = maya.browser.post_with(maya.browser.last_token(), f"/f/{maya.token}{query}", {"next": away})
    assert begun.headers["Location"] == "/form"
    assert maya.browser.get(f"/form{query}").headers["Location"] == "/form/whom"
    sent = maya.browser.post("/form/whom", **{"for": "self", "next": away, "Location": away})
    assert sent.headers["Location"] == "/form/consent"
    assert "evil.example" not in maya.browser.get(f"/form/consent{query}").text


def test_no_line_of_the_server_at_its_most_talkative_has_the_token_of_a_link(serve: Serve) -> None:
    server, token = serve(LOG_LEVEL="DEBUG"), new_token()
    connection = server.connect()
    for method in ("GET", "HEAD", "POST", "DELETE"):
        connection.request(method, f"/f/{token}")
        connection.getresponse().read()
    for broken in (
        " HTTP/9.9\r\n\r\n",
        " HTTP/1.1\r\nBad Header: x\r\n\r\n",
        f"{'a' * 5000} HTTP/1.1\r\n\r\n",
    ):
        with server.raw_connection() as raw:
            raw.sendall(f"GET /f/{token}{broken}".encode())
            raw.recv(1000)
    server.stop()
    log = server.log.read_text()
    assert "/f/<token>" in log, "the log was looked at"
    assert token not in log
