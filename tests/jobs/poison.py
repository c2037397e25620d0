"""What somebody who can write to Redis may put into Celery's queues."""

from __future__ import annotations

import base64
import json
import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


def poisons(job_id: str) -> Iterator[str | bytes]:
    """Yield what each ends Celery's worker, fills its memory or has it do something else, when it is believed."""
    yield from (b"\xff\xfe", "[" * 100_000, "5", "[1]", '"x"', "null", "{}", '{"properties": 5}')
    good = json.dumps([[job_id], {}, {"callbacks": None, "errbacks": None, "chain": None, "chord": None}])
    yield written(good, **{"content-type": "application/data"})
    for body in (
        "5",
        "{}",
        "[" * 700,
        '[["x"], {}, {}]',
        f'[["{job_id}", "{job_id}"], {{}}, {{}}]',
        " " * 2_000,
    ):
        yield written(body)
    for changed in (
        {"body": 5},
        {"body": "%%%%"},
        {"content-type": ["x"]},
        {"content-encoding": "x"},
        {"headers": [1]},
    ):
        yield written(good, **changed)
    headers = {"task": "anteroom.job", "id": "1", "expires": "2099-01-01T00:00:00+00:00"}
    for header in (
        {"task": ["x"]},
        {"task": "x"},
        {"expires": 5},
        {"expires": "soon"},
        {"expires": "0001-01-01T00:00:00+14:00"},
    ):
        yield written(good, headers=headers | header)
    yield written(good, headers={"id": ["1"], "task": "anteroom.beat"}, properties={"delivery_tag": "1"})
    bomb = zlib.compress(bytes(100 << 20), 9)
    yield written(bomb, headers=headers | {"compression": "application/x-gzip"})
    yield written(
        good, headers=headers | {"id": ["1"], "timelimit": "x", "eta": 5, "retries": {}, "stamps": 1}
    )


def written(body: str | bytes, /, **changed: object) -> str:
    """Return an item of a queue as Celery writes it, but for what is changed."""
    text = body.encode() if isinstance(body, str) else body
    item: dict[str, object] = {
        "body": base64.b64encode(text).decode(),
        "content-type": "application/json",
        "content-encoding": "utf-8",
        "headers": {"task": "anteroom.job", "id": "1", "lang": "py", "expires": "2099-01-01T00:00:00+00:00"},
        "properties": {
            "delivery_tag": "1",
            "delivery_info": {"exchange": "", "routing_key": "others"},
            "body_encoding": "base64",
        },
    }
    return json.dumps(item | changed)
