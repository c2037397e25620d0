"""An internet of our own: a proxy that answers for the hosts it knows, by their real names and over TLS."""

from __future__ import annotations

import json
import socket
import ssl
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, Self

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from email.message import Message
    from pathlib import Path


@dataclass(frozen=True)
class Request:
    method: str
    host: str
    path: str
    headers: Message
    body: bytes = field(repr=False)


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    held: threading.Event | None = None
    """What is waited for before a byte is sent."""

    @classmethod
    def json(cls, status: int, content: Any, **headers: str) -> Answer:
        told = {name.replace("_", "-"): value for name, value in headers.items()}
        return cls(status, json.dumps(content).encode(), {"Content-Type": "application/json"} | told)


class Internet:
    """Hosts by name. `asked` has each request; a host that is not known cannot be reached.

    The host without a name is this computer itself, over plain http.
    """

    def __init__(self, folder: Path, names: tuple[str, ...]) -> None:
        self.hosts: dict[str, Callable[[Request], Answer]] = {}
        self.asked: list[Request] = []
        self.held = threading.Event()
        self.certificate, self.key = folder / "internet.crt", folder / "internet.key"
        certify(self.certificate, self.key, names)
        self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._tls.load_cert_chain(self.certificate, self.key)
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    @property
    def environment(self) -> dict[str, str]:
        """What makes a process use it."""
        file = str(self.certificate)
        return {
            "HTTPS_PROXY": f"http://127.0.0.1:{self._server.server_address[1]}",
            "NO_PROXY": "localhost,127.0.0.1",
            **dict.fromkeys(("REQUESTS_CA_BUNDLE", "AWS_CA_BUNDLE", "VAULT_CACERT"), file),
        }

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.held.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        internet = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True
            host = ""

            def do_CONNECT(self) -> None:
                self.host = self.path.rpartition(":")[0]
                if self.host not in internet.hosts:
                    self.send_error(502)
                    return
                self.send_response(200)
                self.end_headers()
                try:
                    self.connection = internet._tls.wrap_socket(self.connection, server_side=True)
                except OSError:
                    self.close_connection = True
                    return
                self.rfile, self.wfile = self.connection.makefile("rb"), self.connection.makefile("wb", 0)
                self.close_connection = False

            def _serve(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                request = Request(self.command, self.host, self.path, self.headers, body)
                internet.asked.append(request)
                answer = internet.hosts[self.host](request)
                if answer.held:
                    answer.held.wait(30)
                self.send_response(answer.status)
                for name, value in ({"Content-Length": str(len(answer.body))} | dict(answer.headers)).items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(answer.body)

            do_GET = do_POST = _serve  # noqa: N815 - the library's names

            def finish(self) -> None:
                with suppress(OSError):
                    super().finish()
                with suppress(OSError):
                    self.connection.shutdown(socket.SHUT_RDWR)
                self.connection.close()

            def handle(self) -> None:
                with suppress(OSError):  # who asked has given up
                    super().handle()

            def log_message(self, *_: Any) -> None: ...

        return Handler


def certify(certificate: Path, key: Path, names: tuple[str, ...]) -> None:
    """Write a certificate for all these names, which is its own authority."""
    private = ec.generate_private_key(ec.SECP256R1())
    named = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "An internet of our own")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(named)
        .issuer_name(named)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name) for name in names]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(private, hashes.SHA256())
    )
    certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    key.write_bytes(
        private.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
