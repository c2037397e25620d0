"""An admin sees each template, how far WhatsApp is with it, and whether it may be sent."""

from __future__ import annotations

import re

import pytest

from app.intake.choices import forms
from app.messages.content import form_wanted
from tests.store.example import NOW


@pytest.fixture
def page_of(admin, store):
    admin.is_let_in()

    def page():
        text = admin.browser.get("/settings").text
        return text[text.index('id="templates"') :].partition("</section>")[0]

    return page


def put(store, name, digest, state, reason=None):
    with store.begin() as unit:
        row = unit.content.put(
            name, "en", digest * 64, "text", "Hello, this is {{1}}. Please call.", ["clinic"], NOW
        )
        unit.content.made(row, "HX" + digest * 32, state, NOW)
        unit.content.judged(row, state, reason, NOW)


def test_before_any_push_the_page_says_what_to_run(page_of):
    assert "flask --app wsgi content push" in page_of()


def test_each_template_has_its_state_in_words_and_whether_it_may_be_sent(page_of, store):
    put(store, "call_us", "a", "approved")
    put(store, "news", "b", "rejected", "It says <too> little.")
    put(store, "reminder", "c", "pending")
    page = page_of()
    rows = [re.sub(r"<[^>]+>|\s+", " ", row) for row in re.findall(r"<tr>.*?</tr>", page, re.DOTALL)[1:]]
    told = [" ".join(row.split()) for row in rows]
    body = "Hello, this is {{1}}. Please call."
    assert told == [
        f"Please call us {body} English Approved Yes",
        f"There is a message for you {body} English Rejected by WhatsApp It says &lt;too&gt; little. No",
        f"Reminder to finish the form {body} English Waiting for WhatsApp No",
    ]


def test_the_page_says_whether_the_form_has_buttons(page_of, store):
    put(store, "call_us", "a", "approved")
    assert "buttons and lists" not in page_of()
    with store.begin() as unit:
        row = unit.content.put("whom", "en", "e" * 64, "quick-reply", "{{1}}", ["text", "token"], NOW)
        unit.content.made(row, "HX" + "e" * 32, "session", NOW)
    assert "buttons and lists" not in page_of(), "those with another text are not sent"
    of_now = form_wanted(forms()[0])
    with store.begin() as unit:
        row = unit.content.put(
            of_now.name, of_now.language, of_now.digest, of_now.kind, of_now.body, of_now.variables, NOW
        )
        unit.content.made(row, "HX" + "f" * 32, "session", NOW)
    assert "buttons and lists" in page_of()


def test_a_new_text_that_waits_leaves_the_approved_one_in_use(page_of, store, clock):
    put(store, "call_us", "a", "approved")
    with store.begin() as unit:
        later = NOW.replace(year=NOW.year + 1)
        row = unit.content.put(
            "call_us", "en", "d" * 64, "text", "Hello, this is {{1}}. Do call.", ["clinic"], later
        )
        unit.content.made(row, "HX" + "d" * 32, "received", later)
    assert "Yes, the earlier text" in page_of()
