"""Google Sheets: one row for each record, found again by its first cell.

Whatever went before (nothing, half a push, a lost answer, rows that somebody moved), a push does the same: it looks
which records are there, and sends those that are missing or have changed. Only `client` imports gspread and
google-auth, and it is imported on first use.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from app.config import GoogleSettings, Settings
from app.exports.targets import Fact, Option, Options, Target
from app.exports.targets.sheets import push, removal
from app.exports.targets.sheets.errors import ERRORS
from app.exports.targets.sheets.pace import Pace
from app.exports.targets.sheets.push import PUSH
from app.exports.words import columns_in_short
from app.services import current
from app.store import Transaction
from app.store.exports import exports, sheets
from app.store.exports.exports import Export
from app.store.exports.sheets import REMOVAL
from app.store.work import jobs
from app.web.feature import JobKind


def title_of(google: GoogleSettings) -> str:
    """Return what the spreadsheet is called.

    Raises:
        Delayed, Hopeless: with the code of what is wrong.
    """
    from app.exports.targets.sheets.client import Spreadsheet  # noqa: PLC0415  (heavy: gspread comes with it)

    return Spreadsheet(google, google.sheet_id, Pace(), lambda: None, most_waiting=0).shape().title


def account_of(google: GoogleSettings) -> str:
    """Return the service account's address, for sharing the sheet.

    Raises:
        Hopeless: the key cannot be used.
    """
    from app.exports.targets.sheets.account import email_of  # noqa: PLC0415  (heavy: google-auth comes with it)

    return email_of(google)


PUSHING = JobKind(
    kind=PUSH,
    title=_("Sending to Google Sheets"),
    noun=_("a push to Google Sheets"),
    run=push.run,
    errors=ERRORS,
    is_export=True,
)
REMOVING = JobKind(
    kind=REMOVAL,
    title=_("Removing an erased patient from Google Sheets"),
    run=removal.run,
    errors=ERRORS,
)


class Sheets(Target):
    """The clinic's spreadsheet at Google, which a job fills."""

    code = "sheets"
    label = _("Google Sheets")
    about = _("The sheet will contain these patients and these columns, and no others.")
    position = 30

    file = None
    jobs = (
        PUSHING,
        REMOVING,
    )

    def is_set_up(self, settings: Settings) -> bool:
        """Tell whether the operator named a spreadsheet."""
        return settings.google is not None

    def options(self) -> tuple[Option, ...]:
        """Return the confirmation that the rows may go to this very spreadsheet."""
        if not (sheet := _sheet_id()):
            return ()
        confirmation = Option(
            name="sheet",
            value=sheet,
            label=gettext("Send these rows to the spreadsheet %(sheet)s", sheet=sheet),
            hint=" ".join(
                (
                    gettext(
                        "Anyone who can open it at Google can read them. Only these columns are sent. Only records that change here are updated; changes made in the sheet are kept."
                    ),
                    str(self.about),
                )
            ),
        )
        return (confirmation,)

    def problems(self, options: Options) -> dict[str, str]:
        """Return why the rows may not go to the configured spreadsheet."""
        sheet = _sheet_id()
        if not sheet:
            return {"sheet": gettext("Google Sheets is not set up here. Ask the operator.")}
        if options.get("sheet") != sheet:
            return {"sheet": gettext("Confirm that this is the right spreadsheet.")}
        return {}

    def complete(self, new: Export, _options: Options) -> None:
        """Add the spreadsheet that it is for."""
        new.sheet_id = _sheet_id()

    def job_kind(self, _export: Export) -> str:
        """Return the job of a push, so that no request waits for Google."""
        return PUSH

    def clear_away(self, unit: Transaction, export: Export, now: datetime) -> None:
        """Have a job delete what an unfinished push may have left in the spreadsheet."""
        if export.started_at is not None:
            jobs.add(unit.db, REMOVAL, export.id, "anteroom", now)

    def facts(self, unit: Transaction) -> tuple[Fact, ...]:
        """Return which spreadsheet it is, and what is in it since the last push."""
        if not (sheet := _sheet_id()):
            return ()
        here = (
            Fact(gettext("Spreadsheet"), sheet, is_code=True),
            Fact(gettext("Rows in the sheet"), sheets.count(unit.db, sheet)),
        )
        last = exports.last_done(unit.db, self.code, sheet)
        if last is None or last.finished_at is None:
            return here
        return (
            *here,
            Fact(gettext("Last push"), last.finished_at),
            Fact(gettext("Columns"), columns_in_short(last.chosen)),
        )


def _sheet_id() -> str:
    """Return the spreadsheet that rows are pushed to; empty when this clinic has none."""
    google = current().settings.google
    return google.sheet_id if google else ""


TARGET: Final = Sheets()
