"""Media clips: sound files on the device that its speaker plays (page slug: media-clip-api).

One plays at a time; another one takes its place. Those of the factory are only names, and sound like a melody of `FACTORY_SECONDS`.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from camsim.device.clock import Timer
from camsim.device.errors import FullError, NotThereError, OutOfRangeError
from camsim.device.event import Event, key, value
from camsim.device.sensors.sensor import Lever, Sensor
from camsim.device.speaker import Record, Sounding, Speaker
from camsim.device.state import kept, volatile
from camsim.profile.model import Profile

if TYPE_CHECKING:
    from camsim.device.device import Device

FACTORY_SECONDS = 3.0
"""How long a clip of the factory sounds: its file is not there to be measured (guess)."""
FACTORY_LOUDNESS = -19.0
"""dBFS of such a clip."""
OUTPUT = 1
FOR_EVER = -1
MOST_REPEATS = 10_000
LOUDEST = 1000
"""Percent of a clip's volume."""
STORAGE = 32 * 1_048_576
"""Bytes of all files together (guess)."""
LONGEST_NAME = 64
FOLDER = "/etc/audioclips/"
_AGES = 100 * 365 * 86400.0
"""Seconds that a clip plays which nobody ends."""


class ClipPlayingEvent(Event):
    """Whether a clip plays."""

    topic = "tnsaxis:MediaClip/Playing"
    nice_name = "Playing"
    output: int = key("AudioOutput", nice="Audio Output")
    playing: bool = value("Playing", nice="Playing Status", state=True)


class ClipStartedEvent(Event):
    """A clip begins."""

    topic = "tnsaxis:MediaClip/CurrentlyPlaying"
    stateful = False
    nice_name = "Currently Playing Media Clip"
    output: int = key("AudioOutput", nice="Audio Output", values={OUTPUT: ""})
    file: str = value("FileName", kind="xsd:string", nice="File Name")


@dataclass
class Clip:
    """One clip."""

    name: str
    location: str
    """Its place in the device's own files."""
    content: str = ""
    """The file in base64; empty for one of the factory."""
    seconds: float = FACTORY_SECONDS
    loudness: float = FACTORY_LOUDNESS
    """dBFS of its effective value."""

    @property
    def record(self) -> Record:
        """What is to be played."""
        return Record(base64.b64decode(self.content), self.location.rpartition("/")[2], self.seconds, self.loudness)


@dataclass
class ClipState:
    """Which clips there are, and what plays; empty: nothing."""

    clips: dict[int, Clip] = kept(factory=dict)
    playing: str = volatile("")


class Clips(Sensor[ClipState]):
    """The clips and their player."""

    name = "clips"
    tells = (ClipStartedEvent,)

    def __init__(self, device: Device) -> None:
        self._end: Timer | None = None
        self._sounding: Sounding | None = None
        super().__init__(device)

    @classmethod
    def fits(cls, profile: Profile) -> bool:
        """Devices with clips and an audio output."""
        return "MediaClip.MaxGroups" in profile.values and Speaker.fits(profile)

    def factory_state(self) -> ClipState:
        values = self.profile.values
        locations = sorted(int(name.split(".")[1][1:]) for name in values if name.startswith("MediaClip.M") and name.endswith(".Location"))
        groups = {number: f"MediaClip.M{number}." for number in locations}
        return ClipState({number: Clip(values.get(f"{group}Name", ""), values[f"{group}Location"]) for number, group in groups.items()})

    def power_on(self) -> None:
        self._end = self._sounding = None

    def current_events(self) -> list[Event]:
        return [ClipPlayingEvent(output=OUTPUT, playing=bool(self.state.playing))]

    def levers(self) -> list[Lever]:
        def drive(on: bool) -> None:
            if on:
                self.play(self.numbers()[0])
            else:
                self.stop()

        return [self.switch("clip", lambda: bool(self.state.playing), drive)] if self.state.clips else []

    # ---- the clips

    def numbers(self) -> list[int]:
        """Numbers of the clips."""
        return sorted(self.state.clips)

    def clip(self, number: int) -> Clip:
        """A clip. Raises NotThereError."""
        if number not in self.state.clips:
            raise NotThereError(f"no clip {number}", subject="clip", value=number)
        return self.state.clips[number]

    @property
    def largest(self) -> int:
        """Bytes of the largest file that it takes."""
        return int(float(self.profile.values.get("MediaClip.MaxUploadSize", "1.5")) * 1_048_576)

    @property
    def room(self) -> int:
        """Bytes that are left for files."""
        return STORAGE - sum(len(clip.content) * 3 // 4 for clip in self.state.clips.values())

    def add(self, record: Record, format: str, name: str = "") -> int:
        """Keeps a file that has been read; returns its number. Raises FullError, OutOfRangeError for its format, size or name."""
        if format not in self.profile.values.get("Properties.AudioClip.Format", "au,wav,mp3").split(","):
            raise OutOfRangeError(f"no {format} files", subject="file", value=format)
        if len(record.content) > self.largest:
            raise OutOfRangeError("the file is too large", subject="file")
        most = int(self.profile.values["MediaClip.MaxGroups"])
        number = next((free for free in range(most) if free not in self.state.clips), None)
        if number is None or len(record.content) > self.room:
            raise FullError("no room for one more clip", subject="clip")
        suffix = {"opus": "opus", "vorbis": "ogg"}.get(format, format)
        place = f"{FOLDER}MediaClip.M{number}.{suffix}"
        content = base64.b64encode(record.content).decode()
        clip = Clip(_checked(name or f"Clip MediaClip.M{number}"), place, content, record.seconds, record.loudness)
        self.state.clips[number] = clip
        return number

    def rename(self, number: int, name: str) -> None:
        """Changes a clip's name. Raises NotThereError, OutOfRangeError."""
        self.clip(number).name = _checked(name)

    def remove(self, number: int) -> None:
        """Takes a clip away; if it plays, it ends. Raises NotThereError."""
        if self.clip(number).location == self.state.playing:
            self.stop()
        del self.state.clips[number]

    def at(self, location: str) -> Clip:
        """The clip at a place; `*` stands for anything, and of several that fit chance takes one. Raises NotThereError."""
        fitting = [clip for _, clip in sorted(self.state.clips.items()) if _fits(clip.location, location)]
        if not fitting:
            raise NotThereError(f"no clip at {location}", subject="location", value=location)
        return fitting[0] if len(fitting) == 1 else self.device.rng(f"clip {self.now()}").choice(fitting)

    # ---- the player

    def play(self, clip: int, *, repeat: int = 0, volume: int = 100) -> None:
        """Plays a clip, and again as often as `repeat` says (`FOR_EVER`: until it is stopped), at so many percent.

        Raises NotThereError, OutOfRangeError.
        """
        self._play(self.clip(clip), repeat, volume)

    def play_file(self, location: str, *, repeat: int = 0, volume: int = 100) -> None:
        """Plays the clip at a place. Raises NotThereError, OutOfRangeError."""
        self._play(self.at(location), repeat, volume)

    def stop(self) -> None:
        """Ends what plays."""
        if self.state.playing:
            self.state.playing = ""
            self.publish_current()
        self._silence()

    # ---- inside

    def _play(self, clip: Clip, repeat: int, volume: int) -> None:
        if not FOR_EVER <= repeat <= MOST_REPEATS:
            raise OutOfRangeError("repeat", subject="repeat", value=repeat)
        if not 0 <= volume <= LOUDEST:
            raise OutOfRangeError("volume", subject="volume", value=volume)
        self._silence()
        self.state.playing = clip.location
        self.publish(ClipStartedEvent(output=OUTPUT, file=clip.location.rpartition("/")[2]))
        self.publish_current()
        seconds = clip.seconds * (repeat + 1) if repeat != FOR_EVER else _AGES
        self._end = self.later(seconds, self.stop) if repeat != FOR_EVER else None
        self._sounding = self.device.organ(Speaker).play(clip.record, seconds, volume / 100.0)

    def _silence(self) -> None:
        if self._end is not None:
            self._end.cancel()
            self._end = None
        if self._sounding is not None:
            self.device.organ(Speaker).cut(self._sounding)
            self._sounding = None


def _checked(name: str) -> str:
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise OutOfRangeError("no such name", subject="name", value=name[:LONGEST_NAME])
    return name


def _fits(location: str, wanted: str) -> bool:
    """Whether a place is the one wanted; only `*` is special."""
    return fnmatchcase(location, wanted.replace("[", "[[]").replace("?", "[?]")) if "*" in wanted else location == wanted
