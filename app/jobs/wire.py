"""What Celery may read of Redis: the id of a job, and nothing else.

Celery decodes what anybody writes to Redis. It decompresses bodies, and some headers make its process end. So nothing is
given to it as it came. What is no id of a job is dropped, and what is one is written again.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Callable
from datetime import datetime
from queue import Empty
from typing import Any, Final
from uuid import UUID, uuid4

from kombu.exceptions import ContentDisallowed
from kombu.transport import TRANSPORT_ALIASES, redis, virtual

from app.intervals import Interval
from app.observe.logs import SELDOM, get_logger

log = get_logger("anteroom.jobs")
SCHEME: Final = "anteroom"
"""What addresses of Redis begin with, so that Celery reads it by this module."""
JOB: Final = "anteroom.job"
BEAT: Final = "anteroom.beat"
_LONGEST: Final = 1_000
"""Characters of a body in base64. One that carries an id has about 200."""
_NO_OPTIONS: Final = {"callbacks": None, "errbacks": None, "chain": None, "chord": None}
_told = Interval(SELDOM)


class NotOurs(Exception):
    """A message is none that Anteroom writes."""


def rewritten(payload: object) -> dict[str, Any]:
    """Return a message with the task, the id and the expiry of one of ours.

    It is written by Celery's second protocol.

    Raises:
        NotOurs: it is something else.
    """
    match payload:
        case {
            "content-type": "application/json",
            "content-encoding": "utf-8",
            "body": str(body),
            "properties": {"body_encoding": "base64", "delivery_info": {"routing_key": str(lane)}},
            "headers": {"task": str(task), "expires": str(expires)} as headers,
        } if len(body) <= _LONGEST and not headers.get("compression"):
            return _message(task, _ids(task, body), _moment(expires), lane[:_LONGEST])
    raise NotOurs


def _ids(task: str, body: str) -> list[str]:
    try:
        arguments = json.loads(b64decode(body, validate=True))
        match arguments:
            case [[str(job_id)], *_] if task == JOB:
                return [str(UUID(job_id))]
            case [[], *_] if task == BEAT:
                return []
    except (ValueError, RecursionError):
        pass
    raise NotOurs


def _moment(written: str) -> str:
    try:
        return datetime.fromisoformat(written).isoformat()
    except ValueError:
        raise NotOurs from None


def _message(task: str, arguments: list[str], expires: str | None, lane: str) -> dict[str, Any]:
    name = str(uuid4())
    return {
        "body": b64encode(json.dumps([arguments, {}, _NO_OPTIONS]).encode()).decode(),
        "content-type": "application/json",
        "content-encoding": "utf-8",
        "headers": {"lang": "py", "task": task, "id": name, "root_id": name, "expires": expires},
        "properties": {
            "correlation_id": name,
            "delivery_tag": name,
            "delivery_info": {"exchange": "", "routing_key": lane},
            "body_encoding": "base64",
            "priority": 0,
        },
    }


class _Message(virtual.Message):  # type: ignore[misc]  # kombu has no types
    """A message as Celery gets it: rewritten, or empty and marked as broken."""

    def __init__(self, payload: object, channel: Any = None, **options: Any) -> None:
        try:
            ours = rewritten(payload)
        except NotOurs as error:
            _tell()
            self.errors = [(ContentDisallowed, ContentDisallowed("not a job's id"), error.__traceback__)]
            ours = _message("", [], None, "") | {"body": ""}
        super().__init__(ours, channel, **options)


class _Channel(redis.Channel):  # type: ignore[misc]  # kombu has no types
    """A connection to Redis that goes on after it has read what is no message at all."""

    Message = _Message

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.handlers["BRPOP"] = _undisturbed(self.handlers["BRPOP"])


class Transport(redis.Transport):  # type: ignore[misc]  # kombu has no types
    """Redis, of which only ids of jobs are read."""

    Channel = _Channel


TRANSPORT_ALIASES[SCHEME] = f"{__name__}:{Transport.__name__}"


def _undisturbed(read: Callable[..., bool]) -> Callable[..., bool]:
    """Return a reader for which an item that is no JSON, or no object, is none."""

    def reads(**options: Any) -> bool:
        try:
            return read(**options)
        except (ValueError, TypeError, AttributeError, RecursionError):
            _tell()
            raise Empty from None

    return reads


def _tell() -> None:
    if _told.take():
        log.error("Redis holds messages that are not Anteroom's, and they are dropped: who writes to it?")
