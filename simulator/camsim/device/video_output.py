"""Video output: what a screen at the device's HDMI socket shows (page slug: video-output-api).

Sources are the channels of the device, 1, 2, ... A sequence runs on the clock from when it was made the mode or changed last.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from camsim.device.errors import FullError, NotThereError, OutOfRangeError, WrongStateError
from camsim.device.organ import Organ
from camsim.device.state import kept, volatile
from camsim.device.views.views import Views
from camsim.profile.model import Profile

ROTATIONS = (0, 180)
"""Degrees; a quad view cannot be turned."""
MOST_ELEMENTS = 50
LONGEST = 86_400
"""Seconds of an element of the sequence at most."""
_LONGEST_PATH = 256


class OutputMode(StrEnum):
    """What the output shows."""

    SOURCE = "source"
    SEQUENCE = "sequence"
    QUAD = "quad"
    PIP = "PiP"


class Corner(StrEnum):
    """Where the small picture is."""

    TOP_LEFT = "top_left"
    TOP_RIGHT = "top_right"
    BOTTOM_LEFT = "bottom_left"
    BOTTOM_RIGHT = "bottom_right"


@dataclass(frozen=True, slots=True)
class Element:
    """One part of the sequence."""

    number: int
    source: str
    """A channel, or the path of a bitmap."""
    duration: int
    """Seconds."""
    mirrored: bool = False


@dataclass(frozen=True, slots=True)
class Pip:
    """A picture in a picture."""

    color: tuple[float, float, float] = (1.0, 1.0, 1.0)
    """Of the border: red, green, blue, each 0 to 1."""
    border: bool = True
    weight: tuple[float, float, float, float] = (0.01, 0.01, 0.01, 0.01)
    """Of the border on the left, top, right and bottom, as shares of the small picture."""
    width: float = 0.25
    """Shares of the output."""
    height: float = 0.25
    corner: Corner = Corner.TOP_LEFT
    main: int = 1
    main_mirrored: bool = False
    main_rotation: int = 0
    small: int = 1
    small_mirrored: bool = False
    small_rotation: int = 0


@dataclass(frozen=True, slots=True)
class Shown:
    """What is on the screen."""

    sources: tuple[str, ...]
    """One; the four of a quad view from the top left on; or the large and the small one."""
    mirrored: bool = False
    rotation: int = 0


@dataclass
class OutputState:
    """The settings."""

    mode: OutputMode = kept(OutputMode.SOURCE)
    source: int = kept(1)
    mirrored: bool = kept(False)
    rotation: int = kept(0)
    sequence: list[Element] = kept(factory=list)
    numbers: int = kept(0)
    """Elements made so far."""
    quad: list[int] = kept(factory=list)
    """Four sources; empty: not configured."""
    with_settings: list[int] = kept(factory=list)
    """Sources that are shown with their mirroring, rotation and overlays."""
    pip: Pip = kept(Pip())
    dynamic_overlays: bool = kept(False)
    began: float = volatile(0.0)
    """When the sequence began, in camera time."""


class VideoOutput(Organ[OutputState]):
    """The socket and its screen."""

    name = "video_output"

    @classmethod
    def fits(cls, profile: Profile) -> bool:
        """Devices whose properties say so have one."""
        wanted = "Properties.VideoOutputControl.VideoOutputControl"
        return profile.video is not None and any(leaf.name == wanted and leaf.value == "yes" for leaf in profile.leaves)

    def factory_state(self) -> OutputState:
        return OutputState()

    def power_on(self) -> None:
        self.state.began = self.now()

    @property
    def sources(self) -> range:
        """The channels."""
        return range(1, self.device.organ(Views).count + 1)

    @property
    def shown(self) -> Shown:
        """What is on the screen now."""
        state = self.state
        match state.mode:
            case OutputMode.QUAD:
                return Shown(tuple(map(str, state.quad)), state.mirrored, state.rotation)
            case OutputMode.PIP:
                return Shown((str(state.pip.main), str(state.pip.small)), state.pip.main_mirrored, state.pip.main_rotation)
            case OutputMode.SEQUENCE if state.sequence:
                element = self._current()
                return Shown((element.source,), element.mirrored is not state.mirrored, state.rotation)
        return Shown((str(state.source),), state.mirrored, state.rotation)

    # ---- modes

    def show(self, source: int) -> None:
        """Shows one channel. Raises OutOfRangeError."""
        self.state.source = self._checked(source)
        self.state.mode = OutputMode.SOURCE

    def choose(self, mode: OutputMode) -> None:
        """Changes the mode. Raises WrongStateError for a quad view or a sequence that is not configured, or a quad view that is turned."""
        if mode is OutputMode.QUAD:
            self._check_quad(self.state.rotation)
            if not self.state.quad:
                raise WrongStateError("no quad view is configured", subject="quad")
        if mode is OutputMode.SEQUENCE and not self.state.sequence:
            raise WrongStateError("the sequence is empty", subject="sequence")
        self.state.mode = mode
        self.state.began = self.now()

    def mirror(self, mirrored: bool) -> None:
        """Swaps left and right."""
        self.state.mirrored = mirrored

    def turn(self, rotation: int) -> None:
        """Turns the output clockwise. Raises OutOfRangeError, WrongStateError for a quad view."""
        if rotation not in ROTATIONS:
            raise OutOfRangeError("no such rotation", subject="rotation", value=rotation)
        if self.state.mode is OutputMode.QUAD:
            self._check_quad(rotation)
        self.state.rotation = rotation

    def arrange(self, sources: Sequence[int]) -> None:
        """Configures a quad view and shows it. Raises OutOfRangeError, WrongStateError for an output that is turned."""
        if len(sources) != 4:
            raise OutOfRangeError("a quad view has four sources", subject="id", value=sources)
        checked = [self._checked(source) for source in sources]
        self._check_quad(self.state.rotation)
        self.state.quad, self.state.mode = checked, OutputMode.QUAD

    def configure(self, pip: Pip) -> None:
        """Changes the picture in the picture. Raises OutOfRangeError."""
        for source in (pip.main, pip.small):
            self._checked(source)
        shares = all(0 <= part <= 1 for part in (*pip.color, *pip.weight)) and 0 < pip.width < 1 and 0 < pip.height < 1
        if not shares or not {pip.main_rotation, pip.small_rotation} <= set(ROTATIONS):
            raise OutOfRangeError("outside its range", subject="pip")
        self.state.pip = pip

    def use_settings(self, source: int, use: bool) -> None:
        """Whether a channel is shown with its mirroring, rotation and overlays. Raises OutOfRangeError."""
        self._checked(source)
        others = [one for one in self.state.with_settings if one != source]
        self.state.with_settings = sorted([*others, source]) if use else others

    def show_overlays(self, show: bool) -> None:
        """Whether dynamic overlays are shown."""
        self.state.dynamic_overlays = show

    # ---- sequence

    def add(self, source: str, duration: int, mirrored: bool = False) -> Element:
        """A new last element. Raises OutOfRangeError, FullError."""
        if len(self.state.sequence) >= MOST_ELEMENTS:
            raise FullError("the sequence is full", subject="source")
        element = self._fitting(Element(self.state.numbers + 1, source, duration, mirrored))
        self.state.numbers += 1
        self._set_sequence([*self.state.sequence, element])
        return element

    def update(self, element: Element) -> None:
        """Changes an element. Raises NotThereError, OutOfRangeError."""
        self.element(element.number)
        self._fitting(element)
        self._set_sequence([element if one.number == element.number else one for one in self.state.sequence])

    def remove(self, number: int) -> None:
        """Takes an element out; without any, the output shows its source. Raises NotThereError."""
        gone = self.element(number)
        self._set_sequence([one for one in self.state.sequence if one is not gone])

    def clear(self) -> None:
        """Takes all elements out."""
        self._set_sequence([])

    def element(self, number: int) -> Element:
        """The element of that number. Raises NotThereError."""
        found = next((one for one in self.state.sequence if one.number == number), None)
        if found is None:
            raise NotThereError("no such element", subject="sequenceelementid", value=number)
        return found

    # ---- inside

    def _set_sequence(self, sequence: list[Element]) -> None:
        self.state.sequence = sequence
        self.state.began = self.now()
        if not sequence and self.state.mode is OutputMode.SEQUENCE:
            self.state.mode = OutputMode.SOURCE

    def _current(self) -> Element:
        sequence = self.state.sequence
        left = (self.now() - self.state.began) % sum(element.duration for element in sequence)
        for element in sequence:
            left -= element.duration
            if left < 0:
                return element
        return sequence[-1]

    def _checked(self, source: int) -> int:
        if source not in self.sources:
            raise OutOfRangeError("no such source", subject="id", value=source)
        return source

    def _fitting(self, element: Element) -> Element:
        if element.source.isdigit():
            self._checked(int(element.source[:9]))
        elif not element.source.startswith("/") or len(element.source) > _LONGEST_PATH:
            raise OutOfRangeError("no such source", subject="source", value=element.source)
        if not 1 <= element.duration <= LONGEST:
            raise OutOfRangeError("no such duration", subject="duration", value=element.duration)
        return element

    def _check_quad(self, rotation: int) -> None:
        if rotation:
            raise WrongStateError("a quad view cannot be turned", subject="quad rotation", value=rotation)
