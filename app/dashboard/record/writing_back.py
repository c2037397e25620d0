"""How long the clinic may still answer a patient freely: WhatsApp allows it for a day after their last message."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

WINDOW: Final = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Window:
    """The time that is left, in whole minutes; none once it has passed."""

    until: datetime
    minutes: int

    @property
    def hours(self) -> int:
        """Return the whole hours that are left."""
        return self.minutes // 60

    @property
    def of(self) -> int:
        """Return the minutes that there were at first."""
        return round(WINDOW.total_seconds() / 60)


def window(last_inbound: datetime, now: datetime) -> Window:
    """Return the window that the patient's last message opened."""
    until = last_inbound + WINDOW
    return Window(until, max(0, int((until - now).total_seconds() // 60)))
