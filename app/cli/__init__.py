"""The commands: `flask --app wsgi …`. One file a group."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.cli import (
    audit,
    backup,
    breach,
    chat,
    db,
    demo,
    dev,
    doctor,
    jobs,
    keys,
    patients,
    restore,
    staff,
    wrap,
)

if TYPE_CHECKING:
    from flask import Flask


def init_commands(app: Flask) -> None:
    """Give the app its commands."""
    app.cli.add_command(audit.audit)
    app.cli.add_command(breach.breach)
    app.cli.add_command(backup.backup)
    app.cli.add_command(chat.chat)
    app.cli.add_command(db.db)
    app.cli.add_command(demo.demo)
    app.cli.add_command(dev.dev)
    app.cli.add_command(doctor.doctor)
    app.cli.add_command(jobs.jobs)
    app.cli.add_command(jobs.worker)
    app.cli.add_command(keys.keys)
    app.cli.add_command(patients.patients)
    app.cli.add_command(restore.restore)
    app.cli.add_command(restore.rehearse)
    app.cli.add_command(jobs.retention)
    app.cli.add_command(staff.staff)
    app.cli.add_command(wrap.wrap_key)
