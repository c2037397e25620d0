"""Every column that is sealed or blindly indexed.

The names are part of the keys: changing one makes its rows unreadable.
"""

from __future__ import annotations

from typing import Final

from app.crypto import Column

SENDER_ADDRESS: Final = Column("conversations", "address")
EXTERNAL_USER: Final = Column("conversations", "external_user")
PROGRESS: Final = Column("conversations", "progress", padded=True)

INVITATION_ADDRESS: Final = Column("invitations", "address")


PASSWORD: Final = Column("staff", "password_hash")
TOTP: Final = Column("staff", "totp")
STAFF_SEAL: Final = Column("staff", "seal")
"""It vouches for a member's address, role and state, as PROFILE_SEAL and RULES_SEAL do for settings.

Seals are made with FERNET_KEYS and not with SECRET_KEY. Members and settings last for years, and a rotation seals
them again, so that retiring an old key shuts nobody out.
"""
RECOVERY_CODE: Final = Column("staff_recovery_codes", "code")
# Seals that vouch for rows: `tables/` says over which columns.
CONVERSATION_SEAL: Final = Column("conversations", "seal")

NAME_WORD: Final = Column("patient_name_words", "word")
NAME_START: Final = Column("patient_name_starts", "start")
NUMBER_END: Final = Column("conversations", "address_end")
"""Indexed only, like all columns from here to AUDIT_ANCHOR: their values are not stored."""
CONSENT_SENDER: Final = Column("consents", "sender")
SHEET_ROW: Final = Column("sheet_rows", "digest")

AUDIT_LINK: Final = Column("audit_links", "hash")
KEY_ANCHOR: Final = Column("key_anchors", "hash")
ERASURE_LINE: Final = Column("erasures", "journal")
AUDIT_ANCHOR: Final = Column("audit_anchors", "mac")

CHECK_IN: Final = Column("patients", "check_in")
"""For the address at which the picture of a record's reference is shown for an hour. It is not stored."""
