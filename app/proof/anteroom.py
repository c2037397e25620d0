"""Anteroom as the target: a copy of this code, with its own keys and database."""

from __future__ import annotations

import base64
import json
import os
import re
import secrets
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from app.config import ROOT
from app.proof.people import PASSWORD, Intake, Member
from app.proof.target import SENDER, NotStarted, Target, free_port, surroundings
from app.proof.visitor import Way

NAME: Final = "Anteroom"
_URL: Final = "https://anteroom.example"
_SHIPPED: Final = (
    *("app", "migrations", "deploy", "wsgi.py", "gunicorn.conf.py", "pyproject.toml", "requirements.txt"),
    *(".gitignore", "Makefile", "babel.cfg"),
)
"""What is code. An installation lacks some of it."""
_LONGEST: Final = 100
"""The bytes of a socket's name: 107 on Linux, 103 elsewhere."""
_ROLES: Final = ("admin", "clinician", "reception")
_SEED: Final = re.compile(r"secret=([A-Z2-7]+)")
_RECOVERY: Final = re.compile(r"^  ([a-z0-9]{4}-[a-z0-9]{4}-[a-z0-9]{2})$", re.MULTILINE)
_COMMANDS: Final = """
import json, sys
from app import create_app
from app.config.environment import keep_private
keep_private()
app = create_app()
asked, told = json.load(sys.stdin), []
for command in asked["commands"]:
    done = app.test_cli_runner().invoke(args=command, input=asked["typed"])
    if done.exit_code:
        sys.exit(1)
    told.append(done.output)
print(json.dumps(told))
"""
_SETTINGS: Final = """\
ANTEROOM_ENV=production
PUBLIC_URL={url}
SECRET_KEY={phrase}
FERNET_KEYS={sealing}
INDEX_KEY={index}
TWILIO_ACCOUNT_SID={account}
TWILIO_AUTH_TOKEN={token}
TWILIO_SENDERS={sender}
TRUSTED_PROXIES=unix
TWILIO_API_BASE_URL=https://127.0.0.1:9
CLINIC_NAME="Larkfield Clinic"
CLINIC_PHONE="01632 960 555"
EMERGENCY_NUMBER=999
CLINIC_COUNTRY=GB
CLINIC_TIMEZONE=UTC
LEFT_OUT_QUESTIONS=allergies,reason
TOGETHER_SECONDS=0
REMINDERS=off
LOG_LEVEL=DEBUG
"""
"""Nothing goes out to the network: what would ask Twilio asks a port of this computer at which nobody listens."""


def staged(folder: Path, root: Path = ROOT) -> Target:
    """Copy the code of `root` into a folder, as a target that is not set up yet.

    A copy, because the code reads `.env` and writes `instance/` beside itself, and those of `root` are somebody's.

    Raises:
        NotStarted: there is no room for the name of a socket.
    """
    source, socket, port = folder / "anteroom", folder / "front", free_port()
    if len(os.fsencode(socket)) > _LONGEST:
        raise NotStarted("the folder for temporary files has too long a name: set TMPDIR to another")
    leave = shutil.ignore_patterns("*.pyc.*")  # what another process is just compiling
    source.mkdir(mode=0o700)
    for name in _SHIPPED:
        if (root / name).is_dir():
            shutil.copytree(root / name, source / name, ignore=leave)
        elif (root / name).exists():
            shutil.copy2(root / name, source / name)
    (source / "instance").mkdir(mode=0o700)
    written = source / "instance" / "temporary"
    written.mkdir(mode=0o700)
    account, token = f"AC{secrets.token_hex(16)}", secrets.token_hex(16)
    settings = source / ".env"
    settings.touch(mode=0o600)
    settings.write_text(
        _SETTINGS.format(
            url=_URL,
            phrase=secrets.token_urlsafe(48),
            sealing=_key(),
            index=_key(),
            account=account,
            token=token,
            sender=SENDER,
        )
    )
    command = ["-m", "gunicorn", "--config", "deploy/gunicorn.conf.py"]
    return Target(
        name=NAME,
        source=source,
        folder=source / "instance",
        url=_URL,
        module="wsgi",
        command=[*command, "--bind", f"unix:{socket}", "--bind", f"127.0.0.1:{port}"],
        front=Way(socket=socket),
        bare=Way(port=port),
        account=account,
        token=token,
        lines_of=_lines_of,
    )


def set_up(target: Target) -> Target:
    """Make the database and the members, by the commands that an operator types.

    Raises:
        NotStarted: a command failed.
    """
    emails = {role: f"{role}@larkfield.example" for role in _ROLES}
    added = [("staff", "add", email, "--role", role, "--password-stdin") for role, email in emails.items()]
    _database, *told = _flask(target, ("db", "upgrade"), *added)
    target.members = {
        role: Member(email, "".join(_SEED.findall(said)), iter(_RECOVERY.findall(said)))
        for (role, email), said in zip(emails.items(), told, strict=True)
    }
    return target


def _lines_of(intake: Intake) -> Sequence[str]:
    """Return an intake as a patient types it, with consent and SEND."""
    opening = ("hello", "1", "1")
    health = (intake.history, "DONE", intake.medications, "DONE")
    return (*opening, intake.name, intake.birth_date, intake.address, *health, "SEND")


def _flask(target: Target, *commands: Sequence[str]) -> list[str]:
    """Return what each command prints.

    They share a process, because to load the app takes longest.
    """
    ran = subprocess.run(  # noqa: S603 - our own interpreter, and a program that is part of this file
        [sys.executable, "-c", _COMMANDS],
        cwd=target.source,
        env=surroundings(target.folder / "temporary"),
        input=json.dumps({"commands": commands, "typed": PASSWORD}),
        capture_output=True,
        text=True,
        check=False,
    )
    if ran.returncode:
        raise NotStarted("its commands failed")
    told: list[str] = json.loads(ran.stdout)
    return told


def _key() -> str:
    return base64.urlsafe_b64encode(os.urandom(32)).decode()
