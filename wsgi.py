"""What the server loads: `gunicorn --config deploy/gunicorn.conf.py`, `flask --app wsgi …`.

gunicorn finds the same settings when it is started in this folder without `--config`. Any other server only answers
requests: `/readyz`, doctor and the dashboard say so, until `flask --app wsgi worker` runs beside it.
"""

from __future__ import annotations

import sys

from app import create_app
from app.cli import account
from app.config import ROOT, ConfigurationError, environment
from app.services import of

environment.keep_private()
account.step_down_for(sys.argv, ROOT / "instance")
try:
    app = create_app()
except ConfigurationError as error:
    from app.cli import alert, audit_report, doctor  # only a start that fails needs them

    if "audit-report" in sys.argv:
        audit_report.audit_report(sys.argv[sys.argv.index("audit-report") + 1 :])
    if "alert" in sys.argv:
        alert.alert(sys.argv[sys.argv.index("alert") + 1 :])
    doctor.end(error, sys.argv)
if of(app).settings.production:
    environment.shut_out_debuggers()
