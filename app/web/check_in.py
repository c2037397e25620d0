"""Sign the address of the picture that reception scans.

Twilio fetches it, and has no way to sign in. So its address is signed, and good for an hour. It holds the reference and
nothing else.
"""

from __future__ import annotations

import base64
import re
from datetime import UTC, datetime, timedelta
from typing import Final

from app.services import Services
from app.store.patients.patient import CHECK_IN

LASTS: Final = timedelta(hours=1)
_SHAPE: Final = re.compile(r"([0-9a-f]{4}-[0-9a-f]{4})\.([0-9]{10})\.([A-Za-z0-9_-]{43})")


def picture_url(services: Services, reference: str, now: datetime) -> str:
    """Return where the picture of a reference is for the next hour."""
    until = int((now + LASTS).timestamp())
    mac = services.store.keys.door.mac(CHECK_IN, (reference, until))
    signed = base64.urlsafe_b64encode(mac).decode().rstrip("=")
    return f"{services.settings.public_url}/check-in/{reference}.{until}.{signed}"


def reference_at(services: Services, address: str, now: datetime) -> str | None:
    """Return the reference whose picture is at an address of ours, or None."""
    if (parts := _SHAPE.fullmatch(address)) is None:
        return None
    reference, until, signed = parts.groups()
    mac = base64.urlsafe_b64decode(f"{signed}=")
    is_ours = services.store.keys.door.vouches(CHECK_IN, (reference, int(until)), mac)
    return reference if is_ours and now < datetime.fromtimestamp(int(until), UTC) else None
