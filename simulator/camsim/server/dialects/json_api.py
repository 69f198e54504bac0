"""JSON CGIs: envelope, versions, typed parameters, the eight families of error codes (page slug: introduction)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, is_dataclass
from typing import Any

from camsim.contract.api import ARRAY, Api, Endpoint
from camsim.contract.call import Call
from camsim.contract.errors import Code, Family, MissingError, UnknownMethodError
from camsim.contract.registry import Route
from camsim.contract.results import Binary, NoData, Page, Result
from camsim.device.errors import DeviceError
from camsim.device.state import plain
from camsim.server.dialects import values
from camsim.wire import json_in

SUPPORTED_VERSIONS = "getSupportedVersions"


@dataclass(frozen=True, slots=True)
class Message:
    """A request body as far as it could be read."""

    content: Mapping[str, Any] | None
    """None: not a JSON object."""

    @property
    def method(self) -> str:
        """The method's name; empty where there is none."""
        name = (self.content or {}).get("method")
        return name if isinstance(name, str) else ""

    def endpoint(self, route: Route) -> Endpoint | None:
        """The endpoint that the message names."""
        return route.for_call(self.method)


def read(body: bytes) -> Message:
    """Parses a body, whatever its content type says."""
    try:
        content = json_in.parse(body)
    except ValueError:
        return Message(None)
    return Message(content if isinstance(content, dict) else None)


async def answer(call: Call, route: Route, message: Message) -> Result:
    """Checks the envelope, calls the handler, wraps the result."""
    api = route.api
    if call.request.method != "POST":
        family = _family(api)
        if family.http_method is None:
            return Page(405)
        return _reply(call, api, message, "", error=_coded(family.http_method))
    try:
        endpoint = _checked(call, route, message)
        if endpoint is None:
            version = api.version_on(call.profile)
            return _reply(call, api, message, SUPPORTED_VERSIONS, data={"apiVersions": [version]})
        params = message.content if api.json_shape.flat else message.content.get("params") if message.content else None
        given = params if isinstance(params, dict) else {ARRAY: params} if isinstance(params, list) else {}
        result = endpoint.handler(call, **values.typed(endpoint, given))
        if endpoint.is_async:
            result = await result
    except DeviceError as error:
        return _reply(
            call, api, message, message.method, error=_body_of(api, error), others=[_body_of(api, other) for other in error.others]
        )
    if isinstance(result, Binary | Page):
        return result
    return _reply(call, api, message, message.method, data=_data(result))


def _checked(call: Call, route: Route, message: Message) -> Endpoint | None:
    """The endpoint that is meant, or None for getSupportedVersions. Raises DeviceError for a bad envelope."""
    if message.content is None:
        raise _BadJsonError
    if "method" not in message.content:
        raise MissingError("method is missing", subject="method")
    if message.method == SUPPORTED_VERSIONS:
        return None
    version = message.content.get("apiVersion")
    if version is None:
        raise MissingError("apiVersion is missing", subject="apiVersion")
    known = route.api.version_on(call.profile)
    if not isinstance(version, str) or version.partition(".")[0] != known.partition(".")[0]:
        raise _VersionError(subject="apiVersion", value=version)
    endpoint = message.endpoint(route)
    if endpoint is None:
        raise UnknownMethodError(subject="method", value=message.content.get("method"))
    return endpoint


class _BadJsonError(DeviceError):
    """The body is not a JSON object."""


class _VersionError(DeviceError):
    """The asked version is not served."""


def _body_of(api: Api, error: DeviceError) -> dict[str, Any]:
    """The `error` member for an error."""
    body = _coded(_code(api, error), error)
    if error.details is not None:
        body["details"] = dict(error.details)
    return body


def _code(api: Api, error: DeviceError) -> Code:
    family = _family(api)
    if error.subject in api.subjects and not isinstance(error, MissingError):
        return api.subjects[error.subject]
    for kind in type(error).__mro__:
        if kind in api.codes:
            return api.codes[kind]
    if isinstance(error, _BadJsonError):
        return family.bad_json
    if isinstance(error, _VersionError):
        return family.version
    if isinstance(error, UnknownMethodError):
        return family.unknown_method
    if isinstance(error, MissingError):
        return family.missing
    return family.bad_value


def _coded(code: Code, error: DeviceError | None = None) -> dict[str, Any]:
    return {"code": code.number, "message": code.text(error or DeviceError())}


def _family(api: Api) -> Family:
    assert api.family is not None, f"{api.folder} declares no family of error codes"
    return api.family


def _data(result: Any) -> Any:
    if isinstance(result, NoData):
        return result
    return {} if result is None else plain(result) if is_dataclass(result) else result


def _reply(
    call: Call, api: Api, message: Message, method: str, *, data: Any = None, error: Any = None, others: list[Any] | None = None
) -> Binary:
    shape = api.json_shape
    content = message.content or {}
    order = shape.versions_order if method == SUPPORTED_VERSIONS and shape.versions_order is not None else shape.order
    envelope: dict[str, Any] = {}
    for member in order:
        if member == "apiVersion":
            envelope[member] = api.version_on(call.profile)
        elif member in content and isinstance(content[member], str):
            envelope[member] = content[member]
    if error is not None:
        envelope["error"] = {**error, "errors": others} if others else error
    elif not isinstance(data, NoData):
        envelope["data"] = data
    text = json.dumps(envelope, indent=shape.indent) + ("\n" if shape.newline else "")
    return Binary(text.encode(), call.profile.http.json_content_type)
