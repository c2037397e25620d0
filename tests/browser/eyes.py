"""Looks at a page as four people have it: on a desk and on a phone, by day and by night."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal

from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]

if TYPE_CHECKING:
    from playwright.sync_api import ConsoleMessage, Page, ViewportSize

_SIZES: Final[tuple[ViewportSize, ...]] = ({"width": 1440, "height": 900}, {"width": 390, "height": 844})
_THEMES: Final[tuple[Literal["light", "dark"], ...]] = ("light", "dark")
_LISTEN: Final = """
    window.policyViolations = [];
    addEventListener("securitypolicyviolation", (event) => {
        policyViolations.push(`${event.violatedDirective}: ${event.blockedURI || event.sample}`);
    });
"""
_SIDEWAYS: Final = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
_FAILED_STATUS: Final = "Failed to load resource"


@dataclass
class Eyes:
    """Keeps what is wrong with each page, by kind."""

    seen: list[str] = field(default_factory=list)
    inaccessible: list[str] = field(default_factory=list)
    noisy: list[str] = field(default_factory=list)
    against_policy: list[str] = field(default_factory=list)
    sideways: list[str] = field(default_factory=list)
    _said: list[str] = field(default_factory=list)
    _axe: Axe = field(default_factory=Axe)

    def follow(self, page: Page) -> None:
        """Listen to all that a page says from now on."""
        page.add_init_script(_LISTEN)
        page.on("console", lambda message: self._hear(page, message))
        page.on("pageerror", lambda error: self._said.append(str(error)))

    def look(self, page: Page, name: str) -> None:
        """Look at the page that is open, at each size and in each theme."""
        self.seen.append(name)
        page.wait_for_load_state()
        self.against_policy += [f"{name}: {each}" for each in page.evaluate("window.policyViolations")]
        self.noisy += [f"{name}: {said}" for said in self._said]
        for size, theme in itertools.product(_SIZES, _THEMES):
            page.set_viewport_size(size)
            page.emulate_media(color_scheme=theme)
            which = f"{name}, {size['width']} px, {theme}"
            if (over := page.evaluate(_SIDEWAYS)) > 0:
                self.sideways.append(f"{which}: {over} px")
            found = self._axe.run(page)
            if found.violations_count:
                self.inaccessible.append(f"{which}: {found.generate_report()}")
        self._said.clear()  # what axe itself says is nobody's fault

    def _hear(self, page: Page, message: ConsoleMessage) -> None:
        """Take down errors and warnings, but not that a page which tells of an error has its status."""
        is_own_status = message.text.startswith(_FAILED_STATUS) and message.location["url"] == page.url
        if message.type in {"error", "warning"} and not is_own_status:
            self._said.append(message.text)
