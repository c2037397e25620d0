"""The settings of Twilio's REST API: off until both are there, and nobody but Twilio is called in production."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.config import ConfigurationError, load
from tests.cases import for_each
from tests.settings import complete_environment

KEY, SECRET = "SK" + "a" * 32, "the secret of the key, shown once"


def load_with(tmp_path, **changed):
    return load(complete_environment(**changed), tmp_path)


def problem_with(tmp_path, **changed):
    with pytest.raises(ConfigurationError) as raised:
        load_with(tmp_path, **changed)
    (problem,) = raised.value.problems
    assert SECRET not in problem
    return problem


def test_nothing_is_deleted_at_twilio_until_a_key_is_set(tmp_path):
    assert load_with(tmp_path).twilio.api is None


def test_a_key_and_its_secret_are_all_it_needs_and_the_secret_is_not_printed(tmp_path):
    settings = load_with(tmp_path, TWILIO_API_KEY=KEY, TWILIO_API_SECRET=SECRET)
    api = settings.twilio.api
    assert (api.key, api.secret.reveal(), api.base_url) == (KEY, SECRET, None)
    assert SECRET not in repr(settings)


def test_the_secret_may_lie_in_a_file(tmp_path):
    path = tmp_path / "secret"
    path.touch(mode=0o600)
    path.write_text(SECRET)
    settings = load_with(tmp_path, TWILIO_API_KEY=KEY, TWILIO_API_SECRET_FILE=str(path))
    assert settings.twilio.api.secret.reveal() == SECRET


@for_each(
    ("changed", "told"),
    [
        ({"TWILIO_API_KEY": KEY}, "TWILIO_API_SECRET is missing"),
        ({"TWILIO_API_SECRET": SECRET}, "TWILIO_API_KEY is missing"),
        ({"TWILIO_API_KEY": "AC" + "1" * 32, "TWILIO_API_SECRET": SECRET}, "TWILIO_API_KEY is malformed"),
        ({"TWILIO_API_KEY": KEY, "TWILIO_API_SECRET": "short"}, "TWILIO_API_SECRET is too short"),
        ({"TWILIO_API_BASE_URL": "http://127.0.0.1:9"}, "must begin with https://"),
        ({"TWILIO_API_BASE_URL": "https://user@host"}, "scheme, host and port only"),
        ({"TWILIO_API_BASE_URL": "https://[bad"}, "scheme, host and port only"),
        ({"RIGHTS_DUE_DAYS": "0"}, "RIGHTS_DUE_DAYS must be the number of days"),
        ({"RIGHTS_DUE_DAYS": "91"}, "1 to 90"),
        ({"RIGHTS_DUE_DAYS": "a month"}, "1 to 90"),
    ],
)
def test_what_is_wrong_is_told_with_what_to_do(changed, told, tmp_path):
    assert told in problem_with(tmp_path, **changed)


def test_in_development_a_loopback_may_stand_in_for_twilio(tmp_path):
    settings = load_with(
        tmp_path,
        ANTEROOM_ENV="development",
        TWILIO_API_KEY=KEY,
        TWILIO_API_SECRET=SECRET,
        TWILIO_API_BASE_URL="http://127.0.0.1:9/",
    )
    assert settings.twilio.api.base_url == "http://127.0.0.1:9"


def test_a_month_is_the_time_to_answer_in_until_another_is_set(tmp_path):
    assert load_with(tmp_path).rights_due == timedelta(days=30)
    assert load_with(tmp_path, RIGHTS_DUE_DAYS="15").rights_due == timedelta(days=15)
