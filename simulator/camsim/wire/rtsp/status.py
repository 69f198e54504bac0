"""Status codes of RTSP with the phrases that cameras put beside them (RFC 2326, section 7.1.1)."""

from __future__ import annotations

from enum import IntEnum


class Status(IntEnum):
    """A status code; `phrase` is its text in the status line."""

    phrase: str

    def __new__(cls, code: int, phrase: str) -> Status:
        member = int.__new__(cls, code)
        member._value_ = code
        member.phrase = phrase
        return member

    OK = 200, "OK"
    BAD_REQUEST = 400, "Bad Request"
    UNAUTHORIZED = 401, "Unauthorized"
    FORBIDDEN = 403, "Forbidden"
    NOT_FOUND = 404, "Not Found"
    METHOD_NOT_ALLOWED = 405, "Method Not Allowed"
    ENTITY_TOO_LARGE = 413, "Request Entity Too Large"
    URI_TOO_LONG = 414, "Request-URI Too Large"
    UNSUPPORTED_MEDIA_TYPE = 415, "Unsupported Media Type"
    PARAMETER_NOT_UNDERSTOOD = 451, "Parameter not understood"
    NOT_ENOUGH_BANDWIDTH = 453, "Not Enough Bandwidth"
    SESSION_NOT_FOUND = 454, "Session Not Found"
    NOT_VALID_IN_THIS_STATE = 455, "Method Not Valid in This State"
    INVALID_RANGE = 457, "Invalid Range"
    PARAMETER_IS_READ_ONLY = 458, "Parameter Is Read-Only"
    AGGREGATE_NOT_ALLOWED = 459, "Aggregate operation not allowed"
    ONLY_AGGREGATE_ALLOWED = 460, "Only aggregate operation allowed"
    UNSUPPORTED_TRANSPORT = 461, "Unsupported transport"
    INTERNAL_ERROR = 500, "Internal Server Error"
    NOT_IMPLEMENTED = 501, "Not Implemented"
    SERVICE_UNAVAILABLE = 503, "Service Unavailable"
    VERSION_NOT_SUPPORTED = 505, "RTSP Version not supported"
    OPTION_NOT_SUPPORTED = 551, "Option not supported"


class RefusedError(Exception):
    """A request that is answered with an error status."""

    def __init__(self, status: Status) -> None:
        super().__init__(status.phrase)
        self.status = status
