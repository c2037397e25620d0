"""Read an e-mail address as people type one."""

from __future__ import annotations

from app.config.alerts import ADDRESS
from app.store import normalise_email

_LONGEST = 254


def whole_address(text: str) -> str | None:
    """Return the text as one address in lower case, or None if it is not one."""
    address = normalise_email(text)
    is_one = len(address) <= _LONGEST and ADDRESS.fullmatch(address) and "." in address.rpartition("@")[2]
    return address if is_one else None
