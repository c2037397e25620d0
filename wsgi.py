"""What the server loads: `gunicorn --config deploy/gunicorn.conf.py`, `flask --app wsgi …`.

gunicorn finds the same settings when it is started in this folder without `--config`. Any other server only answers
requests: `/readyz`, doctor and the dashboard say so, until `flask --app wsgi worker` runs beside it.
"""

from __future__ import annotations

import sys

from app import create_app
from app.cli.doctor import unconfigured
from app.config import ConfigurationError, process
from app.services import of

process.keep_private()
try:
    app = create_app()
except ConfigurationError as error:
    unconfigured.end(error, sys.argv)
if of(app).settings.production:
    process.shut_out_debuggers()
