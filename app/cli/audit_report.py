"""`flask audit-report`: the audit's points, each with attacks that run.

It needs no settings of this installation, and touches nothing of it: what is attacked is a copy of the code.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from contextlib import nullcontext
from datetime import UTC, datetime
from typing import Any, Final

import click
from flask import Flask, render_template

from app.cli.doctor import tell
from app.cli.output import destination, ended_by_signals
from app.config import ROOT
from app.config.environment import version
from app.proof import audited_bot
from app.proof.outcome import Ending, Outcome
from app.proof.points import PARTS, POINTS, does, name_of
from app.proof.target import NotStarted, Target
from app.proof.trial import ONLY_IN_THE_SOURCE, Verdict, attacks_of, run

_WIDTH: Final = 44
_COLOURS: Final = {Ending.FELL: "yellow", Ending.HELD: "green", Ending.UNKNOWN: "red"}
STYLES: Final = tuple(ROOT / "app" / "static" / name for name in ("style.css", "desk.css"))
"""What a page that loads nothing has in it."""


@click.command(short_help="Attack the audited bot and a copy of Anteroom, and report.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON in place of the table.")
@click.option("--html", metavar="FILE", help="Write the report as a page, too; - is standard output.")
@click.option("--force", is_flag=True, help="Replace FILE if it exists.")
def audit_report(as_json: bool, html: str | None, force: bool) -> None:
    """Show how each point of the security audit stands, by attacks that run.

    Each runs against the audited bot, where it must succeed, and against a copy of this Anteroom with a database and keys
    of its own, where it must fail. Nothing goes to the network. Exit status 1 when one no longer holds.
    """
    with destination(html, force=force) if html else nullcontext() as page, ended_by_signals():
        verdicts = _carried_out()
        if page is not None:
            page.write(to_page(verdicts).encode())
    if html != "-":
        tell(to_json(verdicts) if as_json else to_text(verdicts))
    sys.exit(int(not all(each.holds for each in verdicts)))


def _carried_out() -> list[Verdict]:
    """Run all attacks behind a progress bar.

    Raises:
        click.ClickException: a target did not start, or there is no room for it.
    """
    targets = 1 + audited_bot.is_here()
    length = targets * len(attacks_of(POINTS))
    with click.progressbar(
        length=length, label="Attacking", file=sys.stderr, item_show_func=lambda told: told, show_pos=True
    ) as bar:

        def told(target: Target, attack: Any, _outcome: Outcome) -> None:
            bar.update(1, f"{target.name}: {name_of(attack)}")

        try:
            return run(told)
        except (NotStarted, OSError) as error:
            raise click.ClickException(f"Nothing was proven: {error}.") from None


def to_text(verdicts: Sequence[Verdict]) -> str:
    """Return a table: each point, where its control is, and what was tried."""
    lines: list[str] = []
    for letter, part in PARTS.items():
        lines += [f"\n{click.style(part, bold=True)}"]
        for each in (each for each in verdicts if each.point.id.startswith(letter)):
            lines += _lines_of(each)
    return "\n".join([*lines, f"\n{summary(verdicts)}"])


def _lines_of(verdict: Verdict) -> list[str]:
    point = verdict.point
    names = ", ".join(map(name_of, point.attacks))
    title = click.style(f"{point.title:<{_WIDTH}}", bold=not verdict.holds)
    ends = [_ends(verdict.on_the_bot, Ending.FELL, "bot"), _ends(verdict.here, Ending.HELD, "here")]
    lines = [f"  {point.id:<4}{title}{'  '.join(filter(None, ends))}", f"      {point.where}: {names}"]
    return lines if verdict.holds else [*lines, *_faults(verdict)]


def _ends(outcomes: Sequence[Outcome], wanted: Ending, place: str) -> str:
    """Return one word for how a point's attacks ended: the wanted one only if all did."""
    if not outcomes:
        return ""
    ending = next((each.ending for each in outcomes if each.ending is not wanted), wanted)
    colour = _COLOURS[ending] if ending is wanted else "red"
    return f"{place} {click.style(f'{ending:<7}', fg=colour, bold=ending is not wanted)}"


def _faults(verdict: Verdict) -> list[str]:
    told = [("here", verdict.here, Ending.HELD), ("bot", verdict.on_the_bot, Ending.FELL)]
    return [
        click.style(f"      {place}, {name_of(attack)}: {outcome.evidence}", fg="red")
        for place, outcomes, wanted in told
        for attack, outcome in zip(verdict.point.attacks, outcomes, strict=False)
        if outcome.ending is not wanted
    ]


def summary(verdicts: Sequence[Verdict]) -> str:
    """Return in sentences how many points hold, and what could not be shown."""
    hold, attacks = sum(each.holds for each in verdicts), len(attacks_of(POINTS))
    told = f"{hold} of {len(verdicts)} points hold, by {attacks} attacks."
    if not any(each.on_the_bot for each in verdicts):
        return f"{told} {ONLY_IN_THE_SOURCE}"
    return f"{told} Each attack has to succeed against the audited bot, and to fail against Anteroom."


def to_json(verdicts: Sequence[Verdict]) -> str:
    """Return an object with `version`, `at`, `holds`, `says` and the `points`."""
    return json.dumps(
        {
            "version": version(),
            "at": datetime.now(UTC).isoformat(timespec="seconds"),
            "holds": all(each.holds for each in verdicts),
            "says": summary(verdicts),
            "points": list(map(_as_json, verdicts)),
        },
        indent=2,
        ensure_ascii=False,
    )


def _as_json(verdict: Verdict) -> dict[str, Any]:
    point, bot = verdict.point, verdict.on_the_bot
    return {
        "id": point.id,
        "part": PARTS[point.id[0]],
        "title": point.title,
        "said": point.said,
        "control": point.control,
        "where": point.where,
        "holds": verdict.holds,
        "attacks": [
            {
                "name": name_of(attack),
                "does": does(attack),
                "bot": _ended(bot[at]) if bot else None,
                "here": _ended(verdict.here[at]),
            }
            for at, attack in enumerate(point.attacks)
        ],
    }


def _ended(outcome: Outcome) -> dict[str, str]:
    return {"ending": outcome.ending.value, "evidence": outcome.evidence}


def to_page(verdicts: Sequence[Verdict]) -> str:
    """Return the report as one file of HTML: it needs no script, and loads nothing."""
    bare = Flask("app.proof", static_folder=None, template_folder=".")
    with bare.app_context():
        return render_template(
            "report.html",
            styles=[path.read_text() for path in STYLES],
            parts=[
                (part, [_as_json(each) for each in verdicts if each.point.id.startswith(letter)])
                for letter, part in PARTS.items()
            ],
            attacks=list(
                {each["name"]: each for verdict in verdicts for each in _as_json(verdict)["attacks"]}.values()
            ),
            holds=all(each.holds for each in verdicts),
            says=summary(verdicts),
            version=version(),
            at=datetime.now(UTC),
        )
