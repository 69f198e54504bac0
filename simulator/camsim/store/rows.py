"""State as rows: what of an organ's state is kept, and how its fields are spelled, one row for each that changes by itself.

A dictionary, and a list of records, has a row of its own for each item, so that a change of one costs no more than that; any other field
is one row. The row without an item says that the field was kept at all.
"""

from __future__ import annotations

import dataclasses
import functools
import json
import typing
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import Any

from camsim.device.state import Survives, field_types, plain, survives

WHOLE = ""
"""The row of a field itself."""
MARK = "."
"""Before the key or index of an item."""


class Shape(StrEnum):
    """How a field is cut into rows."""

    ONE = "one"
    ITEMS = "items"
    """A dictionary."""
    SERIES = "series"
    """A list."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A field of an organ's state that is kept."""

    name: str
    shape: Shape
    fixed: bool
    """Whether a value, or an item, that is still the same object has not changed."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row; one without a value is to go, and one without an item as well means all rows of the field."""

    organ: str
    field: str
    item: str | None
    value: str | None


@functools.cache
def kept(state: Any) -> tuple[Kept, ...]:
    """The fields of a state that survive a restart."""
    kinds = field_types(state)
    found = []
    for field in dataclasses.fields(state):
        if survives(field) >= Survives.RESTART:
            kind = kinds[field.name]
            origin, args = typing.get_origin(kind), typing.get_args(kind)
            if origin is dict:
                found.append(Kept(field.name, Shape.ITEMS, _is_fixed(args[1])))
            elif origin is list and hasattr(args[0], "__dataclass_params__"):
                found.append(Kept(field.name, Shape.SERIES, _is_fixed(args[0])))
            else:
                found.append(Kept(field.name, Shape.ONE, _is_fixed(kind)))
    return tuple(found)


def text(value: Any) -> str:
    """A value as JSON."""
    return json.dumps(plain(value), separators=(",", ":"))


def items(field: Kept, value: Any) -> Iterator[tuple[str, Any]]:
    """The rows of a field as item and value."""
    if field.shape is Shape.ONE:
        yield WHOLE, value
        return
    yield WHOLE, {} if field.shape is Shape.ITEMS else []
    for name, item in value.items() if field.shape is Shape.ITEMS else enumerate(value):
        yield f"{MARK}{name}", item


def joined(rows: Iterable[Row]) -> dict[str, dict[str, Any]]:
    """What rows in their order say: fields as JSON types by organ. Raises ValueError."""
    organs: dict[str, dict[str, Any]] = {}
    for row in rows:
        fields = organs.setdefault(row.organ, {})
        value = json.loads(row.value or "")
        if row.item == WHOLE:
            fields[row.field] = value
        elif row.item is None or row.field not in fields:
            raise ValueError(f"{row.organ}.{row.field}: an item without its field")
        elif isinstance(fields[row.field], dict):
            fields[row.field][row.item.removeprefix(MARK)] = value
        else:
            fields[row.field].append(value)
    return organs


@functools.cache
def _is_fixed(kind: Any) -> bool:
    """Whether a value of that type can never change."""
    args = typing.get_args(kind)
    if args:
        return typing.get_origin(kind) not in (dict, list, set) and all(_is_fixed(one) for one in args if one is not Ellipsis)
    if parameters := getattr(kind, "__dataclass_params__", None):
        return bool(parameters.frozen) and all(_is_fixed(one) for one in field_types(kind).values())
    return kind in (str, int, float, bool, type(None)) or (isinstance(kind, type) and issubclass(kind, Enum))
