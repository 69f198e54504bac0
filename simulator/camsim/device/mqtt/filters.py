"""Topic filters of MQTT: `+` takes one level, `#` the rest (OASIS MQTT 3.1.1, section 4.7)."""

from __future__ import annotations


def is_valid(filter_: str) -> bool:
    """Whether wildcards stand only where they may."""
    *before, last = filter_.split("/")
    if not filter_ or any("#" in level for level in before) or ("#" in last and last != "#"):
        return False
    return all("+" not in level or level == "+" for level in (*before, last))


def has_wildcards(filter_: str) -> bool:
    """Whether more than one topic may fit."""
    return "+" in filter_ or "#" in filter_


def matches(filter_: str, topic: str) -> bool:
    """Whether a topic fits a valid filter. Topics that begin with `$` fit none that begins with a wildcard."""
    if topic.startswith("$") and filter_[:1] in ("+", "#"):
        return False
    wanted, given = filter_.split("/"), topic.split("/")
    for place, level in enumerate(wanted):
        if level == "#":
            return True
        if place >= len(given) or level not in ("+", given[place]):
            return False
    return len(wanted) == len(given)
