"""Ask for a birth date before anything stored is touched."""

from __future__ import annotations

import hmac
import re
from dataclasses import replace
from datetime import datetime
from typing import Final

from flask_babel import gettext as _

from app.form.act import held, keep, tell_of_dropped
from app.form.visit import BIRTH_DATE, Visit, visit_in
from app.intake.answers import Accepted, ReaderContext, birth_date
from app.intake.model import Turn
from app.intake.phrases import FALLBACK, speak
from app.services import current
from app.store import Transaction
from app.store.conversations import form_links
from app.store.conversations.form_links import MOST_TRIES_A_DAY
from app.store.patients import patients
from app.store.trail import audit
from app.store.trail.events import TrailEvent, TrailGroup
from app.store.work import storage_counts
from app.store.work.storage_counts import day_of

_WRONG = TrailEvent(
    "form.wrong_birth_date", "A wrong birth date was given on the form; tries: {tries}", TrailGroup.FORM
)
_TOLD = TrailEvent("form.birth_date_told", "The birth date was given on the form", TrailGroup.FORM)

_MISSED: Final = "birth_missed"
"""The kind of the count of a sender's wrong birth dates in a day."""
_YEAR: Final = re.compile(r"[0-9]{4}")


def check_birth_date(text: str) -> bool | None:
    """Return whether a birth date is right, or None if it was wrong too often.

    Both this link and this day have a limit. The text is compared with every birth date that is known, even after one
    matches, so that the time taken tells nothing. A text that is not a date does not count as a try.
    """
    services = current()
    now = services.clock()
    said = _date_in(text, now)
    if said is None:
        return False
    with services.store.begin() as unit:
        conversation, link = held(unit, now)
        there = visit_in(unit, services, conversation, link, now)
        if not there.must_check:
            return True
        if storage_counts.get(unit.db, conversation.id, _MISSED, day_of(now)) >= MOST_TRIES_A_DAY:
            form_links.close(unit.db, link.id, now)
            details = {"tries": MOST_TRIES_A_DAY}
            audit.record(unit.db, "patient", _WRONG, "conversation", conversation.id, details, at=now)
            return None
        known = _birth_dates(unit, there)
        if not [each for each in known if _is_same(said, each)]:
            tries = form_links.miss(unit.db, link.id, now)
            storage_counts.add(unit.db, conversation.id, _MISSED, day_of(now))  # the conversation is locked
            is_over = not link.is_good(now)
            details = {"tries": tries}
            audit.record(unit.db, "patient", _WRONG, "conversation", conversation.id, details, at=now)
            return None if is_over else False
        audit.record(unit.db, "patient", _TOLD, "conversation", conversation.id, at=now)
        trusted = replace(there.progress, doubted=(), tries=0)
        if link.patient_id and link.handed_in_at is None and not trusted.begun:
            trusted = there.form.change(trusted, link.patient_id, there.there).progress
        drops = keep(unit, services, conversation, there, Turn(trusted), now)
        form_links.check(unit.db, link.id, now)
    if drops:
        tell_of_dropped()
    return True


def _birth_dates(unit: Transaction, there: Visit) -> list[str]:
    """Return the birth dates that are known of the people this sender writes about."""
    progress, link = there.progress, there.link
    ids = [link.patient_id] if link.patient_id else [person.id for person in progress.people]
    stored = [patients.get(unit.db, each, ("birth_date",)) for each in ids]
    on_file = [each.birth_date for each in stored if each and isinstance(each.birth_date, str)]
    own = progress.answers.get(BIRTH_DATE)
    return [*on_file, own] if own and not link.patient_id else on_file


def _date_in(text: str, now: datetime) -> str | None:
    """Return the date in the text, or the year alone, as the question's page reads it."""
    if _YEAR.fullmatch(text):
        return text
    reading = birth_date.BIRTH_DATE.read(text, ReaderContext(speak(FALLBACK), now.date(), len(text)))
    return reading.value if isinstance(reading, Accepted) else None


def _is_same(told: str, known: str) -> bool:
    """Return whether a date is the known one, or of its year if no day is known."""
    if birth_date.is_whole(known):
        return hmac.compare_digest(told.encode(), known.encode())
    year = told[: len("1990")].encode()
    fits = [hmac.compare_digest(year, f"{each}".encode()) for each in birth_date.born_in(known)]
    return any(fits)


def sorry() -> str:
    """Say that a birth date is wrong, and nothing about the right one."""
    return str(_("That is not the date of birth we have. Check it and try again."))
