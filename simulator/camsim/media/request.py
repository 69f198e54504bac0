"""Stream arguments checked against what the camera has: the same for JPEG, MJPEG and RTSP (page slug: video-streaming).

Decisions where the reference is silent: a compression, resolution, rotation or camera outside its range is refused; a frame rate
above the maximum is capped; of an argument given twice the caller hands over one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from camsim.device.errors import OutOfRangeError
from camsim.media.paint.text import LONGEST_TEXT, TextBackground, TextColor, TextOverlay, TextPosition, TextSize
from camsim.media.paint.tone import Tone
from camsim.media.stream import StreamKey

T = TypeVar("T")

_NTSC = {"4CIF": (704, 480), "2CIF": (704, 240), "CIF": (352, 240), "QCIF": (176, 120), "D1": (720, 480)}
_PAL = {"4CIF": (704, 576), "2CIF": (704, 288), "CIF": (352, 288), "QCIF": (176, 144), "D1": (720, 576)}
_SQUARE_NTSC = {"4CIF": (640, 480), "2CIF": (640, 240), "CIF": (320, 240), "QCIF": (160, 120), "D1": (640, 480)}
_SQUARE_PAL = {"4CIF": (768, 576), "2CIF": (768, 288), "CIF": (384, 288), "QCIF": (192, 144), "D1": (768, 576)}

_NO_TEXT = TextOverlay()
_OVERLAYS = ("all", "text", "image", "application", "off")
_YES = {"1": True, "yes": True, "true": True, "on": True, "0": False, "no": False, "false": False, "off": False}
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


@dataclass(frozen=True, slots=True)
class Limits:
    """What the camera can do."""

    resolutions: tuple[str, ...] = ()
    """As listed in `Properties.Image.Resolution`; empty: any that the sensor has."""
    rotations: tuple[int, ...] = (0, 90, 180, 270)
    channels: int = 1
    max_fps: float = 30.0
    sensor: tuple[int, int] = (1920, 1080)
    """Width and height in pixels that no picture exceeds."""
    legacy_overlays: bool = True
    """Whether the overlay arguments have an effect: not from OS 10.6 on."""
    pal: bool = False
    """What the names stand for: 4CIF is 704x576 with PAL, 704x480 with NTSC."""


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


def resolve(arguments: Mapping[str, str], defaults: Defaults, limits: Limits) -> StreamRequest:
    """Checks stream arguments; unknown ones are ignored, names may be in any case.

    `arguments` are those of the URL, with those of a stream profile beneath them. `defaults` belong to the channel asked for
    (see `channel_of`). Raises OutOfRangeError with the argument's name as subject for a bad value.
    """
    given = {name.lower(): value for name, value in arguments.items()}
    channel = channel_of(given, defaults, limits)
    rotation = _take(given, "rotation", defaults.rotation, lambda text: _among(int(text), limits.rotations))
    square = _take(given, "squarepixel", defaults.square_pixel, _flag)
    size = _take(given, "resolution", None, lambda text: _size(text, limits, rotation, square))
    size = size or _size(defaults.resolution, limits, rotation, square)
    fps = _take(given, "fps", defaults.fps, lambda text: _within(float(text), 0.0, 1000.0))
    key = StreamKey(
        channel=channel,
        width=size.width,
        height=size.height,
        rotation=rotation,
        mirror=_take(given, "mirror", defaults.mirror, _flag),
        color=_take(given, "color", defaults.color, _flag),
        tone=replace(
            defaults.tone, color_level=_take(given, "colorlevel", defaults.tone.color_level, lambda text: _within(int(text), 0, 100))
        ),
        compression=_take(given, "compression", defaults.compression, lambda text: _within(int(text), 0, 100)),
        fps=0.0 if fps >= limits.max_fps else fps,
        overlay=_overlay(given, defaults, limits),
        stamp=defaults.stamp,
        analog=size.analog,
    )
    return StreamRequest(
        key,
        _take(given, "duration", defaults.duration, lambda text: _within(float(text), 0.0, 1e9)),
        _take(given, "nbrofframes", defaults.frames, lambda text: _within(int(text), 0, 1 << 31)),
    )


def channel_of(arguments: Mapping[str, str], defaults: Defaults, limits: Limits) -> int:
    """The channel that a request asks for: 1, 2, ... Raises OutOfRangeError(subject="camera") for one that is not there."""
    given = {name.lower(): value for name, value in arguments.items()}
    return _take(given, "camera", defaults.channel, lambda text: _within(int(text), 1, limits.channels))


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
    which = _take(given, "overlays", defaults.overlays, lambda value: _among(value.lower(), _OVERLAYS))
    wanted = replace(
        text,
        show_text=_take(given, "text", text.show_text, _flag),
        show_date=_take(given, "date", text.show_date, _flag),
        show_clock=_take(given, "clock", text.show_clock, _flag),
        text=_take(given, "textstring", text.text, _words),
        color=_take(given, "textcolor", text.color, lambda value: TextColor(value.lower())),
        background=_take(given, "textbackgroundcolor", text.background, lambda value: TextBackground(value.lower())),
        position=_take(given, "textpos", text.position, lambda value: _POSITIONS[value.lower()]),
        size=_take(given, "textsize", text.size, lambda value: TextSize(value.lower())),
    )
    if not limits.legacy_overlays:
        wanted = text
    return None if wanted.blank or which not in ("all", "text") else wanted


def _take(given: Mapping[str, str], name: str, default: T, read: Callable[[str], T]) -> T:
    text = given.get(name)
    if text is None:
        return default
    try:
        return read(text.strip())
    except (ValueError, KeyError, OverflowError) as error:
        raise OutOfRangeError(f"{name}={text} is not allowed", subject=name, value=text) from error


def _flag(text: str) -> bool:
    return _YES[text.lower()]


def _words(text: str) -> str:
    if len(text) > LONGEST_TEXT:
        raise ValueError(text)
    return text


def _among(value: T, allowed: tuple[T, ...]) -> T:
    if value not in allowed:
        raise ValueError(value)
    return value


_Number = TypeVar("_Number", int, float)


def _within(value: _Number, low: _Number, high: _Number) -> _Number:
    if not low <= value <= high:
        raise ValueError(value)
    return value
