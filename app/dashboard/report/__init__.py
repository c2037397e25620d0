"""The figures of the clinic, at `/report`."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.guard.doors import GuardedBlueprint, May
from app.web.feature import NavigationEntry

blueprint = GuardedBlueprint("report", __name__, url_prefix="/report")
IN_NAVIGATION = NavigationEntry("report.report_page", _l("Report"), "report", May.SEE_REPORT, 80)
