"""What patients are asked: a draft with a question of each kind, what is found in it, and its publication."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from tests.browser.clinic import Clinic
    from tests.browser.eyes import Eyes
    from tests.browser.member import Member

AT: Final = "/settings/questions"
PAGES: Final = {
    "questions, as shipped": AT,
    "a new question": f"{AT}/new-question",
    "a new question, problems": f"{AT}/new-question",
    "a question, saved": f"{AT}/spoken",
    "a question, with rows": f"{AT}/new-question",
    "a question, overtaken": f"{AT}/contact",
    "a shipped question": f"{AT}/medical_history",
    "questions, draft": AT,
    "before switching off": f"{AT}/interpreter/off",
    "before deleting": f"{AT}/contact/off",
    "types of visit": f"{AT}/visit-types",
    "sets": f"{AT}/ready-sets",
    "a file": f"{AT}/bring-in",
    "a file, problems": f"{AT}/bring-in",
    "walked through": f"{AT}/walk-through",
    "before publishing": f"{AT}/publish",
    "questions, published": AT,
    "questions, as they were": AT,
}


def walk(clinic: Clinic, eyes: Eyes) -> None:
    """Add a question of each kind, mend what is found, and publish."""
    ana = clinic.colleague("admin", eyes.language)
    eyes.follow(ana.page)
    ana.page.goto(AT)
    eyes.look(ana.page, "questions, as shipped")
    _yes_or_no(ana, eyes)
    _of_twelve(ana, eyes)
    _number(ana)
    _list(ana, eyes)
    _overtaken(clinic, ana, eyes)
    ana.page.goto(f"{AT}/medical_history")
    eyes.look(ana.page, "a shipped question")
    _beside(ana, eyes)
    _publishes(ana, eyes)


def _is_asked(ana: Member, name: str, ask: str, other: str, **more: str) -> None:
    """Fill in a question in both languages."""
    words = {"label": name, "ask": ask, "ask_of_other": other}
    ana.fills(**{f"{field}_{code}": text for field, text in words.items() for code in ("en", "es")}, **more)


def _yes_or_no(ana: Member, eyes: Eyes) -> None:
    ana.page.goto(f"{AT}/new-question")
    eyes.look(ana.page, "a new question")
    ana.clicks("[name=kind][value=number]")
    ana.fills(least="many")
    ana.sends("Save in the draft")
    eyes.look(ana.page, "a new question, problems")
    ana.page.goto(f"{AT}/new-question")
    _is_asked(ana, "Interpreter", "Would you like an interpreter?", "Would they like an interpreter?")
    for field, value in (
        ("kind", "yes_no"),
        ("about_health", "no"),
        ("read_by", "everyone"),
        ("required", "yes"),
    ):
        ana.clicks(f"[name={field}][value={value}]")
    ana.sends("Save in the draft")


def _of_twelve(ana: Member, eyes: Eyes) -> None:
    """Add a follow-up with twelve answers, one of which lacks its words in Spanish."""
    ana.page.goto(f"{AT}/new-question")
    _is_asked(ana, "Spoken", "Which language do you speak?", "Which language do they speak?")
    ana.clicks("[name=kind][value=one]")
    for _each in range(10):
        ana.sends("Add an answer")
    names = (
        "Arabic Bengali Dari French Hindi Polish Portuguese Punjabi Romanian Turkish Ukrainian Urdu".split()
    )
    for place, name in enumerate(names):
        field = f"choices-{place}-label"
        ana.fills(**{f"{field}_en": name} | ({f"{field}_es": name} if place else {}))
    ana.clicks("[name=only_if][value=interpreter]")
    ana.clicks("[name=codes][value='interpreter:yes']")
    ana.sends("Save in the draft")
    eyes.look(ana.page, "a question, saved")


def _number(ana: Member) -> None:
    ana.page.goto(f"{AT}/new-question")
    _is_asked(ana, "Weight", "How much do you weigh?", "How much do they weigh?")
    ana.clicks("[name=kind][value=number]")
    ana.page.wait_for_selector("#preview .msg")  # the preview follows what is typed
    ana.fills(least="2", most="350", decimals="1", unit="kg", unit_label_en="kg", unit_label_es="kg")
    ana.sends("Save in the draft")


def _list(ana: Member, eyes: Eyes) -> None:
    ana.page.goto(f"{AT}/new-question")
    _is_asked(ana, "Contact", "Whom may we call?", "Whom may we call for them?")
    ana.clicks("[name=kind][value=list]")
    for place, name in enumerate(("Name", "Phone")):
        ana.fills(**{f"columns-{place}-label_{code}": name for code in ("en", "es")})
    eyes.look(ana.page, "a question, with rows")
    ana.sends("Save in the draft")


def _overtaken(clinic: Clinic, ana: Member, eyes: Eyes) -> None:
    other = clinic.colleague("admin", eyes.language)
    for who in (ana, other):
        who.page.goto(f"{AT}/contact")
    other.fills(ask_en="Whom may we ring?")
    other.sends("Save in the draft")
    ana.fills(ask_en="Whom shall we call?")
    ana.sends("Save in the draft")
    assert ana.sees("#overtaken")
    eyes.look(ana.page, "a question, overtaken")


def _beside(ana: Member, eyes: Eyes) -> None:
    """Add a type of visit and a set, and bring in a file that is none."""
    ana.page.goto(f"{AT}/visit-types")
    ana.fills(**{f"visits-0-label_{code}": "Check-up" for code in ("en", "es")})
    ana.sends("Save in the draft")
    eyes.look(ana.page, "types of visit")
    ana.page.goto(f"{AT}/ready-sets")
    eyes.look(ana.page, "sets")
    ana.presses("[name=set][value=phq_2]")
    ana.page.goto(f"{AT}/bring-in")
    eyes.look(ana.page, "a file")
    ana.page.evaluate("document.querySelector('[name=file]').required = false")
    ana.sends("Bring in as a draft")
    eyes.look(ana.page, "a file, problems")
    ana.page.goto(f"{AT}/walk-through?place=6")
    eyes.look(ana.page, "walked through")


def _publishes(ana: Member, eyes: Eyes) -> None:
    ana.page.goto(AT)
    eyes.look(ana.page, "questions, draft")
    ana.presses("a[href$='/spoken#choice-rows'] >> nth=0")
    ana.fills(**{"choices-0-label_es": "Árabe"})
    ana.sends("Save in the draft")
    ana.page.goto(f"{AT}/contact/off")
    eyes.look(ana.page, "before deleting")
    ana.page.goto(f"{AT}/publish")
    ana.confirms()
    eyes.look(ana.page, "before publishing")
    ana.presses("form[action='/settings/questions/publish'] button")
    assert ana.sees(".banner.ok")
    eyes.look(ana.page, "questions, published")
    ana.page.goto(f"{AT}/interpreter/off")
    eyes.look(ana.page, "before switching off")
    ana.page.goto(f"{AT}?version=1")
    eyes.look(ana.page, "questions, as they were")
