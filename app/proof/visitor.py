"""A browser that keeps cookies, follows nothing, and sends what it is told to."""

from __future__ import annotations

import html
import re
import socket
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from http.cookies import CookieError, SimpleCookie
from pathlib import Path
from typing import Final
from urllib.parse import urlencode, urlsplit

Fields = Mapping[str, str | Sequence[str]]
"""Those of a form. One that has several values is sent once for each."""
FORM: Final = "application/x-www-form-urlencoded"
_PATIENCE: Final = 30.0
_TOKEN: Final = re.compile(r'name="csrf_token" value="([^"]+)"')
_OK: Final = range(200, 300)


class NotAnswered(Exception):
    """The target gave no answer, so nothing was shown of it."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, without following it anywhere."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode(errors="replace")

    @property
    def is_granted(self) -> bool:
        return self.status in _OK

    def header(self, name: str) -> str:
        """Return a header's values, joined, or nothing."""
        return ", ".join(value for key, value in self.headers if key.lower() == name.lower())

    @property
    def cookies(self) -> tuple[str, ...]:
        """Return each line that sets a cookie."""
        return tuple(value for key, value in self.headers if key.lower() == "set-cookie")


@dataclass(frozen=True, slots=True)
class Way:
    """How a request gets to a server: by a socket, as a proxy's do, or by a port."""

    socket: Path | None = None
    port: int = 0

    def connection(self) -> HTTPConnection:
        if self.socket is None:
            return HTTPConnection("127.0.0.1", self.port, timeout=_PATIENCE)
        return _OverSocket(self.socket)


class _OverSocket(HTTPConnection):
    def __init__(self, path: Path) -> None:
        super().__init__("localhost", timeout=_PATIENCE)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(str(self._path))


@dataclass
class Visitor:
    """Somebody at a network address, with the cookies that they were given.

    `forwarded` is what the proxy in front says of them, and replaces whatever they said themselves.
    """

    way: Way
    url: str
    forwarded: Mapping[str, str]
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, path: str, /, **headers: str) -> Answer:
        return self.sends("GET", path, b"", headers)

    def post(self, path: str, fields: Fields, /, **headers: str) -> Answer:
        """Post fields, with no token that the page would have added."""
        body = urlencode(fields, doseq=True).encode()
        return self.sends("POST", path, body, {"Content-Type": FORM} | headers)

    def submits(self, path: str, fields: Fields, /, page: str = "", **headers: str) -> Answer:
        """Open the page of a form and post it as the browser of a member would."""
        token = _TOKEN.search(self.get(page or path).text)
        given = dict(fields) | ({"csrf_token": html.unescape(token[1])} if token else {})
        return self.post(path, given, Origin=self.url, Referer=f"{self.url}/", **headers)

    def sends(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Send one request.

        Raises:
            NotAnswered: nothing came back.
        """
        own = {"Host": urlsplit(self.url).netloc, "User-Agent": "Mozilla/5.0", "Accept": "text/html"}
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        whole = own | ({"Cookie": cookie} if cookie else {}) | dict(headers) | dict(self.forwarded)
        connection = self.way.connection()
        try:
            connection.request(method, path, body or None, whole)
            answer = connection.getresponse()
            found = Answer(answer.status, tuple(answer.getheaders()), answer.read())
        except (OSError, HTTPException) as error:
            raise NotAnswered(
                f"no answer to {method} {urlsplit(path).path}: {type(error).__name__}"
            ) from None
        finally:
            connection.close()
        self._keep(found)
        return found

    def _keep(self, answer: Answer) -> None:
        for line in answer.cookies:
            jar = SimpleCookie()
            try:
                jar.load(line)
            except CookieError:
                continue
            for name, morsel in jar.items():
                if morsel["max-age"] == "0" or not morsel.value or "1970" in morsel["expires"]:
                    self.cookies.pop(name, None)
                else:
                    self.cookies[name] = morsel.value
