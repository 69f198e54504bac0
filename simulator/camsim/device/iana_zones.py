"""Time zones of the IANA database, from the package that the simulator brings along, never from the host."""

from __future__ import annotations

import functools
import io
from importlib import resources
from importlib.resources.abc import Traversable
from zoneinfo import ZoneInfo


@functools.cache
def names() -> tuple[str, ...]:
    """Names of the zones that a device offers: those of all countries, without old names, in order."""
    table = (_root() / "zone.tab").read_text(encoding="utf-8")
    places = {line.split("\t")[2] for line in table.splitlines() if line and not line.startswith("#")}
    return tuple(sorted({*places, "UTC"}))


@functools.lru_cache(maxsize=64)
def zone(name: str) -> ZoneInfo:
    """A zone by its name; old names are known too. Raises KeyError."""
    return ZoneInfo.from_file(io.BytesIO(_data(name)), key=name)


@functools.lru_cache(maxsize=64)
def posix(name: str) -> str:
    """The POSIX form of a zone's present rules (RFC 8536 section 3.3); empty where it has none. Raises KeyError."""
    return _data(name).rstrip(b"\n").rpartition(b"\n")[2].decode("ascii")


def _root() -> Traversable:
    return resources.files("tzdata") / "zoneinfo"


@functools.cache
def _known() -> frozenset[str]:
    return frozenset((resources.files("tzdata") / "zones").read_text(encoding="ascii").split())


@functools.lru_cache(maxsize=64)
def _data(name: str) -> bytes:
    if name not in _known():
        raise KeyError(name)
    return _root().joinpath(*name.split("/")).read_bytes()
