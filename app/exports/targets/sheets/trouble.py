"""How a push ends early. No exception here holds, or hangs on to, what was sent: a crash reporter would read it there.

What Google will not do is the job's own trouble: `Hopeless` until somebody mends it, or `Delayed`.
"""

from __future__ import annotations


class AnswerLost(Exception):
    """A change was sent, and nobody said whether it was made: look before it is sent again."""


class Stopped(Exception):
    """The job is not wanted any more, or is another worker's by now."""
