"""HashiCorp Vault or OpenBao, KV version 2: `vault:MOUNT/PATH#field`."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from app.config.sources.place import Place
from app.config.sources.reference import NO_DOTS, Form
from app.config.sources.trouble import Trouble, Why
from app.config.sources.vault_client import MEND_CALLER, call

if TYPE_CHECKING:
    from app.config.sources.place import Asking
    from app.config.sources.reference import Reference


def fetch(reference: Reference, asking: Asking) -> str:
    """Return the fields that are kept at the path, as a JSON object, of one version or the newest.

    Raises:
        Trouble: it cannot be had.
    """
    mount, path = reference.option("mount"), reference.place
    if not mount:
        mount, _, path = path.partition("/")
    version = reference.option("version")
    kept = call(f"{mount}/data/{quote(path)}{f'?version={version}' if version else ''}", asking).get("data")
    if not isinstance(kept, dict):
        raise Trouble(Why.GARBAGE)
    return json.dumps(kept)


PLACE: Final = Place(
    name="Vault",
    form=Form(
        "vault:MOUNT/PATH[?version=…&mount=…]#field",
        re.compile(NO_DOTS + r"[^\s#?,]{1,512}"),
        frozenset({"version", "mount"}),
        needs_field=True,
    ),
    fetch=fetch,
    host=lambda _reference: "",
    mend=MEND_CALLER
    | {
        Why.FORBIDDEN: "Is the token still good? Its policy needs “read” on MOUNT/data/PATH.",
        Why.NOT_FOUND: "Compare mount, path and version (KV version 2) with: vault kv get -mount=MOUNT PATH",
    },
)
