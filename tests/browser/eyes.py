"""Looks at a page as two people have it: on a desk by day, and on a phone by night."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal, NamedTuple
from urllib.parse import urlsplit

from axe_playwright_python.base import AXE_SCRIPT  # type: ignore[import-untyped]

from app.web.page import SOURCE
from tests.browser.languages import left_in_english

if TYPE_CHECKING:
    from playwright.sync_api import ConsoleMessage, Page, ViewportSize

_DESK: Final[ViewportSize] = {"width": 1440, "height": 900}
_PHONE: Final[ViewportSize] = {"width": 390, "height": 844}
_SECRET: Final = re.compile(
    r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?<=/)[\w-]{43}(?=$|/)|(?<=/found/)[0-9]+"
)
_LISTEN: Final = """
    window.policyViolations = [];
    addEventListener("securitypolicyviolation", (event) => {
        policyViolations.push(`${event.violatedDirective}: ${event.blockedURI || event.sample}`);
    });
"""
_LOAD: Final = f"window.loadAxe = () => {{ {AXE_SCRIPT} }};"
"""Sent once for all that a page opens."""
_READ: Final = "[document.documentElement.lang, ...policyViolations]"
SIDEWAYS: Final = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
_MOVING: Final = [
    f"cat.{each}" for each in ("color", "keyboard", "sensory-and-visual-cues", "structure", "tables")
]
"""The kinds of rules that judge where something is, how large or in which colours, and not only what it is."""
_JUDGE: Final = """async ([known, moving]) => {
    const { scrollWidth, clientWidth } = document.documentElement, over = scrollWidth - clientWidth;
    if (typeof axe === "undefined") loadAxe();
    const judged = new Set(known), fresh = new Map(), behind = new Map([[null, ""]]);
    for (const each of document.querySelectorAll("body *")) {
        const text = each.matches("input, select, textarea")
            ? each.value || each.placeholder
            : [...each.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE).map((node) => node.data.trim()).join("");
        if (!text || text.length === 1 || isExempt(each) || !isShown(each)) continue;
        const colours = coloursOf(each);
        if (judged.has(colours)) continue;
        const above = whatCovers(each);
        const pair = above ? `${colours} under ${above.localName}.${above.className} ${coloursOf(above)}` : colours;
        if (!judged.has(pair) && !fresh.has(pair)) fresh.set(pair, each);
    }
    axe.configure({ noHtml: true, rules: [{ id: "color-contrast", enabled: fresh.size > 0, selector: "[data-fresh]" }] });
    for (const each of fresh.values()) each.dataset.fresh = "";
    const shown = [...document.querySelectorAll("body *")].filter(isVisible);
    const same = moving && shown.every((each) => shownBefore.has(each));
    const still = same ? axe.getRules().filter(({ tags }) => !tags.some((each) => moving.includes(each))) : [];
    window.shownBefore = new Set(shown);
    const rules = Object.fromEntries(still.map(({ ruleId }) => [ruleId, { enabled: false }]));
    const { violations } = await axe.run({ resultTypes: ["violations"], rules });
    for (const each of fresh.values()) delete each.dataset.fresh;
    const found = new Set(violations.map(({ id, help, nodes }) => `${id}: ${help}\\n${nodes
        .map((each) => `  ${each.target}: ${each.failureSummary}`).join("\\n")}`));
    const clean = violations.some(({ id }) => id === "color-contrast") ? [] : [...fresh.keys()];
    return { over, found: [...found], clean };

    function coloursOf(element) {
        const { color, fontSize, fontWeight, textShadow } = getComputedStyle(element);
        return [color, fontSize, fontWeight, textShadow, layersFrom(element)].join();
    }
    function layersFrom(element) {
        if (!behind.has(element)) {
            const { backgroundColor, backgroundImage, opacity } = getComputedStyle(element);
            const layer = `${backgroundColor} ${backgroundImage} ${opacity};`;
            const below = layersFrom(element.parentElement);
            behind.set(element, layer === "rgba(0, 0, 0, 0) none 1;" ? below : layer + below);
        }
        return behind.get(element);
    }
    function isExempt(element) {
        return Boolean(element.closest(":disabled, [aria-disabled=true]") ?? element.closest("label")?.control?.disabled);
    }
    function isShown(element) {
        const box = element.getBoundingClientRect();
        return box.width >= 2 && box.height >= 2 && isVisible(element);
    }
    function isVisible(element) {
        return element.checkVisibility({ visibilityProperty: true });
    }
    function whatCovers(element) {
        const box = element.getBoundingClientRect();
        const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
        return !top || element.contains(top) || top.contains(element) ? null : top;
    }
}"""
"""Runs every rule; but that of contrast, which takes longest, on one text of each pair of colours that is not yet judged.

A text that something covers counts as one of its own, for each such cover: axe often cannot tell what is behind it.
On another screen that shows nothing which the one before did not show, only the rules that a screen or a theme matters to.
Axe finds no fault with the contrast of one letter alone, nor of what is disabled.
"""
_FAILED_STATUS: Final = "Failed to load resource"


class Look(NamedTuple):
    """How somebody has the page: on which screen, by day or by night."""

    screen: ViewportSize
    theme: Literal["light", "dark"]


LOOKS: Final = (Look(_DESK, "light"), Look(_PHONE, "dark"))
"""Each screen and each theme once. A theme moves nothing: what fits by day fits by night."""


@dataclass
class Eyes:
    """Keeps what is wrong with each page, by kind."""

    language: str = SOURCE
    seen: dict[str, str] = field(default_factory=dict)
    """The name of a page -> its address, in which "<>" stands for a record, a search or a secret."""
    inaccessible: list[str] = field(default_factory=list)
    noisy: list[str] = field(default_factory=list)
    against_policy: list[str] = field(default_factory=list)
    sideways: list[str] = field(default_factory=list)
    untranslated: list[str] = field(default_factory=list)
    _said: list[str] = field(default_factory=list)
    _clean: dict[str, set[str]] = field(default_factory=dict)
    """Theme -> the pairs of colours in which no fault was found. What has one is judged again wherever it is."""

    def follow(self, page: Page) -> None:
        """Listen to all that a page says from now on."""
        page.add_init_script(_LISTEN)
        if self.language == SOURCE:
            page.add_init_script(_LOAD)
        page.on("console", lambda message: self._hear(page, message))
        page.on("pageerror", lambda error: self._said.append(str(error)))

    def look(self, page: Page, name: str) -> None:
        """Look at the page that is open, on each screen and in each theme."""
        page.wait_for_load_state()
        self.seen[name] = _SECRET.sub("<>", urlsplit(page.url).path)
        lang, *violations = page.evaluate(_READ)
        self.against_policy += [f"{name}: {each}" for each in violations]
        self.noisy += [f"{name}: {said}" for said in self._said]
        self._read(page, name, lang)
        for look in LOOKS:
            self._turn(page, look)
            which = f"{name}, {look.screen['width']} px"
            over, found = self._judged(page, look.theme)
            if over > 0:
                self.sideways.append(f"{which}: {over} px")
            self.inaccessible += [f"{which}, {look.theme}: {each}" for each in found]
        self._turn(page, LOOKS[0])
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

    def _turn(self, page: Page, look: Look) -> None:
        """Have a page on a screen and, where it is judged, in a theme: another language changes its texts alone."""
        if page.viewport_size == look.screen:
            return
        if self.language == SOURCE:
            page.emulate_media(color_scheme=look.theme)
        page.set_viewport_size(look.screen)

    def _judged(self, page: Page, theme: str) -> tuple[int, list[str]]:
        """Return how far a page is to be scrolled sideways, and what the rules of accessibility find in it."""
        if self.language != SOURCE:
            return page.evaluate(SIDEWAYS), []
        clean = self._clean.setdefault(theme, set())
        moving = None if theme == LOOKS[0].theme else _MOVING
        judged = page.evaluate(_JUDGE, [[*clean], moving])
        clean.update(judged["clean"])
        return judged["over"], judged["found"]

    def _read(self, page: Page, name: str, lang: str) -> None:
        if lang != self.language:
            self.untranslated.append(f"{name}: <html lang={lang}>")
        if self.language != SOURCE:
            self.untranslated += [f"{name}: {each}" for each in left_in_english(page, self.language)]

    def _hear(self, page: Page, message: ConsoleMessage) -> None:
        """Take down errors and warnings, but not that a page which tells of an error has its status."""
        is_own_status = message.text.startswith(_FAILED_STATUS) and message.location["url"] == page.url
        if message.type in {"error", "warning"} and not is_own_status:
            self._said.append(message.text)
