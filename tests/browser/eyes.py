"""Checks a page as two people see it: on a desk in the light theme, and on a phone in the dark one.

Each page is checked for accessibility (axe), scrolling sideways, errors in the console, violations of the content security
policy and, in other languages than English, for texts that are not translated.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal, NamedTuple
from urllib.parse import urlsplit

from axe_playwright_python.base import AXE_SCRIPT  # type: ignore[import-untyped]

from app.web.languages import SOURCE
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
"""Axe is large: it is sent once for all pages that a tab opens."""
_READ: Final = "[document.documentElement.lang, ...policyViolations]"
SIDEWAYS: Final = """Math.max(...[document.documentElement, ...document.querySelectorAll(".scroll")]
    .map(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth))"""
"""By how many pixels the page, or a table in it, is wider than what shows of it."""
_MOVING: Final = (
    *("color-contrast", "css-orientation-lock", "link-in-text-block"),
    *("scrollable-region-focusable", "skip-link", "target-size"),
)
"""Axe's rules whose verdict may change with the screen or the theme while the same elements show."""
_JUDGE: Final = """async ([known, moving]) => {
    const over = SIDEWAYS;
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
    const still = same ? axe.getRules().filter(({ ruleId }) => !moving.includes(ruleId)) : [];
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
}""".replace("SIDEWAYS", SIDEWAYS)
"""Runs axe, and leaves out work whose result is known already.

- The rule of contrast takes longest. It runs on one text of each combination of colours, backgrounds and font that was not
  judged before. A covered text counts as a combination of its own with each cover, because axe often cannot tell what is
  behind it. Single letters and disabled elements are left out, since axe finds no fault with their contrast.
- On the second screen, if it shows no element that the first did not show, only the rules of `moving` run.
"""
_FAILED_STATUS: Final = "Failed to load resource"


class Look(NamedTuple):
    """A screen and a theme."""

    screen: ViewportSize
    theme: Literal["light", "dark"]


LOOKS: Final = (Look(_DESK, "light"), Look(_PHONE, "dark"))
"""Each screen and each theme once. A theme moves nothing, so what fits in one fits in the other."""
_CLEAN: Final[dict[str, set[str]]] = {}
"""Theme -> the combinations of colours in which no fault was found, by any walk. Others are judged again on every page."""


@dataclass
class Eyes:
    """Looks at pages, and collects what is wrong with them, by kind."""

    language: str = SOURCE
    seen: dict[str, str] = field(default_factory=dict)
    """Name of a page -> its address, with "<>" in place of a record, a search or a secret."""
    inaccessible: list[str] = field(default_factory=list)
    noisy: list[str] = field(default_factory=list)
    against_policy: list[str] = field(default_factory=list)
    sideways: list[str] = field(default_factory=list)
    untranslated: list[str] = field(default_factory=list)
    _said: list[str] = field(default_factory=list)

    def follow(self, page: Page) -> None:
        """Collect the errors, warnings and policy violations of a tab from now on."""
        page.add_init_script(_LISTEN)
        if self.language == SOURCE:
            page.add_init_script(_LOAD)
        page.on("console", lambda message: self._hear(page, message))
        page.on("pageerror", lambda error: self._said.append(str(error)))

    def look(self, page: Page, name: str) -> None:
        """Check the page that is open, on each screen and in each theme."""
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
        self._said.clear()  # warnings of axe itself are no fault of the page

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
        """Set the screen and, in English, the theme. In another language only the texts differ, so no theme is judged."""
        if page.viewport_size == look.screen:
            return
        if self.language == SOURCE:
            page.emulate_media(color_scheme=look.theme)
        page.set_viewport_size(look.screen)

    def _judged(self, page: Page, theme: str) -> tuple[int, list[str]]:
        """Return by how many pixels a page is too wide, and what the rules of accessibility find."""
        if self.language != SOURCE:
            return page.evaluate(SIDEWAYS), []
        clean = _CLEAN.setdefault(theme, set())
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
        """Note errors and warnings, except the one about the status of the page itself, which may be an error page."""
        is_own_status = message.text.startswith(_FAILED_STATUS) and message.location["url"] == page.url
        if message.type in {"error", "warning"} and not is_own_status:
            self._said.append(message.text)
