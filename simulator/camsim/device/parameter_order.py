"""The order in which a device lists its parameters: plain ones before groups, each by name without case, numbers as numbers."""

from __future__ import annotations

import re
from functools import lru_cache

_DIGITS = re.compile(r"\d+")


@lru_cache(maxsize=16384)
def by_name(name: str) -> tuple[tuple[int, str], ...]:
    """What a full name is sorted by."""
    *groups, last = name.split(".")
    return (*((1, natural(group)) for group in groups), (0, natural(last)))


@lru_cache(maxsize=16384)
def natural(segment: str) -> str:
    """What one level of a name is sorted by: `I10` comes after `I9`."""
    return _DIGITS.sub(lambda match: match[0].zfill(6), segment.lower())
