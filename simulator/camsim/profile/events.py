"""What the events of a device are by its profile."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
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


@dataclass(frozen=True)
class EventFacts:
    """What differs in the events of the device from the rule."""

    names: Mapping[str, str] = field(default_factory=dict)
    """Nice names of topics and their levels by path; an empty one takes the name away."""
    casings: tuple[str, ...] = ()
    """Casings that tell whether they are open."""
    disks: tuple[str, ...] = ()
    """Disks that are watched; without any, those of the parameters."""
    parts: tuple[WatchedPart, ...] = ()
    """Parts of the hardware that are watched."""
    order: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    """Topics in the order of the device's list; for each, where that differs from the rule, its items and their values in order."""
