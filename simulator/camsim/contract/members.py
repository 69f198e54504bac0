"""Members of JSON objects that a client has nested deeper than a handler's arguments tell: read strictly, errors as elsewhere."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from camsim.contract.errors import MissingError
from camsim.device.errors import OutOfRangeError


def member(parent: Mapping[str, Any], name: str, kind: type) -> Any:
    """A member of that type; a truth value is no number. Raises MissingError, OutOfRangeError."""
    if name not in parent:
        raise MissingError(f"{name} is missing", subject=name)
    value = parent[name]
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise OutOfRangeError(f"{name} is of another type", subject=name, value=value)
    return value


def objects(parent: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    """A member that is a list of objects. Raises MissingError, OutOfRangeError."""
    found = member(parent, name, list)
    if not all(isinstance(one, dict) for one in found):
        raise OutOfRangeError(f"{name} holds objects", subject=name)
    return found  # type: ignore[no-any-return]


def whole(parent: Mapping[str, Any], name: str, limits: tuple[int, int]) -> int:
    """A member that is a whole number within limits. Raises MissingError, OutOfRangeError."""
    return within(member(parent, name, int), limits, name)


def within(value: object, limits: tuple[int, int], name: str) -> int:
    """A whole number within limits. Raises OutOfRangeError."""
    if not is_whole(value) or not limits[0] <= value <= limits[1]:  # type: ignore[operator]
        raise OutOfRangeError(f"{limits[0]} to {limits[1]}", subject=name, value=value)
    return int(value)  # type: ignore[call-overload, no-any-return]


def is_whole(value: object) -> bool:
    """Whether it is a whole number."""
    return isinstance(value, int) and not isinstance(value, bool)


def points(given: object, limits: tuple[int, int], name: str) -> tuple[tuple[float, float], ...]:
    """Points `[x, y]` with coordinates of -1 to 1, so many as the limits say. Raises OutOfRangeError."""
    if not isinstance(given, list) or not limits[0] <= len(given) <= limits[1]:
        raise OutOfRangeError(f"{limits[0]} to {limits[1]} points", subject=name, value=given)
    for point in given:
        if not isinstance(point, list) or len(point) != 2 or not all(_is_coordinate(value) for value in point):
            raise OutOfRangeError("a point is [x, y], -1 to 1", subject=name, value=point)
    return tuple((float(x), float(y)) for x, y in given)


def _is_coordinate(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value) and -1.0 <= value <= 1.0
