"""Edit the draft of the questions, and publish it, as an admin does."""

from __future__ import annotations

import re

AT = "/settings/questions"
NEW = f"{AT}/new-question"


def worded(label, ask):
    """Return the words in every language, and about somebody else: a draft without them is not published."""
    names = {"label": label, "ask": ask, "ask_of_other": ask}
    return {f"{name}_{code}": text for name, text in names.items() for code in ("en", "es")}


def rows(name, *labels):
    return {
        f"{name}-{place}-label_{code}": label for place, label in enumerate(labels) for code in ("en", "es")
    }


def adds(person, label, ask, kind="text", **more):
    person.browser.get(NEW)
    return person.browser.post(NEW, **worded(label, ask), kind=kind, **more)


def seen_on(page):
    found = re.search(r'name="seen" value="(\w+)"', page)
    assert found
    return found[1]


def publishes(person):
    page = person.browser.get(f"{AT}/publish").text
    fields = dict(re.findall(r'name="(version|after)" value="(\d+)"', page))
    return person.browser.post(f"{AT}/publish", **fields)
