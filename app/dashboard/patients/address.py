"""Read what a member asks the list for, and write it as an address."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from flask import request, url_for

from app.guard.session import current_session
from app.records.asked_list import read_list
from app.records.filters import Asked
from app.records.queue import Queue, read_queue
from app.web.clinic import clinic_zone, clinics_today

_SEARCH: Final = re.compile(r"[0-9]{1,6}", re.ASCII)


def came_from() -> str:
    """Return the address of the list, or of what was found, that a form was sent from."""
    if number := found_in(request.form):
        return url_for("patients.found", number=number)
    asked = asked_in(request.form)
    return address_of(asked, **asked.place)


def found_in(fields: Mapping[str, str]) -> int:
    """Return the number of the search that a form was sent from.

    It is 0 when the form came from the list.
    """
    number = fields.get("found", "")
    return int(number) if _SEARCH.fullmatch(number) else 0


def asked_in(fields: Mapping[str, str]) -> Asked:
    """Return what these fields ask the list for."""
    return read_list(fields, current_session().member, clinic_zone(), clinics_today())


def address_of(asked: Asked, **changed: str) -> str:
    """Return the address of the list with the same filters, except the changed ones."""
    return url_for("patients.patients_page", **asked.with_changes(**changed))


def read_own_queue(text: str) -> Queue | None:
    """Return the list that a field `queue` holds; None where it holds none."""
    return read_queue(text, current_session().member, clinic_zone(), clinics_today())


def address_of_queue(queue: Queue | None) -> str:
    """Return the address of a list as it was asked for, or of the whole list."""
    return url_for("patients.patients_page", **(queue.written if queue else {}))
