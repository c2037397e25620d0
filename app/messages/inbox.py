"""What Twilio has of the messages that patients sent, delivered or not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from app.config import TwilioSettings
from app.messages.scrub import tried
from app.messages.twilio_api import client_of
from app.store import Hopeless

if TYPE_CHECKING:
    from twilio.rest.api.v2010.account.message import MessageInstance

PAGE: Final = 200
_INBOUND: Final = "inbound"


@dataclass(frozen=True, slots=True)
class Listed:
    """Hold a message as Twilio's API lists it: a part of what the webhook is told."""

    sid: str
    account_sid: str
    sender: str = field(repr=False)
    to: str
    body: str = field(repr=False)
    media: int
    written_at: datetime

    def parts(self, media_type: str = "") -> dict[str, str]:
        """Return its parts as the webhook names them; `media_type` is of the first file."""
        return {
            "AccountSid": self.account_sid,
            "MessageSid": self.sid,
            "From": self.sender,
            "To": self.to,
            "Body": self.body,
            "NumMedia": str(self.media),
            "MediaContentType0": media_type,
        }


class TwilioInbox:
    """The messages to our numbers. The methods raise what `scrub.tried` raises."""

    __slots__ = ("_client",)

    def __init__(self, settings: TwilioSettings) -> None:
        self._client = client_of(settings)

    def pages(self, ours: str, since: datetime) -> Iterator[list[Listed]]:
        """Yield what came to a number of ours since then, newest first, page by page."""
        page = _there(lambda: self._client.messages.page(to=ours, date_sent_after=since, page_size=PAGE))
        while page is not None:
            current = page
            yield [
                listed
                for each in current
                if each.direction == _INBOUND
                and (listed := _listed(each)) is not None
                and listed.written_at >= since
            ]
            page = _there(current.next_page)

    def media_type(self, sid: str) -> str:
        """Return the type of the first file of a message; "" when Twilio has none."""
        media = tried(lambda: self._client.messages(sid).media.list(limit=1))
        return str(media[0].content_type or "") if media else ""


def _there(ask: Callable[[], Any]) -> Any:
    """Return a page, or None after the last one.

    A list that Twilio does not know is not empty: the account or the address is wrong.
    """
    found = tried(lambda: (ask(),))
    if found is None:
        raise Hopeless("twilio_refused")
    return found[0]


def _listed(each: MessageInstance) -> Listed | None:
    """Return what the list says of a message, or None if Twilio has not dated it yet."""
    written_at = each.date_created or each.date_sent
    if written_at is None:
        return None
    return Listed(
        sid=str(each.sid),
        account_sid=str(each.account_sid),
        sender=str(each.from_),
        to=str(each.to),
        body=each.body or "",
        media=int(each.num_media or 0),
        written_at=written_at.astimezone(UTC),
    )
