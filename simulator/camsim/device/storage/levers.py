"""Levers of disks: put in and taken out, filled, worn, heated, write-protected, broken."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from camsim.device.sensors.sensor import Lever, Sensor
from camsim.device.storage.medium import Medium

if TYPE_CHECKING:
    from camsim.device.storage.disks import Disks

LARGEST = 16 * 1024**3
"""kB"""


def of(disks: Disks, disk: str) -> list[Lever]:
    """The levers of a drive. Those of its disk are remembered while it is out."""

    def drive(change: Callable[[Medium, float], None]) -> Callable[[float], None]:
        def run(value: float) -> None:
            with disks.changing(disk):
                change(disks.medium(disk), value)

        return run

    def put(name: str) -> Callable[[Medium, float], None]:
        return lambda medium, value: setattr(medium, name, int(value))

    medium = disks.state.media.get(disk)
    base = f"disk.{disk}"

    def read(figure: Callable[[Medium], float]) -> Callable[[], float]:
        return lambda: figure(medium) if medium is not None else 0.0

    return [
        Sensor.switch(base, lambda: bool(medium and medium.present), lambda on: disks.insert(disk, on)),
        Lever(f"{base}.capacity", "kB", read(lambda one: one.size), drive(put("size")), 1, LARGEST),
        Lever(f"{base}.fill", "percent, without recordings", read(lambda one: one.other * 100 / one.size), drive(_fill), 0, 100),
        Lever(f"{base}.wear", "percent", read(lambda one: one.wear), drive(put("wear")), -2, 255),
        Lever(f"{base}.temperature", "kelvin", read(lambda one: one.temperature), drive(put("temperature")), -2, 1000),
        Sensor.switch(f"{base}.read-only", lambda: bool(medium and not medium.writable), drive(_protect)),
        Sensor.switch(f"{base}.failed", lambda: bool(medium and not medium.sound), drive(_break)),
    ]


def _fill(medium: Medium, percent: float) -> None:
    medium.other = round(medium.size * percent / 100)


def _protect(medium: Medium, on: float) -> None:
    medium.writable = not on


def _break(medium: Medium, on: float) -> None:
    medium.sound = not on
