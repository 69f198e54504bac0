"""CGI arguments to typed ones, by the handler's annotations."""

from __future__ import annotations

import math
import types
import typing
from collections.abc import Mapping
from enum import Enum
from typing import Any

from camsim.contract.api import Endpoint
from camsim.contract.call import Request
from camsim.contract.errors import MissingError
from camsim.device.errors import OutOfRangeError
from camsim.wire import form

_TRUE = ("1", "yes", "true", "on")
_FALSE = ("0", "no", "false", "off")


def of_request(request: Request) -> dict[str, str]:
    """The arguments of query and form body; of a repeated one the last counts. A JSON or XML body has none."""
    found = dict(form.pairs(request.query))
    if request.body and request.body[:1] not in (b"{", b"[", b"<"):
        found.update(form.pairs(request.body.decode("latin-1").strip()))
    return found


def typed(endpoint: Endpoint, given: Mapping[str, str]) -> dict[str, Any]:
    """The handler's keyword arguments. Raises MissingError, OutOfRangeError; arguments that it does not know are ignored."""
    found = {}
    for argument in endpoint.arguments:
        if argument.wire in given:
            found[argument.name] = convert(argument.wire, argument.annotation, given[argument.wire])
        elif argument.required:
            raise MissingError(f"Missing argument: {argument.wire}", subject=argument.wire)
    return found


def convert(name: str, annotation: Any, text: str) -> Any:
    """A text as the annotated type: str, int, float, bool, enums, comma lists, or a class with `parse`."""
    try:
        return _convert(annotation, text)
    except (ValueError, OverflowError) as error:
        raise OutOfRangeError(f"{name}: unknown value: {text}", subject=name, value=text) from error


def _convert(annotation: Any, text: str) -> Any:
    origin = typing.get_origin(annotation)
    if origin in (typing.Union, types.UnionType):
        annotation = next(kind for kind in typing.get_args(annotation) if kind is not type(None))
        return _convert(annotation, text)
    if origin is list:
        return [_convert(typing.get_args(annotation)[0], part) for part in text.split(",")]
    if annotation is str:
        return text
    if annotation is bool:
        lower = text.lower()
        if lower not in _TRUE + _FALSE:
            raise ValueError(text)
        return lower in _TRUE
    if annotation is int:
        if len(text) > 20:
            raise ValueError(text)
        return int(text)
    if annotation is float:
        number = float(text)
        if not math.isfinite(number):
            raise ValueError(text)
        return number
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return annotation(text)
    return annotation.parse(text)
