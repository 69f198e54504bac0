"""The last seconds of some streams, in case somebody wants to record them, and whoever goes on from there."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from camsim.media.stream import AudioKey, Key
from camsim.media.unit import Unit

if TYPE_CHECKING:
    from camsim.media.gallery import Gallery

LARGEST = 64 * 1024 * 1024
"""Bytes of units that are kept at most."""
_GAP = 3
"""Frames that may be missing; where more are, what lies before them is not part of the same course."""


@dataclass(frozen=True)
class Sink:
    """Who takes units on from a backlog."""

    take: Callable[[int, Unit], None]
    """Given the number of the track and a unit of it. Raises OSError, ValueError: then it is over."""
    over: Callable[[], None]
    """Called when the streams end, and nothing more comes."""


class Backlog:
    """Streams that are read all the time. Lives on the camera's loop."""

    def __init__(self, gallery: Gallery, keys: Sequence[Key], over: Callable[[BaseException | None], None]) -> None:
        """`over`: told when the streams have ended, unless by `close`. Raises NotSupportedError without video."""
        self.seconds = 0.0
        """How much is kept."""
        self.sinks: dict[str, Sink] = {}
        self._rate = gallery.rate(keys[0])
        self._units: deque[tuple[int, Unit]] = deque()
        self._leads: deque[float] = deque()
        """Times of the units of the first track at which decoding can start."""
        self._bytes = 0
        self._over = over
        self._sound = isinstance(keys[0], AudioKey)
        self._readers = [gallery.open(key) for key in keys]
        self._task = asyncio.get_running_loop().create_task(self._run(), name="camsim pre-event buffer")

    def reaches(self, now: float, seconds: float) -> float:
        """How many of the last `seconds` before a time of the device are there, from a key frame on."""
        lead = self._lead(now - seconds)
        return 0.0 if lead is None else max(0.0, now - lead)

    def attach(self, name: str, sink: Sink, since: float) -> None:
        """Gives all units from the key frame at or before a time of the device on, and those to come."""
        lead = self._lead(since)
        begun = False
        for track, unit in self._units:
            begun = begun or (self._is_lead(track, unit) and unit.time == lead)
            if begun:
                sink.take(track, unit)
        self.sinks[name] = sink

    def close(self) -> None:
        """Stops; sinks are not told. Again is harmless."""
        for reader in self._readers:
            reader.close()
        self._task.cancel()

    # ---- inside

    def _is_lead(self, track: int, unit: Unit) -> bool:
        return track == 0 and (unit.key or self._sound)

    def _lead(self, since: float) -> float | None:
        """The time of the last start of decoding at or before a time; else of the first one; None where there is none."""
        return next((lead for lead in reversed(self._leads) if lead <= since + 1e-6), self._leads[0] if self._leads else None)

    async def _run(self) -> None:
        failure: BaseException | None = None
        pumps = [asyncio.create_task(self._pump(track)) for track in range(len(self._readers))]
        try:
            await asyncio.gather(*pumps)
        except Exception as error:
            failure = error
        finally:
            for pump in pumps:
                pump.cancel()
        self._over(failure)
        for sink in list(self.sinks.values()):
            sink.over()

    async def _pump(self, track: int) -> None:
        async for unit in self._readers[track]:
            self._keep(track, unit)
            for sink in list(self.sinks.values()):
                try:
                    sink.take(track, unit)
                except (OSError, ValueError):
                    sink.over()

    def _keep(self, track: int, unit: Unit) -> None:
        last = next((one for number, one in reversed(self._units) if number == track), None)
        if last is not None and not 0 <= unit.frame - last.frame <= _GAP:
            self._clear()
        if self._is_lead(track, unit):
            self._leads.append(unit.time)
        if not self._leads:
            return
        self._units.append((track, unit))
        self._bytes += len(unit.payload)
        while len(self._leads) > 1 and (self._leads[1] <= unit.time - self.seconds or self._bytes > LARGEST):
            self._leads.popleft()
            self._shorten()

    def _shorten(self) -> None:
        """Throws away what lies before the first lead."""
        while self._units and not (self._is_lead(*self._units[0]) and self._units[0][1].time == self._leads[0]):
            self._bytes -= len(self._units.popleft()[1].payload)

    def _clear(self) -> None:
        self._units.clear()
        self._leads.clear()
        self._bytes = 0
