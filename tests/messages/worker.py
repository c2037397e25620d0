"""A worker that does the jobs which are due, and looks for alarms, until it is killed."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from app.features import FEATURES
from app.jobs.lanes import runs_of
from app.jobs.worker import Worker
from app.messages import alert, twilio_sender

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import pytest

    from app.services import Services
    from app.web.feature import Run


def do_jobs(services: Services, runs: Mapping[str, Run] | None = None) -> int:
    """Do what is due and has a handler, and return how many attempts there were."""
    worker, attempts = Worker(services, runs or runs_of(FEATURES.jobs)), 0
    while worker.once():
        attempts += 1
    return attempts


def looks(services: Services) -> None:
    """Look for alarms, as the worker does every minute, and do what that asks for."""
    alert.note(services, alert.wrong_in_chats(services))
    do_jobs(services)


class Killed(BaseException):
    """Ends a worker as a kill does: nothing that it would write down afterwards is written."""


@contextmanager
def killed(monkeypatch: pytest.MonkeyPatch, moment: str) -> Iterator[None]:
    """Kill the worker before or after its request to Twilio."""
    create = twilio_sender.TwilioSender.create

    def dies(twilio: twilio_sender.TwilioSender, fields: Any) -> Any:
        if moment == "after the request":
            create(twilio, fields)
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(twilio_sender.TwilioSender, "create", dies)
        yield
