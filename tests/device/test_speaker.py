"""The speaker by itself: who may talk, what is remembered, how loud the microphone hears it, and audio detection."""

from __future__ import annotations

import pytest

from camsim.device.audio import Audio, Duplex
from camsim.device.clips import Clips
from camsim.device.clock import Clock, ClockMode
from camsim.device.device import Device
from camsim.device.errors import BusyError, NotSupportedError, WrongStateError
from camsim.device.event import Event
from camsim.device.sensors.events import AudioLevelEvent
from camsim.device.sensors.hearing import Hearing
from camsim.device.speaker import AIRWAY, FLOOR, MEMORY, MOST_TALKS, Samples, Speaker, SpeechFormat
from camsim.profile.load import load

SECOND = Samples(8000, bytes(16000), -10.0)
BUFFER = 0.12


class Stage:
    """A device on a clock that stands."""

    def __init__(self, profile: str = "p5512") -> None:
        self.told: list[Event] = []
        self.clock = Clock(ClockMode.STEPPED)
        self.device = Device(load(profile), self.clock, publish=self.told.append)
        self.device.boot()
        self.audio, self.speaker = self.device.organ(Audio), self.device.organ(Speaker)
        self.audio.source(0).enabled = True

    def alarms(self) -> list[bool]:
        """What audio detection told since the last call, each change once."""
        found = [event.triggered for event in self.told if isinstance(event, AudioLevelEvent)]
        self.told.clear()
        return [new for number, new in enumerate(found) if number == 0 or new is not found[number - 1]]


@pytest.fixture
def stage() -> Stage:
    return Stage()


def test_who_may_talk(stage):
    first = stage.speaker.admit("one", "192.0.2.1", SpeechFormat.G711)
    with pytest.raises(BusyError):
        stage.speaker.admit("two", "192.0.2.2", SpeechFormat.G711)
    stage.speaker.finish(first)
    second = stage.speaker.admit("two", "192.0.2.2", SpeechFormat.G726)
    assert [(talk.number, talk.user, talk.open) for talk in stage.speaker.state.talks] == [(1, "one", False), (2, "two", True)]
    stage.speaker.finish(second)
    stage.audio.unit.duplex = Duplex.GET
    with pytest.raises(WrongStateError):
        stage.speaker.admit("two", "192.0.2.2", SpeechFormat.G711)
    stage.audio.unit.duplex, stage.audio.source(0).enabled = Duplex.FULL, False
    with pytest.raises(WrongStateError):
        stage.speaker.admit("two", "192.0.2.2", SpeechFormat.G711)


def test_a_format_that_the_profile_does_not_list(monkeypatch, stage):
    monkeypatch.setitem(stage.device.profile.values, "Properties.Audio.Decoder.Format", "g711")
    with pytest.raises(NotSupportedError):
        stage.speaker.admit("one", "192.0.2.1", SpeechFormat.G726)


def test_talks_are_remembered_within_bounds(stage):
    for number in range(MOST_TALKS + 20):
        stage.speaker.finish(stage.speaker.admit(f"user{number}", "192.0.2.1", SpeechFormat.G711))
    assert len(stage.speaker.state.talks) == MOST_TALKS and stage.speaker.state.total == MOST_TALKS + 20
    assert stage.speaker.state.talks[-1].user == f"user{MOST_TALKS + 19}"


async def test_words_follow_one_another_without_gaps(stage):
    talk = stage.speaker.admit("one", "192.0.2.1", SpeechFormat.G711)
    begin = stage.clock.now()
    ends = stage.speaker.say(talk, SECOND, 0.0)
    assert ends == pytest.approx(begin + BUFFER + 1.0)
    assert stage.speaker.say(talk, SECOND, ends) == pytest.approx(begin + BUFFER + 2.0)
    await stage.clock.advance(10.0)
    assert stage.speaker.say(talk, SECOND, ends) == pytest.approx(begin + 10.0 + BUFFER + 1.0), "a pause is a pause"
    assert (talk.seconds, talk.level) == (3.0, -10.0)
    stage.speaker.say(talk, Samples(8000, bytes(16000), FLOOR), 0.0)
    assert talk.level == pytest.approx(-11.25, abs=0.01), "silence counts"


async def test_what_was_said_is_forgotten(stage):
    talk = stage.speaker.admit("one", "192.0.2.1", SpeechFormat.G711)
    stage.speaker.say(talk, SECOND, 0.0)
    await stage.clock.advance(BUFFER + 1.0 + MEMORY - 0.1)
    assert len(stage.speaker.lately()) == 1
    await stage.clock.advance(0.2)
    assert stage.speaker.lately() == ()


async def test_audio_detection_follows_the_real_level(stage):
    stage.audio.source(0).alarm_level = 80
    binding = stage.device.organ(Hearing)
    stage.alarms()
    talk = stage.speaker.admit("one", "192.0.2.1", SpeechFormat.G711)
    stage.speaker.say(talk, SECOND, 0.0)
    assert binding.loudness(0) == 0.0
    await stage.clock.advance(BUFFER + AIRWAY + 0.01)
    assert binding.loudness(0) == pytest.approx((90.0 - 10.0 - 6.02) / 0.9, abs=0.1)
    await stage.clock.advance(2.0)
    assert binding.loudness(0) == 0.0
    assert stage.alarms() == [False, True, False]
    stage.audio.source(0).output_gain = None
    stage.speaker.say(talk, SECOND, 0.0)
    await stage.clock.advance(2.0)
    assert stage.alarms() == [False], "the speaker is mute"


async def test_a_clip_is_as_loud_as_its_volume(stage):
    clips, hearing = stage.device.organ(Clips), stage.device.organ(Hearing)
    levels = []
    for volume in (100, 50, 0):
        clips.play(9, volume=volume)
        await stage.clock.advance(1.0)
        levels.append(hearing.loudness(0))
    assert levels[0] - levels[1] == pytest.approx(6.02 / 0.9, abs=0.1) and levels[2] == 0.0
    stage.device.organ(Speaker).cut(clips._sounding)
    clips.stop()
    await stage.clock.advance(AIRWAY + 0.01)
    assert hearing.loudness(0) == 0.0
