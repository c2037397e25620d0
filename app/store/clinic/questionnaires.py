"""What a clinic asks: every published version, and the one draft of the next.

A version is never changed, because whoever has begun ends with the version that they began. It also has the items that are
no longer asked, so the newest one knows every answer that may be on record.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Text, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.intake import definition
from app.intake.definition import Definition
from app.intake.questionnaire import FIRST, SHIPPED, Questionnaire
from app.store.clinic import versions
from app.store.clinic.versions import Version, Versioned
from app.store.engine.database import ShortText
from app.store.model import Model, NoSeal, Seal, add_if, guarded_by
from app.store.patients.patient import Patient
from app.store.trail.recorded import QUESTIONS_PUBLISHED


class QuestionnaireVersion(Versioned[Questionnaire]):
    """A published version. The first row is version 2: version 1 ships."""

    __tablename__ = "questionnaires"
    of = "questions"
    saved = (QUESTIONS_PUBLISHED,)

    definition: Mapped[str] = mapped_column(Text)

    seal = Seal("version", "at", "actor", "definition", is_digest=True)

    @classmethod
    def load(cls, stored: Mapping[str, Any]) -> Questionnaire:
        return Questionnaire(stored["version"], definition.read(stored["definition"]))

    @classmethod
    def dump(cls, value: Questionnaire) -> dict[str, Any]:
        return {"version": value.version, "definition": definition.written(value.definition)}


_DRAFT: Final = UUID(int=1)
"""The id of the only row."""


class QuestionnaireDraft(Model):
    """The draft. A change that comes too late is Overtaken."""

    __tablename__ = "questionnaire_drafts"

    after: Mapped[int]
    """The version that it would follow."""
    version: Mapped[int] = mapped_column(default=1)
    changed_at: Mapped[datetime]
    changed_by: Mapped[str] = mapped_column(ShortText(64))
    definition: Mapped[str] = mapped_column(Text)

    seal = NoSeal("Nobody is asked a draft: an admin reads the difference, and confirms with a code.")
    __mapper_args__ = guarded_by(version)

    @property
    def value(self) -> Definition:
        """Return what it would ask."""
        return definition.read(self.definition)


def in_force(db: Session) -> Questionnaire:
    """Return what is asked of whoever begins now."""
    return versions.in_force(db, QuestionnaireVersion, SHIPPED)


def at(db: Session, version: int) -> Questionnaire:
    """Return that version; the newest if it is not there, or was changed by hand."""
    newest = in_force(db)
    if version == newest.version:
        return newest
    if version == FIRST:
        return SHIPPED
    found = versions.at(db, QuestionnaireVersion, version - FIRST)
    return found.value if found else newest


def now_and_begun(db: Session, version: int) -> tuple[Questionnaire, Questionnaire | None]:
    """Return what is asked now, and that version if it is an earlier one."""
    newest = in_force(db)
    return newest, at(db, version) if version not in {0, newest.version} else None


_EVERY: Final = 100_000


def published(db: Session) -> list[Version[Questionnaire]]:
    """Return the published versions, newest first, without the shipped one."""
    return versions.newest(db, QuestionnaireVersion)


def own_keys(db: Session) -> tuple[str, ...]:
    """Return the keys of the clinic's own questions and scores, the oldest first.

    They are in the order in which they were first published. It never changes: whatever is published later comes at the end.
    """
    keys: dict[str, None] = {}
    if in_force(db).version > FIRST:
        for each in reversed(versions.newest(db, QuestionnaireVersion, _EVERY)):
            asked = each.value.definition
            keys |= dict.fromkeys(item.key for item in asked.own if item.asks)
            keys |= dict.fromkeys(score.key for score in asked.scores)
    return tuple(keys)


def publish(db: Session, after: int, asked: Definition, actor: str, now: datetime) -> Questionnaire | None:
    """Publish what is asked from now on; None if another version came first.

    The draft is gone then.
    """
    new = Questionnaire(after + 1, asked)
    if not versions.keep(db, QuestionnaireVersion, after - FIRST, new, actor, now):
        return None
    discard(db)
    return new


def draft(db: Session) -> QuestionnaireDraft | None:
    """Return the draft, if there is one."""
    return db.get(QuestionnaireDraft, _DRAFT)


def begin_draft(db: Session, after: int, asked: Definition, actor: str, now: datetime) -> bool:
    """Begin the draft; return whether nobody else did before."""
    text = definition.text_of(asked)
    row = QuestionnaireDraft(
        id=_DRAFT, after=after, changed_at=now, changed_by=actor, definition=text, version=1
    )
    return add_if(db, row, select(func.count()).select_from(QuestionnaireDraft).scalar_subquery() == 0)


def change_draft(db: Session, held: QuestionnaireDraft, asked: Definition, actor: str, now: datetime) -> None:
    """Change the draft.

    Raises:
        Overtaken: somebody else changed it since it was read.
    """
    held.definition = definition.text_of(asked)
    held.changed_at, held.changed_by = now, actor
    db.flush()


def discard(db: Session) -> None:
    """Remove the draft, if there is one."""
    if held := draft(db):
        db.delete(held)
        db.flush()


def records_of(db: Session) -> dict[int, int]:
    """Return how many records were answered with each version."""
    counted = select(Patient.asked_version, func.count().label("records")).group_by(Patient.asked_version)
    return {row.asked_version: row.records for row in db.execute(counted)}
