"""Show a question as patients get it, and as it is on the record."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Final, NamedTuple
from uuid import UUID

from msgspec import structs

from app.dashboard.questions import edits
from app.dashboard.settings.consent import Piece, pieces
from app.intake import channel, choices, stages
from app.intake.choice_forms import LIST
from app.intake.definition import AnswerKind, Definition, Item, Wording
from app.intake.flow import Flow
from app.intake.kind import Kind
from app.intake.model import Message
from app.intake.phrases import FALLBACK, SHIPPED
from app.intake.progress import Progress, Whom
from app.intake.questionnaire import Questionnaire
from app.intake.scene import Scene
from app.services import current
from app.web.clinic import cost, current_clinic

_NOBODY: Final = Message("", Kind.TEXT, UUID(int=0))
_NEVER: Final = datetime.min.replace(tzinfo=UTC)
_WHATSAPP, _SMS = "whatsapp", "sms"


class Preview(NamedTuple):
    """A question as it is asked in one language of one person."""

    item: Item
    language: str
    of_other: bool
    number: int
    total: int
    title: str
    ask: str
    whatsapp: tuple[Piece, ...]
    buttons: tuple[str, ...]
    """What is tapped; a list is opened by its first one."""
    is_list: bool
    sms: str
    units: int
    room: int
    """How many characters one SMS of this alphabet holds."""
    parts: int
    cost: str
    labels: tuple[str, ...]
    """The answers that can be chosen, on our pages."""
    columns: tuple[str, ...]
    unit: str


def preview_of(
    definition: Definition, item: Item, language: str, *, of_other: bool = False
) -> Preview | None:
    """Return a question of a draft as it is asked, or None as long as it has no words."""
    code = language if language in SHIPPED else FALLBACK
    if not item.is_shipped and not any(words.ask for words in item.words.values()):
        return None
    asked = Questionnaire(0, _complete(edits.put(definition, _always(item))))
    question = asked.question(item.key)
    if question is None:
        return None
    progress = Progress(
        step=item.key, language=code, whom=Whom.ADULT if of_other else Whom.SELF, asked_at=_NEVER
    )
    scene = _scene(asked, progress, _WHATSAPP)
    words, asked_of_them = scene.words(question), scene.questions_of(progress)
    text = stages.open_stage(progress).ask(scene, progress)
    offered = choices.offered(progress, (text,), code, asked.question(progress.step))
    sms = channel.as_sms(stages.open_stage(progress).ask(_scene(asked, progress, _SMS), progress))
    parts = channel.sms_parts(sms)
    return Preview(
        item,
        code,
        of_other,
        [each.key for each in asked_of_them].index(item.key) + 1,
        len(asked_of_them),
        words.title,
        words.ask,
        tuple(pieces(offered.text if offered else text)),
        (offered.form.titles or offered.titles) if offered else (),
        bool(offered and offered.form.kind == LIST),
        sms,
        len(sms),
        160 if channel.is_gsm(sms) else 70,
        parts,
        cost(current().settings.twilio.price, parts),
        _labels(item, code),
        tuple(each.labels.get(code) or each.key for each in item.columns),
        item.unit_labels.get(code) or item.unit,
    )


def _scene(asked: Questionnaire, progress: Progress, on: str) -> Scene:
    """Return the scene that asks the question, even one that is left out."""
    clinic = current_clinic()
    left_out = tuple(key for key in clinic.left_out if key != progress.step)
    flow = Flow(replace(clinic, left_out=left_out).on(on), asked)
    return flow.scene(progress, _NOBODY, _NEVER)


def _labels(item: Item, code: str) -> tuple[str, ...]:
    if item.kind is AnswerKind.YES_NO:
        return tuple(
            each[:1].upper() + each[1:]
            for each in (SHIPPED[code].lexicon.yes[0], SHIPPED[code].lexicon.no[0])
        )
    return tuple(each.labels.get(code) or each.code for each in item.choices)


def _always(item: Item) -> Item:
    """Return the item as if it were asked of everybody."""
    return structs.replace(item, only_if=None, visits=(), is_off=False)


def _complete(definition: Definition) -> Definition:
    """Return the definition with English words for each item: a draft may lack them."""
    return structs.replace(definition, items=tuple(map(_with_words, definition.items)))


def _with_words(item: Item) -> Item:
    if item.is_shipped or FALLBACK in item.words:
        return item
    some = next(iter(item.words.values()), Wording(item.key, item.key))
    return structs.replace(item, words={**item.words, FALLBACK: some})
