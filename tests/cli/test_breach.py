"""`flask breach`: no deadline comes too late, and what was told stays on record."""

from __future__ import annotations

import json
import re
import zipfile
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.cli.breach import DUTIES, LAWS
from app.store.trail import audit
from tests.cases import for_each
from tests.dashboard.at_the_record import does
from tests.dashboard.people_on_file import on_file


def by(law, whom, aware):
    (duty,) = [duty for duty in DUTIES if duty.law == law and duty.whom.startswith(whom)]
    found = duty.by(datetime.fromisoformat(aware))
    return None if found is None else f"{found:%Y-%m-%d %H:%M}"


@for_each(
    ("law", "whom", "aware", "until"),
    [
        ("gdpr", "the authority", "2026-03-01T09:00Z", "2026-03-04 09:00"),  # from a Sunday
        ("gdpr", "the authority", "2026-12-24T23:30+01:00", "2026-12-27 22:30"),  # holidays do not stop it
        ("gdpr", "the authority", "2026-03-28T12:00+01:00", "2026-03-31 11:00"),  # nor does summer time
        ("gdpr", "the people", "2026-03-01T09:00Z", None),
        ("dpdp", "the Board, in", "2026-02-27T18:00+05:30", "2026-03-02 12:30"),
        ("hipaa", "the people", "2026-03-01T09:00Z", "2026-05-01 03:59"),  # 30 April, as New York ends it
        ("hipaa", "HHS, of fewer", "2026-03-01T09:00Z", "2027-03-02 04:59"),
        ("hipaa", "HHS, of fewer", "2027-01-01T03:00Z", "2027-03-02 04:59"),  # still 2026 in New York
        ("hipaa", "HHS, of fewer", "2027-06-01T09:00Z", "2028-03-01 04:59"),  # 2028 has a 29 February
        ("lgpd", "ANPD and", "2026-03-02T12:00Z", "2026-03-06 02:59"),  # Monday: Thursday
        ("lgpd", "ANPD and", "2026-03-05T12:00Z", "2026-03-11 02:59"),  # Thursday: Tuesday
        ("lgpd", "ANPD and", "2026-03-06T12:00Z", "2026-03-12 02:59"),  # Friday: Wednesday
        ("lgpd", "ANPD and", "2026-03-07T12:00Z", "2026-03-12 02:59"),  # Saturday: Wednesday
        ("lgpd", "ANPD and", "2026-03-08T12:00Z", "2026-03-12 02:59"),  # Sunday: Wednesday
        ("lgpd", "ANPD and", "2026-03-07T02:00Z", "2026-03-12 02:59"),  # still Friday in Brazil
        ("lgpd", "ANPD, what", "2026-03-02T12:00Z", "2026-03-31 02:59"),  # four weeks
        ("popia", "the Regulator", "2026-03-01T09:00Z", None),
    ],
)
def test_each_laws_deadline(law, whom, aware, until):
    assert by(law, whom, aware) == until


@given(st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_a_deadline_of_business_days_ends_on_the_last_of_so_many(aware):
    zone = ZoneInfo("America/Sao_Paulo")
    for rule, until in [(duty.rule, duty.by(aware)) for duty in DUTIES if "business" in duty.rule]:
        assert until is not None
        day, business = aware.astimezone(zone).date(), 0
        while day < until.astimezone(zone).date():
            day += timedelta(days=1)
            business += day.weekday() < 5
        assert (business, day.weekday() < 5) == (int(rule.split()[0]), True)


@pytest.fixture
def run(app):
    return lambda *arguments: app.test_cli_runner().invoke(args=["breach", *arguments])


def test_a_breach_is_on_record_with_what_is_still_to_be_told(run, clock, store):
    noted = run("note", "--aware", "2026-11-25T09:30+01:00", "--cause", "stolen_laptop")
    (breach,) = re.findall(r"Recorded as ([0-9a-f-]{36})\.", noted.output)
    assert "2026-11-28 08:30Z  GDPR, UK GDPR: the authority (72 hours, Art. 33(1))" in noted.output
    assert run("list").exit_code == 0
    clock.moves(days=3)
    late = run("list")
    assert (late.exit_code, "GDPR" in late.output) == (1, True)
    assert run("told", breach, "--law", "gdpr", "--law", "dpdp").exit_code == 0
    listed = run("list")
    assert (listed.exit_code, "GDPR" in listed.output, "LGPD" in listed.output) == (0, False, True)
    assert run("told", breach, "--law", "all").exit_code == 0
    assert (
        f"{breach}  stolen_laptop, known since 2026-11-25T08:30+00:00: everybody has been told"
        in run("list").output
    )
    with store.read() as unit:
        assert {event.details.get("law") for event in audit.latest(unit.db, 20)} >= {
            law.upper() for law in LAWS
        }


@pytest.mark.parametrize("aware", ["2026-03-01T09:00", "yesterday", "", "2027-03-01T09:00Z", "0001-01-01"])
def test_a_moment_without_zone_or_yet_to_come_is_refused(run, aware):
    assert run("deadlines", "--aware", aware).exit_code == 2


def test_nothing_is_told_of_a_breach_that_is_not_on_record(run):
    failed = run("told", "00000000-0000-4000-8000-000000000000", "--law", "all")
    assert (failed.exit_code, "flask --app wsgi breach list" in failed.output) == (1, True)
    assert run("list").exit_code == 0


@pytest.fixture
def seen(receptionist_in, store, clock):
    """A record that reception saw, and its reference."""
    maya = on_file(store, clock())
    does(receptionist_in, maya, "show", part="identity", reason="ringing")
    return maya, f"{maya.hex[:4]}-{maya.hex[4:8]}"


def test_the_shell_says_who_is_affected_and_writes_list_and_letters(
    run, seen, receptionist_in, tmp_path, store
):
    maya, reference = seen
    listed, letters = tmp_path / "list.csv", tmp_path / "letters.zip"
    asked = run(
        "affected", "--member", receptionist_in.email, "--list", str(listed), "--letters", str(letters)
    )
    assert asked.exit_code == 0, asked.output
    assert "Affected: 1 people" in asked.output
    assert f"{reference}  identity  1 times" in asked.output
    assert str(maya) in listed.read_text()
    for said in (asked.output, listed.read_text()):
        assert "Okafor" not in said
        assert "Mill Lane" not in said
    archive = zipfile.ZipFile(letters)
    assert archive.namelist() == [f"{reference}.html"]
    assert "Okafor" in archive.read(f"{reference}.html").decode()
    assert {path.stat().st_mode & 0o777 for path in (listed, letters)} == {0o600}
    with store.read() as unit:
        told = [event.action for event in audit.latest(unit.db, 4)]
    assert told == ["affected.letters_taken", "affected.list_taken", "affected.seen", "affected.asked"]


def test_the_shell_says_it_as_json_for_another_program(run, seen, receptionist_in, store):
    maya, reference = seen
    asked = run("affected", "--member", receptionist_in.email, "--json")
    assert asked.exit_code == 0
    told = json.loads(asked.stdout)
    assert [(each["id"], each["reference"], each["parts"]) for each in told["records"]] == [
        (str(maya), reference, ["identity"])
    ]
    with store.read() as unit:
        assert audit.latest(unit.db, 1)[0].action == "affected.list_taken"


def test_a_session_is_found_by_the_list_of_sessions(run, seen, receptionist_in):
    listed = run("sessions")
    (session,) = re.findall(
        r"^([0-9a-f-]{36}) .*Reception, reception, from 203\.0\.113\.9$", listed.output, re.MULTILINE
    )
    assert "Affected: 1 people" in run("affected", "--session", session).output
    assert "Affected: 0 people" in run("affected", "--network", "192.0.2.0/24").output
    assert "Affected: 1 people" in run("affected", "--network", "203.0.113.0/24").output


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ([], "Give one of"),
        (["--member", "a@b.example", "--network", "192.0.2.1"], "Give one of"),
        (["--member", "nobody@clinic.example"], "nobody with this e-mail"),
        (["--network", "300.1.1.1"], "an address or a range"),
        (["--network", "192.0.2.1", "--since", "2026-03-01"], "with its time zone"),
    ],
)
def test_a_question_that_cannot_be_answered_says_what_is_missing(options, said, run, store):
    failed = run("affected", *options)
    assert (failed.exit_code, said in failed.output) == (2, True), failed.output
    with store.read() as unit:
        assert "affected.asked" not in {event.action for event in audit.latest(unit.db, 20)}
