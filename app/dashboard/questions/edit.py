"""Add a question to the draft, edit one, switch it off, delete it."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final, NamedTuple

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import NotFound

from app.dashboard.questions import OF_A_QUESTION, blueprint, edits
from app.dashboard.questions.advice import advice_on
from app.dashboard.questions.difference import Detail, details_of, words_of
from app.dashboard.questions.draft import Opened, change, digest_of, opened
from app.dashboard.questions.item_form import ItemForm, checked, edited_rows, has_many, key_for
from app.dashboard.questions.preview import Preview, preview_of
from app.dashboard.questions.words import KINDS, answer_of, label_of
from app.guard.doors import May
from app.guard.forms import come_back, is_refilled, refill
from app.guard.session import signed_in
from app.intake.definition import SHIPPED_KEYS, AnswerKind, Definition, Item, Malformed
from app.intake.phrases import SHIPPED
from app.records.actors import Actors
from app.services import current
from app.store import Overtaken
from app.web.languages import page_language
from app.web.page import flash

_NEW: Final = "/new-question"
_STAYS: Final = ("add", "remove", "raise", "show")
"""The buttons that change or show what was typed, and keep nothing."""
_LARGEST: Final = 256 * 1024
"""The longest texts in two languages, as a browser encodes them."""
_CHOSEN: Final = frozenset({AnswerKind.ONE, AnswerKind.SEVERAL, AnswerKind.YES_NO})


class _Late(Exception):
    """Somebody else changed the same question first."""


class LostTo(NamedTuple):
    """Say who changed the question while it was typed, and what they made of it."""

    who: str
    details: tuple[Detail, ...]


@blueprint.get(_NEW, door=signed_in(May.CHANGE_SETTINGS))
def new_page() -> ResponseReturnValue:
    """Show the empty form of a new question, or what was typed into it."""
    return _page(None, refill().fields, refill().problems)


@blueprint.get(OF_A_QUESTION, door=signed_in(May.CHANGE_SETTINGS))
def edit_page(key: str) -> ResponseReturnValue:
    """Show a question with its words and what it looks like."""
    if _of_draft(key) is None:
        return _gone()
    sent = refill()
    return _page(key, sent.fields, sent.problems)


@blueprint.post(_NEW, door=signed_in(May.CHANGE_SETTINGS), largest_form=_LARGEST)
@is_refilled
def add_question() -> ResponseReturnValue:
    """Add what was typed to the draft, at its end."""
    if _only_shows():
        return come_back({}) or _page(None, request.form, {})
    form = ItemForm(request.form)
    if problems := form.problems(None):
        return _again(None, problems)
    labels = {code: form[f"label_{code}"].data for code in SHIPPED}
    keys: list[str] = []

    def add(at: Opened) -> Definition:
        taken = {item.key for item in (*at.definition.items, *at.asked.definition.items)}
        keys[:] = [key_for(labels, taken)]
        return edits.put(at.definition, checked(form.item(keys[0])))

    return _keep(None, add, keys) or _saved(keys[0])


@blueprint.post(OF_A_QUESTION, door=signed_in(May.CHANGE_SETTINGS), largest_form=_LARGEST)
@is_refilled
def change_question(key: str) -> ResponseReturnValue:
    """Keep what was typed in the draft, unless somebody else was first."""
    if (before := _of_draft(key)) is None:
        said = {"form": _("Somebody deleted this question meanwhile. Saving what you typed adds it again.")}
        address = url_for("questions.new_page")
        return come_back(said, address) or _page(None, request.form, said, HTTPStatus.CONFLICT)
    if _only_shows():
        return come_back({}) or _page(key, request.form, {})
    form = ItemForm(request.form)
    if problems := form.problems(before):
        return _again(key, problems)
    seen = request.form.get("seen")

    def edit(at: Opened) -> Definition:
        there = at.definition.item(key)
        if there is None or digest_of(there) != seen:
            raise _Late
        return edits.put(at.definition, checked(form.item(key, there, at.asked.definition.item(key))))

    return _keep(key, edit, [key]) or _saved(key)


def _keep(key: str | None, edit: Any, keys: list[str]) -> ResponseReturnValue | None:
    """Change the draft; return the page again if that cannot be."""
    try:
        change(edit, keys)
    except Malformed:
        return _again(
            key, {"form": _("Something in the form is not what a question may have. Nothing was saved.")}
        )
    except (_Late, Overtaken):
        return come_back({"form": ""}) or _page(key, request.form, {"form": ""}, HTTPStatus.CONFLICT)
    return None


def _saved(key: str) -> ResponseReturnValue:
    flash(_("Saved in the draft. Patients see it after you publish."))
    return redirect(url_for("questions.edit_page", key=key), HTTPStatus.SEE_OTHER)


def _only_shows() -> bool:
    return any(name in request.form for name in _STAYS)


def _again(key: str | None, problems: Mapping[str, str]) -> ResponseReturnValue:
    return come_back(problems) or _page(key, request.form, problems, HTTPStatus.UNPROCESSABLE_ENTITY)


def _of_draft(key: str) -> Item | None:
    with current().store.read() as unit:
        return opened(unit).definition.item(key)


def _gone() -> ResponseReturnValue:
    flash(_("This question is not in the draft any more."), warns=True)
    return redirect(url_for("questions.questions_page"), HTTPStatus.SEE_OTHER)


def _known(key: str) -> tuple[Item, Item | None, Opened]:
    """Return a question of the draft, and as it was published.

    Raises:
        NotFound: the draft has no such question.
    """
    with current().store.read() as unit:
        at = opened(unit)
    if (item := at.definition.item(key)) is None:
        raise NotFound
    return item, at.asked.definition.item(key), at


def _page(
    key: str | None,
    sent: MultiDict[str, str],
    problems: Mapping[str, str],
    status: HTTPStatus = HTTPStatus.OK,
) -> ResponseReturnValue:
    item: Item | None = None
    published: Item | None = None
    if key is None:
        with current().store.read() as unit:
            at = opened(unit)
    else:
        item, published, at = _known(key)
    form = ItemForm(edited_rows(sent)) if sent else ItemForm.of(item)
    is_late = bool(sent) and problems.get("form") == "" and "form" in problems
    typed = _typed(form, key, item, published)
    page = render_template(
        "dashboard/questions/edit.html",
        key=key,
        item=item,
        published=published,
        label=label_of(item) if item else "",
        form=form,
        problems={} if is_late else problems,
        lost_to=_lost_to(at, item, typed) if is_late and item else None,
        seen=digest_of(item),
        languages=[(code, phrases.native_name) for code, phrases in SHIPPED.items()],
        kinds=KINDS,
        place=_place(at.definition, item),
        asked=sum(each.asks and not each.is_off for each in at.definition.items),
        conditions=_conditions(at.definition, item),
        visits=at.definition.visits,
        preview=_preview(at.definition, typed, sent),
        found=[] if sent else [each for each in advice_on(at) if each.key == key],
        is_new=published is None,
        known_codes=_codes(published),
        has_many=has_many(item),
        focused=_focused(form, sent),
    )
    return page if status is HTTPStatus.OK else (page, status)


def _codes(published: Item | None) -> set[str]:
    """Return the codes that stay for ever."""
    if published is None:
        return set()
    return {*published.codes, *(each.key for each in published.columns)}


def _focused(form: ItemForm, sent: MultiDict[str, str]) -> str:
    """Return the row that was added last."""
    name = sent.get("add", "")
    return form[name][-1].name if name in {"choices", "columns"} and len(form[name]) else ""


def _typed(form: ItemForm, key: str | None, item: Item | None, published: Item | None) -> Item | None:
    """Return what is typed so far, or None as long as it can be no question."""
    if form.problems(item).keys() - {"label_en"}:
        return item
    try:
        return checked(form.item(key or "new_question", item, published))
    except Malformed:
        return item


def _lost_to(at: Opened, now: Item, typed: Item | None) -> LostTo:
    """Return who changed a question, and how it differs from what was typed."""
    with current().store.read() as unit:
        who = Actors.of(unit).name(at.held.changed_by) if at.held else _("Somebody else")
    if typed is None:
        return LostTo(who, ())
    changed = details_of(at.definition, typed, at.definition, now)
    return LostTo(who, (*words_of(typed, now), *changed))


def _preview(definition: Definition, typed: Item | None, sent: MultiDict[str, str]) -> Preview | None:
    if typed is None:
        return None
    language = sent.get("preview_language", page_language())
    return preview_of(definition, typed, language, of_other=sent.get("preview_whom") == "other")


def _place(definition: Definition, item: Item | None) -> int:
    """Return which question it is; 0 if it is not asked."""
    asked = [each.key for each in definition.items if each.asks and not each.is_off]
    return asked.index(item.key) + 1 if item and item.key in asked else 0


def _conditions(definition: Definition, item: Item | None) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """Return the earlier questions with answers to choose from, and those answers."""
    found = []
    for each in definition.items:
        if item and each.key == item.key:
            break
        if each.kind in _CHOSEN and not each.is_off:
            codes = [(code, answer_of(each, code)) for code in each.codes]
            found.append((each.key, label_of(each), codes))
    return found


@blueprint.get(f"{OF_A_QUESTION}/off", door=signed_in(May.CHANGE_SETTINGS))
def off_page(key: str) -> ResponseReturnValue:
    """Show what switching a question off means, or deleting one that was never asked."""
    if _of_draft(key) is None:
        return _gone()
    item, published, at = _known(key)
    if key in SHIPPED_KEYS:
        raise NotFound
    return render_template(
        "dashboard/questions/off.html",
        item=item,
        label=label_of(item),
        was_asked=published is not None,
        hanging=[label_of(each) for each in edits.hanging_on(at.definition, key)],
    )


@blueprint.post(f"{OF_A_QUESTION}/off", door=signed_in(May.CHANGE_SETTINGS))
def switch_off(key: str) -> ResponseReturnValue:
    """Switch a question off with those that hang on it; delete one never asked."""
    if key in SHIPPED_KEYS:
        raise NotFound
    item, published, at = _known(key)
    hanging = [each.key for each in edits.hanging_on(at.definition, key)]

    def edit(now: Opened) -> Definition:
        if now.was_published(item):
            return edits.switched(now.definition, [key, *hanging], is_off=True)
        return edits.without(now.definition, key)

    try:
        change(edit, [key, *hanging] if published else [key])
    except Overtaken:
        flash(
            _("Somebody else changed the draft at this moment, so nothing was done. Try again."), warns=True
        )
        return redirect(url_for("questions.off_page", key=key), HTTPStatus.SEE_OTHER)
    flash(_("Switched off in the draft.") if published else _("Deleted from the draft."))
    return redirect(url_for("questions.questions_page"), HTTPStatus.SEE_OTHER)


@blueprint.post(f"{OF_A_QUESTION}/preview", door=signed_in(May.CHANGE_SETTINGS), largest_form=_LARGEST)
def show_preview(key: str) -> ResponseReturnValue:
    """Return the preview of what is typed, for the page's script. Nothing is kept."""
    with current().store.read() as unit:
        at = opened(unit)
    item, published = at.definition.item(key), at.asked.definition.item(key)
    typed = _typed(ItemForm(request.form), key if item else None, item, published)
    return render_template(
        "dashboard/questions/preview_alone.html", preview=_preview(at.definition, typed, request.form)
    )
