"""H.265 by x265, main profile. About seven times the work of H.264."""

from __future__ import annotations

from camsim.media.encode import annexb
from camsim.media.encode.video import VideoEncoder, opened, setup
from camsim.media.stream import StreamKey

_SETS = (32, 33, 34)
"""VPS, SPS, PPS."""
_WORST = 51

_FAST = "ctu=32:min-cu-size=16:subme=0:aq-mode=0:rd=1"
"""Beyond the fastest preset: a sixth less work at the same size of the stream."""


def quantiser(compression: int) -> int:
    """Compression 0..100 as CRF: 20 at 0, 29 at the usual 30, 41 at 70, 50 at 100: about the quality of H.264 with three less."""
    return round(20 + 0.3 * max(0, min(100, compression)))


def open_h265(key: StreamKey, rate: float) -> VideoEncoder:
    """An encoder for a stream of `rate` frames per second. Raises ValueError for a size that the library refuses."""
    wanted = setup(key, rate, "libx265", quantiser(key.compression))
    keys = f"keyint={wanted.longest_gop}:min-keyint=1:scenecut=0:open-gop=0"
    threads = "pools=none:frame-threads=1:wpp=0"
    told = "log-level=none:repeat-headers=0:annexb=1:info=0:hrd=0:aud=0"
    bound = f":qpmax={min(_WORST, highest)}" if (highest := wanted.highest_quantiser) is not None else ""
    wanted.options.update(
        {
            "preset": "ultrafast",
            "tune": "zerolatency",
            "forced-idr": "1",
            "x265-params": f"{told}:{threads}:{keys}:{_FAST}:bframes=0{bound}",
        }
    )
    context = opened(wanted)
    sets = tuple(unit for unit in annexb.split(context.extradata or b"") if unit[0] >> 1 & 0x3F in _SETS)
    return VideoEncoder(wanted, context, sets)
