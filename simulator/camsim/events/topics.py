"""Topic expressions: which topics a consumer wants, in every dialect that clients write (reference 03, section 2.1; WS-Topics 1.3).

A concrete path names each level, `tns1:Device/tnsaxis:IO/Port`; `|` (and `,` in an RTSP address) parts alternatives; `//.` at the end
takes the topic and all below it, and alone everything. Prefixes are `tns1` or `onvif`, `tnsaxis` or `axis`, or what an XML document
declares; on the wire a prefix stands only where the namespace changes, and a filter may have one at each level, or none.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase

ONVIF = "http://www.onvif.org/ver10/topics"
AXIS = "http://www.axis.com/2009/event/topics"
PREFIXES: Mapping[str, str] = {"tns1": ONVIF, "onvif": ONVIF, "tnsaxis": AXIS, "axis": AXIS}
"""What the prefixes mean that need no declaration."""
LONGEST = 8192
"""Characters of an expression."""
MOST_ALTERNATIVES = 256
MOST_LEVELS = 16

_LEVEL = re.compile(r"(?:([A-Za-z_][\w.-]*):)?([A-Za-z_][\w.-]*)")


class ExpressionError(ValueError):
    """A filter that cannot be understood."""


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a topic: its namespace, or None where a filter leaves that open, and its name."""

    namespace: str | None
    name: str


@dataclass(frozen=True, slots=True)
class Path:
    """One alternative of an expression."""

    levels: tuple[Level, ...]
    below: bool = False
    """Whether it takes everything below, too."""

    def takes(self, topic: tuple[Level, ...]) -> bool:
        """Whether it is that topic, or one above it."""
        if len(topic) < len(self.levels) or (len(topic) > len(self.levels) and not self.below):
            return False
        return all(
            want.name == have.name and want.namespace in (None, have.namespace) for want, have in zip(self.levels, topic, strict=False)
        )


@dataclass(frozen=True, slots=True)
class TopicFilter:
    """A topic expression."""

    paths: tuple[Path, ...]

    def matches(self, topic: str) -> bool:
        """Whether a topic in its wire form is one of those."""
        levels = levels_of(topic)
        return any(path.takes(levels) for path in self.paths)


EVERYTHING = TopicFilter((Path((), below=True),))


def parse(text: str, *, prefixes: Mapping[str, str] | None = None, commas: bool = False) -> TopicFilter:
    """Reads an expression; `prefixes` are those that its document declares, `commas` says that they part alternatives, too.

    Raises ExpressionError. An empty expression is an error, too: what it means is for the caller to say.
    """
    if len(text) > LONGEST:
        raise ExpressionError(f"longer than {LONGEST} characters")
    parts = (text.replace(",", "|") if commas else text).split("|")
    if len(parts) > MOST_ALTERNATIVES:
        raise ExpressionError(f"more than {MOST_ALTERNATIVES} alternatives")
    known = {**PREFIXES, **(prefixes or {})}
    return TopicFilter(tuple(_path(part.strip(), known) for part in parts))


def levels_of(topic: str) -> tuple[Level, ...]:
    """The levels of a topic in its wire form: a level without prefix has the namespace of the one above."""
    found = _LEVELS.get(topic)
    if found is None:
        namespace: str | None = None
        made = []
        for part in topic.split("/"):
            prefix, _, name = part.rpartition(":")
            namespace = PREFIXES.get(prefix, namespace)
            made.append(Level(namespace, name))
        found = tuple(made)
        if len(_LEVELS) < MOST_KNOWN:
            _LEVELS[topic] = found
    return found


def is_among(topic: str, names: Collection[str]) -> bool:
    """Whether a topic is one of those, or below one of them; names may hold `*`."""
    return any(topic == name or topic.startswith(f"{name}/") or fnmatchcase(topic, name) for name in names)


MOST_KNOWN = 10_000
"""Topics whose levels are kept."""
_LEVELS: dict[str, tuple[Level, ...]] = {}


def _path(text: str, prefixes: Mapping[str, str]) -> Path:
    below = text.endswith("//.")
    stem = text[:-3] if below else text
    if not stem:
        if below:
            return Path((), below=True)
        raise ExpressionError("an alternative is empty")
    parts = stem.split("/")
    if len(parts) > MOST_LEVELS:
        raise ExpressionError(f"more than {MOST_LEVELS} levels")
    return Path(tuple(_level(part.strip(), prefixes) for part in parts), below)


def _level(text: str, prefixes: Mapping[str, str]) -> Level:
    found = _LEVEL.fullmatch(text)
    if found is None:
        raise ExpressionError(f"{text[:60]!r} is not the name of a topic")
    prefix, name = found.groups()
    if prefix is None:
        return Level(None, name)
    if prefix not in prefixes:
        raise ExpressionError(f"unknown prefix {prefix[:60]!r}")
    return Level(prefixes[prefix], name)
