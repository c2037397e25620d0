"""What every place that keeps secrets has to say for itself: see `aws.py` for one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from app.config.sources.reference import Form, Reference
    from app.config.sources.trouble import Why

LARGEST: Final = 64 * 1024


@dataclass(frozen=True, slots=True)
class Asking:
    """What a place may know of who asks."""

    environ: Mapping[str, str] = field(repr=False)
    seconds: float
    """How long one answer may take."""
    variable: str
    """The setting that the secret is for."""
    remembered: dict[str, str] = field(default_factory=dict, repr=False)
    """What one start need not fetch twice: a token of the store itself."""

    @property
    def production(self) -> bool:
        """Whether addresses without TLS are refused, on this computer too."""
        return self.environ.get("ANTEROOM_ENV", "").strip() != "development"


@dataclass(frozen=True, slots=True)
class Place:
    """One kind of place. A new kind is a file with one of these, and a line in `following.py`."""

    name: str
    form: Form
    fetch: Callable[[Reference, Asking], str]
    """Returns all that is kept there. Raises Trouble."""
    host: Callable[[Reference], str]
    """Which of its stores is asked: one that is down is asked once."""
    mend: Mapping[Why, str]
    """What to do about it, where there is more to say than the sentence does."""
