"""The forms of a page, as a browser without scripts fills and sends them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

_PART: Final = re.compile(r"\[([\w-]+)(\$?)=['\"]?([^\]'\"]*)['\"]?\]|\.([\w-]+)")
_NOT_SENT: Final = frozenset({"submit", "button", "reset", "image"})

Attributes = dict[str, str]


@dataclass
class Control:
    """An element of a form that can hold something."""

    name: str
    kind: str
    value: str
    is_sent: bool = True


@dataclass
class Form:
    attributes: Attributes
    controls: list[Control] = field(default_factory=list)

    def fills(self, name: str, value: str) -> bool:
        """Put a value into a field, or choose it, and tell whether there is such a field."""
        named = [each for each in self.controls if each.name == name]
        chosen = [each for each in named if each.kind != "radio" or each.value == value]
        for each in named:
            each.is_sent = each.kind != "radio" or each in chosen
        if chosen and chosen[0].kind != "checkbox":
            chosen[0].value = value
        return bool(chosen)


class Button(NamedTuple):
    attributes: Attributes
    form: Form


class Sent(NamedTuple):
    """What a form sends, and where to; "" is the page's own address."""

    path: str
    fields: dict[str, list[str]]


class Forms(HTMLParser):
    """Reads the forms of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self._by_id: dict[str, Form] = {}
        self.forms: list[Form] = []
        self.buttons: list[Button] = []
        self._within: Form | None = None
        self._in_main = False
        self._select: Control | None = None
        self._textarea: Control | None = None
        for attribute in re.findall(
            r"<form\b[^>]*\bid=\"([^\"]+)\"", page
        ):  # a control may come before its form
            self._by_id[attribute] = Form({})
        self.feed(page)

    def sends(self, action: str, fields: Mapping[str, str], pressed: str) -> Sent | str:
        """Fill in a form, and return what sending it would send. If something is missing, return a text that says what.

        The form is that of the button which the selector `pressed` finds in the page's main part, or else the one whose
        action ends with `action`.
        """
        button = next((each for each in self.buttons if _is(each, pressed)), None) if pressed else None
        at = (
            each
            for each in self.forms
            if each.attributes.get("action", "").partition("?")[0].endswith(action)
        )
        form = button.form if button else next(at, None)
        if form is None:
            return f"no form {action}"
        for name, value in fields.items():
            if not form.fills(name, value):
                return f"no field {name} for {action}"
        sent: dict[str, list[str]] = {}
        for each in form.controls:
            if each.is_sent:
                sent.setdefault(each.name, []).append(each.value)
        if button and (own := button.attributes.get("name")):
            sent.setdefault(own, []).append(button.attributes.get("value", ""))
        elsewhere = button.attributes.get("formaction") if button else None
        return Sent(elsewhere or form.attributes.get("action", ""), sent)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if given.get("id") == "main":
            self._in_main = True
        if tag == "form":
            self._within = self._by_id.get(given.get("id", "")) or Form({})
            self._within.attributes |= given
            self.forms.append(self._within)
        form = self._by_id.get(given["form"]) if "form" in given else self._within
        if tag == "option" and self._select and ("selected" in given or self._select.kind == "select"):
            self._select.value = given.get("value", "")
            self._select.kind = "chosen" if "selected" in given else "first"
        if form is None or "disabled" in given:
            return
        kind = given.get("type", "text" if tag == "input" else "submit")
        if tag == "button" or (tag == "input" and kind in _NOT_SENT):
            if self._in_main and kind == "submit":
                self.buttons.append(Button(given, form))
        elif tag in {"input", "select", "textarea"} and given.get("name"):
            value = given.get("value", "on" if kind in {"checkbox", "radio"} else "")
            is_sent = kind not in {"checkbox", "radio"} or "checked" in given
            control = Control(given["name"], kind if tag == "input" else tag, value, is_sent)
            form.controls.append(control)
            self._select = control if tag == "select" else None
            self._textarea = control if tag == "textarea" else None

    def handle_data(self, data: str) -> None:
        if self._textarea:
            self._textarea.value += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._within = None
        elif tag == "select":
            self._select = None
        elif tag == "textarea":
            self._textarea = None
        elif tag == "main":
            self._in_main = False


def _is(button: Button, selector: str) -> bool:
    """Tell whether a selector matches a button. Before a space, it may name attributes of the button's form."""
    *above, own = selector.split(" ")
    return _matches(button.attributes, own) and all(_matches(button.form.attributes, each) for each in above)


def _matches(attributes: Attributes, selector: str) -> bool:
    for name, ends, value, of_class in _PART.findall(selector):
        has = attributes.get(name or "class", "")
        if of_class and of_class not in has.split():
            return False
        if name and not (has.endswith(value) if ends else has == value):
            return False
    return True
