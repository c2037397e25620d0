"""One patient's record, at `/patients/<id>`.

A subject of the record is a file: the section that the page shows of it, and the acts on it.
"""

from __future__ import annotations

from app.guard.doors import GuardedBlueprint

blueprint = GuardedBlueprint("record", __name__, url_prefix="/patients/<uuid:patient_id>")
