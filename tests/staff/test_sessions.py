"""Sessions: idle and absolute ends, rotation, revocation, and forms that only our pages can send."""

from __future__ import annotations

from app.guard.cookies import SESSION_COOKIE
from app.guard.limits import LimiterDown
from app.store.staff import sessions
from tests.staff_people import HOST, Browser
from tests.store_queries import member_of


def is_signed_in(browser):
    return browser.get("/account").status_code == 200


def test_the_session_cookie_is_opaque_and_bound_to_this_host(nurse):
    answer = nurse.signs_in()
    (cookie,) = [each for each in answer.headers.getlist("Set-Cookie") if each.startswith(SESSION_COOKIE)]
    for flag in ("Secure", "HttpOnly", "SameSite=Strict", "Path=/"):
        assert flag in cookie
    assert "Domain" not in cookie
    assert "Expires" not in cookie


def test_silence_ends_a_session_and_activity_keeps_it(nurse, clock):
    nurse.signs_in()
    for _ in range(4):
        clock.moves(minutes=14)
        assert is_signed_in(nurse.browser)
    clock.moves(minutes=15, seconds=1)
    assert not is_signed_in(nurse.browser)


def test_after_twelve_hours_a_session_ends_in_spite_of_activity(nurse, clock):
    nurse.signs_in()
    for _ in range(71):
        clock.moves(minutes=10)
        assert is_signed_in(nurse.browser)
    clock.moves(minutes=10)
    assert not is_signed_in(nurse.browser)


def test_a_value_set_before_signing_in_is_not_kept(nurse):
    planted = "A" * 43
    nurse.browser.client.set_cookie(SESSION_COOKIE, planted, domain="intake.example.org")
    nurse.signs_in()
    assert nurse.browser.cookie(SESSION_COOKIE) != planted


def test_confirming_rotates_the_token_and_the_old_one_is_dead(nurse):
    nurse.signs_in()
    before = nurse.browser.cookie(SESSION_COOKIE)
    assert nurse.confirms().status_code == 303
    after = nurse.browser.cookie(SESSION_COOKIE)
    assert after != before
    thief = Browser(nurse.app)
    thief.client.set_cookie(SESSION_COOKIE, before, domain="intake.example.org")
    assert not is_signed_in(thief)
    assert is_signed_in(nurse.browser)


def test_a_code_confirms_once_and_a_sign_in_code_does_not_confirm(nurse):
    nurse.signs_in()
    used = nurse.code()
    assert nurse.browser.post("/confirm", code=used, next="").status_code == 401
    fresh = nurse.next_code()
    assert nurse.browser.post("/confirm", code=fresh, next="").status_code == 303
    assert nurse.browser.post("/confirm", code=fresh, next="").status_code == 401


def test_a_confirmation_lasts_five_minutes(admin, clock):
    admin.signs_in()
    assert admin.browser.get("/staff").headers["Location"] == "/confirm?next=/staff"
    admin.confirms()
    clock.moves(minutes=4, seconds=59)
    assert admin.browser.get("/staff").status_code == 200
    clock.moves(seconds=2)
    assert admin.browser.get("/staff").headers["Location"] == "/confirm?next=/staff"


def test_the_account_lists_sessions_and_ends_one_or_all_others_after_a_fresh_code(app, nurse):
    nurse.signs_in()
    phone = Browser(
        app, "198.51.100.4", "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0) Version/19 Mobile Safari/604.1"
    )
    nurse.signs_in(phone)
    listed = nurse.browser.get("/account").text
    assert "Firefox on Windows" in listed
    assert "Safari on iPhone" in listed
    assert "198.51.100.4" in listed
    late = nurse.browser.post("/account/sessions/end", session_id="others")
    assert late.headers["Location"].startswith("/confirm"), "a fresh code comes first"
    assert is_signed_in(phone)
    nurse.confirms()
    nurse.browser.post("/account/sessions/end", session_id="others")
    assert not is_signed_in(phone)
    assert is_signed_in(nurse.browser)


def test_nobody_ends_a_session_of_somebody_else(nurse, admin, services, store):
    nurse.signs_in()
    admin.signs_in()
    with store.read() as unit:
        member = member_of(unit, admin.email)
        (theirs,) = sessions.of(unit.db, member.id, services.clock(), services.settings.sessions.idle)
    nurse.confirms()
    nurse.browser.post("/account/sessions/end", session_id=str(theirs.id))
    assert is_signed_in(admin.browser)


def test_changing_the_password_ends_every_session(app, nurse):
    nurse.signs_in()
    other = Browser(app)
    nurse.signs_in(other)
    nurse.confirms()
    new = "seven slow barges under the bridge"
    wrong = nurse.browser.post("/account/password", old="not the old one at all", new=new)
    assert wrong.status_code == 422
    changed = nurse.browser.post("/account/password", old=nurse.password, new=new)
    assert changed.headers["Location"] == "/login"
    assert not is_signed_in(nurse.browser)
    assert not is_signed_in(other)
    assert nurse.signs_in().status_code == 401
    nurse.password = new
    assert nurse.signs_in().status_code == 303


def test_new_recovery_codes_kill_the_old_ones(app, nurse):
    nurse.signs_in()
    nurse.confirms()
    shown = nurse.browser.post("/account/recovery").text
    assert nurse.recovery[0] not in shown
    assert nurse.signs_in(Browser(app), code=nurse.recovery[0]).status_code == 401


def test_another_authenticator_takes_the_place_of_the_old_one(app, nurse):
    nurse.signs_in()
    nurse.confirms()
    sent = nurse.browser.post("/account/code", password=nurse.password)
    old_seed = nurse.seed
    assert nurse.enrols(HOST + sent.headers["Location"]).status_code == 200
    assert nurse.seed != old_seed
    assert is_signed_in(nurse.browser), "by the new one's first code"
    assert nurse.signs_in().status_code == 303


def test_a_post_without_our_pages_token_changes_nothing(app, nurse, contents, clock, subtests):
    nurse.signs_in()
    fields = {"theme": "dark", "language": "es", "session_id": "others", "code": "1"}
    before = contents()
    for path in (
        "/logout", "/account/sessions/end", "/account/theme", "/account/language", "/account/stay", "/login", "/confirm",
    ):  # fmt: skip
        for kind in ("", "garbage", "another session's"):
            token = Browser(app).token("/login") if kind == "another session's" else kind
            with subtests.test(path, token=kind):
                assert nurse.browser.post_with(token, path, fields).status_code == 400
                assert contents() == before
    assert is_signed_in(nurse.browser)


def test_a_post_from_a_foreign_page_changes_nothing(nurse, contents):
    nurse.signs_in()
    token = nurse.browser.token("/account")
    before = contents()
    foreign = {"Referer": "https://evil.example/", "Origin": "https://evil.example"}
    assert nurse.browser.post_with(token, "/account/theme", {"theme": "dark"}, **foreign).status_code == 400
    assert contents() == before


def test_signing_out_is_no_link(nurse):
    nurse.signs_in()
    assert nurse.browser.get("/logout").status_code == 405
    assert is_signed_in(nurse.browser)


def test_the_store_being_down_signs_nobody_in_and_says_so(nurse, monkeypatch):
    def down(*_):
        raise LimiterDown

    monkeypatch.setattr("app.guard.limits.LoginLimits.admits", down)
    answer = nurse.signs_in()
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]
