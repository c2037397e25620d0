"""`flask audit-report` attacks the audited bot and a copy of Anteroom, and names what no longer holds."""

from __future__ import annotations

import json
import secrets
import subprocess
import sys
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from click.testing import CliRunner

from app.cli.audit_report import audit_report, to_json, to_page, to_text
from app.proof.anteroom import set_up, staged
from app.proof.attacks.browser import page_framed
from app.proof.attacks.edge import debugger, foreign_host, plain_http, version_told
from app.proof.attacks.source import repository_secrets
from app.proof.attacks.webhook import forged_messages, oversized_messages, recut_message, repeated_message
from app.proof.outcome import Ending, Outcome, fell, held
from app.proof.people import ALL
from app.proof.points import POINTS, Attack, name_of
from app.proof.trial import ONLY_IN_THE_SOURCE, attacked, attacks_of, verdicts
from tests.project import ROOT
from tests.settings import bare_environment

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from app.proof.target import Target

ATTACKS = attacks_of(POINTS)
BESIDE = [
    *(forged_messages, debugger, repository_secrets),
    *(
        plain_http,
        page_framed,
        version_told,
        foreign_host,
        recut_message,
        repeated_message,
        oversized_messages,
    ),
]
"""What a regression turns red, and other attacks that nobody has to sign in for."""


class Regression(NamedTuple):
    """What somebody breaks, by which attack it shows, and the points that no longer hold."""

    file: str
    before: str
    after: str
    attack: str
    points: set[str]


REGRESSIONS = (
    Regression(
        "app/webhook/signature.py",
        "genuine = validator.validate(url, form, signature)",
        "genuine = True",
        "forged messages",
        {"I5", "V2", "R2"},
    ),
    Regression(
        "app/__init__.py",
        "    return app\n",
        "    app.wsgi_app = __import__('werkzeug.debug').debug.DebuggedApplication(app.wsgi_app, True)\n    return app\n",
        "debugger",
        {"V5", "C1"},
    ),
    Regression(
        "app/messages/mail.py",
        "from __future__ import annotations\n",
        f'from __future__ import annotations\n_TOKEN = "{secrets.token_hex(16)}"\n',
        "repository secrets",
        {"I3", "V3", "R3"},
    ),
)


@pytest.fixture
def temporary() -> Iterator[Path]:
    """A folder whose name is short enough for a socket's."""
    with TemporaryDirectory(prefix="t-") as name:
        yield Path(name)


def reported(folder: Path, temporary: Path, *options: str) -> tuple[int, dict[str, Any]]:
    """Run the command in a folder without settings; return its status and its report."""
    ran = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", "audit-report", "--json", *options],
        cwd=folder,
        env=bare_environment() | {"TMPDIR": str(temporary)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.stdout, ran.stderr
    return ran.returncode, json.loads(ran.stdout)


@pytest.mark.long
@pytest.mark.timeout(600)
def test_every_attack_succeeds_on_the_audited_bot_and_fails_here_and_leaves_no_patients_word(
    tmp_path, temporary
):
    page = tmp_path / "report.html"
    status, report = reported(ROOT, temporary, "--html", str(page))
    ended = {
        (each["name"], place): (each[place]["ending"], each[place]["evidence"])
        for point in report["points"]
        for each in point["attacks"]
        for place in ("bot", "here")
    }
    wrong = {key: told for key, told in ended.items() if told[0] != {"bot": "fell", "here": "held"}[key[1]]}
    assert (wrong, status, report["holds"]) == ({}, 0, True)
    assert len(ended) == 2 * len(ATTACKS)
    told = json.dumps(report, ensure_ascii=False) + page.read_text()
    assert [word for person in ALL for word in person if word in told] == []
    assert list(temporary.iterdir()) == [], "neither server, database nor key is left"


@pytest.mark.long
@pytest.mark.timeout(600)
def test_each_regression_turns_exactly_its_points_red(temporary: Path):
    """By itself, beside attacks that it could be taken for; and all at once, beside every attack, where no bot is."""
    target = set_up(staged(temporary))
    for each in REGRESSIONS:
        with planted(target.source, each):
            assert red(attacked(lambda: target, BESIDE, told_to_nobody)) == {each.attack: each.points}
    with ExitStack() as all_of_them:
        for each in REGRESSIONS:
            all_of_them.enter_context(planted(target.source, each))
        here = attacked(lambda: target, ATTACKS, told_to_nobody)
    assert red(here) == {each.attack: each.points for each in REGRESSIONS}
    report = json.loads(to_json(verdicts(POINTS, {}, here)))
    broken = {point for each in REGRESSIONS for point in each.points}
    assert {point["id"] for point in report["points"] if not point["holds"]} == broken
    assert not report["holds"]
    assert ONLY_IN_THE_SOURCE in report["says"]


@contextmanager
def planted(source: Path, regression: Regression) -> Iterator[None]:
    """Have a regression in the code, and then not."""
    file = source / regression.file
    whole = file.read_text()
    assert whole.count(regression.before) == 1
    file.write_text(whole.replace(regression.before, regression.after))
    yield
    file.write_text(whole)


def red(outcomes: Mapping[Attack, Outcome]) -> dict[str, set[str]]:
    """Return the points of each attack that did not fail."""
    return {
        name_of(attack): {point.id for point in POINTS if attack in point.attacks}
        for attack, outcome in outcomes.items()
        if outcome.ending is not Ending.HELD
    }


def told_to_nobody(_target: Target, _attack: Attack, _outcome: Outcome) -> None:
    """Show no progress."""


def ended(**instead: Outcome) -> list[Any]:
    """Return verdicts on outcomes that are as they should be, but for those that are named."""
    here = {attack: instead.get(attack.__name__, held("refused")) for attack in ATTACKS}
    return verdicts(POINTS, {attack: fell("obeyed") for attack in ATTACKS}, here)


def test_the_table_names_what_no_longer_holds_with_its_evidence():
    broken = ended(swapped_package=fell("3 of 86 packages are taken"))
    assert [each.point.id for each in broken if not each.holds] == ["I7"]
    told = to_text(broken)
    assert "here, swapped package: 3 of 86 packages are taken" in told
    assert f"{len(POINTS) - 1} of {len(POINTS)} points hold" in told
    assert "Not every point holds." in to_page(broken)


def test_an_attack_that_could_not_be_carried_out_proves_nothing():
    unknown = ended(foreign_host=Outcome(Ending.UNKNOWN, "no answer"))
    assert [each.point.id for each in unknown if not each.holds] == ["M15"]


def test_an_attack_that_fails_on_the_audited_bot_shows_nothing_of_anteroom():
    tame = {attack: held("nothing happened") for attack in ATTACKS}
    told = verdicts(POINTS, tame, {attack: held("refused") for attack in ATTACKS})
    assert not any(each.holds for each in told)


def test_the_page_loads_nothing_and_needs_no_script():
    page = to_page(ended())
    assert "Every point holds." in page
    assert not [each for each in ("<script", " src=", "url(", "@import", "http://") if each in page]


def test_a_report_that_is_there_is_not_replaced_unasked(tmp_path):
    page = tmp_path / "report.html"
    page.write_text("last year's")
    done = CliRunner().invoke(audit_report, ["--html", str(page)])
    assert done.exit_code == 1
    assert "already exists" in done.output
    assert page.read_text() == "last year's"
