"""What somebody asks to take out: as it was typed, as it was read, and what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, Self

from flask import request
from flask_babel import gettext
from flask_babel import lazy_gettext as _

from app.exports.columns import WITHOUT_IDENTIFIERS, NoSuchColumn, allowed, read_columns
from app.guard.clinic import clinic_zone
from app.guard.signed_in import current_session
from app.intake.answers.text import is_blank
from app.records.filters import read_asked

if TYPE_CHECKING:
    from collections.abc import Mapping

    from werkzeug.datastructures import MultiDict

    from app.exports.columns import Column
    from app.records.filters import Asked

XLSX, CSV, SHEETS = "xlsx", "csv", "sheets"
TARGETS: Final[Mapping[str, str]] = {XLSX: _("Excel"), CSV: _("CSV"), SHEETS: _("Google Sheets")}
"""Code -> what pages call it."""
LONGEST_REASON: Final = 200
SHORTEST_PASSPHRASE: Final = 12
LONGEST_PASSPHRASE: Final = 255
"""Excel takes no more."""


@dataclass(frozen=True, slots=True)
class Asking:
    """What stands in the form. Neither the reason nor the passphrase is in its text."""

    target: str
    asked: Asked
    columns: tuple[Column, ...]
    bom: bool = True
    reason: str = field(default="", repr=False)
    passphrase: str = field(default="", repr=False)
    sheet: str = ""
    """The spreadsheet that was named in so many words."""
    problems: Mapping[str, str] = field(default_factory=dict)
    """Field -> what is wrong with it; the filters' own, and those of the columns, from the beginning."""

    @classmethod
    def read(cls, target: str, form: MultiDict[str, str]) -> Self:
        """Return what was posted."""
        session = current_session()
        asked = read_asked(form, session.member.id, clinic_zone())
        problems = dict(asked.problems)
        if target not in TARGETS:
            problems["target"] = gettext("Choose where the export goes.")
        try:
            columns = read_columns(form.getlist("columns"), allowed(session.member.role))
        except NoSuchColumn:
            columns = WITHOUT_IDENTIFIERS
            problems["columns"] = gettext("Choose from the columns on this page.")
        return cls(
            target=target if target in TARGETS else XLSX,
            asked=asked,
            columns=columns,
            bom=form.get("bom", "") != "no",
            reason=form.get("reason", "").strip(),
            passphrase=form.get("passphrase", ""),
            sheet=form.get("sheet", ""),
            problems=problems,
        )

    @property
    def keys(self) -> tuple[str, ...]:
        """The columns by their keys."""
        return tuple(column.key for column in self.columns)

    @property
    def protected(self) -> bool:
        """Whether the workbook gets a passphrase."""
        return bool(self.passphrase)

    def judged(self, sheet: str) -> Self:
        """Return it with everything that keeps it from being done. `sheet` is the spreadsheet that rows would go to."""
        found = {
            "reason": _reason_problem(self.reason),
            "passphrase": _passphrase_problem(self.target, self.passphrase),
            "sheet": None if self.target != SHEETS else _sheet_problem(self.sheet, sheet),
        }
        return replace(
            self, problems={**self.problems, **{name: said for name, said in found.items() if said}}
        )


def in_form() -> Asking:
    """Return what the form of this request asks for; its address names the target, or a field of it does."""
    target = str((request.view_args or {}).get("target") or request.form.get("target", ""))
    return Asking.read(target, request.form)


def _reason_problem(reason: str) -> str | None:
    if is_blank(reason):
        return str(gettext("Write what the copy is for."))
    if len(reason) > LONGEST_REASON:
        return str(
            gettext(
                "The reason has %(length)s characters; at most %(most)s fit.",
                length=len(reason),
                most=LONGEST_REASON,
            )
        )
    if not reason.isprintable():
        return str(
            gettext("The reason has a character that cannot be shown. Type it anew instead of pasting it.")
        )
    return None


def _passphrase_problem(target: str, passphrase: str) -> str | None:
    if not passphrase:
        return None
    if target != XLSX:
        return str(gettext("Only an Excel workbook can have a passphrase. Leave it empty, or choose Excel."))
    if not SHORTEST_PASSPHRASE <= len(passphrase) <= LONGEST_PASSPHRASE:
        return str(
            gettext(
                "The passphrase has %(length)s characters. It needs %(least)s to %(most)s.",
                length=len(passphrase),
                least=SHORTEST_PASSPHRASE,
                most=LONGEST_PASSPHRASE,
            )
        )
    if not passphrase.isprintable():
        return str(gettext("The passphrase has a character that cannot be typed."))
    return None


def _sheet_problem(named: str, sheet: str) -> str | None:
    if not sheet:
        return str(gettext("Google Sheets is not set up here. The operator can do that."))
    if named != sheet:
        return str(gettext("Tick that the rows may go to this very spreadsheet."))
    return None
