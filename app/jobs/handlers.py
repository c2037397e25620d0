"""Which function does which kind of job. A job may be begun again at any point: every handler must bear that."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from app.exports.proceeding import PROTECT, PUSH
from app.exports.targets import protected
from app.exports.targets.sheets import push, removal
from app.jobs import daily, scrub, sweep
from app.services import Services
from app.store import Beat, Job
from app.store.sheet_ledger import REMOVAL
from app.store.twilio_scrubs import SCRUB

Handler = Callable[[Services, Job, Beat], None]
"""Does the job. It raises Delayed to be called again later and Hopeless never to be; a beat of False ends it."""

HANDLERS: Final[Mapping[str, Handler]] = {
    PROTECT: protected.run,
    PUSH: push.run,
    REMOVAL: removal.run,
    SCRUB: scrub.run,
    sweep.KIND: sweep.run,
    daily.KIND: daily.run,
}
