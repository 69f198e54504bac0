"""A dome and a camera with digital PTZ on a stepped clock, and what they told."""

from __future__ import annotations

from typing import Any

from camsim.device.clock import Clock, ClockMode
from camsim.device.device import Device
from camsim.device.event import Event
from camsim.device.ptz.channel import Channel
from camsim.device.ptz.command import Command
from camsim.device.ptz.events import PtzMoveEvent, PtzPresetEvent
from camsim.device.ptz.head import PtzHead
from camsim.device.ptz.motion import Axis
from camsim.profile.model import Generation, Leaf, Profile, PtzFacts, VideoFacts

PAN, TILT, ZOOM, FOCUS, IRIS, BRIGHTNESS = Axis

SUPPORT = """AbsolutePan RelativePan ContinuousPan AbsoluteTilt RelativeTilt ContinuousTilt AbsoluteZoom RelativeZoom ContinuousZoom
AreaZoom ServerPreset SpeedCtl ProportionalSpeed"""
LENS = """AbsoluteFocus RelativeFocus ContinuousFocus AutoFocus AbsoluteIris RelativeIris AutoIris IrCutFilter AutoIrCutFilter
BackLight Auxiliary"""

SPEEDS = ((1, 0.05), (50, 18.0), (100, 150.0))

DOME = PtzFacts(
    mechanical=True,
    field_of_view=(4.4, 51.6),
    tilt=(-90.0, 0.0),
    zoom=(1, 19999),
    speeds=SPEEDS,
    auxiliary=("speeddry", "tt:Wiper|On", "tt:Wiper|Off"),
)
DIGITAL = PtzFacts(mechanical=False, driver="Digital PTZ", pan=(-165.0, 165.0), tilt=(-165.0, 165.0), endless_pan=False, speeds=SPEEDS)


class Bench:
    """A device with a head, and what it told."""

    def __init__(self, facts: PtzFacts, leaves: dict[str, str], **profile: Any) -> None:
        self.events: list[Event] = []
        tree = tuple(Leaf(name, text) for name, text in leaves.items())
        self.device = Device(
            Profile(name="t", os="9.80.1", generation=Generation.B, title="T", kind="ptz", leaves=tree, ptz=facts, **profile),
            Clock(ClockMode.STEPPED),
            publish=self.events.append,
        )
        self.device.boot()
        self.booted, self.events[:] = list(self.events), []

    @property
    def head(self) -> PtzHead:
        return self.device.organ(PtzHead)

    @property
    def channel(self) -> Channel:
        return self.head.channel(1)

    def do(self, **wanted: Any) -> None:
        """Sends a command; axes as keywords: `pan=5`, `rpan=5`, `cpan=5`."""
        names = {axis.value: axis for axis in Axis}
        kinds: dict[str, dict[Axis, float]] = {"": {}, "r": {}, "c": {}}
        for name in list(wanted):
            kind, axis = ("", names[name]) if name in names else (name[0], names.get(name[1:]))
            if axis is not None and kind in kinds:
                kinds[kind][axis] = wanted.pop(name)
        self.channel.command(Command(absolute=kinds[""], relative=kinds["r"], continuous=kinds["c"], **wanted))

    async def wait(self, seconds: float) -> None:
        await self.device.clock.advance(seconds)

    def at(self, axis: Axis) -> float:
        return self.channel.reading(axis)

    @property
    def view(self) -> tuple[float, float, float]:
        return self.at(PAN), self.at(TILT), self.at(ZOOM)

    def told(self) -> list[str]:
        """The events since the last question, in short."""
        lines = []
        for event in self.events:
            if isinstance(event, PtzMoveEvent):
                lines.append("moves" if event.is_moving else "rests")
            elif isinstance(event, PtzPresetEvent):
                lines.append(f"{event.preset}{'+' if event.on_preset else '-'}")
        self.events.clear()
        return lines


def leaves_of(support: str, channels: int = 1) -> dict[str, str]:
    leaves = {"PTZ.NbrOfCameras": str(channels), "PTZ.CameraDefault": "1"}
    for n in range(1, channels + 1):
        leaves |= {f"PTZ.Support.S{n}.{name}": "true" for name in support.split()}
        leaves[f"PTZ.Preset.P{n - 1}.HomePosition"] = "1"
        leaves[f"PTZ.Preset.P{n - 1}.Position.P1.Name"] = "Home"
        leaves[f"PTZ.Preset.P{n - 1}.Position.P1.Data"] = "pan=0.000000:tilt=0.000000:zoom=1.000000"
    return leaves


def dome(facts: PtzFacts = DOME, support: str = f"{SUPPORT} {LENS}", **more: str) -> Bench:
    leaves = leaves_of(support) | {"PTZ.ImageSource.I0.PTZEnabled": "true", "PTZ.Various.V1.AutoFocus": "true"}
    leaves["Image.I0.Appearance.Resolution"] = "800x450"
    return Bench(facts, leaves | {name.replace("__", "."): text for name, text in more.items()})


def digital(enabled: bool = False, locked: bool = True) -> Bench:
    leaves = leaves_of(SUPPORT, channels=2) | {"PTZ.ImageSource.I0.PTZEnabled": str(enabled).lower()}
    leaves |= {f"PTZ.Various.V{n}.Locked": str(locked).lower() for n in (1, 2)}
    return Bench(DIGITAL, leaves, video=VideoFacts(sensor=(1920, 1080), field_of_view=100.0, heading=(30.0, -10.0)))
