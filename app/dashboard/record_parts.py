"""List a record's answers as pages show them: hidden, given, or unreadable."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from flask_babel import gettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.dashboard.audit_words import sentence
from app.dashboard.patient_rows import REASONS
from app.dashboard.retention import span
from app.intake.answers.texts import stated
from app.intake.questions import QUESTIONS, show
from app.records.vocabulary import STATUSES, Actors, Part, label, part_of
from app.retention.rules import class_of, days, kept_until, rules_in
from app.services import current
from app.store import AuditFilters, Extra, KeptVersion, LeftNote, Patient, Transaction
from app.store.patient import OWN_COLUMNS
from app.store.patient_flags import AT_REST
from app.web.page import page_language


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: `text` is None when hidden or unreadable, and "" when not given."""

    key: str
    label: str
    text: str | None
    unreadable: bool = False
    warns: bool = False
    """Whether it is dangerous to overlook: an allergy that was stated."""

    @property
    def lines(self) -> list[str]:
        """Return the text line by line: each is of its own direction."""
        return self.text.splitlines() if self.text else []


_ALLERGIES: Final = "allergies"


def answers_of(patient: Patient, part: Part, shown: Collection[Part]) -> list[Answer]:
    """Return the answers of a part in the order of the questions, allergies first."""
    keys = [
        question.key
        for question in QUESTIONS
        if not (question.of_carer or question.removable) and part_of(question.key) is part
    ]
    if isinstance(patient.extra, Extra):
        keys += [key for key in patient.extra.answers if key not in keys and part_of(key) is part]
    answers = [_answer(patient, key, part in shown) for key in keys]
    return sorted(answers, key=lambda answer: not answer.warns)


def in_words(key: str, text: str) -> str:
    """Return an answer as a page shows it: a birth date in words, "None stated"."""
    return show(key, text, page_language())


def unreadable_columns(patient: Patient) -> list[str]:
    """Return the names of the opened columns that no key of ours opens."""
    opened = {name: getattr(patient, name) for name in (*OWN_COLUMNS, "extra")}
    return [
        name for name, value in opened.items() if value is not None and not isinstance(value, str | Extra)
    ]


def _answer(patient: Patient, key: str, shown: bool) -> Answer:
    if not shown:
        return Answer(key, label(key), None)
    value = getattr(patient, key) if key in OWN_COLUMNS else _extra(patient, key)
    if not isinstance(value, str):
        return Answer(key, label(key), None, unreadable=True)
    return Answer(key, label(key), in_words(key, value), warns=key == _ALLERGIES and bool(stated(value)))


def _extra(patient: Patient, key: str) -> str | None:
    return patient.extra.answers.get(key, "") if isinstance(patient.extra, Extra) else None


# What was changed in a record since it was handed in: when, by whom, which answers, and what they said
# before.

_ACTIONS: Final = ("patient.updated", "patient.corrected")
_MANY: Final = 20


@dataclass(frozen=True, slots=True)
class Before:
    """An answer before a change: `text` is None when unreadable, "" when missing."""

    label: str
    text: str | None

    @property
    def lines(self) -> list[str]:
        """Return the text line by line: each is of its own direction."""
        return self.text.splitlines() if self.text else []


@dataclass(frozen=True, slots=True)
class Change:
    """One change. `before` is empty as long as the old answers are hidden."""

    at: datetime
    who: str
    labels: tuple[str, ...]
    before: tuple[Before, ...] = ()
    keys: tuple[str, ...] = ()
    new: bool = False
    """Whether the patient made it, and nobody has marked it as read."""


def changes_of(unit: Transaction, patient: Patient, shown: Collection[Part], actors: Actors) -> list[Change]:
    """Return the changes of answers, newest first.

    A version is sealed as one piece, with the health answers in it: it is opened only where these are shown.
    """
    patient_id = patient.id
    fields = _fields_changed(unit, patient_id)
    return [
        Change(
            version.at,
            actors.name(version.actor),
            tuple(map(label, fields[version.at])),
            tuple(_before(unit, patient_id, version, fields[version.at], shown)),
            fields[version.at],
            version.actor == "patient" and is_news(patient, version.at),
        )
        for version in unit.patients.versions(patient_id)[:_MANY]
        if version.at in fields  # otherwise a flag was changed, and no answer
    ]


def is_news(patient: Patient, at: datetime) -> bool:
    """Return whether something of that moment is news, which nobody has read."""
    return patient.news_since is not None and at >= patient.news_since


@dataclass(frozen=True, slots=True)
class LeftByPatient:
    """A note that the patient left; `note` is None as long as it is hidden."""

    at: datetime
    new: bool
    note: LeftNote | None = None


def left_by(unit: Transaction, patient: Patient, shown: Collection[Part]) -> list[LeftByPatient]:
    """Return the patient's own notes, newest first. They may be about health."""
    if Part.HEALTH in shown:
        notes = [note for note in unit.left_notes.of(patient.id) if not note.to_person]
        return [LeftByPatient(note.at, is_news(patient, note.at), note) for note in notes]
    return [LeftByPatient(at, is_news(patient, at)) for at in unit.left_notes.times(patient.id)]


def _fields_changed(unit: Transaction, patient_id: UUID) -> dict[datetime, tuple[str, ...]]:
    """Return the keys of the answers that each change touched, by its moment."""
    events = [
        event
        for action in _ACTIONS
        for event in unit.audit.page(AuditFilters(action=action, subject_id=patient_id), _MANY)
    ]
    return {event.at: tuple(event.details.get("fields", ())) for event in events}


def _before(
    unit: Transaction, patient_id: UUID, version: KeptVersion, keys: Collection[str], shown: Collection[Part]
) -> Iterator[Before]:
    if Part.HEALTH not in shown:
        return
    values = unit.patients.values_at(patient_id, version.version)
    for key in keys:
        if part_of(key) in shown:
            text = _value(values, key) if isinstance(values, dict) else None
            yield Before(label(key), None if text is None else in_words(key, text))


def _value(values: Mapping[str, str], key: str) -> str | None:
    if key in OWN_COLUMNS:
        return values.get(key)
    return Extra.load(values["extra"]).answers.get(key, "") if "extra" in values else None


# How long a record is kept, and why: by its state and its last change, or because something holds it
# back.


def kept(unit: Transaction, patient: Patient, actors: Actors, now: datetime) -> dict[str, Any]:
    """Return until when the record is kept, since when that counts, and any hold."""
    rules = rules_in(unit, current().settings.retention)
    kind = class_of(patient.status)
    until = kept_until(kind, patient.updated_at, rules)
    hold = unit.holds.of(patient.id)
    length = span(days(kind, rules))
    untouched = patient.updated_at == patient.created_at
    return {
        "until": until,
        "over": until <= now,
        "held_back": unit.expired.is_held_back(patient.id),
        "since": _("%(span)s after it was received", span=length)
        if untouched
        else _("%(span)s after it was last changed", span=length),
        "hold": hold,
        "held_by": actors.name(hold.set_by) if hold else "",
    }


# The looks at a record, which everybody who works on it may read.

PAGE: Final = 20


@dataclass(frozen=True, slots=True)
class Look:
    """One line: when, who, what, and why if that was said."""

    at: datetime
    who: str
    what: str
    why: str


def views_of(
    unit: Transaction, patient_id: UUID, before: int | None, actors: Actors
) -> tuple[list[Look], int | None]:
    """Return a page of events about a record, newest first, and where the next begins."""
    events = unit.audit.about(patient_id, PAGE + 1, before)
    views = [
        Look(
            event.at,
            actors.name(event.actor),
            sentence(event.action, event.details),
            str(REASONS.get(event.details.get("reason", ""), "")),
        )
        for event in events[:PAGE]
    ]
    return views, events[PAGE - 1].seq if len(events) > PAGE else None


# The states a record has been in, with who brought it there.

_STATES_MANY: Final = 10
_IN_REVIEW: Final = "in_review"


@dataclass(frozen=True, slots=True)
class Moves:
    """The statuses that may follow: the usual next one, if any, and the others."""

    first: str | None
    others: tuple[str, ...]

    @property
    def all(self) -> tuple[str, ...]:
        """All of them."""
        return (*([self.first] if self.first else []), *self.others)


@dataclass(frozen=True, slots=True)
class State:
    """One state: since when, and who brought it about; no one for the first."""

    label: str
    kind: str
    at: datetime | None
    """None when the trail does not say."""
    who: str | None = None


def states_of(unit: Transaction, patient: Patient, actors: Actors) -> list[State]:
    """Return the states, oldest first; a long story loses its middle."""
    filters = AuditFilters(action="patient.status_changed", subject_id=patient.id)
    changes = [*reversed(unit.audit.page(filters, _STATES_MANY))]
    later = [
        State(**_named(event.details.get("to", "")), at=event.at, who=actors.name(event.actor))
        for event in changes
    ]
    last = changes[-1].details.get("to") if changes else "new"
    now = [] if last == patient.status else [State(**_named(patient.status), at=None)]
    return [State(**_named("new"), at=patient.created_at), *later, *now]


def moves_from(status: str, *, reviews: bool) -> Moves:
    """Return the statuses that may follow one; none for one that is not in the table.

    To start a review is the usual next step only of a role that `reviews`.
    """
    following = STATUSES[status].next if status in STATUSES else ()
    is_usual = following and status not in AT_REST and (reviews or following[0] != _IN_REVIEW)
    return Moves(following[0], following[1:]) if is_usual else Moves(None, following)


def _named(status: str) -> dict[str, Any]:
    known = STATUSES.get(status)
    return {"label": known.label if known else status, "kind": known.tag if known else "waiting"}


# The steps of a conversation in words: what was asked, and never what was answered.

STEPS: Final[Mapping[str, str]] = {
    "language": _l("First message"),
    "way": _l("Asked where to answer"),
    "link": _l("Has a link to the form"),
    "whom": _l("Asked whom it is about"),
    "consent": _l("Shown the privacy text"),
    "declined": _l("Did not agree"),
    "closed": _l("Closed"),
    "review": _l("Checking the answers"),
    "submitted": _l("Sent the answers"),
    "changes": _l("Choosing what to change"),
}
"""Step -> what was happening in the conversation. The step of a question is its key, which is not listed here."""
ASIDES: Final[Mapping[str, str]] = {
    "language": _l("Choosing another language"),
    "consent": _l("Shown the privacy text again"),
    "sure": _l("Asked whether they are sure"),
    "which_day": _l("Two readings of a date were possible"),
    "is_it": _l("Asked whether a text is the answer"),
    "year_or_age": _l("Does not know the exact date: asked for a year or an age"),
    "resume": _l("Came back after a pause"),
    "unfinished": _l("Did not finish an answer"),
    "whose": _l("Asked whom it is about"),
    "whose_copy": _l("Asked whose data to copy"),
    "whose_erasure": _l("Asked whose data to delete"),
    "born": _l("Asked for a year of birth after a long silence"),
    "noted": _l("Left a note"),
    "add_or_replace": _l("Asked whether to add or to replace"),
    "danger": _l("Asked whether they need help now"),
    "minor": _l("Asked whether a child’s carer is writing"),
}
"""Aside -> the short question on top of a step."""
_KINDS: Final = {"submitted": "ok", "declined": "warn", "closed": "warn"}
_QUESTIONS: Final = frozenset(question.key for question in QUESTIONS)


def step_label(step: str) -> str:
    """Return a step in words; one that this version does not know is shown as it is."""
    if step in _QUESTIONS:
        return str(gettext("Asked: %(question)s", question=label(step)))
    return str(STEPS.get(step, step))


def aside_label(aside: str | None) -> str:
    """Return an aside in words; empty when there is none."""
    return "" if aside is None else str(ASIDES.get(aside, aside))


def step_kind(step: str, aside: str | None) -> str:
    """Return the class of a step's glyph in a timeline."""
    return "warn" if aside == "which_day" else _KINDS.get(step, "")
