"""What patients have written to a fake account of Twilio's, as its Messages API lists it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from tests.people import ACCOUNT_SID, SENDER, new_sid

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_MESSAGES = f"/2010-04-01/Accounts/{ACCOUNT_SID}/Messages.json"


@dataclass(frozen=True)
class Arrived:
    """A message of a patient's. `media` are the types of its files."""

    sid: str
    sender: str
    body: str = field(repr=False)
    at: datetime
    to: str = SENDER
    media: Sequence[str] = ()
    listed_as: Mapping[str, Any] = field(default_factory=dict)
    """What the list says of it otherwise."""


@dataclass
class FakeInbox:
    """The messages that came, in the order in which Twilio got them."""

    messages: list[Arrived] = field(default_factory=list)
    largest_page: int = 1000
    queries: list[dict[str, str]] = field(default_factory=list)

    def gets(self, sender: str, body: str, at: datetime, **others: Any) -> Arrived:
        """Have Twilio get a message, and return it."""
        self.messages.append(Arrived(others.pop("sid", None) or new_sid(), sender, body, at, **others))
        return self.messages[-1]

    def media(self, sid: str) -> Sequence[str]:
        return next((each.media for each in self.messages if each.sid == sid), ())

    def answer(self, query: dict[str, list[str]]) -> tuple[int, Any]:
        """List what came to a number since a time, the newest first, a page at a time."""
        asked = {name: values[0] for name, values in query.items()}
        self.queries.append(asked)
        if not {"To", "DateSent>"} <= asked.keys():
            return 400, None
        since = datetime.fromisoformat(asked["DateSent>"])
        size, page = min(int(asked["PageSize"]), self.largest_page), int(asked.get("Page", "0"))
        found = [each for each in reversed(self.messages) if each.to == asked["To"] and each.at >= since]
        found.sort(key=lambda each: each.at.replace(microsecond=0), reverse=True)
        shown, rest = found[page * size : (page + 1) * size], found[(page + 1) * size :]
        more = f"{_MESSAGES}?{urlencode({**asked, 'Page': page + 1, 'PageToken': 'PT1'})}" if rest else None
        return 200, {"messages": list(map(_shown, shown)), "next_page_uri": more, "page_size": size}


def _shown(message: Arrived) -> dict[str, Any]:
    """Return what the API tells of a message from a patient, and nothing that only the webhook tells."""
    return {
        "sid": message.sid,
        "account_sid": ACCOUNT_SID,
        "status": "received",
        "direction": "inbound",
        "body": message.body,
        "from": message.sender,
        "to": message.to,
        "num_media": str(len(message.media)),
        "num_segments": "1",
        "date_created": format_datetime(message.at),
        "date_sent": format_datetime(message.at),
        "date_updated": format_datetime(message.at),
        "error_code": None,
        "messaging_service_sid": None,
        "subresource_uris": {"media": _MESSAGES.replace(".json", f"/{message.sid}/Media.json")},
        **message.listed_as,
    }
