"""What the verbs of the tester's hand answer."""

from __future__ import annotations

from dataclasses import dataclass

from camsim.contract.journal import Exchange
from camsim.events.actions.log import ActionEntry


@dataclass(frozen=True, slots=True)
class Health:
    """The process answers."""

    status: str
    """Always `ok`."""
    version: str


@dataclass(frozen=True, slots=True)
class Readiness:
    """Whether clients can use the camera now."""

    ready: bool
    phase: str
    """ready, lingering, down, starting, off; `stopped` for a camera that does not run."""


@dataclass(frozen=True, slots=True)
class ClockState:
    """How the camera's clock stands."""

    now: float
    """Camera time as a POSIX time stamp in seconds."""
    utc: str
    """The same as ISO 8601 text."""
    speed: float
    """Camera seconds per real second; 0 when the clock stands."""
    frozen: bool
    pending: int
    """Timers that wait."""


@dataclass(frozen=True, slots=True)
class JournalPage:
    """Entries of the journal, oldest first."""

    entries: list[Exchange]
    total: int
    """Requests since the journal was last cleared, lost ones too."""
    truncated: bool
    """Whether the journal has lost older entries."""


@dataclass(frozen=True, slots=True)
class ActionPage:
    """What action rules did, oldest first."""

    entries: list[ActionEntry]
    total: int
    """Entries since the start or the last reset, lost ones too."""
    truncated: bool
    """Whether older entries are lost."""


@dataclass(frozen=True, slots=True)
class Count:
    """How many entries of the journal meet a filter."""

    count: int
    truncated: bool
    """Whether the journal has lost older entries, so that there may have been more."""


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A request that came close to what was to be verified."""

    misses: list[str]
    """The criteria that it does not meet."""
    exchange: Exchange


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether clients did what was to be verified; true or false itself."""

    ok: bool
    count: int
    """Requests that meet the criteria."""
    expected: str
    """What was asked for, in words."""
    truncated: bool
    """Whether the journal has lost older entries, so that there may have been more."""
    closest: list[NearMiss]
    """Where it is not ok: with too few requests those that come nearest, the nearest first; with too many the last of them."""

    def __bool__(self) -> bool:
        return self.ok


@dataclass(frozen=True, slots=True)
class InputState:
    """A port that is an input."""

    number: int
    """From 0."""
    name: str
    closed: bool
    """The circuit."""
    active: bool
    """What it means: the port's settings say which circuit counts as active."""


@dataclass(frozen=True, slots=True)
class VirtualInputState:
    """A virtual input."""

    number: int
    """From 1."""
    active: bool


@dataclass(frozen=True, slots=True)
class Sighting:
    """A target in the picture."""

    name: str
    kind: str
    box: tuple[float, float, float, float]
    """x, y, width, height in pixels from the upper left corner; parts outside the picture count."""
    colour: tuple[int, ...]
    """Red, green, blue at the centre of the box in this light."""
    covered: bool
    """Whether a nearer target lies over its centre."""


@dataclass(frozen=True, slots=True)
class Truth:
    """What the picture of a channel shows now."""

    channel: int
    width: int
    """Pixels of the picture as the viewer sees it."""
    height: int
    targets: list[Sighting]
    """The nearest first."""
