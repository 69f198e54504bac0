"""RTP packets of one stream for many sessions: what a session costs against a bare copy of the bytes, and against packing it anew."""

from __future__ import annotations

import random
import struct
import time
from collections.abc import Callable

from measure import median_of, note, report

from camsim.wire.rtp import h264, jpeg
from camsim.wire.rtp.burst import Burst
from camsim.wire.rtp.payload import Fragment

LIMIT = 1388
RUNS = 15
SSRC = 0xDEADBEEF
PARAMETER_SETS = b"\0\0\0\1\x67\x64\0\x29\xad\0\0\0\1\x68\xee\x3c\xb0"


def access_unit(size: int) -> bytes:
    """Parameter sets and one slice of noise, without start codes inside."""
    return PARAMETER_SETS + b"\0\0\1\x65" + random.Random(1).randbytes(size).replace(b"\0\0", b"\0\1")


def seconds(run: Callable[[], object], times: int = 100) -> float:
    """Median time of one call."""

    def several() -> float:
        begin = time.perf_counter()
        for _ in range(times):
            run()
        return (time.perf_counter() - begin) / times

    return median_of(several, RUNS)


def packed(fragments: tuple[Fragment, ...], sequence: int) -> bytes:
    """The plain way: a header for each packet, all joined, anew for each session."""
    parts = []
    for index, (payload, marker, _) in enumerate(fragments):
        parts.append(struct.pack(">BBHBBHII", 0x24, 0, 12 + len(payload), 0x80, 96 | marker << 7, sequence + index & 0xFFFF, 1, SSRC))
        parts.append(payload)
    return b"".join(parts)


def sessions(name: str, size: int, limit: int, goal: float | None) -> None:
    unit = access_unit(size)
    fragments = h264.packetise(unit, limit)
    burst = Burst(fragments, 96, 1, 0.0)
    assert packed(fragments, 7) == burst.interleaved(0, SSRC, 7)
    whole = burst.interleaved(0, SSRC, 7)
    ours = seconds(lambda: burst.interleaved(0, SSRC, 7))
    made = seconds(lambda: Burst(h264.packetise(unit, limit), 96, 1, 0.0), 20)
    report(f"{name}: a session / a copy", ours, seconds(lambda: bytearray(whole)), None, "s")
    report(f"{name}: a session / headers joined anew", ours, seconds(lambda: packed(fragments, 7)), goal, "s")
    report(f"{name}: 100 sessions / all on their own", made + 100 * ours, 100 * (made + ours), 0.1, "s")
    note(packets=burst.packets, bytes=len(whole))


def main() -> None:
    sessions("key frame, packets of 1400", 200_000, LIMIT, 0.25)
    sessions("key frame, packets of 64000", 200_000, 63_988, None)
    sessions("10 kB, packets of 1400", 10_000, LIMIT, 0.75)
    unit = access_unit(200_000)
    copy = seconds(lambda: bytearray(unit))
    report("packetising a key frame, once per stream / a copy", seconds(lambda: h264.packetise(unit, LIMIT), 20), copy, None, "s")
    report(
        "the same and laying it out / a copy",
        seconds(lambda: Burst(h264.packetise(unit, LIMIT), 96, 1, 0.0), 20),
        copy,
        None,
        "s",
    )
    picture = coded_picture()
    copy = seconds(lambda: bytearray(picture))
    report("packetising a JPEG, once per stream / a copy", seconds(lambda: jpeg.packetise(picture, LIMIT), 20), copy, None, "s")


def coded_picture() -> bytes:
    """A JPEG of noise, about 200 kB."""
    import numpy
    import simplejpeg

    noise = numpy.random.default_rng(1)
    y, u, v = (noise.integers(0, 256, size, numpy.uint8) for size in ((360, 640), (180, 320), (180, 320)))
    return bytes(simplejpeg.encode_jpeg_yuv_planes(y, u, v, quality=75))


if __name__ == "__main__":
    main()
