"""Let an invented person answer the clinic's own questions, too: in the chat, and on the form."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from uuid import UUID

from app.intake.answered import show
from app.intake.answers.rows import rows_of
from app.intake.form import Form, Page
from app.intake.model import Submitted, Turn
from app.intake.progress import Progress, Whom
from bench.invented.own_questions import ASKED, HABITS, KEYS, OwnHabits, OwnTruth, in_figures
from bench.invented.talk import BEGAN, Talk

if TYPE_CHECKING:
    from collections.abc import Mapping
    from random import Random

    from bench.invented.person import Person

_CONTACT: Final = "emergency_contact"
_MOST_PAGES: Final = 30


@dataclass(slots=True)
class OwnTalk(Talk):
    """Hold a conversation in which three questions of the clinic's own are asked."""

    truth: OwnTruth = field(kw_only=True)
    told: int = 0
    """How many people they have named."""

    @property
    def _own(self) -> OwnHabits:
        return HABITS[self.person.habits.language]

    def _at_glasses(self, tried: int) -> None:
        words = self._own.yes if self.truth.wears else self._own.no
        self._say(self._habit(words, tried, words[0]))

    def _at_not_me(self, _tried: int) -> None:
        """Say that it is the right number: "not me" was an answer."""
        self._say("2")

    def _at_glasses_for(self, tried: int) -> None:
        words = self._own.what_for[self.truth.what_for]
        self._say(self._habit(words, tried, words[0]))

    def _at_weight(self, tried: int) -> None:
        figures = in_figures(self.truth.weight, self.person.habits.language, self.random)
        self._say(self._habit(self._own.weights, tried, self._own.weights[0]).format(figures))

    def _at_emergency_contact(self, tried: int) -> None:
        if not self.truth.people:
            self._say(self._habit(self._own.nobody, tried, self._own.nobody[0]))
        else:
            self._name_somebody(tried)

    def _at_rows(self, _tried: int) -> None:
        if self.told < len(self.truth.people):
            self._name_somebody(0)
        else:
            self._say(self.random.choice(self._own.no_more))

    def _at_row(self, _tried: int) -> None:
        """Tell what was still asked for: the phone, or the whole person."""
        if not self.truth.people:
            self._say(self._own.nobody[0])
            return
        name, _, phone = self.truth.people[max(0, self.told - 1)]
        self._say(phone if name.split()[0] in self.outcome.lines[-1].text else f"{name}, {phone}")

    def _name_somebody(self, tried: int) -> None:
        name, relation, phone = self.truth.people[min(self.told, len(self.truth.people) - 1)]
        self.told += not tried
        way = self._habit(self._own.one_line, tried, self._own.one_line[0])
        self._say(way.format(name=name, relation=relation, phone=phone))


def own_flaws(truth: OwnTruth, submitted: Submitted | None) -> set[str]:
    """Return which answers are not as they should be. Nothing is flawless."""
    if submitted is None:
        return {"not handed in"}
    kept = {key: submitted.answers.get(key, "") for key in KEYS}
    wanted = {key: truth.answers.get(key, "") for key in KEYS}
    if not truth.people and kept[_CONTACT] == "none":
        wanted[_CONTACT] = "none"
    if _named(kept[_CONTACT]) == _named(wanted[_CONTACT]):
        wanted[_CONTACT] = kept[_CONTACT]
    return {f"{key}: {kept[key]!r}, not {wanted[key]!r}" for key in KEYS if kept[key] != wanted[key]}


def _named(value: str) -> list[tuple[str, ...]]:
    """Return rows with what makes no difference to whoever reads them left out: "my" sister, a blank in a phone."""
    return [tuple(_plain(cell) for cell in row) for row in rows_of(value)]


def _plain(cell: str) -> str:
    spelled = unicodedata.normalize("NFC", cell).casefold()
    if any(char.isdigit() for char in spelled):
        return "".join(char for char in spelled if char.isdigit() or char == "+")
    return " ".join(word for word in spelled.split() if word not in {"my", "mi", "un", "una", "a"})


def on_the_form(form: Form, person: Person, truth: OwnTruth, random: Random) -> Submitted | None:
    """Answer everything on the pages, where what can be chosen is chosen."""
    language = person.habits.language
    progress, now = Progress(language=language), BEGAN
    texts = {**_shipped(person), **_own_texts(truth, language, random)}

    def after(decided: object) -> Progress:
        assert isinstance(decided, Turn), decided
        return decided.progress

    progress = after(form.choose_whom(progress, Whom(person.whom), now))
    progress = after(form.decide(progress, form.privacy(progress, now)[2], now, UUID(int=1), agrees=True))
    for _page in range(_MOST_PAGES):
        page = form.page(progress, now)
        if page == Page.REVIEW:
            sent = form.send(progress, now, UUID(int=2))
            return next((event for event in sent.events if isinstance(event, Submitted)), None)
        if page == Page.HELP:
            progress = after(form.after_a_cry(progress, now, needs_help=False))
        else:
            progress = after(form.answer(progress, page, texts[page], now, UUID(int=3), is_sure=True))
    return None


def _shipped(person: Person) -> Mapping[str, str]:
    return {
        "carer_name": person.carer,
        "carer_relation": person.habits.relations[0],
        "name": person.name,
        "birth_date": person.birth_date.isoformat(),
        "address": "\n".join(person.address),
        "medical_history": "\n".join(person.history) or "none",
        "allergies": "\n".join(person.allergies) or "none",
        "medications": "\n".join(person.medicines) or "none",
        "reason": person.reason,
    }


def _own_texts(truth: OwnTruth, language: str, random: Random) -> Mapping[str, str]:
    shown = {key: show(ASKED[key], value, language) for key, value in truth.answers.items()}
    return {
        **shown,
        "weight": in_figures(truth.weight, language, random),
        _CONTACT: shown[_CONTACT] or "none",
    }
