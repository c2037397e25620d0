"""Make `.env` with fresh keys for this computer: `python -m app.cli.init_env`.

It runs before the app is loaded, because the app does not start without keys.
"""

from __future__ import annotations

import secrets
import sys
from contextlib import suppress
from pathlib import Path
from typing import Final

from app.cli import account
from app.cli.keys import identity_file, make
from app.cli.output import private_file
from app.config import ROOT, environment
from app.crypto import Identities, new_identity

_IDENTITY: Final = "backup-identity.txt"
_TEMPLATE: Final = """\
# Made for this computer by `make run`. Keep it: without FERNET_KEYS and INDEX_KEY nothing can be read again.
# Every setting is explained in .env.example.
ANTEROOM_ENV=development
PUBLIC_URL=https://localhost:8443

SECRET_KEY={phrase}
FERNET_KEYS={sealing}
INDEX_KEY={index}
# Backups are sealed for this public key. Its identity, which opens them, is in {identity}.
BACKUP_KEY={backup}

# Made up, so that `flask chat` can sign as Twilio does. Replace them with your own from Twilio's console.
TWILIO_ACCOUNT_SID=AC{account}
TWILIO_AUTH_TOKEN={token}
TWILIO_SENDERS=whatsapp:+14155238886
# Where `flask chat` takes what staff write to a patient. Remove it once the account is your own.
TWILIO_API_BASE_URL=http://127.0.0.1:8444

CLINIC_NAME="Larkfield Clinic"
CLINIC_PHONE="01632 960 555"
EMERGENCY_NUMBER=999
"""


def main() -> None:
    """Write `.env` (0600) unless it exists.

    End the process when there is a database whose keys are gone.
    """
    path, database = ROOT / ".env", ROOT / "instance" / "anteroom.db"
    if path.exists():  # somebody's keys
        return
    if database.exists():
        sys.exit(
            f"{database} was made with keys from .env, and .env is missing. New keys could not read it: "
            "restore .env, or move instance/ away."
        )
    made = _TEMPLATE.format(
        phrase=secrets.token_urlsafe(48),
        sealing=make("FERNET_KEYS"),
        index=make("INDEX_KEY"),
        identity=_IDENTITY,
        backup=_public_key(ROOT / _IDENTITY),
        account=secrets.token_hex(16),
        token=secrets.token_hex(16),
    )
    try:
        with private_file(path, force=False) as file:
            file.write(made.encode())
    except FileExistsError:  # another process was first
        return
    print(
        f"Made .env (readable only by you) with fresh keys, and {_IDENTITY}, which opens backups. Nothing here needs that "
        "file: move it to where neither this computer nor its backups are."
    )


def _public_key(path: Path) -> str:
    """Return the public key of the identity in `path`; make it (0600) if needed."""
    with suppress(FileExistsError), private_file(path, force=False) as file:
        file.write(identity_file(*new_identity()).encode())
    return Identities(path.read_text()).public_keys[0]


if __name__ == "__main__":
    environment.keep_private()
    account.step_down(ROOT / "instance", for_good=True)
    main()
