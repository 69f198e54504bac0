"""The motor lenses of fixed cameras: zoom, focus, autofocus and what spoils it (page slug: optics-control).

Focus goes from 0 (near) to 1 (far). Where a sharp focus lies, how fast the motors run and how far steps go are guesses.
"""

from __future__ import annotations

import functools
import itertools
from dataclasses import dataclass, replace
from enum import StrEnum

from camsim.device.errors import BusyError, NotSupportedError, NotThereError, OutOfRangeError, WrongStateError
from camsim.device.imaging.day_night import DayNight
from camsim.device.organ import Organ
from camsim.device.parameters import Parameters
from camsim.device.sensors.climate import ROOM, Climate
from camsim.device.state import kept, kept_for_ever, volatile
from camsim.profile.model import Profile

SETUP = "Properties.ImageSource.OpticsSetup"
FULL_TRAVEL = {"focus": 3.0, "zoom": 4.0}
"""Seconds from one end to the other."""
STEPS_A_TRAVEL = 1000
"""Motor steps from one end to the other."""
NEAR, FAR = 0.0, 1.0
RESET_FOCUS = 0.5
_WIDE_FOCUS, _TELE_FOCUS = 0.35, 0.4
"""Where the wide end is sharp, and how much further the tele end is."""
_INFRARED_SHIFT = 0.06
_SHIFT_PER_DEGREE = 0.002


class TemperatureError(WrongStateError):
    """It is too cold or too warm for the motors."""


class FocusNotFoundError(WrongStateError):
    """There is nothing to focus on."""


class Motor(StrEnum):
    """What moves in a lens."""

    FOCUS = "focus"
    ZOOM = "zoom"


@dataclass(frozen=True)
class Window:
    """The part of the picture that autofocus judges, in shares of its width and height from the upper left corner."""

    left: float = 0.15
    top: float = 0.15
    width: float = 0.7
    height: float = 0.7


@dataclass(frozen=True)
class Glass:
    """How a lens is set; what moves is on its way there."""

    focus: float
    magnification: float = 1.0
    window: Window = Window()
    compensates_temperature: bool = True
    compensates_infrared: bool = True


@dataclass(frozen=True)
class Travel:
    """The way of a motor: through all points at one speed."""

    points: tuple[float, ...]
    since: float
    seconds: float
    """Of the whole way."""
    searching: bool = False

    def at(self, instant: float) -> float:
        """Where the motor is."""
        if instant >= self.since + self.seconds:
            return self.points[-1]
        left = self.length * max(instant - self.since, 0.0) / self.seconds
        for start, end in itertools.pairwise(self.points):
            way = abs(end - start)
            if left < way:
                return start + (end - start) * left / way
            left -= way
        return self.points[-1]

    @property
    def length(self) -> float:
        """Of the way, in the unit of its points."""
        return sum(abs(end - start) for start, end in itertools.pairwise(self.points))


@dataclass
class OpticsState:
    """Settings by index of the image source, ways by source and motor (`0.focus`)."""

    lenses: dict[int, Glass] = kept(factory=dict)
    travels: dict[str, Travel] = volatile(factory=dict)
    moves: dict[str, int] = kept_for_ever(factory=dict)
    """How often the motors of a kind have run."""
    steps: dict[str, int] = kept_for_ever(factory=dict)


class Optics(Organ[OpticsState]):
    """All lenses of the device. Verbs raise NotThereError (subject `opticsId`) and NotSupportedError (subject: the capability)."""

    name = "optics"

    @classmethod
    def fits(cls, profile: Profile) -> bool:
        listed = any(entry.id == "optics-control" for entry in profile.apis.discovery)
        return profile.video is not None and (listed or profile.says_yes(f"{SETUP}.Focus"))

    def factory_state(self) -> OpticsState:
        return OpticsState()

    # ---- what there is

    @functools.cached_property
    def numbers(self) -> list[int]:
        """The lenses with a motor, by index of their image source."""
        if not self.profile.says_yes(f"{SETUP}.Focus"):
            return []
        return list(range(max(1, self.device.organ(Parameters).number("ImageSource.NbrOfSources", 1))))

    @property
    def longest(self) -> float:
        """The largest magnification; 1 for a lens without zoom."""
        assert self.profile.video is not None
        return self.profile.video.lens_zoom if self.profile.says_yes(f"{SETUP}.Zoom") else 1.0

    @property
    def calibrates(self) -> bool:
        """Whether the lenses can be calibrated."""
        return self.profile.says_yes(f"{SETUP}.Calibration")

    def filters(self, number: int) -> bool:
        """Whether there is an infrared cut filter behind a lens."""
        return self.device.has(DayNight) and number + 1 in self.device.organ(DayNight).sources

    def glass(self, number: int) -> Glass:
        """How a lens is set."""
        if number not in self.numbers:
            raise NotThereError(f"no optics {number}", subject="opticsId", value=number)
        return self.state.lenses.get(number) or Glass(self._sharp(number, 1.0))

    def focus(self, number: int, instant: float | None = None) -> float:
        """Where the focus is, now by default."""
        return self._reading(number, Motor.FOCUS, self.glass(number).focus, instant)

    def magnification(self, number: int, instant: float | None = None) -> float:
        """How much narrower than at the wide end the view is, as a ratio of image sizes."""
        return self._reading(number, Motor.ZOOM, self.glass(number).magnification, instant)

    def moving(self, number: int, motor: Motor) -> bool:
        """Whether a motor is on its way."""
        travel = self.state.travels.get(f"{number}.{motor}")
        return travel is not None and self.now() < travel.since + travel.seconds

    def defocus(self, number: int, instant: float) -> float:
        """How far the focus is from where it is sharp: a share of its whole way."""
        glass = self.glass(number)
        return abs(self.focus(number, instant) - self._sharp(number, self.magnification(number, instant), glass))

    # ---- verbs

    def set_focus(self, number: int, position: float) -> None:
        """Sends the focus to a position. Raises OutOfRangeError (subject `position`), TemperatureError."""
        if not NEAR <= position <= FAR:
            raise OutOfRangeError("focus goes from 0 to 1", subject="position", value=position)
        self._go(number, Motor.FOCUS, position)

    def move_focus(self, number: int, by: float) -> None:
        """Sends the focus so far from where it is; it stops at the ends. Raises TemperatureError."""
        self._go(number, Motor.FOCUS, min(max(self.focus(number) + by, NEAR), FAR))

    def set_magnification(self, number: int, magnification: float) -> None:
        """Zooms; the focus stays where it is. Raises OutOfRangeError (subject `magnification`), TemperatureError."""
        if not 1.0 <= magnification <= self.longest:
            raise OutOfRangeError(f"the lens magnifies from 1 to {self.longest}", subject="magnification", value=magnification)
        self._go(number, Motor.ZOOM, magnification)

    def move_magnification(self, number: int, by: float) -> None:
        """Zooms by so much; it stops at the ends. Raises TemperatureError."""
        self._go(number, Motor.ZOOM, min(max(self.magnification(number) + by, 1.0), self.longest))

    def calibrate(self, number: int, *, focus: bool, zoom: bool) -> None:
        """Runs motors from end to end and back to where they were. Raises TemperatureError."""
        glass = self.glass(number)
        if not self.calibrates:
            raise NotSupportedError("the lens cannot be calibrated", subject="calibrate")
        if focus:
            self._go(number, Motor.FOCUS, NEAR, FAR, glass.focus)
        if zoom:
            self._go(number, Motor.ZOOM, 1.0, self.longest, glass.magnification)

    def reset(self, number: int, *, focus: bool, zoom: bool) -> None:
        """Sends motors to where they stand by default, which need not be sharp. Raises TemperatureError."""
        if focus:
            self._go(number, Motor.FOCUS, RESET_FOCUS)
        if zoom:
            self._go(number, Motor.ZOOM, 1.0)

    def search_focus(self, number: int) -> None:
        """Looks for the sharpest focus, from end to end. Raises BusyError, TemperatureError, FocusNotFoundError."""
        glass, running = self.glass(number), self.state.travels.get(f"{number}.{Motor.FOCUS}")
        if running is not None and running.searching and self.moving(number, Motor.FOCUS):
            raise BusyError("a search is running", subject="opticsId", value=number)
        if not (glass.window.width and glass.window.height):
            raise FocusNotFoundError("the window is empty", subject="opticsId", value=number)
        self._go(number, Motor.FOCUS, NEAR, FAR, self._sharp(number, glass.magnification, glass), searching=True)

    def set_window(self, number: int, window: Window) -> None:
        """Says what autofocus judges; what reaches beyond the picture is cut off. Raises OutOfRangeError (subject: the side)."""
        for side in ("left", "top", "width", "height"):
            if not 0.0 <= getattr(window, side) <= 1.0:
                raise OutOfRangeError("shares go from 0 to 1", subject=side, value=getattr(window, side))
        cut = replace(window, width=min(window.width, 1.0 - window.left), height=min(window.height, 1.0 - window.top))
        self.state.lenses[number] = replace(self.glass(number), window=cut)

    def compensate_temperature(self, number: int, on: bool) -> None:
        """Whether the focus follows the temperature of the device."""
        self.state.lenses[number] = replace(self.glass(number), compensates_temperature=on)

    def compensate_infrared(self, number: int, on: bool) -> None:
        """Whether the focus follows the change to infrared light."""
        self.state.lenses[number] = replace(self.glass(number), compensates_infrared=on)

    # ---- inside

    def _sharp(self, number: int, magnification: float, glass: Glass | None = None) -> float:
        """Where the focus is sharp: further away the longer the lens, each lens a little otherwise."""
        share = (magnification - 1.0) / (self.longest - 1.0) if self.longest > 1.0 else 0.0
        place = _WIDE_FOCUS + _TELE_FOCUS * share + 0.01 * number
        if glass is not None and not glass.compensates_infrared and self.filters(number):
            place += 0.0 if self.device.organ(DayNight).is_day(number + 1) else _INFRARED_SHIFT
        if glass is not None and not glass.compensates_temperature:
            place += _SHIFT_PER_DEGREE * (self._temperature - ROOM)
        return min(max(place, NEAR), FAR)

    @property
    def _temperature(self) -> float:
        felt = self.device.organ(Climate).state.temperatures if self.device.has(Climate) else {}
        return next(iter(felt.values()), ROOM)

    def _reading(self, number: int, motor: Motor, target: float, instant: float | None) -> float:
        travel = self.state.travels.get(f"{number}.{motor}")
        return target if travel is None else travel.at(self.now() if instant is None else instant)

    def _go(self, number: int, motor: Motor, *points: float, searching: bool = False) -> None:
        """Sends a motor on its way through all points."""
        glass = self.glass(number)
        if motor is Motor.ZOOM and self.longest <= 1.0:
            raise NotSupportedError("the lens has no zoom", subject="magnification")
        if self.device.has(Climate) and (self.device.organ(Climate).below or self.device.organ(Climate).above):
            raise TemperatureError("the temperature is out of range", subject="opticsId", value=number)
        start = self.focus(number) if motor is Motor.FOCUS else self.magnification(number)
        span = FAR - NEAR if motor is Motor.FOCUS else self.longest - 1.0
        travel = Travel((start, *points), self.now(), 0.0, searching)
        share = travel.length / span
        self.state.travels[f"{number}.{motor}"] = replace(travel, seconds=FULL_TRAVEL[motor] * share)
        target = points[-1]
        self.state.lenses[number] = replace(glass, focus=target) if motor is Motor.FOCUS else replace(glass, magnification=target)
        self.state.moves[motor] = self.state.moves.get(motor, 0) + 1
        self.state.steps[motor] = self.state.steps.get(motor, 0) + round(STEPS_A_TRAVEL * share)
