"""Invitations to patients, at `/invite`."""

from __future__ import annotations

from typing import Final

from flask_babel import lazy_gettext as _l

from app.guard.doors import GuardedBlueprint, May
from app.web.feature import NavigationEntry

blueprint = GuardedBlueprint("invitations", __name__, url_prefix="/invite")
IN_NAVIGATION = NavigationEntry("invitations.invite_page", _l("Invite"), "invite", May.WORK_ON_PATIENTS, 70)
INVITE_MORE: Final = _l("Invite more people than usual in a day")
