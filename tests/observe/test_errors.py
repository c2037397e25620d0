"""What a machine that is short of something answers: try again, never that something broke."""

from __future__ import annotations

import errno
import os
import resource
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from app import create_app
from app.observe import errors
from app.web.clinic import zone_of
from tests.people import ASKED, message_fields, replies_in

SHORTAGES = [
    MemoryError(),
    *(
        OSError(number, os.strerror(number))
        for number in (errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.ENOSPC)
    ),
]


@pytest.fixture
def no_more_files():
    """From now on this process may open no file more than it has open."""
    limits = resource.getrlimit(resource.RLIMIT_NOFILE)

    def stop() -> None:
        spare = os.open(os.devnull, os.O_RDONLY)
        os.close(spare)
        resource.setrlimit(resource.RLIMIT_NOFILE, (spare, limits[1]))

    yield stop
    resource.setrlimit(resource.RLIMIT_NOFILE, limits)


@pytest.mark.parametrize(
    "shortage", SHORTAGES, ids=lambda error: type(error).__name__ + str(getattr(error, "errno", ""))
)
def test_a_shortage_is_a_503_that_asks_to_try_again(shortage, app):
    with app.test_request_context("/login", base_url="https://localhost"):
        answer = errors.answer(shortage)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]


def test_another_trouble_with_a_file_is_no_shortage(app):
    with app.test_request_context("/login", base_url="https://localhost"):
        assert errors.answer(FileNotFoundError(errno.ENOENT, "no such file")).status_code == 500


@pytest.mark.parametrize("accepted", ["text/html", "*/*"])
def test_a_page_that_cannot_be_read_for_want_of_descriptors_is_a_503(accepted, services, no_more_files):
    client = create_app(services).test_client()
    no_more_files()
    answer = client.get("/login", base_url="https://localhost", headers={"Accept": accepted})
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]


def test_a_message_that_meets_a_want_of_descriptors_is_a_503_and_comes_again(patient, no_more_files):
    patient.tells("hello", "1", "1")
    ZoneInfo.clear_cache()
    limits = resource.getrlimit(resource.RLIMIT_NOFILE)
    no_more_files()
    message = message_fields("Maya Okafor")
    answer = patient.twilio.post(message)
    resource.setrlimit(resource.RLIMIT_NOFILE, limits)
    assert answer.status_code == 503
    assert replies_in(answer.text) == []
    assert f"2 of {ASKED}" in patient.twilio.post(message).text


def test_a_zone_that_cannot_be_read_now_is_not_taken_for_another(services, no_more_files):
    clinic = replace(services.settings.clinic, timezone="Pacific/Chatham")
    ZoneInfo.clear_cache()
    ZoneInfo("UTC")  # is known, and would be there to be taken
    no_more_files()
    with pytest.raises(OSError, match="Too many open files"):
        zone_of(clinic)
