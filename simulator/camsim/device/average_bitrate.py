"""Average bit rates: which streams miss the target that they are to keep on average (page slug: rate-control)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import IntEnum

from camsim.device.event import Event, key, value
from camsim.device.organ import Organ
from camsim.device.parameters import Parameters
from camsim.device.state import volatile
from camsim.profile.model import Profile


class Trouble(IntEnum):
    """What is wrong with a stream, in order of severity."""

    NONE = 0
    LOW_BITRATE = 1
    """The storage that the target stands for is not filled."""
    HIGH_BITRATE = 4
    """More storage is used than the target stands for, although the quality has been lowered as far as it goes."""


@dataclass(frozen=True, slots=True)
class AverageStream:
    """A stream with a target, by what identifies it in the event."""

    channel: int
    """1, 2, ..."""
    width: int = 0
    height: int = 0
    fps: int = 0
    gop_length: int = 0
    max_gop_length: int = 0
    profile: str = ""
    """`h264_high`, `h265_main`"""
    zipstream: int = 0
    """Strength; 0: off."""
    dynamic_gop: bool = False
    dynamic_fps: bool = False
    min_fps: int = 0
    empty_frames: bool = False
    trouble: Trouble = Trouble.NONE


class AverageBitrateEvent(Event):
    """Whether any stream of a channel misses its target, and how the worst of them is coded; recorded declarations name the first alone."""

    topic = "tns1:VideoSource/tnsaxis:ABR"
    nice_name = "Average bitrate degradation"
    channel: int = key("VideoSourceConfigurationToken", nice="Video source configuration token")
    abr_error: bool = value(nice="abr error", state=True)
    low_bitrate: bool = value(declared=False)
    low_quality: bool = value(declared=False)
    very_low_quality: bool = value(declared=False)
    high_bitrate: bool = value(declared=False)
    scale_width: int = value(kind="xsd:int", declared=False)
    scale_height: int = value(kind="xsd:int", declared=False)
    dynamic_gop: bool = value(declared=False)
    dynamic_fps: bool = value(declared=False)
    fps: int = value(kind="xsd:int", declared=False)
    default_gop_length: int = value(kind="xsd:int", declared=False)
    frame_skip_mode: bool = value(declared=False)
    zipstream_mode: int = value(kind="xsd:int", declared=False)
    max_gop_length: int = value(kind="xsd:int", declared=False)
    stream_profile: str = value(kind="xsd:string", declared=False)
    dynamic_fps_min_num: int = value(kind="xsd:int", declared=False)


@dataclass
class AverageState:
    """The streams that miss their target now."""

    streams: list[AverageStream] = volatile(factory=list)


class AverageBitrates(Organ[AverageState]):
    """What the device tells about average bit rates."""

    name = "average_bitrates"

    @classmethod
    def fits(cls, profile: Profile) -> bool:
        """Devices that know average bit rates."""
        wanted = "Properties.Image.RateControl.ABR.ABR"
        return profile.video is not None and any(leaf.name == wanted and leaf.value == "yes" for leaf in profile.leaves)

    def factory_state(self) -> AverageState:
        return AverageState()

    def current_events(self) -> list[Event]:
        count = max(1, self.device.organ(Parameters).number("Image.NbrOfConfigs", 1))
        return [self._event(channel) for channel in range(1, count + 1)]

    def report(self, stream: AverageStream) -> None:
        """How a stream fares now; one without trouble, or one that is over, is forgotten."""
        self.state.streams = [one for one in self.state.streams if replace(one, trouble=stream.trouble) != stream]
        if stream.trouble is not Trouble.NONE:
            self.state.streams.append(stream)
        self.publish(self._event(stream.channel))

    def _event(self, channel: int) -> AverageBitrateEvent:
        mine = [one for one in self.state.streams if one.channel == channel]
        worst = max(mine, key=lambda one: one.trouble, default=AverageStream(channel))
        high = worst.trouble is Trouble.HIGH_BITRATE
        return AverageBitrateEvent(
            channel=channel,
            abr_error=worst.trouble is not Trouble.NONE,
            low_bitrate=worst.trouble is Trouble.LOW_BITRATE,
            low_quality=high,
            very_low_quality=high,
            high_bitrate=high,
            scale_width=worst.width,
            scale_height=worst.height,
            dynamic_gop=worst.dynamic_gop,
            dynamic_fps=worst.dynamic_fps,
            fps=worst.fps,
            default_gop_length=worst.gop_length,
            frame_skip_mode=worst.empty_frames,
            zipstream_mode=worst.zipstream,
            max_gop_length=worst.max_gop_length,
            stream_profile=worst.profile,
            dynamic_fps_min_num=worst.min_fps,
        )
