"""The audit trail: unbroken, or where it breaks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext as _

from app.checks.finding import FLASK
from app.dashboard.audit.wrongs import in_words
from app.dashboard.setup.checks.step import Step, when
from app.guard.words import number

if TYPE_CHECKING:
    from app.dashboard.setup.reality import Reality


def chain(reality: Reality) -> Step:
    """Say whether the trail is whole."""
    title, report = _("Audit trail unbroken"), reality.chain
    if report.fault is None:
        return Step(
            title,
            done=True,
            proof=_(
                "Every linked entry is as it was written, and in its place: %(linked)s. Looked through: %(when)s.",
                linked=number(report.linked),
                when=when(reality, reality.chain_seen_at),
            ),
            link="/audit",
            label=_("Look"),
        )
    return Step(
        title,
        done=False,
        proof=in_words(report.fault),
        todo=_("Keep the database as it is, and tell the operator to run:"),
        command=f"{FLASK} audit verify",
    )
