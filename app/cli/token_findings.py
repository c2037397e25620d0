"""Whether an older Twilio token may go: what `flask doctor` and `flask keys status` say of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from app.checks.finding import in_days

if TYPE_CHECKING:
    from datetime import datetime

    from app.services import Services


class OldToken(NamedTuple):
    """An older token of the list. `may_go` once the newest one has signed since this one last did."""

    position: int
    """In the list, the newest being 1."""
    may_go: bool
    said: str
    mend: str


def old_tokens(services: Services) -> list[OldToken]:
    """Return what there is to say of each token but the newest; nothing when one is listed.

    Raises:
        StoreUnavailable, WrongKeys: it cannot be read.
    """
    listed = len(services.settings.twilio.auth_tokens)
    with services.store.read() as unit:
        newest, *older = unit.twilio_tokens.last_seen(listed)
    now = services.clock()
    return [_told(position, newest, seen, now) for position, seen in enumerate(older, start=2)]


def _told(position: int, newest: datetime | None, seen: datetime | None, now: datetime) -> OldToken:
    if newest is None:
        mend = "Make the newest one primary in Twilio's console; until then the old one must stay."
        return OldToken(position, False, "the newest token has not signed anything yet", mend)
    if seen is not None and seen >= newest:
        mend = (
            "Twilio signs with its primary token alone: make the newest one primary, and wait for a message."
        )
        return OldToken(position, False, f"token {position} is still in use", mend)
    said = "was never seen" if seen is None else f"was not seen for {in_days(now - seen)}"
    return OldToken(
        position, True, f"token {position} {said}", "Remove it from TWILIO_AUTH_TOKEN, and restart."
    )
