"""What gunicorn reads by itself when it is started here without `--config`: the settings are the same."""

from __future__ import annotations

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

_spec = spec_from_file_location("anteroom_gunicorn", Path(__file__).with_name("deploy") / "gunicorn.conf.py")
assert _spec is not None  # noqa: S101 - for mypy: the file's name ends in .py
assert _spec.loader is not None  # noqa: S101
_settings = module_from_spec(_spec)
_spec.loader.exec_module(_settings)
globals().update({name: value for name, value in vars(_settings).items() if not name.startswith("_")})
