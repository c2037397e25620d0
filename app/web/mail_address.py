"""Read an e-mail address as people type one."""

from __future__ import annotations

from app.config.alerts import ADDRESS
from app.store import normalise_email

_LONGEST = 254


def whole_address(text: str) -> str | None:
    """Return the one address that a text is, in small letters; None if it is none."""
    address = normalise_email(text)
    is_one = len(address) <= _LONGEST and ADDRESS.fullmatch(address) and "." in address.rpartition("@")[2]
    return address if is_one else None
