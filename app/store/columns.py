"""The columns that are blindly indexed, or that only give a key.

Their values are not stored. The names are part of the keys: with another one nothing is found.
"""

from __future__ import annotations

from typing import Final

from app.crypto import Column

NAME_WORD: Final = Column("patient_name_words", "word")
NAME_START: Final = Column("patient_name_starts", "start")
NUMBER_END: Final = Column("conversations", "address_end")
CONSENT_SENDER: Final = Column("consents", "sender")
SHEET_ROW: Final = Column("sheet_rows", "digest")
ERASURE_LINE: Final = Column("erasures", "journal")
CHECK_IN: Final = Column("patients", "check_in")
"""For the address at which the picture of a record's reference is shown for an hour."""
