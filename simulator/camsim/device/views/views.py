"""The channels of the device and what each shows: a sensor, a part of its picture, or several pictures put together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from camsim.device.errors import OutOfRangeError
from camsim.device.imaging.optics import Optics
from camsim.device.organ import Organ
from camsim.device.parameters import Parameters
from camsim.device.ptz.head import PtzHead
from camsim.device.ptz.optics import blur, narrowed
from camsim.device.ptz.view import Pose
from camsim.device.state import kept
from camsim.device.views.areas import Areas
from camsim.device.views.capture import Capture
from camsim.device.views.dewarping import NOT_ON_WALL, QUARTERS, Facet, Mounting, aimed, facets
from camsim.device.views.geometry import Rectangle
from camsim.device.views.sensors import Sensors
from camsim.profile.model import CaptureMode, Profile, VideoFacts, ViewKind

if TYPE_CHECKING:
    from camsim.device.device import Device

NOWHERE = Pose(pan=0.0, tilt=0.0, zoom=1, hfov=0.0)
"""The pose of a picture that looks in several directions."""

PARTS = (1, 2, 3, 4)
"""The quarters of a dewarped quad view."""


@dataclass
class ViewState:
    """What was set, by channel; what is not in it is as it left the factory."""

    areas: dict[int, Rectangle] = kept(factory=dict)
    """Parts of the pictures of sensors, on the canvas before rotation."""
    order: list[int] = kept(factory=lambda: list(PARTS))
    """Which quarter stands at each place of a dewarped quad view."""
    eye: bool = kept(False)
    """Whether the overview lies over it."""


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

    # ---- what there is

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
        """The channel that shows four pictures at once; None: there is none."""
        return self.facts.quad

    def source(self, channel: int) -> int:
        """Index of the sensor behind a channel."""
        return self.device.organ(Parameters).number(f"Image.I{channel - 1}.Source")

    def available(self, channel: int) -> bool:
        """Whether the channel is switched on, and there where the camera is mounted."""
        on = self.device.organ(Parameters).flag(f"Image.I{channel - 1}.Enabled", True)
        return on and not (self._mounting(channel) is Mounting.WALL and self.facts.view(channel) in NOT_ON_WALL)

    def size(self, channel: int) -> tuple[int, int]:
        """Width and height in pixels of the whole picture of a channel, before rotation."""
        if self.facts.view(channel) in (ViewKind.WHOLE, ViewKind.AREA):
            return self._capture(channel).size if self.device.has(Capture) else self.facts.sensor
        largest = self.device.organ(Parameters).text(f"Properties.Image.I{channel - 1}.Resolution").partition(",")[0]
        width, _, height = largest.partition("x")
        return int(width), int(height)

    def rate(self, channel: int) -> float:
        """Most frames per second of a channel."""
        halved = self.device.organ(Parameters).text(f"ImageSource.I{self.source(channel)}.CaptureFrequency") == "50Hz"
        most = self._capture(channel).max_fps if self.device.has(Capture) else self.facts.max_fps
        return most * (50 / 60 if halved else 1.0)

    # ---- rotation

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
        return (self.turn(channel),) if sensors.turns(self.source(channel)) else sensors.rotations(channel)

    # ---- where the channels look

    def pose(self, channel: int, instant: float) -> Pose:
        """Where a channel looks, through its lens, at a camera time of the current motion. Raises OutOfRangeError."""
        pose = self._aimed(channel, instant)
        if pose is not NOWHERE and self._has_motor(self.source(channel)):
            return self._through(pose, self.source(channel), instant)
        if self.device.has(PtzHead) and self.device.organ(PtzHead).facts.mechanical and self.device.organ(PtzHead).has(channel):
            return replace(pose, blur=blur(self.device.organ(PtzHead).channel(channel).defocus(instant), pose.hfov))
        return pose

    def whole(self, source: int, instant: float) -> Pose:
        """Where a sensor looks, whatever digital PTZ makes of its picture."""
        channel = next(number for number in range(1, self.count + 1) if self.source(number) == source)
        if self.profile.ptz is not None and self.profile.ptz.mechanical:
            return self.pose(channel, instant)
        pose = Pose(*self.facts.heading_of(source), zoom=1, hfov=self.facts.field_of_view)
        return self._through(pose, source, instant) if self._has_motor(source) else pose

    def _has_motor(self, source: int) -> bool:
        return self.device.has(Optics) and source in self.device.organ(Optics).numbers

    def _through(self, pose: Pose, source: int, instant: float) -> Pose:
        """A pose behind the motor lens of its sensor."""
        optics, wide = self.device.organ(Optics), self.facts.field_of_view
        magnification = optics.magnification(source, instant)
        narrow = narrowed(wide, magnification) if magnification > 1.0 else wide
        spread = blur(optics.defocus(source, instant), narrow)
        return pose.through(wide / narrow, self.facts.heading_of(source), spread) if magnification > 1.0 else replace(pose, blur=spread)

    def _aimed(self, channel: int, instant: float) -> Pose:
        if not 1 <= channel <= self.count:
            raise OutOfRangeError("no such channel", subject="channel", value=channel)
        kind, video = self.facts.view(channel), self.facts
        if kind.assembled:
            return NOWHERE
        head = self.device.organ(PtzHead) if self.device.has(PtzHead) else None
        heading = video.heading_of(self.source(channel))
        if head is None or not head.has(channel):
            return self.areas.pose(channel) or Pose(*heading, zoom=1, hfov=video.field_of_view)
        if kind is ViewKind.DEWARPED_AREA:
            aim = head.channel(channel).aim(instant)
            return aimed(aim, heading[0], self._mounting(channel), video.field_of_view, self.size(channel))
        return self.areas.pose(channel) or head.pose(channel, instant)

    def facets(self, channel: int, instant: float) -> tuple[Facet, ...]:
        """The parts of a picture that is put together, in the order in which they are laid; none for any other."""
        kind, video = self.facts.view(channel), self.facts
        if kind is not ViewKind.QUAD:
            heading = video.heading_of(self.source(channel))[0]
            return facets(kind, heading, self._mounting(channel), video.field_of_view, self.state.order, self.state.eye)
        turned = self.device.organ(Sensors).rotation
        shown = zip(QUARTERS, self._sensor_channels(), strict=False)
        return tuple(Facet(*place, self.pose(part, instant), turned(self.source(part))) for place, part in shown)

    # ---- the dewarped quad view

    def set_order(self, order: Sequence[int]) -> None:
        """Says which quarter stands top left, top right, bottom left and bottom right. Raises OutOfRangeError."""
        if tuple(sorted(order)) != PARTS:
            raise OutOfRangeError("not each of 1 to 4 once", subject="id", value=list(order))
        self.state.order = list(order)

    def set_eye(self, on: bool) -> None:
        """Lays the overview over the middle of the quad view, or takes it away."""
        self.state.eye = on

    # ---- inside

    def _capture(self, channel: int) -> CaptureMode:
        return self.device.organ(Capture).active(self.source(channel))

    def _mounting(self, channel: int) -> Mounting:
        return self.device.organ(Sensors).mounting(self.source(channel))

    def _sensor_channels(self) -> list[int]:
        """The first channel of each sensor."""
        sources = [self.source(channel) for channel in range(1, self.count + 1) if self.facts.view(channel) is not ViewKind.QUAD]
        return [sources.index(sensor) + 1 for sensor in range(self.device.organ(Sensors).count) if sensor in sources]
