"""Judge a definition for this clinic, and say what was found."""

from __future__ import annotations

from typing import Final, NamedTuple

from flask_babel import gettext

from app.config.settings import IntakeMode, Settings
from app.intake.clinic import Clinic
from app.intake.definition import Definition
from app.intake.lint import findings
from app.intake.lint.fault import SMS, WHATSAPP, Finding
from app.intake.phrases import SHIPPED
from app.records.vocabulary import language_within
from app.web.languages import page_language

_ON_WHATSAPP: Final = "whatsapp:"


class Told(NamedTuple):
    """What a person reads of a finding."""

    sentence: str
    mend: str


def judged(
    definition: Definition, before: Definition | None, clinic: Clinic, settings: Settings
) -> tuple[Finding, ...]:
    """Return what is wrong with a definition, for this clinic.

    `before` is the newest published one.
    """
    return findings(
        definition,
        before=before,
        languages=clinic.languages or tuple(SHIPPED),
        channels=_channels(settings),
        bans=settings.compliance.profile.bans,
        reader=page_language(),
    )


def _channels(settings: Settings) -> frozenset[str]:
    """Return where the chat asks questions."""
    if settings.intake_mode is IntakeMode.LINK:
        return frozenset()
    return frozenset(
        WHATSAPP if sender.startswith(_ON_WHATSAPP) else SMS for sender in settings.twilio.senders
    )


def told(finding: Finding) -> Told:
    """Say a finding and its mend in the page's language."""
    figures = {**finding.figures, "language": language_within(finding.language) if finding.language else ""}
    sentence, mend = finding.fault.sentence, finding.fault.mend
    return Told(gettext(sentence) % figures, gettext(mend) % figures)
