"""What is left to set up, at `/setup`."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.guard.doors import GuardedBlueprint, May
from app.web.feature import NavigationEntry

blueprint = GuardedBlueprint("setup", __name__, url_prefix="/setup")
IN_NAVIGATION = NavigationEntry("setup.setup_page", _l("Set up"), "setup", May.CHANGE_SETTINGS, 150)
