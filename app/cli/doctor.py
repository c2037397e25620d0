"""`flask doctor`: what is wrong, why it matters, and how to fix it."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from typing import Final, NoReturn

import click
from flask.cli import with_appcontext

from app.checks import Finding, Shown, State, checklist
from app.checks.host import problems
from app.config import ConfigurationError
from app.services import Services, current

_MARK: Final = {
    State.OK: click.style("ok  ", fg="green"),
    State.WARN: click.style("warn", fg="yellow"),
    State.BAD: click.style("BAD ", fg="red", bold=True),
}
_COUNTED: Final = {State.BAD: "bad", State.WARN: "to look at", State.OK: "well"}
_WORST_FIRST: Final = tuple(_COUNTED)
_FIELDS: Final = ("check", "state", "said", "why", "mend")
_INDENT: Final = "\n       "


def to_text(findings: Sequence[Finding]) -> str:
    """Return each finding with why it matters and how to fix it, the worst first."""
    worst_first = sorted(findings, key=lambda finding: _WORST_FIRST.index(finding.state))
    counts = ", ".join(
        f"{count} {words}"
        for state, words in _COUNTED.items()
        if (count := sum(each.state is state for each in findings))
    )
    return "\n".join([*map(_told, worst_first), f"\n{counts}."])


def to_json(findings: Sequence[Finding]) -> str:
    """Return a list of objects, each with the keys check, state, said, why and mend."""
    return json.dumps(
        [{name: getattr(finding, name) for name in _FIELDS} for finding in findings],
        indent=2,
        ensure_ascii=False,
    )


def tell(text: str) -> None:
    """Write a report, with colours only in a terminal.

    NO_COLOR switches them off there too (no-color.org).
    """
    click.echo(text, color=False if os.environ.get("NO_COLOR") else None)


def exit_code(findings: Sequence[Finding]) -> int:
    """Return 1 when something is bad, else 0."""
    return int(any(finding.state is State.BAD for finding in findings))


def _told(finding: Finding) -> str:
    topic = finding.check.replace("_", " ").capitalize()
    more = [line for line in (finding.why, finding.mend) if line]
    return _INDENT.join([f"{_MARK[finding.state]} {topic}: {finding.said}", *more])


def end(error: ConfigurationError, arguments: Sequence[str]) -> NoReturn:
    """End the process with what is wrong with the configuration.

    `flask doctor` prints it as its report.
    """
    if "doctor" not in arguments:
        sys.exit(str(error))
    told = to_json if "--json" in arguments else to_text
    tell(told(problems(error.problems)))
    sys.exit(1)


def examine(services: Services, *, offline: bool) -> list[Finding]:
    """Return what every check found. `offline` leaves out what goes over the network."""
    found: list[Finding] = []
    is_ready = True
    for check in (*checklist.shown_in(Shown.DOCTOR), *checklist.in_order("app.cli.outside")):
        if (check.over_network and offline) or (check.needs_database and not is_ready):
            continue
        findings = check.findings(services)
        if check.is_vital:
            is_ready = all(each.state is State.OK for each in findings)
        found += findings
    return found


@click.command(short_help="Check the installation, and say how to fix problems.")
@click.option(
    "--json",
    "as_json",
    is_flag=True,
    help="Print JSON: a list of objects with check, state, said, why and mend.",
)
@click.option("--offline", is_flag=True, help="Skip checks that use the network.")
@with_appcontext
def doctor(as_json: bool, offline: bool) -> None:
    """Check settings, files, database, keys, the clock, sign-in and what runs.

    Exit status 1 when something is bad.
    """
    services: Services = current()
    findings = examine(services, offline=offline)
    if as_json:
        tell(to_json(findings))
    else:
        tell(to_text(findings))
        click.echo(
            f"\nFor Twilio's console, “When a message comes in”, POST:\n  {services.settings.public_url}/webhook"
        )
    sys.exit(exit_code(findings))
