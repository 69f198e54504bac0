"""Errors on the way in, and the eight families of JSON error codes (reference: API conventions of the vendor's library)."""

from __future__ import annotations

from dataclasses import dataclass

from camsim.device.errors import DeviceError, ExistsError, FullError, NotSupportedError, NotThereError, WrongStateError


class MissingError(DeviceError):
    """A required argument was not given; `subject` names it."""


class UnknownMethodError(DeviceError):
    """The API has no such method."""


@dataclass(frozen=True, slots=True)
class Code:
    """A numbered error; the message may hold `{subject}`, `{value}` and `{message}`."""

    number: int
    message: str

    def text(self, error: DeviceError) -> str:
        """The message for one error."""
        return self.message.format(subject=error.subject, value=error.value, message=error.message)


@dataclass(frozen=True, slots=True)
class Family:
    """General codes that an API uses; None where the family has none."""

    version: Code
    bad_json: Code
    unknown_method: Code
    missing: Code
    bad_value: Code
    internal: Code
    http_method: Code | None = None
    too_large: Code | None = None


FAMILY_A = Family(
    version=Code(2100, "API version not supported"),
    bad_json=Code(2101, "Invalid JSON"),
    unknown_method=Code(2102, "Method not supported"),
    missing=Code(2103, "Required parameter missing"),
    bad_value=Code(2104, "Invalid parameter value specified"),
    internal=Code(1100, "Internal error"),
    too_large=Code(2107, "Request too large"),
)
FAMILY_B = Family(
    version=Code(2003, "The requested API version is not supported"),
    bad_json=Code(4000, "Invalid JSON"),
    unknown_method=Code(2004, "Method not supported"),
    missing=Code(4002, "Required parameter missing or invalid"),
    bad_value=Code(1000, "Invalid parameter value"),
    internal=Code(8000, "Internal error"),
    http_method=Code(2002, "HTTP request type not supported. Only POST supported"),
)
FAMILY_C = Family(
    version=Code(4001, "The specified version is not supported"),
    bad_json=Code(3000, "Invalid JSON"),
    unknown_method=Code(4000, "Method does not exist"),
    missing=Code(4003, "Missing parameter(s)"),
    bad_value=Code(4004, "Invalid parameter(s)"),
    internal=Code(1000, "Internal error"),
    http_method=Code(2000, "Invalid request"),
    too_large=Code(2001, "Request body too large"),
)
FAMILY_D = Family(
    version=Code(2000, "The requested API version is not supported"),
    bad_json=Code(2001, "Invalid JSON format"),
    unknown_method=Code(2005, "Method does not exist"),
    missing=Code(2003, "Parameter missing"),
    bad_value=Code(2004, "Invalid parameter value"),
    internal=Code(1000, "Internal error"),
)
FAMILY_E = Family(
    version=Code(417, "The requested version is not supported."),
    bad_json=Code(400, "Invalid JSON in request."),
    unknown_method=Code(405, "Unknown method in request."),
    missing=Code(400, "Missing parameter in request."),
    bad_value=Code(400, "Invalid parameter in request."),
    internal=Code(500, "Internal error."),
)
FAMILY_F = Family(
    version=Code(101, "The requested API version is not supported"),
    bad_json=Code(103, "Invalid JSON"),
    unknown_method=Code(102, "Method not supported"),
    missing=Code(202, "Required parameter missing"),
    bad_value=Code(202, "Invalid parameter value"),
    internal=Code(103, "Internal error"),
)
FAMILY_G = Family(
    version=Code(4001, "API version not supported"),
    bad_json=Code(4000, "Invalid JSON"),
    unknown_method=Code(4001, "Method field has invalid value ({value})."),
    missing=Code(4001, "Required parameter missing: {subject}"),
    bad_value=Code(4001, "{subject} has invalid value ({value})."),
    internal=Code(8000, "Internal error. Check the log for details."),
)
FAMILY_H = Family(
    version=Code(1001, "API version not supported"),
    bad_json=Code(1004, "Invalid request"),
    unknown_method=Code(1002, "Method not supported"),
    missing=Code(1003, "Invalid parameter"),
    bad_value=Code(1003, "Invalid parameter"),
    internal=Code(1000, "Internal error"),
)
FAMILIES = (FAMILY_A, FAMILY_B, FAMILY_C, FAMILY_D, FAMILY_E, FAMILY_F, FAMILY_G, FAMILY_H)


@dataclass(frozen=True, slots=True)
class RestError:
    """How a REST API answers a kind of error: HTTP status, code, and the words before the error's own message."""

    status: int
    code: int
    title: str


REST_ERRORS: dict[type[DeviceError], RestError] = {
    NotThereError: RestError(404, 2, "Item does not exist"),
    ExistsError: RestError(409, 6, "Item already exists"),
    FullError: RestError(400, 5, "Validation error"),
    WrongStateError: RestError(400, 5, "Validation error"),
    NotSupportedError: RestError(500, 0, "Internal error"),
    DeviceError: RestError(400, 5, "Validation error"),
}
"""Recorded: 0, 2, 5 and 6; that the other kinds share code 5 is a guess."""
