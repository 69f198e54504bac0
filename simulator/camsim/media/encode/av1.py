"""AV1 by SVT-AV1, main profile, low delay. About the work of H.265. The sequence header also travels in every key frame.

The preset is the fastest that codes single blocks as faithfully as the stamp needs; faster ones let them fade for some frames. In low
delay the library keeps no maximum but that of a constant rate: so a maximum bit rate is a constant one whose quantiser may not fall
below that of the compression.
The library writes to standard error whatever the caller says; `SVT_LOG` in the environment rules it, and is set to errors only
unless it is set already.
"""

from __future__ import annotations

import os
from dataclasses import replace

from camsim.media.coding import RateMode
from camsim.media.encode.video import Setup, VideoEncoder, opened, setup
from camsim.media.paint.planes import Planes
from camsim.media.stream import StreamKey

_SEQUENCE_HEADER = 1
_WORST = 63


def quantiser(compression: int) -> int:
    """Compression 0..100 as CRF: 20 at 0, 30 at the usual 30, 44 at 70, 55 at 100."""
    return round(20 + 0.35 * max(0, min(100, compression)))


def open_av1(key: StreamKey, rate: float) -> VideoEncoder:
    """An encoder for a stream of `rate` frames per second. Raises ValueError where the library refuses the size or lacks the encoder."""
    os.environ.setdefault("SVT_LOG", "1")
    wanted = setup(key, rate, "libsvtav1", quantiser(key.compression), pixels="yuv420p")
    params = f"lp=1:pred-struct=1:lookahead=0:irefresh-type=2:force-key-frames=1:keyint={wanted.longest_gop}"
    control = wanted.coding.rate
    if control.mode is not RateMode.VBR:
        params += ":rc=2"
        aim = control.maximum if control.mode is RateMode.MBR else control.target
        wanted = replace(wanted, coding=replace(wanted.coding, rate=replace(control, maximum=aim)))
        wanted.options["b"] = f"{aim}k"
    if control.mode is RateMode.MBR:
        wanted.options["qmin"] = str(wanted.quantiser)
    wanted.options.update({"preset": "9", "svtav1-params": params})
    if (highest := wanted.highest_quantiser) is not None:
        wanted.options["qmax"] = str(min(_WORST, highest))
    return VideoEncoder(wanted, opened(wanted), (_sequence_header(wanted),))


def _sequence_header(wanted: Setup) -> bytes:
    """The sequence header as the first key frame brings it: the one that the library tells in advance differs in some bits."""
    trial = VideoEncoder(wanted, opened(wanted), ())
    first = trial.encode(Planes.gray(*wanted.size))
    trial.close()
    for kind, unit in units(first.payload if first else b""):
        if kind == _SEQUENCE_HEADER:
            return unit
    raise RuntimeError("a key frame without a sequence header")


def units(data: bytes) -> list[tuple[int, bytes]]:
    """The open bitstream units of a temporal unit (AV1 specification, 5.3): kind and whole unit, header and size included."""
    found, start = [], 0
    while start < len(data):
        head = data[start]
        at = start + (2 if head & 0x04 else 1)
        size, shift = 0, 0
        while True:
            size |= (data[at] & 0x7F) << shift
            at, shift = at + 1, shift + 7
            if not data[at - 1] & 0x80:
                break
        found.append((head >> 3 & 0x0F, data[start : at + size]))
        start = at + size
    return found
