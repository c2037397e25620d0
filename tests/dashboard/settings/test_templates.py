"""An admin sees each template, how far WhatsApp is with it, and whether it may be sent."""

from __future__ import annotations

import re

import pytest

from app.intake.choices import forms
from app.messages.content import form_wanted
from app.store.messages import contents
from tests.store.example import NOW, a_text


@pytest.fixture
def page_of(admin, store):
    admin.is_let_in()

    def page():
        text = admin.browser.get("/settings/messages").text
        return text[text.index('id="templates"') :].partition("</section>")[0]

    return page


def put(store, name, digest, state, reason=None):
    with store.begin() as unit:
        row = contents.put(unit.db, a_text(name, "Hello, this is {{1}}. Please call.", digest=digest * 64))
        contents.made(unit.db, row, "HX" + digest * 32, state, NOW)
        contents.judged(unit.db, row, state, reason, NOW)


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
        other = a_text("whom", "{{1}}", digest="e" * 64, kind="quick-reply", variables="text,token")
        row = contents.put(unit.db, other)
        contents.made(unit.db, row, "HX" + "e" * 32, "session", NOW)
    assert "buttons and lists" not in page_of(), "those with another text are not sent"
    of_now = form_wanted(forms()[0])
    with store.begin() as unit:
        row = contents.put(unit.db, of_now.as_row(NOW))
        contents.made(unit.db, row, "HX" + "f" * 32, "session", NOW)
    assert "buttons and lists" in page_of()


def test_a_new_text_that_waits_leaves_the_approved_one_in_use(page_of, store, clock):
    put(store, "call_us", "a", "approved")
    with store.begin() as unit:
        later = NOW.replace(year=NOW.year + 1)
        said = a_text("call_us", "Hello, this is {{1}}. Do call.", later, digest="d" * 64)
        row = contents.put(unit.db, said)
        contents.made(unit.db, row, "HX" + "d" * 32, "received", later)
    assert "Yes, the earlier text" in page_of()
