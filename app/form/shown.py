"""Show a page of the form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final

from flask import render_template, url_for

from app.form import drafts, fields
from app.form.own_page import own_page
from app.form.visit import CHECK, Visit
from app.intake.form import Page
from app.intake.phrases import FALLBACK
from app.intake.stages.review import reference
from app.web import qr


def url_of_page(page: str) -> str:
    """Return the address of a page."""
    return url_for("form_pages.show_page", page=page)


def shown_page(
    there: Visit,
    page: str,
    sent: Mapping[str, str] | None = None,
    problems: Mapping[str, str] | None = None,
    **more: Any,
) -> str:
    """Return a page, with what was sent from it and what is wrong with that."""
    common = {"problems": problems or {}, "page": page, "mark": there.mark, "has_log": there.has_log}
    if page in PAGES:
        return render_template(f"form/{page}.html", **common, sent=sent or {}, **PAGES[page](there))
    return _question(there, page, sent, common, **more)


def _question(
    there: Visit,
    key: str,
    sent: Mapping[str, str] | None,
    common: Mapping[str, Any],
    *,
    adds: bool = False,
    at: int = 0,
    doubtful: str = "",
) -> str:
    """Show a question; `at` is the row that the focus goes to."""
    entry = there.form.entry(there.progress, key, there.there)
    if there.is_hidden:
        entry = replace(entry, value="")
    question, shown = entry.question, sent
    if shown is None:
        shown = drafts.shown(there, key)
    if shown is None:
        typed, language = there.progress.typed.get(key, ""), there.progress.language or FALLBACK
        shown = fields.shown(question, entry.value, typed, language)
    rows = fields.rows_shown(question, shown, adds=adds)
    return render_template(
        "form/question.html",
        **common,
        entry=entry,
        kind=fields.shown_as(question, shown),
        shown=shown,
        rows=rows,
        at=min(at, rows),
        often=fields.OFTEN,
        own=own_page(question, there.progress.language or FALLBACK),
        back=url_of_page(there.form.back(there.progress, key, there.there)),
        doubtful=doubtful,
        has_answer=key in there.progress.answers,
        is_added_to=entry.is_on_file and question.many,
        is_own=not there.progress.for_other,
        spoken=there.progress.language,
        browser_key=drafts.browser_key(there),
    )


def _whom(there: Visit) -> Mapping[str, Any]:
    asked = there.form.flow.asked(there.progress)
    return {
        "about": there.progress.whom,
        "count": sum(not each.of_carer for each in asked),
        "until": there.link.expires_at,
        "others": there.progress.begun,
    }


def _consent(there: Visit) -> Mapping[str, Any]:
    text, longer, text_hash = there.form.privacy(there.progress, there.there)
    return {"text": _plain(text), "longer": _plain(longer), "text_hash": text_hash}


def privacy_page(there: Visit) -> str:
    """Return the page with the longer privacy text."""
    _, longer, _ = there.form.privacy(there.progress, there.there)
    return render_template("form/privacy.html", longer=_plain(longer), spoken=there.progress.language)


def _plain(text: str) -> list[list[str]]:
    """Return a text of the chat as paragraphs of lines, without the marks for bold."""
    return [part.splitlines() for part in text.replace("*", "").split("\n\n")]


def _review(there: Visit) -> Mapping[str, Any]:
    asked = there.link.asked if there.progress.on_file else ()
    lines = [
        line
        for line in there.form.lines(there.progress, there.there)
        if not asked or line.question.key in asked
    ]
    return {
        "about": [line for line in lines if not line.question.health],
        "health": [line for line in lines if line.question.health],
        "is_own": not there.progress.for_other,
        "is_hidden": there.is_hidden,
        "has_changes": any(line.is_changed for line in lines),
    }


def _help(there: Visit) -> Mapping[str, Any]:
    clinic, language = there.form.flow.clinic, there.progress.language or FALLBACK
    cry = there.progress.cry
    return {
        "is_doubt": there.progress.aside == "doubt",
        "is_waiting": there.progress.aside == "waiting",
        "told": there.progress.aside != "doubt",
        "danger": cry.danger if cry else "",
        "numbers": clinic,
        "crisis": clinic.crisis_in(language),
        "hours": clinic.hours_in(language),
    }


def _minor(there: Visit) -> Mapping[str, Any]:
    *before, ask = there.form.who_is_the_adult(there.progress, there.there)
    return {"ask": ask, "before": before}


def _declined(there: Visit) -> Mapping[str, Any]:
    back = Page.CONSENT if there.may_return else Page.WHOM
    return {"may_return": there.progress.step == "declined" and back, "numbers": there.form.flow.clinic}


def _done(there: Visit) -> Mapping[str, Any]:
    code = reference(there.progress.people[-1].id)
    return {"reference": code, "qr": qr.svg(code, f"{code}")}


def _check(_there: Visit) -> Mapping[str, Any]:
    return {}


PAGES: Final[Mapping[str, Callable[[Visit], Mapping[str, Any]]]] = {
    CHECK: _check,
    Page.WHOM: _whom,
    Page.CONSENT: _consent,
    Page.DECLINED: _declined,
    Page.MINOR: _minor,
    Page.HELP: _help,
    Page.REVIEW: _review,
    Page.CHANGES: _review,
    Page.DONE: _done,
}
