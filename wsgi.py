"""What the server loads: `gunicorn wsgi:app`, `flask --app wsgi …`."""

from __future__ import annotations

import sys

from app import create_app
from app.cli.doctor import unconfigured
from app.config import ConfigurationError

try:
    app = create_app()
except ConfigurationError as error:
    unconfigured.end(error, sys.argv)
