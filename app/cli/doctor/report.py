"""How findings are told: to people, and to machines."""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from typing import TYPE_CHECKING, Final

import click

from app.checks.finding import State

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.checks.finding import Finding

_MARK: Final = {
    State.OK: click.style("ok  ", fg="green"),
    State.WARN: click.style("warn", fg="yellow"),
    State.BAD: click.style("BAD ", fg="red", bold=True),
}
_INDENT: Final = "\n       "


def as_text(findings: Sequence[Finding]) -> str:
    """Return a line for each finding, and below it why it matters and what mends it."""
    return "\n".join(_told(finding) for finding in findings)


def as_json(findings: Sequence[Finding]) -> str:
    """Return a list of objects, each with the keys check, state, said, why and mend."""
    return json.dumps([asdict(finding) for finding in findings], indent=2, ensure_ascii=False)


def tell(text: str) -> None:
    """Write a report, with colours in a terminal alone, unless whoever reads it wants none (no-color.org)."""
    click.echo(text, color=False if os.environ.get("NO_COLOR") else None)


def exit_code(findings: Sequence[Finding]) -> int:
    """Return 1 when something is bad, else 0."""
    return int(any(finding.state is State.BAD for finding in findings))


def _told(finding: Finding) -> str:
    topic = finding.check.replace("_", " ").capitalize()
    more = [line for line in (finding.why, finding.mend) if line]
    return _INDENT.join([f"{_MARK[finding.state]} {topic}: {finding.said}", *more])
