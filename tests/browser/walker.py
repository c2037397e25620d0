"""A member who walks through many pages, quickly: a script of ours presses and fills in, and not Playwright.

Playwright loads its own scripts into every page that it touches; doing without saves a third of a page's time. But a
script's press is not a mouse's, so other tests use the real mouse and keyboard.
"""

from __future__ import annotations

from typing import Final, Literal

from tests.browser.languages import in_words
from tests.browser.member import Member

_NTH: Final = " >> nth="
_BUTTON: Final = "button, input[type=submit], [role=button]"
_TOUCH: Final = """async ([kind, selector, nth, name, value, patience]) => {
    const end = performance.now() + patience;
    for (;;) {
        const [element, reason] = within();
        if (!reason) return act(element);
        if (performance.now() > end) throw new Error(`${reason}: ${name ?? selector}`);
        await new Promise((wake) => setTimeout(wake, 20));
    }
    function within() {
        const all = [...document.querySelectorAll(selector)].filter((each) =>
            name === null ? kind !== "fill" || isShown(each) : nameOf(each) === name && isShown(each));
        if (nth === null && all.length !== 1) return [null, `there are ${all.length}`];
        const element = all.at(nth ?? 0);
        if (!element) return [null, "there is none"];
        if (!isShown(element)) return [null, "nobody sees it"];
        if (element.matches(":disabled")) return [null, "it is disabled"];
        if (kind !== "press") return [element, element.readOnly ? "it is only read" : ""];
        element.scrollIntoView({ block: "center", behavior: "instant" });
        const box = element.getClientRects()[0];
        const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
        const reached = element.contains(top) || top?.closest("label")?.control === element;
        return [element, reached ? "" : `${top?.outerHTML.slice(0, 80)} covers it`];
    }
    function act(element) {
        element.focus();
        if (kind === "press") return element.click();
        element.value = value;
        if (element.value !== value && kind === "choose") throw new Error(`${selector} has no ${value}`);
        for (const each of ["input", "change"]) element.dispatchEvent(new Event(each, { bubbles: true }));
    }
    function isShown(element) {
        const box = element.getBoundingClientRect();
        return box.width > 0 && box.height > 0 && element.checkVisibility({ visibilityProperty: true });
    }
    function nameOf(element) {
        return (element.ariaLabel ?? element.textContent).trim().replace(/\\s+/g, " ");
    }
}"""
"""Wait until exactly one element fits, and it is visible, enabled and, for a press, not covered. Then press or fill it."""
_SEEN: Final = """(selector) => {
    const [element, ...others] = document.querySelectorAll(selector);
    return element !== undefined && !others.length && element.checkVisibility({ visibilityProperty: true });
}"""


class Walker(Member):
    """A member of the staff for whom a script presses, chooses and fills in."""

    patience = 20_000  # ms

    def fills(self, **fields: str) -> None:
        for name, value in fields.items():
            self._touches("fill", f"[name={name}]", value=value)

    def sends(self, button: str) -> None:
        with self.page.expect_navigation():
            self._touches("press", _BUTTON, name=in_words(button, self.language))

    def clicks(self, selector: str) -> None:
        self._touches("press", selector)

    def chooses(self, selector: str, value: str) -> None:
        self._touches("choose", selector, value=value)

    def sees(self, selector: str) -> bool:
        return bool(self.page.evaluate(_SEEN, selector))

    def _touches(
        self,
        kind: Literal["press", "fill", "choose"],
        selector: str,
        *,
        name: str | None = None,
        value: str | None = None,
    ) -> None:
        within, _, nth = selector.partition(_NTH)
        self.page.evaluate(_TOUCH, [kind, within, int(nth) if nth else None, name, value, self.patience])
