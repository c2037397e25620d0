"""Check second factors: authenticator codes (TOTP, RFC 6238) and recovery codes."""

from __future__ import annotations

import hmac
import re
from datetime import datetime
from typing import Final, NamedTuple

import pyotp
from flask import Response, request
from flask_babel import gettext as _

from app.guard import headers
from app.guard.cookies import device_hash, give_device, give_session, session_hash
from app.guard.tokens import new_token, token_hash
from app.services import current
from app.staff.passwords import Passwords
from app.staff.recovery_codes import hash_code, looks_like_one
from app.store import Transaction
from app.store.conversations import kept_forms
from app.store.staff import devices, sessions, staff
from app.store.staff.staff import Member

_SEED_LENGTH: Final = 32  # base32 characters: 160 bits, as RFC 4226 (4, R6) recommends
_BLANKS: Final = re.compile(r"[ \t\r\n]")
_CODE: Final = re.compile(r"[0-9]{6}")
_SECONDS: Final = 30
_DRIFT: Final = (1, 0, -1)
"""The valid steps, newest first. One step either way makes a code valid for 90 s: RFC 6238 (5.2) allows it for slow
clocks and slow hands, while ASVS 6.5.5 asks for 30."""


def new_seed() -> str:
    """Return a new secret to share with an authenticator, in base32."""
    return pyotp.random_base32(_SEED_LENGTH)


def provisioning_uri(seed: str, email: str, clinic: str) -> str:
    """Return the `otpauth://` address that adds a seed to an authenticator."""
    # Authenticators split the label at a colon, even an escaped one.
    return pyotp.TOTP(seed).provisioning_uri(name=email, issuer_name=clinic.replace(":", " "))


def newest_step(now: datetime) -> int:
    """Return the newest time step whose code is valid now."""
    return int(now.timestamp()) // _SECONDS + max(_DRIFT)


def matching_step(seed: str, code: str, now: datetime) -> int | None:
    """Return the time step of this code, or None.

    The caller spends the step, because each counts once. Blanks do not matter. Digits of other scripts are refused,
    although PyOTP would take them, so that a code has one spelling.

    Raises:
        ValueError: `seed` is not base32 or has fewer than 112 bits.
    """
    totp = pyotp.TOTP(seed)
    current = totp.timecode(now)
    digits = _BLANKS.sub("", code)
    if not _CODE.fullmatch(digits):
        return None
    steps = (current + drift for drift in _DRIFT if current + drift >= 0)
    # Compare every step, so that the time does not tell which one matched.
    matching = [step for step in steps if hmac.compare_digest(totp.generate_otp(step), digits)]
    return matching[0] if matching else None


_DECOY_SEED: Final = new_seed()


class SecondFactor(NamedTuple):
    """Hold the time step of a code (RFC 6238), or the hash of a recovery code."""

    step: int | None = None
    recovery_hash: bytes | None = None

    @property
    def kind(self) -> str:
        """Return its name in the audit trail."""
        return "code" if self.step is not None else "recovery code"


def read_code(
    member: Member | None, salt: bytes, code: str, passwords: Passwords, now: datetime
) -> SecondFactor | None:
    """Return the factor that `code` is for this member, or None.

    If `member` is None, the same work is done, so that the time it takes is the same.
    """
    if looks_like_one(code):
        with passwords.turn():
            hashed = hash_code(code, salt, passwords.parameters)
        return SecondFactor(recovery_hash=hashed) if member else None
    seed = member.totp if member and isinstance(member.totp, str) else None
    step = matching_step(seed or _DECOY_SEED, code, now)
    return SecondFactor(step=step) if step is not None and seed else None


def spend(unit: Transaction, member: Member, factor: SecondFactor) -> bool:
    """Use the factor up, and return whether this call did. Of racing calls, one does."""
    if factor.step is not None:
        return staff.spend_step(unit.db, member.id, factor.step)
    return factor.recovery_hash is not None and staff.spend_recovery(unit.db, member.id, factor.recovery_hash)


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
    """Open a session within the sign-in's transaction, and set its cookies after it."""

    def __init__(self) -> None:
        self._session: str | None = None
        self._device: str | None = None

    def open(self, unit: Transaction, member: Member) -> None:
        """Open a new session, end this browser's old one, and remember it (ASVS 7.2.4)."""
        services = current()
        now = services.clock()
        if (old := session_hash()) is not None:
            sessions.end(unit.db, old)
        sessions.purge(unit.db, now)
        kept_forms.purge(unit.db, now)
        self._session = new_token()
        ends_at = now + services.settings.sessions.absolute
        sessions.begin(
            unit.db,
            member.id,
            hash_of(self._session),
            now,
            ends_at,
            device=device_name(),
            network=network_name(),
        )
        device = device_hash()
        if device is not None and devices.used(unit.db, member.id, device, now):
            return
        if device is not None and devices.is_somebodys(unit.db, device):
            devices.remember(unit.db, member.id, device, now)  # colleagues share the computer
            return
        self._device = new_token()
        devices.remember(unit.db, member.id, hash_of(self._device), now)

    def hand_over(self, response: Response) -> Response:
        """Set the cookies, and make forms from before the sign-in invalid."""
        if self._session is not None:
            give_session(response, self._session)
        if self._device is not None:
            give_device(response, self._device)
        headers.renew()
        return response


def hash_of(token: str) -> bytes:
    """Return the hash of a token that we made."""
    hashed = token_hash(token)
    if hashed is None:
        raise ValueError("not a token of ours")
    return hashed


def device_name() -> str:
    """Return the browser and system that the request claims: `Firefox on Windows`."""
    agent = request.headers.get("User-Agent", "")[:512]
    browser = next((name for mark, name in _BROWSERS if re.search(rf"\b{mark}\w*/", agent)), _SOME_BROWSER)
    system = next((name for mark, name in _SYSTEMS if mark in agent), None)
    return f"{browser} on {system}" if system else browser


def device_words(kept: str) -> str:
    """Return a kept device name in the page's language."""
    name, _on, system = kept.partition(" on ")
    browser = _("A browser") if name == _SOME_BROWSER else name
    return _("%(browser)s on %(system)s", browser=browser, system=system) if system else browser


def network_name() -> str:
    """Return the client's address, as the session list shows it."""
    return request.remote_addr or "unknown"
