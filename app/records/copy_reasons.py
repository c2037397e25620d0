"""Why a copy of one record is made: a code for the trail, which cannot be erased, never free text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flask_babel import lazy_gettext as _

if TYPE_CHECKING:
    from collections.abc import Mapping

COPY_REASONS: Final[Mapping[str, str]] = {
    "access": _("The patient asked for a copy"),
    "portability": _("The patient moves to another clinic"),
    "authority": _("A court or an authority asked for it"),
    "other": _("Another reason"),
}
