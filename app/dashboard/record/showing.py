"""What a member asks to be shown of a record, held to what their role may see."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flask import request
from werkzeug.exceptions import Forbidden

from app.guard.signed_in import actor, current_session
from app.records.parts import NEEDS, Part, parts_open_to
from app.services import current

if TYPE_CHECKING:
    from collections.abc import Collection

_ALL: Final = "all"
# Whoever reads health answers is about to judge them, and the notes say what was done about them.
_WITH: Final = {Part.HEALTH: (Part.HEALTH, Part.NOTES)}


def asked_for(name: str) -> tuple[Part, ...]:
    """Return the parts that a button stands for: "all" is every part that the role may see. None for another name."""
    if name == _ALL:
        return parts_open_to(current_session().member.role)
    if name not in set(Part):
        return ()
    return _WITH.get(Part(name), (Part(name),))


def may_be_shown(parts: Collection[Part]) -> None:
    """Turn away whoever asks for a part that their role may not see, and write it down.

    Raises:
        Forbidden: one of the parts is closed to the member's role.
    """
    open_to_them = parts_open_to(current_session().member.role)
    closed = next((part for part in parts if part not in open_to_them), None)
    if closed is None:
        return
    services = current()
    with services.store.begin() as unit:
        details = {"route": request.url_rule.rule if request.url_rule else "", "needs": NEEDS[closed].value}
        unit.audit.record(actor(), "door.refused", details=details, at=services.clock())
    raise Forbidden
