"""H.264 by x264: the profile that was asked for stands in the SPS, the level is the lowest that fits.

Rules
1. Entropy coding is CAVLC in all profiles: CABAC costs half as much again of the whole encode.
2. x264 writes the lowest profile that has the tools in use: high by its transform of 8x8. A stream of the (constrained) baseline profile
   is one of the main profile, too (ITU-T H.264, A.2.2), so for main the SPS alone is changed.
3. Without a bit rate to keep, all pictures have one quantiser: x264 then need not estimate each of them first, which is a third of the
   whole encode. Four less than the CRF gives this scene much the same quality and size.
"""

from __future__ import annotations

from camsim.media.coding import H264Profile
from camsim.media.encode import annexb
from camsim.media.encode.video import VideoEncoder, opened, setup
from camsim.media.stream import StreamKey

_SPS, _PPS = 7, 8
_WORST = 51
_STEADY = -4

_MAIN = b"\x4d\x40"
"""profile_idc and constraint flags of the main profile."""


def quantiser(compression: int) -> int:
    """Compression 0..100 as CRF: 17 at 0, 26 at the usual 30, 38 at 70, 47 at 100. The vendor's own curve is not published."""
    return round(17 + 0.3 * max(0, min(100, compression)))


def open_h264(key: StreamKey, rate: float) -> VideoEncoder:
    """An encoder for a stream of `rate` frames per second. Raises ValueError for a size that the library refuses."""
    wanted = setup(key, rate, "libx264", quantiser(key.compression), steady=_STEADY)
    profile = wanted.coding.profile
    options = {
        "preset": "ultrafast",
        "tune": "zerolatency",
        "profile": profile.value,
        "forced-idr": "1",
        "x264-params": f"cabac=0:8x8dct={profile is H264Profile.HIGH:d}:scenecut=0:min-keyint=1:sliced-threads=0:force-cfr=1:bframes=0",
    }
    if (highest := wanted.highest_quantiser) is not None:
        options["qmax"] = str(min(_WORST, highest))
    wanted.options.update(options)
    context = opened(wanted)
    sets = {unit[0] & 0x1F: unit for unit in annexb.split(context.extradata or b"")}
    sps, pps = sets[_SPS], sets[_PPS]
    if profile is H264Profile.MAIN:
        sps = sps[:1] + _MAIN + sps[3:]
    return VideoEncoder(wanted, context, (sps, pps))
