"""Commands at a server's shell, and the Spanish intake that docs/intake-es.txt holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.fork_client import loaded_app
from tests.people import ASKED, HANDS_IN
from tests.project import ROOT

if TYPE_CHECKING:
    import subprocess

    from tests.server.live_server import Server

ADDRESS = "whatsapp:+34600000001"
SPOKEN = {
    "name": "María José Núñez O'Neill",
    "birth_date": "1990-03-04",
    "address": "Calle del Molino 12, 3.º B, Sevilla",
    "medical_history": "Asma desde los diez años\nOperada de apendicitis en 2011",
    "medications": "Salbutamol cuando lo necesito",
}
# A test's clinic asks neither for allergies nor for the reason.
LEFT_OUT = ("< 5 de 7\nNinguna\n", "< 7 de 7\nUna revisión\n")


def spanish_intake(server: Server) -> subprocess.CompletedProcess[str]:
    """Hold the intake of docs/intake-es.txt, as far as a test's clinic asks it."""
    printed = (ROOT / "docs/intake-es.txt").read_text()
    for left_out in LEFT_OUT:
        assert left_out in printed
        printed = printed.replace(left_out, "")
    printed = printed.replace("< 6 de 7", "< 5 de 7").replace(" de 7", f" de {ASKED}")
    before, last_check, end = printed.rpartition("< María")
    script = server.folder / "intake-es.txt"
    script.write_text(before + "".join(f"{line}\n" for line in HANDS_IN[:-1]) + last_check + end)
    return flask(server, "chat", "--pace", "0", "--script", str(script), "--from", ADDRESS)


def flask(server: Server, *arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
    """Run a command with the server's settings, trusting its certificate."""
    environment = server.environment | {"SSL_CERT_FILE": str(server.certificate)}
    return loaded_app().flask(*arguments, environment=environment, given=given)
