"""What a newcomer adds stands in the files that "Where do I add" names: a copy of the project gets it, and shows it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.project import ROOT

if TYPE_CHECKING:
    from pathlib import Path

NEEDED = ("migrations", "deploy", "pyproject.toml")
EVENT = {
    "app/staff/kettle.py": """
from app.store.events import TrailEvent, TrailGroup
from app.store import jobs

BOILED = TrailEvent("kettle.boiled", "Boiled the kettle {times} times", TrailGroup.STAFF)


def boil(unit, actor, now):
    unit.audit.record(actor, BOILED, details={"times": 3}, at=now)
""",
    "tests/test_planted_event.py": """
import pytest

from app.staff.kettle import boil

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_the_trail_tells_it_in_a_sentence_and_finds_it_by_its_group(services, clock, colleague):
    auditor = colleague("auditor")
    auditor.is_let_in()
    with services.store.begin() as unit:
        boil(unit, "operator", clock())
    for address in ("/audit", "/audit?action=staff"):
        assert "Boiled the kettle 3 times" in auditor.browser.get(address).text
    assert "Boiled the kettle" not in auditor.browser.get("/audit?action=patient").text
""",
}
JOB = {
    "app/messages/bell.py": """
from app.web.feature import JobKind, Lane

rung = []


def ring(services, job, _beat):
    rung.append(job.id)


RINGING = JobKind("bell.ring", "Ringing the bell", ring, Lane.ALARMS)
""",
    "tests/test_planted_job.py": """
import pytest

from app.exports.jobs_page import title_of
from app.features import FEATURES
from app.jobs.lanes import in_lane, runs_of
from app.jobs.worker import Worker
from app.messages.bell import RINGING, rung
from app.web.feature import Lane

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_it_is_done_in_its_lane_and_pages_have_its_title(app, services, clock):
    with services.store.begin() as unit:
        job_id = jobs.add(unit.db, "bell.ring", None, "operator", clock())
    assert in_lane(Lane.ALARMS, FEATURES.jobs)["bell.ring"] is RINGING
    assert Worker(services, runs_of(FEATURES.jobs)).once()
    assert rung == [job_id]
    with app.test_request_context():
        assert title_of("bell.ring") == "Ringing the bell"
""",
}
CHECK = {
    "app/checks/kitchen.py": """
from app.checks import Check, Finding, State


def kitchen(services):
    return Finding("kitchen", State.WARN, "the kettle is empty", "Nobody gets tea.", "Fill it.")


KITCHEN_CHECK = Check("kitchen", kitchen)
""",
    "tests/test_planted_check.py": """
import json

import pytest

from tests.cli.examination import examined

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_doctor_names_it_after_all_others(services):
    told = json.loads(examined(services, "--offline", "--json").stdout)
    found = [each["said"] for each in told if each["check"] == "kitchen"]
    assert found == ["the kettle is empty"]
""",
}
PAGE = {
    "app/dashboard/tea.py": """
from flask import render_template
from flask_babel import lazy_gettext as _l

from app.guard.doors import GuardedBlueprint, May
from app.guard.session import signed_in
from app.web.feature import NavigationEntry

blueprint = GuardedBlueprint("tea", __name__, url_prefix="/tea")
IN_NAVIGATION = NavigationEntry("tea.tea_page", _l("Tea"), "report", May.SEE_REPORT, 85)


@blueprint.get("", door=signed_in(May.SEE_REPORT))
def tea_page():
    return render_template("dashboard/tea.html")
""",
    "app/templates/dashboard/tea.html": """{% extends "base.html" %}
{% block title %}{{ _('Tea') }}{% endblock %}
{% block main %}<h1>{{ _('Tea') }}</h1>{% endblock %}
""",
    "tests/test_planted_page.py": """
import re

import pytest

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_it_stands_in_the_navigation_of_those_who_may_see_it(colleague):
    admin, auditor = colleague("admin"), colleague("auditor")
    for each in (admin, auditor):
        each.is_let_in()
    page = admin.browser.get("/tea").text
    assert re.search(r'<a[^>]*href="/tea"[^>]*aria-current="page"', page)
    order = [page.index(f'href="{address}"') for address in ("/report", "/tea", "/exports")]
    assert order == sorted(order)
    assert 'href="/tea"' not in auditor.browser.get("/audit").text
""",
}
PLANTED = {"event": (EVENT, 1), "job": (JOB, 1), "check": (CHECK, 1), "page": (PAGE, 2)}
"""What is added -> its files, and how many of them may be the app's. The others are tests."""


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project."""
    folder = tmp_path_factory.mktemp("planted")
    for name in ("app", "tests"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("browser", "*.png"))
    for name in NEEDED:
        (folder / name).symlink_to(ROOT / name)
    return folder


def test_what_is_planted_is_found_wherever_such_things_are_listed(copied: Path):
    tests = []
    for files, most in PLANTED.values():
        assert sum(name.startswith("app/") for name in files) <= most
        for name, source in files.items():
            (copied / name).write_text(source)
            if name.startswith("tests/"):
                tests.append(name)
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *tests, "tests/test_features.py"],
        cwd=copied,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout
