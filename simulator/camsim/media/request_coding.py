"""Arguments of the predicting codecs: profile, key frame distance, bit rate, Zipstream.

Page slugs: video-streaming, rtsp-parametrization, rate-control, zipstream.

Decisions where the reference is silent
1. Arguments of a codec that is not asked for are checked all the same.
2. Before rate control 2.0 a mode may be left out: a `videobitrate` above 0 then means a constant rate, else a `videomaxbitrate` above 0
   a maximum; a mode that the version does not know is refused. `cbr` is known below 2.0, `mbr` from 1.1, `abr` where it is listed.
3. A maximum or target of 0 is no bound.
4. The retention time and the level of a Zipstream profile are checked, and do not change how pictures are coded.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from camsim.device.errors import OutOfRangeError
from camsim.media.arguments import among, flag, refused, take, whole
from camsim.media.coding import Coding, FrameSkip, H264Profile, Mode, Priority, RateControl, RateMode, ZipProfile, Zipstream
from camsim.media.unit import Codec

LONGEST_KEY_INTERVAL = 1023
"""`PCount` goes to 1022."""
LONGEST_GOP = 1200
HIGHEST_BIT_RATE = 50_000
"""kbit/s."""

_PREFERRED = (Codec.H264, Codec.H265)
_STRENGTHS = {"off": 0, "10": 10, "20": 20, "30": 30, "40": 40, "50": 50}
_RATE_ARGUMENTS = ("videomaxbitrate", "videobitratepriority", "videoabrtargetbitrate", "videoabrmaxbitrate", "videoabrretentiontime")


@dataclass(frozen=True, slots=True)
class CodingLimits:
    """What the camera's encoders can do."""

    formats: tuple[str, ...] = ("jpeg", "mjpeg")
    """`Properties.Image.Format`."""
    profiles: tuple[H264Profile, ...] = tuple(H264Profile)
    """`Properties.Image.H264.Profiles`."""
    rate_control: tuple[int, int] = (2, 0)
    """`Properties.Image.RateControl.Version`; (1, 0) where there is none."""
    average: bool = True
    """`Properties.Image.RateControl.ABR.ABR`."""
    zipstream: bool = True
    """`Properties.ZipStream.ZipStream`; without it the arguments are unknown."""
    signing: bool = False
    """Whether there are parameters for signed video; without them `videosigned` has no effect."""


@dataclass(frozen=True, slots=True)
class RateDefaults:
    """`Image.I#.RateControl.*`; bit rates in kbit/s, 0: no bound."""

    mode: RateMode = RateMode.VBR
    priority: Priority = Priority.FRAME_RATE
    maximum: int = 0
    """`MaxBitrate`."""
    target: int = 0
    """`TargetBitrate`, of old."""
    average: int = 0
    """`ABR.TargetBitrate`."""
    average_maximum: int = 0
    """`ABR.MaxBitrate`."""


@dataclass(frozen=True, slots=True)
class CodingDefaults:
    """What a channel's parameters say for arguments that a request leaves out."""

    profile: H264Profile = H264Profile.HIGH
    """`Image.I#.MPEG.H264.Profile`."""
    gop_length: int = 32
    """`Image.I#.MPEG.PCount` + 1."""
    rate: RateDefaults = RateDefaults()
    zipstream: Zipstream = Zipstream()
    """`Image.I#.MPEG.Z*`."""
    skip: FrameSkip = FrameSkip.DROP
    """`Image.I#.MPEG.FrameSkipMode`."""
    sets_in_band: bool = False
    """`Image.I#.MPEG.H264.PSEnabled`."""
    signed: bool = False
    """`Image.I#.MPEG.SignedVideo.Enabled`."""


def codec_of(given: Mapping[str, str], limits: CodingLimits) -> Codec:
    """The codec that a request asks for; the first of H.264 and H.265 that the camera has, else JPEG.

    Raises OutOfRangeError(subject="videocodec") for one that the camera has not, or that is not to be had here (MPEG-4).
    """
    listed = {name.strip().lower() for name in limits.formats}
    default = next((codec for codec in _PREFERRED if codec in listed), Codec.JPEG)

    def read(text: str) -> Codec:
        codec = Codec(text.lower())
        if codec is Codec.JPEG:
            among(True, (not listed.isdisjoint(("jpeg", "mjpeg")),))
        elif not codec.predicts or codec not in listed:
            raise ValueError(text)
        return codec

    return take(given, "videocodec", default, read)


def coding_of(given: Mapping[str, str], defaults: CodingDefaults, limits: CodingLimits, max_fps: float) -> Coding:
    """How the codec is to work. Raises OutOfRangeError with the argument's name as subject."""
    profile = take(given, "h264profile", None, lambda text: among(H264Profile(text.lower()), limits.profiles))
    if profile is None:
        profile = defaults.profile if defaults.profile in limits.profiles or not limits.profiles else limits.profiles[-1]
    return Coding(
        profile=profile,
        gop_length=take(given, "videokeyframeinterval", defaults.gop_length, whole(1, LONGEST_KEY_INTERVAL)),
        rate=_rate(given, defaults.rate, limits),
        zipstream=_zipstream(given, defaults.zipstream, max_fps) if limits.zipstream else Zipstream(),
        skip=take(given, "videoframeskipmode", defaults.skip, lambda text: FrameSkip(text.lower())),
        sets_in_band=defaults.sets_in_band,
        signed=take(given, "videosigned", defaults.signed, flag) and limits.signing,
    )


def _rate(given: Mapping[str, str], defaults: RateDefaults, limits: CodingLimits) -> RateControl:
    modern = limits.rate_control >= (2, 0)
    mode = take(given, "videobitratemode", None, lambda text: among(RateMode(text.lower()), _modes(limits)))
    if modern and mode is None:
        for name in _RATE_ARGUMENTS:
            if name in given:
                raise OutOfRangeError(f"{name} needs videobitratemode", subject="videobitratemode", value="")
    kilobits = whole(0, HIGHEST_BIT_RATE)
    maximum = take(given, "videomaxbitrate", defaults.maximum, kilobits)
    target = take(given, "videobitrate", 0, kilobits) if not modern else 0
    priority = take(given, "videobitratepriority", defaults.priority, lambda text: Priority(text.lower()))
    average = take(given, "videoabrtargetbitrate", defaults.average, kilobits)
    ceiling = take(given, "videoabrmaxbitrate", defaults.average_maximum, kilobits)
    take(given, "videoabrretentiontime", 7, whole(1, 3652))
    if mode is None and not modern:
        mode = RateMode.CBR if target else RateMode.MBR if "videomaxbitrate" in given and maximum else None
    mode = mode or defaults.mode
    if mode is RateMode.ABR:
        if 0 < ceiling < average:
            raise refused("videoabrmaxbitrate", str(ceiling))
        return RateControl(mode, ceiling, average)
    if mode is RateMode.CBR:
        return RateControl(mode, maximum, target or defaults.target, priority)
    return RateControl(mode, maximum, priority=priority)


def _modes(limits: CodingLimits) -> tuple[RateMode, ...]:
    known = [RateMode.VBR]
    if limits.rate_control >= (1, 1):
        known.append(RateMode.MBR)
    if limits.rate_control < (2, 0):
        known.append(RateMode.CBR)
    if limits.average:
        known.append(RateMode.ABR)
    return tuple(known)


def _zipstream(given: Mapping[str, str], defaults: Zipstream, max_fps: float) -> Zipstream:
    take(given, "videozprofilelevel", 0, whole(0, 1 << 31))

    def mode(text: str) -> Mode:
        return Mode(text.lower())

    def slowest(text: str) -> Fraction:
        rate = Fraction(text)
        if not 0 <= rate <= max_fps:
            raise ValueError(text)
        return rate

    return replace(
        defaults,
        strength=take(given, "videozstrength", defaults.strength, lambda text: _STRENGTHS[text.lower()]),
        gop_mode=take(given, "videozgopmode", defaults.gop_mode, mode),
        max_gop_length=take(given, "videozmaxgoplength", defaults.max_gop_length, whole(1, LONGEST_GOP)),
        fps_mode=take(given, "videozfpsmode", defaults.fps_mode, mode),
        min_fps=take(given, "videozminfps", defaults.min_fps, slowest),
        profile=take(given, "videozprofile", defaults.profile, lambda text: ZipProfile(text.lower())),
    )
