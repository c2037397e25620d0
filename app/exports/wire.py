"""The line that a file leaves over. One of HTTP/1.0 ends a file by hanging up, and so makes a broken one look whole."""

from __future__ import annotations

from flask import request
from flask_babel import gettext as _


def what_is_wrong_with_it() -> str:
    """Return why no file may leave over the line of this request; "" when one may."""
    if request.environ.get("SERVER_PROTOCOL") != "HTTP/1.0":
        return ""
    return str(
        _(
            "Nothing was sent: over this connection a file that broke off would look complete."
            " The operator has to let the proxy in front speak HTTP/1.1 to Anteroom; in nginx: %(setting)s",
            setting="proxy_http_version 1.1;",
        )
    )
