"""Invitations to patients, at `/invite`."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.guard.doors import GuardedBlueprint, May
from app.web.feature import NavigationEntry

blueprint = GuardedBlueprint("invitations", __name__, url_prefix="/invite")
IN_NAVIGATION = NavigationEntry("invitations.invite_page", _l("Invite"), "invite", May.WORK_ON_PATIENTS, 70)
