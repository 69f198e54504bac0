"""Streaming indicator: an animation over the picture that shows that a stream is live (page slug: video-streaming-indicator)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from camsim.device.errors import OutOfRangeError
from camsim.device.organ import Organ
from camsim.device.state import kept, volatile
from camsim.profile.model import Profile

SHOWN = 5.0
"""Seconds that `show` lasts."""


class Size(StrEnum):
    """Sizes; the words stand for the first three."""

    SMALL = "small"
    MEDIUM = "medium"
    LARGE = "large"
    H1 = "H1"
    H2 = "H2"
    H3 = "H3"
    H4 = "H4"
    H5 = "H5"

    @property
    def pixels(self) -> int:
        """Side of its square. That of `medium` is recorded, the others are guesses."""
        return _PIXELS[self]


_PIXELS = {
    Size.SMALL: 29, Size.MEDIUM: 57, Size.LARGE: 114, Size.H1: 29, Size.H2: 57, Size.H3: 114, Size.H4: 171, Size.H5: 228,
}  # fmt: skip


class Color(StrEnum):
    """Colours of the animation."""

    BLACK = "black"
    WHITE = "white"
    RED = "red"
    SEMITRANSPARENT = "semiTransparent"


class Background(StrEnum):
    """What is behind it."""

    BLACK = "black"
    WHITE = "white"
    TRANSPARENT = "transparent"


class Corner(StrEnum):
    """Places in the picture that have a name."""

    TOP_LEFT = "topLeft"
    TOP_RIGHT = "topRight"
    BOTTOM_LEFT = "bottomLeft"
    BOTTOM_RIGHT = "bottomRight"

    @property
    def at(self) -> tuple[float, float]:
        """The same as coordinates."""
        return (1.0 if self in (Corner.TOP_RIGHT, Corner.BOTTOM_RIGHT) else -1.0), (-1.0 if self.value.startswith("top") else 1.0)


@dataclass(frozen=True, slots=True)
class Indicator:
    """How the animation looks."""

    size: Size = Size.MEDIUM
    corner: Corner | None = Corner.TOP_LEFT
    point: tuple[float, float] = (0.0, 0.0)
    """Where it is when in no corner: -1 (left, top) to 1 (right, bottom) of the room that the picture has for it."""
    color: Color = Color.RED
    background: Background = Background.TRANSPARENT

    @property
    def place(self) -> tuple[float, float]:
        """Where it is, as coordinates."""
        return self.point if self.corner is None else self.corner.at


@dataclass
class IndicatorState:
    """The settings, and whether it is on."""

    look: Indicator = kept(Indicator())
    on: bool = kept(False)
    shown_until: float = volatile(0.0)
    """Camera time at which `show` ends."""


class StreamingIndicator(Organ[IndicatorState]):
    """The indicator of all pictures of the device."""

    name = "streaming_indicator"

    @classmethod
    def fits(cls, profile: Profile) -> bool:
        """Devices whose properties say so have one."""
        wanted = "Properties.VideoStreamingIndicator.VideoStreamingIndicator"
        return any(leaf.name == wanted and leaf.value == "yes" for leaf in profile.leaves)

    def factory_state(self) -> IndicatorState:
        return IndicatorState()

    @property
    def look(self) -> Indicator:
        """How it looks."""
        return self.state.look

    @property
    def active(self) -> bool:
        """Whether it is to be seen now."""
        return self.at(self.now()) is not None

    def at(self, t: float) -> Indicator | None:
        """What is to be seen at an instant near now; None: nothing."""
        return self.state.look if self.state.on or t < self.state.shown_until else None

    def configure(self, look: Indicator) -> None:
        """Changes how it looks. Raises OutOfRangeError for a place outside the picture."""
        if not all(-1.0 <= part <= 1.0 for part in look.point):
            raise OutOfRangeError("outside the picture", subject="position", value=look.point)
        self.state.look = look

    def turn(self, on: bool) -> None:
        """Turns it on or off; off ends what `show` began."""
        self.state.on = on
        if not on:
            self.state.shown_until = 0.0

    def show(self) -> None:
        """Shows it for five seconds."""
        self.state.shown_until = self.now() + SHOWN
