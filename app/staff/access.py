"""Letting a member in, and out: sessions and the cookies that go with them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from flask import request
from flask_babel import gettext as _

from app.guard import cookies, csrf
from app.guard.tokens import new_token, token_hash
from app.services import current

if TYPE_CHECKING:
    from flask import Response

    from app.store import Member, Unit

_BROWSERS: Final = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS: Final = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Mac OS", "Mac"),
    ("CrOS", "Chromebook"), ("Linux", "Linux"),
)  # fmt: skip
_SOME_BROWSER: Final = "A browser"


class Entrance:
    """Opens a session in the transaction of a sign-in, and gives the browser its cookies once that is committed."""

    def __init__(self) -> None:
        self._session: str | None = None
        self._device: str | None = None

    def open(self, unit: Unit, member: Member) -> None:
        """Open a session of its own for this browser, end the one it had, and know the browser (ASVS 7.2.4)."""
        services = current()
        now = services.clock()
        if (old := cookies.session_hash()) is not None:
            unit.sessions.end(old)
        unit.sessions.purge(now, services.settings.sessions.idle)
        self._session = new_token()
        ends_at = now + services.settings.sessions.absolute
        unit.sessions.open(hash_of(self._session), member.id, device_name(), network_name(), now, ends_at)
        device = cookies.device_hash()
        if device is not None and unit.devices.used(member.id, device, now):
            return
        if device is not None and unit.devices.is_somebodys(device):
            unit.devices.remember(member.id, device, now)  # a computer that colleagues share
            return
        self._device = new_token()
        unit.devices.remember(member.id, hash_of(self._device), now)

    def hand_over(self, response: Response) -> Response:
        """Set the cookies, and make every form of before worth nothing."""
        if self._session is not None:
            cookies.give_session(response, self._session)
        if self._device is not None:
            cookies.give_device(response, self._device)
        csrf.renew()
        return response


def hash_of(token: str) -> bytes:
    """Return the hash of a token that we made."""
    hashed = token_hash(token)
    if hashed is None:
        raise ValueError("not a token of ours")
    return hashed


def device_name() -> str:
    """Return the browser and system that the request claims, as we keep them: `Firefox on Windows`."""
    agent = request.headers.get("User-Agent", "")[:512]
    browser = next((name for mark, name in _BROWSERS if re.search(rf"\b{mark}\w*/", agent)), _SOME_BROWSER)
    system = next((name for mark, name in _SYSTEMS if mark in agent), None)
    return f"{browser} on {system}" if system else browser


def device_words(kept: str) -> str:
    """Return what `device_name` made of a request, in the page's language."""
    name, _on, system = kept.partition(" on ")
    browser = _("A browser") if name == _SOME_BROWSER else name
    return _("%(browser)s on %(system)s", browser=browser, system=system) if system else browser


def network_name() -> str:
    """Return the client's address, as the session list shows it."""
    return request.remote_addr or "unknown"
