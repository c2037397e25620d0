"""Looks at a page as four people have it: on a desk and on a phone, by day and by night."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal, NamedTuple
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]

from tests.browser.languages import left_in_english

if TYPE_CHECKING:
    from playwright.sync_api import ConsoleMessage, Page, ViewportSize

_DESK: Final[ViewportSize] = {"width": 1440, "height": 900}
_PHONE: Final[ViewportSize] = {"width": 390, "height": 844}
_SECRET: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?<=/)[\w-]{43}(?=$|/)")
_LISTEN: Final = """
    window.policyViolations = [];
    addEventListener("securitypolicyviolation", (event) => {
        policyViolations.push(`${event.violatedDirective}: ${event.blockedURI || event.sample}`);
    });
"""
_SIDEWAYS: Final = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
_FAILED_STATUS: Final = "Failed to load resource"


class Look(NamedTuple):
    """How somebody has the page: on which screen, by day or by night."""

    screen: ViewportSize
    theme: Literal["light", "dark"]
    is_judged: bool = True
    """Whether the rules of accessibility are run on it, which takes longest."""


ALL: Final = (
    Look(_DESK, "light"),
    Look(_DESK, "dark", is_judged=False),
    Look(_PHONE, "light", is_judged=False),
    Look(_PHONE, "dark"),
)
"""On both screens, by day and by night; each screen and each theme is judged."""
FEW: Final = (ALL[1], ALL[2])
"""Both screens and both themes, each once: for a language, which changes the texts, and nothing that axe would judge."""


@dataclass
class Eyes:
    """Keeps what is wrong with each page, by kind."""

    language: str = "en"
    looks: tuple[Look, ...] = ALL
    seen: dict[str, str] = field(default_factory=dict)
    """The name of a page -> its address, in which "<>" stands for a record or a secret."""
    inaccessible: list[str] = field(default_factory=list)
    noisy: list[str] = field(default_factory=list)
    against_policy: list[str] = field(default_factory=list)
    sideways: list[str] = field(default_factory=list)
    untranslated: list[str] = field(default_factory=list)
    _said: list[str] = field(default_factory=list)
    _axe: Axe = field(default_factory=Axe)

    def follow(self, page: Page) -> None:
        """Listen to all that a page says from now on."""
        page.add_init_script(_LISTEN)
        page.on("console", lambda message: self._hear(page, message))
        page.on("pageerror", lambda error: self._said.append(str(error)))

    def look(self, page: Page, name: str) -> None:
        """Look at the page that is open, on each screen and in each theme."""
        page.wait_for_load_state()
        self.seen[name] = _SECRET.sub("<>", urlsplit(page.url).path)
        self.against_policy += [f"{name}: {each}" for each in page.evaluate("window.policyViolations")]
        self.noisy += [f"{name}: {said}" for said in self._said]
        self._listen_for_the_language(page, name)
        for screen, theme, is_judged in self.looks:
            page.set_viewport_size(screen)
            page.emulate_media(color_scheme=theme)
            which = f"{name}, {screen['width']} px, {theme}"
            if (over := page.evaluate(_SIDEWAYS)) > 0:
                self.sideways.append(f"{which}: {over} px")
            if is_judged and (found := self._axe.run(page)).violations_count:
                self.inaccessible.append(f"{which}: {found.generate_report()}")
        page.set_viewport_size(_DESK)
        self._said.clear()  # what axe itself says is nobody's fault

    def faults(self) -> list[str]:
        """Return everything that is wrong with the pages that were looked at."""
        kinds = {
            "against the policy": self.against_policy,
            "in the console": self.noisy,
            "to be scrolled sideways": self.sideways,
            "inaccessible": self.inaccessible,
            "not translated": self.untranslated,
        }
        return [f"{kind}: {fault}" for kind, faults in kinds.items() for fault in faults]

    def _listen_for_the_language(self, page: Page, name: str) -> None:
        if (lang := page.locator("html").get_attribute("lang")) != self.language:
            self.untranslated.append(f"{name}: <html lang={lang}>")
        if self.language != "en":
            self.untranslated += [f"{name}: {each}" for each in left_in_english(page, self.language)]

    def _hear(self, page: Page, message: ConsoleMessage) -> None:
        """Take down errors and warnings, but not that a page which tells of an error has its status."""
        is_own_status = message.text.startswith(_FAILED_STATUS) and message.location["url"] == page.url
        if message.type in {"error", "warning"} and not is_own_status:
            self._said.append(message.text)
