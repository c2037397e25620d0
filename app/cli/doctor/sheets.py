"""What `flask doctor` says of Google Sheets: one look at the spreadsheet, and what mends it when that fails."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from app.checks.finding import Finding, State, ok
from app.exports.targets.sheets.looking import account_of, title_of
from app.store import Delayed, Hopeless

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.config import GoogleSettings, Settings

_NAME: Final = "google_sheets"
_WHY: Final = "Nothing is pushed, and an erased patient's row stays in the sheet."
_MEND: Final = {
    "google_key_unusable": "Download a new key: Google Cloud, Service accounts, Keys, Add key, JSON.",
    "google_key_refused": "Was the key deleted, or is the clock of this computer wrong? Else download a new key.",
    "sheet_not_found": "GOOGLE_SHEETS_ID stands in the sheet's address, between /d/ and /edit.",
    "sheets_api_off": "In Google Cloud, switch the Google Sheets API on for the account's project.",
}


def looked_at(settings: Settings, *, offline: bool) -> Iterator[Finding]:
    """Yield whether the spreadsheet can be reached, when there is one and it may be asked."""
    if settings.google is None:
        yield ok(_NAME, "off")
    elif not offline:
        yield _looked_at(settings.google)


def _looked_at(google: GoogleSettings) -> Finding:
    try:
        return ok(_NAME, f"reaches the spreadsheet “{title_of(google)}”")
    except (Hopeless, Delayed) as failure:
        code = failure.code
    if code == "sheet_not_shared":
        return Finding(
            _NAME,
            State.BAD,
            code,
            _WHY,
            f"In the sheet press Share, and add {account_of(google)} as an editor.",
        )
    return Finding(
        _NAME, State.BAD, code, _WHY, _MEND.get(code, "Google must be reachable from here over https.")
    )
