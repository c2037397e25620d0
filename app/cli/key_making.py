"""Making a key, and saying where it goes."""

from __future__ import annotations

import base64
import os
import secrets
from typing import Final

from app.checks.finding import FLASK

VARIABLES: Final = ("FERNET_KEYS", "INDEX_KEY", "SECRET_KEY", "BACKUP_KEY")

_LISTED: Final = """
Several server processes that are not restarted at the same moment (more than one machine, a rolling restart):
  1. add it LAST to {name} everywhere, after a comma, and restart each: all can read it, none uses it yet
  2. move it FIRST everywhere, and restart each: it is used from now on
One machine, restarted as a whole: put it FIRST at once, and restart.
Then:
  3. {flask} keys rotate          patients may go on writing; run it again if anything stops it
  4. {flask} keys verify --wait   proves that nothing is left under the old key, and retires it
  5. remove the old key from {name} everywhere, and restart
Keep a copy of the new key where you keep the old one: away from the database and its backups."""
_SIGNING: Final = """
Several server processes that are not restarted at the same moment: add it LAST everywhere and restart each, before all else.
  1. put it FIRST in SECRET_KEY everywhere, before the old one and a comma, and restart
  2. after SESSION_HOURS (12) no page that was signed with the old one is open any more: remove that, and restart
Nobody is signed out, and no form that is open is refused, until the old one is removed."""
_OF_BACKUPS: Final = """
  1. put it FIRST in BACKUP_KEY, before the old one and a comma, wherever backups are taken or restored
  2. take a backup: it is sealed under the new one
  3. once no backup under the old one is kept, remove that
Keep a copy of the new key where you keep the old one: away from the backups, which nothing else opens."""
STEPS: Final = {
    "FERNET_KEYS": _LISTED.format(name="FERNET_KEYS", flask=FLASK),
    "INDEX_KEY": _LISTED.format(name="INDEX_KEY", flask=FLASK),
    "SECRET_KEY": _SIGNING,
    "BACKUP_KEY": _OF_BACKUPS,
}
"""What to do with a fresh key, by its variable."""


def make(variable: str) -> str:
    """Return a fresh secret in the form that its variable takes."""
    if variable == "SECRET_KEY":
        return secrets.token_urlsafe(48)
    return base64.urlsafe_b64encode(os.urandom(32)).decode()
