"""Which of Twilio's tokens is still used, by its place in the list.

Nothing of the token itself is kept.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import SmallInteger, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.store.model import Base, NoSeal, put

SEEN_FOR: Final = timedelta(hours=1)
"""How long a sighting is not recorded again."""


class TokenSighting(Base):
    """When the token at this place of a list of this length last signed."""

    __tablename__ = "twilio_tokens"

    position: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    listed: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    last_seen_at: Mapped[datetime]
    hours: Mapped[int]
    """In how many it was seen."""

    seal = NoSeal("When which token last signed.")


def note(db: Session, position: int, listed: int, now: datetime) -> None:
    """Record that a request was signed with the token at this place, hourly at most.

    0 is the newest of the `listed` tokens.
    """
    seen = TokenSighting(position=position, listed=listed, last_seen_at=now, hours=1)
    again = {"last_seen_at": now, "hours": TokenSighting.hours + 1}
    put(db, seen, again, where=TokenSighting.last_seen_at <= now - SEEN_FOR)


def last_seen(db: Session, listed: int) -> list[datetime | None]:
    """Return when each of the tokens was last seen, newest token first.

    Sightings in a list of another length do not count.
    """
    found = select(TokenSighting.position, TokenSighting.last_seen_at).where(TokenSighting.listed == listed)
    seen = {each.position: each.last_seen_at for each in db.execute(found)}
    return [seen.get(position) for position in range(listed)]
