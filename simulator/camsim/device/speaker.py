"""The speaker: what it says, who talks through it, and how loud the microphone beside it hears that (page slug: audio-api).

Rules
1. What a talker sends is said `ReceiverBuffer` later, without gaps as long as he keeps up; the microphone hears it `AIRWAY` later still.
2. Talkers and clips sound at the same time: the vendor leaves it to the device whether they do.
3. Loudness is told in dBFS of what was sent; gains count against those of the factory, at which a full-scale word reaches the
   microphone at `COUPLING` of full scale (a guess).
4. Half duplex: while the speaker says a talker's words, the microphones hear nothing (a guess).
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from camsim.device.audio import Audio, Duplex
from camsim.device.errors import BusyError, NotSupportedError, WrongStateError
from camsim.device.event import Event, key, value
from camsim.device.organ import Organ, Watchers
from camsim.device.state import volatile
from camsim.profile.events import WatchedPart
from camsim.profile.model import Profile

if TYPE_CHECKING:
    from camsim.device.device import Device

AIRWAY = 0.4
"""Seconds from the speaker to a stream: air, and what encoders look ahead (a guess)."""
COUPLING = 0.5
"""How loud the microphone hears the speaker, against what the speaker was told."""
MEMORY = 5.0
"""Seconds for which a stream may still ask what was said."""
FLOOR = -90.0
"""dBFS of silence, which is 0 % of the alarm level."""
MOST_TALKS = 50
"""Talks that are remembered."""
MOST_SOUNDINGS = 4096
"""Pieces that are remembered, the oldest go first."""


class SpeechFormat(StrEnum):
    """How talkers may code what they say, as `Properties.Audio.Decoder.Format` lists it."""

    G711 = "g711"
    MULAW_128 = "axis-mulaw-128"
    G726 = "g726"


@dataclass(frozen=True, slots=True)
class Samples:
    """Sound as it is: 16 bits a sample, little endian, one channel."""

    rate: int
    data: bytes
    loudness: float = FLOOR
    """dBFS of its effective value."""

    @property
    def seconds(self) -> float:
        """How long it lasts."""
        return len(self.data) / 2 / self.rate


@dataclass(frozen=True, slots=True)
class Record:
    """Sound in a file; whoever listens decodes it."""

    content: bytes
    """Empty: a file of the factory, of which only the name is known."""
    name: str
    seconds: float
    loudness: float = FLOOR


@dataclass(frozen=True, slots=True)
class Sounding:
    """Something that the speaker says from one instant of the clock to another, again and again if that is longer than it lasts."""

    begin: float
    end: float
    sound: Samples | Record
    volume: float = 1.0
    speech: bool = True
    """Whether a talker said it."""


@dataclass
class Talk:
    """One client's speech, as the tester sees it."""

    number: int
    user: str
    remote: str
    format: str
    began: float
    """Camera time."""
    seconds: float = 0.0
    """Of sound taken so far."""
    level: float = FLOOR
    """dBFS of the effective value of all of it."""
    open: bool = True


@dataclass
class SpeakerState:
    """Who has talked since the boot, the last ones."""

    talks: list[Talk] = volatile(factory=list)
    total: int = volatile(0)


class AudioOutputEvent(Event):
    """Whether anything sounds at an output."""

    topic = "tns1:Device/tnsaxis:AudioOutputActive"
    nice_name = "Audio Output Active"
    output: str = key("AudioOutput", kind="xsd:string", values={"AudioDevice0Output0": "Audio Device 0 Output 0"})
    active: bool = value("AudioOutputActive", nice="Audio Output Active", state=True)


class Speaker(Organ[SpeakerState]):
    """The speaker of the first audio source."""

    name = "speaker"

    def __init__(self, device: Device) -> None:
        self._soundings: deque[Sounding] = deque(maxlen=MOST_SOUNDINGS)
        self.watchers: Watchers[[]] = Watchers()
        """Called when what the microphones hear of it changes."""
        self.others: dict[str, Callable[[], bool]] = {}
        """What else sounds at the output, by name."""
        super().__init__(device)

    @classmethod
    def fits(cls, profile: Profile) -> bool:
        """Devices with an audio output."""
        return Audio.fits(profile) and profile.says_yes("Properties.Audio.Source.A0.Output")

    def factory_state(self) -> SpeakerState:
        return SpeakerState()

    def power_on(self) -> None:
        self._soundings.clear()

    def current_events(self) -> list[Event]:
        if not self._tells:
            return []
        sounds = self.active or any(other() for other in self.others.values())
        return [AudioOutputEvent(output="AudioDevice0Output0", active=sounds)]

    # ---- talkers

    @property
    def formats(self) -> tuple[SpeechFormat, ...]:
        """What it understands."""
        listed = self.profile.values.get("Properties.Audio.Decoder.Format", "g711,g726,axis-mulaw-128").split(",")
        return tuple(one for one in SpeechFormat if one in listed)

    def admit(self, user: str, remote: str, format: SpeechFormat) -> Talk:
        """Lets a client talk. Raises WrongStateError in a mode without talkers, NotSupportedError for its format, BusyError, and
        WrongStateError with subject `audio` while the source is off."""
        audio = self.device.organ(Audio)
        if audio.unit.duplex is Duplex.GET:
            raise WrongStateError("the microphone alone is in use", subject="duplex")
        if not audio.source(0).enabled:
            raise WrongStateError("sound is off", subject="audio")
        if format not in self.formats:
            raise NotSupportedError(f"no {format}", subject="format", value=format)
        if sum(talk.open for talk in self.state.talks) >= audio.unit.talkers:
            raise BusyError("somebody talks already", subject="talkers")
        self.state.total += 1
        talk = Talk(self.state.total, user, remote, format.value, self.now())
        closed = [one for one in self.state.talks if not one.open]
        for one in closed[: max(0, len(self.state.talks) + 1 - MOST_TALKS)]:
            self.state.talks.remove(one)
        self.state.talks.append(talk)
        return talk

    def say(self, talk: Talk, samples: Samples, after: float) -> float:
        """Says what a talker has sent, behind what he sent before (which ends at `after`); returns when that will be over."""
        begin = max(after, self.now() + self.device.organ(Audio).unit.buffer / 1000.0)
        sounding = Sounding(begin, begin + samples.seconds, samples)
        energy = talk.seconds * _energy(talk.level) + samples.seconds * _energy(samples.loudness)
        talk.seconds += samples.seconds
        talk.level = _decibels(energy / talk.seconds) if talk.seconds else FLOOR
        self._put(sounding)
        return sounding.end

    def finish(self, talk: Talk) -> None:
        """Ends a talk; what was sent is still said."""
        talk.open = False

    # ---- clips

    def play(self, record: Record, seconds: float, volume: float = 1.0) -> Sounding:
        """Begins to play a file, over and over until so many seconds have passed."""
        sounding = Sounding(self.now(), self.now() + seconds, record, volume, speech=False)
        self._put(sounding)
        return sounding

    def cut(self, sounding: Sounding) -> None:
        """Ends what sounds."""
        if sounding.end <= self.now():
            return
        kept = [replace(one, end=self.now()) if one is sounding else one for one in self._soundings]
        self._soundings = deque(kept, maxlen=MOST_SOUNDINGS)
        self._changed()

    # ---- listening

    @property
    def active(self) -> bool:
        """Whether anything sounds now."""
        now = self.now()
        return any(one.begin <= now < one.end for one in self._soundings)

    def lately(self) -> tuple[Sounding, ...]:
        """What a stream may be asked for now, on the clock of the speaker."""
        since = self.now() - MEMORY
        while self._soundings and self._soundings[0].end < since:
            self._soundings.popleft()
        return tuple(one for one in self._soundings if one.end >= since)

    def loudness(self) -> float:
        """How loud the microphone beside it hears it now, in dBFS."""
        audio, then = self.device.organ(Audio), self.now() - AIRWAY
        ratio = COUPLING * audio.output_ratio(0) * audio.input_ratio(0)
        playing = (one for one in self._soundings if one.begin <= then + _SOON < one.end)
        return _decibels(sum(_energy(one.sound.loudness) * (one.volume * ratio) ** 2 for one in playing))

    # ---- inside

    @property
    def _tells(self) -> bool:
        return WatchedPart.AUDIO_OUTPUT in self.profile.events.parts

    def _put(self, sounding: Sounding) -> None:
        self._soundings.append(sounding)
        for instant in (sounding.begin, sounding.end):
            wait = instant - self.now()
            if wait > 0:
                self.later(wait, self._changed)
            self.later(wait + AIRWAY, self.watchers.tell)
        if sounding.begin <= self.now():
            self._changed()

    def _changed(self) -> None:
        self.publish_current()
        self.watchers.tell()


_SOON = 1e-6
"""Seconds by which two instants may differ that are the same."""


def _energy(decibels: float) -> float:
    return 0.0 if decibels <= FLOOR else 10.0 ** (decibels / 10.0)


def _decibels(energy: float) -> float:
    return round(max(FLOOR, 10.0 * math.log10(energy)), 2) if energy > 0.0 else FLOOR
