"""What the tables share: the names of constraints, and recurring columns.

A column made by `sealed` holds Fernet tokens bound to the row's UUID, `id`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sqlalchemy import Boolean, Column, ForeignKey, LargeBinary, MetaData, Text, Uuid, false

from app import crypto

metadata: Final = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)


def sealed(column: crypto.Column, *, nullable: bool = False) -> Column[str]:
    return Column(column.name, Text, nullable=nullable, info={"sealed": column})


def seal_over(
    column: crypto.Column, *names: str, harmless: Mapping[str, object] | None = None
) -> Column[str]:
    """Return a column for the seal that vouches for a row's named columns.

    `store/vouched.py` says how. `harmless` is what they are set to in a row without a seal of ours. Without it, such a row is
    removed.

    NULL: written by hand. Such a row does not count.
    """
    return Column(
        column.name, Text, nullable=True, info={"sealed": column, "over": names, "harmless": harmless}
    )


def row_id() -> Column[object]:
    return Column("id", Uuid, primary_key=True)


def of_conversation(*, nullable: bool = False) -> Column[object]:
    return Column("conversation_id", ForeignKey("conversations.id"), nullable=nullable)


def of_member() -> Column[object]:
    return Column("staff_id", ForeignKey("staff.id", ondelete="CASCADE"), nullable=False)


def emptied() -> Column[bool]:
    """Return a column that says whether Twilio's copy of the message is emptied."""
    return Column("emptied", Boolean, nullable=False, server_default=false())


def digest(name: str, *, unique: bool = False, nullable: bool = False) -> Column[bytes]:
    return Column(name, LargeBinary(32), unique=unique, nullable=nullable)
