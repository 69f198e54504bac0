"""CGI arguments to typed ones, by the handler's annotations."""

from __future__ import annotations

import functools
import types
import typing
from collections.abc import Callable, Mapping
from enum import Enum
from typing import Any

from camsim.contract.api import Endpoint
from camsim.contract.call import Request
from camsim.contract.errors import MissingError
from camsim.device.errors import OutOfRangeError
from camsim.wire import form
from camsim.wire.json_in import finite

LONGEST_NUMBER = 20
"""Characters of a whole number."""
_TRUE = ("1", "yes", "true", "on")
_FALSE = ("0", "no", "false", "off")


def of_request(request: Request) -> dict[str, str]:
    """The arguments of query and form body, whatever its content type; of a repeated one the last counts.

    A JSON, XML or multipart body has none.
    """
    found = dict(form.pairs(request.query))
    if request.body and request.body[:1] not in (b"{", b"[", b"<", b"-"):
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
        return _reader(annotation)(text)
    except (ValueError, OverflowError) as error:
        raise OutOfRangeError(f"{name}: unknown value: {text}", subject=name, value=text) from error


@functools.cache
def _reader(annotation: Any) -> Callable[[str], Any]:
    """What reads a text of the annotated type. It raises ValueError or OverflowError."""
    origin = typing.get_origin(annotation)
    if origin in (typing.Union, types.UnionType):
        return _reader(next(kind for kind in typing.get_args(annotation) if kind is not type(None)))
    if origin is list:
        item = _reader(typing.get_args(annotation)[0])
        return lambda text: [item(part) for part in text.split(",")]
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return annotation
    return _READERS.get(annotation) or annotation.parse


def _truth(text: str) -> bool:
    lower = text.lower()
    if lower not in _TRUE + _FALSE:
        raise ValueError(text)
    return lower in _TRUE


def _whole(text: str) -> int:
    if len(text) > LONGEST_NUMBER:
        raise ValueError(text)
    return int(text)


_READERS: dict[Any, Callable[[str], Any]] = {str: str, bool: _truth, int: _whole, float: finite}
