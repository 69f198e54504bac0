"""Classic CGIs: arguments by GET or form, answers as text, pictures or streams."""

from __future__ import annotations

from camsim.contract.api import Endpoint
from camsim.contract.call import Call
from camsim.contract.results import Empty, Result, Text
from camsim.device.errors import DeviceError
from camsim.server.dialects import arguments


async def answer(call: Call, endpoint: Endpoint) -> Result:
    """Calls the handler; an error is worded as the API declares."""
    try:
        given = arguments.typed(endpoint, call.arguments)
        result = endpoint.handler(call, **given)
        if endpoint.is_async:
            result = await result
    except DeviceError as error:
        return endpoint.api.problem(call, error)
    if result is None:
        return Empty()
    if isinstance(result, str):
        return Text(result)
    return result  # type: ignore[no-any-return]
