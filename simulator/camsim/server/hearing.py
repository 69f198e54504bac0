"""What a device's microphones hear, as media mixes it."""

from __future__ import annotations

from camsim.device.audio import Audio, Duplex
from camsim.device.device import Device
from camsim.device.speaker import Speaker
from camsim.device.time import Time
from camsim.media.room import EMPTY, Room


def room(device: Device, source: int) -> Room:
    """The sounds around a microphone now; only the first one stands beside the speaker."""
    if not device.has(Audio):
        return EMPTY
    audio = device.organ(Audio)
    if source or not device.has(Speaker):
        return Room(gain=audio.input_ratio(source))
    ahead = round(device.organ(Time).stamp() - device.clock.now(), 3)
    soundings = device.organ(Speaker).lately()
    return Room(ahead, audio.input_ratio(source), audio.output_ratio(source), soundings, audio.unit.duplex is Duplex.HALF)
