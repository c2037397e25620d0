"""What an event of the audit trail is: its code, its sentence and its group.

Whatever records an event declares it, beside the code that records it. `app/features.py` says where declarations are
looked for, and the trail's page shows what is found there.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class TrailGroup(StrEnum):
    """What the trail's page can be narrowed to, in the order of its choices."""

    SIGN_IN = "sign_in"
    ACCOUNT = "account"
    STAFF = "staff"
    PATIENT = "patient"
    ALARM = "alarm"
    REQUEST = "request"
    CONSENT = "consent"
    CONVERSATION = "conversation"
    FORM = "form"
    INVITATION = "invitation"
    REPORT = "report"
    EXPORT = "export"
    BACKUP = "backup"
    SETTINGS = "settings"
    MAINTENANCE = "maintenance"
    RETENTION = "retention"
    AUDIT = "audit"
    BREACH = "breach"
    KEYS = "keys"
    WEBHOOK = "webhook"
    DOOR = "door"


class Sight(StrEnum):
    """What an event gave of a record, in the order in which an auditor asks."""

    LEFT = "left"
    """On paper or in a file: a copy is outside."""
    HEALTH = "health"
    IDENTITY = "identity"


class Counted(NamedTuple):
    """A sentence with a singular and a plural; `detail` names the figure that decides."""

    detail: str
    one: str
    more: str


class TrailEvent(NamedTuple):
    """Something that the trail keeps a line of.

    The code is part of every line ever written, so it never changes. The fields in braces come from the line's details.
    `make catalogues` finds the sentence here, and the page translates it.
    """

    code: str
    sentence: str | Counted
    group: TrailGroup
    page: str = ""
    """Which page of a record was opened, or what is particular: kept in the details, where events share a code."""
    moments: tuple[str, ...] = ()
    """The details that are times."""
    sight: Sight | None = None
    """What it gave, where its details do not tell which parts were shown."""
    says_why: bool = False
    """Whether what was done is itself the reason, as a correction is: nobody asks for one."""

    def says(self, detail: str) -> bool:
        """Return whether the sentence has this detail in it."""
        said = self.sentence.one if isinstance(self.sentence, Counted) else self.sentence
        return f"{{{detail}}}" in said
