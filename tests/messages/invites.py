"""Invite numbers as a member does: type them, look at the count, and send."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from werkzeug.test import TestResponse

    from tests.staff_people import Colleague

FIRST, SECOND, THIRD = "+447700900377", "+447700900482", "+447700900504"
FORM = {"language": "en", "reason": "first_visit", "abroad": "yes"}


def checks(person: Colleague, numbers: str, **fields: str) -> TestResponse:
    """Type numbers, and return the page that counts them."""
    answer = person.browser.post("/invite", numbers=numbers, **(FORM | fields))
    assert answer.status_code == 303, answer.text
    return person.browser.get(answer.location)


def sends(person: Colleague, page: TestResponse, **fields: str) -> TestResponse:
    """Press the button of the page that counts, and return the page after it."""
    [action] = re.findall(r'<form class="form" method="post" action="(/invite/check[^"]+)"', page.text)
    posted = person.browser.post_with(
        person.browser.last_token(), unescape(action), {"agreed": "yes"} | fields
    )
    return person.browser.get(posted.location)
