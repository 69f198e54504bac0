"""Analytics in the metadata stream, `analytics=` of the address: a frame of what moves in the picture (page slug: rtsp)."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING

from camsim.device.analytics.organ import Analytics
from camsim.device.analytics.producers import SCENE, Producers
from camsim.device.analytics.rules import ObjectClass
from camsim.device.analytics.sighting import Box
from camsim.device.clock import Timer
from camsim.device.power import Power
from camsim.wire import onvif_event, onvif_scene
from camsim.wire.onvif_scene import SceneObject

if TYPE_CHECKING:
    from camsim.server.rtsp.station import Station

RATE = 5.0
"""Frames a second, counted from the boot as those of the picture are (a guess: models differ)."""
KINDS = {
    ObjectClass.HUMAN: "Human",
    ObjectClass.CAR: "Car",
    ObjectClass.BUS: "Bus",
    ObjectClass.TRUCK: "Truck",
    ObjectClass.BIKE: "Bike",
    ObjectClass.OTHER_VEHICLE: "Vehicle",
}
"""What a class is called; the others have no name."""


def follow(station: Station, channel: int, wanted: str, put: Callable[[bytes], None]) -> Callable[[], None] | None:
    """Puts a frame of a channel at each instant until the returned function is called; None where nobody tells of the scene."""
    device = station.device
    if wanted == "off" or not device.has(Analytics):
        return None
    organ, producers = device.organ(Analytics), device.organ(Producers)
    timer: list[Timer] = []

    def tell() -> None:
        if producers.is_on(SCENE, channel):
            put(onvif_event.metadata(frame(organ.boxes(channel), station.wall(), polygon=wanted == "polygon")))
        wait()

    def wait() -> None:
        boot, now = device.organ(Power).state.booted_at, device.clock.now()
        following = boot + (math.floor((now - boot) * RATE + 1e-3) + 1) / RATE
        timer[:] = [device.life.call_at(following, tell)]

    def close() -> None:
        for one in timer:
            one.cancel()

    wait()
    return close


def frame(boxes: list[Box], time: float, *, polygon: bool = False) -> str:
    """The objects of a picture as the producer of the scene tells them."""
    objects = [SceneObject(box.thing.id, box.left, box.bottom, box.right, box.top, KINDS.get(box.thing.taken_for, "")) for box in boxes]
    return onvif_scene.frame(objects, time, SCENE, polygon=polygon)
