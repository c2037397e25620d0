"""Intakes that are not handed in yet, at `/answering`."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.guard.doors import GuardedBlueprint, May
from app.web.feature import NavigationEntry

blueprint = GuardedBlueprint("unfinished", __name__, url_prefix="/answering")
IN_NAVIGATION = NavigationEntry(
    "unfinished.unfinished_page",
    _l("Still answering"),
    "message",
    May.SEE_PATIENTS,
    30,
    "unfinished",
    _l("not sent"),
)
