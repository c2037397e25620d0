"""What Twilio has of the messages that patients sent, delivered or not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from app.config import TwilioSettings
from app.messages.deletion import tried
from app.messages.twilio_api import client_of
from app.store.work.jobs import Hopeless

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
    media: str
    """The number of its files, as Twilio wrote it."""
    written_at: datetime

    @property
    def has_media(self) -> bool:
        return self.media.strip("0").isdecimal()

    def parts(self, media_type: str = "") -> dict[str, str]:
        """Return its parts as the webhook names them; `media_type` is of the first file."""
        return {
            "AccountSid": self.account_sid,
            "MessageSid": self.sid,
            "From": self.sender,
            "To": self.to,
            "Body": self.body,
            "NumMedia": self.media,
            "MediaContentType0": media_type,
        }


class ListedPage(NamedTuple):
    """A page of the list, without messages that cannot be read or have no date."""

    listed: tuple[Listed, ...]
    unreadable: int
    """How many messages cannot be read."""


class TwilioInbox:
    """The messages to our numbers. The methods raise what `scrub.tried` raises."""

    __slots__ = ("_client",)

    def __init__(self, settings: TwilioSettings) -> None:
        self._client = client_of(settings)

    def pages(self, ours: str, since: datetime) -> Iterator[ListedPage]:
        """Yield what came to a number of ours since then, newest first, page by page."""
        page = _there(lambda: self._client.messages.page(to=ours, date_sent_after=since, page_size=PAGE))
        while page is not None:
            current = page
            yield _read(current, since)
            page = _there(current.next_page)

    def media_type(self, sid: str) -> str:
        """Return the type of the first file of a message; "" when Twilio has none."""
        media = tried(lambda: self._client.messages(sid).media.list(limit=1))
        return str(media[0].content_type or "") if media else ""


def _read(page: Iterable[MessageInstance], since: datetime) -> ListedPage:
    """Read a page message by message, so that a broken one holds up no other."""
    read, unreadable, rest = list[Listed](), 0, iter(page)
    while True:
        try:
            each = next(rest)
            listed = _listed(each) if each.direction == _INBOUND else None
        except StopIteration:
            return ListedPage(tuple(read), unreadable)
        except (
            ArithmeticError,
            AttributeError,
            LookupError,
            TypeError,
            ValueError,
        ):  # a part is of another type
            unreadable += 1
            continue
        if listed is not None and listed.written_at >= since:
            read.append(listed)


def _there(ask: Callable[[], Any]) -> Any:
    """Return a page, or None after the last one.

    A list that Twilio does not know is not empty: the account or the address is wrong.
    """
    found = tried(lambda: (ask(),))
    if found is None:
        raise Hopeless("twilio_refused")
    return found[0]


def _listed(each: MessageInstance) -> Listed | None:
    """Return what the list says of a message, or None if Twilio has not dated it yet.

    Raises what reading a part of another type raises.
    """
    written_at = each.date_created or each.date_sent
    if written_at is None:
        return None
    if not isinstance(each.body or "", str):
        raise TypeError("a body is no text")
    return Listed(
        sid=str(each.sid),
        account_sid=str(each.account_sid),
        sender=str(each.from_),
        to=str(each.to),
        body=each.body or "",
        media=str(each.num_media or "0"),
        written_at=written_at.astimezone(UTC),
    )
