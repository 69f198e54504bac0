"""Structures as lines of `Level_0_Name=value`, the simplified form of the `/vapix/<service>` requests (page slug: introduction)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

DEEPEST = 8
"""Levels of a key that are read."""
LONGEST_LIST = 200
"""Items of a list that are read."""
_LITERALS = {"true": True, "false": False, "null": None}


def lines(value: object, name: str = "", depth: int = 0) -> Iterator[str]:
    """A structure as lines; what is empty, or deeper than any that is read, has none.

    Strings stand in quotation marks; in them `%`, `"` and control characters are encoded.
    """
    if isinstance(value, dict | list | tuple):
        items = value.items() if isinstance(value, dict) else enumerate(value)
        for key, item in items if depth < DEEPEST else ():
            yield from lines(item, f"{name}_{key}" if name else str(key), depth + 1)
    else:
        yield f"{name}={_text(value)}"


def structure(pairs: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """The structure that keys and values mean; values are decoded already. Raises ValueError for keys that contradict one another."""
    found: dict[str, Any] = {}
    for key, value in pairs:
        place, *rest = reversed(key.split("_"))
        parent: Any = found
        if len(rest) >= DEEPEST:
            raise ValueError(f"{key} has too many levels")
        for level in reversed(rest):
            parent = parent.setdefault(level, {})
            if not isinstance(parent, dict):
                raise ValueError(f"{key} is a value and a structure")
        if isinstance(parent.get(place), dict):
            raise ValueError(f"{key} is a value and a structure")
        parent[place] = _value(value)
    return {key: _listed(value) for key, value in found.items()}


def _listed(value: Any) -> Any:
    """Structures whose keys are all numbers are lists."""
    if not isinstance(value, dict):
        return value
    items = {key: _listed(item) for key, item in value.items()}
    if not all(key.isascii() and key.isdigit() for key in items):
        return items
    if len(items) > LONGEST_LIST:
        raise ValueError("the list is too long")
    return [items[key] for key in sorted(items, key=lambda key: (len(key), key))]


def _value(text: str) -> str | bool | None:
    if len(text) >= 2 and text[0] == text[-1] == '"':
        return text[1:-1]
    return _LITERALS.get(text, text)


def _text(value: object) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    return '"' + "".join(f"%{ord(one):02X}" if one in '%"' or ord(one) < 32 else one for one in str(value)) + '"'
