"""Source: what media needs to know of a camera, and Moment: everything that one picture depends on."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from camsim.device.average_bitrate import AverageStream
from camsim.device.clock import Clock
from camsim.device.errors import NotSupportedError
from camsim.device.streaming_indicator import Indicator
from camsim.media.eye import Lens, Pane, Pose
from camsim.media.paint.label import Label
from camsim.media.paint.privacy import Cover
from camsim.media.paint.sensing import Sensing
from camsim.media.paint.sticker import Sticker
from camsim.media.paint.text import DYNAMIC
from camsim.media.paint.tone import Tone
from camsim.media.signing import Identity
from camsim.media.stream import StreamKey
from camsim.media.unit import TICKS
from camsim.profile.model import Profile

if TYPE_CHECKING:
    from camsim.media.room import Room

_TOLERANCE = 1e-3
"""Of a frame: float time stamps of today resolve about 1e-5 of it."""


class Source(Protocol):
    """A camera as media sees it; whoever composes the camera implements it."""

    @property
    def serial(self) -> str:
        """Serial number, 12 hex digits."""
        ...

    @property
    def clock(self) -> Clock:
        """The camera's clock."""
        ...

    @property
    def seed(self) -> int:
        """Where the targets start; cameras of the same seed see the same."""
        ...

    @property
    def profile(self) -> Profile:
        """What the device has."""
        ...

    def boot_time(self) -> float:
        """When the device last booted, on the clock; frames are counted from here."""
        ...

    def camera_time(self) -> float:
        """The device's own idea of now as a POSIX time stamp: shown in overlays and stamp."""
        ...

    def time_zone_offset(self) -> float:
        """Seconds that local time is ahead of UTC."""
        ...

    def pose(self, channel: int, t: float) -> Pose:
        """How the head of a channel (1, 2, ...) stands at an instant of the clock near now. A pure function of t."""
        ...

    def panes(self, channel: int, t: float) -> tuple[Pane, ...]:
        """The parts of a channel's picture that have eyes of their own, for one that is put together; none for any other."""
        ...

    def sensor(self, channel: int) -> tuple[int, int]:
        """Width and height in pixels of the whole picture of a channel, before rotation."""
        ...

    def rate(self, channel: int) -> float:
        """Most frames per second of a channel."""
        ...

    def scene_tone(self, channel: int) -> Tone:
        """What the settings of the scene make of a channel's colours, in all streams alike."""
        ...

    def lamp(self, channel: int) -> int:
        """How brightly the lamps of a channel's sensor burn, in percent."""
        ...

    def sensing(self, channel: int) -> Sensing:
        """What the settings of a channel's sensor make of its pictures."""
        ...

    def labels(self, channel: int) -> tuple[Label | Sticker, ...]:
        """What is put over the pictures of a channel now, the lowest first."""
        ...

    def covers(self, channel: int, t: float) -> tuple[Cover, ...]:
        """The privacy masks that the pictures of a channel have at an instant."""
        ...

    def signing(self) -> Identity:
        """Who signs pictures that are to be signed."""
        ...

    def dynamic_text(self, channel: int) -> tuple[tuple[str, str], ...]:
        """What stands now for `#D`, `#D1` and so on in the text overlay of a channel; those that are empty need not be told."""
        ...

    def tell_average(self, stream: AverageStream) -> None:
        """How a stream keeps its average bit rate, when that has changed."""
        ...

    def room(self, source: int) -> Room:
        """What a microphone (0, 1, ...) hears now besides the marks, and how loud."""
        ...

    def indicator(self, t: float) -> Indicator | None:
        """The streaming indicator that is to be seen at an instant of the clock near now."""
        ...


@dataclass(frozen=True, slots=True)
class Moment:
    """Everything that one picture depends on: equal moments give identical bytes."""

    key: StreamKey
    frame: int
    pts: int
    t: float
    """Instant of the frame on the clock: where the targets are."""
    time: float
    """The same instant as the device tells it."""
    zone: float
    """Seconds that local time is ahead of UTC."""
    pose: Pose
    lens: Lens
    serial: str
    seed: int
    panes: tuple[Pane, ...] = ()
    """The parts of a picture that is put together; none where `pose` tells it all."""
    indicator: Indicator | None = None
    scene_tone: Tone = Tone()
    sensing: Sensing = Sensing()
    labels: tuple[Label | Sticker, ...] = ()
    """Overlays, the lowest first."""
    covers: tuple[Cover, ...] = ()
    """Privacy masks."""
    lamp: int = 0
    """How brightly the lamps burn, in percent."""
    words: tuple[tuple[str, str], ...] = ()
    """What stands for the dynamic texts that the overlay names."""


def lens_of(profile: Profile, sensor: tuple[int, int]) -> Lens:
    """Optics of a model before a sensor of so many pixels. Raises NotSupportedError for a device without video."""
    video, ptz = profile.video, profile.ptz
    if video is None:
        raise NotSupportedError("the device has no video")
    tele = ptz.field_of_view[0] if ptz is not None and ptz.mechanical else video.field_of_view
    return Lens(*sensor, video.sensor[0] / tele)


def rate_of(key: StreamKey, source: Source) -> float:
    """Frames per second of a stream; a key with 0 takes the channel's maximum. Raises NotSupportedError without video."""
    if source.profile.video is None:
        raise NotSupportedError("the device has no video")
    return key.fps or source.rate(key.channel)


def moment(source: Source, key: StreamKey, ago: float = 0.0) -> Moment:
    """The frame that is current now, or was some seconds ago: then with the head as its current motion tells.

    Under a running clock all requests within one frame see the same moment; while the clock stands, the head is seen
    exactly as it stands now, so that a picture after a move agrees with the position that the device tells.
    """
    clock, boot, rate = source.clock, source.boot_time(), rate_of(key, source)
    now = max(boot, clock.now() - ago)
    frame = max(0, math.floor((now - boot) * rate + _TOLERANCE))
    t = boot + frame / rate
    ahead = round(source.camera_time() - clock.now(), 3)
    seen = now if clock.speed == 0.0 else t
    return Moment(
        key,
        frame,
        round(frame * TICKS / rate),
        t,
        t + ahead,
        source.time_zone_offset(),
        source.pose(key.channel, seen),
        lens_of(source.profile, source.sensor(key.channel)),
        source.serial,
        source.seed,
        source.panes(key.channel, seen),
        source.indicator(t),
        source.scene_tone(key.channel),
        source.sensing(key.channel),
        source.labels(key.channel),
        source.covers(key.channel, seen),
        source.lamp(key.channel),
        source.dynamic_text(key.channel) if key.overlay is not None and DYNAMIC in key.overlay.text else (),
    )
