"""Types of verbs as JSON: values checked against annotations, and the JSON Schema of an annotation."""

from __future__ import annotations

import dataclasses
import math
import types
import typing
from dataclasses import dataclass
from enum import Enum
from typing import Annotated, Any

from camsim.control.errors import HandError
from camsim.wire import json_in

LONGEST_TEXT = 4096
"""Characters of a text that a verb takes."""
LARGEST_OBJECT = 1000
"""Members of an object that a verb takes."""

_NAMES = {bool: "true or false", int: "a whole number", float: "a number", str: "a text", dict: "an object"}
_SCHEMAS: dict[Any, dict[str, Any]] = {
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    float: {"type": "number"},
    str: {"type": "string"},
    type(None): {"type": "null"},
    Any: {},
}


@dataclass(frozen=True, slots=True)
class Range:
    """Bounds of a number, both included."""

    least: float
    most: float


# ---- values


def checked(annotation: Any, value: Any, field: str) -> Any:
    """The value of an argument, as the annotation has it. Raises HandError that names the field."""
    origin, parts = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is Annotated:
        return _within(checked(parts[0], value, field), parts[1:], field)
    if origin in (typing.Union, types.UnionType):
        return None if value is None else checked(next(part for part in parts if part is not type(None)), value, field)
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        allowed = [member.value for member in annotation]
        if isinstance(value, str) and value in allowed:
            return annotation(value)
        raise HandError(f"expected one of {', '.join(allowed)}, got {_shown(value)}", field=field)
    if origin is dict:
        _expect(dict, value, field)
        if len(value) > LARGEST_OBJECT:
            raise HandError(f"expected at most {LARGEST_OBJECT} members, got {len(value)}", field=field)
        return {name: checked(parts[1], item, f"{field}.{name[:60]}") for name, item in value.items()}
    if annotation in _NAMES:
        _expect(annotation, value, field)
        if annotation is str and len(value) > LONGEST_TEXT:
            raise HandError(f"expected at most {LONGEST_TEXT} characters, got {len(value)}", field=field)
        return float(value) if annotation is float else value
    return value


def from_text(annotation: Any, text: str, field: str) -> Any:
    """The value of an argument that stands in a path or query. Raises HandError that names the field."""
    kind = _kind(annotation)
    value: Any = text
    if kind is bool:
        value = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}.get(text.lower(), text)
    elif kind in (int, float):
        try:
            value = kind(text)
        except ValueError:
            value = text
    elif typing.get_origin(kind) is dict:
        try:
            value = json_in.parse(text)
        except ValueError:
            value = text
    return checked(annotation, value, field)


def _kind(annotation: Any) -> Any:
    """The type itself, without bounds and None."""
    origin, parts = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is Annotated:
        return _kind(parts[0])
    if origin in (typing.Union, types.UnionType):
        return _kind(next(part for part in parts if part is not type(None)))
    return annotation


def _expect(kind: Any, value: Any, field: str) -> None:
    fits = isinstance(value, int | float) if kind is float else isinstance(value, kind)
    if isinstance(value, bool):
        fits = kind is bool
    if fits and kind is float:
        fits = math.isfinite(value) if isinstance(value, float) else abs(value) < 2**63
    if not fits:
        raise HandError(f"expected {_NAMES[kind]}, got {_shown(value)}", field=field)


def _within(value: Any, marks: tuple[Any, ...], field: str) -> Any:
    for mark in marks:
        if isinstance(mark, Range) and value is not None and not mark.least <= value <= mark.most:
            raise HandError(f"must lie in {mark.least:g}..{mark.most:g}, got {_shown(value)}", field=field)
    return value


def _shown(value: Any) -> str:
    text = repr(value) if isinstance(value, str | int | float | bool | None) else type(value).__name__
    return text if len(text) <= 60 else text[:57] + "..."


# ---- schemas


def schema(annotation: Any, named: dict[str, Any]) -> dict[str, Any]:
    """The JSON Schema of an annotation; dataclasses are put into `named` and referred to."""
    origin, parts = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is Annotated:
        return _bounded(schema(parts[0], named), parts[1:])
    if origin in (typing.Union, types.UnionType):
        return {"anyOf": [schema(part, named) for part in parts]}
    if origin is list or (origin is tuple and parts[-1] is Ellipsis):
        return {"type": "array", "items": schema(parts[0], named)}
    if origin is tuple:
        return {"type": "array", "prefixItems": [schema(part, named) for part in parts], "minItems": len(parts), "maxItems": len(parts)}
    if origin is dict:
        return {"type": "object", "additionalProperties": schema(parts[1], named)}
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return {"type": "string", "enum": [member.value for member in annotation]}
    if dataclasses.is_dataclass(annotation):
        return _object(annotation, named)
    return dict(_SCHEMAS[annotation])


def _bounded(made: dict[str, Any], marks: tuple[Any, ...]) -> dict[str, Any]:
    for mark in marks:
        if isinstance(mark, Range):
            numbers = next((option for option in made.get("anyOf", ()) if option.get("type") in ("number", "integer")), made)
            numbers.update(minimum=mark.least, maximum=mark.most)
    return made


def _object(cls: Any, named: dict[str, Any]) -> dict[str, Any]:
    name = cls.__name__
    if name not in named:
        named[name] = {}
        hints = typing.get_type_hints(cls, include_extras=True)
        fields = [field.name for field in dataclasses.fields(cls)]
        named[name] = {
            "type": "object",
            "description": (cls.__doc__ or "").partition("\n")[0],
            "properties": {field: schema(hints[field], named) for field in fields},
            "required": fields,
        }
    return {"$ref": f"#/components/schemas/{name}"}
