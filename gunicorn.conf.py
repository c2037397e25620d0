"""Gunicorn's settings when it is started without `--config`: those of deploy/gunicorn.conf.py.

Gunicorn looks for this file only in the folder that it is started in. Without it, a plain `gunicorn wsgi:app` would have
none of our settings, and its processes would do no jobs.
"""

from __future__ import annotations

import runpy
from pathlib import Path

globals().update(runpy.run_path(str(Path(__file__).with_name("deploy") / "gunicorn.conf.py")))
