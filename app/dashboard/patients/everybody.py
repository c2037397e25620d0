"""Look for somebody: on file, still answering, or only invited."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final
from uuid import UUID

from app.dashboard.patients.query import SearchQuery, kinds_of
from app.dashboard.patients.rows import PAGE
from app.store import Transaction
from app.store.conversations import invitations, sought_talks
from app.store.conversations.invitations import Invitation
from app.store.conversations.sought_talks import Answering, Talk
from app.store.patients import patient_search
from app.store.patients.patient import Patient
from app.store.patients.sought_names import NearName

_MOST_NEAR: Final = 10
Why = Mapping[UUID, tuple[str, ...]]
"""Whom a search found -> the kinds of what matched."""


@dataclass(frozen=True, slots=True)
class Near:
    """The people who may be meant when nobody is what was typed."""

    records: Sequence[Patient] = ()
    talks: Sequence[Talk] = ()
    compared: int = 0
    """How many of the last days' names were compared."""


@dataclass(frozen=True, slots=True)
class Everybody:
    """Everybody who was found, and what matched of each."""

    records: Sequence[Patient]
    """The newest, at most one more than a page holds."""
    talks: Sequence[Talk]
    invited: Sequence[Invitation]
    why: Why
    near: Near = field(default_factory=Near)

    @property
    def is_nobody(self) -> bool:
        """Whether nobody is what was typed."""
        return not (self.records or self.talks or self.invited)

    @property
    def is_one_record(self) -> bool:
        """Whether one record is all that was found."""
        return len(self.records) == 1 and not (self.talks or self.invited)


def look_for(unit: Transaction, query: SearchQuery, columns: Collection[str], now: datetime) -> Everybody:
    """Return everybody who is one of the things that a query may mean."""
    addresses = sought_talks.with_numbers(unit.db, query.numbers) if query.numbers else {}
    answering = Answering(unit.db)
    records: dict[UUID, Patient] = {}
    talks: dict[UUID, Talk] = {}
    why: dict[UUID, tuple[str, ...]] = {}
    for wanted in query.meanings:
        spoke = [
            talk for talk, address in addresses.items() if sought_talks.is_one_of(wanted.numbers, address)
        ]
        some = patient_search.find(unit.db, wanted, spoke, PAGE + 1, columns)
        others = answering.find(wanted, spoke)
        records |= {each.id: each for each in some}
        talks |= {each.id: each for each in others}
        ids = [each.id for each in some] + [each.id for each in others]
        why = dict.fromkeys(ids, kinds_of(wanted)) | why
    newest = sorted(records.values(), key=lambda each: (each.created_at, each.id), reverse=True)[: PAGE + 1]
    on_file = {each.conversation_id for each in newest}
    unfinished = [each for each in talks.values() if each.answering or each.id not in on_file]
    numbers = [number for each in query.meanings if not each.name for number in each.numbers]
    invited = invitations.unanswered(unit.db, numbers, addresses.values(), now)
    found = Everybody(newest, unfinished, invited, why)
    return replace(found, near=_near(unit, query, columns, now, answering)) if found.is_nobody else found


def _near(
    unit: Transaction, query: SearchQuery, columns: Collection[str], now: datetime, answering: Answering
) -> Near:
    """Return the people with nearly this name.

    Of all records, those with the other words or the birth date; of the newest and of those who are answering, anybody.
    """
    named = [each for each in query.meanings if each.name]
    if not named:
        return Near()
    records: list[Patient] = []
    for wanted in named:
        records += patient_search.born_then_and_called_nearly_so(unit.db, wanted, PAGE, columns)
        records += patient_search.find_nearly(unit.db, wanted, PAGE, columns)
    name = named[-1].name
    newest, compared = patient_search.latest_like(unit.db, name, now, _MOST_NEAR, columns)
    like, drafts = answering.nearly_named(NearName(name))
    each_once = {each.id: each for each in (*records, *newest)}
    return Near([*each_once.values()][:_MOST_NEAR], like[:_MOST_NEAR], compared + drafts)
