"""The cookie that holds a form's token: the one token of ours that says something by itself."""

from __future__ import annotations

from flask import Flask
from flask.sessions import SecureCookieSessionInterface

from tests.staff_people import HOST

COOKIE = "__Host-form"


def test_a_cookie_of_a_form_that_was_changed_or_signed_by_another_counts_as_none(app, nurse):
    browser = nurse.browser
    page = browser.get("/login")
    genuine = browser.cookie(COOKIE)
    assert genuine
    assert page.status_code == 200
    payload, _, rest = genuine.partition(".")
    other = Flask("other")
    other.secret_key = "another's key, which is long enough to be one"
    signer = SecureCookieSessionInterface().get_signing_serializer(other)
    assert signer is not None
    with app.test_request_context(
        "/login", base_url=HOST, headers={"Cookie": f"{COOKIE}={genuine}"}
    ) as asked:
        known = dict(asked.session)
    assert known
    forged = signer.dumps(known)
    for cookie in (
        f"{payload[:-1]}{'A' if payload[-1] != 'A' else 'B'}.{rest}",
        f"{payload}.",
        payload,
        forged,
    ):
        headers = {"Cookie": f"{COOKIE}={cookie}"}
        with app.test_request_context("/login", base_url=HOST, headers=headers) as asked:
            assert dict(asked.session) == {}, cookie
