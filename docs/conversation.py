"""Draws docs/conversation.svg from the conversation itself: `python -m docs.conversation`."""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from typing import Final
from uuid import UUID

from app.intake.clinic import Clinic
from app.intake.flow import Flow
from app.intake.kind import Kind
from app.intake.model import Message
from app.intake.progress import Progress

PICTURE: Final = Path(__file__).with_name("conversation.svg")
PANELS: Final = (
    ("hello",),
    ("1", "1", "Maya Okafor-Lindt, 3/4/90", "1", "/voice", "12 Mill Lane, Larkfield"),
    ("Asthma since I was ten", "done", "Salbutamol when needed", "Done", "Send"),
)
_NOW: Final = datetime(2026, 11, 25, 9, 2, tzinfo=UTC)
_ID: Final = UUID("7f3a91c2-0000-4000-8000-000000000000")
_WIDTH, _GAP, _LINE, _PAD, _LETTERS = 372, 24, 19, 10, 44
_STYLE: Final = """
svg { font: 14px system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
.page { fill: #f8f7f4; } .clinic { fill: #fff; stroke: #e4e2dc; } .patient { fill: #e4f0f1; } text { fill: #1c1d1b; }
.b { font-weight: 600; }
@media (prefers-color-scheme: dark) {
  .page { fill: #1c1f1d; } .clinic { fill: #161817; stroke: #2d302e; } .patient { fill: #15323a; } text { fill: #e9e9e4; }
}
"""


@dataclass(frozen=True)
class Bubble:
    """One message, its lines wrapped."""

    lines: tuple[str, ...]
    by_patient: bool

    @property
    def height(self) -> int:
        return len(self.lines) * _LINE + 2 * _PAD


def converse() -> list[list[Bubble]]:
    """Hold the conversation, and return the bubbles of each panel."""
    flow = Flow(Clinic("Larkfield Clinic", "01632 960 555", "999", languages=("en", "es")))
    progress, panels = Progress(), []
    for spoken in PANELS:
        bubbles = []
        for line in spoken:
            kind = Kind.VOICE if line == "/voice" else Kind.TEXT
            turn = flow.step(progress, Message("" if kind is Kind.VOICE else line, kind, _ID), _NOW)
            progress = turn.progress
            bubbles.append(
                Bubble((("voice message, 0:07") if kind is Kind.VOICE else line,), by_patient=True)
            )
            bubbles += [Bubble(wrapped(reply), by_patient=False) for reply in turn.replies]
        panels.append(bubbles)
    return panels


def wrapped(reply: str) -> tuple[str, ...]:
    return tuple(part for line in reply.split("\n") for part in textwrap.wrap(line, _LETTERS) or [""])


def draw(panels: list[list[Bubble]]) -> str:
    """Return the picture."""
    height = max(sum(bubble.height + 8 for bubble in panel) for panel in panels) + 32
    width = len(panels) * (_WIDTH + _GAP) - _GAP
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" role="img">',
        "<title>A patient’s conversation with the clinic</title>",
        f"<style>{_STYLE}</style>",
    ]
    for number, panel in enumerate(panels):
        left = number * (_WIDTH + _GAP)
        parts.append(f'<rect class="page" x="{left}" width="{_WIDTH}" height="{height}" rx="10"/>')
        top = 16
        for bubble in panel:
            parts += draw_bubble(bubble, left, top)
            top += bubble.height + 8
    return "\n".join([*parts, "</svg>", ""])


def draw_bubble(bubble: Bubble, left: int, top: int) -> list[str]:
    longest = max(len(line.replace("*", "")) for line in bubble.lines)
    width = min(_WIDTH - 32, round(longest * 7.4) + 2 * _PAD + 6)
    x = left + _WIDTH - 16 - width if bubble.by_patient else left + 16
    kind = "patient" if bubble.by_patient else "clinic"
    parts = [f'<rect class="{kind}" x="{x}" y="{top}" width="{width}" height="{bubble.height}" rx="8"/>']
    bold = False
    for number, line in enumerate(bubble.lines):
        baseline = top + _PAD + 14 + number * _LINE
        spans, bold = styled(line, bold=bold)
        parts.append(f'<text x="{x + _PAD}" y="{baseline}" xml:space="preserve">{spans}</text>')
    return parts


def styled(line: str, *, bold: bool) -> tuple[str, bool]:
    """Return the line with WhatsApp's *bold* as spans, and whether a bold run goes on in the next line."""
    spans = []
    for piece in re.split(r"(\*)", line):
        if piece == "*":
            bold = not bold
        elif piece:
            spans.append(f'<tspan class="b">{escape(piece)}</tspan>' if bold else escape(piece))
    return "".join(spans), bold


if __name__ == "__main__":
    PICTURE.write_text(draw(converse()))
