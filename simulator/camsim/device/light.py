"""Light: the infrared lamps beside the lens, one for each image source (page slugs: light-control, event-and-action-services)."""

from __future__ import annotations

from dataclasses import dataclass, replace

from camsim.device.errors import NotThereError, OutOfRangeError
from camsim.device.event import Event, key, value
from camsim.device.imaging.day_night import DayNight
from camsim.device.organ import Organ
from camsim.device.state import kept, volatile
from camsim.profile.model import Profile

STRONGEST = 1000
"""The highest intensity, as the vendor's page shows it."""
LEAST_AUTOMATIC = 0.3
"""Share of the full intensity that a lamp has at least while it adapts by itself (a guess)."""


class LightStatusEvent(Event):
    """Whether a lamp is lit."""

    topic = "tns1:Device/tnsaxis:Light/Status"
    nice_name = "Status"
    application_data = True
    id: int = key(nice="Light ID")
    state: str = value(kind="xsd:string", nice="State", state=True)


class AnyLightEvent(Event):
    """Whether any lamp is lit."""

    topic = "tns1:LightControl/tnsaxis:LightStatusChanged/Status"
    application_data = True
    state: str = value(kind="xsd:string", state=True)


@dataclass(frozen=True)
class Lamp:
    """How a lamp is set."""

    enabled: bool = True
    """A lamp that is not stays dark, whatever else is asked of it."""
    synchronized: bool = True
    """Whether it is switched on with night vision, and off again."""
    automatic: bool = True
    """Whether its intensity follows the light of the scene."""
    intensity: int = STRONGEST
    """0 to STRONGEST, while it does not."""


@dataclass(frozen=True)
class Shining:
    """What an action has asked of a lamp; it goes before everything but a disabled lamp."""

    level: int
    """Percent."""
    since: float
    fade_in: float = 0.0
    """Seconds until the level is reached."""
    frequency: float = 0.0
    """Flashes a second; 0: steady."""


@dataclass
class LightState:
    """Settings by number of the lamp, from 0, and which are switched on."""

    lamps: dict[int, Lamp] = kept(factory=dict)
    """Those that differ from the factory."""
    on: dict[int, bool] = volatile(factory=dict)
    shining: dict[int, Shining] = volatile(factory=dict)


class Light(Organ[LightState]):
    """The lamps of the device. Infrared light is of use, and therefore lit, only while the infrared cut filter is out of the way."""

    name = "light"

    @classmethod
    def fits(cls, profile: Profile) -> bool:
        """Devices that list the API; a mere property is found on devices without any lamp, too."""
        return any(entry.id == "light-control" for entry in profile.apis.discovery)

    def factory_state(self) -> LightState:
        return LightState()

    def power_on(self) -> None:
        self._lit: dict[int, bool] = {number: self.lit(number) for number in self.numbers}
        if self.device.has(DayNight):
            self.device.organ(DayNight).followers["light"] = self._night

    def current_events(self) -> list[Event]:
        if not self.numbers:
            return []
        lit = {number: self.lit(number) for number in self.numbers}
        return [
            *(LightStatusEvent(id=number, state=_word(on)) for number, on in lit.items()),
            AnyLightEvent(state=_word(any(lit.values()))),
        ]

    @property
    def numbers(self) -> list[int]:
        """The lamps, from 0: one for each source with a filter; none where the device says that it has no light (a guess)."""
        has = self.profile.says_yes("Properties.LightControl.LightControlAvailable") and self.device.has(DayNight)
        return [source - 1 for source in self.device.organ(DayNight).sources] if has else []

    def lamp(self, number: int) -> Lamp:
        """How a lamp is set. Raises NotThereError."""
        if number not in self.numbers:
            raise NotThereError(f"no lamp {number}", subject="light", value=number)
        return self.state.lamps.get(number, Lamp())

    def lit(self, number: int) -> bool:
        """Whether a lamp is lit now. Raises NotThereError."""
        lamp, night = self.lamp(number), not self.device.organ(DayNight).is_day(number + 1)
        if not lamp.enabled or not night:
            return False
        return number in self.state.shining or self.state.on.get(number, lamp.synchronized)

    def intensity(self, number: int) -> int:
        """How brightly a lamp burns now, 0 to STRONGEST. Raises NotThereError."""
        lamp = self.lamp(number)
        if not self.lit(number):
            return 0
        shining = self.state.shining.get(number)
        if shining is not None:
            return _flash(shining, self.now())
        if lamp.automatic:
            dark = 1.0 - self.device.organ(DayNight).light()
            return round(STRONGEST * (LEAST_AUTOMATIC + (1.0 - LEAST_AUTOMATIC) * dark))
        return lamp.intensity

    # ---- verbs; each raises NotThereError for a lamp that is not there

    def switch(self, number: int, on: bool) -> None:
        """Lights a lamp or puts it out, until night vision begins or ends where it is synchronized."""
        self.lamp(number)
        self.state.on[number] = on
        self._tell()

    def enable(self, number: int, enabled: bool) -> None:
        """Whether a lamp may be lit at all."""
        self._set(replace(self.lamp(number), enabled=enabled), number)

    def synchronize(self, number: int, synchronized: bool) -> None:
        """Whether a lamp goes with night vision; one that no longer does stays as it is."""
        lamp, lit = self.lamp(number), self.lit(number)
        if synchronized:
            self.state.on.pop(number, None)
        elif lamp.synchronized:
            self.state.on[number] = lit
        self._set(replace(lamp, synchronized=synchronized), number)

    def adapt(self, number: int, automatic: bool) -> None:
        """Whether the intensity follows the light of the scene."""
        self._set(replace(self.lamp(number), automatic=automatic), number)

    def dim(self, number: int, intensity: int) -> None:
        """Sets the intensity for when it does not. Raises OutOfRangeError outside 0 to STRONGEST."""
        if not 0 <= intensity <= STRONGEST:
            raise OutOfRangeError(f"intensities are 0 to {STRONGEST}", subject="intensity", value=intensity)
        self._set(replace(self.lamp(number), intensity=intensity), number)

    def shine(self, number: int, level: int, fade_in: float = 0.0, frequency: float = 0.0) -> None:
        """Lights a lamp for an action: percent, seconds until then, flashes a second."""
        self.lamp(number)
        self.state.shining[number] = Shining(level, self.now(), fade_in, frequency)
        self._tell()

    def release(self, number: int) -> None:
        """Ends what `shine` began."""
        self.state.shining.pop(number, None)
        self._tell()

    # ---- inside

    def _set(self, lamp: Lamp, number: int) -> None:
        self.state.lamps[number] = lamp
        self._tell()

    def _night(self, source: int) -> None:
        """Night vision of a source has begun or ended: what was switched by hand counts no longer."""
        if source - 1 in self.numbers and self.lamp(source - 1).synchronized:
            self.state.on.pop(source - 1, None)
        self._tell()

    def _tell(self) -> None:
        """Publishes what has changed."""
        now = {number: self.lit(number) for number in self.numbers}
        before, self._lit = self._lit, now
        for number, lit in now.items():
            if lit is not before.get(number):
                self.publish(LightStatusEvent(id=number, state=_word(lit)))
        if any(now.values()) is not any(before.values()):
            self.publish(AnyLightEvent(state=_word(any(now.values()))))


def _word(lit: bool) -> str:
    return "ON" if lit else "OFF"


def _flash(shining: Shining, now: float) -> int:
    """The intensity of an action's light at an instant."""
    age = max(0.0, now - shining.since)
    if shining.frequency and int(age * shining.frequency * 2) % 2:
        return 0
    risen = min(1.0, age / shining.fade_in) if shining.fade_in else 1.0
    return round(STRONGEST * shining.level / 100 * risen)
