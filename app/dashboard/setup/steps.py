"""The steps of the set-up: each says what is done, and how Anteroom knows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.checks import DOCTOR, FLASK, Finding, OnPages, State, is_local
from app.dashboard.audit.chain import fault_in_words
from app.dashboard.setup.state import SetupState
from app.web.clinic import country_in, country_name, moment, number
from app.web.place import is_in


@dataclass(frozen=True, slots=True)
class Step:
    """One step. `proof` says what was looked at; what follows it says what to do next.

    `link` is where that is done, `label` what the button says; `attest` is what a person is asked to confirm.
    """

    title: str
    done: bool
    proof: str
    todo: str = ""
    command: str = ""
    link: str = ""
    label: str = ""
    attest: str = ""


def when(setup: SetupState, at: datetime) -> str:
    """Return a moment as the page says it, within a sentence."""
    return moment(at, setup.now, begins=False)


_COMMANDS: Final = f"f=instance/intake-$(date +%F).backup\n{FLASK} backup $f\n{FLASK} rehearse $f --identity backup-identity.txt"


def backup(setup: SetupState) -> Step:
    """Say when a backup was last taken, and last tried out.

    Before that it says whether the erasure journal can be written.
    """
    if (unwritable := setup.found("erasure_journal")) is not None:
        return _as_found(_("Backup made and tested"), [unwritable])
    taken, tried = setup.found("backup"), setup.found("rehearsal")
    if taken is None or taken.at is None:
        proof = _("No backup has been made yet.")
    elif taken.state is not State.OK:
        proof = _("The newest backup was made: %(when)s. That is too long ago.", when=when(setup, taken.at))
    elif tried is None or tried.at is None:
        proof = _(
            "The newest backup was made: %(when)s. No backup has been tested yet.",
            when=when(setup, taken.at),
        )
    else:
        proof = _(
            "The newest backup was made: %(when)s. A backup was last tested: %(tried)s.",
            when=when(setup, taken.at),
            tried=when(setup, tried.at),
        )
        if taken.state is tried.state is State.OK:
            return Step(_("Backup made and tested"), done=True, proof=proof)
    return Step(
        _("Backup made and tested"),
        done=False,
        proof=proof,
        todo=_(
            "A backup counts once a restore has been tested. This makes one on the server, with BACKUP_KEY set, and tests it, and changes nothing here. Testing needs the identity that opens backups, which is best kept away from the server:"
        ),
        command=_COMMANDS,
    )


_TWO: Final = 2


def place(setup: SetupState) -> Step:
    """Say where the clinic is, which a person confirms."""
    title, known = _("Country and time zone"), setup.clinic
    country = country_in(known, setup.settings)
    if country and known.timezone:
        fits = is_in(known.timezone, country)
        return Step(
            title,
            done=True,
            proof=f"{country_name(country)}, {known.timezone.replace('_', ' ')}.",
            todo="" if fits else _("This time zone is not one of this country. Correct one of them."),
            link=url_for("setup.first_page"),
            label=_("Change"),
        )
    return Step(
        title,
        done=False,
        proof=_("Nobody has confirmed where the clinic is."),
        todo=_(
            "Reminders and invitations wait until it is confirmed, because Anteroom doesn’t know when it is night for your patients."
        ),
        link=url_for("setup.first_page"),
        label=_("Confirm it"),
    )


def clinic(setup: SetupState) -> Step:
    """Say what patients are told, and whether the clinic has chosen it."""
    known = setup.clinic
    told = _(
        "%(name)s, %(phone)s, emergency number %(emergency)s. Patients are told all three.",
        name=known.name,
        phone=known.phone,
        emergency=known.emergency_number,
    )
    if not known.crisis_numbers:
        told = " ".join((told, _("No crisis line is named for those who may harm themselves.")))
    if setup.clinic_version or setup.settings.production:
        return Step(
            _("Clinic details"),
            done=True,
            proof=told,
            link=url_for("settings.subject_page", subject="clinic"),
            label=_("Change"),
        )
    return Step(
        _("Clinic details"),
        done=False,
        proof=" ".join((told, _("In development these are invented until you save your own."))),
        todo=_("Write your own name and numbers."),
        link=url_for("settings.subject_page", subject="clinic"),
        label=_("Name the clinic"),
    )


def second_admin(setup: SetupState) -> Step:
    """Say who can let others in."""
    title, names = _("A second admin"), ", ".join(each.name for each in setup.admins)
    if len(setup.admins) >= _TWO:
        return Step(title, done=True, proof=_("These admins can sign in: %(names)s.", names=names))
    return Step(
        title,
        done=False,
        proof=_("Only %(names)s can sign in as admin.", names=names),
        todo=_("With a second admin, a lost phone locks no one out."),
        link=url_for("administration.staff_page"),
        label=_("Invite someone"),
    )


def keys(setup: SetupState) -> Step:
    """Name the keys. Wrong ones would have stopped the page in `Store.prove_keys`."""
    sealing, search = len(setup.settings.fernet_keys), len(setup.settings.index_keys)
    return Step(
        _("Keys verified"),
        done=True,
        proof=_(
            "Encryption keys: %(sealing)s, search keys: %(search)s. This database was written with them.",
            sealing=number(sealing),
            search=number(search),
        ),
        todo=_(
            "Keep a copy of FERNET_KEYS and INDEX_KEY away from the database: without them nothing can be read."
        ),
    )


_NOT_AT_THE_WEBHOOK: Final = frozenset({"host", "plain_http"})
_BADLY_SIGNED: Final = ("bad_signature", "no_signature")


def webhook(setup: SetupState) -> Step:
    """Say whether a message has come in."""
    title, address = _("Webhook reached"), setup.settings.public_url + url_for("webhook.receive")
    if setup.newest_message:
        return Step(
            title,
            done=True,
            proof=_("The newest message arrived: %(when)s.", when=when(setup, setup.newest_message)),
        )
    arrived = sum(count for reason, count in setup.refused.items() if reason not in _NOT_AT_THE_WEBHOOK)
    if arrived:
        return Step(
            title,
            done=False,
            proof=ngettext(
                "One request arrived in the last 7 days, and was refused. No message has come in yet.",
                "%(num)s requests arrived in the last 7 days, and all were refused. No message has come in yet.",
                arrived,
            ),
            todo=_(
                "Anyone can send such a request, so it proves nothing. In Twilio’s console, POST and this address must be selected under “When a message comes in”: %(address)s. If they are, this finds out why messages are refused:",
                address=address,
            ),
            command=DOCTOR,
        )
    return Step(
        title,
        done=False,
        proof=_("No request has arrived there yet."),
        todo=_("In Twilio’s console, under “When a message comes in”, choose POST and this address:"),
        command=address,
    )


def signature(setup: SetupState) -> Step:
    """Say whether one was signed by Twilio."""
    title = _("Signature checked")
    refused = sum(setup.refused.get(reason, 0) for reason in _BADLY_SIGNED)
    turned_away = (
        ngettext(
            "In the last 7 days one request without a valid signature was refused.",
            "In the last 7 days %(num)s requests without a valid signature were refused.",
            refused,
        )
        if refused
        else ""
    )
    if setup.newest_message:
        proof = _("Messages are only accepted with Twilio’s signature, and one has been accepted.")
        if not setup.settings.production:
            proof += " " + _(
                "In development it may come from the patient simulator, which signs as Twilio does."
            )
        return Step(title, done=True, proof=f"{proof} {turned_away}".strip())
    return Step(
        title,
        done=False,
        proof=" ".join((_("No signed message has come in yet."), turned_away)).strip(),
        todo=_(
            "If messages are refused: TWILIO_AUTH_TOKEN must be that of the account, PUBLIC_URL exactly what Twilio"
            " calls, and TRUSTED_PROXIES must name the proxy that ends TLS. This finds out which:"
        ),
        command=DOCTOR,
    )


def conversation(setup: SetupState) -> Step:
    """Say whether somebody has answered to the end."""
    title = _("Test conversation")
    if setup.handed_in:
        return Step(
            title,
            done=True,
            proof=_(
                "Someone answered every question and submitted; most recently: %(when)s.",
                when=when(setup, setup.handed_in),
            ),
        )
    return Step(
        title,
        done=False,
        proof=_("No answers have been submitted yet."),
        todo=_(
            "Write to your number on WhatsApp and answer every question. Without a phone, this simulates a patient:"
        ),
        command=f"{FLASK} chat",
    )


CONFIRMED_FOR: Final = timedelta(days=30)
"""How long a person's confirmation lasts."""


def terms(setup: SetupState) -> Step:
    """Say whether somebody has read what WhatsApp may carry."""
    asked = Step(
        _("WhatsApp and health data"),
        done=False,
        proof="",
        todo=_(
            "WhatsApp and Twilio carry the messages, and have no agreement with the clinic to protect health information: in the United States, no HIPAA agreement covers WhatsApp. Confirm that your clinic is allowed to use it in your country."
        ),
        label=_("We have checked this"),
        attest="whatsapp_terms",
    )
    return _confirmed(setup, asked)


def _confirmed(setup: SetupState, asked: Step) -> Step:
    """Return a step that only a person can confirm; it is done while that lasts."""
    confirmed = setup.confirmed.get(asked.attest)
    if confirmed is None:
        return replace(asked, proof=_("Not confirmed yet. Anteroom can’t check this itself."))
    who = {"who": confirmed.who, "when": when(setup, confirmed.at)}
    if timedelta() <= setup.now - confirmed.at < CONFIRMED_FOR:
        proof = _(
            "Confirmed by %(who)s: %(when)s. Anteroom can’t check this itself and asks again after 30 days.",
            **who,
        )
        return replace(asked, done=True, proof=proof, todo="", command="")
    return replace(asked, proof=_("Confirmed by %(who)s: %(when)s. That is more than 30 days ago.", **who))


def production(setup: SetupState) -> Step:
    """Say whether Anteroom runs as for real patients."""
    title = _("Set up for real patients")
    if setup.settings.production:
        return Step(
            title,
            done=True,
            proof=_("Anteroom is running in production mode: it refuses weak keys and unencrypted HTTP."),
        )
    return Step(
        title,
        done=False,
        proof=_("Anteroom is running in development mode, which is for testing on one computer."),
        todo=_("Before patients write, set this on the server and restart it:"),
        command="ANTEROOM_ENV=production",
    )


def https(setup: SetupState) -> Step:
    """Say whether the internet reaches it, as far as this page proves that."""
    title, url = _("Reachable over HTTPS"), setup.settings.public_url
    if is_local(urlsplit(url).hostname or ""):
        return Step(
            title,
            done=False,
            proof=_(
                "%(url)s is an address of this computer or its own network. Twilio cannot reach it.", url=url
            ),
            todo=_("Set PUBLIC_URL to an address that the internet can reach, and start Anteroom again."),
        )
    if not setup.is_at_public_url:
        return Step(
            title,
            done=False,
            proof=_(
                "You opened this page at %(host)s, which proves nothing about %(url)s.",
                host=setup.host,
                url=url,
            ),
            todo=_("Open Anteroom at its public address."),
            link=url + url_for("setup.setup_page"),
            label=_("Open it there"),
        )
    return Step(title, done=True, proof=_("This page came from %(url)s, over HTTPS.", url=url))


def sign_in(setup: SetupState) -> Step:
    """Say whether anybody can sign in, which needs attempts to be counted."""
    return next(_as_found(check.label, found) for check, found in setup.findings if check.code == "sign_in")


def chain(setup: SetupState) -> Step:
    """Say whether the trail is whole."""
    title, report = _("Audit trail unbroken"), setup.chain
    if report.fault is None:
        return Step(
            title,
            done=True,
            proof=_(
                "Every linked entry is unchanged and in its place: %(linked)s. Checked: %(when)s.",
                linked=number(report.linked),
                when=when(setup, setup.chain_seen_at),
            ),
            link=url_for("audit.audit_page"),
            label=_("View"),
        )
    return Step(
        title,
        done=False,
        proof=fault_in_words(report.fault),
        todo=_("Leave the database as it is and ask the operator to run:"),
        command=f"{FLASK} audit verify",
    )


def no_samples(setup: SetupState) -> Step:
    """Say whether all who are in the lists are real."""
    title = _("Sample patients gone")
    if not setup.has_samples:
        return Step(title, done=True, proof=_("Nobody in the lists is invented."))
    return Step(
        title,
        done=False,
        proof=_("Invented people are still in the lists, and are counted in the report."),
        todo=_("Throw them away."),
        link="#samples",
        label=_("To the button"),
    )


_Step = Callable[[SetupState], Step]
_TO_TRY: Final[tuple[_Step, ...]] = (place, clinic, conversation, second_admin)
"""The steps that need neither an address nor a Twilio account."""
_TO_BEGIN: Final[tuple[_Step, ...]] = (
    keys,
    sign_in,
    https,
    webhook,
    signature,
    terms,
    backup,
    chain,
    no_samples,
    production,
)
"""The steps before a real patient writes."""
_AMONG_THEM: Final = frozenset({"sign_in", "backup", "rehearsal", "erasure_journal"})
"""The codes of the checks that those steps look at."""


def steps(setup: SetupState) -> tuple[list[Step], list[Step]]:
    """Return the steps to try Anteroom out, and those before a real patient writes."""
    others = [
        _as_found(check.label or check.code, found)
        for check, found in setup.findings
        if check.code not in _AMONG_THEM and not (check.only_if_bad and _are_well(found))
    ]
    return [step(setup) for step in _TO_TRY], [*(step(setup) for step in _TO_BEGIN), *others]


def _are_well(found: Sequence[Finding]) -> bool:
    return all(each.state is State.OK for each in found)


def _as_found(title: str, found: Sequence[Finding]) -> Step:
    """Return a step in the words of a check."""
    bad = [each for each in found if each.state is not State.OK]
    told = [each.on_pages or OnPages(each.said, each.why, each.mend) for each in bad or found]
    proof = _joined(" ", (each.said for each in told))
    if not bad:
        return Step(title, done=True, proof=proof)
    todo, command = (each.todo for each in told), (each.command for each in told)
    return Step(title, done=False, proof=proof, todo=_joined(" ", todo), command=_joined("\n", command))


def _joined(between: str, texts: Iterable[str]) -> str:
    return between.join(dict.fromkeys(map(str, texts)))
