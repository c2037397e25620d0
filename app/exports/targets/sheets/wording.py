"""Why a push or a removal failed, for the page of its job."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flask_babel import lazy_gettext as _

if TYPE_CHECKING:
    from collections.abc import Mapping

ERRORS: Final[Mapping[str, str]] = {
    "google_busy": _("Google had no time for us, for minutes"),
    "google_elsewhere": _("Google sent us to another address, which is not followed"),
    "google_key_refused": _("Google does not accept the service account's key"),
    "google_key_unusable": _("the file with the service account's key cannot be used"),
    "google_refused": _("Google refused what was sent"),
    "google_unavailable": _("Google was out of order, for minutes"),
    "google_unreachable": _("Google could not be reached, for minutes"),
    "no_such_column": _("a question that it asks for is asked no more; ask for it anew"),
    "sheet_changed": _("the settings name another spreadsheet than it was asked for; ask for it anew"),
    "sheet_full": _("the spreadsheet has no room for so many cells"),
    "sheet_heading_foreign": _(
        "the sheet “Anteroom” has another heading than ours; put ours back, or rename it if it is not ours, and try again"
    ),
    "sheet_in_use": _("another push or removal was at the spreadsheet"),
    "sheet_not_found": _("there is no such spreadsheet"),
    "sheet_not_shared": _("the spreadsheet is not shared with the service account, or not as an editor"),
    "sheet_rows_foreign": _(
        "the sheet “Anteroom” has rows or cells that somebody has added, and other columns; move those, and push again"
    ),
    "sheet_unsettled": _("the spreadsheet was changed again and again meanwhile"),
    "sheets_api_off": _("the Google Sheets API is switched off in the account's project"),
    "sheets_off": _("Google Sheets is switched off here"),
}
"""Code -> what it means. The operator finds the same with `flask doctor`."""
