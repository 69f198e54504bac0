"""Stream arguments, one by one: text to value, or OutOfRangeError with the argument's name as subject."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

from camsim.device.errors import OutOfRangeError

T = TypeVar("T")
Number = TypeVar("Number", int, float)

_YES = {"1": True, "yes": True, "true": True, "on": True, "0": False, "no": False, "false": False, "off": False}


def take(given: Mapping[str, str], name: str, default: T, read: Callable[[str], T]) -> T:
    """What an argument says, `default` without it. `read` raises ValueError, KeyError or OverflowError for what is not allowed."""
    text = given.get(name)
    if text is None:
        return default
    try:
        return read(text.strip())
    except (ValueError, KeyError, OverflowError, ZeroDivisionError) as error:
        raise refused(name, text) from error


def refused(name: str, text: str) -> OutOfRangeError:
    """The error for an argument that is not allowed."""
    return OutOfRangeError(f"{name}={text} is not allowed", subject=name, value=text)


def flag(text: str) -> bool:
    """1, yes, true, on and their opposites."""
    return _YES[text.lower()]


def among(value: T, allowed: tuple[T, ...]) -> T:
    """The value itself. Raises ValueError if it is not allowed."""
    if value not in allowed:
        raise ValueError(value)
    return value


def within(value: Number, low: Number, high: Number) -> Number:
    """The value itself. Raises ValueError outside of the range."""
    if not low <= value <= high:
        raise ValueError(value)
    return value


def whole(low: int, high: int) -> Callable[[str], int]:
    """A reader of whole numbers in a range."""
    return lambda text: within(int(text), low, high)
