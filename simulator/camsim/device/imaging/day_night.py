"""Day and night vision: the infrared cut filter of each image source follows the light or its setting (page slug: daynight)."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass

from camsim.device.clock import Timer
from camsim.device.event import Event, key, value
from camsim.device.organ import Organ
from camsim.device.parameters import Parameters
from camsim.device.state import volatile
from camsim.profile.model import Profile

LOOK_EVERY = 600.0
"""Seconds between two looks at the light while it is constant."""
LOOK_CLOSELY = 60.0
"""The same while it changes."""
DARKEST_SHIFT, BRIGHTEST_SHIFT = 0.10, 0.45
"""Light (0 at night, 1 by day) under which it is night for shift levels 0 and 100 (a guess)."""
HYSTERESIS = 0.05
"""How much more light it takes to be day again (a guess)."""
_FILTER = "DayNight.IrCutFilter"


class DayNightEvent(Event):
    """Whether a source sees as by day: with the infrared cut filter in place."""

    topic = "tns1:VideoSource/tnsaxis:DayNightVision"
    nice_name = "Day night vision"
    source_token: int = key("VideoSourceConfigurationToken", nice="Video source configuration token")
    day: bool = value(nice="day", state=True)


@dataclass
class DayNightState:
    """Sources (from 1) that are in night vision."""

    night: list[int] = volatile(factory=list)


class DayNight(Organ[DayNightState]):
    """The infrared cut filters. A source whose setting is `auto` follows the light."""

    name = "day_night"
    lasting = ("light",)
    light: Callable[[], float] = staticmethod(lambda: 1.0)
    """How much light the scene has now: 0 at night, 1 by day."""
    followers: dict[str, Callable[[int], None]]
    """Who of the device is told of a source that has changed, by name."""
    _timer: Timer | None = None
    _seen = 1.0

    @classmethod
    def fits(cls, profile: Profile) -> bool:
        return profile.says_yes("Properties.ImageSource.DayNight")

    def factory_state(self) -> DayNightState:
        return DayNightState()

    def power_on(self) -> None:
        self._timer, self.followers = None, {}
        self.device.organ(Parameters).watchers.append(self._changed)
        self.look()

    def current_events(self) -> list[Event]:
        return [DayNightEvent(source_token=source, day=self.is_day(source)) for source in self.sources]

    @functools.cached_property
    def sources(self) -> list[int]:
        """The image sources that have a filter, from 1."""
        names = (leaf.name for leaf in self.profile.leaves if leaf.name.endswith(_FILTER) and leaf.name.startswith("ImageSource.I"))
        return sorted({int(name.split(".")[1][1:]) + 1 for name in names if name.split(".")[1][1:].isdecimal()})

    def is_day(self, source: int) -> bool:
        """Whether a source sees as by day."""
        return source not in self.state.night

    def look(self) -> None:
        """Looks at the light and the settings, and again after a while."""
        light = self.light()
        for source in self.sources:
            night = self._wants_night(source, light)
            if night is not (source in self.state.night):
                (self.state.night.append if night else self.state.night.remove)(source)
                self.publish(DayNightEvent(source_token=source, day=not night))
                for follow in self.followers.values():
                    follow(source)
        if self._timer is not None:
            self._timer.cancel()
        self._timer = self.later(LOOK_CLOSELY if light != self._seen else LOOK_EVERY, self.look)
        self._seen = light

    def _wants_night(self, source: int, light: float) -> bool:
        parameters = self.device.organ(Parameters)
        base = f"ImageSource.I{source - 1}.DayNight"
        setting = parameters.text(f"{base}.IrCutFilter")
        if setting != "auto":
            return setting in ("no", "off")
        shift = parameters.number(f"{base}.ShiftLevel", 100) / 100.0
        dark = DARKEST_SHIFT + (BRIGHTEST_SHIFT - DARKEST_SHIFT) * shift
        return light < dark + (HYSTERESIS if source in self.state.night else 0.0)

    def _changed(self, name: str) -> None:
        if name.startswith("ImageSource.") and ".DayNight." in name:
            self.look()
