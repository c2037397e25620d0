"""The Content API of our Twilio: it keeps contents and their approval requests, and refuses what Twilio refuses."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, field
from typing import Any, Final

from tests.people import ACCOUNT_SID
from tests.twilio_rules import INVALID_CONTENT, filled, variables_in, wrong_approval, wrong_content

CONTENT: Final = "/v1/Content"
_ONE: Final = re.compile(r"/v1/Content/(HX[0-9a-f]{32})(/ApprovalRequests(?:/whatsapp)?)?")
_PAGE: Final = 10
"""Contents on a page: few, so that a client that reads one page alone is found out."""
Answer = tuple[int, Any]


@dataclass
class FakeContents:
    """The contents of one account, in the order in which they were made."""

    made: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Sid -> the content as it was asked for."""
    approvals: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Sid -> what WhatsApp says of it."""
    url: str = ""

    def knows(self, sid: str, body: str = "", **types: Any) -> None:
        """Have a content that nobody made here: a text, or other types."""
        types = {"twilio/text": {"body": body}} if body else types
        samples = variables_in(types)
        self.made[sid] = {"friendly_name": "", "language": "en", "variables": samples, "types": types}

    def is_approved(self, sid: str) -> bool:
        return self.approvals.get(sid, {}).get("status") == "approved"

    def named(self, name: str) -> list[str]:
        """Return the sids of the contents of that name."""
        return [sid for sid, content in self.made.items() if content["friendly_name"] == name]

    def judges(self, state: str, name: str = "", reason: str = "") -> None:
        """Have WhatsApp decide about what was submitted, or about that one name."""
        for approval in self.approvals.values():
            if name in approval["name"]:
                approval.update(status=state, rejection_reason=reason)

    def shown_on_phone(self, sid: str, variables: dict[str, str]) -> tuple[str, list[tuple[str, str]]]:
        """Return what a patient reads: the words, and the title and id of each button or row."""
        (content,) = filled(self.made[sid]["types"], variables).values()
        choices = [*content.get("actions", ()), *content.get("items", ())]
        return content["body"], [(each.get("title") or each["item"], each["id"]) for each in choices]

    def answer(self, method: str, path: str, query: dict[str, list[str]], asked: Any) -> Answer:
        if path == CONTENT:
            return self._create(asked) if method == "POST" else self._page(query)
        found = _ONE.fullmatch(path)
        if found is None or found[1] not in self.made:
            return 404, 20404
        sid, approvals = found.groups()
        if approvals is None:
            return self._whole(method, sid)
        if method == "POST" and approvals.endswith("/whatsapp"):
            return self._submit(sid, asked)
        return 200, {"sid": sid, "account_sid": ACCOUNT_SID, "whatsapp": self._approval(sid)}

    def _whole(self, method: str, sid: str) -> Answer:
        if method == "DELETE":
            del self.made[sid]
            return 204, None
        return 200, self._shown(sid)

    def _create(self, asked: Any) -> Answer:
        if wrong_content(asked):
            return 400, INVALID_CONTENT
        sid = "HX" + secrets.token_hex(16)
        self.made[sid] = asked
        return 201, self._shown(sid)

    def _page(self, query: dict[str, list[str]]) -> Answer:
        page = int(query.get("Page", ["0"])[0])
        sids = list(self.made)[page * _PAGE : (page + 1) * _PAGE]
        more = len(self.made) > (page + 1) * _PAGE
        following = f"{self.url}{CONTENT}?Page={page + 1}" if more else None
        meta = {"key": "contents", "page": page, "page_size": _PAGE, "next_page_url": following}
        return 200, {"contents": [self._shown(sid) for sid in sids], "meta": meta}

    def _submit(self, sid: str, asked: Any) -> Answer:
        name, category = asked["name"], asked["category"]
        is_taken = any(each["name"] == name for each in self.approvals.values())
        if is_taken or sid in self.approvals or wrong_approval(asked, self.made[sid]["types"]):
            return 400, INVALID_CONTENT
        approval = {"name": name, "category": category, "status": "received", "rejection_reason": ""}
        self.approvals[sid] = approval
        return 201, approval

    def _approval(self, sid: str) -> dict[str, Any]:
        nothing = {"status": "unsubmitted", "name": "", "category": "", "rejection_reason": ""}
        return self.approvals.get(sid, nothing)

    def _shown(self, sid: str) -> dict[str, Any]:
        when = "2026-11-25T09:30:00Z"
        shown = {"sid": sid, "account_sid": ACCOUNT_SID, "date_created": when, "date_updated": when}
        return shown | self.made[sid] | {"url": f"{self.url}{CONTENT}/{sid}", "links": {}}
