"""What the predicting encoders have in common: the library's context, key frames, the bit rate's bounds, Zipstream.

Rules
1. One thread and no look-ahead: each picture comes out at once, and the same pictures give the same bytes.
2. Key frames stand `gop_length` frames apart; one that is forced begins the count anew.
3. The picture is still while fewer than one in fifty of its luma samples (each eighth across and down, above the stamp) changes by
   more than 12 from one picture to the next.
   Dynamic GOP: a key frame that falls due waits while the picture is still, at most until `max_gop_length`.
   Dynamic FPS: while the picture is still, frames are left out, down to `min_fps`.
4. Under a maximum bit rate the library's buffer model holds one second. With priority `none` or `quality` its quantiser is bounded,
   and frames are left out once more than a second's worth of bits is owed.
5. Sizes are even: of an odd row or column at the edge the codecs know nothing.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, cast

import av
import numpy as np
import numpy.typing as npt
from av.video.frame import PictureType

from camsim.media import stamp
from camsim.media.coding import Coding, FrameSkip, Mode, Priority, RateMode
from camsim.media.encode import Encoded, annexb
from camsim.media.paint.planes import Planes
from camsim.media.stream import StreamKey

_GLOBAL_HEADER = 1 << 22
"""Parameter sets go into the extradata and not into the stream (libavcodec's AV_CODEC_FLAG_GLOBAL_HEADER)."""
_FULL_RANGE, _BT601 = 2, 6
_NEUTRAL = 128

_SPACING = 8
_CHANGED, _STILL = 12, 0.02
_SLACK = {Priority.NONE: 16, Priority.QUALITY: 8}
"""How far the quantiser may rise to keep the maximum bit rate before frames are left out."""


@dataclass(frozen=True, slots=True)
class Setup:
    """How a stream asks a library for an encoder."""

    library: str
    size: tuple[int, int]
    """Width and height in pixels, even."""
    rate: Fraction
    """Frames per second."""
    coding: Coding
    quantiser: int
    """On the library's scale: what the compression, and the strength of Zipstream, ask for."""
    options: dict[str, str] = field(default_factory=dict)
    pixels: str = "yuvj420p"
    color: bool = True
    """False: chroma is neutral."""
    floor: int = 0
    """Rows that show the scene: those below carry the stamp."""
    steady: int | None = None
    """What is added to the quantiser where no bit rate is to be kept, and each picture gets the same; None: it is the library's choice."""

    @property
    def longest_gop(self) -> int:
        """Frames between key frames at most, for the library, which buffers when told that each is one: those are forced."""
        coding = self.coding
        return max(2, coding.zipstream.max_gop_length if coding.zipstream.gop_mode is Mode.DYNAMIC else coding.gop_length)

    @property
    def highest_quantiser(self) -> int | None:
        """Where frames are left out rather than coded worse; None: nowhere."""
        rate = self.coding.rate
        slack = _SLACK.get(rate.priority) if rate.mode is RateMode.MBR else None
        return None if slack is None else self.quantiser + slack

    def with_rate(self) -> dict[str, str]:
        """The options with those of the bit rate, as libavcodec spells them for all libraries."""
        rate, options = self.coding.rate, dict(self.options)
        if rate.mode in (RateMode.ABR, RateMode.CBR):
            options["b"] = f"{rate.target}k"
        elif self.steady is not None and not rate.maximum:
            options["qp"] = str(self.steady + self.quantiser)
        elif "b" not in options:
            options["crf"] = str(self.quantiser)
        if rate.maximum:
            options["maxrate"] = options["bufsize"] = f"{rate.maximum}k"
        return options


def setup(key: StreamKey, rate: float, library: str, quantiser: int, **more: Any) -> Setup:
    """The setup of a stream; `quantiser` is that of its compression, before Zipstream raises it."""
    coding = key.coding or Coding()
    width, height = key.shape.size
    return Setup(
        library,
        (width & ~1, height & ~1),
        Fraction(rate).limit_denominator(1001),
        coding,
        quantiser + coding.zipstream.strength // 10,
        color=key.color,
        floor=stamp.upper_edge(width, height) if key.stamp else height,
        **more,
    )


def opened(setup: Setup) -> av.VideoCodecContext:
    """A library's encoder, ready for pictures. Raises ValueError where the library refuses."""
    context = cast(av.VideoCodecContext, av.CodecContext.create(setup.library, "w"))
    context.width, context.height = setup.size
    context.pix_fmt = setup.pixels
    context.color_range, context.colorspace = _FULL_RANGE, _BT601
    context.framerate, context.time_base = setup.rate, 1 / setup.rate
    context.gop_size, context.max_b_frames = setup.longest_gop, 0
    context.thread_count = 1
    context.flags |= _GLOBAL_HEADER
    context.options = setup.with_rate()
    try:
        context.open()
    except av.FFmpegError as error:
        raise ValueError(f"{setup.library} refuses {setup}") from error
    return context


class VideoEncoder:
    """A stream of pictures through one library encoder."""

    def __init__(self, setup: Setup, context: av.VideoCodecContext, parameter_sets: tuple[bytes, ...]) -> None:
        self._setup = setup
        self._context: av.VideoCodecContext | None = context
        self._sets = parameter_sets
        self._head = annexb.joined(parameter_sets) if setup.coding.sets_in_band else b""
        self._count = 0
        self._since_key = 0
        """Pictures coded since the last key frame, that included."""
        self._left_out = 0
        """Pictures left out since the last coded one."""
        self._seen: npt.NDArray[np.int16] | None = None
        self._last: Planes | None = None
        self._owed = 0.0
        """Bits beyond what the maximum bit rate gave so far."""

    @property
    def parameter_sets(self) -> tuple[bytes, ...]:
        """As `Unit.parameter_sets`."""
        return self._sets

    def encode(self, planes: Planes, force_key: bool = False) -> Encoded | None:
        """The next picture, coded; None when it is left out."""
        self._pay()
        still = self._still(planes)
        force_key = force_key or self._count == 0
        if not force_key:
            if still and self._thinned():
                return None
            if self._in_debt():
                if self._setup.coding.skip is FrameSkip.DROP or self._last is None:
                    self._left_out += 1
                    return None
                planes = self._last
        return self._code(planes, force_key or self._key_due(still))

    def close(self) -> None:
        """Flushes and frees the library's encoder."""
        context, self._context = self._context, None
        if context is not None:
            context.encode(None)

    # ---- inside

    def _code(self, planes: Planes, key: bool) -> Encoded:
        if self._context is None:
            raise ValueError("the encoder is closed")
        setup = self._setup
        picture = _frame(planes, setup)
        picture.pts = self._count
        picture.time_base = self._context.time_base
        picture.pict_type = PictureType.I if key else PictureType.NONE
        packets = self._context.encode(picture)
        if len(packets) != 1:
            raise RuntimeError(f"{setup.library} gave {len(packets)} packets for a picture")
        payload, key = bytes(packets[0]), packets[0].is_keyframe
        if self._count == 0:
            payload = _without_banner(payload, setup.library)
        if key:
            payload, self._since_key = self._head + payload, 0
        self._count += 1
        self._since_key += 1
        self._left_out = 0
        self._owed += len(payload) * 8
        if setup.coding.skip is FrameSkip.EMPTY:
            self._last = planes
        return Encoded(payload, key)

    def _key_due(self, still: bool) -> bool:
        coding = self._setup.coding
        if coding.zipstream.gop_mode is Mode.DYNAMIC and still:
            return self._since_key >= coding.zipstream.max_gop_length
        return self._since_key >= coding.gop_length

    def _still(self, planes: Planes) -> bool:
        zipstream = self._setup.coding.zipstream
        if Mode.DYNAMIC not in (zipstream.gop_mode, zipstream.fps_mode):
            return False
        seen, self._seen = self._seen, planes.y[: self._setup.floor : _SPACING, ::_SPACING].astype(np.int16)
        return seen is not None and float(np.mean(np.abs(self._seen - seen) > _CHANGED)) < _STILL

    def _thinned(self) -> bool:
        """Whether a picture of a still scene is left out."""
        zipstream = self._setup.coding.zipstream
        if zipstream.fps_mode is Mode.FIXED:
            return False
        spacing = math.floor(self._setup.rate / (zipstream.min_fps or 1))
        if self._left_out + 1 >= spacing:
            return False
        self._left_out += 1
        return True

    def _pay(self) -> None:
        rate = self._setup.coding.rate
        if rate.maximum:
            self._owed = max(0.0, self._owed - rate.maximum * 1000 / float(self._setup.rate))

    def _in_debt(self) -> bool:
        setup = self._setup
        return setup.highest_quantiser is not None and self._owed > setup.coding.rate.maximum * 1000


def _frame(planes: Planes, setup: Setup) -> av.VideoFrame:
    width, height = setup.size
    picture = av.VideoFrame(width, height, setup.pixels)
    for target, plane in zip(picture.planes, (planes.y, planes.u, planes.v), strict=True):
        into = np.frombuffer(memoryview(target), np.uint8).reshape(-1, target.line_size)[: target.height, : target.width]
        if setup.color or plane is planes.y:
            into[:] = plane[: target.height, : target.width]
        else:
            into[:] = _NEUTRAL
    return picture


def _without_banner(payload: bytes, library: str) -> bytes:
    """The first access unit without the library's own message to the reader (SEI of H.264)."""
    if library != "libx264":
        return payload
    return annexb.joined(unit for unit in annexb.split(payload) if unit[0] & 0x1F != 6)
