"""Show who is told of an alarm, and send each of them a test: ALARM_CHAIN."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final, NamedTuple
from uuid import UUID

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.exceptions import BadRequest

from app.config import Step
from app.dashboard.message_words import STATES
from app.dashboard.settings import blueprint
from app.guard.doors import May
from app.guard.session import actor, hold_member, signed_in
from app.intake.clinic import Subject
from app.services import current
from app.store import Transaction
from app.store.messages import outbound
from app.store.trail import audit
from app.store.trail.events import TrailEvent, TrailGroup
from app.store.work import chain_tests, jobs
from app.store.work.chain_tests import TEST, ChainTest
from app.web.page import flash

_TESTED = TrailEvent("alarm_chain.tested", "Sent a test to everybody in ALARM_CHAIN", TrailGroup.ALARM)
_PAUSE: Final = timedelta(minutes=1)
"""How long after a test nobody is sent another."""
_NOT_MAILED: Final[Mapping[str, tuple[str, str]]] = {
    "mail_refused": (_l("Refused by the mail server"), _l("It does not take this address.")),
    "mail_unreachable": (_l("Not sent yet"), _l("The mail server could not be reached. It is tried again.")),
    "mail_login_refused": (_l("Not sent"), _l("The mail server refused us because of a setting.")),
    "mail_without_tls": (_l("Not sent"), _l("The mail server has no encryption that could be verified.")),
}
"""What became of a mail, and why."""


class Line(NamedTuple):
    """One step of the chain, and what came of the last test of it."""

    who: str
    by_mail: bool
    minutes: int
    tag: str
    came: str
    why: str
    tested_at: datetime | None


class Chain(NamedTuple):
    """The chain as the page shows it."""

    lines: tuple[Line, ...]
    again: int
    """After how many minutes it begins again."""


def chain_of(unit: Transaction) -> Chain | None:
    """Return who is told of an alarm, in order; None without ALARM_CHAIN."""
    chain = current().settings.alerts.chain
    if chain is None:
        return None
    tests = chain_tests.newest(unit.db)
    states = outbound.states_of(unit.db, [each.message_id for each in tests.values() if each.message_id])
    lines = (_line(step, tests.get(place), states) for place, step in enumerate(chain.steps, 1))
    return Chain(tuple(lines), _minutes(chain.again))


@blueprint.post("/chain/test", door=signed_in(May.CHANGE_SETTINGS))
def test_chain() -> ResponseReturnValue:
    """Send everybody in the chain a test at once, unless one was sent a moment ago."""
    services = current()
    chain = services.settings.alerts.chain
    if chain is None:
        raise BadRequest
    with services.store.begin() as unit:
        hold_member(unit)
        now = services.clock()
        before = chain_tests.newest(unit.db).values()
        if is_new := all(now - each.asked_at >= _PAUSE for each in before):
            tests = [
                ChainTest(place=place, address=step.to, asked_at=now)
                for place, step in enumerate(chain.steps, 1)
            ]
            chain_tests.begin(unit.db, tests)
            for each in tests:
                jobs.add(unit.db, TEST, each.id, actor(), now)
            audit.record(unit.db, actor(), _TESTED, at=now)
    flash(
        _("A test is on its way to each of them. Load this page again to see what came of it.")
        if is_new
        else _("A test was sent less than a minute ago. See below what came of it.")
    )
    return redirect(url_for("settings.subject_page", subject=Subject.DANGER.value, _anchor="chain"), 303)


def _line(step: Step, test: ChainTest | None, states: Mapping[UUID, str]) -> Line:
    if test is None or test.address != step.to:
        return Line(step.to, step.is_mail, _minutes(step.wait), "waiting", str(_("Not tested")), "", None)
    return Line(step.to, step.is_mail, _minutes(step.wait), *_came_of(test, states), test.asked_at)


def _came_of(test: ChainTest, states: Mapping[UUID, str]) -> tuple[str, str, str]:
    """Return the tag's kind and its words, and why it did not arrive."""
    if test.error:
        unknown = (_("Not delivered"), _("Error %(code)s.", code=test.error))
        said, why = _NOT_MAILED.get(test.error, unknown)
        return "alert", str(said), str(why)
    if test.sent_at is not None:
        return "done", str(_("The mail server took it")), ""
    kind, words = STATES[states.get(test.message_id, "queued") if test.message_id else "queued"]
    return kind, str(words), ""


def _minutes(wait: timedelta) -> int:
    return wait // timedelta(minutes=1)
