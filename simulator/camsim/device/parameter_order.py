"""The order in which a device lists its parameters: plain ones before groups, each by name without case, numbers as numbers."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache

from camsim.device.templates import TEMPLATES

NUMBERED = re.compile(r"^(.*[^0-9])(\d+)$")
"""A level of a name with a number at its end."""
_DIGITS = re.compile(r"\d+")


@lru_cache(maxsize=16384)
def split_indexes(name: str) -> tuple[str, tuple[int, ...]]:
    """`IOPort.I0.Usage` -> (`IOPort.I#.Usage`, (0,))."""
    indexes, segments = [], []
    for segment in name.split("."):
        if match := NUMBERED.match(segment):
            segments.append(match[1] + "#")
            indexes.append(int(match[2]))
        else:
            segments.append(segment)
    return ".".join(segments), tuple(indexes)


@lru_cache(maxsize=16384)
def by_name(name: str) -> tuple[tuple[int, str], ...]:
    """What a full name is sorted by."""
    *groups, last = name.split(".")
    return (*((1, natural(group)) for group in groups), (0, natural(last)))


@lru_cache(maxsize=16384)
def natural(segment: str) -> str:
    """What one level of a name is sorted by: `I10` comes after `I9`."""
    return _DIGITS.sub(lambda match: match[0].zfill(6), segment.lower())


class ByDefinition:
    """The order of generation A: parameters of a level stand as they were defined.

    One whose group is new stands where those of its kind stand, so that a second preset reads like the first.
    """

    def __init__(self, names: Collection[str]) -> None:
        """`names` in the order of definition."""
        self._places: dict[str, int] = {}
        for place, name in enumerate(names):
            self._places[name] = place
            self._places.setdefault(split_indexes(name)[0], place)
        self._unknown = len(names)
        for template in TEMPLATES.values():
            for name in template.names:
                self._places.setdefault(f"{template.group}.{template.letter}#.{name}", len(self._places))

    def __call__(self, name: str) -> tuple[tuple[int, str], ...]:
        """What a full name is sorted by."""
        *groups, last = name.split(".")
        place = self._places.get(name, self._places.get(split_indexes(name)[0], self._unknown))
        return (*((1, natural(group)) for group in groups), (0, f"{place:06}{natural(last)}"))
