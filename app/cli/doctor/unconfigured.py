"""What is said when there is no app to ask, for its configuration does not load: every problem at once."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, NoReturn

from app.checks.configuration import problems
from app.cli.doctor import report

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.config import ConfigurationError


def end(error: ConfigurationError, arguments: Sequence[str]) -> NoReturn:
    """End the process with what is wrong; in the report's own form when it is the doctor who was asked."""
    if "doctor" not in arguments:
        sys.exit(str(error))
    told = report.as_json if "--json" in arguments else report.as_text
    report.tell(told(problems(error.problems)))
    sys.exit(1)
