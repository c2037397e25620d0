"""Signing in, and everything that must not sign anybody in."""

from __future__ import annotations

import base64
import re
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select, text

from app.guard.cookies import DEVICE_COOKIE, SESSION_COOKIE
from app.staff.enrolment import make_link
from app.staff.sign_in import Attempt, NotSignedIn, SignIn, staff_services
from app.store.staff import staff
from app.store.tables import metadata
from app.store.trail import audit
from tests.databases import on_each_engine, on_either_engine
from tests.staff.transactions import write_transactions
from tests.staff_people import HOST, Browser, Colleague
from tests.store_queries import member_of

limit_hits = metadata.tables["limit_hits"]

pytest_generate_tests = on_either_engine


def is_signed_in(browser):
    return browser.get("/account").status_code == 200


def fixed_parts(answer):
    """Return the page without its CSRF token and without what the person typed."""
    return [
        line for line in answer.text.splitlines() if "csrf_token" not in line and 'id="email"' not in line
    ]


def actions(store):
    with store.read() as unit:
        return [event.action for event in reversed(audit.latest(unit.db, 200))]


def test_a_member_enrols_by_link_signs_in_and_signs_out(nurse, store):
    answer = nurse.signs_in()
    assert (answer.status_code, answer.headers["Location"]) == (303, "/patients")
    assert is_signed_in(nurse.browser)
    old = nurse.browser.cookie(SESSION_COOKIE)
    out = nurse.browser.post("/logout")
    assert out.status_code == 303
    assert '"cache"' in out.headers["Clear-Site-Data"]
    nurse.browser.client.set_cookie(SESSION_COOKIE, old, domain="intake.example.org")
    assert not is_signed_in(nurse.browser), "the row is gone, so a copy of the cookie opens nothing"
    assert actions(store)[-2:] == ["sign_in.succeeded", "sign_out"]


@pytest.fixture
def writes(store, monkeypatch):
    """The writing transactions, once those are left out that clear away ended windows after one try in a hundred."""
    monkeypatch.setattr("app.guard.tries.random.random", lambda: 1.0)
    store.prove_keys()  # recorded again where that was not done lately
    with write_transactions(store.engine) as begun:
        yield begun


@on_each_engine
def test_a_sign_in_counts_judges_and_forgives_in_one_write_transaction_each(nurse, writes):
    for known in (False, True):
        writes.clear()
        assert nurse.signs_in().status_code == 303, known
        assert len(writes) == 3
        nurse.browser.post("/logout")


def test_a_wrong_sign_in_is_counted_and_noted_and_one_too_many_is_not_even_counted(nurse, store, writes):
    wrong = [nurse.signs_in(password="wrong lantern").status_code for _ in range(5)]
    assert (wrong, len(writes)) == ([401] * 5, 10)
    with store.engine.connect() as connection:
        counted = connection.execute(select(limit_hits)).all()
    assert [nurse.signs_in().status_code for _ in range(3)] == [429] * 3
    with store.engine.connect() as connection:
        assert connection.execute(select(limit_hits)).all() == counted


WRONG = (
    {"email": "stranger@larkfield.example"},
    {"email": "not an address\x00"},
    {"email": ""},
    {"password": "wrong lantern drifts over maple"},
    {"password": ""},
    {"code": "000000"},
    {"code": ""},
    {"code": "12345"},
    {"code": "aaaa-aaaa-aa"},
    {"code": "1" * 5000},
)


def test_whatever_is_wrong_the_answer_is_the_same(nurse, clock, subtests):
    for changed in WRONG:
        clock.moves(hours=1)
        wrong = nurse.signs_in(Browser(nurse.app), **changed)
        reference = nurse.signs_in(Browser(nurse.app), password="another wrong password here")
        with subtests.test(str(changed)[:40]):
            assert wrong.status_code == reference.status_code == 401
            assert fixed_parts(wrong) == fixed_parts(reference)
            assert SESSION_COOKIE not in str(wrong.headers)


def test_a_disabled_member_gets_the_same_answer(nurse, admin, store, clock):
    with store.begin() as unit:
        member = member_of(unit, nurse.email)
        staff.disable(unit.db, member.id, clock())
    assert nurse.signs_in().status_code == 401


def test_a_missing_or_doubled_field_signs_nobody_in(nurse):
    browser = nurse.browser
    token = browser.token("/login")
    code = nurse.next_code()
    for fields in (
        {"email": nurse.email, "password": nurse.password},
        {"email": nurse.email, "code": code},
        {"code": code},
    ):
        assert browser.post_with(token, "/login", fields).status_code == 401
    assert not is_signed_in(browser)


@on_each_engine
def test_a_code_signs_in_once_ever(nurse):
    first = nurse.next_code()
    assert nurse.signs_in(Browser(nurse.app), code=first).status_code == 303
    assert nurse.signs_in(Browser(nurse.app), code=first).status_code == 401
    second = nurse.next_code()
    assert nurse.signs_in(Browser(nurse.app), code=second).status_code == 303
    assert nurse.signs_in(Browser(nurse.app), code=first).status_code == 401
    assert nurse.signs_in(Browser(nurse.app), code=second).status_code == 401


@pytest.mark.parametrize("written", ["{0} {1}", " {0}{1} ", "{0}{1}"])
def test_a_code_may_be_typed_with_blanks(written, nurse):
    code = nurse.next_code()
    assert nurse.signs_in(code=written.format(code[:3], code[3:])).status_code == 303


def test_full_width_digits_are_no_code(nurse):
    code = nurse.next_code()
    wide = code.translate({ord(str(n)): chr(0xFF10 + n) for n in range(10)})
    assert nurse.signs_in(code=wide).status_code == 401


@pytest.mark.parametrize("steps", [-2, 2, 10])
def test_a_code_two_steps_away_is_refused(steps, nurse):
    nurse.clock.moves(seconds=300)
    assert nurse.signs_in(code=nurse.code(steps)).status_code == 401


def test_a_recovery_code_signs_in_once_in_whatever_case(nurse, store):
    spent = nurse.recovery[3]
    assert nurse.signs_in(Browser(nurse.app), code=spent.upper().replace("-", " ")).status_code == 303
    assert nurse.signs_in(Browser(nurse.app), code=spent).status_code == 401
    with store.read() as unit:
        assert member_of(unit, nurse.email).recovery_left == 9


@pytest.mark.parametrize("kind", ["code", "recovery"])
@on_each_engine
def test_eight_sign_ins_at_once_with_one_code_let_exactly_one_in(kind, app, nurse, services):
    code = nurse.next_code() if kind == "code" else nurse.recovery[0]
    together = threading.Barrier(8)

    def try_it(number: int) -> bool:
        browser = Browser(app, address=f"198.51.{number}.7")
        token = browser.token("/login")
        together.wait()
        answer = browser.post_with(
            token, "/login", {"email": nurse.email, "password": nurse.password, "code": code}
        )
        return answer.status_code == 303

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(try_it, range(8))) == 1


@on_each_engine
def test_a_password_changed_while_a_sign_in_was_judged_stops_it(app, nurse, store, monkeypatch):
    with app.test_request_context():
        sign_in = staff_services().sign_in
    proves = SignIn._second_factor

    def meanwhile(judge, member, *rest):
        proof = proves(judge, member, *rest)
        assert proof is not None
        with store.begin() as unit:
            staff.set_password(unit.db, member.id, judge.passwords.hash("somebody else chose this one"))
        return proof

    monkeypatch.setattr(SignIn, "_second_factor", meanwhile)
    attempt = Attempt(nurse.email, nurse.password, nurse.next_code(), "203.0.113.9", None)
    assert sign_in.judge(attempt, lambda _unit, _member: None) is NotSignedIn.REFUSED


@on_each_engine
def test_an_enrolment_link_is_shown_often_and_used_once(app, services, clock, store, nurse):
    with store.begin() as unit:
        staff_id = staff.add(unit.db, "ines@larkfield.example", "Ines", "reception", clock())
        link = make_link(services, unit, staff_id, None)
    ines = Colleague(app, clock, "ines@larkfield.example", "reception")
    path = link.removeprefix(HOST)
    for _ in range(3):
        assert Browser(app).get(path).status_code == 200
    assert len(set(ines.enrols(link).text.split())) > 10
    assert len(ines.recovery) == 10
    assert Browser(app).get(path).status_code == 404
    again = ines.browser.post(path, password=ines.password, code=ines.next_code())
    assert again.status_code == 404


def test_an_enrolment_link_ends_after_three_days(app, services, clock, store):
    with store.begin() as unit:
        staff_id = staff.add(unit.db, "ines@larkfield.example", "Ines", "reception", clock())
        link = make_link(services, unit, staff_id, None)
    clock.moves(hours=71)
    assert Browser(app).get(link.removeprefix(HOST)).status_code == 200
    clock.moves(hours=2)
    assert Browser(app).get(link.removeprefix(HOST)).status_code == 404


@pytest.mark.parametrize(
    ("password", "told"),
    [
        ("short one", "15"),
        ("passwordpassword1", "Choose another"),
        ("larkfield clinic forever", "clinic"),
        ("ines.marques is my name", "e-mail"),
    ],
)
def test_a_weak_password_is_refused_with_its_reason_and_the_link_stays_good(
    password, told, app, services, clock, store
):
    with store.begin() as unit:
        staff_id = staff.add(unit.db, "ines.marques@larkfield.example", "Ines", "reception", clock())
        link = make_link(services, unit, staff_id, None)
    ines = Colleague(app, clock, "ines.marques@larkfield.example", "reception", password=password)
    answer = ines.enrols(link)
    assert answer.status_code == 422
    assert told in answer.text
    ines.password = "a quiet harbour of seventeen boats"
    assert ines.enrols(link).status_code == 200


@on_each_engine
def test_nothing_in_the_database_signs_anybody_in(nurse, contents, store):
    nurse.signs_in()
    session, device = nurse.browser.cookie(SESSION_COOKIE), nurse.browser.cookie(DEVICE_COOKIE)
    everything = repr(contents())
    for secret in (session, device, nurse.password, nurse.seed, *nurse.recovery):
        assert secret not in everything
    with store.engine.connect() as connection:
        tokens = [bytes(row[0]) for row in connection.execute(text("SELECT token_hash FROM staff_sessions"))]
    thief = Browser(nurse.app)
    for token in tokens:
        for written in (token.hex(), base64.urlsafe_b64encode(token).decode().rstrip("=")):
            thief.client.set_cookie(SESSION_COOKIE, written, domain="intake.example.org")
            assert not is_signed_in(thief)


FOREIGN = (
    "https://evil.example", "//evil.example", "/\\evil.example", "https:evil.example", "/%09/evil.example",
    "javascript:alert(1)", "/patients//evil.example", "/../evil", "/nothing/here", "/logout", "\\/evil.example",
)  # fmt: skip


def test_nobody_is_sent_to_a_foreign_page(app, nurse, clock, subtests):
    for next_page in FOREIGN:
        clock.moves(minutes=10)
        browser = Browser(app)
        shown = browser.get("/login?next=" + next_page)
        answer = nurse.signs_in(browser, next=next_page)
        with subtests.test(next_page):
            assert "evil" not in shown.text
            assert answer.headers["Location"] == "/patients"


def test_the_page_that_was_wanted_is_come_back_to(nurse):
    sent = nurse.browser.get("/account")
    assert sent.headers["Location"] == "/login?next=/account"
    assert nurse.signs_in(next="/account").headers["Location"] == "/account"


def test_a_member_who_has_enrolled_is_signed_in_and_is_asked_for_no_second_code(admin, colleague, store):
    admin.is_let_in()
    admin.has_confirmed()
    made = admin.browser.post("/staff/invite", name="Noor", email="noor@larkfield.example", role="auditor")
    (link,) = re.findall(r"https://[^\"<]+/enrol/[\w-]{43}", made.text)
    noor = colleague("reception")
    noor.email = "noor@larkfield.example"
    answer = noor.enrols(link)
    assert 'action="/audit"' in answer.text, "the first page of the role"
    assert noor.browser.get("/audit").status_code == 200
    with store.read() as unit:
        signed_in = [each for each in audit.latest(unit.db, 9) if each.action == "sign_in.succeeded"]
        member = member_of(unit, noor.email)
    assert signed_in[0].subject_id == member.id
    assert member.signed_in_at is not None
