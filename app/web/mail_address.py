"""Read an e-mail address as people type one."""

from __future__ import annotations

from app.config.mail_address import is_mail_address
from app.store.staff.staff import normalise_email


def whole_address(text: str) -> str | None:
    """Return the text as one address in lower case, or None if it is not one."""
    address = normalise_email(text)
    return address if is_mail_address(address) else None
