"""What `doctor` says of the clinic's country, time zone and emergency number."""

from __future__ import annotations

from dataclasses import replace

from app.checks import State
from app.checks.clinic import clinic
from app.config import load
from tests.cases import for_each
from tests.settings import complete_environment

NAMED = {"CLINIC_COUNTRY": "MX", "CLINIC_TIMEZONE": "America/Mexico_City", "EMERGENCY_NUMBER": "911"}


def found_with(services, folder, **changed):
    settings = load(complete_environment(**NAMED | changed), folder)
    return clinic(replace(services, settings=settings))


@for_each(
    ("changed", "state", "said", "mend"),
    [
        ({}, State.OK, "in MX, America/Mexico_City; emergency number 911", ""),
        ({"CLINIC_TIMEZONE": ""}, State.BAD, "nobody has said in which time zone", "set CLINIC_TIMEZONE in .env"),
        ({"CLINIC_TIMEZONE": "", "ANTEROOM_ENV": "development"}, State.WARN, "nobody has said in which time zone", "/setup/first"),
        ({"CLINIC_TIMEZONE": "Europe/London"}, State.WARN, "Europe/London, which is none of MX", "/settings"),
        ({"CLINIC_COUNTRY": ""}, State.WARN, "nobody has said in which country", "set CLINIC_COUNTRY in .env"),
        ({"EMERGENCY_NUMBER": "9999"}, State.WARN, "9999 is not known as an emergency number in MX; 911 is", "EMERGENCY_NUMBER"),
    ],
)  # fmt: skip
def test_each_mistake_is_told_with_what_to_set_and_where(changed, state, said, mend, services, tmp_path):
    (finding,) = found_with(services, tmp_path, **changed)
    assert finding.state is state
    assert said in finding.said
    assert mend in finding.mend
