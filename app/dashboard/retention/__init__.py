"""How long data is kept, at `/retention`."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.guard.doors import GuardedBlueprint, May
from app.web.feature import NavigationEntry

blueprint = GuardedBlueprint("retention", __name__, url_prefix="/retention")
IN_NAVIGATION = NavigationEntry("retention.retention_page", _l("Retention"), "clock", May.READ_AUDIT, 120)
