"""Anteroom: a patient's intake over WhatsApp, sealed, for the clinic."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Flask

from app import cli, crypto, services
from app.config import from_environment
from app.guard import doors, headers, hosts, proxy
from app.observe import errors, health, logs, requests
from app.webhook.routes import init_webhook

if TYPE_CHECKING:
    from app.services import Services


def create_app(given: Services | None = None) -> Flask:
    """Return the app, wired. Without `given` services they are built from the environment and `.env`.

    Raises:
        ConfigurationError: with every problem of the configuration at once.
        SelfTestFailed: the cryptography does not do what it promises.
        UnguardedRoute: a route is behind no door.
    """
    parts = given or services.build(from_environment())
    logs.init_logs(parts.settings.log_level)
    crypto.self_test()

    app = Flask(__name__, static_folder=None)
    app.config.update(
        SECRET_KEY=parts.settings.secret_keys[0].reveal(),
        SECRET_KEY_FALLBACKS=[key.reveal() for key in parts.settings.secret_keys[1:]],
        TRUSTED_HOSTS=hosts.trusted_hosts(parts.settings.public_url),
        MAX_CONTENT_LENGTH=1024 * 1024,
    )
    services.attach(app, parts)
    headers.init_headers(app, production=parts.settings.production)
    requests.init_requests(app)
    errors.init_errors(app)
    app.register_blueprint(health.blueprint)
    init_webhook(app, parts)
    cli.init_commands(app)
    doors.refuse_unguarded(app)
    app.wsgi_app = proxy.TrustedProxiesOnly(app.wsgi_app, parts.settings.trusted_proxies)  # type: ignore[method-assign]
    return app
