"""Build the rows of people who have no record yet.

A row whose name is hidden holds no name at all.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from app.dashboard.patients.names import NamesShown
from app.dashboard.person import age, age_band, initials, is_right_to_left, last_digits
from app.dashboard.step_words import step_label
from app.store.conversations.sought_talks import Talk


@dataclass(frozen=True, slots=True)
class TalkRow:
    """Somebody who has written, as far as the page may show them."""

    id: UUID
    at: str
    """The step that they are at."""
    answering: bool
    opted_out: bool
    last: datetime
    shown: bool
    named: bool
    name: str = field(repr=False)
    initials: tuple[str, ...] = field(repr=False)
    direction: str
    age: int | None = field(repr=False)
    band: str | None = field(repr=False)
    number: str = field(repr=False)
    last_digits: str = field(repr=False)
    left: int | None = None
    """They are shown with everybody, never on their own."""
    flags: Collection[str] = ()


def talk_row(talk: Talk, names: NamesShown, today: date) -> TalkRow:
    """Return what a page shows of a sender."""
    shown = names.until is not None
    address = talk.address if isinstance(talk.address, str) else ""
    number = address.rpartition(":")[2]
    return TalkRow(
        id=talk.id,
        at=step_label(talk.step or "language"),
        answering=talk.answering,
        opted_out=talk.opted_out,
        last=talk.last_inbound_at,
        shown=shown,
        named=bool(talk.name),
        name=talk.name if shown else "",
        initials=initials(talk.name),
        direction="rtl" if is_right_to_left(talk.name) else "ltr",
        age=age(talk.birth_date, today) if shown else None,
        band=age_band(talk.birth_date, today),
        number=number if shown and number.startswith("+") else "",
        last_digits=last_digits(address),
    )
