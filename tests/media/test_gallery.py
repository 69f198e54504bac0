"""Streams and single pictures on a clock moved by hand: sharing, pacing, late and slow readers, jumps, restarts."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest
import pytest_asyncio

from camsim.device.clock import Clock, ClockMode
from camsim.device.errors import NotSupportedError
from camsim.media import stamp
from camsim.media.eye import Pose
from camsim.media.gallery import Gallery
from camsim.media.source import Moment
from camsim.media.stream import RING, Reader, StreamKey
from camsim.media.unit import Unit
from camsim.profile.model import Generation, Profile
from tests.media.bench import NOON, Bench

KEY = StreamKey(width=320, height=180)


def numbered(moment: Moment) -> bytes:
    """A cheap payload."""
    return f"{moment.key.channel}:{moment.frame}".encode()


@pytest_asyncio.fixture
async def gallery() -> AsyncIterator[Callable[..., Gallery]]:
    made: list[Gallery] = []

    def one(source: Bench | None = None, **options) -> Gallery:
        source = source or Bench()
        source.clock.attach(asyncio.get_running_loop())
        made.append(Gallery(source, **{"render": numbered, "patience": 0.0, **options}))
        return made[-1]

    yield one
    for gallery in made:
        await gallery.close()
        gallery._source.clock.detach()


def collect(reader: Reader) -> tuple[list[Unit], asyncio.Task[None]]:
    units: list[Unit] = []

    async def run() -> None:
        async for unit in reader:
            units.append(unit)

    return units, asyncio.get_running_loop().create_task(run())


async def test_an_image_is_a_real_picture_with_its_stamp(gallery):
    source = Bench(ahead=5.0)
    unit = await gallery(source, render=Gallery(source)._render).image(KEY)
    assert (unit.width, unit.height, unit.key, unit.frame, unit.pts) == (320, 180, True, 2500, 100 * 90000)
    read = stamp.read(unit.payload)
    assert (read.serial, read.channel, read.frame, read.time) == (source.serial, 1, 2500, NOON + 5.0)
    assert (read.pan, read.tilt, read.zoom) == (0.0, -10.0, 1)


async def test_images_of_one_instant_share_an_encode(gallery):
    one = gallery()
    units = await asyncio.gather(*(one.image(KEY) for _ in range(20)))
    units.append(await one.image(KEY))
    assert one.encodes == 1 and all(unit is units[0] for unit in units)
    await one.image(StreamKey(width=640, height=360))
    assert one.encodes == 2
    await one._source.clock.advance(0.04)
    assert (await one.image(KEY)).frame == 2501
    assert one.encodes == 3


async def test_an_image_sees_a_head_that_moved_while_the_clock_stands(gallery):
    source = Bench()
    one = gallery(source, render=lambda moment: str(moment.pose.pan).encode())
    assert (await one.image(KEY)).payload == b"0.0"
    source.head = lambda channel, t: Pose(30.0, 0.0, 1, 60.0)
    assert (await one.image(KEY)).payload == b"30.0"


async def test_one_encode_serves_many_readers(gallery):
    one = gallery()
    heard = [collect(one.open(KEY)) for _ in range(10)]
    await one._source.clock.advance(0.4)
    assert one.encodes == 11
    for units, _ in heard:
        assert [unit.frame for unit in units] == list(range(2500, 2511))
        assert all(a is b for a, b in zip(units, heard[0][0], strict=True))
    assert one.streams[0].readers == 10 and one.streams[0].frames == 11 and one.streams[0].rate == 25.0


@pytest.mark.parametrize(("fps", "frames"), [(1.0, 61), (25.0, 1501), (0.0, 1501), (7.5, 451)])
async def test_a_minute_delivers_every_frame(gallery, fps, frames):
    one = gallery()
    units, _ = collect(one.open(StreamKey(fps=fps)))
    await one.advance(60.0)
    assert len(units) == frames
    numbers = [unit.frame for unit in units]
    assert numbers == list(range(numbers[0], numbers[0] + frames))
    assert units[-1].time - units[0].time == pytest.approx(60.0)


async def test_beyond_a_minute_a_stream_jumps(gallery):
    one = gallery()
    units, _ = collect(one.open(KEY))
    await one.advance(3600.0)
    assert [unit.frame for unit in units] == [2500, 2500 + 3600 * 25]
    await one.advance(0.04)
    assert units[-1].frame == 2501 + 3600 * 25


async def test_a_standing_clock_gives_the_current_frame_once(gallery):
    one = gallery()
    units, _ = collect(one.open(KEY))
    await one._source.clock.at_rest()
    await one._source.clock.at_rest()
    assert [unit.frame for unit in units] == [2500]
    late, _ = collect(one.open(KEY))
    await one._source.clock.at_rest()
    assert [unit.frame for unit in late] == [2500] and one.encodes == 1


async def test_a_running_clock_paces(gallery):
    one = gallery(Bench(clock=Clock(ClockMode.SCALED, speed=100.0, start=NOON)))
    reader = one.open(StreamKey(fps=10.0))
    units = [await anext(reader) for _ in range(5)]
    numbers = [unit.frame for unit in units]
    assert numbers == sorted(set(numbers)) and numbers[0] >= 1000
    reader.close()


async def test_a_slow_reader_loses_frames_and_slows_nobody(gallery):
    one = gallery()
    slow, (units, _) = one.open(KEY), collect(one.open(KEY))
    await one._source.clock.advance(2.0)
    assert len(units) == 51
    assert slow.dropped == 51 - RING
    assert (await anext(slow)).frame == 2500 + 51 - RING
    assert one.streams[0].dropped == slow.dropped
    slow.close()
    assert one.streams[0].dropped == 51 - RING


async def test_a_shortcut_takes_what_is_waited_for_and_keeps_the_order(gallery):
    one = gallery()
    reader = one.open(KEY)
    seen: list[int] = []
    short: list[int] = []

    def shortcut(unit: Unit) -> bool:
        if unit.frame % 10 == 0:
            return False
        short.append(unit.frame)
        seen.append(unit.frame)
        return True

    async def run() -> None:
        async for unit in reader:
            seen.append(unit.frame)

    reader.shortcut = shortcut
    running = asyncio.get_running_loop().create_task(run())
    await one._source.clock.advance(2.0)
    assert seen == list(range(2500, 2551)) and reader.dropped == 0
    assert len(short) == 45, "all but each tenth, which it refuses"
    reader.close()
    await running


async def test_under_a_clock_moved_by_hand_a_busy_reader_is_waited_for(gallery):
    one = gallery(patience=20.0)
    reader, seen = one.open(KEY), []

    async def lazy() -> None:
        async for unit in reader:
            seen.append(unit.frame)
            await asyncio.sleep(0.002)
            if len(seen) == 31:
                return

    task = asyncio.get_running_loop().create_task(lazy())
    await one._source.clock.advance(1.2)
    await asyncio.wait_for(task, 20)
    assert reader.dropped == 0 and seen == list(range(2500, 2531))
    reader.close()


async def test_the_last_reader_stops_the_stream(gallery):
    one = gallery()
    first, second = one.open(KEY), one.open(KEY)
    await one._source.clock.advance(0.2)
    first.close()
    first.close()
    assert len(one.streams) == 1
    second.close()
    assert one.streams == ()
    encodes = one.encodes
    await one._source.clock.advance(5.0)
    assert one.encodes == encodes and one._source.clock.pending == 0
    with pytest.raises(StopAsyncIteration):
        await anext(first)


async def test_a_restart_ends_all_streams_and_new_ones_begin(gallery):
    source = Bench()
    one = gallery(source)
    units, task = collect(one.open(KEY))
    await source.clock.advance(0.2)
    one.restart()
    await asyncio.wait_for(task, 5)
    assert one.streams == () and len(units) == 6
    source.booted = source.clock.now()
    again, _ = collect(one.open(KEY))
    await source.clock.advance(0.04)
    assert [unit.frame for unit in again] == [0, 1]


async def test_an_encoder_that_fails_fails_its_readers_alone(gallery):
    def broken(moment: Moment) -> bytes:
        if moment.key.channel == 2:
            raise RuntimeError("broken")
        return b""

    one = gallery(render=broken)
    reader, healthy = one.open(StreamKey(channel=2)), one.open(KEY)
    with pytest.raises(RuntimeError, match="broken"):
        await asyncio.wait_for(anext(reader), 5)
    with pytest.raises(RuntimeError, match="broken"):
        await one.image(StreamKey(channel=2))
    assert (await asyncio.wait_for(anext(healthy), 5)).payload == b""
    assert [stream.key for stream in one.streams] == [KEY]


async def test_a_waiting_client_that_leaves_does_not_take_the_picture_along(gallery):
    one = gallery()
    first, second = (asyncio.get_running_loop().create_task(one.image(KEY)) for _ in range(2))
    await asyncio.sleep(0)
    first.cancel()
    assert (await second).frame == 2500 and one.encodes == 1


async def test_a_device_without_video_has_no_pictures(gallery):
    one = gallery(Bench(profile=Profile("speaker", "12.0", Generation.C, "Speaker", "speaker", ())))
    with pytest.raises(NotSupportedError):
        await one.image(KEY)
    with pytest.raises(NotSupportedError):
        one.open(KEY)


async def test_what_is_built_from_a_unit_is_built_once(gallery):
    unit = await gallery().image(KEY)
    built = []

    def part(unit: Unit) -> bytes:
        built.append(unit)
        return b"--myboundary" + unit.payload

    assert unit.shared(part) is unit.shared(part) and len(built) == 1
