"""The form's choices as Twilio keeps them: buttons and lists.

Each says which question it belongs to by a token, which comes with the message.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from app.intake.choices import LIST, Form

BODY: Final = "{{1}}"
_TOKEN: Final = "{{2}}"  # noqa: S105  (where Twilio puts it)
_FIRST_TITLE: Final = 3
_SAMPLE: Final = "0123456789abcdef"
VARIABLES: Final = ("text", "token")


def types_of(form: Form) -> dict[str, Any]:
    """Return what Twilio is to keep of a form."""
    titles = [_shown(form, place) for place in range(form.count)]
    if form.kind == LIST:
        items = [{"item": title, "id": _id(place)} for place, title in enumerate(titles)]
        return {"twilio/list-picker": {"body": BODY, "button": form.button, "items": items}}
    actions = [
        {"type": "QUICK_REPLY", "title": title, "id": _id(place)} for place, title in enumerate(titles)
    ]
    return {"twilio/quick-reply": {"body": BODY, "actions": actions}}


def variables_of(form: Form) -> tuple[str, ...]:
    """Return what comes with each message, in the order of the numbers."""
    return VARIABLES if form.titles else (*VARIABLES, *(f"title_{place + 1}" for place in range(form.count)))


def samples_of(form: Form) -> dict[str, str]:
    """Return a value for each variable."""
    values: Sequence[str] = ("Which day is it?", _SAMPLE)
    if not form.titles:
        values = (*values, *(f"{place + 1} April" for place in range(form.count)))
    return {str(number): value for number, value in enumerate(values, 1)}


def _shown(form: Form, place: int) -> str:
    return form.titles[place] if form.titles else f"{{{{{_FIRST_TITLE + place}}}}}"


def _id(place: int) -> str:
    return f"{_TOKEN}:{place + 1}"
