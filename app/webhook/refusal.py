"""Why a request was turned away. For the operator and the trail; the caller learns nothing but 403."""

from __future__ import annotations

from enum import StrEnum


class Reason(StrEnum):
    """One word for each thing that can be wrong with a request that claims to be Twilio's."""

    HOST = "host"
    PLAIN_HTTP = "plain_http"
    TOO_LARGE = "too_large"
    CONTENT_TYPE = "content_type"
    NO_SIGNATURE = "no_signature"
    SIGNATURE_SCHEME = "signature_scheme"
    MALFORMED_FORM = "malformed_form"
    BAD_SIGNATURE = "bad_signature"
    REPEATED_FIELD = "repeated_field"
    FIELD_NAME = "field_name"
    FIELD_VALUE = "field_value"
    MISPLACED_SID = "misplaced_sid"
    MISPLACED_SENDER = "misplaced_sender"
    ACCOUNT = "account"
    MESSAGE_SID = "message_sid"
    SENDER = "sender"
    RECIPIENT = "recipient"
    MEDIA_COUNT = "media_count"
    STATUS = "status"
    REPLAYED_SIGNATURE = "replayed_signature"


class Refused(Exception):
    """The request is not to be believed."""

    def __init__(self, reason: Reason) -> None:
        self.reason = reason
        super().__init__(reason.value)
