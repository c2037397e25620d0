"""Admins save what staff often write; staff choose it beside a reply to a patient."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, insert, select

from app.store.messages import saved_replies
from app.store.messages.saved_replies import LONGEST_TEXT, MOST_REPLIES, SavedReply
from app.store.tables import metadata
from app.store.trail import audit
from tests.dashboard.at_the_record import does, url_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from uuid import UUID

    from app.store import Store
    from tests.messages.clinic import Clinic
    from tests.staff_people import Colleague

PATH = "/settings/replies"
TEXT = "Please call us on 01632 960 555.\nWe are open until 18:30."
SPANISH = "Llámenos, por favor."


@pytest.fixture
def ana(admin: Colleague) -> Colleague:
    admin.is_let_in()
    return admin


def kept(store: Store) -> list[SavedReply]:
    with store.read() as unit:
        return saved_replies.all_replies(unit.db)


def saved(
    store: Store, at: datetime, language: str = "en", name: str = "Call", text: str = "Call us."
) -> UUID:
    """Save a reply, and return its id."""
    reply = SavedReply(language=language, name=name, text=text, created_at=at)
    with store.begin() as unit:
        assert saved_replies.add(unit.db, reply)
    return reply.id


def textarea(page: str) -> str:
    found = re.search(r'<textarea id="reply".*?>\n(.*?)</textarea>', page, re.DOTALL)
    assert found
    return found[1]


def test_an_admin_adds_changes_and_deletes_a_reply_and_the_trail_says_so(ana: Colleague, store: Store):
    ana.browser.post(PATH, language="en", name=" Please  call ", text=TEXT.replace("\n", "\r\n"))
    (reply,) = kept(store)
    assert (reply.language, reply.name, reply.text) == ("en", "Please call", TEXT)
    own = f"{PATH}/{reply.id}"
    ana.browser.post(own, version="1", name="Call us", text="Call us.")
    assert "changed or deleted this reply" in ana.browser.post(own, version="1", name="x", text="y").text
    (reply,) = kept(store)
    assert (reply.name, reply.text) == ("Call us", "Call us.")
    ana.browser.post(f"{own}/delete")
    assert "This reply no longer exists." in ana.browser.get(ana.browser.post(f"{own}/delete").location).text
    assert kept(store) == []
    with store.read() as unit:
        said = [each.action for each in audit.latest(unit.db, 20) if each.action.startswith("saved_reply.")]
    assert said == ["saved_reply.deleted", "saved_reply.changed", "saved_reply.added"]


def test_a_reply_without_words_or_with_too_many_is_refused_and_nothing_is_lost(ana: Colleague, store: Store):
    page = ana.browser.post(PATH, language="en", name=" ", text="x" * (LONGEST_TEXT + 1))
    assert page.status_code == 422
    assert "Give the reply a name" in page.text
    assert f"at most {LONGEST_TEXT} characters" in page.text
    assert "x" * LONGEST_TEXT in page.text
    assert ana.browser.post(PATH, language="tlh", name="Qapla", text="Qapla").status_code == 422
    assert kept(store) == []


def test_there_are_only_so_many_replies(ana: Colleague, store: Store):
    for _ in range(MOST_REPLIES):
        saved(store, ana.clock())
    with store.begin() as unit:
        one_more = SavedReply(language="en", name="Call", text="Call us.", created_at=ana.clock())
        assert not saved_replies.add(unit.db, one_more)
    assert "Delete one first" in ana.browser.get(PATH).text
    assert ana.browser.post(PATH, language="en", name="Call", text="Call us.").status_code == 422
    with store.engine.connect() as connection:
        counted = select(func.count()).select_from(SavedReply)
        assert connection.execute(counted).scalar_one() == MOST_REPLIES


def test_a_reply_that_does_not_open_can_be_deleted_and_is_not_offered(
    ana: Colleague, store: Store, clinic: Clinic
):
    reply, table = saved(store, ana.clock()), metadata.tables["saved_replies"]
    with store.engine.begin() as connection:
        row = connection.execute(select(table)).mappings().one()
        connection.execute(insert(table), dict(row) | {"id": clinic.patient_id})
    assert ana.browser.get(PATH).text.count("Cannot be read") == 1
    assert ana.browser.get(url_of(clinic.patient_id)).text.count('name="saved"') == 1
    ana.browser.post(f"{PATH}/{clinic.patient_id}/delete")
    assert [each.id for each in kept(store)] == [reply]


def test_staff_choose_a_reply_first_of_the_patients_language_and_it_comes_after_what_was_typed(
    clinic: Clinic, store: Store, colleague: Callable[[str], Colleague]
):
    ines = colleague("reception")
    ines.is_let_in()
    spanish = saved(store, clinic.clock(), "es", "Llámenos", SPANISH)
    english = saved(store, clinic.clock(), "en", "Call us", TEXT)
    page = ines.browser.get(url_of(clinic.patient_id)).text
    assert page.index(f'value="{english}"') < page.index(f'value="{spanish}"')
    answer = does(ines, clinic.patient_id, "reply", text="Dear Maya,", saved=str(english), **{"for": "all"})
    assert textarea(answer.text) == f"Dear Maya,\n{TEXT}"
    navigates = {"Sec-Fetch-Mode": "navigate"}
    fields = {"text": "", "saved": str(spanish)}
    path = f"{url_of(clinic.patient_id)}/reply"
    answer = ines.browser.post_with(ines.browser.last_token(), path, fields, **navigates)
    assert answer.status_code == 303, "so that a reload sends nothing twice"
    assert textarea(ines.browser.get(answer.location).text) == SPANISH
    clinic.works()
    assert clinic.api.sent == []
    assert does(ines, clinic.patient_id, "reply", text="", saved="none").status_code == 400
