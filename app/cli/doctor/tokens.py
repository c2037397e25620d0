"""Which of Twilio's tokens signs: whether an older one may go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from app.checks.finding import Finding, State, ok
from app.cli.token_findings import old_tokens

if TYPE_CHECKING:
    from app.services import Services

_NAME: Final = "twilio_token"
_WHY: Final = "Each token on the list lets whoever has it write as any patient."


def tokens(services: Services) -> list[Finding]:
    """Return what there is to say of each older token.

    Raises:
        StoreUnavailable: the database cannot be read.
    """
    found = [Finding(_NAME, State.WARN, old.said, _WHY, old.mend) for old in old_tokens(services)]
    return found or [ok(_NAME, "one is listed")]
