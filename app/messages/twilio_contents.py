"""Twilio's Content API: texts that are sent by their id, and their approval."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from app.config import TwilioSettings
from app.messages.twilio_api import Failure, call, client_of

if TYPE_CHECKING:
    pass

_PAGE: Final = 100
_JSON: Final = {"Content-Type": "application/json", "Accept": "application/json"}


class Kept(NamedTuple):
    """A content that Twilio has."""

    sid: str
    name: str
    types: Mapping[str, Any]
    """What Twilio sends: its name for the kind -> the content."""


class Approval(NamedTuple):
    """What WhatsApp says of a content, in Twilio's words."""

    state: str
    reason: str | None = None


class TwilioContents:
    """The contents of our account.

    The requests are written here, because the library's own send every kind of content that Twilio knows, each as null.
    """

    __slots__ = ("_version",)

    def __init__(self, settings: TwilioSettings) -> None:
        self._version = client_of(settings).content.v1

    def all(self) -> list[Kept] | Failure:
        """Return every content of the account."""
        found = call(lambda: self._version.contents.list(page_size=_PAGE))
        if isinstance(found, Failure):
            return found
        return [Kept(str(each.sid), each.friendly_name or "", each.types or {}) for each in found]

    def create(
        self, name: str, language: str, types: Mapping[str, Any], variables: Mapping[str, str]
    ) -> Kept | Failure:
        asked = {"friendly_name": name, "language": language, "variables": variables, "types": types}
        made = self._asks(lambda: self._version.create("POST", "/Content", data=asked, headers=_JSON))
        return made if isinstance(made, Failure) else Kept(str(made["sid"]), name, types)

    def submit(self, sid: str, name: str, category: str) -> Approval | Failure:
        """Ask for WhatsApp's approval."""
        where, asked = f"/Content/{sid}/ApprovalRequests/whatsapp", {"name": name, "category": category}
        made = self._asks(lambda: self._version.create("POST", where, data=asked, headers=_JSON))
        return made if isinstance(made, Failure) else _approval(made)

    def approval(self, sid: str) -> Approval | Failure | None:
        """Return what WhatsApp says of a content; None when Twilio has no such content."""
        where = f"/Content/{sid}/ApprovalRequests"
        found = self._asks(lambda: self._version.fetch("GET", where, headers=_JSON))
        if isinstance(found, Failure):
            return None if found.status == HTTPStatus.NOT_FOUND else found
        return _approval(found.get("whatsapp") or {})

    @staticmethod
    def _asks(ask: Callable[[], Any]) -> dict[str, Any] | Failure:
        answer = call(ask)
        return answer if isinstance(answer, Failure) else dict(answer)


def _approval(said: Mapping[str, Any]) -> Approval:
    return Approval(str(said.get("status") or "unsubmitted"), str(said.get("rejection_reason") or "") or None)
