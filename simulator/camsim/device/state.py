"""State of an organ: a plain dataclass whose fields say what they survive; dump, restore and carry over."""

from __future__ import annotations

import dataclasses
import functools
import types
import typing
from collections.abc import Callable, Mapping
from enum import Enum, IntEnum
from typing import Any

_MARK = "survives"


class Survives(IntEnum):
    """What a field of an organ's state outlives; a higher one includes the lower ones."""

    NOTHING = 0
    """Volatile: gone at a restart."""
    RESTART = 1
    """Kept at a restart, gone at a factory default."""
    SOFT_DEFAULT = 2
    """Kept at a soft factory default as well (network address, time)."""
    HARD_DEFAULT = 3
    """Kept at every factory default: what is not a setting (the installed firmware, what lies on a disk)."""


def volatile(default: Any = dataclasses.MISSING, *, factory: Callable[[], Any] | None = None) -> Any:
    """A field that a restart clears."""
    return _field(Survives.NOTHING, default, factory)


def kept(default: Any = dataclasses.MISSING, *, factory: Callable[[], Any] | None = None) -> Any:
    """A field that survives a restart."""
    return _field(Survives.RESTART, default, factory)


def kept_in_default(default: Any = dataclasses.MISSING, *, factory: Callable[[], Any] | None = None) -> Any:
    """A field that survives even a soft factory default."""
    return _field(Survives.SOFT_DEFAULT, default, factory)


def kept_for_ever(default: Any = dataclasses.MISSING, *, factory: Callable[[], Any] | None = None) -> Any:
    """A field that survives even a hard factory default."""
    return _field(Survives.HARD_DEFAULT, default, factory)


def _field(survives: Survives, default: Any, factory: Callable[[], Any] | None) -> Any:
    metadata = {_MARK: survives}
    if factory is not None:
        return dataclasses.field(default_factory=factory, metadata=metadata)
    return dataclasses.field(default=default, metadata=metadata)


def survives(field: dataclasses.Field[Any]) -> Survives:
    """What a field of a state outlives."""
    found: Survives = field.metadata.get(_MARK, Survives.NOTHING)
    return found


def carry_over(old: Any, new: Any, least: Survives) -> None:
    """Copies into `new` the fields of `old` that survive at least that much."""
    for field in dataclasses.fields(old):
        if survives(field) >= least:
            setattr(new, field.name, getattr(old, field.name))


def plain(value: Any) -> Any:
    """A value as JSON types: dataclasses become objects, enums their values, tuples and sets lists."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, dict):
        return {str(name): plain(item) for name, item in value.items()}
    if isinstance(value, set | frozenset):
        return sorted(plain(item) for item in value)
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value


def typed(annotation: Any, value: Any) -> Any:
    """The inverse of `plain` for a field of that type. Raises ValueError or TypeError for what does not fit."""
    origin, args = typing.get_origin(annotation), typing.get_args(annotation)
    if origin in (typing.Union, types.UnionType):
        if value is None:
            return None
        return typed(next(arg for arg in args if arg is not type(None)), value)
    if origin in (dict, Mapping):
        return {typed(args[0], name): typed(args[1], item) for name, item in value.items()}
    if origin in (list, set, frozenset):
        return origin(typed(args[0], item) for item in value)
    if origin is tuple:
        items = [args[0]] * len(value) if args[-1] is Ellipsis else args
        return tuple(typed(kind, item) for kind, item in zip(items, value, strict=True))
    if dataclasses.is_dataclass(annotation):
        kinds: dict[str, Any] = field_types(annotation)  # type: ignore[arg-type]
        return annotation(**{name: typed(kinds[name], item) for name, item in value.items() if name in kinds})  # type: ignore[operator]
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return annotation(tuple(value) if isinstance(value, list) else value)
    if annotation in (int, float, str, bool):
        if annotation is str and not isinstance(value, str):
            raise TypeError(f"expected text, got {value!r}")
        return annotation(value)
    return value


@functools.cache
def field_types(cls: Any) -> dict[str, Any]:
    """The type of each field of a dataclass."""
    return typing.get_type_hints(cls)
