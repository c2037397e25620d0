"""Keep our texts at Twilio, each once, and follow what WhatsApp decides.

Twilio makes another content each time it is asked. So a row is written first, and the contents at Twilio are listed before
one is made. If a push was killed after Twilio had made a content, the next push finds it by its name, which holds the
text's digest.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any, Final, NamedTuple

from flask_babel import lazy_gettext as _

from app.intake.choice_forms import LIST, Form
from app.intake.choices import forms
from app.messages.templates import CATEGORY, SAMPLES, TEXT, Wording, templates_of
from app.messages.twilio_api import Failure, Result
from app.messages.twilio_contents import Approval, Kept, TwilioContents
from app.services import Services
from app.store.engine.batch import Batch
from app.store.messages import contents, twilio_refusals
from app.store.messages.contents import CHECK, WAITING, Content, State
from app.store.trail import audit
from app.store.trail.events import Counted, TrailEvent, TrailGroup
from app.store.work import jobs
from app.store.work.jobs import Beat, Delayed, Hopeless, Job
from app.web.feature import JobKind

_PUSHED = TrailEvent(
    "content.pushed",
    Counted("contents", "Sent one text to Twilio", "Sent {contents} texts to Twilio"),
    TrailGroup.SETTINGS,
)

_HOURLY: Final = timedelta(hours=1)
_FOLLOWED: Final = timedelta(days=7)
"""How long to wait for WhatsApp's decision about a text. `flask content status` asks at any time."""
_BUSY: Final = timedelta(seconds=30)
_REFUSED: Final = "twilio_refused"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A content as it should be at Twilio."""

    name: str
    language: str
    digest: str
    kind: str
    body: str
    variables: tuple[str, ...]
    samples: Mapping[str, str]
    types: Mapping[str, Any]

    def as_row(self, now: datetime) -> Content:
        """Return the row of a content that is not at Twilio yet."""
        return Content(
            name=self.name,
            language=self.language,
            digest=self.digest,
            kind=self.kind,
            body=self.body,
            variables=",".join(self.variables),
            created_at=now,
        )


def wanted_of(wording: Wording) -> Wanted:
    """Return what Twilio is asked for: a template."""
    return Wanted(
        wording.name,
        wording.language,
        wording.digest,
        TEXT,
        wording.body,
        wording.variables,
        wording.samples,
        {"twilio/text": {"body": wording.body}},
    )


def form_wanted(form: Form) -> Wanted:
    """Return what Twilio is asked for: buttons or a list."""
    titles = tuple(f"title_{place + 1}" for place in range(0 if form.titles else form.count))
    variables = (*form.text.fields, TOKEN, *titles)
    samples = {str(number): _SAMPLES.get(name, name) for number, name in enumerate(variables, 1)}
    return Wanted(
        form.name,
        form.language,
        form.digest,
        form.kind,
        form.text.body,
        variables,
        samples,
        _types_of(form),
    )


def everything(mode: str = "chat") -> list[Wanted]:
    """Return every content of this release, where patients answer as `mode` says."""
    return [*map(wanted_of, templates_of(mode)), *map(form_wanted, forms())]


def push(services: Services, actor: str, wanted: Iterable[Wanted] | None = None) -> int:
    """Create the contents that Twilio lacks, and return how many were created.

    What Twilio refused before is forgotten, and buttons are offered again. WhatsApp is asked to approve templates. It
    may be stopped at any point and started again.

    Raises:
        Delayed: Twilio has no time, or cannot be reached.
        Hopeless: Twilio refuses, and will again.
    """
    twilio = TwilioContents(services.settings.twilio)
    ours = list(everything(services.settings.intake_mode) if wanted is None else wanted)
    batch = Batch(_is_of_one)
    made = _make(services, twilio, ours, _written(services, ours), batch)
    _submit(services, twilio, _as_kept(services, ours), batch)
    with services.store.begin() as unit:
        now = services.clock()
        if not batch.failures:
            twilio_refusals.was_mended(unit.db)
        if any(_is_followed(services, content) for content in contents.all_contents(unit.db)):
            jobs.add(unit.db, CHECK, None, actor, now, now + _HOURLY)
        if made:
            audit.record(unit.db, actor, _PUSHED, details={"contents": made}, at=now)
    batch.end()
    return made


def _is_of_one(failure: Exception) -> bool:
    """Return whether Twilio refuses one text, and may well take the next."""
    return isinstance(failure, Hopeless) and failure.code == _REFUSED


def _written(services: Services, ours: Iterable[Wanted]) -> list[Content]:
    """Return the row of each content, and write the rows that are missing."""
    with services.store.begin() as unit:
        now = services.clock()
        return [contents.put(unit.db, each.as_row(now)) for each in ours]


def _as_kept(services: Services, ours: Iterable[Wanted]) -> list[Content]:
    """Return the row of each content that is kept as we wrote it."""
    with services.store.read() as unit:
        rows = {(row.name, row.language, row.digest): row for row in contents.all_contents(unit.db)}
    keys = ((each.name, each.language, each.digest) for each in ours)
    return [rows[key] for key in keys if key in rows]


def _make(
    services: Services, twilio: TwilioContents, ours: Iterable[Wanted], rows: Iterable[Content], batch: Batch
) -> int:
    """Create what is missing, and return how much that was."""
    listed = _answered(twilio.all())
    sids, there = {kept.sid for kept in listed}, {kept.name: kept for kept in listed}
    missing = [(each, row) for each, row in zip(ours, rows, strict=True) if row.sid not in sids]
    made = 0
    for each, row in missing:
        with batch.one():
            kept = there.get(row.known_as)
            if kept is None:
                kept = _answered(twilio.create(row.known_as, each.language, each.types, each.samples))
            _keep(services, row, kept)
            made += 1
    return made


def _keep(services: Services, row: Content, kept: Kept) -> None:
    state = State.UNSUBMITTED if row.kind == TEXT else State.SESSION
    with services.store.begin() as unit:
        contents.made(unit.db, row, kept.sid, state, services.clock())


def _submit(services: Services, twilio: TwilioContents, rows: Iterable[Content], batch: Batch) -> None:
    """Ask for approval of the templates for which Twilio has no request yet."""
    for row in rows:
        if row.state != State.UNSUBMITTED or row.sid is None:
            continue
        with batch.one():
            said = _answered(twilio.approval(row.sid))
            if said is not None and said.state == State.UNSUBMITTED:
                said = _answered(twilio.submit(row.sid, row.known_as, CATEGORY))
            _judge(services, row, said)


def _judge(services: Services, row: Content, said: Approval | None) -> None:
    with services.store.begin() as unit:
        if said is None:
            contents.lost(unit.db, row)
        else:
            contents.judged(unit.db, row, said.state, said.reason, services.clock())


def refresh(services: Services) -> None:
    """Ask what WhatsApp says of each template that Twilio has.

    Raises:
        Delayed, Hopeless: as `push` does.
    """
    twilio = TwilioContents(services.settings.twilio)
    with services.store.read() as unit:
        templates = [each for each in contents.all_contents(unit.db) if each.kind == TEXT and each.sid]
    batch = Batch(_is_of_one)
    for content in templates:
        with batch.one():
            _ask(services, twilio, content)
    batch.end()


def run(services: Services, _job: Job, beat: Beat) -> None:
    """Ask what WhatsApp decided about those that wait: the job `content.check`.

    Raises:
        Delayed: some still wait.
        Hopeless: Twilio refuses, and will again.
    """
    twilio = TwilioContents(services.settings.twilio)
    with services.store.read() as unit:
        waiting = [each for each in contents.all_contents(unit.db) if _is_followed(services, each)]
    batch = Batch(_is_of_one)
    for number, content in enumerate(waiting):
        if not beat(number, len(waiting)):
            return
        with batch.one():
            _ask(services, twilio, content)
    batch.end()
    with services.store.read() as unit:
        if any(_is_followed(services, each) for each in contents.all_contents(unit.db)):
            raise Delayed("content_waits", _HOURLY, counts=False)


CHECKING = JobKind(CHECK, _("Asking what WhatsApp decided about our templates"), run)


def _is_followed(services: Services, content: Content) -> bool:
    asked = content.sid is not None and content.state in WAITING and content.state != State.UNSUBMITTED
    return asked and services.clock() - content.created_at < _FOLLOWED


def _ask(services: Services, twilio: TwilioContents, content: Content) -> None:
    _judge(services, content, _answered(twilio.approval(content.sid or "")))


class Difference(NamedTuple):
    """How many of our contents Twilio lacks, and how many differ there."""

    lacking: int
    changed: int


def compare(services: Services) -> Difference | None:
    """Return how Twilio's contents differ from ours; None before any push.

    Raises:
        Delayed, Hopeless: as `push` does.
    """
    with services.store.read() as unit:
        sids = {each.digest: each.sid for each in contents.all_contents(unit.db) if each.sid}
    if not sids:
        return None
    there = {kept.sid: kept.types for kept in _answered(TwilioContents(services.settings.twilio).all())}
    ours = everything(services.settings.intake_mode)
    lacking = [each for each in ours if sids.get(each.digest) not in there]
    changed = [
        each for each in ours if each not in lacking and not _says(there[sids[each.digest] or ""], each.types)
    ]
    return Difference(len(lacking), len(changed))


def _says(there: Any, ours: Any) -> bool:
    """Return whether `there` has all that `ours` has, whatever else Twilio adds."""
    if isinstance(ours, Mapping):
        return isinstance(there, Mapping) and all(_says(there.get(name), ours[name]) for name in ours)
    if isinstance(ours, list):
        is_as_long = isinstance(there, list) and len(there) == len(ours)
        return is_as_long and all(map(_says, there, ours))
    return bool(there == ours)


def _answered(answer: Result | Failure) -> Result:
    """Return what Twilio answered.

    Raises:
        Delayed, Hopeless: it failed.
    """
    if not isinstance(answer, Failure):
        return answer
    if answer.status == HTTPStatus.TOO_MANY_REQUESTS:
        raise Delayed("twilio_busy", _BUSY)
    if answer.status == 0:
        raise Delayed("twilio_unreachable")
    if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise Delayed("twilio_unavailable")
    refused = answer.status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}
    raise Hopeless("twilio_key_refused" if refused else _REFUSED)


# The form's choices as Twilio keeps them: buttons and lists. Each says which question it belongs to by a token, which comes
# with the message.

TOKEN: Final = "token"  # noqa: S105  (the name of a variable)
_SAMPLES: Final[Mapping[str, str]] = {**SAMPLES, TOKEN: "0123456789abcdef"}


def _types_of(form: Form) -> dict[str, Any]:
    """Return what Twilio is to keep of a form."""
    token = len(form.text.fields) + 1
    titles = form.titles or tuple(f"{{{{{token + place}}}}}" for place in range(1, form.count + 1))
    ids = [f"{{{{{token}}}}}:{place}" for place in range(1, form.count + 1)]
    body = form.text.body
    if form.kind == LIST:
        items = [{"item": title, "id": each} for title, each in zip(titles, ids, strict=True)]
        return {"twilio/list-picker": {"body": body, "button": form.button, "items": items}}
    actions = [
        {"type": "QUICK_REPLY", "title": title, "id": each} for title, each in zip(titles, ids, strict=True)
    ]
    return {"twilio/quick-reply": {"body": body, "actions": actions}}
