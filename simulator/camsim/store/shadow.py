"""What was written last of each organ, and so what is to be written now: only of organs that somebody has had in hand."""

from __future__ import annotations

import copy
from collections.abc import Collection, Iterator
from itertools import islice
from typing import Any

from camsim.device.organ import Organ
from camsim.store.rows import MARK, WHOLE, Kept, Row, Shape, items, kept, text


class Shadow:
    """The fields as they were written."""

    def __init__(self) -> None:
        self._written: dict[tuple[str, str], Any] = {}

    def forget(self) -> None:
        """Nothing was written: all is to be written anew."""
        self._written.clear()

    def know(self, organ: Organ[Any], fields: Collection[str]) -> None:
        """These fields of an organ are written as they stand."""
        kind: Any = type(organ.state)
        for field in kept(kind):
            if field.name in fields:
                self._written[organ.name, field.name] = _copy(field, getattr(organ.state, field.name))

    def changes(self, organ: Organ[Any]) -> Iterator[Row]:
        """What has changed of an organ; counts as written from now on."""
        state = organ.state
        kind: Any = type(state)
        for field in kept(kind):
            value, place = getattr(state, field.name), (organ.name, field.name)
            if place not in self._written:
                yield from self._anew(organ.name, field, value)
            elif value != self._written[place]:
                yield from self._differences(organ.name, field, value, self._written[place])

    def _anew(self, organ: str, field: Kept, value: Any) -> Iterator[Row]:
        yield Row(organ, field.name, None, None)
        for item, one in items(field, value):
            yield Row(organ, field.name, item, text(one))
        self._written[organ, field.name] = _copy(field, value)

    def _differences(self, organ: str, field: Kept, value: Any, written: Any) -> Iterator[Row]:
        if field.shape is Shape.ONE:
            yield Row(organ, field.name, WHOLE, text(value))
            self._written[organ, field.name] = _copy(field, value)
        elif field.shape is Shape.SERIES:
            for at, one in enumerate(value):
                if at >= len(written) or one != written[at]:
                    yield Row(organ, field.name, f"{MARK}{at}", text(one))
            for at in range(len(value), len(written)):
                yield Row(organ, field.name, f"{MARK}{at}", None)
            self._written[organ, field.name] = _copy(field, value)
        elif (left := [name for name in written if name in value]) != list(islice(value, len(left))):
            yield from self._anew(organ, field, value)
        else:
            for name in [name for name in written if name not in value]:
                yield Row(organ, field.name, f"{MARK}{name}", None)
                del written[name]
            for name, one in value.items():
                if name not in written or one != written[name]:
                    yield Row(organ, field.name, f"{MARK}{name}", text(one))
                    written[name] = one if field.fixed else copy.deepcopy(one)


def _copy(field: Kept, value: Any) -> Any:
    if not field.fixed:
        return copy.deepcopy(value)
    return value if field.shape is Shape.ONE else copy.copy(value)
