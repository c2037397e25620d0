"""Twilio's OpenAPI, as far as we call it: which requests it takes, and why not another.

`python -m tests.twilio_openapi FOLDER` writes `tests/data/twilio-openapi` again, from the folder `spec/json` of
github.com/twilio/twilio-oai. A path that we begin to call is added to `CALLED` first.
"""

from __future__ import annotations

import json
import re
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from urllib.parse import parse_qs, urlsplit

from jsonschema import Draft4Validator, FormatChecker

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_FOLDER: Final = Path(__file__).parent / "data" / "twilio-openapi"
_ACCOUNT: Final = "/2010-04-01/Accounts/{AccountSid}"
CALLED: Final[Mapping[str, tuple[str, ...]]] = {
    "twilio_api_v2010.json": (
        f"{_ACCOUNT}/Messages.json",
        f"{_ACCOUNT}/Messages/{{Sid}}.json",
        f"{_ACCOUNT}/Messages/{{MessageSid}}/Media.json",
        f"{_ACCOUNT}/Messages/{{MessageSid}}/Media/{{Sid}}.json",
        "/2010-04-01/Accounts/{Sid}.json",
        f"{_ACCOUNT}/IncomingPhoneNumbers.json",
    ),
    "twilio_messaging_v2.json": ("/v2/Channels/Senders",),
    "twilio_content_v1.json": (
        "/v1/Content",
        "/v1/Content/{Sid}",
        "/v1/Content/{Sid}/ApprovalRequests",
        "/v1/Content/{ContentSid}/ApprovalRequests/whatsapp",
    ),
}
"""File -> the paths that we call."""
FORM: Final = "application/x-www-form-urlencoded"
JSON: Final = "application/json"
_METHODS: Final = ("get", "post", "put", "delete")
_SAID: Final = ("description", "summary", "tags", "examples", "example", "x-twilio", "title", "operationId")
_FORMATS: Final = FormatChecker(formats=())
_ADDRESS: Final = re.compile(r"https?://[A-Za-z0-9.-]+(?::\d{1,5})?(?:/[!-~]*)?")
_TWILIO_PAGE: Final = "PageToken"
"""A parameter of Twilio's own `next_page_uri`, which the specification leaves out for some lists."""


@_FORMATS.checks("uri")
def is_url(value: object) -> bool:
    """Return whether Twilio takes a value for a URL: a host has no underscore (its error 21609)."""
    return isinstance(value, str) and _ADDRESS.fullmatch(value) is not None


class Refusal(NamedTuple):
    """Why Twilio does not take a request."""

    status: int
    code: int
    why: str


class Operation(NamedTuple):
    """One method of one path."""

    whole: Mapping[str, Any]
    said: Mapping[str, Any]
    """The whole file: what the operation's references lead to."""
    path: Mapping[str, str]
    """The parameters that stand in the path."""


def refusal(method: str, target: str, kind: str, body: bytes, *, code: int = 20001) -> Refusal | None:
    """Return why the specification does not take a request; None if it does.

    `kind` is the content type. `code` is Twilio's for a parameter that is wrong.
    """
    where = urlsplit(target)
    found = _operation(method, where.path)
    if isinstance(found, Refusal):
        return found
    whys = (*_in_query(found, where.query), *_in_body(found, kind, body))
    return Refusal(400, code, "; ".join(whys)) if whys else None


def _operation(method: str, path: str) -> Operation | Refusal:
    for said in _files():
        for template, item in said["paths"].items():
            pattern = "".join(
                f"(?P<{part[1:-1]}>[^/]+)" if part.startswith("{") else re.escape(part)
                for part in re.split(r"(\{\w+\})", template)
            )
            if (matched := re.fullmatch(pattern, path)) is None:
                continue
            if method.lower() not in item:
                return Refusal(405, 20004, f"{path} has no {method}")
            found = Operation(item[method.lower()], said, matched.groupdict())
            wrong = [*_wrong_parameters(found, "path", found.path)]
            return Refusal(404, 20404, "; ".join(wrong)) if wrong else found
    return Refusal(404, 20404, f"{path} is no path that we are known to call")


def _in_query(operation: Operation, query: str) -> Iterator[str]:
    given = parse_qs(query, keep_blank_values=True)
    yield from (f"{name} is given twice" for name, values in given.items() if len(values) > 1)
    yield from _wrong_parameters(operation, "query", {name: values[0] for name, values in given.items()})


def _wrong_parameters(operation: Operation, place: str, given: Mapping[str, str]) -> Iterator[str]:
    known = {each["name"]: each for each in operation.whole.get("parameters", ()) if each["in"] == place}
    yield from (f"{name} is no parameter" for name in given.keys() - known.keys() - {_TWILIO_PAGE})
    for name, parameter in known.items():
        if name in given:
            yield from _wrong(operation, parameter["schema"], _read(given[name], parameter["schema"]), name)
        elif parameter.get("required"):
            yield f"{name} is missing"


def _in_body(operation: Operation, kind: str, body: bytes) -> Iterator[str]:
    takes = operation.whole.get("requestBody", {}).get("content", {})
    if not takes:
        if body:
            yield "it has a body"
        return
    if kind not in takes:
        yield f"its type is {kind or 'missing'}"
        return
    schema = takes[kind]["schema"]
    try:
        given = json.loads(body) if kind == JSON else _fields(body, schema, operation.said)
    except ValueError:
        yield "its body cannot be read"
        return
    if kind == FORM:
        yield from (f"{name} is no parameter" for name in given.keys() - schema["properties"].keys())
    yield from _wrong(operation, schema, given, "the body")


def _fields(body: bytes, schema: Mapping[str, Any], said: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of a form, each read as its type says.

    Raises:
        ValueError: it is no form, or a field that is no list comes twice.
    """
    form = parse_qs(body.decode(), keep_blank_values=True, strict_parsing=bool(body))
    read = dict[str, Any]()
    for name, values in form.items():
        kind = _resolved(schema["properties"].get(name, {}), said)
        if kind.get("type") == "array":
            read[name] = values
        elif len(values) > 1:
            raise ValueError(name)
        else:
            read[name] = _read(values[0], kind)
    return read


def _resolved(schema: Mapping[str, Any], said: Mapping[str, Any]) -> Mapping[str, Any]:
    while "$ref" in schema:
        schema = said["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return schema


def _read(text: str, schema: Mapping[str, Any]) -> object:
    """Return a parameter as its type says; the text itself if that is impossible."""
    if schema.get("type") == "integer":
        return int(text) if re.fullmatch(r"-?\d+", text) else text
    if schema.get("type") == "boolean":
        return {"true": True, "false": False}.get(text.lower(), text)
    return text


def _wrong(operation: Operation, schema: Mapping[str, Any], given: object, name: str) -> Iterator[str]:
    """Say what is wrong with a value, without the value."""
    whole = {"components": operation.said["components"], "allOf": [schema]}
    for error in Draft4Validator(whole, format_checker=_FORMATS).iter_errors(given):
        where = ".".join(map(str, error.absolute_path)) or name
        rule = error.message if error.validator in {"required", "additionalProperties"} else error.validator
        yield f"{where}: {rule}"


@cache
def _files() -> tuple[dict[str, Any], ...]:
    return tuple(json.loads((_FOLDER / name).read_text()) for name in CALLED)


# Take from the whole specification what we call.


def trimmed(whole: dict[str, Any], called: tuple[str, ...]) -> dict[str, Any]:
    """Return the paths that we call, with what a request to them may hold and nothing else."""
    paths = {
        path: {
            method: _bare(
                {name: item[method][name] for name in ("parameters", "requestBody") if name in item[method]}
            )
            for method in _METHODS
            if method in item
        }
        for path, item in ((path, whole["paths"][path]) for path in called)
    }
    kept = dict[str, Any]()
    wanted = _references(paths)
    while wanted:
        name = wanted.pop()
        kept[name] = _bare(whole["components"]["schemas"][name])
        wanted |= _references(kept[name]) - kept.keys()
    return {
        "openapi": whole["openapi"],
        "info": {"title": whole["info"]["title"], "license": whole["info"].get("license")},
        "paths": paths,
        "components": {"schemas": dict(sorted(kept.items()))},
    }


def _bare(value: Any) -> Any:
    """Return a part of the specification without its prose."""
    if isinstance(value, list):
        return [_bare(each) for each in value]
    if not isinstance(value, dict):
        return value
    return {
        name: {field: _bare(each) for field, each in inner.items()} if name == "properties" else _bare(inner)
        for name, inner in value.items()
        if name not in _SAID
    }


def _references(value: Any) -> set[str]:
    return set(re.findall(r'"#/components/schemas/([^"]+)"', json.dumps(value)))


if __name__ == "__main__":
    for name, called in CALLED.items():
        whole = json.loads((Path(sys.argv[1]) / name).read_text())
        (_FOLDER / name).write_text(json.dumps(trimmed(whole, called), indent=1) + "\n")
