"""OS versions as numbers."""

from __future__ import annotations

import functools


@functools.cache
def numbers(version: str) -> tuple[int, ...]:
    """`11.11.192` as numbers, to compare."""
    return tuple(int(part) for part in version.split(".") if part.isdigit())
