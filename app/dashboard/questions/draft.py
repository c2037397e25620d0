"""Open the draft of the questions, and change it with its line of the trail."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from hashlib import sha256
from typing import NamedTuple

from app.guard.session import actor, hold_member
from app.intake import definition
from app.intake.definition import Definition, Item
from app.intake.questionnaire import Questionnaire
from app.services import current
from app.store import Overtaken, Transaction
from app.store.clinic import questionnaires
from app.store.clinic.questionnaires import QuestionnaireDraft
from app.store.trail import audit
from app.store.trail.events import TrailEvent, TrailGroup
from app.web.questionnaire import questionnaire_in

_CHANGED = TrailEvent(
    "questions.draft_changed", "Changed the draft of the questions: {questions}", TrailGroup.SETTINGS
)
_DISCARDED = TrailEvent(
    "questions.draft_discarded", "Threw the draft of the questions away", TrailGroup.SETTINGS
)


class Opened(NamedTuple):
    """What is asked now, and the draft that would follow."""

    asked: Questionnaire
    held: QuestionnaireDraft | None

    @property
    def definition(self) -> Definition:
        """Return what the draft would ask; without one, what is asked."""
        return self.held.value if self.held else self.asked.definition

    @property
    def version(self) -> int:
        """Return how often the draft was changed; 0 without one."""
        return self.held.version if self.held else 0

    def was_published(self, item: Item) -> bool:
        """Return whether there may be answers to it."""
        return self.asked.definition.item(item.key) is not None


def opened(unit: Transaction) -> Opened:
    """Return what is asked now, and the draft."""
    return Opened(questionnaire_in(unit), questionnaires.draft(unit.db))


def change(edit: Callable[[Opened], Definition], keys: Iterable[str]) -> bool:
    """Change the draft, and begin it if there is none; return whether it differs.

    `edit` may raise what it likes: nothing is then kept.

    Raises:
        Overtaken: somebody else changed it at the same moment.
    """
    services = current()
    with services.store.begin() as unit:
        hold_member(unit)
        before = opened(unit)
        return keep(unit, before, edit(before), keys, by=actor(), at=services.clock())


def keep(
    unit: Transaction, before: Opened, after: Definition, keys: Iterable[str], *, by: str, at: datetime
) -> bool:
    """Keep what the draft would ask, and return whether that differs.

    Raises:
        Overtaken: somebody else changed it at the same moment.
    """
    if after == before.definition:
        return False
    if before.held:
        questionnaires.change_draft(unit.db, before.held, after, by, at)
    elif not questionnaires.begin_draft(unit.db, before.asked.version, after, by, at):
        raise Overtaken
    audit.record(unit.db, by, _CHANGED, details={"questions": [*keys]}, at=at)
    return True


def discard(version: int) -> bool:
    """Throw the draft away; return whether it was still the one that was seen.

    Raises:
        Overtaken: somebody else changed it at the same moment.
    """
    services = current()
    with services.store.begin() as unit:
        hold_member(unit)
        if opened(unit).version != version:
            return False
        questionnaires.discard(unit.db)
        audit.record(unit.db, actor(), _DISCARDED, at=services.clock())
    return True


def digest_of(item: Item | None) -> str:
    """Return what tells whether a question is still as somebody saw it."""
    text = definition.text_of(Definition((item,))) if item else ""
    return sha256(text.encode()).hexdigest()[:16]
