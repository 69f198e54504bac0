"""JSON bodies to the typed arguments of a handler."""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from typing import Any

from camsim.contract.api import EVERYTHING, Endpoint
from camsim.contract.errors import MissingError
from camsim.device.errors import OutOfRangeError


def typed(endpoint: Endpoint, params: Mapping[str, Any], *, lenient: bool = False) -> dict[str, Any]:
    """The handler's keyword arguments from an object; members that it does not know are ignored.

    `lenient`: numbers and truth values may come as texts. Raises MissingError, OutOfRangeError.
    """
    whole = {argument.name: params for argument in endpoint.arguments if argument.wire == EVERYTHING}
    if len(whole) == len(endpoint.arguments):
        return whole
    from pydantic import ValidationError

    model = _model(endpoint, lenient)
    try:
        found = model.model_validate(params) if lenient else model.model_validate_json(json.dumps(params))
    except (ValidationError, RecursionError) as error:
        first = error.errors()[0] if isinstance(error, ValidationError) else {"loc": (), "type": "", "msg": "too deep", "input": None}
        subject = ".".join(str(part) for part in first["loc"])
        if first["type"] == "missing":
            raise MissingError(f"{subject} is missing", subject=subject) from error
        message = f"{subject}: {first['msg']}" if lenient else first["msg"]
        raise OutOfRangeError(message, subject=subject, value=first["input"]) from error
    given = found.model_fields_set
    return whole | {argument.name: getattr(found, argument.name) for argument in endpoint.arguments if argument.name in given}


@functools.cache
def _model(endpoint: Endpoint, lenient: bool) -> Any:
    """A pydantic model of an endpoint's parameters; unknown members are ignored."""
    import pydantic

    fields: dict[str, Any] = {}
    for argument in endpoint.arguments:
        if argument.wire == EVERYTHING:
            continue
        default = ... if argument.required else argument.default
        fields[argument.name] = (argument.annotation, pydantic.Field(default, alias=argument.wire))
    config = pydantic.ConfigDict(coerce_numbers_to_str=True) if lenient else pydantic.ConfigDict(strict=True)
    return pydantic.create_model(endpoint.method, __config__=config, **fields)
