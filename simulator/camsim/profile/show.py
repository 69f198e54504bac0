"""Profiles for people: the table of models, and one merged profile with the origin of each value."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from camsim.profile.model import Profile


def table(profiles: Iterable[Profile]) -> list[str]:
    """One line a model."""
    rows = [("PROFILE", "OS", "GENERATION", "PARAMETERS", "TITLE")]
    rows += [(profile.name, profile.os, profile.generation.value, str(len(profile.leaves)), profile.title) for profile in profiles]
    return columns(rows)


def lines(profile: Profile) -> list[str]:
    """Every value of a profile, each with the file that it comes from."""
    rows = []
    for field in dataclasses.fields(profile):
        if field.name not in ("leaves", "origins"):
            rows += [(key, text, _origin(profile, key)) for key, text in _flat(field.name, getattr(profile, field.name))]
    rows += [(f"root.{leaf.name}", leaf.value, profile.origins.get(leaf.name, "")) for leaf in profile.leaves]
    return [f"{key} = {text}    # {origin}" if origin else f"{key} = {text}" for key, text, origin in rows]


def columns(rows: Sequence[tuple[str, ...]]) -> list[str]:
    """Rows of texts as aligned lines."""
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    return ["  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip() for row in rows]


def _flat(key: str, value: Any) -> Iterator[tuple[str, str]]:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        for field in dataclasses.fields(value):
            yield from _flat(f"{key}.{field.name}", getattr(value, field.name))
    elif isinstance(value, tuple) and value and dataclasses.is_dataclass(value[0]):
        for place, item in enumerate(value):
            yield from _flat(f"{key}[{place}]", item)
    else:
        yield key, ", ".join(sorted(map(str, value))) if isinstance(value, frozenset) else str(value)


def _origin(profile: Profile, key: str) -> str:
    parts = key.replace("[", ".[").split(".")
    while parts:
        found = profile.origins.get(".".join(parts))
        if found:
            return found
        parts.pop()
    return ""
