"""Media clips: sound files on the device that its speaker plays (page slug: media-clip-api).

Which there are stands in the parameters `MediaClip.M#`. One plays at a time; another one takes its place.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from camsim.device.clock import Timer
from camsim.device.errors import NotThereError, OutOfRangeError
from camsim.device.event import Event, key, value
from camsim.device.parameters import Parameters
from camsim.device.sensors.sensor import Lever, Sensor
from camsim.device.state import volatile
from camsim.profile.events import WatchedPart
from camsim.profile.model import Profile

if TYPE_CHECKING:
    from camsim.device.device import Device

SECONDS = 3.0
"""How long a clip sounds: the files of the factory are not there to be measured (guess)."""
OUTPUT = 1
FOR_EVER = -1
MOST_REPEATS = 10_000


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


class AudioOutputEvent(Event):
    """Whether anything sounds at an output."""

    topic = "tns1:Device/tnsaxis:AudioOutputActive"
    nice_name = "Audio Output Active"
    output: str = key("AudioOutput", kind="xsd:string", values={"AudioDevice0Output0": "Audio Device 0 Output 0"})
    active: bool = value("AudioOutputActive", nice="Audio Output Active", state=True)


@dataclass
class ClipState:
    """What plays; empty: nothing."""

    playing: str = volatile("")


class Clips(Sensor[ClipState]):
    """The player."""

    name = "clips"
    tells = (ClipStartedEvent,)

    def __init__(self, device: Device) -> None:
        self._end: Timer | None = None
        self.others: dict[str, Callable[[], bool]] = {}
        """What else sounds at the output, by name."""
        super().__init__(device)

    @classmethod
    def fits(cls, profile: Profile) -> bool:
        """Devices with clips, the API and an audio output."""
        listed = any(entry.id == "mediaclip" for entry in profile.apis.discovery)
        return listed and "MediaClip.MaxGroups" in profile.values and profile.says_yes("Properties.Audio.Source.A0.Output")

    def factory_state(self) -> ClipState:
        return ClipState()

    def current_events(self) -> list[Event]:
        playing = bool(self.state.playing)
        found: list[Event] = [ClipPlayingEvent(output=OUTPUT, playing=playing)]
        if WatchedPart.AUDIO_OUTPUT in self.profile.events.parts:
            sounds = playing or any(other() for other in self.others.values())
            found.append(AudioOutputEvent(output="AudioDevice0Output0", active=sounds))
        return found

    def levers(self) -> list[Lever]:
        def drive(on: bool) -> None:
            if on:
                self.play(self.numbers()[0])
            else:
                self.stop()

        return [self.switch("clip", lambda: bool(self.state.playing), drive)] if self.numbers() else []

    def numbers(self) -> list[int]:
        """Numbers of the clips."""
        names = (name.split(".")[1] for name in self.device.organ(Parameters).group("MediaClip") if name.endswith(".Location"))
        return sorted(int(part[1:]) for part in names)

    def play(self, clip: int, *, repeat: int = 0) -> None:
        """Plays a clip, and again as often as `repeat` says (`FOR_EVER`: until it is stopped). Raises NotThereError, OutOfRangeError."""
        if clip not in self.numbers():
            raise NotThereError(f"no clip {clip}", subject="clip", value=clip)
        self.play_file(self.device.organ(Parameters).text(f"MediaClip.M{clip}.Location"), repeat=repeat)

    def play_file(self, location: str, *, repeat: int = 0) -> None:
        """Plays the clip at a place. Raises NotThereError, OutOfRangeError."""
        parameters = self.device.organ(Parameters)
        if location not in (parameters.text(f"MediaClip.M{number}.Location") for number in self.numbers()):
            raise NotThereError(f"no clip at {location}", subject="location", value=location)
        if not FOR_EVER <= repeat <= MOST_REPEATS:
            raise OutOfRangeError("repeat", subject="repeat", value=repeat)
        if self._end is not None:
            self._end.cancel()
        self.state.playing = location
        self.publish(ClipStartedEvent(output=OUTPUT, file=location.rpartition("/")[2]))
        self._tell()
        self._end = self.later(SECONDS * (repeat + 1), self.stop) if repeat != FOR_EVER else None

    def stop(self) -> None:
        """Ends what plays."""
        if self._end is not None:
            self._end.cancel()
            self._end = None
        if self.state.playing:
            self.state.playing = ""
            self._tell()

    def tell_output(self) -> None:
        """Publishes whether anything sounds, for others whose sound has changed."""
        for event in self.current_events():
            if isinstance(event, AudioOutputEvent):
                self.publish(event)

    def _tell(self) -> None:
        for event in self.current_events():
            self.publish(event)
