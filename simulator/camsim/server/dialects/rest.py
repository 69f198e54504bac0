"""REST resources below /config, generation C: `data` in, `status` and `data` out (page slug: device-configuration-apis)."""

from __future__ import annotations

import json
from typing import Any

from camsim.contract.api import Endpoint
from camsim.contract.call import Call
from camsim.contract.errors import REST_ERRORS, MissingError, RestError
from camsim.contract.results import Binary, Json, Result
from camsim.device.errors import DeviceError, OutOfRangeError
from camsim.device.state import plain
from camsim.server.dialects import values
from camsim.wire import json_in

_WITH_BODY = ("POST", "PUT", "PATCH")


async def answer(call: Call, endpoint: Endpoint) -> Result:
    """Calls the handler with the places of the path and the members of the body; renders its data, or the error."""
    try:
        result = endpoint.handler(call, **values.typed(endpoint, {**_content(call), **call.places}))
        if endpoint.is_async:
            result = await result
    except DeviceError as error:
        return _refusal(endpoint, error)
    if isinstance(result, Json):
        return _document(result)
    document = {"status": "success"} if result is None else {"status": "success", "data": plain(result)}
    return _document(Json(document, endpoint.status, indent=2))


def _content(call: Call) -> dict[str, Any]:
    """The members of the body, of a method that has one. Raises OutOfRangeError."""
    if call.request.method not in _WITH_BODY:
        return {}
    try:
        content = json_in.parse(call.request.body)
    except ValueError as error:
        raise OutOfRangeError("invalid JSON", subject="data") from error
    if not isinstance(content, dict):
        raise OutOfRangeError("not a JSON object", subject="data")
    if "data" not in content:
        raise MissingError("data is missing", subject="data")
    return content


def _refusal(endpoint: Endpoint, error: DeviceError) -> Binary:
    table = {**REST_ERRORS, **endpoint.api.rest_errors}
    found: RestError = next(table[kind] for kind in type(error).__mro__ if kind in table)
    body = {"code": found.code, "message": f"{found.title}: {error.message}" if error.message else found.title}
    return _document(Json({"status": "error", "error": body}, found.status, indent=2))


def _document(result: Json) -> Binary:
    return Binary(json.dumps(result.document, indent=result.indent).encode(), "application/json", result.status)
