"""Every column that is sealed or blindly indexed.

The names are part of the keys: changing one makes its rows unreadable.
"""

from __future__ import annotations

from typing import Final

from app.crypto import Column

# Seals that vouch for rows: `tables/` says over which columns.

NAME_WORD: Final = Column("patient_name_words", "word")
NAME_START: Final = Column("patient_name_starts", "start")
NUMBER_END: Final = Column("conversations", "address_end")
"""Indexed only, like all columns from here to AUDIT_ANCHOR: their values are not stored."""
CONSENT_SENDER: Final = Column("consents", "sender")
SHEET_ROW: Final = Column("sheet_rows", "digest")

ERASURE_LINE: Final = Column("erasures", "journal")

CHECK_IN: Final = Column("patients", "check_in")
"""For the address at which the picture of a record's reference is shown for an hour. It is not stored."""
