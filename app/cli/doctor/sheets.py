"""What `flask doctor` says of Google Sheets: one look at the spreadsheet, and what mends it when that fails."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from app.exports.targets.sheets.looking import account_of, title_of
from app.store import Delayed, Hopeless

if TYPE_CHECKING:
    from app.config import GoogleSettings

_MEND: Final = {
    "google_key_unusable": "Download a new key: Google Cloud, Service accounts, Keys, Add key, JSON.",
    "google_key_refused": "Was the key deleted, or is the clock of this computer wrong? Else download a new key.",
    "sheet_not_found": "GOOGLE_SHEETS_ID stands in the sheet's address, between /d/ and /edit.",
    "sheets_api_off": "In Google Cloud, switch the Google Sheets API on for the account's project.",
}


def looked_at(google: GoogleSettings) -> tuple[bool, str, str]:
    """Return whether the spreadsheet can be reached, what was found, and what to do."""
    try:
        return True, f"reaches the spreadsheet “{title_of(google)}”", ""
    except (Hopeless, Delayed) as failure:
        code = failure.code
    if code == "sheet_not_shared":
        return False, code, f"In the sheet press Share, and add {account_of(google)} as an editor."
    return False, code, _MEND.get(code, "Google must be reachable from here over https.")
