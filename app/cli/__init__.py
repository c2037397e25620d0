"""The commands: `flask --app wsgi …`. One file for each group."""

from __future__ import annotations

from importlib import import_module
from typing import Final

import click
from flask import Flask
from flask.cli import AppGroup

COMMANDS: Final = {
    "alert": "alert:alert",
    "audit": "audit:audit",
    "audit-report": "audit_report:audit_report",
    "backup": "backup:backup",
    "breach": "breach:breach",
    "chat": "chat:chat",
    "content": "content:content",
    "db": "db:db",
    "demo": "demo:demo",
    "dev": "dev:dev",
    "doctor": "doctor:doctor",
    "evidence": "evidence:evidence",
    "jobs": "jobs:jobs",
    "keys": "keys:keys",
    "maintenance": "maintenance:maintenance",
    "messages": "messages:messages",
    "patients": "patients:patients",
    "questions": "questions:questions",
    "rehearse": "restore:rehearse",
    "restore": "restore:restore",
    "retention": "jobs:retention",
    "staff": "staff:staff",
    "upgrade-check": "upgrade_check:upgrade_check",
    "worker": "jobs:worker",
    "wrap-key": "wrap:wrap_key",
}
"""Command -> the module of this package that has it, and its name there."""


class Commands(AppGroup):
    """Import a command when it is called or listed: a web worker loads none of them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands, in order."""
        return sorted({*super().list_commands(ctx), *COMMANDS})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name in COMMANDS and cmd_name not in self.commands:
            module, _, name = COMMANDS[cmd_name].partition(":")
            self.add_command(getattr(import_module(f"{__name__}.{module}"), name))
        return super().get_command(ctx, cmd_name)


def init_commands(app: Flask) -> None:
    app.cli = Commands(app.name)
