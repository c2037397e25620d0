"""A member of the staff, as the store hands one out; and how an e-mail address is compared."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from app.crypto import Unreadable

ADMIN: Final = "admin"
"""The role of which somebody must be left."""
EMAIL_LENGTH: Final = 254
"""RFC 5321 leaves no room for more (RFC 3696, erratum 1690)."""

_INVISIBLE: Final = r"[\s\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+"
_EDGES: Final = re.compile(rf"\A{_INVISIBLE}|{_INVISIBLE}\Z")


class EmailTaken(Exception):
    """Another member has this address."""


@dataclass(frozen=True, slots=True)
class Member:
    """One member. A list, and a session, leave `totp` shut: it is None there."""

    id: UUID
    email: str
    name: str
    role: str
    created_at: datetime
    enrolled_at: datetime | None
    disabled_at: datetime | None
    password_hash: str | None = field(repr=False)
    totp: str | Unreadable | None = field(repr=False)
    """The seed, in base32."""
    totp_since: datetime | None
    last_step: int
    """The newest TOTP step that was spent; only a greater one can be."""
    failures: int
    """Consecutive ones."""
    theme: str
    language: str
    columns: str | None
    """Of the list of patients, as the member chose them."""
    last_seen_at: datetime | None
    recovery_left: int
    is_genuine: bool
    """Whether we wrote the row as it is. Nobody signs in by one that was written or changed by hand."""

    @property
    def can_sign_in(self) -> bool:
        """Whether the member is enrolled, and not disabled, as we wrote it."""
        return self.is_genuine and self.enrolled_at is not None and self.disabled_at is None


def normalise_email(text: str) -> str:
    """Return the address as it is stored and looked for: NFKC, case-folded, nothing invisible at its ends."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return _EDGES.sub("", unicodedata.normalize("NFKC", folded))


def storable(email: str) -> bool:
    """Return whether a normalised address can be one: PostgreSQL takes no NUL, and neither engine half a surrogate pair."""
    return 0 < len(email) <= EMAIL_LENGTH and email.isprintable()
