"""Celery's side of the outbox: Redis carries the ids of jobs.

It is imported only with WORKERS=celery. Redis holds nothing that the outbox does not hold too: when it is emptied, the
dispatcher publishes again. Somebody who writes to Redis can only start a job that is due anyway.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, Final
from urllib.parse import parse_qs, quote, urlsplit
from uuid import UUID

from celery import Celery
from kombu import Connection, Exchange, Queue
from kombu.exceptions import KombuError
from redis import RedisError

from app.config import Settings
from app.jobs.carrier import AGAIN, CarrierDown
from app.jobs.heartbeat import BEAT_EVERY
from app.jobs.lanes import BY_CELERY
from app.jobs.wire import BEAT, JOB, SCHEME
from app.web.feature import Lane

_PATIENCE_SECONDS: Final = 2
_HANDED_OUT_AGAIN: Final = 15 * 60
"""After this many seconds, Redis hands an id that was not acknowledged to another worker.

Too early or too late does no harm, because only the lease in the outbox counts: an id whose job is held or over is
dropped, and one that was lost is published again.
"""
_CLOCKS_APART: Final = timedelta(minutes=5)
"""By how much the clocks of two machines may differ, on top of the time after which an id is published again.

A receiver judges by its own clock whether an id has expired. If that clock is further ahead, it drops every id, and no
job is done. An id that is in Redis twice does no harm: its job is claimed once.
"""
_ROOM: Final = 1000
"""How many ids wait in Redis, at most, for each lane."""
_OURS: Final = ("ssl_ca_certs", "ssl_ca_path", "ssl_ca_data", "ssl_certfile", "ssl_keyfile")


def celery_of(settings: Settings) -> Celery:
    """Return Celery as we use it: it carries ids as JSON, and nothing else."""
    if settings.redis_url is None:  # the settings were checked
        raise ValueError("no Redis")
    address, tls = _address(settings.redis_url.reveal())
    # No loader or fixup of Celery's own: they read settings from the environment.
    celery = Celery(
        "anteroom", broker=address, loader="celery.loaders.app:AppLoader", fixups=set(), set_as_current=False
    )
    celery.conf.update(
        broker_use_ssl=tls,
        broker_transport_options={
            "global_keyprefix": "anteroom:",
            "visibility_timeout": _HANDED_OUT_AGAIN,
            "socket_timeout": _PATIENCE_SECONDS,
            "socket_connect_timeout": _PATIENCE_SECONDS,
            "max_retries": 0,
        },
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None,
        accept_content=["json"],
        task_serializer="json",
        result_backend=None,
        task_ignore_result=True,
        task_store_errors_even_if_ignored=False,
        task_acks_late=True,
        task_reject_on_worker_lost=True,
        worker_prefetch_multiplier=1,
        worker_enable_remote_control=False,
        worker_send_task_events=False,
        task_send_sent_event=False,
        worker_hijack_root_logger=False,
        worker_redirect_stdouts=False,
        worker_cancel_long_running_tasks_on_connection_loss=False,
        task_queues=[queue_of(lane) for lane in BY_CELERY],
        task_default_queue=queue_of(Lane.OTHERS).name,
        task_create_missing_queues=False,
    )
    return celery


def queue_of(lane: Lane) -> Queue:
    """Return a lane's queue.

    It is on the default exchange, whose queues need no binding, because a Redis that was emptied has none.
    """
    return Queue(lane, Exchange(""), routing_key=lane)


def _address(url: str) -> tuple[str, dict[str, Any] | None]:
    """Return REDIS_URL as Celery writes it, to be read by `wire`, and its TLS options.

    Certificates are verified in any case: without options Celery would verify none.
    """
    parts = urlsplit(url)
    query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    user = parts.username or quote(query.get("username", ""), safe="")
    password = parts.password or quote(query.get("password", ""), safe="")
    who = f"{user}:{password}@" if user or password else ""
    if parts.scheme == "unix":
        return f"{SCHEME}+socket://{who}{quote(parts.path)}?virtual_host={query.get('db', '0')}", None
    host = parts.netloc.rpartition("@")[2]
    database = query.get("db") or parts.path.strip("/") or "0"
    address = f"{SCHEME}://{who}{host}/{database}"
    if parts.scheme == "redis":
        return address, None
    tls: dict[str, Any] = {name: query[name] for name in _OURS if name in query}
    return address, tls | {"ssl_cert_reqs": "required", "ssl_check_hostname": True}


class Broker:
    """Redis, as a process uses it to publish ids."""

    def __init__(self, celery: Celery) -> None:
        self._celery = celery
        self._connection: Connection | None = None

    def room(self, lane: Lane) -> int:
        """Return for how many more ids a lane's queue has room.

        Raises:
            CarrierDown: Redis does not answer.
        """
        with self._answering():
            waiting = self._open().default_channel.queue_declare(queue=queue_of(lane).name).message_count
        return max(0, _ROOM - int(waiting))

    def publish(self, lane: Lane, job_id: UUID) -> None:
        """Hand the id of a job to whoever does such jobs.

        Raises:
            CarrierDown: Redis does not answer.
        """
        self._send(JOB, (str(job_id),), lane, AGAIN)

    def beat(self) -> None:
        """Ask a worker to show that it is alive.

        Raises:
            CarrierDown: Redis does not answer.
        """
        self._send(BEAT, (), Lane.MESSAGES, BEAT_EVERY)

    def close(self) -> None:
        """Close the connection, if there is one."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.collect()

    def _send(self, name: str, args: tuple[str, ...], lane: Lane, again: timedelta) -> None:
        expires = (again + _CLOCKS_APART).total_seconds()
        with self._answering():
            self._celery.send_task(
                name, args, queue=queue_of(lane), expires=expires, retry=False, connection=self._open()
            )

    @contextmanager
    def _answering(self) -> Iterator[None]:
        try:
            yield
        except (KombuError, RedisError, OSError) as error:
            self.close()
            raise CarrierDown from error

    def _open(self) -> Connection:
        if self._connection is None:
            self._connection = self._celery.connection_for_write(connect_timeout=_PATIENCE_SECONDS)
        return self._connection
