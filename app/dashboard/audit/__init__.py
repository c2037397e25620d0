"""The audit trail, at `/audit`."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.guard.doors import GuardedBlueprint, May
from app.web.feature import NavigationEntry

blueprint = GuardedBlueprint("audit", __name__, url_prefix="/audit")
IN_NAVIGATION = NavigationEntry("audit.audit_page", _l("Audit trail"), "audit", May.READ_AUDIT, 110)
