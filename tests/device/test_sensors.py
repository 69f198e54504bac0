"""Sensors: what their levers change, what they tell, and what survives a restart."""

from __future__ import annotations

from dataclasses import replace

import pytest

from camsim.apis.audio_api.params import BINDINGS
from camsim.device.analytics.people_counter import (
    PASSAGES,
    CountingEvent,
    LowOccupancyEvent,
    MediumOccupancyEvent,
    PassthroughThresholdEvent,
    TailgatingEvent,
)
from camsim.device.clips import ClipPlayingEvent, Clips, ClipStartedEvent
from camsim.device.clock import Clock, ClockMode
from camsim.device.device import Device
from camsim.device.errors import NotThereError, OutOfRangeError
from camsim.device.event import Event
from camsim.device.imaging.day_night import DayNight, DayNightEvent
from camsim.device.parameters import Parameters
from camsim.device.sensors.events import (
    AudioLevelEvent,
    CasingEvent,
    NetworkLostEvent,
    PirEvent,
    SceneChangeEvent,
    ShockEvent,
    TamperingEvent,
)
from camsim.device.sensors.sensor import Sensor
from camsim.device.sensors.siren import (
    HealthCheckDoneEvent,
    HealthCheckFailedEvent,
    HealthCheckLightFailedEvent,
    HealthCheckSuccessEvent,
)
from camsim.device.sensors.tampering import Tampering
from camsim.device.speaker import AudioOutputEvent
from camsim.device.state import Survives
from camsim.device.viewers import LiveStreamAccessedEvent, Viewers
from camsim.profile.events import EventFacts, WatchedPart
from camsim.profile.load import load
from camsim.profile.model import Leaf

ALL = EventFacts(casings=("NetworkCamera",), parts=tuple(WatchedPart))
MORE = ("Properties.Sensor.PIR", "Properties.Tampering.ShockDetection")


class Stage:
    """A device with every sensor, and what it tells."""

    def __init__(self, profile: str = "p3245-lve") -> None:
        facts = load(profile)
        facts = replace(facts, events=ALL, leaves=(*facts.leaves, *(Leaf(name, "yes") for name in MORE)))
        facts = replace(facts, apis=replace(facts.apis, discovery=()))
        self.told: list[Event] = []
        self.clock = Clock(ClockMode.STEPPED)
        self.device = Device(facts, self.clock, publish=self.told.append)
        self.device.boot()
        self.told.clear()

    def drive(self, name: str, value: float) -> list[Event]:
        """Moves a lever; what was told."""
        self.told.clear()
        next(
            lever for organ in self.device.organs.values() if isinstance(organ, Sensor) for lever in organ.levers() if lever.name == name
        ).drive(value)
        return list(self.told)

    def levels(self) -> dict[str, float]:
        return {lever.name: lever.read() for organ in self.device.organs.values() if isinstance(organ, Sensor) for lever in organ.levers()}


@pytest.fixture
def stage() -> Stage:
    return Stage()


def states(events: list[Event]) -> dict[str, object]:
    """Last level of the topic and value of each event with one value."""
    return {event.path.rpartition("/")[2]: next(iter(event.data().values())) for event in events}


@pytest.mark.parametrize(
    ("degrees", "above", "below"), [(21.0, False, False), (80.0, False, False), (80.5, True, False), (-40.5, False, True)]
)
def test_temperature_against_the_limits_of_the_parameters(stage, degrees, above, below):
    told = states(stage.drive("temperature.1", degrees))
    assert (told["Above"], told["Below"], told["Above_or_below"], told["Inside"]) == (above, below, above or below, not (above or below))
    assert stage.levels()["temperature.1"] == degrees


@pytest.mark.parametrize("lever", ["heater.0", "fan.0", "fan-failure.0"])
def test_heaters_and_fans_turn_on_and_off(lever):
    stage = Stage("p5512" if "fan" in lever else "p3245-lve")
    for on in (1.0, 1.0, 0.0):
        assert stage.drive(lever, on)
        assert stage.levels()[lever] == on


def test_pir_casing_and_parts_tell_at_once(stage):
    assert stage.drive("pir.0", 1) == [PirEvent(sensor=0, state=True)]
    assert stage.drive("casing.NetworkCamera", 1) == [CasingEvent(casing="NetworkCamera", is_open=True)]
    for name in ("microphone-switch", "ring-power", "ptz-power", "power-supply", "video-output"):
        assert {value for event in stage.drive(name, 1) for value in event.data().values()} == {True}


async def test_tampering_is_told_after_its_duration(stage):
    stage.device.organ(Parameters).write("Tampering.T0.MinDuration", "30")
    assert stage.drive("tampering.1", 1) == []
    await stage.clock.advance(29)
    assert stage.told == []
    await stage.clock.advance(2)
    assert stage.told == [TamperingEvent(channel=1, tampering=1), SceneChangeEvent(token="0", state=True)]
    assert stage.drive("tampering.1", 0) == [SceneChangeEvent(token="0", state=False)]


async def test_a_short_tampering_is_not_told(stage):
    stage.drive("tampering.1", 1)
    await stage.clock.advance(10)
    stage.drive("tampering.1", 0)
    await stage.clock.advance(60)
    assert not [event for event in stage.told if isinstance(event, TamperingEvent)]


async def test_shocks_are_told_once_in_five_seconds(stage):
    assert stage.drive("shock.1", 1) == [ShockEvent(channel=1)]
    await stage.clock.advance(4.9)
    assert stage.drive("shock.1", 1) == []
    await stage.clock.advance(0.2)
    assert stage.drive("shock.1", 1) == [ShockEvent(channel=1)]


def test_sound_is_an_alarm_from_the_level_of_the_parameter_on(stage):
    stage.device.organ(Parameters).bind(BINDINGS)
    stage.device.organ(Parameters).write("AudioSource.A0.AlarmLevel", "50")
    assert stage.drive("audio-level.0", 49) == [AudioLevelEvent(channel=1, triggered=False)]
    assert stage.drive("audio-level.0", 50) == [AudioLevelEvent(channel=1, triggered=True)]
    stage.told.clear()
    stage.device.organ(Parameters).write("AudioSource.A0.AlarmLevel", "80")
    assert AudioLevelEvent(channel=1, triggered=False) in stage.told


def test_a_lost_link_is_lost_for_any_and_all(stage):
    assert stage.drive("network-lost.eth0", 1) == [NetworkLostEvent(interface=name, lost=True) for name in ("Any", "All", "eth0")]


# ---- day and night


async def test_the_filter_follows_the_light_with_some_patience(stage):
    light = [1.0]
    organ = stage.device.organ(DayNight)
    organ.light = lambda: light[0]
    told = []
    for now in (0.5, 0.44, 0.47, 0.51, 0.2):
        light[0] = now
        await stage.clock.advance(600)
        told.append(organ.is_day(1))
    assert told == [True, False, False, True, False]
    assert [event.day for event in stage.told if isinstance(event, DayNightEvent)] == [False, True, False]


@pytest.mark.parametrize(("setting", "day"), [("yes", True), ("no", False)])
def test_the_setting_wins_over_the_light(stage, setting, day):
    organ = stage.device.organ(DayNight)
    organ.light = lambda: 0.0 if day else 1.0
    stage.device.organ(Parameters).write("ImageSource.I0.DayNight.IrCutFilter", setting)
    assert organ.is_day(1) is day


async def test_a_camera_sees_night_when_its_scene_is_dark(start):
    camera = await start()
    organ = camera.device.organ(DayNight)
    assert not organ.is_day(1)
    await camera.advance(12 * 3600)
    assert organ.is_day(1)
    await camera.advance(12 * 3600)
    assert not organ.is_day(1)


# ---- viewers


def test_the_first_viewer_and_the_last_are_told(stage):
    viewers = stage.device.organ(Viewers)
    for watched in (True, True, False, False):
        viewers.watch(watched)
    assert stage.told == [LiveStreamAccessedEvent(accessed=True), LiveStreamAccessedEvent(accessed=False)]


async def test_a_stream_that_is_watched_is_told(start, client):
    camera = await start()
    heard = camera.broker.subscribe(lambda event: isinstance(event, LiveStreamAccessedEvent))
    async with client(camera).stream("GET", "/axis-cgi/mjpg/video.cgi?resolution=320x180") as answer:
        async for _ in answer.aiter_bytes():
            break
    for _ in range(40):
        await camera.advance(1)
        if len(heard) == 3:
            break
    assert [one.event.accessed for one in heard.take()] == [False, True, False]


# ---- what lasts


def test_the_world_outside_outlives_a_restart(stage):
    stage.drive("temperature.0", 90)
    stage.drive("casing.NetworkCamera", 1)
    stage.drive("tampering.1", 1)
    stage.device.end_life()
    stage.device.renew(Survives.RESTART)
    stage.device.boot()
    levels = stage.levels()
    assert (levels["temperature.0"], levels["casing.NetworkCamera"], levels["tampering.1"]) == (90, 1, 1)
    stage.device.renew(None)
    assert stage.levels()["temperature.0"] == 21


async def test_a_view_that_is_still_covered_is_told_again_after_a_restart(stage):
    stage.device.organ(Tampering).cover(1, True)
    await stage.clock.advance(60)
    stage.device.end_life()
    stage.device.renew(Survives.RESTART)
    stage.told.clear()
    stage.device.boot()
    await stage.clock.advance(60)
    assert TamperingEvent(channel=1, tampering=1) in stage.told


class Real:
    """A device as its profile says, and what it tells."""

    def __init__(self, profile: str) -> None:
        self.told: list[Event] = []
        self.clock = Clock(ClockMode.STEPPED)
        self.device = Device(load(profile), self.clock, publish=self.told.append)
        self.device.boot()
        self.told.clear()

    def drive(self, name: str, value: float) -> None:
        """Moves a lever."""
        levers = [lever for organ in self.device.organs.values() if isinstance(organ, Sensor) for lever in organ.levers()]
        next(lever for lever in levers if lever.name == name).drive(value)

    def take(self) -> list[Event]:
        """What was told since the last time."""
        taken, self.told[:] = list(self.told), []
        return taken


@pytest.mark.parametrize(
    ("broken", "found"),
    [
        ([], [HealthCheckSuccessEvent()]),
        (["siren-broken"], [HealthCheckFailedEvent()]),
        (["siren-light-broken"], [HealthCheckLightFailedEvent(), HealthCheckFailedEvent()]),
    ],
)
async def test_the_health_check_of_a_siren(broken, found):
    real = Real("d4200-ve")
    for lever in broken:
        real.drive(lever, 1)
    real.drive("siren-health-check", 1)
    real.drive("siren-health-check", 1)
    assert real.take() == []
    await real.clock.advance(10)
    assert real.take() == [*found, HealthCheckDoneEvent()]


@pytest.mark.parametrize(
    ("level", "word", "true"),
    [(0, "NoSignal", {"NoSignal"}), (1, "OK", {"OK"}), (2, "Metadata", {"Metadata", "OK"}), (3, "Invalid", {"Invalid"})],
)
def test_the_digital_audio_signal(level, word, true):
    real = Real("d4200-ve")
    real.drive("digital-audio.1", level)
    told = {name.removeprefix("DigitalSignalStatus"): value for name, value in states(real.take()).items()}
    assert told.pop("") == word
    assert {name for name, value in told.items() if value} == true


async def test_a_clip_plays_and_ends():
    real = Real("d4200-ve")
    clips = real.device.organ(Clips)
    clips.play(27, repeat=1)
    on = [ClipPlayingEvent(output=1, playing=True), AudioOutputEvent(output="AudioDevice0Output0", active=True)]
    off = [ClipPlayingEvent(output=1, playing=False), AudioOutputEvent(output="AudioDevice0Output0", active=False)]
    assert real.take() == [ClipStartedEvent(output=1, file="abracadabra.mp3"), *on]
    await real.clock.advance(5)
    assert real.take() == []
    await real.clock.advance(2)
    assert real.take() == off
    clips.play(27, repeat=-1)
    await real.clock.advance(1000)
    clips.play(25)
    assert [event.file for event in real.take() if isinstance(event, ClipStartedEvent)] == ["abracadabra.mp3", "camera_clicks16k.au"]
    real.drive("clip", 0)
    assert real.take() == off
    clips.stop()
    assert real.take() == []
    with pytest.raises(NotThereError):
        clips.play(99)
    with pytest.raises(OutOfRangeError):
        clips.play(27, repeat=-2)


async def test_people_pass():
    real = Real("p8815-2")
    real.drive("people.in", 1)
    first = real.take()
    assert isinstance(first[0], CountingEvent) and first[0].direction == "in"
    assert first[1:] == [LowOccupancyEvent(perimeter="in", active=True)]
    real.drive("people.in", 1)
    assert TailgatingEvent() in real.take()
    await real.clock.advance(60)
    real.drive("people.in", 1)
    assert [type(event) for event in real.take()] == [CountingEvent]
    for _ in range(PASSAGES - 4):
        await real.clock.advance(60)
        real.drive("people.in", 1)
    assert MediumOccupancyEvent(perimeter="in", active=True) in real.take()
    real.drive("people.out", 1)
    assert PassthroughThresholdEvent() in real.take()


def test_a_screen_at_the_video_output():
    real = Real("m1075-l")
    real.drive("video-output", 1)
    assert [(event.path, event.data()) for event in real.take()] == [("tns1:VideoSource/tnsaxis:VideoOutputActive", {"active": 1})]


def test_all_channels_have_their_power_from_one_source():
    real = Real("m1075-l")
    real.drive("ptz-power", 1)
    assert [event.source() for event in real.take()] == [{"Token": "1"}, {"Token": "2"}]
