"""A device as the picture sees it: identity, clock, head."""

from __future__ import annotations

import functools
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from camsim.device.average_bitrate import AverageBitrates, AverageStream
from camsim.device.clock import Clock
from camsim.device.device import Device
from camsim.device.dynamic_text import DynamicText
from camsim.device.imaging.privacy import PrivacyMasks
from camsim.device.light import STRONGEST, Light
from camsim.device.overlays import Overlays
from camsim.device.parameters import Parameters
from camsim.device.power import Power
from camsim.device.ptz import view
from camsim.device.scene_profile import SceneProfile, scene_profile
from camsim.device.sensors.video_inputs import VideoInputs
from camsim.device.streaming_indicator import Indicator, StreamingIndicator
from camsim.device.time import Time
from camsim.device.views.dewarping import QUARTERS
from camsim.device.views.views import Views
from camsim.media.eye import Pane, Pose
from camsim.media.paint.label import Label
from camsim.media.paint.privacy import Cover
from camsim.media.paint.sensing import Sensing
from camsim.media.paint.sticker import Sticker
from camsim.media.paint.tone import Tone
from camsim.media.sight import SceneSight
from camsim.media.signing import Identity
from camsim.profile.model import Profile
from camsim.server.covers import covers
from camsim.server.labels import labels
from camsim.server.sensing import sensing
from camsim.wire.signed_video import Product

if TYPE_CHECKING:
    from camsim.media.room import Room

_TONES = {
    SceneProfile.VIVID: Tone(color_level=70, contrast=62),
    SceneProfile.TRAFFIC_OVERVIEW: Tone(brightness=54, contrast=46),
    SceneProfile.INDOOR: Tone(color_level=46, brightness=56),
    SceneProfile.OUTDOOR: Tone(color_level=58, contrast=54),
    SceneProfile.LICENSE_PLATE: Tone(color_level=40, brightness=42, contrast=66),
}
"""Guesses: the vendor tells what the profiles are for, not what they set."""
CLOSES_STREAMS = re.compile(r"ImageSource\.I\d+\.(Rotation|AutoRotationEnabled|CameraTiltOrientation|CaptureFrequency)")
"""Parameters whose change ends all open streams."""


class CameraSource:
    """The `Source` of a camera's gallery."""

    def __init__(self, device: Device) -> None:
        self.device = device

    @functools.cached_property
    def sight(self) -> SceneSight:
        """The scene as analytics sees it."""
        return SceneSight(self, self.device.organ(Parameters))

    @property
    def serial(self) -> str:
        """Serial number, 12 hex digits."""
        return self.device.serial

    @property
    def clock(self) -> Clock:
        """The camera's clock."""
        return self.device.clock

    @property
    def seed(self) -> int:
        """Where the targets start."""
        return self.device.seed

    @property
    def profile(self) -> Profile:
        """What the device has."""
        return self.device.profile

    def boot_time(self) -> float:
        """When the device last booted."""
        return self.device.organ(Power).state.booted_at

    def camera_time(self) -> float:
        """The device's own idea of now as a POSIX time stamp."""
        return self.device.organ(Time).stamp()

    def time_zone_offset(self) -> float:
        """Seconds that local time is ahead of UTC."""
        return self.device.organ(Time).local_offset()

    def pose(self, channel: int, t: float) -> Pose:
        """How the head of a channel stands at an instant."""
        return _pose(self.device.organ(Views).pose(channel, t))

    def panes(self, channel: int, t: float) -> tuple[Pane, ...]:
        """The parts of a picture that is put together."""
        facets = self.device.organ(Views).facets(channel, t)
        return tuple(
            Pane(part.left, part.top, part.width, part.height, _pose(part.pose), part.rotation, part.fisheye, part.squeezed)
            for part in facets
        )

    def dynamic_text(self, channel: int) -> tuple[tuple[str, str], ...]:
        """What stands for `#D` and its like."""
        texts = self.device.organ(DynamicText)
        return (("#D", texts.text(channel)), *((f"#D{number}", text) for number, text in sorted(texts.state.slots.items())))

    def sensor(self, channel: int) -> tuple[int, int]:
        """Width and height in pixels of the whole picture."""
        return self.device.organ(Views).size(channel)

    def rate(self, channel: int) -> float:
        """Most frames per second of a channel."""
        return self.device.organ(Views).rate(channel)

    def scene_tone(self, channel: int) -> Tone:
        """What the scene profile of a channel's sensor makes of the colours."""
        profile = scene_profile(self.device.organ(Parameters), self.device.organ(Views).source(channel))
        return _TONES.get(profile, Tone()) if profile is not None else Tone()

    def lamp(self, channel: int) -> int:
        """How brightly the infrared lamps of a channel's sensor burn, in percent."""
        if not self.device.has(Light):
            return 0
        light, number = self.device.organ(Light), self.device.organ(Views).source(channel)
        return light.intensity(number) * 100 // STRONGEST if number in light.numbers else 0

    def sensing(self, channel: int) -> Sensing:
        """What the settings of a channel's sensor make of its pictures."""
        settings = sensing(self.device, self.device.organ(Views).source(channel))
        return replace(settings, blank=self._blank(channel)) if self.device.has(VideoInputs) else settings

    def _blank(self, channel: int) -> tuple[tuple[float, float, float, float], ...]:
        """The parts of a picture whose video inputs have no signal."""
        inputs = self.device.organ(VideoInputs)
        if channel == self.device.organ(Views).quad:
            return tuple(place for number, place in enumerate(QUARTERS, 1) if not inputs.connected(number))
        return () if inputs.connected(self.device.organ(Views).source(channel) + 1) else ((0.0, 0.0, 1.0, 1.0),)

    def labels(self, channel: int) -> tuple[Label | Sticker, ...]:
        """What dynamic overlays put over the pictures of a channel now."""
        return labels(self.device, channel) if self.device.has(Overlays) else ()

    def covers(self, channel: int, t: float) -> tuple[Cover, ...]:
        """The privacy masks that the pictures of a channel have at an instant."""
        return covers(self.device, channel, t) if self.device.has(PrivacyMasks) else ()

    def signing(self) -> Identity:
        """Who signs pictures: the device, with a key of its own that nothing changes.

        The maker's full name would promise an attestation of the key by the maker, which no simulator can have.
        """
        device, text = self.device, self.device.organ(Parameters).text
        product = Product(
            text("Properties.System.HardwareID"),
            text("Properties.Firmware.Version"),
            device.serial,
            text("Brand.Brand"),
            text("Brand.WebURL"),
        )
        return Identity(product, device.rng(f"video signing {device.serial}").getrandbits(255) | 1)

    def tell_average(self, stream: AverageStream) -> None:
        """How a stream keeps its average bit rate."""
        if self.device.has(AverageBitrates):
            self.device.organ(AverageBitrates).report(stream)

    def room(self, source: int) -> Room:
        """What a microphone hears besides the marks."""
        from camsim.server.hearing import room

        return room(self.device, source)

    def indicator(self, t: float) -> Indicator | None:
        """The streaming indicator that is to be seen at an instant."""
        return self.device.organ(StreamingIndicator).at(t) if self.device.has(StreamingIndicator) else None


def _pose(pose: view.Pose) -> Pose:
    return Pose(pan=pose.pan, tilt=pose.tilt, zoom=pose.zoom, hfov=pose.hfov, vfov=pose.vfov, lens=pose.lens, blur=pose.blur)
