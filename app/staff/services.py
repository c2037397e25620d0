"""What the staff's views need beyond the app's services."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, cast

from flask import current_app

from app.observe import errors
from app.observe.refusals import ledger
from app.staff.passwords import Busy, Passwords
from app.staff.sign_in import SignIn

if TYPE_CHECKING:
    from flask import Flask

    from app.guard.limits import LoginLimits
    from app.services import Services
    from app.staff.passwords import Parameters

_KEY: Final = "anteroom.staff"


@dataclass(frozen=True, slots=True)
class StaffServices:
    """Passwords, and the judge of sign-ins."""

    passwords: Passwords
    sign_in: SignIn


def attach_staff(app: Flask, services: Services, limits: LoginLimits, parameters: Parameters) -> None:
    """Give the app what its staff views need. `parameters` are argon2's: slow in production, cheap in tests."""
    words = tuple(re.findall(r"\w{4,}", services.settings.clinic.name))
    passwords = Passwords(parameters, clinic_words=words)
    sign_in = SignIn(services.store, passwords, limits, ledger(app), services.clock)
    app.extensions[_KEY] = StaffServices(passwords, sign_in)
    app.register_error_handler(Busy, lambda _error: errors.retry_later())


def staff_services() -> StaffServices:
    """Return what `attach_staff` gave this app."""
    return cast("StaffServices", current_app.extensions[_KEY])
