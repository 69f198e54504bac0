"""JSON bodies to the typed arguments of a handler."""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from typing import Any

from camsim.contract.api import EVERYTHING, Endpoint
from camsim.contract.errors import MissingError
from camsim.device.errors import OutOfRangeError


def typed(endpoint: Endpoint, params: Mapping[str, Any]) -> dict[str, Any]:
    """The handler's keyword arguments from an object; members that it does not know are ignored.

    Raises MissingError, OutOfRangeError.
    """
    whole = {argument.name: params for argument in endpoint.arguments if argument.wire == EVERYTHING}
    if len(whole) == len(endpoint.arguments):
        return whole
    from pydantic import ValidationError

    try:
        model = _model(endpoint).model_validate_json(json.dumps(params))
    except (ValidationError, RecursionError) as error:
        first = error.errors()[0] if isinstance(error, ValidationError) else {"loc": (), "type": "", "msg": "too deep", "input": None}
        subject = ".".join(str(part) for part in first["loc"])
        if first["type"] == "missing":
            raise MissingError(f"{subject} is missing", subject=subject) from error
        raise OutOfRangeError(first["msg"], subject=subject, value=first["input"]) from error
    given = model.model_fields_set
    return whole | {argument.name: getattr(model, argument.name) for argument in endpoint.arguments if argument.name in given}


@functools.cache
def _model(endpoint: Endpoint) -> Any:
    """A pydantic model of an endpoint's parameters: strict types, unknown members ignored."""
    import pydantic

    fields: dict[str, Any] = {}
    for argument in endpoint.arguments:
        if argument.wire == EVERYTHING:
            continue
        default = ... if argument.required else argument.default
        fields[argument.name] = (argument.annotation, pydantic.Field(default, alias=argument.wire))
    return pydantic.create_model(endpoint.method, __config__=pydantic.ConfigDict(strict=True, extra="ignore"), **fields)
