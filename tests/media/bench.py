"""What the tests of this room share: a source on a stepped clock, pictures as arrays."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from camsim.device.average_bitrate import AverageStream
from camsim.device.clock import STEPPED_START, Clock, ClockMode
from camsim.media.eye import Lens, Pane, Pose
from camsim.media.paint.label import Label
from camsim.media.paint.sensing import Sensing
from camsim.media.paint.tone import Tone
from camsim.media.picture import planes_of
from camsim.media.room import EMPTY, Room
from camsim.media.signing import Identity
from camsim.media.source import Moment
from camsim.media.stream import StreamKey
from camsim.profile.model import Generation, Profile, PtzFacts, VideoFacts
from camsim.wire.signed_video import Product

NOON = STEPPED_START + 12 * 3600.0
SERIAL = "B8A44F0A0B0C"
PROFILE = Profile(
    "test", "11.11.192", Generation.C, "Test camera", "dome", (), video=VideoFacts(max_fps=25.0), ptz=PtzFacts(mechanical=True),
)  # fmt: skip
LENS = Lens(1920, 1080, 872.0)
WIDE = Pose(0.0, -10.0, 1, 62.3)


def _still(channel: int, t: float) -> Pose:
    return WIDE


@dataclass
class Bench:
    """A source whose parts a test sets."""

    clock: Clock = field(default_factory=lambda: Clock(ClockMode.STEPPED, start=NOON))
    serial: str = SERIAL
    seed: int = 0
    profile: Profile = PROFILE
    booted: float = NOON - 100.0
    ahead: float = 0.0
    zone: float = 0.0
    head: Callable[[int, float], Pose] = _still
    parts: tuple[Pane, ...] = ()

    def boot_time(self) -> float:
        return self.booted

    def camera_time(self) -> float:
        return self.clock.now() + self.ahead

    def time_zone_offset(self) -> float:
        return self.zone

    def pose(self, channel: int, t: float) -> Pose:
        return self.head(channel, t)

    def panes(self, channel: int, t: float) -> tuple[Pane, ...]:
        return self.parts

    def sensor(self, channel: int) -> tuple[int, int]:
        return 1920, 1080

    def rate(self, channel: int) -> float:
        return 25.0

    def scene_tone(self, channel: int) -> Tone:
        return Tone()

    def lamp(self, channel: int) -> int:
        return 0

    def sensing(self, channel: int) -> Sensing:
        return Sensing()

    def labels(self, channel: int) -> tuple[Label, ...]:
        return ()

    def covers(self, channel: int, t: float) -> tuple[()]:
        return ()

    def signing(self) -> Identity:
        return Identity(Product("70a", "11.11.192", self.serial, "Test", "http://example.com"), 12345)

    def tell_average(self, stream: AverageStream) -> None:
        """Nobody listens."""

    def room(self, source: int) -> Room:
        return EMPTY

    def indicator(self, t: float) -> None:
        return None


def moment(key: StreamKey, pose: Pose = WIDE, t: float = NOON, *, frame: int = 7, seed: int = 0, zone: float = 0.0) -> Moment:
    """A moment by hand."""
    return Moment(key, frame, frame * 3600, t, t, zone, pose, LENS, SERIAL, seed)


def luma(key: StreamKey, pose: Pose = WIDE, t: float = NOON) -> npt.NDArray[np.int16]:
    """The luma plane of a picture."""
    return planes_of(moment(key, pose, t)).y.astype(np.int16)
