"""What Twilio's pages say of a request, beyond its OpenAPI: each rule with the code of the refusal.

What is said of a content is said of what a patient would see: with the variables filled in.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final

from tests.twilio_openapi import is_url

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

LONGEST: Final = 1600
LONGEST_INTERACTIVE: Final = 1024
LONGEST_BUTTON, LONGEST_ROW, LONGEST_DESCRIPTION, LONGEST_ID = 20, 24, 72, 200
MOST_VARIABLES, MOST_MEDIA, MOST_ROWS = 100, 10, 10
MOST_BUTTONS, MOST_UNAPPROVED_BUTTONS = 10, 3
LONGEST_VALIDITY: Final = 36_000
INVALID: Final = 20001
INVALID_CONTENT: Final = 20422
NOT_APPROVABLE: Final = "twilio/list-picker"
_NUMBER: Final = re.compile(r"\+[1-9]\d{6,14}")
_WHATSAPP: Final = re.compile(r"whatsapp:(?:\+[1-9]\d{6,14}|[A-Z]{2}(?:\.ENT)?\.[0-9A-Za-z]{1,128})")
_VARIABLE: Final = re.compile(r"\{\{([^{}]*)\}\}")
_UNFIT: Final = re.compile(r"[\n\r\t]| {5}")
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}(?:_[A-Z]{2})?")
_TEMPLATE_NAME: Final = re.compile(r"[a-z0-9_]{1,512}")
_CATEGORIES: Final = frozenset({"UTILITY", "MARKETING", "AUTHENTICATION"})


def _first(rules: Iterator[tuple[bool, int]]) -> int:
    return next((code for is_kept, code in rules if not is_kept), 0)


def is_address(value: str) -> bool:
    return bool(_NUMBER.fullmatch(value) or _WHATSAPP.fullmatch(value))


def wrong_message(
    form: Mapping[str, Sequence[str]],
    content_of: Callable[[str], Mapping[str, Any] | None],
    is_approved: Callable[[str], bool],
) -> int:
    """Return Twilio's code for what is wrong with the fields of a message, or 0."""
    fields = {name: values[0] for name, values in form.items()}
    return (
        _first(_of_addresses(fields))
        or _first(_of_words(form, fields))
        or _of_content(fields, content_of, is_approved)
    )


def _of_addresses(fields: Mapping[str, str]) -> Iterator[tuple[bool, int]]:
    to, sender = fields.get("To", ""), fields.get("From", "")
    yield bool(to), 21604
    yield is_address(to), 21211
    yield bool(sender or fields.get("MessagingServiceSid")), 21603
    yield not sender or is_address(sender), 21212
    yield not sender or to.startswith("whatsapp:") == sender.startswith("whatsapp:"), 21910


def _of_words(form: Mapping[str, Sequence[str]], fields: Mapping[str, str]) -> Iterator[tuple[bool, int]]:
    body, media, content = fields.get("Body"), form.get("MediaUrl", ()), fields.get("ContentSid")
    yield body is not None or bool(media) or bool(content), 21619
    yield not content or (body is None and not media), 35127
    yield "ContentVariables" not in fields or body is None, 35127
    yield "ContentVariables" not in fields or bool(content), 21654
    yield body is None or bool(body.strip()) or bool(media), 21602
    yield _units(body or "") <= LONGEST, 21617
    yield "\0" not in (body or ""), 21602
    yield all(map(is_url, media)), 21620
    yield len(media) <= MOST_MEDIA, 21623
    yield "StatusCallback" not in fields or is_url(fields["StatusCallback"]), 21609
    period = fields.get("ValidityPeriod", "1")
    yield period.isascii() and period.isdecimal() and 1 <= int(period) <= LONGEST_VALIDITY, INVALID
    yield fields.get("ContentRetention", "retain") in {"retain", "discard"}, INVALID


def _of_content(
    fields: Mapping[str, str],
    content_of: Callable[[str], Mapping[str, Any] | None],
    is_approved: Callable[[str], bool],
) -> int:
    sid = fields.get("ContentSid", "")
    content = content_of(sid) if sid else None
    if content is None:
        return 0
    wrong = 92007 if is_approved(sid) else 21656
    try:
        given = json.loads(fields.get("ContentVariables", "{}"))
    except ValueError:
        return wrong
    if not isinstance(given, dict) or not are_variables(given) or given.keys() != content["variables"].keys():
        return wrong
    if _wrong_types(filled(content["types"], given)):
        return 21658
    buttons = content["types"].get("twilio/quick-reply", {}).get("actions", ())
    return 0 if is_approved(sid) or len(buttons) <= MOST_UNAPPROVED_BUTTONS else 63013


def are_variables(values: Mapping[str, object]) -> bool:
    """Return whether each value is words on one line."""
    return all(
        isinstance(value, str) and bool(value.strip()) and not _UNFIT.search(value)
        for value in values.values()
    )


def filled(types: Any, variables: Mapping[str, str]) -> Any:
    """Return the types of a content as a patient sees them."""
    if isinstance(types, str):
        return _VARIABLE.sub(lambda found: variables.get(found[1], found[0]), types)
    if isinstance(types, list):
        return [filled(each, variables) for each in types]
    if isinstance(types, dict):
        return {name: filled(each, variables) for name, each in types.items()}
    return types


def variables_in(types: Any) -> dict[str, str]:
    """Return a value for each variable of a content's types."""
    return dict.fromkeys(_VARIABLE.findall(json.dumps(types)), "words")


def wrong_content(asked: Mapping[str, Any]) -> bool:
    """Return whether Twilio would not keep a content that is right by its OpenAPI."""
    types, samples = asked["types"], asked.get("variables") or {}
    used = _VARIABLE.findall(json.dumps(types))
    numbers = {str(number) for number in range(1, len(set(used)) + 1)}
    return not (
        types
        and _LANGUAGE.fullmatch(asked["language"])
        and asked.get("friendly_name")
        and set(used) == samples.keys() == numbers
        and len(numbers) <= MOST_VARIABLES
        and are_variables(samples)
        and not _wrong_types(filled(types, samples))
    )


def _wrong_types(types: Mapping[str, Any]) -> bool:
    """Return whether something is too long, too many, missing or doubled for WhatsApp."""
    known = {
        "twilio/text": lambda text: 0 < _units(text["body"].strip()) <= LONGEST,
        "twilio/quick-reply": _is_quick_reply,
        "twilio/list-picker": _is_list_picker,
    }
    return not all(kind in known and known[kind](content) for kind, content in types.items())


def _is_quick_reply(quick: Mapping[str, Any]) -> bool:
    actions = quick["actions"]
    return (
        0 < _units(quick["body"].strip()) <= LONGEST_INTERACTIVE
        and 1 <= len(actions) <= MOST_BUTTONS
        and _are_choices([(each["title"], each["id"]) for each in actions], LONGEST_BUTTON)
    )


def _is_list_picker(picker: Mapping[str, Any]) -> bool:
    items = picker["items"]
    return (
        0 < _units(picker["body"].strip()) <= LONGEST_INTERACTIVE
        and 0 < _units(picker["button"].strip()) <= LONGEST_BUTTON
        and 1 <= len(items) <= MOST_ROWS
        and _are_choices([(each["item"], each["id"]) for each in items], LONGEST_ROW)
        and all(_units(each.get("description", "")) <= LONGEST_DESCRIPTION for each in items)
    )


def _are_choices(choices: Sequence[tuple[str, str]], longest: int) -> bool:
    titles, ids = {title.strip() for title, _ in choices}, {each for _, each in choices}
    return (
        len(titles) == len(ids) == len(choices)
        and all(0 < _units(title) <= longest and "\n" not in title for title in titles)
        and all(0 < len(each) <= LONGEST_ID for each in ids)
    )


def wrong_approval(asked: Mapping[str, str], types: Mapping[str, Any]) -> bool:
    """Return whether WhatsApp would not look at a template: its name, its kind, or its words.

    A body neither begins nor ends with a variable, has no two in a row, and has words enough beside them.
    """
    if (
        not _TEMPLATE_NAME.fullmatch(asked["name"])
        or asked["category"] not in _CATEGORIES
        or NOT_APPROVABLE in types
    ):
        return True
    bodies = [content["body"] for content in types.values()]
    return not all(map(_is_template, bodies))


def _is_template(body: str) -> bool:
    words, variables = _VARIABLE.sub(" ", body).split(), _VARIABLE.findall(body)
    return (
        _units(body) <= LONGEST_INTERACTIVE
        and not re.match(r"\s*\{\{|.*\}\}\s*\Z", body, re.DOTALL)
        and not re.search(r"\}\}\s*\{\{", body)
        and not re.search(r"\n{3}|\t| {5}", body)
        and len(words) >= 2 * len(variables) + 1
    )


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
