"""A hand at the desk, counted: by keys, by mouse or by touch.

A tap counts as a click, and so does a press of a phone's own button. Where a page has no key for something, the hand at
the keyboard clicks. All type alike, and end what they typed with Enter, which a phone's keyboard has, too.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

Way = Literal["keyboard", "mouse", "touch"]
CLICK, KEY, LOAD = 1.5, 0.2, 1.5  # seconds


@dataclass
class Hand:
    """Somebody's hand, counted."""

    page: Page
    way: Way = "keyboard"
    clicks: int = 0
    keys: int = 0
    loads: int = 0

    @property
    def seconds(self) -> float:
        return self.clicks * CLICK + self.keys * KEY + self.loads * LOAD

    def clicks_on(self, selector: str) -> None:
        self.clicks += 1
        there = self.page.locator(f"{selector} >> visible=true").first
        there.tap() if self.way == "touch" else there.click()

    def does(self, selector: str, *keys: str) -> None:
        """Press the keys of an act, or click on what does it."""
        if self.way == "keyboard":
            self.presses(*keys)
        else:
            self.clicks_on(selector)

    def presses(self, *keys: str) -> None:
        for key in keys:
            self.keys += 1
            self.page.keyboard.press(key)

    def types(self, text: str) -> None:
        self.keys += len(text)
        self.page.keyboard.type(text)

    @contextmanager
    def loads_a_page(self) -> Iterator[None]:
        self.loads += 1
        with self.page.expect_navigation(wait_until="load"):
            yield

    def searches(self, text: str) -> None:
        """Find, with nothing shown."""
        self._types_into_the_search(text)
        with self.loads_a_page():
            if self.way == "mouse":
                self.clicks_on("[role=search] button")
            else:
                assert self.page.get_attribute("#q", "enterkeyhint") == "search", "a phone's keyboard says so"
                self.presses("Enter")

    def searches_and_shows(self, text: str) -> None:
        if self.way == "keyboard":
            self.searches(text)
            self.shows()
            return
        self._types_into_the_search(text)
        with self.loads_a_page():
            self.clicks_on("[role=search] [name=why]")

    def _types_into_the_search(self, text: str) -> None:
        """Go to the field, unless a figure goes there by itself: no phone has such keys before its field is tapped."""
        if self.way == "touch" or not text[0].isdecimal():
            self.does("#q", "/")
        self.types(text)

    def shows(self) -> None:
        with self.loads_a_page():
            self.does("main [name=part][value=all], #names [name=all]", "s")

    def sees(self, words: str) -> None:
        self.page.get_by_text(words).filter(visible=True).first.wait_for()
