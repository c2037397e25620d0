"""Ask Google whether the spreadsheet can be reached."""

from __future__ import annotations

from typing import Final

from app.checks import Check, Finding, State, ok
from app.config import GoogleSettings
from app.exports.targets.sheets import account_of, title_of
from app.services import Services
from app.store.work.jobs import Delayed, Hopeless

_NAME: Final = "google_sheets"
_WHY: Final = "The sheet is not filled, and erased patients' rows stay in it."
_MEND: Final = {
    "google_key_unusable": "Download a new key: Google Cloud, Service accounts, Keys, Add key, JSON.",
    "google_key_refused": "Is this computer's clock wrong, or was the key deleted? Then download a new key.",
    "sheet_not_found": "Set GOOGLE_SHEETS_ID to the part of the sheet's address between /d/ and /edit.",
    "sheets_api_off": "In Google Cloud, enable the Google Sheets API for the account's project.",
}


def sheet_off(services: Services) -> list[Finding]:
    """Return a finding when no spreadsheet is set up."""
    return [ok(_NAME, "off")] if services.settings.google is None else []


SHEET_OFF_CHECK = Check("google_sheets", sheet_off, position=1030, needs_database=False)


def sheet(services: Services) -> list[Finding]:
    """Return whether the spreadsheet can be reached, when one is set up."""
    return [] if services.settings.google is None else [_looked_at(services.settings.google)]


SHEET_CHECK = Check("google_sheets", sheet, position=1110, needs_database=False, over_network=True)


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
            f"In the sheet, press Share and add {account_of(google)} as an editor.",
        )
    return Finding(
        _NAME,
        State.BAD,
        code,
        _WHY,
        _MEND.get(code, "Google must be reachable from here over https."),
    )
