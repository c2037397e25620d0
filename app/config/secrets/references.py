"""References to secrets: `aws:prod/anteroom?stage=AWSPREVIOUS#fernet_keys`.

    reference = scheme ":" place [ "?" option "=" value { "&" option "=" value } ] [ "#" field ]

Place, option, value and field contain no `#`, `?`, `,` or blank. After `cmd:` comes a command as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Final, NamedTuple

from app.config.values import is_safe, json_object

COMMAND: Final = "cmd"
_LONGEST: Final = 2048
NO_DOTS: Final = r"(?!.*(?:^|/)\.{0,2}(?:/|$))"
"""For the start of a pattern: no part of the path is empty, `.` or `..`, which would be another place."""
_VALUE: Final = re.compile(NO_DOTS + r"[A-Za-z0-9_./:-]{1,128}")
_FIELD: Final = re.compile(r"[^\s#?,]{1,128}")


class Malformed(Exception):
    """The text names one of the places, but is malformed."""


class Form(NamedTuple):
    """How one kind of place is written."""

    written: str
    """The form in words, for messages."""
    place: re.Pattern[str]
    options: frozenset[str] = frozenset()
    needs_field: bool = False


@dataclass(frozen=True, slots=True, repr=False)
class Reference:
    """Where one secret is kept."""

    scheme: str
    place: str
    options: tuple[tuple[str, str], ...] = ()
    field: str = ""

    @property
    def written(self) -> str:
        """The text of the reference."""
        options = "&".join(f"{name}={value}" for name, value in self.options)
        return f"{self.scheme}:{self.place}{'?' if options else ''}{options}{'#' if self.field else ''}{self.field}"

    def __str__(self) -> str:
        """Return the text without a command's arguments, which may be secrets."""
        return f"{COMMAND}:…" if self.scheme == COMMAND else self.written

    __repr__ = __str__

    def option(self, name: str) -> str:
        """Return an option's value, or an empty text."""
        return dict(self.options).get(name, "")

    @property
    def whole(self) -> Reference:
        """The reference to the whole secret, of which this may be a field."""
        return Reference(self.scheme, self.place, self.options)


def parse(text: str, forms: Mapping[str, Form]) -> Reference | None:
    """Return the text as a reference, or None if it is a value.

    Raises:
        Malformed: it starts like a reference but is none. The message does not quote it.
    """
    scheme, colon, rest = text.partition(":")
    if not colon or (form := forms.get(scheme)) is None:
        return None
    if scheme == COMMAND:
        found = Reference(scheme, rest)
    else:
        before, hash_, field = rest.partition("#")
        place, mark, options = before.partition("?")
        found = Reference(scheme, place, tuple(_options(options, form)) if mark else (), field)
        if (hash_ or form.needs_field) and not _FIELD.fullmatch(field):
            raise Malformed(form.written)
    if len(text) > _LONGEST or not text.isprintable() or not form.place.fullmatch(found.place):
        raise Malformed(form.written)
    return found


def _options(text: str, form: Form) -> list[tuple[str, str]]:
    options: list[tuple[str, str]] = []
    for part in text.split("&"):
        name, _, value = part.partition("=")
        if name not in form.options or not _VALUE.fullmatch(value) or name in dict(options):
            raise Malformed(form.written)
        options.append((name, value))
    return options


LARGEST: Final = 64 * 1024


@dataclass(frozen=True, slots=True)
class Asking:
    """What a place may know about the request."""

    environ: Mapping[str, str] = field(repr=False)
    seconds: float
    """How long one answer may take."""
    variable: str
    """The setting that the secret is for."""
    remembered: dict[str, str] = field(default_factory=dict, repr=False)
    """What one start need not fetch twice, such as a token of the store."""

    @property
    def production(self) -> bool:
        """Whether addresses without TLS are refused, on this computer too."""
        return self.environ.get("ANTEROOM_ENV", "").strip() != "development"


class Place(NamedTuple):
    """One kind of place.

    A new kind is a file with one of these, and a line in `fetch.py`.
    """

    name: str
    form: Form
    fetch: Callable[[Reference, Asking], str]
    """Returns everything that is kept there. Raises Trouble."""
    host: Callable[[Reference], str]
    """Returns which of its stores is asked; one that is down is asked once."""
    mend: Mapping[Why, str]
    """How to fix it, where that needs more words than `Why` has."""


# An error holds neither what was asked for nor what came back.

_CODE: Final = re.compile(r"[A-Za-z0-9_.:-]{1,60}")


class Why(Enum):
    """What went wrong; completes a sentence that starts with the place's name."""

    NOT_INSTALLED = "needs a package that is not installed."
    UNSET = "cannot be asked before a variable is set:"
    PLAIN_HTTP = "would be asked without TLS. Its address must begin with https://:"
    UNREACHABLE = "cannot be reached."
    UNTRUSTED = "shows a certificate that this computer does not trust."
    SLOW = "took too long to answer."
    BUSY = "is busy, and stayed so for three tries."
    STRANGER = "does not accept our credentials."
    FORBIDDEN = "does not let us read it."
    NOT_FOUND = "cannot find it."
    REFUSED = "refused."
    GARBAGE = "sent an answer that cannot be understood."
    TOO_LARGE = "sent more than 64 KiB. Is it the right one?"
    EMPTY = "sent nothing, or blanks only."
    NOT_TEXT = "sent something that is not text."
    NO_FIELD = "sent something without that field."
    SEVERAL = "sent several values. Say which one, with #field at the end."
    ANOTHER = "sent the name of a further place, and only one step is followed."
    ALTERED = "sent something that was altered on its way."
    CANNOT_OPEN = "cannot unwrap it: made with another key, or for another variable."


PASSING: Final = frozenset({Why.UNREACHABLE, Why.BUSY})
"""What a retry may solve."""
OF_THE_STORE: Final = frozenset(
    {
        *(Why.NOT_INSTALLED, Why.UNSET, Why.PLAIN_HTTP, Why.UNREACHABLE),
        *(Why.UNTRUSTED, Why.SLOW, Why.BUSY, Why.STRANGER),
    }
)
"""Failures that the next secret from the same store would meet too, so it is not asked for."""


class Trouble(Exception):
    """A place did not deliver.

    `code` is its own code, kept only if it looks like one.
    """

    def __init__(self, why: Why, code: str = "") -> None:
        super().__init__(why.name)
        self.why = why
        self.code = code if _CODE.fullmatch(code) else ""


_LARGEST_ANSWER: Final = 512 * 1024


@dataclass(frozen=True, slots=True)
class Answer:
    """A status and its JSON object, which is empty if something else came."""

    status: int
    content: dict[str, Any] = field(repr=False)


def ask(
    url: str,
    headers: Mapping[str, str],
    asking: Asking,
    body: Mapping[str, str] | None = None,
    authorities: str | None = None,
) -> Answer:
    """Return the answer to a GET, or to a POST if there is a body.

    `authorities` is a file of certificates.

    Raises:
        Trouble: nobody answered, or not in time, or too much.
    """
    import requests  # noqa: PLC0415 - a third of the start, for those who need it

    with requests.Session() as session:
        session.auth = _as_it_is  # else a ~/.netrc would put its own password in our token's place
        try:
            with session.request(
                "POST" if body is not None else "GET",
                url,
                headers=dict(headers),
                json=body,
                timeout=asking.seconds,
                verify=authorities or True,
                allow_redirects=False,
                stream=True,
            ) as answer:
                status, text = answer.status_code, answer.raw.read(_LARGEST_ANSWER + 1, decode_content=True)
        except requests.exceptions.SSLError:
            failure = Why.UNTRUSTED
        except requests.exceptions.ReadTimeout:
            failure = Why.SLOW
        except (requests.RequestException, OSError):
            failure = Why.UNREACHABLE
        else:
            if len(text) > _LARGEST_ANSWER:
                raise Trouble(Why.TOO_LARGE)
            return Answer(status, json_object(text))
    # Raised out here: an exception raised above would keep the caught one, and with it the request.
    raise Trouble(failure)


def address(asking: Asking, variable: str) -> str | None:
    """Return the address in `variable` without a trailing slash, or None if unset.

    Raises:
        Trouble: secrets would travel in the clear. In development they may, within this computer.
    """
    url = asking.environ.get(variable, "").strip().rstrip("/")
    if not url:
        return None
    if is_safe(url, production=asking.production):
        return url
    raise Trouble(Why.PLAIN_HTTP, variable)


def _as_it_is(request: Any) -> Any:
    return request


class Unusable(Exception):
    """A secret is named but cannot be read; the message says how to fix it.

    The message contains no secret.
    """
