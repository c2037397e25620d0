"""How long each kind of data is kept, what is on hold, and what was erased."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any, Final, NamedTuple, Self

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.exceptions import BadRequest

from app.dashboard.settings import Overtaken
from app.dashboard.versions import SHOWN, history_of
from app.guard.doors import GuardedBlueprint, May, allows
from app.guard.forms import come_back, is_refilled, refill
from app.guard.session import actor, current_session, hold_member, recently_confirmed, signed_in
from app.records.vocabulary import Actors
from app.retention import run
from app.retention.rules import (
    BOUNDS,
    Kept,
    bounds_of,
    changed,
    days,
    of_patients,
    rules_in,
    rules_of,
    version_in,
    what_is_due,
)
from app.retention.run import next_run
from app.services import current
from app.store import Doubt, Expired, KeptRules, RetentionRun, Rules, Transaction
from app.store.limits import ALL, day_of
from app.store.retention_rules import Why
from app.web.clinic import day, number, reference, time_of_day
from app.web.page import flash

# The rules as they are typed: reading the form, and what is wrong with it.

_FIGURE: Final = re.compile(r"[0-9]{1,6}")
_VERSION: Final = re.compile(r"[0-9]{1,9}")
_LONGEST_TYPED: Final = 20


@dataclass(frozen=True, slots=True)
class RulesForm:
    """The typed fields. `version` is the one on the page when the typing began."""

    version: int
    typed: Mapping[str, str]
    agreed: int = 0
    """The number of records and drafts that the page said would be erased at once."""

    @classmethod
    def read(cls, form: Mapping[str, str]) -> Self:
        """Return what was posted.

        Raises:
            BadRequest: it does not say which version it follows.
        """
        version, agreed = form.get("version", ""), form.get("agreed", "0")
        if not (_VERSION.fullmatch(version) and _VERSION.fullmatch(agreed)):
            raise BadRequest
        typed = {name: form.get(name, "")[:_LONGEST_TYPED].strip() for name in BOUNDS}
        return cls(int(version), typed, int(agreed))

    @classmethod
    def of(cls, version: int, rules: Rules) -> Self:
        """Return the form that shows rules."""
        return cls(version, {name: str(getattr(rules, name)) for name in BOUNDS})

    def rules(self) -> Rules:
        """Return what was typed, where nothing is wrong with it."""
        return Rules(**{name: int(text) for name, text in self.typed.items()})

    def problems(self) -> dict[str, str]:
        """Return what is wrong, by field."""
        return {
            name: _(
                "Write a whole number from %(least)s to %(most)s.", least=number(least), most=number(most)
            )
            for name, (least, most) in bounds_of(current().settings.retention).items()
            if not (_FIGURE.fullmatch(self.typed[name]) and least <= int(self.typed[name]) <= most)
        }


# The kinds of data and the limits in words: what each is, since when it counts, and why it is kept so long.


class InWords(NamedTuple):
    """What a figure is called, and what it means."""

    label: str
    hint: str


CLASSES: Final[Mapping[Kept, InWords]] = {
    Kept.OPEN: InWords(
        _l("Records that are open"), _l("New, in review or needing follow-up. From their last change.")
    ),
    Kept.DONE: InWords(_l("Records that are done"), _l("From their last change.")),
    Kept.REJECTED: InWords(_l("Records that were rejected"), _l("From their last change.")),
    Kept.DRAFT: InWords(
        _l("Answers that were not sent"),
        _l("From the sender’s last message. People without a record are removed too."),
    ),
    Kept.STOPPED: InWords(
        _l("Numbers that wrote STOP"),
        _l("Only the number of someone without a record, so that STOP is respected."),
    ),
    Kept.ALARM: InWords(
        _l("Alarms"),
        _l(
            "What a patient wrote that may be a cry for help. From when someone took the alarm; until then it stays."
        ),
    ),
    Kept.REPLY: InWords(_l("Stored replies"), _l("Our replies, kept in case Twilio repeats a message.")),
    Kept.RECEIPT: InWords(
        _l("Receipts"),
        _l(
            "Message receipts (against replay), delivery reports, conversation steps, calls made, refused requests."
        ),
    ),
    Kept.EXPORT: InWords(_l("Export history"), _l("Who exported what and why. HIPAA: six years.")),
    Kept.JOB: InWords(_l("Finished jobs"), _l("Failed jobs stay until someone has looked at them.")),
    Kept.TOMBSTONE: InWords(
        _l("Erasure records"),
        _l("So that restoring a backup doesn’t bring anyone back. Keep longer than any backup."),
    ),
    Kept.AUDIT: InWords(
        _l("Audit trail"),
        _l("Oldest entries go first; the rest stays verifiable. At least a year; HIPAA asks for six."),
    ),
}
LIMITS: Final[Mapping[str, InWords]] = {
    "sender_records": InWords(
        _l("Records per day from one number"), _l("Further records wait until the next day.")
    ),
    "sender_messages": InWords(
        _l("Messages per day from one number"),
        _l("Senders who exceed it are told that their message was not saved."),
    ),
    "records_a_day": InWords(
        _l("Records per day in total"), _l("Further records wait until the next day. 0 means no limit.")
    ),
    "storage_mb": InWords(
        _l("Size of the database, in megabytes"),
        _l("At this size nothing more is saved, and patients are told. 0 means no limit."),
    ),
    "free_disk_mb": InWords(
        _l("Minimum free disk space, in megabytes"),
        _l("Below this, nothing more is saved. For the disk of an SQLite database; 0 means no limit."),
    ),
}
LABELS: Final[Mapping[str, str]] = {
    **{kept.field: words.label for kept, words in CLASSES.items()},
    **{name: words.label for name, words in LIMITS.items()},
}
"""Figure of the rules -> what pages call it."""
KEPT_WORDS: Final[Mapping[str, str]] = {kept.value: words.label for kept, words in CLASSES.items()}
_YEAR: Final = 365


def span(days: int) -> str:
    """Return a number of days in words, whole years as years."""
    years, rest = divmod(days, _YEAR)
    if years and not rest:
        return str(ngettext("one year", "%(num)d years", years))
    return str(ngettext("one day", "%(num)d days", days))


def why_in_doubt(doubt: Doubt, now: datetime) -> str:
    """Return what time it is by the server's clock, and what speaks against that."""
    clock = gettext("The server’s clock says %(day)s, %(time)s.", day=day(now), time=time_of_day(now))
    days = doubt.ahead.days
    if doubt.why is Why.LEAPT:
        against = ngettext(
            "It has jumped: that is one day more than the computer has counted since the last run.",
            "It has jumped: that is %(num)d days more than the computer has counted since the last run.",
            days,
        )
    else:
        against = ngettext(
            "If that is right, the rules have not run for one day, since %(since)s.",
            "If that is right, the rules have not run for %(num)d days, since %(since)s.",
            days,
            since=day(doubt.since),
        )
    return f"{clock} {against}"


# `/retention/change`: an admin decides how long each kind of data is kept. Before the change is saved, a page says
# how much it would erase at once.

retention_change = GuardedBlueprint(
    "retention_change", __name__, door=recently_confirmed(May.CHANGE_SETTINGS), url_prefix="/retention/change"
)


class WouldErase(NamedTuple):
    """How many records and drafts would be erased at once."""

    number: int


@retention_change.get("")
def change_page() -> ResponseReturnValue:
    """Show the rules as a form, or how much the rules that were sent would erase."""
    if not (sent := refill()).fields:
        return _page()
    form = RulesForm.read(sent.fields)
    if problems := form.problems():
        return _page(form, problems)
    with current().store.read() as unit:
        version, before = version_in(unit, current().settings.retention)
        if form.version < version:
            return _page(form, lost_to=_overtaken(unit, form.version))
        now = current().clock()
        goes = _goes(unit, form.rules(), now)
        is_agreed = goes <= max(form.agreed, _goes(unit, before, now))
    return _page(form) if is_agreed else _before(form, goes)


@retention_change.post("")
@is_refilled
def change() -> ResponseReturnValue:
    """Save the rules as the next version.

    Nothing is saved if someone else saved first, or if more would be erased than was agreed to.
    """
    form = RulesForm.read(request.form)
    if problems := form.problems():
        return come_back(problems) or (_page(form, problems), HTTPStatus.UNPROCESSABLE_ENTITY)
    kept = _keep(form)
    if isinstance(kept, Overtaken):
        return come_back({}) or (_page(form, lost_to=kept), HTTPStatus.CONFLICT)
    if isinstance(kept, WouldErase):
        return come_back({}) or (_before(form, kept.number), HTTPStatus.UNPROCESSABLE_ENTITY)
    flash(_("Saved. Takes effect from the next run.") if kept else _("Nothing was changed."))
    return redirect(url_for("retention.retention_page"), HTTPStatus.SEE_OTHER)


def _keep(form: RulesForm) -> list[str] | Overtaken | WouldErase:
    """Return the changed figures, who saved first, or how much would be erased."""
    services = current()
    now, rules = services.clock(), form.rules()
    with services.store.begin() as unit:
        hold_member(unit)
        version, before = version_in(unit, services.settings.retention)
        newest = unit.retention.current(rules_of(services.settings.retention))
        # If somebody forged the newest row, the rules in force may differ from it. So every figure counts as changed.
        is_forged = newest is not None and not newest.is_genuine
        fields = list(BOUNDS) if is_forged else changed(before, rules)
        if form.version == version:
            if not fields:
                return []
            goes = _goes(unit, rules, now)
            if goes > max(form.agreed, _goes(unit, before, now)):
                return WouldErase(goes)
        if not unit.retention.keep(form.version, rules, actor(), now):
            return _overtaken(unit, form.version)
        unit.audit.record(
            actor(), "retention.changed", details={"fields": fields, "kept_as": form.version + 1}, at=now
        )
        return fields


def _goes(unit: Transaction, rules: Rules, now: datetime) -> int:
    """Return how many records and drafts the next run would erase."""
    return of_patients(what_is_due(unit, rules, now))


def _overtaken(unit: Transaction, seen: int) -> Overtaken:
    """Return what has changed since the version `seen`.

    Raises:
        BadRequest: nothing has; the form follows a version that never was.
    """
    newest = unit.retention.current(rules_of(current().settings.retention))
    if newest is None or seen >= newest.version:
        raise BadRequest
    known = next((each.rules for each in unit.retention.versions(1000) if each.version == seen), None)
    base = known or rules_of(current().settings.retention)
    now = tuple((str(LABELS[name]), str(getattr(newest.rules, name))) for name in changed(base, newest.rules))
    return Overtaken(Actors.of(unit).name(newest.actor), newest.version, now)


def _before(form: RulesForm, goes: int) -> str:
    """Return the page that says how much these rules erase, before they are saved."""
    services = current()
    with services.store.read() as unit:
        _version, before = version_in(unit, services.settings.retention)
    after = form.rules()
    return render_template(
        "dashboard/retention_goes.html",
        form=form,
        goes=goes,
        changes=[
            (LABELS[name], getattr(before, name), getattr(after, name)) for name in changed(before, after)
        ],
    )


def _page(
    form: RulesForm | None = None,
    problems: dict[str, str] | None = None,
    lost_to: Overtaken | None = None,
) -> str:
    services = current()
    bounds = bounds_of(services.settings.retention)
    with services.store.read() as unit:
        version, rules = version_in(unit, services.settings.retention)
    form = form or RulesForm.of(version, rules)
    return render_template(
        "dashboard/retention_change.html",
        form=form,
        version=lost_to.version if lost_to else form.version,
        problems=problems or {},
        summary={name: f"{LABELS[name]}: {said}" for name, said in (problems or {}).items()},
        lost_to=lost_to,
        law=services.settings.compliance.profile.name,
        classes=[(kept.field, *words, bounds[kept.field]) for kept, words in CLASSES.items()],
        limits=[(name, *words, bounds[name]) for name, words in LIMITS.items()],
    )


# `/retention`: how long each kind of data is kept, what is erased next, what is on hold, and how the last runs
# went. No patient data.

blueprint = GuardedBlueprint("retention", __name__, door=signed_in(May.READ_AUDIT), url_prefix="/retention")
SOON: Final = timedelta(days=30)
_EVER: Final = timedelta(days=40_000)


@blueprint.get("")
def retention_page() -> str:
    """Show the rules with what each keeps and erases within a month; holds and runs."""
    services = current()
    now, role = services.clock(), current_session().member.role
    measured = services.store.room.measured()
    with services.store.read() as unit:
        version, rules = version_in(unit, services.settings.retention)
        doubt = unit.clock.doubt(now, services.uptime())
        actors = Actors.of(unit)
        page = {
            "classes": _classes(unit, rules, now),
            "limits": _limits(unit, rules, now),
            "holds": [
                {"id": hold.patient_id, "reference": reference(hold.patient_id), "at": hold.set_at,
                 "who": actors.name(hold.set_by)}
                for hold in unit.holds.standing()
            ],
            "holds_count": unit.holds.count(),
            "runs": [_run(run, actors) for run in unit.retention_runs.latest(SHOWN)],
            "next_run": next_run(unit, now),
            "in_doubt": why_in_doubt(doubt, now) if doubt else None,
            "history": history_of(unit.retention.versions(SHOWN + 1), actors, _changed),
        }  # fmt: skip
    return render_template(
        "dashboard/retention.html",
        from_operator=version == 0,
        may_change=allows(role, May.CHANGE_SETTINGS),
        may_see_patients=allows(role, May.SEE_PATIENTS),
        room=measured,
        **page,
    )


def _classes(unit: Transaction, rules: Rules, now: datetime) -> list[dict[str, Any]]:
    soon, ever = what_is_due(unit, rules, now + SOON), what_is_due(unit, rules, now + _EVER)
    return [
        {
            "label": words.label,
            "hint": words.hint,
            "span": span(days(kept, rules)),
            "count": ever[kept].count + ever[kept].held if kept in ever else None,
            "soon": soon[kept].count if kept in soon else None,
            "held": ever[kept].held if kept in ever else None,
        }
        for kept, words in CLASSES.items()
    ]


def _limits(unit: Transaction, rules: Rules, now: datetime) -> list[dict[str, Any]]:
    day = day_of(now)
    today = {
        "sender_records": unit.storage.most("records", day),
        "sender_messages": unit.storage.most("messages", day),
        "records_a_day": unit.storage.get(ALL, "records", day),
    }
    return [
        {
            "label": words.label,
            "hint": words.hint,
            "limit": getattr(rules, name),
            "today": today.get(name),
        }
        for name, words in LIMITS.items()
    ]


def _run(run: RetentionRun, actors: Actors) -> dict[str, Any]:
    went = [f"{KEPT_WORDS.get(kept, kept)}: {number(count)}" for kept, count in _in_order(run)]
    return {
        "at": run.started_at,
        "who": actors.name(run.actor),
        "state": run.state,
        "error": run.error,
        "waited": run.error in {*Why},
        "went": went,
    }


def _in_order(run: RetentionRun) -> list[tuple[str, int]]:
    return [(kept.value, run.counts[kept.value]) for kept in Kept if kept.value in run.counts]


def _changed(old: KeptRules, new: KeptRules) -> list[str]:
    return [LABELS[name] for name in changed(old.rules, new.rules)]


# `/retention/release`: after a gap, or when the clock has jumped, an admin confirms that it is right. Until then
# nothing is erased.

retention_release = GuardedBlueprint(
    "retention_release",
    __name__,
    door=recently_confirmed(May.CHANGE_SETTINGS),
    url_prefix="/retention/release",
)
_COUNT: Final = re.compile(r"[0-9]{1,9}")


@retention_release.get("")
def release_page() -> ResponseReturnValue:
    """Show the server's time, why it is in doubt, and what would be erased."""
    services = current()
    now = services.clock()
    with services.store.read() as unit:
        doubt = unit.clock.doubt(now, services.uptime())
        due = _due(unit, now)
    return (
        _release_page(doubt, due, now, more=bool(refill().fields))
        if doubt
        else redirect(url_for("retention.retention_page"), HTTPStatus.SEE_OTHER)
    )


@retention_release.post("")
def release() -> ResponseReturnValue:
    """Let the rules erase what is due, unless that is more than the page said."""
    if not _COUNT.fullmatch(agreed := request.form.get("agreed", "")):
        raise BadRequest
    services = current()
    now, uptime = services.clock(), services.uptime()
    with services.store.begin() as unit:
        hold_member(unit)
        doubt, due = unit.clock.doubt(now, uptime), _due(unit, now)
        if is_agreed := of_patients(due) <= int(agreed):
            unit.clock.believe(now, uptime)
            unit.outbox.add(run.KIND, None, actor(), now)
            if doubt:
                run.release(unit, doubt, of_patients(due), actor(), now)
    if doubt and not is_agreed:
        return come_back({}) or (
            _release_page(doubt, due, now, more=True),
            HTTPStatus.UNPROCESSABLE_ENTITY,
        )
    flash(_("The rules resume: data past its limit is erased within minutes."))
    return redirect(url_for("retention.retention_page"), HTTPStatus.SEE_OTHER)


def _due(unit: Transaction, now: datetime) -> dict[Kept, Expired]:
    return what_is_due(unit, rules_in(unit, current().settings.retention), now)


def _release_page(doubt: Doubt, due: dict[Kept, Expired], now: datetime, *, more: bool = False) -> str:
    return render_template(
        "dashboard/retention_release.html",
        why=why_in_doubt(doubt, now),
        goes=of_patients(due),
        due=[(KEPT_WORDS[kept.value], each.count) for kept, each in due.items() if each.count],
        more=more,
    )
