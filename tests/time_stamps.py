"""A real time-stamp authority (RFC 3161), made with openssl, that answers over HTTP on loopback."""

from __future__ import annotations

import subprocess
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

_SETTINGS = """
[tsa]
default_tsa = this
[this]
serial = {folder}/serial
signer_cert = {folder}/signer.crt
signer_key = {folder}/signer.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = {digests}
ess_cert_id_alg = sha256
"""
_OF_A_SIGNER = "extendedKeyUsage = critical, timeStamping\nkeyUsage = critical, digitalSignature\n"


class Authority:
    """Stamps with a certificate of its own root."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self._folder = folder
        self.root = folder / "root.crt"
        self.asked: list[bytes] = []
        """Every question that came by HTTP."""
        self.answers: Callable[[bytes], tuple[int, bytes]] = lambda query: (200, self.stamps(query))
        """What it answers by HTTP: a status and a body."""
        self.url = ""
        key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
        (folder / "signer.ext").write_text(_OF_A_SIGNER)
        (folder / "refuses.cnf").write_text(_SETTINGS.format(folder=folder, digests="sha512"))
        (folder / "tsa.cnf").write_text(_SETTINGS.format(folder=folder, digests="sha256"))
        (folder / "serial").write_text("01\n")
        self._openssl(
            *("req", "-x509", *key, "-subj", f"/CN={folder.name} root", "-days", "30"),
            keyout="root.key",
            out="root.crt",
        )
        self._openssl(
            *("req", "-new", *key, "-subj", f"/CN={folder.name} stamps"),
            keyout="signer.key",
            out="signer.csr",
        )
        self._openssl(
            *(
                "x509",
                "-req",
                "-in",
                "signer.csr",
                "-CA",
                "root.crt",
                "-CAkey",
                "root.key",
                "-set_serial",
                "2",
            ),
            *("-days", "20", "-extfile", "signer.ext"),
            out="signer.crt",
        )

    def stamps(self, query: bytes, *, refuses: bool = False) -> bytes:
        """Return the answer to a question, in DER: one that was refused has no stamp."""
        (self._folder / "asked.tsq").write_bytes(query)
        settings = "refuses.cnf" if refuses else "tsa.cnf"
        self._openssl("ts", "-reply", "-config", settings, "-queryfile", "asked.tsq", out="answer.tsr")
        return (self._folder / "answer.tsr").read_bytes()

    @contextmanager
    def open(self) -> Iterator[None]:
        """Answer by HTTP, until the block ends."""
        authority = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                assert self.headers["Content-Type"] == "application/timestamp-query"
                assert "Authorization" not in self.headers
                query = self.rfile.read(int(self.headers["Content-Length"]))
                authority.asked.append(query)
                status, body = authority.answers(query)
                self.send_response(status)
                self.send_header("Content-Type", "application/timestamp-reply")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        self.url = f"http://127.0.0.1:{server.server_address[1]}"
        try:
            yield
        finally:
            server.shutdown()
            server.server_close()
            thread.join()

    def _openssl(self, *arguments: str, **files: str) -> None:
        named = [part for name, file in files.items() for part in (f"-{name}", file)]
        done = subprocess.run(
            ["openssl", *arguments, *named], cwd=self._folder, capture_output=True, check=False
        )
        assert done.returncode == 0, done.stderr.decode()
