"""The channels of the device and what each shows: a sensor, a part of its picture, or several pictures put together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from camsim.device.errors import OutOfRangeError
from camsim.device.organ import Organ
from camsim.device.parameters import Parameters
from camsim.device.ptz.head import PtzHead
from camsim.device.ptz.view import Pose
from camsim.device.state import kept
from camsim.device.views.areas import Areas
from camsim.device.views.geometry import Rectangle
from camsim.device.views.sensors import Sensors
from camsim.profile.model import Profile, VideoFacts, ViewKind

if TYPE_CHECKING:
    from camsim.device.device import Device

QUARTERS = ((0.0, 0.0), (0.5, 0.0), (0.0, 0.5), (0.5, 0.5))
"""Upper left corners of the parts of a quad view, as shares of its width and height: top left, top right, bottom left, bottom right."""

NOWHERE = Pose(pan=0.0, tilt=0.0, zoom=1, hfov=0.0)
"""The pose of a picture that looks in several directions."""

_FIXED_TILT = -10.0
"""Degrees that a camera without any pan and tilt looks down."""


@dataclass(frozen=True, slots=True)
class Facet:
    """A part of a channel's picture with an eye of its own."""

    left: float
    """Share of the picture's width."""
    top: float
    width: float
    height: float
    pose: Pose
    rotation: int = 0
    """Degrees clockwise by which the part is turned."""


@dataclass
class ViewState:
    """What was set, by channel; what is not in it is as it left the factory."""

    areas: dict[int, Rectangle] = kept(factory=dict)
    """Parts of the pictures of sensors, on the canvas before rotation."""


class Views(Organ[ViewState]):
    """All channels, numbered from 1 as in the `camera` argument."""

    name = "views"

    @classmethod
    def fits(cls, profile: Profile) -> bool:
        return profile.video is not None

    def __init__(self, device: Device) -> None:
        super().__init__(device)
        self.areas = Areas(self)

    def factory_state(self) -> ViewState:
        return ViewState()

    @property
    def facts(self) -> VideoFacts:
        """The eye of the device."""
        assert self.profile.video is not None
        return self.profile.video

    @property
    def count(self) -> int:
        """How many channels there are."""
        return max(1, self.device.organ(Parameters).number("Image.NbrOfConfigs", 1))

    @property
    def quad(self) -> int | None:
        """The channel that shows four sensors at once; None: there is none."""
        return self.facts.quad

    def source(self, channel: int) -> int:
        """Index of the sensor behind a channel."""
        return self.device.organ(Parameters).number(f"Image.I{channel - 1}.Source")

    def size(self, channel: int) -> tuple[int, int]:
        """Width and height in pixels of the whole picture of a channel, before rotation."""
        width, height = self.facts.sensor
        return (width * 2, height * 2) if self.facts.view(channel) is ViewKind.QUAD else (width, height)

    def rate(self, channel: int) -> float:
        """Most frames per second of a channel."""
        halved = self.device.organ(Parameters).text(f"ImageSource.I{self.source(channel)}.CaptureFrequency") == "50Hz"
        return self.facts.max_fps * (50 / 60 if halved else 1.0)

    def rotation(self, channel: int) -> int:
        """Degrees clockwise by which the sensor turns the picture of a channel; the parts of a quad view are turned each by itself."""
        return 0 if self.facts.view(channel) is ViewKind.QUAD else self.device.organ(Sensors).rotation(self.source(channel))

    def turn(self, channel: int) -> int:
        """Degrees clockwise by which the picture of a channel is turned unless a stream asks for another rotation."""
        own = self.device.organ(Parameters).number(f"Image.I{channel - 1}.Appearance.Rotation")
        return (own + self.rotation(channel)) % 360

    def rotations(self, channel: int) -> tuple[int, ...]:
        """The degrees that a stream of a channel may ask for: no others than it has where the sensor itself is turned."""
        sensors = self.device.organ(Sensors)
        return (self.turn(channel),) if sensors.turns(self.source(channel)) else sensors.rotations()

    def pose(self, channel: int, instant: float) -> Pose:
        """Where a channel looks at a camera time of the current motion. Raises OutOfRangeError for a channel that is not there."""
        if not 1 <= channel <= self.count:
            raise OutOfRangeError("no such channel", subject="channel", value=channel)
        if self.facts.view(channel) is ViewKind.QUAD:
            return NOWHERE
        seen = self.areas.pose(channel)
        if seen is None and not self.device.has(PtzHead):
            return Pose(pan=0.0, tilt=_FIXED_TILT, zoom=1, hfov=self.facts.field_of_view)
        return seen or self.device.organ(PtzHead).pose(channel, instant)

    def facets(self, channel: int, instant: float) -> tuple[Facet, ...]:
        """The parts of a picture that is put together, in the order in which they are laid; none for any other."""
        if self.facts.view(channel) is not ViewKind.QUAD:
            return ()
        turned = self.device.organ(Sensors).rotation
        shown = zip(QUARTERS, self._sensor_channels(), strict=False)
        return tuple(Facet(left, top, 0.5, 0.5, self.pose(part, instant), turned(self.source(part))) for (left, top), part in shown)

    def _sensor_channels(self) -> list[int]:
        """The first channel of each sensor."""
        sources = [self.source(channel) for channel in range(1, self.count + 1) if self.facts.view(channel) is not ViewKind.QUAD]
        return [sources.index(sensor) + 1 for sensor in range(self.device.organ(Sensors).count) if sensor in sources]
