"""The pre-event buffer: whole groups of pictures, as long as asked for, bounded in bytes, without what lies before a gap."""

from __future__ import annotations

import asyncio

import pytest

from camsim.media import backlog
from camsim.media.backlog import Backlog, Sink
from camsim.media.stream import StreamKey
from camsim.media.unit import Codec, Unit

RATE = 10


class Reader:
    """What a test gives it."""

    def __init__(self):
        self.units = asyncio.Queue()

    def __aiter__(self):
        return self

    async def __anext__(self):
        unit = await self.units.get()
        self.units.task_done()
        if unit is None:
            raise StopAsyncIteration
        return unit

    def close(self):
        self.units.put_nowait(None)


class Gallery:
    def __init__(self):
        self.reader = Reader()

    def rate(self, key):
        return RATE

    def open(self, key):
        return self.reader


@pytest.fixture
async def filled():
    """A buffer of two seconds with a key frame each second, what feeds it frames, and what was told of its end."""
    gallery, ends = Gallery(), []
    made = Backlog(gallery, [StreamKey(codec=Codec.H264)], ends.append)
    made.seconds = 2.0

    async def feed(frames):
        for frame in frames:
            gallery.reader.units.put_nowait(
                Unit(Codec.H264, frame, frame * 9000, 100 + frame / RATE, frame % RATE == 0, 64, 64, b"x" * 100),
            )
        await gallery.reader.units.join()
        await asyncio.sleep(0)

    yield made, feed, ends, gallery.reader
    made.close()


def taken(buffer, since):
    """The frames that somebody gets who begins at a time."""
    found = []
    buffer.attach("test", Sink(lambda track, unit: found.append(unit.frame), lambda: found.append(None)), since)
    return found


async def test_it_begins_at_the_key_frame_before(filled):
    buffer, feed, _, _ = filled
    await feed(range(56))
    assert buffer.reaches(105.6, 2.0) == pytest.approx(2.6) and taken(buffer, 103.6) == list(range(30, 56))
    assert taken(buffer, 104.0) == list(range(40, 56)) and taken(buffer, 50.0)[0] == 30


async def test_whoever_begins_goes_on(filled):
    buffer, feed, ends, reader = filled
    await feed(range(15))
    found = taken(buffer, 101.0)
    await feed(range(15, 18))
    assert found == [10, 11, 12, 13, 14, 15, 16, 17]
    reader.close()
    await buffer._task
    assert found[-1] is None and ends == [None]


async def test_nothing_before_a_gap_is_kept(filled):
    buffer, feed, _, _ = filled
    await feed([*range(15), *range(40, 45)])
    assert taken(buffer, 100.0) == list(range(40, 45))
    await feed([200, 201])
    assert taken(buffer, 100.0) == [200, 201]


async def test_it_is_bounded(filled, monkeypatch):
    buffer, feed, _, _ = filled
    monkeypatch.setattr(backlog, "LARGEST", 1500)
    buffer.seconds = 300.0
    await feed(range(35))
    assert taken(buffer, 0.0) == list(range(20, 35))


async def test_without_a_key_frame_there_is_nothing(filled):
    buffer, feed, _, _ = filled
    await feed(range(3, 8))
    assert taken(buffer, 0.0) == [] and buffer.reaches(101.0, 2.0) == 0.0


async def test_who_cannot_write_leaves(filled):
    buffer, feed, _, _ = filled
    left = []

    def refuse(track, unit):
        raise OSError

    buffer.sinks["broken"] = Sink(refuse, lambda: left.append(buffer.sinks.pop("broken")))
    await feed(range(3))
    assert len(left) == 1 and not buffer.sinks
