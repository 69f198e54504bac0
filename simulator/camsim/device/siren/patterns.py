"""What a siren can sound and a signalling light can show (page slug: siren-and-light; names as its examples and the recorded profiles)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

INTENSITIES = (1, 2, 3, 4, 5)
PRIORITIES = tuple(range(1, 11))
"""Those that a client may use; the device keeps the ones above for itself."""
COLORS = ("red", "green", "blue", "white", "amber", "yellow", "pink", "purple", "turquoise")
"""As recorded."""
DEFAULT_PRIORITY = 3


class Kind(StrEnum):
    """What signals."""

    SIREN = "siren"
    LIGHT = "light"


@dataclass(frozen=True)
class Pattern:
    """One way to sound or to shine."""

    name: str
    seconds: float
    """How long one repetition takes at speed 1 (a guess)."""
    intensity: int = 2
    """Where a client names none."""
    speeds: tuple[int, ...] = (1,)
    speed: int = 1
    fewest: int = 0
    """Colours that it takes at least."""
    most: int = 0
    colors: tuple[str, ...] = ()
    """Where a client names none."""


SOUNDS = (
    Pattern("Siren: Alternate", 2.0),
    Pattern("Alarm: Horror", 3.0),
    Pattern("Alarm: Classic Clock", 2.0, intensity=1),
    Pattern("Alarm: Car alarm", 4.0),
)
SHINES = (
    Pattern("Alternate", 2.0, speeds=(1, 2, 3), fewest=2, most=len(COLORS), colors=("red", "blue")),
    Pattern("Pulse", 2.0, speeds=(1, 2, 3), fewest=1, most=1, colors=("red",)),
    Pattern("Rotate", 4.0, speeds=(1, 2, 3, 4), speed=2, fewest=1, most=1, colors=("white",)),
    Pattern("Rotate white + steady color", 4.0, speeds=(1, 2, 3, 4), speed=2, fewest=0, most=1),
    Pattern("Steady", 1.0, fewest=1, most=1, colors=("red",)),
)
PATTERNS = {Kind.SIREN: SOUNDS, Kind.LIGHT: SHINES}


def find(kind: Kind, name: str) -> Pattern | None:
    """The pattern of a name; None where there is none."""
    return next((pattern for pattern in PATTERNS[kind] if pattern.name == name), None)
