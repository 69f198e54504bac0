"""Rate control: parameters and arguments steer the encoder, and a stream that misses its average is told."""

from __future__ import annotations

import pytest

from camsim.device.average_bitrate import AverageBitrateEvent
from tests.apis import live

LIVELY = {"resolution": "640x360", "videozstrength": "off", "compression": "10", "videokeyframeinterval": "10"}


def kilobits(watch: live.Watch, seconds: float) -> float:
    return watch.size * 8 / 1000 / seconds


async def update(web, **values):
    """Sets `Image.I0.RateControl.Mode` and the like."""
    query = "&".join(f"Image.I0.RateControl.{name}={value}" for name, value in values.items())
    assert (await web.get(f"/axis-cgi/param.cgi?action=update&{query}")).text == "OK"


@pytest.mark.parametrize("codec", ["h264", "h265"])
async def test_a_maximum_by_parameter_and_by_argument(start, client, codec):
    camera = await start()
    free = live.Watch(camera, videocodec=codec, **LIVELY)
    by_argument = live.Watch(camera, videocodec=codec, videobitratemode="mbr", videomaxbitrate=200, **LIVELY)
    await update(client(camera), Mode="mbr", MaxBitrate="200", Priority="framerate")
    by_parameter = live.Watch(camera, videocodec=codec, **LIVELY)
    assert by_parameter.key == by_argument.key != free.key
    await camera.advance(8)
    assert kilobits(by_parameter, 8) < 240 < kilobits(free, 8)
    assert len(by_parameter.units) == 81, "the frame rate comes first"
    for one in (free, by_argument, by_parameter):
        await one.close()


async def test_quality_first_leaves_frames_out(start, client):
    camera = await start()
    await update(client(camera), Mode="mbr", MaxBitrate="100", Priority="quality")
    watch = await live.watched(camera, 8, **LIVELY)
    assert len(watch.units) < 70 and kilobits(watch, 8) < 200


async def test_an_average(start, client):
    camera = await start()
    await update(client(camera), Mode="abr", **{"ABR.TargetBitrate": "300", "ABR.MaxBitrate": "600"})
    watch = await live.watched(camera, 20, **LIVELY)
    assert 200 < kilobits(watch, 20) < 400


async def test_a_stream_that_misses_its_average_is_told(start):
    camera = await start()
    subscription = camera.broker.subscribe(lambda event: isinstance(event, AverageBitrateEvent) and event.channel == 1, replay=False)
    arguments = {"fps": 1, "videobitratemode": "abr", "resolution": "320x180"}
    watch = live.Watch(camera, videoabrtargetbitrate=20000, **arguments)
    for _ in range(6):
        await camera.advance(55)
    await watch.close()
    seen = [notification.event for notification in subscription.take()]
    assert [(event.abr_error, event.low_bitrate, event.fps, event.scale_width, event.stream_profile) for event in seen] == [
        (True, True, 1, 320, "h264_high"),
        (False, False, 0, 0, ""),
    ]
