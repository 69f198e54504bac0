"""What a PTZ head tells the world (page slug: pantiltzoom-api, PTZ events)."""

from __future__ import annotations

from camsim.device.event import Event, key, value

ANY_PRESET = -1
"""Stands for whichever preset."""
FAULT = "PTZ driver malfunction"
"""What a broken driver is said to have (a guess, after the words of the driver's status)."""


class PtzPresetEvent(Event):
    """The head stands at a preset, or no longer."""

    topic = "tns1:PTZController/tnsaxis:PTZPresets/Channel_{channel}"
    nice_name = "PTZ preset reached on channel {channel}"
    channel: int
    preset: int = key("PresetToken", nice="Preset number", values={ANY_PRESET: "Any"})
    on_preset: bool = value(nice="On preset", state=True)


class PtzMoveEvent(Event):
    """The head moves, or rests."""

    topic = "tns1:PTZController/tnsaxis:Move/Channel_{channel}"
    nice_name = "PTZ movement on channel {channel}"
    channel: int
    configuration: int = key("PTZConfigurationToken", nice="PTZ configuration token")
    is_moving: bool = value(nice="Is moving", state=True)


class PtzReadyEvent(Event):
    """The driver of a channel works."""

    topic = "tns1:PTZController/tnsaxis:PTZReady"
    nice_name = "PTZ ready"
    channel: int = key(nice="Channel")
    ready: bool = value(nice="Ready", state=True)


class PtzErrorEvent(Event):
    """The driver of a channel reports a fault."""

    topic = "tns1:PTZController/tnsaxis:PTZError"
    stateful = False
    nice_name = "PTZ error"
    channel: int = key(nice="Channel")
    ptz_error: str = value(kind="xsd:string")
