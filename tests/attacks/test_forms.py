"""A form that no page of ours would send is refused before it costs anything."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest

from tests.people import FORM
from tests.staff_people import HOST, Browser

MOST = 200
LARGEST = 64 * 1024
MULTIPART = "multipart/form-data; boundary=b"


def part(number: int) -> bytes:
    return f'--b\r\nContent-Disposition: form-data; name="{number}"\r\n\r\nx\r\n'.encode()


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        pytest.param(b"&".join([b"a"] * (MOST + 1)), FORM, id="many fields"),
        pytest.param(b"&" * (LARGEST - 1), FORM, id="empty fields"),
        pytest.param(b"email=" + b"x" * LARGEST, FORM, id="one long field"),
        pytest.param(b"".join(map(part, range(MOST + 1))) + b"--b--\r\n", MULTIPART, id="many parts"),
    ],
)
def test_a_form_with_too_much_in_it_is_refused_with_a_clear_page(body, kind, app):
    for path in ("/login", "/patients/search", "/enrol/x"):
        answer = app.test_client().post(
            path, base_url=HOST, data=body, content_type=kind, headers={"Accept": "text/html"}
        )
        assert answer.status_code == 413
        assert "What you sent is too large" in answer.text


def test_a_form_as_large_as_may_be_is_read(app):
    browser = Browser(app)
    fields = {"email": "x" * 60_000, "password": "y"} | dict.fromkeys(map(str, range(MOST - 3)), "")
    assert browser.post("/login", **fields).status_code == 401


def test_the_longest_answers_in_any_script_can_be_corrected(app, nurse):
    nurse.is_let_in()
    answers = {"medical_history": "\U00010400" * 4000, "medications": "\u6f22" * 4000}
    assert len(urlencode(answers)) > LARGEST
    path = "/patients/00000000-0000-0000-0000-000000000000/edit"
    token = nurse.browser.token("/login")
    assert nurse.browser.post_with(token, path, answers | {"version": "1"}).status_code == 404
