"""The order in which devices list what has an id: that of a hash table by the id's text, as the recorded listings show."""

from __future__ import annotations

from collections.abc import Iterable

_SMALLEST = 8
_PRIMES = {8: 7, 16: 13, 32: 31, 64: 61, 128: 127, 256: 251, 512: 509, 1024: 1021}
"""Places of the table -> by what a hash is divided (GLib, `ghash.c`)."""


def listed(ids: Iterable[int]) -> list[int]:
    """The ids in the order of the listing, as if they had been added one after another, the lowest first. Up to 700 ids."""
    places: list[int | None] = [None] * _SMALLEST
    for count, id in enumerate(sorted(ids), 1):
        _put(places, id)
        if len(places) <= count + count // 16:
            grown: list[int | None] = [None] * (1 << int(count * 1.333).bit_length())
            for kept in places:
                if kept is not None:
                    _put(grown, kept)
            places = grown
    return [id for id in places if id is not None]


def _put(places: list[int | None], id: int) -> None:
    place, step = _hash(str(id)) * 11 % _PRIMES[len(places)], 0
    while places[place] is not None:
        step += 1
        place = (place + step) % len(places)
    places[place] = id


def _hash(text: str) -> int:
    """GLib's `g_str_hash`."""
    value = 5381
    for character in text.encode():
        value = (value * 33 + character) & 0xFFFFFFFF
    return value
