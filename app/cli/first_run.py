"""Makes `.env` with fresh keys for this computer, once: `python -m app.cli.first_run`.

It runs before the app is loaded, for the app does not start without keys.
"""

from __future__ import annotations

import base64
import os
import secrets
import sys
from typing import Final

from app.config import ROOT, process

_TEMPLATE: Final = """\
# Made for this computer by `make run`. Keep it: without FERNET_KEYS and INDEX_KEY nothing can be read again.
# Every setting is explained in .env.example.
ANTEROOM_ENV=development
PUBLIC_URL=https://localhost:8443

SECRET_KEY={phrase}
FERNET_KEYS={sealing}
INDEX_KEY={index}

# Invented, so that `flask chat` can sign as Twilio does. Replace them by your own from Twilio's console.
TWILIO_ACCOUNT_SID=AC{account}
TWILIO_AUTH_TOKEN={token}
TWILIO_SENDERS=whatsapp:+14155238886

CLINIC_NAME="Larkfield Clinic"
CLINIC_PHONE="01632 960 555"
EMERGENCY_NUMBER=999
"""


def main() -> None:
    """Write `.env` (0600) unless there is one. Ends the process when a database is there whose keys are not."""
    path, database = ROOT / ".env", ROOT / "instance" / "anteroom.db"
    if database.exists() and not path.exists():
        sys.exit(
            f"{database} was begun with keys that were in .env, and .env is gone. New keys could not read it: "
            "put back .env, or move instance/ away."
        )
    try:
        # Created with its mode, and only if absent: never readable by others, never over somebody's keys.
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(descriptor, "w") as stream:
        stream.write(
            _TEMPLATE.format(
                phrase=secrets.token_urlsafe(48),
                sealing=_key(),
                index=_key(),
                account=secrets.token_hex(16),
                token=secrets.token_hex(16),
            )
        )
    print("Made .env (readable by you alone) with fresh keys.")


def _key() -> str:
    return base64.urlsafe_b64encode(os.urandom(32)).decode()


if __name__ == "__main__":
    process.keep_private()
    main()
