"""Keep what was typed on a page and not sent.

A draft is not an answer. It is not searched for cries for help while somebody types, because half a sentence is misread
("chest pain? No, never"), and a person who is still typing cannot be asked. It is searched when the page is sent, or
when somebody leaves the page.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Final
from uuid import UUID

from app.form import fields
from app.form.act import DRAFTS, act
from app.form.visit import Visit
from app.intake.form import Form
from app.intake.model import Turn
from app.intake.progress import Progress
from app.intake.questions import Question
from app.services import current
from app.store.conversations.form_links import FORM_DRAFT

_DRAFT: Final = "draft"
"""Tells a draft from the fields of an answer, which are kept in the same place."""
_HOW: Final = "how"
_LEFT: Final = "left"
_LONGEST: Final = 30_000
"""Characters of a draft with its names: more than the longest answer that a page takes."""


def keep(there: Visit, page: str, sent: Mapping[str, str]) -> bool:
    """Keep the fields of a question's page; return whether they were kept."""
    question = there.form.entry(there.progress, page, there.there).question
    draft = made_of(question, sent)
    if not draft:
        return False
    left_with = fields.read(question, sent).text if sent.get(_LEFT) else ""

    def decide(form: Form, progress: Progress, now: datetime, new_id: UUID) -> Turn:
        return form.keep_typed(progress, page, draft, now, new_id, left_with=left_with)

    return isinstance(act(page, decide, DRAFTS), Turn)


def made_of(question: Question, sent: Mapping[str, str]) -> str:
    """Return the fields of a question's page as a draft, or "" if they are too long."""
    typed = {
        name: value
        for name, value in sent.items()
        if value and (name == _HOW or fields.is_own(question, name))
    }
    draft = json.dumps({_DRAFT: typed}, ensure_ascii=False)
    return draft if len(draft) <= _LONGEST else ""


def shown(there: Visit, page: str) -> dict[str, str] | None:
    """Return what was typed on a page and not sent, unless answers are hidden."""
    return None if there.is_hidden else _draft(there.progress, page)


def without(page: str) -> Callable[[Progress], Progress]:
    """Return a function that forgets the draft of a page."""

    def left(progress: Progress) -> Progress:
        others = {name: kept for name, kept in progress.typed.items() if name != page}
        return progress if _draft(progress, page) is None else replace(progress, typed=others)

    return left


def _draft(progress: Progress, page: str) -> dict[str, str] | None:
    kept: dict[str, dict[str, str]] = json.loads(progress.typed.get(page) or "{}")
    return kept.get(_DRAFT)


def browser_key(there: Visit) -> str:
    """Return the key under which this link's browser seals what it could not send yet.

    It is in the page alone. What stays in the browser cannot be read without a page, which only the link's browser gets.
    """
    key = current().store.keys.door.mac(FORM_DRAFT, (there.link.id.hex,))
    return base64.b64encode(key).decode()
