"""Messages that may be cries for help, at `/alarms`, and who deals with them.

The alarms of one conversation share one line and one page, because staff call a person, not a message.
"""

from __future__ import annotations

from app.guard.doors import GuardedBlueprint

blueprint = GuardedBlueprint("alarms", __name__, url_prefix="/alarms")
