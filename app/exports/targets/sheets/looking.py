"""A look at the spreadsheet for somebody who waits for it: one request, and no second try."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.exports.targets.sheets.tempo import Tempo

if TYPE_CHECKING:
    from app.config import GoogleSettings


def title_of(google: GoogleSettings) -> str:
    """Return what the spreadsheet is called.

    Raises:
        Delayed, Hopeless: with the code of what is wrong.
    """
    from app.exports.targets.sheets.book import Book  # noqa: PLC0415  (heavy: gspread comes with it)

    return Book(google, google.sheet_id, Tempo(), lambda: None, patience=0).shape().title


def account_of(google: GoogleSettings) -> str:
    """Return the address of the service account, with which the sheet is to be shared. Raises as `title_of` does."""
    from app.exports.targets.sheets.account import email_of  # noqa: PLC0415  (heavy: google-auth comes with it)

    return email_of(google)
