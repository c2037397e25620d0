"""The clinic: what patients are told of it, and who looks after Anteroom."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flask_babel import gettext as _

from app.dashboard.setup.checks.step import Step

if TYPE_CHECKING:
    from app.dashboard.setup.reality import Reality

_TWO: Final = 2


def clinic(reality: Reality) -> Step:
    """Say what patients are told, and whether the clinic has chosen it."""
    profile = reality.profile
    told = _(
        "%(name)s, %(phone)s, emergency number %(emergency)s. Patients are told all three.",
        name=profile.name,
        phone=profile.phone,
        emergency=profile.emergency_number,
    )
    if reality.profile_version or reality.settings.production:
        return Step(_("Clinic named"), done=True, proof=told, link="/settings", label=_("Change"))
    return Step(
        _("Clinic named"),
        done=False,
        proof=f"{told} {_('In development these are invented until you save your own.')}",
        todo=_("Write your own name and numbers."),
        link="/settings",
        label=_("Name the clinic"),
    )


def second_admin(reality: Reality) -> Step:
    """Say who can let others in."""
    title, names = _("A second admin"), ", ".join(each.name for each in reality.admins)
    if len(reality.admins) >= _TWO:
        return Step(title, done=True, proof=_("These admins can sign in: %(names)s.", names=names))
    return Step(
        title,
        done=False,
        proof=_("Only %(names)s can sign in as admin.", names=names),
        todo=_("With a second one, a lost phone locks nobody out."),
        link="/staff",
        label=_("Invite someone"),
    )
