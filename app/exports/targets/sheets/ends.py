"""How a push ends early.

No exception here refers to what was sent, because a crash reporter would read it there. If Google refuses something,
the job ends with `Hopeless` until somebody repairs it, or with `Delayed`.
"""

from __future__ import annotations


class AnswerLost(Exception):
    """A change was sent without an answer: look before sending it again."""


class Stopped(Exception):
    """The job is not wanted any more, or is another worker's by now."""
