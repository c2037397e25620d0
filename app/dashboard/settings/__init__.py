"""What admins decide at `/settings`: the clinic, the privacy text, saved replies."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.guard.doors import GuardedBlueprint, May
from app.web.feature import NavigationEntry

blueprint = GuardedBlueprint("settings", __name__, url_prefix="/settings")
IN_NAVIGATION = NavigationEntry(
    "settings.settings_page", _l("Settings"), "settings", May.CHANGE_SETTINGS, 140
)
