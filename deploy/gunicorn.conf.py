"""gunicorn's settings, in development and in production. Addresses and certificates are given on the command line."""

from __future__ import annotations

import sys
from typing import Any

from app.config import ConfigurationError, from_environment, process, read_before
from app.jobs.worker import Worker
from app.observe.logs import configuration
from app.observe.refusals import ledger
from app.services import of
from app.store import Linker

process.keep_private()
try:
    # Also at SIGHUP: workers that start from then on have what is read here.
    settings = from_environment(anew=True)
except ConfigurationError as error:
    if (before := read_before()) is None:
        sys.exit(str(error))
    sys.stderr.write(f"{error}\nUntil then the settings stay as they were.\n")
    settings = before
if settings.production:
    process.shut_out_debuggers()

wsgi_app = "wsgi:app"
worker_class = "app.guard.patience.PatientThreads"
workers = settings.workers
threads = 8
timeout = 30  # also how long a client may take nothing of an answer: app/guard/patience.py
graceful_timeout = 15  # Twilio waits no longer for an answer
keepalive = 5
umask = 0o077
accesslog = None  # an access log holds whole URLs; each request has a line of its own
logconfig_dict = configuration(settings.log_level)
control_socket_disable = True
limit_request_line = 4096
limit_request_fields = 60
limit_request_field_size = 8190
# Forwarded headers are read once, by app/guard/proxy.py, from TRUSTED_PROXIES.
forwarded_allow_ips = ""
secure_scheme_headers: dict[str, str] = {}
forwarder_headers = ""  # a client must not choose SCRIPT_NAME or PATH_INFO


def post_worker_init(worker: Any) -> None:
    """Link the audit trail and do jobs from this process; a thread would not survive the fork that made it."""
    services = of(worker.wsgi)
    Linker(services.store).start()
    worker.jobs = Worker(services)
    worker.jobs.start()


def worker_exit(_server: Any, worker: Any) -> None:
    """Give back the job that a stopping worker has under way, and write the refusals that it has counted."""
    if (jobs := getattr(worker, "jobs", None)) is not None:
        jobs.stop(within=5)
    app = getattr(worker, "wsgi", None)
    if app is not None:
        ledger(app).flush()
