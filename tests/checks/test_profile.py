"""The chosen profile is shown line by line: to the operator by doctor, and to admins on `/setup`."""

from __future__ import annotations

import html
import json
import re
from dataclasses import asdict, replace
from typing import TYPE_CHECKING

import pytest
from argon2.profiles import CHEAPEST

from app import create_app
from app.checks.profile import Origin, lines
from app.config import load
from app.config.profiles import PROFILES
from app.services import Services
from app.store.clinic import versions
from app.store.clinic.clinic_settings import ClinicVersion
from app.store.clinic.retention_rules import Rules, RulesVersion
from tests.cli.examination import examined
from tests.settings import complete_environment
from tests.staff_people import add_colleague

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import Any

    from app.store import Store
    from tests.people import Clock
    from tests.staff_people import Colleague

LAWS = [law for law, profile in PROFILES.items() if profile.rules]


@pytest.fixture
def under(store: Store, clock: Clock, tmp_path: Path) -> Callable[..., Services]:
    """A function that returns a clinic under a law, with settings of its own."""

    def services(law: str, **own: str) -> Services:
        return Services(load(complete_environment(COMPLIANCE_PROFILE=law, **own), tmp_path), store, clock)

    return services


def admin_of(services: Services, clock: Clock) -> Colleague:
    app = create_app(services, CHEAPEST)
    person = add_colleague(app, services, clock, "admin@larkfield.example", "admin")
    person.is_let_in()
    return person


def saved(store: Store, clock: Clock, rules: Rules) -> None:
    with store.begin() as unit:
        assert versions.keep(unit.db, RulesVersion, 0, rules, "operator", clock())


def told(services: Services) -> list[dict[str, str]]:
    found = json.loads(examined(services, "--offline", "--json").output)
    return [each for each in found if each["check"] == "profile"]


def table(page: str) -> list[list[str]]:
    """Return the cells of the profile's table, row by row."""
    _before, _, body = page.partition('id="h-law"')
    rows = re.findall(r"<tr>(.*?)</tr>", body.partition("</section>")[0], re.DOTALL)
    cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in rows]
    return [
        [html.unescape(" ".join(re.sub("<[^>]+>", " ", cell).split())) for cell in row] for row in cells[1:]
    ]


@pytest.mark.parametrize("law", LAWS)
def test_doctor_and_setup_show_each_rule_with_its_value_its_origin_and_its_source(under, clock, law):
    services = under(law, RIGHTS_DUE_DAYS="12")
    rows = table(admin_of(services, clock).browser.get("/setup").text)
    findings = told(services)
    rules = PROFILES[law].rules
    assert len(rows) == len(findings) == len(rules)
    for rule, (what, _value, chosen_by, _allowed, source), finding in zip(rules, rows, findings, strict=True):
        assert what.endswith(f" {rule.setting}")
        assert source == rule.source
        assert finding["state"] == "ok"
        assert finding["said"].startswith(f"{PROFILES[law].name}: {rule.setting} is ")
        assert rule.source in finding["said"]
        is_own = rule.setting == "RIGHTS_DUE_DAYS"
        assert chosen_by == ("Operator" if is_own else "Profile")
        origin = "set by the operator" if is_own else "the profile's default"
        assert origin in finding["said"]


def test_setup_words_values_and_limits_in_the_members_language(under, clock):
    browser = admin_of(under("hipaa", AUDIT_RETENTION_DAYS="3000"), clock).browser
    rows = {row[0].split()[-1]: row[1:4] for row in table(browser.get("/setup").text)}
    assert rows == {
        "INTAKE_MODE": ["On our own page, through a link", "Profile", "Over WhatsApp only: On our own page, through a link"],
        "RETENTION_DAYS": ["2192 days", "Profile", "Any value"],
        "AUDIT_RETENTION_DAYS": ["3000 days", "Operator", "At least 2192 days"],
        "RIGHTS_DUE_DAYS": ["30 days", "Profile", "At most 30 days"],
        "SESSION_IDLE_MINUTES": ["15 minutes", "Profile", "At most 15 minutes"],
        "CONSENT_AGE": ["18 years", "Profile", "Any value"],
    }  # fmt: skip
    browser.post("/account/language", language="es")
    page = browser.get("/setup").text
    assert "Perfil de cumplimiento: HIPAA" in page
    assert table(page)[2][1:4] == ["3000 días", "Operador", "Al menos 2192 días"]


def test_without_a_profile_both_say_that_none_is_chosen(services, clock):
    assert [each["said"] for each in told(services)] == [
        "none: no law's figures are checked (COMPLIANCE_PROFILE)"
    ]
    page = admin_of(services, clock).browser.get("/setup").text
    assert "None is chosen. COMPLIANCE_PROFILE holds the settings to" in page
    assert table(page) == []


def test_what_an_admin_saved_is_in_force_and_told_as_theirs(under, store, clock):
    saved(store, clock, replace(Rules(), open_days=500, done_days=400, audit_days=400))
    found = {line.rule.setting: line for line in lines(under("hipaa"))}
    records, trail = found["RETENTION_DAYS"], found["AUDIT_RETENTION_DAYS"]
    assert (records.value, records.origin) == (500, Origin.ADMIN)
    assert (trail.value, trail.is_allowed) == (2192, True), "the law lengthens what was saved before"


def test_an_age_of_consent_that_an_admin_saved_is_told_as_theirs(under, store, clock):
    services = under("hipaa")
    with store.begin() as unit:
        clinic = replace(services.settings.clinic, consent_age=15)
        assert versions.keep(unit.db, ClinicVersion, 0, clinic, "operator", clock())
    (line,) = [line for line in lines(services) if line.rule.setting == "CONSENT_AGE"]
    assert (line.value, line.origin) == (15, Origin.SETTINGS)
    (said,) = [each["said"] for each in told(services) if "CONSENT_AGE" in each["said"]]
    assert said == "HIPAA: CONSENT_AGE is 15 (saved on /settings; 45 CFR 164.502(g)(3))"
    rows = table(admin_of(services, clock).browser.get("/setup").text)
    assert rows[-1][1:3] == ["15 years", "Admin, under Settings"]


def test_a_period_that_was_saved_before_and_is_longer_than_the_law_allows_is_a_bad_finding(
    under, store, clock
):
    saved(store, clock, replace(Rules(), done_days=36_500))
    services = under("gdpr")
    (bad,) = [each for each in told(services) if each["state"] == "bad"]
    assert "RETENTION_DAYS is 36500 (saved on /retention; at most 10958; Art. 5(1)(e))" in bad["said"]
    assert bad["mend"] == "An admin changes it on /retention."
    assert table(admin_of(services, clock).browser.get("/setup").text)[1][1] == "36500 days Not allowed"


def test_an_admin_cannot_save_what_the_law_does_not_allow(under, store, clock):
    person = admin_of(under("hipaa"), clock)
    person.confirms()
    page = person.browser.get("/retention/change").text
    assert "The compliance profile HIPAA allows fewer figures than usual." in page
    assert "2,192 to 36,500." in page
    assert 'value="2192"' in page

    def posts(audit_days: int) -> Any:
        figures = {
            name: str(value) for name, value in asdict(Rules(export_days=2192, audit_days=audit_days)).items()
        }
        return person.browser.post_with(
            person.browser.last_token(), "/retention/change", figures | {"version": "0", "agreed": "0"}
        )

    answer = posts(2191)
    assert answer.status_code == 422
    assert 'id="audit_days-error"' in answer.text
    with store.read() as unit:
        assert versions.current(unit.db, RulesVersion) is None
    assert posts(2192).status_code == 303
