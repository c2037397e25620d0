"""Anteroom: a patient's intake over WhatsApp, sealed, for the clinic."""

# ruff: noqa: E402  (the collector rests while the modules are imported)

from __future__ import annotations

import gc

gc.disable()  # what they make stays: to look through it for garbage took a tenth of a start

from collections.abc import Callable
from functools import partial
from typing import Any

from flask import Flask

from app import cli, crypto, services
from app.config import ConfigurationError, from_environment
from app.dashboard.record import tombstone
from app.features import FEATURES
from app.guard import address, arrival, doors, form_size, forms, forwarders, headers, limits
from app.observe import errors, logs, metrics, process, refusals, requests
from app.services import Services
from app.staff.passwords import PRODUCTION, Parameters
from app.staff.sign_in import attach_staff
from app.web import feature, languages, page
from app.webhook import routes as webhook_routes

gc.freeze()  # no later collection looks at it, nor copies it in a forked process
gc.enable()


class _Synchronous(Flask):
    """A Flask app without asynchronous functions: no request asks for them."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        return func


def create_app(given: Services | None = None, hashing: Parameters = PRODUCTION) -> Flask:
    """Return the wired app, by default with services from the environment.

    `given` services replace those of the environment and `.env`. `hashing` is argon2's cost, which only tests
    lower.

    Raises:
        ConfigurationError: with every problem of the configuration at once.
        SelfTestFailed: the cryptography gives wrong answers.
        UnguardedRoute: a route has no door.
    """
    parts = given or services.build(from_environment())
    settings = parts.settings
    logs.init_logs(settings.log_level)
    crypto.self_test()

    app = _Synchronous(__name__, static_folder=None)
    app.config.update(
        SECRET_KEY=settings.secret_keys[0].reveal(),
        SECRET_KEY_FALLBACKS=[key.reveal() for key in settings.secret_keys[1:]],
        TRUSTED_HOSTS=headers.trusted_hosts(settings.public_url),
    )
    services.attach(app, parts)
    requests.init_requests(app)
    _trace(app, parts)
    arrival.init_arrival(app)
    # The order matters: the headers are set on every answer, and a form is bounded before CSRF reads it.
    headers.init_headers(app, production=settings.production)
    forms.init_forms(app)
    login_limits = limits.init_limits(app, parts, settings.redis_url.reveal() if settings.redis_url else None)
    form_size.init_forms(app)
    headers.init_csrf(app, signed_by_others=[webhook_routes.blueprint])
    refusals.init_refusals(app, parts)
    attach_staff(app, parts, login_limits, hashing)
    errors.init_errors(app)
    forwarders.init_untrusted_proxies(app, parts)
    languages.init_languages(app)
    page.init_pages(app)
    tombstone.init_tombstones(app)
    process.init_tally(parts)
    feature.init_features(app, FEATURES)
    webhook_routes.init_webhook(app, parts)
    cli.init_commands(app)
    doors.refuse_unguarded(app)
    by_any_name = address.AnyHost(app.wsgi_app, metrics.PATH)
    app.wsgi_app = address.TrustedProxiesOnly(by_any_name, settings.trusted_proxies)  # type: ignore[method-assign]
    return app


def _trace(app: Flask, parts: Services) -> None:
    """Trace, if a collector is set. Nothing of OpenTelemetry is imported otherwise."""
    if (settings := parts.settings.traces) is None:
        return
    try:
        from app.observe import traces  # noqa: PLC0415
    except ImportError:
        problem = (
            "OTEL_EXPORTER_OTLP_ENDPOINT needs packages that are not there. Install them: "
            ".venv/bin/pip install --require-hashes -r deploy/requirements-otel.txt"
        )
        raise ConfigurationError([problem]) from None
    traces.init_traces(app, parts, partial(traces.exporter_of, settings))
