"""What cannot be seen, a backup and the terms: there a person's word counts, with their name, for so long."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from flask_babel import gettext as _

from app.dashboard.setup.checks.step import Step, when

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.dashboard.setup.reality import Reality

SAID_FOR: Final = timedelta(days=30)
"""How long a person's word stands."""
_COPY: Final[Mapping[str, str]] = {
    "sqlite": 'sqlite3 anteroom.db ".backup copy.db"',
    "postgresql": 'pg_dump --format=custom --file=anteroom.dump "$DATABASE_URL"',
}


def terms(reality: Reality) -> Step:
    """Say whether somebody has read what WhatsApp may carry."""
    asked = Step(
        _("Read what WhatsApp may carry"),
        done=False,
        proof="",
        todo=_(
            "WhatsApp and Twilio carry the messages, and have no agreement with the clinic to protect health"
            " information: in the United States, no HIPAA agreement covers WhatsApp. Confirm that the clinic may use"
            " it where it works."
        ),
        label=_("Confirm that we may"),
        attest="whatsapp_terms",
    )
    return _said(reality, asked)


def backup(reality: Reality) -> Step:
    """Say whether somebody has tried a backup out."""
    asked = Step(
        _("Backup taken and tried out"),
        done=False,
        proof="",
        todo=_(
            "A backup counts once it has been restored somewhere else and opened there, with copies of FERNET_KEYS and"
            " INDEX_KEY that are kept apart from it. The database is copied by:"
        ),
        command=_COPY.get(reality.engine, ""),
        label=_("Confirm the backup"),
        attest="backup",
    )
    return _said(reality, asked)


def _said(reality: Reality, asked: Step) -> Step:
    """Return a step that only a person can vouch for: done, while their word stands."""
    said = reality.said.get(asked.attest)
    if said is None:
        return replace(asked, proof=_("Nobody has confirmed this yet. Anteroom cannot see it."))
    who = {"who": said.who, "when": when(reality, said.at)}
    if timedelta() <= reality.now - said.at < SAID_FOR:
        proof = _(
            "Confirmed by %(who)s: %(when)s. Anteroom cannot see it, and asks again after 30 days.", **who
        )
        return replace(asked, done=True, proof=proof, todo="", command="")
    return replace(
        asked, proof=_("Confirmed by %(who)s: %(when)s. That is not within the last 30 days.", **who)
    )
