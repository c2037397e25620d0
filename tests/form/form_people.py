"""A patient on the form's pages, with no web and no database between."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING
from uuid import UUID

from flask import Flask
from flask_babel import Babel

import app as anteroom
from app.form import fields
from app.intake.flow import Flow
from app.intake.form import Form, Page, Problem
from app.intake.model import FORM, Turn
from app.intake.progress import Progress, Whom, dump, load
from app.intake.questions import REMOVABLE
from app.intake.stages import alarm
from tests.form.told_on_pages import told
from tests.intake.patient import CLINIC, MORNING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.intake.model import Event

THE_FIVE = replace(CLINIC, left_out=REMOVABLE)
"""A clinic that asks what the golden transcripts answer."""
ON_PAGES = replace(THE_FIVE, channel=FORM, holds_too=("whatsapp",))


@cache
def speaking(language: str) -> Flask:
    """Return an app that can only speak: pages write words of their own into answers."""
    mute = Flask(anteroom.__name__)
    Babel(mute, default_locale="en", locale_selector=lambda: language)
    return mute


@dataclass
class AtTheForm:
    """Goes from page to page, and remembers what happened."""

    language: str = "en"
    flow: Flow = field(default_factory=lambda: Flow(ON_PAGES))
    progress: Progress = field(default_factory=Progress)
    now: datetime = MORNING
    events: list[Event] = field(default_factory=list)
    steps: list[str] = field(default_factory=list)
    """What was open when each event happened."""
    pages_sent: int = 0
    problem: str = ""

    def __post_init__(self) -> None:
        self.form = Form(self.flow)
        self.progress = replace(self.progress, language=self.language)

    @property
    def page(self) -> str:
        """The page that is due."""
        return self.form.page(self.progress, self.now)

    def does(self, page: str, typed: str) -> None:
        """Send a page: an answer in words, or a button."""
        self.pages_sent += 1
        self.now += timedelta(seconds=10)
        new_id, progress, now, form = UUID(int=self.pages_sent << 96 | 1), self.progress, self.now, self.form
        match page, typed:
            case Page.WHOM, whom:
                self._take(form.choose_whom(progress, Whom(whom), now))
            case Page.CONSENT, agrees:
                text_hash = form.privacy(progress, now)[2]
                self._take(form.decide(progress, text_hash, now, new_id, agrees=agrees == "yes"))
            case Page.MINOR, carer:
                self._take(form.as_carer(progress, now, carer))
            case Page.HELP, button:
                self._take(self._after_a_cry(button))
            case ((Page.REVIEW | Page.CHANGES), "send"):
                self._take(form.send(progress, now, new_id))
            case Page.DONE, "another":
                self._take(form.another(progress, now))
            case Page.DONE, change if change.startswith("change"):
                who = int(change.partition(" ")[2] or len(progress.people)) - 1
                self._take(form.change(progress, progress.people[who].id, now))
            case Page.DONE, note:
                self._take(form.leave_note(progress, note, now, new_id))
            case key, _:
                how = "replace" if typed.startswith("instead: ") else "add"
                self.fills(key, as_fields(key, typed.removeprefix("instead: ")) | {"how": how})

    def _after_a_cry(self, button: str) -> Turn:
        """Press a button of the page that asks about a cry for help, or stay silent until staff are told."""
        if button == "silence":
            self.now += timedelta(minutes=3)
            return alarm.unanswered(self.progress, self.now) or Turn(self.progress)
        said = {"needs_help": button == "now", "call": button == "call"}
        return self.form.after_a_cry(self.progress, self.now, **said)

    def fills(self, key: str, sent: Mapping[str, str], *, sure: bool = False) -> None:
        """Send the fields of a question's page."""
        question = self.form.entry(self.progress, key, self.now).question
        with speaking(self.language).test_request_context():
            typed, kept = fields.read(question, sent), fields.keep(question, sent)
        wrong = next(iter(typed.problems.values()), "")
        new_id, replaces = UUID(int=self.pages_sent << 96 | 1), sent.get("how") == "replace"
        self._take(
            self.form.answer(
                self.progress, key, typed.text, self.now, new_id,
                is_sure=sure, replaces=replaces, typed=kept, wrong=wrong,
            )
        )  # fmt: skip

    def _take(self, decided: Turn | Problem) -> None:
        self.problem = decided.because if isinstance(decided, Problem) else ""
        if isinstance(decided, Problem):
            return
        assert load(dump(decided.progress)) == decided.progress
        self.events += decided.events
        self.steps += [self.progress.step] * len(decided.events)
        self.progress = replace(decided.progress, language=self.language)


def somebody_at(page: str) -> AtTheForm:
    """Return somebody who has come to a page on the straight way."""
    visitor = AtTheForm()
    for each, typed in told("en-after-sending"):
        if each == page:
            break
        visitor.does(each, typed)
    return visitor


def as_fields(key: str, typed: str) -> dict[str, str]:
    """Return the fields of a question's page from words: "4 March 1990", "12 Mill Lane / Larkfield", "none"."""
    if typed == "none" and key not in {"name", "birth_date", "address"}:
        return {"none": "1"}
    match key:
        case "birth_date":
            parts = typed.split()
            return dict(zip(("day", "month", "year") if len(parts) > 1 else ("year",), parts, strict=True))
        case "address":
            lines = typed.split(" / ")
            return dict(zip(("line1", "town", "postcode"), lines, strict=False))
        case "medications" | "allergies":
            rows = enumerate((row.split(" | ") for row in typed.split(" / ")), 1)
            second = "dose" if key == "medications" else "reaction"
            return {
                f"{name}-{at}": value
                for at, row in rows
                for name, value in zip(("name", second, "often"), row, strict=False)
            }
        case _:
            return {"answer": typed.replace(" / ", "\n")}
