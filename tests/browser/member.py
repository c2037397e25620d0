"""A member of the staff at a browser: they fill in forms, and read their authenticator."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import cv2
import numpy as np
import pyotp

from tests.browser.languages import in_words
from tests.server.shell import flask
from tests.staff_people import PASSWORD

if TYPE_CHECKING:
    from collections.abc import Iterable

    from playwright.sync_api import BrowserContext, Page

    from tests.server.live_server import Server


def one_time_link(server: Server, email: str, role: str) -> str:
    """Add a member at the server's shell, and return the link that it prints."""
    added = flask(server, "staff", "add", email, "--role", role)
    assert added.returncode == 0, added.stderr
    return link_in(added.stdout, server)


def link_in(printed: str, server: Server) -> str:
    """Return the only one-time link in what a command printed."""
    (link,) = re.findall(rf"{server.public_url}/enrol/[\w-]{{43}}", printed)
    return str(link)


class Member:
    """Somebody of the clinic, with a browser and, once enrolled, an authenticator and recovery codes."""

    def __init__(
        self,
        browser: BrowserContext,
        email: str,
        authenticator: pyotp.TOTP | None = None,
        recovery: Iterable[str] = (),
        language: str = "en",
    ) -> None:
        self.language = language
        self.browser = browser
        self.page: Page = browser.new_page()
        self.email = email
        self.authenticator = authenticator
        self.recovery = list(recovery)

    def enrols(self, link: str) -> None:
        """Follow a one-time link: scan what the screen shows, choose a password, and keep the recovery codes."""
        self.page.goto(link)
        self.authenticator = self.scans()
        self.fills(password=PASSWORD, code=self.authenticator.now())
        self.sends("Save and show recovery codes")
        self.keeps_recovery_codes()

    def scans(self) -> pyotp.TOTP:
        """Hold the phone before the screen: only the picture is read."""
        picture = cv2.imdecode(
            np.frombuffer(self.page.screenshot(full_page=True), np.uint8), cv2.IMREAD_COLOR
        )
        assert picture is not None
        address, *_ = cv2.QRCodeDetectorAruco().detectAndDecode(picture)
        assert address, "the screen shows a QR code"
        scanned = pyotp.parse_uri(address)
        assert isinstance(scanned, pyotp.TOTP)
        assert scanned.name == self.email
        return scanned

    def keeps_recovery_codes(self) -> None:
        codes = self.page.get_by_role("list", name=in_words("Recovery codes", self.language))
        self.recovery = codes.locator("li").all_inner_texts()
        assert len(self.recovery) == 10

    def next_code(self) -> str:
        """Return the code of the coming step, which counts already: the one of now was spent when enrolling."""
        assert self.authenticator is not None
        return self.authenticator.at(datetime.now(UTC), counter_offset=1)

    def spare_code(self) -> str:
        """Return a recovery code while there is one, since that needs no waiting, or else the authenticator's next."""
        return self.recovery.pop() if self.recovery else self.next_code()

    def signs_in(self, code: str | None = None) -> None:
        self.page.goto("/login")
        self.fills(email=self.email, password=PASSWORD, code=code or self.spare_code())
        self.sends("Sign in")

    def confirms(self) -> None:
        self.fills(code=self.spare_code())
        self.sends("Confirm and continue")

    def signs_out(self) -> None:
        self.sends("Sign out")
        assert self.at("/login")

    def shows_names(self) -> None:
        """Have every name in the list shown for a minute."""
        self.chooses("#names [name=reason]", "ringing")
        self.sends("Show names")

    def fills(self, **fields: str) -> None:
        for name, value in fields.items():
            self.page.locator(f"[name={name}]:visible").fill(value)

    def sends(self, button: str) -> None:
        """Press the button of a form, and wait for the page that answers. It is named in English."""
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=in_words(button, self.language), exact=True).click()

    def follows(self, link: str) -> None:
        """Follow the first link of that name, and wait for its page."""
        with self.page.expect_navigation():
            self.page.get_by_role("link", name=link).first.click()

    def presses(self, selector: str) -> None:
        """Press what a selector finds, whatever its language, and wait for the page that answers."""
        with self.page.expect_navigation():
            self.clicks(selector)

    def clicks(self, selector: str) -> None:
        self.page.locator(selector).click()

    def chooses(self, selector: str, value: str) -> None:
        self.page.locator(selector).select_option(value)

    def sees(self, selector: str) -> bool:
        return self.page.locator(selector).is_visible()

    def at(self, path: str) -> bool:
        return self.page.url.partition("://")[2].partition("/")[2] == path.removeprefix("/")

    def text(self) -> str:
        return self.page.locator("body").inner_text()

    def cookie(self, name: str) -> str | None:
        """Return the value of a cookie, as a thief at this computer would read it."""
        values = (each["value"] for each in self.browser.cookies() if each["name"] == name)
        return next(values, None)
