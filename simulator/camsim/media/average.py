"""How a stream keeps its average bit rate: measured from its beginning, judged after five minutes (page slug: rate-control).

Guesses: above the target by a tenth is too much, below half of it too little. What the vendor calls low quality without a missed target is
not told: encoders here do not say how far they had to go.
"""

from __future__ import annotations

from dataclasses import replace

from camsim.device.average_bitrate import AverageStream, Trouble
from camsim.media.coding import Coding, FrameSkip, Mode
from camsim.media.stream import StreamKey
from camsim.media.unit import Codec

SETTLING = 300.0
"""Seconds in which a stream may exceed its target."""
MOST, LEAST = 1.1, 0.5
"""Shares of the target between which all is well."""


class Meter:
    """The average of one stream."""

    def __init__(self, key: StreamKey, rate: float) -> None:
        """`rate`: frames per second."""
        self._coding = key.coding or Coding()
        self._rate = rate
        self._frames = 0
        self._bits = 0
        self.stream = _identity(key, self._coding, rate)
        """The stream as it was judged last."""

    def count(self, size: int) -> bool:
        """A frame of so many bytes, 0 for one that was left out; returns whether the judgement has changed."""
        self._frames += 1
        self._bits += 8 * size
        trouble = self._trouble()
        changed = trouble is not self.stream.trouble
        if changed:
            self.stream = replace(self.stream, trouble=trouble)
        return changed

    def end(self) -> bool:
        """The stream is over; returns whether there is trouble to take back."""
        troubled = self.stream.trouble is not Trouble.NONE
        self.stream = replace(self.stream, trouble=Trouble.NONE)
        return troubled

    def _trouble(self) -> Trouble:
        seconds, target = self._frames / self._rate, self._coding.rate.target * 1000
        if seconds < SETTLING:
            return Trouble.NONE
        average = self._bits / seconds
        return Trouble.HIGH_BITRATE if average > MOST * target else Trouble.LOW_BITRATE if average < LEAST * target else Trouble.NONE


def _identity(key: StreamKey, coding: Coding, rate: float) -> AverageStream:
    zipstream = coding.zipstream
    width, height = key.shape.size
    return AverageStream(
        channel=key.channel,
        width=width,
        height=height,
        fps=round(rate),
        gop_length=coding.gop_length,
        max_gop_length=zipstream.max_gop_length,
        profile=f"h264_{coding.profile}" if key.codec is Codec.H264 else f"{key.codec}_main",
        zipstream=zipstream.strength,
        dynamic_gop=zipstream.gop_mode is Mode.DYNAMIC,
        dynamic_fps=zipstream.fps_mode is Mode.DYNAMIC,
        min_fps=int(zipstream.min_fps),
        empty_frames=coding.skip is FrameSkip.EMPTY,
    )
