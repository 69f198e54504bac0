"""What a frame costs with each codec against a JPEG of the same picture, and what a further reader of a stream costs in the gallery."""

from __future__ import annotations

import asyncio
import time

from camsim.device.clock import STEPPED_START, Clock, ClockMode
from camsim.media.coding import Coding
from camsim.media.encode import Encoded, open_encoder
from camsim.media.eye import Lens, Pose
from camsim.media.gallery import Gallery
from camsim.media.paint.planes import Planes
from camsim.media.picture import planes_of
from camsim.media.source import Moment
from camsim.media.stream import Reader, StreamKey
from camsim.media.unit import Codec
from camsim.profile.model import Generation, Profile, VideoFacts

RATE = 30.0
FRAMES = 90
ROUNDS = 5
READERS = 100
SECONDS = 20.0
NOON = STEPPED_START + 12 * 3600.0
PROFILE = Profile("bench", "12.0", Generation.C, "Camera", "dome", (), video=VideoFacts(max_fps=RATE))
GOALS = {Codec.H264: 1.5}
"""Of one JPEG encode, as the design has measured."""


class Source:
    """A camera whose head turns slowly."""

    serial, seed, profile = "B8A44F0A0B0C", 0, PROFILE

    def __init__(self) -> None:
        self.clock = Clock(ClockMode.STEPPED, start=NOON)

    def boot_time(self) -> float:
        return NOON - 100.0

    def camera_time(self) -> float:
        return self.clock.now()

    def time_zone_offset(self) -> float:
        return 0.0

    def pose(self, channel: int, t: float) -> Pose:
        return Pose((t - NOON) * 2.0 % 360.0, -10.0, 1, 62.3)


def key(codec: Codec, width: int, height: int) -> StreamKey:
    return StreamKey(width=width, height=height, codec=codec, coding=Coding() if codec.predicts else None)


def pictures(width: int, height: int) -> list[Planes]:
    lens, serial = Lens(1920, 1080, 30.8), Source.serial
    head = Source()
    times = [NOON + number / RATE for number in range(FRAMES)]
    return [
        planes_of(Moment(key(Codec.JPEG, width, height), number, 0, t, t, 0.0, head.pose(1, t), lens, serial, 0))
        for number, t in enumerate(times)
    ]  # fmt: skip


def encode(codecs: tuple[Codec, ...], width: int, height: int, frames: list[Planes]) -> dict[Codec, float]:
    """Seconds of CPU per frame, the best of some rounds through all codecs."""
    best = dict.fromkeys(codecs, float("inf"))
    for codec in codecs * ROUNDS:
        encoder = open_encoder(key(codec, width, height), RATE)
        begin = time.process_time()
        for picture in frames:
            encoder.encode(picture)
        best[codec] = min(best[codec], (time.process_time() - begin) / len(frames))
        encoder.close()
    return best


def paint(width: int, height: int) -> float:
    begin = time.process_time()
    frames = pictures(width, height)
    return (time.process_time() - begin) / len(frames)


class Canned:
    """An encoder that costs nothing, so that the readers stand out."""

    parameter_sets: tuple[bytes, ...] = ()

    def __init__(self, key: StreamKey, rate: float) -> None:
        self.payload = b"x" * 10_000

    def encode(self, planes: Planes, force_key: bool = False) -> Encoded:
        return Encoded(self.payload)

    def close(self) -> None:
        pass


async def deliver(readers: int) -> float:
    """Seconds of CPU per frame, for all readers."""
    source = Source()
    source.clock.attach(asyncio.get_running_loop())
    gallery = Gallery(source, open_encoder=Canned)
    counts = [0] * readers

    async def read(place: int, reader: Reader) -> None:
        async for _ in reader:
            counts[place] += 1

    tasks = [asyncio.create_task(read(place, gallery.open(key(Codec.H264, 160, 90)))) for place in range(readers)]
    await gallery.advance(1.0)
    begin, before = time.process_time(), counts[0]
    await gallery.advance(SECONDS)
    spent = time.process_time() - begin
    frames = counts[0] - before
    if len(set(counts)) != 1 or gallery.streams[0].dropped:
        raise SystemExit("readers lost frames")
    await gallery.close()
    await asyncio.gather(*tasks)
    source.clock.detach()
    return spent / frames


def line(name: str, ratio: float, goal: float | None = None) -> None:
    aim = f"goal {goal:g}: {'met' if ratio <= goal else 'missed'}" if goal is not None else ""
    print(f"{name:64} {ratio:8.4f} times  {aim}", flush=True)


def main() -> None:
    for width, height in ((1920, 1080), (1280, 720)):
        frames = pictures(width, height)
        costs = encode((Codec.JPEG, Codec.H264, Codec.H265, Codec.AV1), width, height, frames)
        jpeg = costs.pop(Codec.JPEG)
        for codec, cost in costs.items():
            line(f"{codec} against JPEG, CPU per frame of {width}x{height}", cost / jpeg, GOALS.get(codec))
        line(f"painting against JPEG, CPU per frame of {width}x{height}", paint(width, height) / jpeg)
    h264 = costs[Codec.H264]
    one, many = (min(asyncio.run(deliver(readers)) for _ in range(ROUNDS)) for readers in (1, READERS))
    line("one more reader against one H.264 encode, per frame of 1280x720", (many - one) / (READERS - 1) / h264)
    line(f"{READERS} readers against one H.264 encode, per frame of 1280x720", (many - one) / h264)


if __name__ == "__main__":
    main()
