"""Average bit rates: what a stream is judged to be, when, and what the event tells of the worst one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from camsim.device.average_bitrate import AverageBitrateEvent, AverageBitrates, AverageStream, Trouble
from camsim.device.clock import Clock, ClockMode
from camsim.device.device import Device
from camsim.media.average import SETTLING, Meter
from camsim.media.coding import Coding, H264Profile, Mode, RateControl, RateMode, Zipstream
from camsim.media.stream import StreamKey
from camsim.media.unit import Codec
from camsim.profile.load import load

RATE = RateControl(RateMode.ABR, target=80)
KEY = StreamKey(channel=2, width=640, height=360, codec=Codec.H264, coding=Coding(profile=H264Profile.MAIN, gop_length=62, rate=RATE))
FRAMES = int(SETTLING * 10)
ON_TARGET = 1000
"""Bytes of a frame that make 80 kbit/s at 10 frames per second."""


@pytest.fixture
def told():
    """A device, and the events that it tells after its boot."""
    events = []
    device = Device(load("p3245-lve"), Clock(ClockMode.STEPPED), publish=events.append)
    device.boot()
    events.clear()
    return device.organ(AverageBitrates), events


def settled(size: int) -> Meter:
    meter = Meter(KEY, 10.0)
    for _ in range(FRAMES):
        meter.count(size)
    return meter


@pytest.mark.parametrize(
    ("size", "trouble"),
    [
        (ON_TARGET, Trouble.NONE),
        (1099, Trouble.NONE),
        (1101, Trouble.HIGH_BITRATE),
        (501, Trouble.NONE),
        (499, Trouble.LOW_BITRATE),
        (0, Trouble.LOW_BITRATE),
    ],
)
def test_the_judgement(size, trouble):
    assert settled(size).stream.trouble is trouble


def test_nothing_is_said_before_five_minutes_and_then_only_changes():
    meter = Meter(KEY, 10.0)
    assert not any(meter.count(5 * ON_TARGET) for _ in range(FRAMES - 1))
    assert meter.count(5 * ON_TARGET) and not meter.count(5 * ON_TARGET)
    changes = [meter.count(0) for _ in range(5 * FRAMES)]
    assert changes.count(True) == 1 and meter.stream.trouble is Trouble.NONE, "the average comes down to the target again"
    assert not meter.end()


def test_the_end_takes_trouble_back():
    meter = settled(0)
    assert meter.end() and meter.stream.trouble is Trouble.NONE and not meter.end()


def test_what_identifies_a_stream():
    assert Meter(KEY, 12.5).stream == AverageStream(2, 640, 360, 12, 62, 300, "h264_main", 0)
    zipstream = Zipstream(30, Mode.DYNAMIC, 600, Mode.DYNAMIC)
    other = replace(KEY, rotation=90, codec=Codec.H265, coding=replace(KEY.coding, zipstream=zipstream))
    assert Meter(other, 25.0).stream == AverageStream(2, 360, 640, 25, 62, 600, "h265_main", 30, dynamic_gop=True, dynamic_fps=True)


def test_the_event_tells_the_worst_stream_of_its_channel(told):
    organ, events = told
    low = replace(AverageStream(1, 640, 360, 10, 62, 300, "h264_high", 10), trouble=Trouble.LOW_BITRATE)
    high = replace(low, width=1920, height=1080, trouble=Trouble.HIGH_BITRATE)
    organ.report(low)
    organ.report(high)
    organ.report(replace(high, trouble=Trouble.NONE))
    organ.report(replace(low, trouble=Trouble.NONE))
    assert [(one.channel, one.abr_error, one.low_bitrate, one.high_bitrate, one.very_low_quality, one.scale_width) for one in events] == [
        (1, True, True, False, False, 640),
        (1, True, False, True, True, 1920),
        (1, True, True, False, False, 640),
        (1, False, False, False, False, 0),
    ]


def test_every_view_has_its_event_and_a_restart_forgets(told):
    organ, _ = told
    organ.report(replace(AverageStream(3), trouble=Trouble.HIGH_BITRATE))
    events = organ.current_events()
    assert [event.channel for event in events] == list(range(1, 9)) and [event.abr_error for event in events].count(True) == 1
    assert events[2].source() == {"VideoSourceConfigurationToken": 3} and next(iter(events[2].data().items())) == ("abr_error", True)
    assert isinstance(events[0], AverageBitrateEvent)
    organ.renew(None)
    assert not any(event.abr_error for event in organ.current_events())


def test_devices_without_average_bit_rates_tell_nothing():
    assert not Device(load("p5512"), Clock(ClockMode.STEPPED)).has(AverageBitrates)
