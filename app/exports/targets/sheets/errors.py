"""Why a push or a removal failed, for the page of its job."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from flask_babel import lazy_gettext as _

ERRORS: Final[Mapping[str, str]] = {
    "google_busy": _("Google was overloaded for several minutes"),
    "google_elsewhere": _("Google redirected the request to another address, which we do not follow"),
    "google_key_refused": _("Google does not accept the service account's key"),
    "google_key_unusable": _("the file with the service account's key cannot be used"),
    "google_refused": _("Google refused what was sent"),
    "google_unavailable": _("Google was down for several minutes"),
    "google_unreachable": _("Google could not be reached for several minutes"),
    "no_such_column": _("it includes a question that no longer exists; request the export again"),
    "sheet_changed": _("the settings now name another spreadsheet; request the export again"),
    "sheet_full": _("the spreadsheet has no room for that many cells"),
    "sheet_heading_foreign": _(
        "the sheet “Anteroom” doesn’t have our heading; restore the heading, or rename the sheet if it isn’t ours, and try again"
    ),
    "sheet_in_use": _("another job was changing the spreadsheet"),
    "sheet_not_found": _("there is no such spreadsheet"),
    "sheet_not_shared": _("the spreadsheet is not shared with the service account, or not as an editor"),
    "sheet_rows_foreign": _(
        "the sheet “Anteroom” has other columns, and rows or cells that someone added; move those and try again"
    ),
    "sheet_unsettled": _("someone kept changing the spreadsheet at the same time"),
    "sheets_api_off": _("the Google Sheets API is switched off in the account's project"),
    "sheets_off": _("Google Sheets is switched off here"),
}
"""Code -> what it means. The operator finds the same with `flask doctor`."""
