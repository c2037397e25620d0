"""Messages that may be cries for help, at `/alarms`, and who deals with them.

The alarms of one conversation share one line and one page, because staff call a person, not a message.
"""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.guard.doors import GuardedBlueprint, May
from app.web.feature import NavigationEntry

blueprint = GuardedBlueprint("alarms", __name__, url_prefix="/alarms")
IN_NAVIGATION = NavigationEntry(
    "alarms.alarms_page", _l("Alarms"), "alert", May.SEE_PATIENTS, 40, "alarms", _l("waiting")
)
