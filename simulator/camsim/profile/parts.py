"""Parts of the hardware that some models have and watch."""

from __future__ import annotations

from enum import StrEnum


class WatchedPart(StrEnum):
    """A part of the hardware that tells how it is."""

    MICROPHONE_SWITCH = "microphone switch"
    RING_POWER = "ring power"
    PTZ_POWER = "PTZ power"
    POWER_SUPPLY = "power supply"
    VIDEO_OUTPUT = "video output"
    AUDIO_OUTPUT = "audio output"
    DIGITAL_AUDIO = "digital audio input"
    PEOPLE_COUNTER = "people counter"
    VIDEO_INPUTS = "video inputs"
    """Of a video encoder."""
