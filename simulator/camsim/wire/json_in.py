"""JSON from outside: finite numbers, nesting bounded the same on every Python (RFC 8259 section 9)."""

from __future__ import annotations

import json
import math
import re
from typing import Any

DEEPEST = 400
"""Levels of arrays and objects: more than any call has, and well within the stack of every interpreter."""

_TEXT = re.compile(r'"(?:[^"\\]|\\.)*+"?', re.S)
_BRACKET = re.compile(r"[\[\]{}]")


def parse(content: str | bytes) -> Any:
    """A JSON document: UTF-8, with or without a byte order mark. Raises ValueError."""
    text = content.decode("utf-8-sig") if isinstance(content, bytes) else content
    if text.count("[") + text.count("{") > DEEPEST and _depth(text) > DEEPEST:
        raise ValueError(f"nested deeper than {DEEPEST} levels")
    try:
        return json.loads(text, parse_constant=_no_constant, parse_float=finite)
    except RecursionError as error:
        raise ValueError("nested too deep") from error


def _depth(text: str) -> int:
    """How deep brackets nest outside of texts."""
    deepest = depth = 0
    for bracket in _BRACKET.findall(_TEXT.sub("", text)):
        depth += 1 if bracket in "[{" else -1
        deepest = max(deepest, depth)
    return deepest


def _no_constant(name: str) -> None:
    raise ValueError(name)


def finite(text: str) -> float:
    """A number that is neither endless nor none at all. Raises ValueError."""
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(text)
    return number
