"""How a predicting codec (H.264, H.265, AV1) is to work: profile, key frame distance, bit rate, Zipstream."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction

from camsim.media.unit import Codec


class H264Profile(StrEnum):
    """Profiles of H.264, the simplest first."""

    BASELINE = "baseline"
    MAIN = "main"
    HIGH = "high"


class RateMode(StrEnum):
    """What decides the bit rate."""

    VBR = "vbr"
    """The compression alone."""
    MBR = "mbr"
    """The compression, up to a maximum."""
    ABR = "abr"
    """An average, met over minutes."""
    CBR = "cbr"
    """A target that is also the maximum: the `videobitrate` of rate control before 2.0."""


class Priority(StrEnum):
    """What suffers when the maximum bit rate is reached."""

    NONE = "none"
    """Some quality first, then frames."""
    QUALITY = "quality"
    """Frames, hardly the quality."""
    FRAME_RATE = "framerate"
    """The quality; no frame is left out."""
    FULL_FRAME_RATE = "fullframerate"
    """The same."""


class Mode(StrEnum):
    """Whether Zipstream may change something as it goes."""

    FIXED = "fixed"
    DYNAMIC = "dynamic"


class ZipProfile(StrEnum):
    """Kinds of Zipstream. All are coded alike here, without B-frames."""

    CLASSIC = "classic"
    STORAGE = "storage"
    NETWORK_LOAD_BALANCING = "networkloadbalancing"


class FrameSkip(StrEnum):
    """What stands for a frame that is left out for the bit rate's sake."""

    DROP = "drop"
    """Nothing."""
    EMPTY = "empty"
    """A frame that repeats the last picture in a few bytes."""


@dataclass(frozen=True, slots=True)
class RateControl:
    """The bit rate; all figures in kbit/s, 0: no bound."""

    mode: RateMode = RateMode.VBR
    maximum: int = 0
    """`MaxBitrate`, or `ABR.MaxBitrate` in that mode."""
    target: int = 0
    """`ABR.TargetBitrate`, or `TargetBitrate` of old."""
    priority: Priority = Priority.FRAME_RATE

    def settled(self) -> RateControl:
        """The same with everything left out that has no effect in its mode."""
        if self.mode is RateMode.MBR and self.maximum:
            return replace(self, target=0)
        if self.mode is RateMode.ABR and self.target:
            return replace(self, priority=Priority.FRAME_RATE)
        if self.mode is RateMode.CBR and self.target:
            return replace(self, maximum=self.target)
        return RateControl()


@dataclass(frozen=True, slots=True)
class Zipstream:
    """Savings where little happens. Strength 10 to 50 raises the quantiser by one per ten."""

    strength: int = 0
    """0 (off), 10 to 50."""
    gop_mode: Mode = Mode.FIXED
    """Dynamic: while the picture is still, a key frame that falls due waits, at most until `max_gop_length`."""
    max_gop_length: int = 300
    """Frames."""
    fps_mode: Mode = Mode.FIXED
    """Dynamic: while the picture is still, frames are left out, down to `min_fps`."""
    min_fps: Fraction = Fraction(0)
    """Frames per second; 0: one per second."""
    profile: ZipProfile = ZipProfile.CLASSIC


_PLAIN = Zipstream()


@dataclass(frozen=True, slots=True)
class Coding:
    """Everything that a predicting encoder is told beyond size, rate and compression."""

    profile: H264Profile = H264Profile.HIGH
    """Of no meaning to other codecs."""
    gop_length: int = 32
    """Frames from one key frame to the next: `PCount` + 1."""
    rate: RateControl = RateControl()
    zipstream: Zipstream = Zipstream()
    skip: FrameSkip = FrameSkip.DROP
    sets_in_band: bool = False
    """Whether key frames carry the parameter sets: `PSEnabled`. AV1 always does."""
    signed: bool = False
    """Whether the pictures are signed: `SignedVideo.Enabled`. Not with AV1."""

    def settled(self, codec: Codec) -> Coding:
        """The same with everything left out that has no effect with this codec, so that equal encodes have equal keys."""
        rate, zipstream = self.rate.settled(), self.zipstream
        if zipstream.gop_mode is Mode.FIXED or zipstream.max_gop_length <= self.gop_length:
            zipstream = replace(zipstream, gop_mode=Mode.FIXED, max_gop_length=_PLAIN.max_gop_length)
        if zipstream.fps_mode is Mode.FIXED:
            zipstream = replace(zipstream, min_fps=Fraction(0))
        drops = rate.mode is RateMode.MBR and rate.priority in (Priority.NONE, Priority.QUALITY)
        return replace(
            self,
            profile=self.profile if codec is Codec.H264 else H264Profile.MAIN,
            rate=rate,
            zipstream=zipstream,
            skip=self.skip if drops else FrameSkip.DROP,
            sets_in_band=self.sets_in_band and codec is not Codec.AV1,
            signed=self.signed and codec is not Codec.AV1,
        )
