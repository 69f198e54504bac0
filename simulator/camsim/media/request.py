"""Stream arguments checked against what the camera has: the same for JPEG, MJPEG and RTSP (page slug: video-streaming).

Decisions where the reference is silent: a compression, resolution, rotation or camera outside its range is refused; a frame rate
above the maximum is capped; of an argument given twice the caller hands over one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from camsim.media.arguments import among, flag, take, whole, within
from camsim.media.paint.text import LONGEST_TEXT, TextBackground, TextColor, TextOverlay, TextPosition, TextSize
from camsim.media.paint.tone import Tone
from camsim.media.request_coding import CodingDefaults, CodingLimits, codec_of, coding_of
from camsim.media.stream import StreamKey
from camsim.media.unit import Codec

_NTSC = {"4CIF": (704, 480), "2CIF": (704, 240), "CIF": (352, 240), "QCIF": (176, 120), "D1": (720, 480)}
_PAL = {"4CIF": (704, 576), "2CIF": (704, 288), "CIF": (352, 288), "QCIF": (176, 144), "D1": (720, 576)}
_SQUARE_NTSC = {"4CIF": (640, 480), "2CIF": (640, 240), "CIF": (320, 240), "QCIF": (160, 120), "D1": (640, 480)}
_SQUARE_PAL = {"4CIF": (768, 576), "2CIF": (768, 288), "CIF": (384, 288), "QCIF": (192, 144), "D1": (768, 576)}

_NO_TEXT = TextOverlay()
_OVERLAYS = ("all", "text", "image", "application", "off")
_POSITIONS = {"0": TextPosition.TOP, "top": TextPosition.TOP, "1": TextPosition.BOTTOM, "bottom": TextPosition.BOTTOM}


@dataclass(frozen=True, slots=True)
class Defaults:
    """What a channel's parameters say for arguments that a request leaves out."""

    channel: int = 1
    resolution: str = "640x480"
    """`Image.I#.Appearance.Resolution`: WIDTHxHEIGHT or a name such as 4CIF."""
    compression: int = 30
    rotation: int = 0
    mirror: bool = False
    color: bool = True
    square_pixel: bool = False
    tone: Tone = Tone()
    """`ImageSource.I#.Sensor.ColorLevel`, `Brightness` and `Contrast`."""
    fps: float = 0.0
    """`Image.I#.Stream.FPS`; 0: the maximum."""
    duration: float = 0.0
    """Seconds; 0: without end."""
    frames: int = 0
    """`NbrOfFrames`; 0: without end."""
    overlays: str = "all"
    """`Image.I#.Appearance.Overlays`: all, text, image, application or off."""
    text: TextOverlay = _NO_TEXT
    """`Image.I#.Text.*`."""
    stamp: bool = True
    max_frame_size: int = 0
    """`Image.I#.SizeControl.MaxFrameSize`: kilobytes of a JPEG; 0: no bound."""
    coding: CodingDefaults = CodingDefaults()


@dataclass(frozen=True, slots=True)
class Limits:
    """What the camera can do."""

    resolutions: tuple[str, ...] = ()
    """As listed in `Properties.Image.Resolution`; empty: any that the sensor has."""
    rotations: tuple[int, ...] = (0, 90, 180, 270)
    channels: int = 1
    quad: int | None = None
    """The channel that `quad` stands for."""
    max_fps: float = 30.0
    sensor: tuple[int, int] = (1920, 1080)
    """Width and height in pixels that no picture exceeds."""
    legacy_overlays: bool = True
    """Whether the overlay arguments have an effect: not from OS 10.6 on."""
    pal: bool = False
    """What the names stand for: 4CIF is 704x576 with PAL, 704x480 with NTSC."""
    coding: CodingLimits = CodingLimits()


@dataclass(frozen=True, slots=True)
class StreamRequest:
    """A request understood: which stream, and how much of it."""

    key: StreamKey
    duration: float = 0.0
    """Seconds; 0: without end."""
    frames: int = 0
    """0: without end."""


@dataclass(frozen=True, slots=True)
class _Size:
    width: int
    height: int
    analog: bool = False


def resolve(arguments: Mapping[str, str], defaults: Defaults, limits: Limits, *, any_codec: bool = False) -> StreamRequest:
    """Checks stream arguments; unknown ones are ignored, names may be in any case.

    `any_codec`: whether `videocodec` and all that belongs to it count, as in RTSP; a request for JPEG does not know them.

    `arguments` are those of the URL, with those of a stream profile beneath them. `defaults` belong to the channel asked for
    (see `channel_of`). Raises OutOfRangeError with the argument's name as subject for a bad value.
    """
    given = {name.lower(): value for name, value in arguments.items()}
    channel = channel_of(given, defaults, limits)
    rotation = take(given, "rotation", defaults.rotation, lambda text: among(int(text), limits.rotations))
    square = take(given, "squarepixel", defaults.square_pixel, flag)
    size = take(given, "resolution", None, lambda text: _size(text, limits, rotation, square))
    size = size or _size(defaults.resolution, limits, rotation, square)
    fps = take(given, "fps", defaults.fps, lambda text: within(float(text), 0.0, 1000.0))
    codec = codec_of(given, limits.coding) if any_codec else Codec.JPEG
    coding = coding_of(given, defaults.coding, limits.coding, limits.max_fps) if any_codec else None
    frame_size = take(given, "maxframesize", defaults.max_frame_size, whole(0, 1 << 31))
    key = StreamKey(
        channel=channel,
        width=size.width,
        height=size.height,
        rotation=rotation,
        mirror=take(given, "mirror", defaults.mirror, flag),
        color=take(given, "color", defaults.color, flag),
        tone=replace(defaults.tone, color_level=take(given, "colorlevel", defaults.tone.color_level, whole(0, 100))),
        compression=take(given, "compression", defaults.compression, whole(0, 100)),
        fps=0.0 if fps >= limits.max_fps else fps,
        overlay=_overlay(given, defaults, limits),
        stamp=defaults.stamp,
        analog=size.analog,
        codec=codec,
        coding=coding.settled(codec) if coding is not None and codec.predicts else None,
        max_frame_size=0 if codec.predicts else frame_size,
    )
    return StreamRequest(
        key,
        take(given, "duration", defaults.duration, lambda text: within(float(text), 0.0, 1e9)),
        take(given, "nbrofframes", defaults.frames, whole(0, 1 << 31)),
    )


def channel_of(arguments: Mapping[str, str], defaults: Defaults, limits: Limits) -> int:
    """The channel that a request asks for: 1, 2, ... Raises OutOfRangeError(subject="camera") for one that is not there."""
    given = {name.lower(): value for name, value in arguments.items()}
    numbered = whole(1, limits.channels)
    return take(given, "camera", defaults.channel, lambda text: limits.quad if limits.quad and text.lower() == "quad" else numbered(text))


def pixels(resolution: str, *, pal: bool = False, square_pixel: bool = False) -> tuple[int, int]:
    """Width and height behind a resolution as a parameter or argument spells it. Raises ValueError for a word that is none."""
    names = (_SQUARE_PAL if pal else _SQUARE_NTSC) if square_pixel else (_PAL if pal else _NTSC)
    named = names.get(resolution.upper())
    if named is not None:
        return named
    width, height = (int(part) for part in resolution.lower().split("x"))
    return width, height


def _size(text: str, limits: Limits, rotation: int, square: bool) -> _Size:
    """The pixels before rotation; a size listed for the rotated picture is taken, too."""
    width, height = pixels(text, pal=limits.pal, square_pixel=square)
    listed = {name.upper() for name in limits.resolutions}
    named = text.upper() in _NTSC
    if named:
        if listed and text.upper() not in listed:
            raise ValueError(text)
        return _Size(width, height, analog=True)
    same = next((name for name in listed if name in _NTSC and pixels(name, pal=limits.pal) == (width, height)), None)
    if same is not None:
        return _Size(*pixels(same, pal=limits.pal, square_pixel=square), analog=True)
    if listed and f"{width}X{height}" not in listed:
        if rotation % 180 and f"{height}X{width}" in listed:
            width, height = height, width
        else:
            raise ValueError(text)
    elif rotation % 180 and height > width:
        width, height = height, width
    if not (16 <= width <= limits.sensor[0] and 16 <= height <= limits.sensor[1]):
        raise ValueError(text)
    return _Size(width, height)


def _overlay(given: Mapping[str, str], defaults: Defaults, limits: Limits) -> TextOverlay | None:
    """The text bar, None when it tells nothing. All arguments are checked, even where they have no effect."""
    text = defaults.text
    which = take(given, "overlays", defaults.overlays, lambda value: among(value.lower(), _OVERLAYS))
    wanted = replace(
        text,
        show_text=take(given, "text", text.show_text, flag),
        show_date=take(given, "date", text.show_date, flag),
        show_clock=take(given, "clock", text.show_clock, flag),
        text=take(given, "textstring", text.text, _words),
        color=take(given, "textcolor", text.color, lambda value: TextColor(value.lower())),
        background=take(given, "textbackgroundcolor", text.background, lambda value: TextBackground(value.lower())),
        position=take(given, "textpos", text.position, lambda value: _POSITIONS[value.lower()]),
        size=take(given, "textsize", text.size, lambda value: TextSize(value.lower())),
    )
    if not limits.legacy_overlays:
        wanted = text
    return None if wanted.blank or which not in ("all", "text") else wanted


def _words(text: str) -> str:
    if len(text) > LONGEST_TEXT:
        raise ValueError(text)
    return text
