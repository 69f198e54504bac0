"""Custom HTTP header API: /axis-cgi/customhttpheader.cgi, where the device lists the API (page slug: custom-http-header-api)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from camsim.contract.access import Access
from camsim.contract.api import EVERYTHING, Api, Wire, within
from camsim.contract.call import Call
from camsim.contract.errors import FAMILY_A, Code, MissingError
from camsim.device.errors import FullError, OutOfRangeError
from camsim.device.http_headers import HttpHeaders

api = Api(
    title="Custom HTTP header API",
    page="custom-http-header-api",
    id="customhttpheader",
    since="9.80",
    versions=("1.0", "1.1"),
    access=Access.ADMIN,
    needs=lambda profile: any(entry.id == "customhttpheader" for entry in profile.apis.discovery),
    family=FAMILY_A,
    codes={OutOfRangeError: Code(1100, "Internal error: {message}"), FullError: Code(1100, "Internal error: {message}")},
)
"""The API documents no code for bad values, so that they are internal errors with words of their own (a guess)."""

PATH = "/axis-cgi/customhttpheader.cgi"
SEVERAL = "10.11"
"""OS version that takes several headers at once."""


@api.json(PATH, "list")
def list_headers(call: Call) -> dict[str, str]:
    """The headers that were set, those that the device came with among them."""
    return call.organ(HttpHeaders).all


@api.json(PATH, "set")
def set_headers(call: Call, headers: Annotated[Any, Wire(EVERYTHING)] = None) -> dict[str, str]:
    """Adds headers or changes their values."""
    given = _given(call, headers)
    for name, value in given.items():
        if not isinstance(value, str):
            raise OutOfRangeError("Invalid header value", subject="value", value=name)
    call.organ(HttpHeaders).set(given)
    return dict(given)


@api.json(PATH, "remove")
def remove_headers(call: Call, headers: Annotated[Any, Wire(EVERYTHING)] = None) -> dict[str, Any]:
    """Takes headers away; their values count for nothing."""
    given = _given(call, headers)
    call.organ(HttpHeaders).remove(given)
    return dict(given)


def _given(call: Call, headers: Mapping[str, Any] | None) -> Mapping[str, Any]:
    if not headers:
        raise MissingError("no header", subject="params")
    if len(headers) > 1 and not within(call.profile, SEVERAL, ""):
        raise OutOfRangeError("One header at a time", subject="params", value=len(headers))
    return headers
