"""The first hour in a browser: its time zone is offered, and nothing needs its scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyotp
import pytest

from tests.browser.forked_server import ForkedServer
from tests.browser.member import Member

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.browser.conftest import OpenBrowser
    from tests.fork_client import LoadedApp
    from tests.server.live_server import Server
    from tests.staff_people import Colleague


@pytest.fixture
def server(forks: LoadedApp, database_url: str, tmp_path: Path) -> Iterator[Server]:
    """A clinic that nobody has said anything about."""
    folder = tmp_path / "server"
    folder.mkdir()
    running = ForkedServer(forks, folder, database_url, CLINIC_COUNTRY="", CLINIC_TIMEZONE="", TZ="UTC")
    yield running.start()
    running.end()


def test_the_browsers_zone_is_filled_in_with_its_country_and_a_person_confirms_it(
    server: Server, open_browser: OpenBrowser, enrolled: tuple[Path, Colleague]
):
    admin = enrolled[1]
    browser = open_browser(server, timezone_id="America/Mexico_City")
    ana = Member(browser, admin.email, pyotp.TOTP(admin.seed))
    ana.signs_in()
    assert ana.at("/setup/first")
    shown = {name: ana.page.input_value(f"#{name}") for name in ("country", "timezone", "emergency_number")}
    assert shown == {"country": "MX", "timezone": "America/Mexico_City", "emergency_number": "911"}
    ana.chooses("#country", "GB")
    assert ana.page.input_value("#timezone") == "Europe/London", "a country with one time zone has that one"
    numbers = {
        name: ana.page.input_value(f"#{name}") for name in ("emergency_number", "crisis_en", "crisis_es")
    }
    assert numbers == {"emergency_number": "999", "crisis_en": "116 123", "crisis_es": "116 123"}
    ana.sends("Yes, this is us")
    assert ana.at("/setup")
    assert "Saved." in ana.text()

    plain = open_browser(server, java_script_enabled=False, storage_state=browser.storage_state())
    page = plain.new_page()
    page.goto("/setup/first")
    assert page.input_value("#timezone") == "Europe/London"
    page.select_option("#country", "MX")
    page.get_by_role("button", name="Yes, this is us").click()
    assert "Europe/London is not a time zone of this country: Mexico." in page.inner_text("main")
    page.select_option("#timezone", "America/Mexico_City")
    page.fill("#emergency_number", "999")
    page.get_by_role("button", name="Yes, this is us").click()
    assert "999 is not an emergency number in this country: Mexico. There it is 911." in page.inner_text(
        "main"
    )
    assert page.input_value("#timezone") == "America/Mexico_City"
