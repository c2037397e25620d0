"""A complete, invented configuration."""

from __future__ import annotations

import base64
import os
import secrets
from functools import cache
from typing import Final

from dotenv import dotenv_values

from app.intake.questions import REMOVABLE
from tests.people import ACCOUNT_SID, OLDER_TOKEN, PUBLIC_URL, SENDER, TOKEN
from tests.project import ROOT

_SEALING: Final = base64.urlsafe_b64encode(os.urandom(32)).decode()
_INDEX: Final = base64.urlsafe_b64encode(os.urandom(32)).decode()
PHRASE: Final = secrets.token_urlsafe(48)


def complete_environment(**changed: str) -> dict[str, str]:
    """Return every variable that a production start needs."""
    return (
        _unset()
        | {
            "ANTEROOM_ENV": "production",
            "PUBLIC_URL": PUBLIC_URL,
            "SECRET_KEY": PHRASE,
            "FERNET_KEYS": _SEALING,
            "INDEX_KEY": _INDEX,
            "TWILIO_ACCOUNT_SID": ACCOUNT_SID,
            "TWILIO_AUTH_TOKEN": f"{TOKEN},{OLDER_TOKEN}",
            "TWILIO_SENDERS": SENDER,
            "CLINIC_NAME": "Larkfield Clinic",
            "CLINIC_PHONE": "01632 960 555",
            "EMERGENCY_NUMBER": "999",
            "CLINIC_COUNTRY": "GB",
            "CLINIC_TIMEZONE": "UTC",
            # The questions that a clinic may leave out have tests of their own.
            "LEFT_OUT_QUESTIONS": ",".join(REMOVABLE),
            # The clocks of most tests stand still, so every message would seem to belong to the one before it.
            "TOGETHER_SECONDS": "0",
        }
        | changed
    )


@cache
def _unset() -> dict[str, str]:
    """Return an empty value for every setting in this folder's `.env`.

    `make run` writes that file, and the app would read it: no test may depend on it.
    """
    return dict.fromkeys(dotenv_values(ROOT / ".env"), "")


def bare_environment() -> dict[str, str]:
    """Return this process's environment without any setting of the app."""
    keep = ("PATH", "HOME", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "VIRTUAL_ENV")
    return {name: os.environ[name] for name in keep if name in os.environ}
