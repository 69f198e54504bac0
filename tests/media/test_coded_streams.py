"""Streams whose pictures build on one another, on a clock moved by hand: joining, losing, jumping, describing, ending."""

from __future__ import annotations

import asyncio
import itertools
from dataclasses import replace

import numpy as np
import pytest

from camsim.device.clock import Clock, ClockMode
from camsim.media import stamp
from camsim.media.coding import Coding, Mode, RateControl, RateMode, Zipstream
from camsim.media.encode import Encoded
from camsim.media.eye import Pose
from camsim.media.feed import worker
from camsim.media.stream import StreamKey
from camsim.media.unit import Codec, Unit
from tests.media.bench import NOON, Bench
from tests.media.test_encoders import CODECS, decoded, luma
from tests.media.test_gallery import collect, gallery  # noqa: F401  (a fixture)

KEY = StreamKey(width=320, height=180, codec=Codec.H264, coding=Coding(gop_length=10))


class Counting:
    """An encoder whose payload tells its own count; each tenth picture is a key frame."""

    opened: list[Counting] = []
    parameter_sets = (b"sets",)

    def __init__(self, key: StreamKey, rate: float) -> None:
        self.count = self.since = 0
        self.closed = False
        self.opened.append(self)

    def encode(self, planes, force_key: bool = False) -> Encoded:
        key = force_key or self.since % 10 == 0
        self.since = 1 if key else self.since + 1
        self.count += 1
        return Encoded(str(self.count).encode(), key)

    def close(self) -> None:
        self.closed = True


@pytest.fixture
def counting():
    Counting.opened = []
    return Counting


def stamps(units: list[Unit]) -> list[int]:
    frames = decoded(units[0].codec, units[0].parameter_sets, [unit.payload for unit in units])
    return [stamp.read(luma(frame)).frame for frame in frames]


def numbers(units: list[Unit]) -> list[int]:
    return [unit.frame for unit in units]


async def rested() -> None:
    """What was given to the encoder thread is done."""
    await asyncio.wrap_future(worker().submit(lambda: None))


@pytest.mark.parametrize("codec", CODECS)
async def test_a_stream_decodes_and_its_stamps_rise_by_one(gallery, codec):  # noqa: F811
    one = gallery()
    units, _ = collect(one.open(replace(KEY, codec=codec)))
    await one.advance(2.4)
    assert numbers(units) == stamps(units) == list(range(2500, 2561))
    assert [unit.pts for unit in units] == [frame * 3600 for frame in range(2500, 2561)]
    assert {(unit.codec, unit.width, unit.height) for unit in units} == {(codec, 320, 180)}
    assert [unit.frame for unit in units if unit.key] == list(range(2500, 2561, 10))
    assert one.encodes == 61


@pytest.mark.parametrize("codec", CODECS)
async def test_what_is_described_is_what_is_streamed(gallery, codec):  # noqa: F811
    one, key = gallery(), replace(KEY, codec=codec)
    told = await one.describe(key)
    assert one.streams == () and one.encodes == 0
    assert await one.describe(key) is told
    units, _ = collect(one.open(key))
    await one.advance(0.5)
    assert {unit.parameter_sets for unit in units} == {told} and all(told)


async def test_pictures_that_stand_alone_need_no_description(gallery):  # noqa: F811
    assert await gallery().describe(StreamKey()) == ()


async def test_one_encode_serves_many_readers(gallery, counting):  # noqa: F811
    one = gallery(open_encoder=counting)
    heard = [collect(one.open(KEY)) for _ in range(100)]
    await one.advance(1.0)
    assert one.encodes == 26 and len(counting.opened) == 1
    assert all(a is b for units, _ in heard for a, b in zip(units, heard[0][0], strict=True))


async def test_other_coding_is_another_stream_of_the_same_picture(gallery):  # noqa: F811
    one = gallery()
    units, _ = collect(one.open(KEY))
    other, _ = collect(one.open(replace(KEY, coding=Coding(gop_length=5))))
    await one.advance(0.2)
    assert len(one.streams) == 2 and one.encodes == 12
    assert stamps(units) == stamps(other) == list(range(2500, 2506))


async def test_a_late_reader_makes_the_next_picture_a_key_frame(gallery):  # noqa: F811
    clock = Clock(ClockMode.SCALED, speed=20.0, start=NOON)
    one = gallery(Bench(clock=clock))
    units, _ = collect(one.open(KEY))
    first = one.open(KEY)
    for _ in range(4):
        await anext(first)
    before = len(units)
    joined = one.open(KEY)
    late = [await anext(joined) for _ in range(3)]
    await clock.hold(0.04)
    one.restart()
    assert late[0].key and late[0] in units
    place = units.index(late[0])
    assert place - before <= 2
    assert numbers(late) == numbers(units)[place : place + len(late)]
    assert stamps(late)[0] == late[0].frame


async def test_a_standing_clock_gives_a_late_reader_the_current_instant_once(gallery):  # noqa: F811
    one = gallery()
    clock = one._source.clock
    units, _ = collect(one.open(KEY))
    await one.advance(0.12)
    assert numbers(units) == [2500, 2501, 2502, 2503]
    late, _ = collect(one.open(KEY))
    later, _ = collect(one.open(KEY))
    await clock.at_rest()
    await clock.at_rest()
    assert numbers(late) == [2503] and late[0].key and late[0] is later[0]
    assert late[0].parameter_sets == units[0].parameter_sets
    assert one.encodes == 5 and len(units) == 4
    await one.advance(0.09)
    assert numbers(late) == [2503, 2504, 2505] and numbers(units) == list(range(2500, 2506))
    assert [unit.key for unit in late] == [True, True, False]
    assert stamps(late) == numbers(late) and stamps(units) == numbers(units)


async def test_a_reader_that_joins_on_a_key_frame_gets_it(gallery, counting):  # noqa: F811
    one = gallery(open_encoder=counting)
    collect(one.open(KEY))
    await one._source.clock.at_rest()
    late, _ = collect(one.open(KEY))
    await one._source.clock.at_rest()
    assert numbers(late) == [2500]
    await one.advance(0.4)
    assert numbers(late) == list(range(2500, 2511)) and one.encodes == 11


async def test_a_head_that_moved_while_the_clock_stands_is_seen_by_who_joins(gallery):  # noqa: F811
    source = Bench()
    one = gallery(source)
    collect(one.open(KEY))
    await one.advance(0.04)
    source.head = lambda channel, t: Pose(30.0, 0.0, 1, 60.0)
    late, _ = collect(one.open(KEY))
    await source.clock.at_rest()
    frame = decoded(Codec.H264, late[0].parameter_sets, [late[0].payload])[0]
    assert stamp.read(luma(frame)).pan == 30.0


async def test_a_key_frame_can_be_asked_for(gallery, counting):  # noqa: F811
    one = gallery(open_encoder=counting)
    reader = one.open(KEY)
    units, _ = collect(reader)
    await one.advance(0.1)
    reader.stream.renew()
    await one.advance(0.3)
    assert [unit.frame for unit in units if unit.key] == [2500, 2503]


async def test_a_slow_reader_goes_on_with_the_next_key_frame(gallery, counting):  # noqa: F811
    one = gallery(open_encoder=counting)
    slow, (units, _) = one.open(KEY), collect(one.open(KEY))
    await one.advance(1.6)
    assert len(units) == 41 and slow.dropped > 0
    assert one.streams[0].dropped == slow.dropped
    rest, _ = collect(slow)
    await one.advance(0.4)
    assert len(rest) + slow.dropped == 51 == len(units)
    assert rest[0].key
    for before, unit in itertools.pairwise(rest):
        assert unit.key or unit.frame == before.frame + 1
    lost = slow.dropped
    await one.advance(1.0)
    assert slow.dropped == lost and numbers(rest)[-26:] == numbers(units)[-26:]


async def test_a_reader_that_lost_its_place_waits_for_a_key_frame(gallery):  # noqa: F811
    one = gallery()
    key = replace(KEY, coding=Coding(gop_length=60))
    slow, (units, _) = one.open(key), collect(one.open(key))
    await one.advance(1.6)
    rest, _ = collect(slow)
    await one.advance(2.0)
    assert rest[0].frame == 2560 and rest[0].key
    assert slow.dropped == 60 and len(rest) == len(units) - 60
    assert stamps(rest) == numbers(rest)


async def test_a_minute_is_delivered_whole(gallery, counting):  # noqa: F811
    one = gallery(open_encoder=counting)
    units, _ = collect(one.open(KEY))
    await one.advance(60.0)
    assert numbers(units) == list(range(2500, 4001))


async def test_beyond_a_minute_a_stream_jumps_to_a_key_frame(gallery):  # noqa: F811
    one = gallery()
    key = replace(KEY, coding=Coding(gop_length=1000))
    units, _ = collect(one.open(key))
    await one.advance(0.08)
    await one.advance(3600.0)
    await one.advance(0.04)
    end = 2502 + 3600 * 25
    assert numbers(units) == [2500, 2501, 2502, end, end + 1]
    assert [unit.key for unit in units] == [True, False, False, True, False]
    assert units[3].pts == end * 3600
    assert stamps(units) == numbers(units)


async def test_a_restart_ends_streams_and_frees_their_encoders(gallery, counting):  # noqa: F811
    source = Bench()
    one = gallery(source, open_encoder=counting)
    units, task = collect(one.open(KEY))
    await one.advance(0.2)
    one.restart()
    await asyncio.wait_for(task, 5)
    await rested()
    assert one.streams == () and [encoder.closed for encoder in counting.opened] == [True]
    source.booted = source.clock.now()
    again, _ = collect(one.open(KEY))
    await one.advance(0.04)
    assert numbers(again) == [0, 1] and len(units) == 6


async def test_the_last_reader_frees_the_encoder(gallery, counting):  # noqa: F811
    one = gallery(open_encoder=counting)
    for _ in range(50):
        first, second = one.open(KEY), one.open(KEY)
        await one.advance(0.04)
        first.close()
        second.close()
    await rested()
    assert one.streams == () and one._source.clock.pending == 0
    assert len(counting.opened) >= 50 and all(encoder.closed for encoder in counting.opened)


async def test_readers_that_come_and_go_disturb_nobody(gallery):  # noqa: F811
    one = gallery()
    units, _ = collect(one.open(KEY))
    for _ in range(10):
        await one.advance(0.12)
        late, _ = collect(one.open(KEY))
        await one._source.clock.at_rest()
        assert late[0].key
        await one.advance(0.04)
        one._streams[KEY].readers[-1].close()
    await one.advance(0.01)
    assert numbers(units) == stamps(units) == list(range(2500, 2541))


async def test_an_encoder_that_fails_fails_its_readers_alone(gallery):  # noqa: F811
    def broken(key: StreamKey, rate: float) -> Counting:
        raise RuntimeError("broken")

    one = gallery(open_encoder=broken)
    reader, healthy = one.open(KEY), one.open(StreamKey())
    with pytest.raises(RuntimeError, match="broken"):
        await asyncio.wait_for(anext(reader), 5)
    with pytest.raises(RuntimeError, match="broken"):
        await one.describe(KEY)
    await asyncio.wait_for(anext(healthy), 5)
    assert [stream.key for stream in one.streams] == [StreamKey()]


async def test_an_image_of_a_predicting_codec_is_a_key_frame(gallery):  # noqa: F811
    one = gallery()
    unit = await one.image(KEY)
    assert unit.key and stamps([unit]) == [2500] and unit.parameter_sets == await one.describe(KEY)


async def test_frames_left_out_keep_their_numbers(gallery):  # noqa: F811
    one = gallery()
    zipstream = Zipstream(fps_mode=Mode.DYNAMIC)
    units, _ = collect(one.open(replace(KEY, coding=Coding(zipstream=zipstream))))
    await one.advance(4.0)
    assert numbers(units) == stamps(units) == [2500, 2525, 2550, 2575, 2600]


async def test_a_maximum_holds_for_a_moving_head(gallery):  # noqa: F811
    source = Bench(head=lambda channel, t: Pose((t - NOON) * 30.0, -10.0, 1, 62.3))
    one = gallery(source)
    units, _ = collect(one.open(replace(KEY, compression=0, coding=Coding(rate=RateControl(RateMode.MBR, 300)))))
    await one.advance(8.0)
    sizes = np.array([len(unit.payload) for unit in units[1:]]).reshape(8, 25).sum(axis=1) * 8 / 1000
    assert sizes.mean() < 1.1 * 300 and sizes.max() < 2 * 300
