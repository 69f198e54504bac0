"""Texts with `*` and `?`, as filters of the journal and faults take them."""

from __future__ import annotations

import fnmatch


def matches(text: str, pattern: str) -> bool:
    """Whether the whole text fits: `*` stands for any characters, `?` for one, everything else for itself; case counts."""
    if pattern == "*" or pattern == text:
        return True
    return fnmatch.fnmatchcase(text, pattern.replace("[", "[[]"))
