"""Excel: a workbook with streamed rows.

It is made in memory, a batch at a time, and never written to our disk.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from app.exports.targets import File, Option, Options, Target
from app.exports.workbook.protection import PROTECT, run
from app.exports.workbook.stream import stream
from app.store.exports.exports import Export
from app.web.feature import JobKind

SHORTEST_PASSPHRASE: Final = 12
LONGEST_PASSPHRASE: Final = 255
"""The most characters that Excel takes."""


PROTECTING = JobKind(
    kind=PROTECT,
    title=_("Making a workbook with a passphrase"),
    noun=_("a workbook with a passphrase"),
    run=run,
    errors={
        "too_many_rows": _("there are too many patients for a workbook with a passphrase"),
        "passphrase_gone": _("its passphrase is no longer kept; request the export again"),
    },
    is_export=True,
)


class Excel(Target):
    """A workbook: streamed, or made by a job where it gets a passphrase."""

    code = "xlsx"
    label = _("Excel")
    about = _("A workbook with a summary sheet")
    position = 10

    file = File(
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "xlsx",
        lambda table, store, cover, _options: stream(table, store, cover),
    )
    jobs = (PROTECTING,)

    refused_elsewhere: Mapping[str, str] = MappingProxyType(
        {"passphrase": _("Only an Excel workbook can have a passphrase. Leave it empty, or choose Excel.")}
    )

    def options(self) -> tuple[Option, ...]:
        """Return the one option: a passphrase."""
        passphrase = Option(
            name="passphrase",
            label=gettext("Passphrase (optional)"),
            hint=gettext(
                "Excel only, at least 12 characters. Excel asks for it whenever the file is opened; it can’t be recovered. The file is made in the background."
            ),
            attributes={
                "type": "password",
                "minlength": str(SHORTEST_PASSPHRASE),
                "maxlength": str(LONGEST_PASSPHRASE),
                "autocomplete": "new-password",
            },
        )
        return (passphrase,)

    def problems(self, options: Options) -> dict[str, str]:
        """Return why Excel would not take the passphrase."""
        passphrase = options.get("passphrase", "")
        if not passphrase:
            return {}
        if not SHORTEST_PASSPHRASE <= len(passphrase) <= LONGEST_PASSPHRASE:
            problem = gettext(
                "The passphrase has %(length)s characters. It must have %(least)s to %(most)s.",
                length=len(passphrase),
                least=SHORTEST_PASSPHRASE,
                most=LONGEST_PASSPHRASE,
            )
            return {"passphrase": problem}
        if not passphrase.isprintable():
            return {"passphrase": gettext("The passphrase contains a character that can’t be typed.")}
        return {}

    def complete(self, new: Export, options: Options) -> None:
        """Add the passphrase."""
        new.passphrase = options.get("passphrase") or None
        new.protected = new.passphrase is not None

    def job_kind(self, export: Export) -> str | None:
        """Return the job that makes a protected workbook; any other is streamed."""
        return PROTECT if export.protected else None


TARGET: Final = Excel()
