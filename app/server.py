"""Gunicorn's settings, and what each worker does besides answering.

`deploy/gunicorn.conf.py` passes them on.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from itertools import count
from pathlib import Path
from ssl import SSLContext, TLSVersion
from typing import Any, Final

from app.config import ConfigurationError, Settings, Workers, environment, from_environment, read_before
from app.guard.admission import THREADS, Admission, Gate
from app.intake.warmth import warm
from app.jobs.dispatcher import beside_celery
from app.jobs.heartbeat import take_leave
from app.jobs.silence import Answering
from app.jobs.worker import lanes
from app.observe import drain, spans, tally
from app.observe.logs import configuration
from app.observe.missed import missed_by
from app.observe.refusals import refusal_counter
from app.services import of
from app.store import StoreUnavailable, connect, model
from app.store.engine import schema
from app.store.engine.role import Role
from app.store.trail.linker import Linker
from app.web import feature

_CIPHERS: Final = "ECDHE+AESGCM:ECDHE+CHACHA20"
"""TLS 1.2 suites with authenticated encryption and forward secrecy. TLS 1.3 has no others."""
_FOLDER: Final = Path(__file__).resolve().parent


def settings() -> dict[str, Any]:
    """Return gunicorn's settings.

    At SIGHUP they are read again, for the workers that start from then on.
    """
    ours = _read()
    if ours.production:
        environment.shut_out_debuggers()
    return {
        "wsgi_app": "app:create_app()",
        "worker_class": "gthread",
        "workers": ours.workers,
        "threads": THREADS,
        "worker_connections": 600,  # well below the usual limit of 1,024 descriptors
        "timeout": 30,
        "graceful_timeout": 15,  # Twilio waits no longer for an answer
        "keepalive": 5,
        "umask": 0o077,
        "accesslog": None,  # an access log has whole URLs; the app logs each request
        "logconfig_dict": configuration(ours.log_level),
        "control_socket_disable": True,
        "ssl_context": ssl_context,
        "limit_request_line": 4096,
        "limit_request_fields": 60,
        "limit_request_field_size": 8190,
        # Forwarded headers are read once, by app/guard/address.py, from TRUSTED_PROXIES.
        "forwarded_allow_ips": "",
        "secure_scheme_headers": {},
        "forwarder_headers": "",  # a client must not choose SCRIPT_NAME or PATH_INFO
        "on_starting": partial(on_starting, ours=ours),
        "when_ready": partial(when_ready, drains_for=ours.drain),
        "pre_fork": pre_fork,
        "post_fork": post_fork,
        "post_worker_init": post_worker_init,
        "worker_exit": worker_exit,
        "child_exit": child_exit,
        "on_exit": on_exit,
    }


def ssl_context(_config: Any, default: Callable[[], SSLContext]) -> SSLContext:
    """Return the context for gunicorn's own TLS.

    With a proxy in front, TLS is the proxy's task.
    """
    context = default()
    context.minimum_version = TLSVersion.TLSv1_2
    context.set_ciphers(_CIPHERS)
    return context


def on_starting(server: Any, *, ours: Settings) -> None:
    """Refuse an unreleased database, and make the folder that the workers count in."""
    refuse_unreleased(ours)
    server.metrics = tally.make_folder()


def refuse_unreleased(ours: Settings) -> None:
    """End the start if the database was made before release 1.0."""
    engine = connect(ours.database_url.reveal(), pool_size=1)
    try:
        if schema.is_unreleased(engine):
            sys.exit(schema.UNRELEASED)
    except StoreUnavailable:  # it may come; until then `/readyz` says why nothing is answered
        return
    finally:
        engine.dispose()


def when_ready(server: Any, drains_for: timedelta) -> None:
    """Do what each worker would at its first requests, while the first clients wait."""
    drain.before_stopping(server, drains_for)
    warm()
    model.configure()
    gc.freeze()  # a collection in a worker would otherwise copy this memory


def pre_fork(server: Any, worker: Any) -> None:
    """Give a worker the first place there that none has which lives."""
    taken = {each.place for each in server.WORKERS.values()}
    worker.place = next(place for place in count() if place not in taken)


def post_fork(server: Any, worker: Any) -> None:
    """Have the worker count there."""
    tally.take_place(worker.place, server.metrics)


def child_exit(server: Any, worker: Any) -> None:
    """Forget how a worker was that ended, or was killed. What it has counted stays."""
    tally.leave_place(worker.place, server.metrics)


def on_exit(server: Any) -> None:
    """Remove the folder that the workers counted in."""
    tally.remove_folder(server.metrics)


def post_worker_init(worker: Any) -> None:
    """Admit requests by their kind, and start linking the trail and doing jobs.

    A thread that was started before the fork would not exist here.
    """
    drain.listen()
    environment.stop_with_parent()  # else a worker without its master takes nobody new, and stays while one writes
    worker.wsgi.wsgi_app = Admission(worker.wsgi.wsgi_app, Gate())
    services = of(worker.wsgi)
    services.store.play(Role.WEB)
    Linker(services.store).start()
    jobs = feature.of(worker.wsgi).jobs
    on_celery = services.settings.jobs_by is Workers.CELERY
    worker.jobs = beside_celery(services, jobs) if on_celery else lanes(services, jobs)
    worker.jobs.start()
    worker.answering = Answering(services, missed_by(worker.wsgi))
    worker.answering.start()


def worker_exit(_server: Any, worker: Any) -> None:
    """Give back the job of a stopping worker, and write its refusal counts."""
    if (answering := getattr(worker, "answering", None)) is not None:
        answering.stop()
    if (jobs := getattr(worker, "jobs", None)) is not None:
        jobs.stop(within=5)
        take_leave(of(worker.wsgi))
    app = getattr(worker, "wsgi", None)
    if app is not None:
        refusal_counter(app).flush()
    spans.flush()


def is_other_than_on_disk() -> bool:
    """Return whether the app's code has changed since this process loaded it."""
    return _as_written() != _WRITTEN


def _read() -> Settings:
    environment.keep_private()
    try:
        return from_environment(again=True)
    except ConfigurationError as error:
        if (before := read_before()) is None:
            sys.exit(str(error))
        sys.stderr.write(f"{error}\nUntil then the previous settings are used.\n")
        return before


def _as_written() -> frozenset[tuple[str, int, int]]:
    files = ((str(file), file.stat()) for file in _FOLDER.rglob("*.py"))
    return frozenset((name, stat.st_mtime_ns, stat.st_size) for name, stat in files)


_WRITTEN: Final = _as_written()
