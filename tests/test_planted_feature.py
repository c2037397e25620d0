"""What a newcomer adds stands in the files that "Where do I add" names: a copy of the project gets it, and shows it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.project import ROOT
from tests.releases import THIS

if TYPE_CHECKING:
    from pathlib import Path

Planted = dict[str, str | tuple[str, str]]
COPIED = ("app", "tests", "migrations", "deploy")
NEEDED = ("docs", "babel.cfg", "pyproject.toml")
RIDES = ROOT / "tests" / "data" / "planted"
"""A sealed table with a page, a job, an event, a check, and a rule by which it expires."""
CATALOGUE = ("messages.po", "messages.mo")
"""What `make catalogues` writes, and a newcomer translates."""
SPANISH = {
    "Rides home": "Viajes a casa",
    "Viewed the rides home of a patient": "Vio los viajes a casa de un paciente",
    "Ordered a ride home": "Pidió un viaje a casa",
    "Ending a ride home": "Terminando un viaje a casa",
    "The ride is ordered.": "El viaje está pedido.",
    "Order a ride": "Pedir un viaje",
}
SHOWN = (
    "tests/dashboard/test_rides.py",
    "tests/test_rides_everywhere.py",
    "tests/test_features.py",
    "tests/test_security_page.py",
    "tests/test_doors.py::test_every_route_is_behind_the_door_that_the_table_names",
    "tests/dashboard/test_every_look_is_audited.py::test_every_route_behind_which_patients_are_is_in_this_table",
    *(
        "tests/dashboard/test_every_look_is_audited.py"
        f"::test_a_look_is_one_event_in_the_transaction_that_read_and_what_it_shows_counts[{method} /rides/<uuid:patient_id>]"
        for method in ("GET", "POST")
    ),
    "tests/dashboard/test_every_look_is_audited.py::test_no_other_page_reads_what_is_sealed[sqlite]",
    "tests/store/test_vouched.py::test_each_table_is_vouched_for_or_says_why_it_need_not_be",
    "tests/store/engine/test_schema.py::test_the_tables_in_the_code_are_those_that_the_migrations_make[sqlite]",
    "tests/store/test_sealed_columns.py::test_every_sealed_column_holds_only_tokens_of_time_zero_that_open_in_their_own_row[sqlite]",
    "tests/store/test_sealed_columns.py::test_the_example_leaves_no_table_empty[sqlite]",
    "tests/store/patients/test_erasure.py::test_after_an_erasure_no_row_holds_a_value_of_the_patient[sqlite]",
    "tests/store/engine/test_upgrades.py::test_a_migration_that_was_released_never_changes",
    "tests/test_translations.py::test_every_text_of_the_code_is_translated",
    "tests/test_translations.py::test_the_compiled_catalogue_is_made_of_the_written_one",
)
EVENT: Planted = {
    "app/staff/kettle.py": """
from app.store.trail import audit
from app.store.trail.events import TrailEvent, TrailGroup

BOILED = TrailEvent("kettle.boiled", "Boiled the kettle {times} times", TrailGroup.STAFF)


def boil(unit, actor, now):
    audit.record(unit.db, actor, BOILED, details={"times": 3}, at=now)
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
JOB: Planted = {
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
from app.store.work import jobs
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
CHECK: Planted = {
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
PAGE: Planted = {
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
CLINIC_SETTING: Planted = {
    "app/intake/clinic.py": (
        "    # Not settings:",
        """    parking: str = setting(
        "",
        N_("Parking"),
        line(40, N_("Write where to park on one line, in at most %(most)s characters.")),
        hint=N_("Where patients park. HELP tells them."),
    )
    ramp: bool = setting(False, N_("Ramp"), hint=N_("Whether a wheelchair can come in."))

    # Not settings:""",
    ),
    "app/intake/steer.py": (
        '    return "\\n".join(map(scene.fill, lines))',
        """    parking = (scene.clinic.parking,) if scene.clinic.parking else ()
    return "\\n".join((*map(scene.fill, lines), *parking))""",
    ),
    "tests/test_planted_setting.py": """
import html

import pytest

from app.intake.clinic import Clinic
from app.store.clinic import versions
from app.store.trail import audit
from app.store.clinic.clinic_settings import ClinicVersion
from tests.staff_people import version_on

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
WHERE = "Behind the church"
TYPED = {
    "name": "Mill Lane Practice", "phone": "01632 960 555", "emergency_number": "999", "languages": ["en", "es"],
    "timezone": "UTC", "exports_per_hour": "10", "consent_age": "16", "country": "GB",
}


def saves(admin, parking, **more):
    version = version_on(admin.browser.get("/settings/clinic").text)
    return admin.browser.post("/settings", version=version, parking=parking, **TYPED, **more)


def test_it_is_on_the_page_kept_audited_and_told_to_patients(admin, store, patient):
    assert Clinic("", "", "").parking == ""
    admin.is_let_in()
    admin.has_confirmed()
    assert WHERE not in patient.says("HELP")
    assert "Where patients park. HELP tells them." in admin.browser.get("/settings/clinic").text
    assert saves(admin, f"  {WHERE} ").status_code == 303
    with store.read() as unit:
        assert versions.current(unit.db, ClinicVersion).value.parking == WHERE
        [told] = [each for each in audit.latest(unit.db, 9) if each.action == "settings.changed"]
    assert told.details["fields"][-1] == "parking"
    assert "Parking" in admin.browser.get("/audit").text
    page = admin.browser.get("/settings/clinic").text
    assert f'value="{WHERE}"' in page
    assert 'name="ramp" value="yes">' in page
    assert saves(admin, WHERE, ramp="yes").status_code == 303
    assert 'name="ramp" value="yes" checked>' in admin.browser.get("/settings/clinic").text
    assert patient.says("HELP").endswith(WHERE)


def test_what_cannot_be_right_is_refused_with_its_words_and_kept(admin):
    admin.is_let_in()
    admin.has_confirmed()
    answer = saves(admin, "x" * 41)
    assert answer.status_code == 422
    said = html.unescape(answer.text)
    assert "Write where to park on one line, in at most 40 characters." in said
    assert f'value="{"x" * 41}"' in said
""",
}
"""File -> its text, or what is replaced in it and by what. A clinic's setting is three, tests included."""
ENVIRONMENT_SETTING: Planted = {
    "app/config/settings.py": (
        "    log_level: str\n",
        """    tea: int = variable("TEA_MINUTES", 4, 1, 9, "the minutes that tea is left to draw")
    log_level: str
""",
    ),
    ".env.example": (
        "#DRAIN_SECONDS=0\n",
        "#DRAIN_SECONDS=0\n\n# How long tea is left to draw.\n#TEA_MINUTES=4\n",
    ),
    "docs/operating.md": (
        "| `DRAIN_SECONDS` |",
        "| `TEA_MINUTES` | how long tea is left to draw | 4 |\n| `DRAIN_SECONDS` |",
    ),
    "tests/test_planted_variable.py": """
import pytest

from app.checks import State
from app.checks.settings import names
from app.config import ConfigurationError, load
from tests.settings import complete_environment


def test_it_is_read_within_its_bounds_and_known_to_doctor(tmp_path):
    assert load(complete_environment(), tmp_path).tea == 4
    settings = load(complete_environment(TEA_MINUTES="9"), tmp_path)
    assert settings.tea == 9
    assert [each.state for each in names(settings, {"TEA_MINUTES": "9"})] == [State.OK]
    assert "Did you mean TEA_MINUTES?" in names(settings, {"TEA_MINUTE": "9"})[0].mend
    with pytest.raises(ConfigurationError, match="TEA_MINUTES must be the minutes that tea is left to draw, from 1 to 9."):
        load(complete_environment(TEA_MINUTES="10"), tmp_path)
""",
}
"""As above. A setting of the environment is four."""
PLANTED: dict[str, tuple[Planted, int]] = {
    "event": (EVENT, 1),
    "job": (JOB, 1),
    "check": (CHECK, 1),
    "page": (PAGE, 2),
    "clinic's setting": (CLINIC_SETTING, 2),
    "environment's setting": (ENVIRONMENT_SETTING, 3),
}
"""What is added -> its files, and how many of them may be no tests."""
DOCUMENT = "docs/operating.md"
LISTED = "tests/test_secrets_stay_out.py::test_every_setting_that_is_read_is_in_the_example_and_on_the_operators_page"
KNOWN = (
    LISTED,
    "tests/test_features.py",
    "tests/dashboard/settings/test_page.py::test_a_save_is_kept_audited_and_told",
    "tests/checks/test_settings.py::test_every_name_of_the_example_is_known",
)
"""Tests of the project by which what was planted is where it should be."""
PYTEST = ("-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider")


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A copy of the project. What of it is compiled and unchanged counts there, too."""
    leave = shutil.ignore_patterns("*.png", "*.pyc.*")  # the latter a worker is just writing
    for name in COPIED:
        shutil.copytree(ROOT / name, tmp_path / name, ignore=leave)
    for name in NEEDED:
        (tmp_path / name).symlink_to(ROOT / name)
    return tmp_path


def run(folder: Path, *command: str) -> str:
    """Run a Python program within a copy of the project, and return what it printed when it failed."""
    ran = subprocess.run(
        [sys.executable, *command],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
        env={**os.environ, "PYTHONPATH": "."},
    )
    return ran.stdout + ran.stderr if ran.returncode else ""


def plant(folder: Path, files: Planted) -> None:
    """Write these files, or change what they hold once."""
    for name, said in files.items():
        path = folder / name
        if isinstance(said, str):
            path.write_text(said)
            continue
        before = (ROOT / name).read_text()
        assert before.count(said[0]) == 1, (name, said[0])
        path.write_text(before.replace(*said))


def test_what_is_planted_is_few_files_and_found_wherever_such_things_are_listed(copied: Path):
    """A setting of the clinic reaches the page, the trail and patients; one of the environment doctor and the documents.

    All is planted in one copy, because each run of its tests has to load the app.
    """
    (copied / "docs").unlink()
    shutil.copytree(ROOT / "docs", copied / "docs", ignore=shutil.ignore_patterns("*.png", "__pycache__"))
    for files, most in PLANTED.values():
        assert sum(not name.startswith("tests/") for name in files) <= most
        plant(copied, {name: said for name, said in files.items() if name != DOCUMENT})
    assert "TEA_MINUTES" in run(copied, *PYTEST, LISTED), "the documents do not know it"
    plant(copied, {DOCUMENT: ENVIRONMENT_SETTING[DOCUMENT]})
    tests = [name for files, _most in PLANTED.values() for name in files if name.startswith("tests/")]
    assert not run(copied, *PYTEST, *tests, *KNOWN)


def test_a_sealed_table_with_a_page_is_eight_files_and_is_wherever_tables_and_pages_are(copied: Path):
    added = [path for path in RIDES.rglob("*.*") if path.is_file()]
    for path in added:
        (copied / path.relative_to(RIDES)).with_name(path.name.removesuffix(".txt")).write_text(
            path.read_text().replace('"the newest"', f'"{THIS}"')
        )
    assert len(added) - len(["the proof itself"]) + len(CATALOGUE) <= 8
    assert "not translated: Order a ride" in run(copied, "deploy/catalogues.py")
    [catalogue] = (copied / "app/translations").rglob(CATALOGUE[0])
    translated = catalogue.read_text()
    for english, spanish in SPANISH.items():
        translated = translated.replace(
            f'msgid "{english}"\nmsgstr ""', f'msgid "{english}"\nmsgstr "{spanish}"'
        )
    catalogue.write_text(translated)
    assert not run(copied, "deploy/catalogues.py")
    assert not run(copied, *PYTEST, *SHOWN)
