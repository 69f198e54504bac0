"""REST resources under /config of generation C: plain JSON documents."""

from __future__ import annotations

import json

from camsim.contract.api import Endpoint
from camsim.contract.call import Call
from camsim.contract.results import Binary, Json, Result
from camsim.device.errors import DeviceError


async def answer(call: Call, endpoint: Endpoint) -> Result:
    """Calls the handler and renders its document; an error is worded as the API declares."""
    try:
        result = endpoint.handler(call)
        if endpoint.is_async:
            result = await result
    except DeviceError as error:
        result = endpoint.api.problem(call, error)
    if isinstance(result, Json):
        text = json.dumps(result.document, indent=result.indent)
        return Binary(text.encode(), "application/json", result.status)
    return result  # type: ignore[no-any-return]
