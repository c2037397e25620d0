"""What the pages of the form show of an intake."""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast
from uuid import uuid4

from app.form.shown import PAGES
from app.form.visit import Visit
from app.intake.form import Page
from app.intake.questions import QUESTIONS
from app.store.conversations.form_links import FormLink
from tests.people import Clock


def test_a_link_that_asks_some_questions_again_shows_those_alone() -> None:
    now = Clock()()
    link = FormLink(
        conversation_id=uuid4(),
        keys="address,carer_name",
        made_by="staff:1",
        made_at=now,
        expires_at=now,
        token_hash=b"",
    )
    lines = [SimpleNamespace(question=each, is_changed=False) for each in QUESTIONS]
    there = SimpleNamespace(
        link=link,
        progress=SimpleNamespace(on_file=True, for_other=False),
        form=SimpleNamespace(lines=lambda *_: lines),
        there=None,
        is_hidden=False,
    )
    shown = PAGES[Page.REVIEW](cast("Visit", there))
    assert [line.question.key for line in (*shown["about"], *shown["health"])] == ["address", "carer_name"]
