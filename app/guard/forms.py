"""Return a form that was not carried out to its own page.

A browser that reloads the answer to a POST sends the form twice, and one that goes back to it shows an error. So the
browser is redirected: the form is kept, sealed, with its problems, and the page's address names it by an id. A script
or another program that sends a form is answered at once, with the status of the answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from http import HTTPStatus
from typing import Any, Final, TypeVar
from urllib.parse import urlencode, urlsplit
from uuid import UUID, uuid4

from flask import Flask, Response, after_this_request, current_app, redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import BadRequest, HTTPException
from werkzeug.routing import RequestRedirect

from app.guard.kept import OURS, SECRETS
from app.guard.own_pages import page_of
from app.guard.session import current_session
from app.services import current
from app.store.conversations import kept_forms
from app.store.conversations.kept_forms import LASTS, KeptForm, Sent

KEPT: Final = "kept"
"""Names a kept form in an address."""
_View = TypeVar("_View", bound=Callable[..., Any])
_refilled: set[Callable[..., Any]] = set()


@dataclass(frozen=True, slots=True)
class Refill:
    """The fields of a form that comes back to its page, and what was wrong with them."""

    fields: MultiDict[str, str] = field(default_factory=MultiDict, repr=False)
    problems: Mapping[str, str] = field(default_factory=dict)

    @property
    def values(self) -> dict[str, str]:
        """The fields, for a page on which each has one value."""
        return self.fields.to_dict()


_BY_SCRIPT: Final = "Anteroom-Sends"
"""A script that sends a form for the browser says so: it goes where the answer leads."""
_LEADS_TO: Final = "Anteroom-Leads-To"
_ALONG: Final = "typed."
"""Before the name of a field of another form on the same page, whose words are not to be lost (unsent.js)."""


def init_forms(app: Flask) -> None:
    """Tell a script that sends a form where the answer leads."""
    app.after_request(_tell_where_to)


def _tell_where_to(answer: Response) -> Response:
    if "Location" in answer.headers and is_sent_by_script():
        answer.headers[_LEADS_TO] = answer.headers.pop("Location")
        answer.status_code = HTTPStatus.NO_CONTENT
        answer.set_data(b"")
    return answer


def is_sent_by_script() -> bool:
    """Return whether a script sends a form in the place of the browser."""
    return request.headers.get(_BY_SCRIPT) == "1"


def is_navigation() -> bool:
    """Return whether a browser shows the answer as a page, kept in its history."""
    return request.headers.get("Sec-Fetch-Mode") == "navigate" or is_sent_by_script()


def come_back(problems: Mapping[str, Any], address: str = "", **more: str) -> ResponseReturnValue | None:
    """Redirect a browser to the page of this form, which is kept for it.

    Returns None if another program sent the form, or if the form is too long to be kept. `more` is kept before the
    fields.
    """
    fields = [(name.removeprefix(_ALONG), text) for name, text in request.form.items(multi=True)]
    return _redirect_with([*more.items(), *fields], problems, address or page_of(request.path))


def come_back_with_typed(address: str) -> ResponseReturnValue | None:
    """Redirect a browser to a page with what was being typed there in other forms.

    Returns None if nothing was, or if another program sent the form.
    """
    sent = request.form.items(multi=True)
    fields = [(name.removeprefix(_ALONG), text) for name, text in sent if name.startswith(_ALONG)]
    return _redirect_with(fields, {}, address) if fields else None


def _redirect_with(
    fields: Iterable[tuple[str, str]], problems: Mapping[str, Any], back: str
) -> ResponseReturnValue | None:
    kept = [(name, text) for name, text in fields if name not in OURS and name not in SECRETS]
    sent = Sent(kept, {name: str(problem) for name, problem in problems.items()})
    if not is_navigation() or sent.is_too_long:
        return None
    form_id, member, now = uuid4(), current_session().member.id, current().clock()
    patient_id = (request.view_args or {}).get("patient_id")

    def keep(answer: Response) -> Response:
        form = KeptForm(
            id=form_id,
            staff_id=member,
            patient_id=patient_id,
            path=request.path,
            page=urlsplit(back).path,
            kept_at=now,
            fields=sent.written(),
        )
        with current().store.begin() as unit:
            kept_forms.keep(unit.db, form)
        return answer

    after_this_request(keep)  # the view may still be in a transaction
    return redirect(address_of(form_id, back), 303)


def address_of(form_id: UUID, page: str) -> str:
    """Return the address at which a page shows a kept form."""
    return f"{page}{'&' if '?' in page else '?'}{urlencode({KEPT: form_id.hex})}"


def refill(within: timedelta = LASTS) -> Refill:
    """Return the form that this page's address names, if it was kept for the page."""
    if (form_id := kept_form_id()) is None:
        return Refill()
    with current().store.read() as unit:
        form = kept_forms.get(unit.db, current_session().member.id, form_id, request.path, current().clock())
    if form is None or current().clock() - form.kept_at >= within:
        return Refill()
    return Refill(MultiDict(form.sent.fields), form.sent.problems or {})


def kept_form_id() -> UUID | None:
    """Return the id of the form that this page's address names, or None."""
    try:
        return UUID(request.args.get(KEPT, ""))
    except ValueError:
        return None


def posted_id(text: str) -> UUID:
    """Return the id that a field of a form holds.

    Raises:
        BadRequest: it holds none.
    """
    try:
        return UUID(text)
    except ValueError:
        raise BadRequest from None


def is_refilled(view: _View) -> _View:
    """Mark a view whose form's page shows again all that was typed into it."""
    _refilled.add(view)
    return view


def page_to_refill(path: str) -> str:
    """Return the page on which a form that was sent to this path comes back, or ""."""
    try:
        endpoint, _values = current_app.url_map.bind("").match(path, method="POST")
    except (RequestRedirect, HTTPException):
        return ""
    return page_of(path) if current_app.view_functions[endpoint] in _refilled else ""
