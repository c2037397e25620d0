"""The audited bot as the target, rebuilt from what the audit says of it."""

from __future__ import annotations

import base64
import os
import secrets
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from app.config import ROOT
from app.proof.people import PASSWORD, Intake, Member
from app.proof.target import Target, free_port
from app.proof.visitor import Way

NAME: Final = "the audited bot"
_HOME: Final = ROOT / "bench" / "audited_bot"
_SETTINGS: Final = """\
TWILIO_ACCOUNT_SID={account}
TWILIO_AUTH_TOKEN={token}
ENCRYPTION_KEY={sealing}
ADMIN_PASSWORD="{password}"
"""
_READABLE: Final = 0o644


def is_here() -> bool:
    """Return whether the bot is here: it is in the source, and in no installation."""
    return _HOME.is_dir()


def staged(folder: Path) -> Target:
    """Copy the bot into a folder, with an `.env` as open as an editor leaves it."""
    source = folder / "audited_bot"
    shutil.copytree(_HOME, source, ignore=shutil.ignore_patterns("__pycache__"))
    written = source / "written"
    (written / "temporary").mkdir(parents=True)
    account, token = f"AC{secrets.token_hex(16)}", secrets.token_hex(16)
    sealing = base64.urlsafe_b64encode(os.urandom(32)).decode()
    settings = source / ".env"
    settings.write_text(_SETTINGS.format(account=account, token=token, sealing=sealing, password=PASSWORD))
    settings.chmod(_READABLE)
    port = free_port()
    way = Way(port=port)
    anybody = Member("")
    return Target(
        name=NAME,
        source=source,
        folder=written,
        url=f"http://127.0.0.1:{port}",
        module="bot",
        command=["bot.py", str(port)],
        front=way,
        bare=way,
        account=account,
        token=token,
        lines_of=_lines_of,
        members=dict.fromkeys(("admin", "clinician", "reception"), anybody),
    )


def _lines_of(intake: Intake) -> Sequence[str]:
    return ("hello", *intake)
