"""The base of all organs: one logical or physical part of the device with its state and verbs."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar, Generic, ParamSpec, TypeVar

from camsim.device.clock import Timer
from camsim.device.event import Declaration, Event, declared
from camsim.device.state import Survives, carry_over, plain, typed
from camsim.profile.model import Profile

if TYPE_CHECKING:
    from camsim.device.device import Device

P = ParamSpec("P")
S = TypeVar("S")


class Watchers(list[Callable[P, None]], Generic[P]):
    """Who wants to hear of an organ, each once. They outlive a change of the OS version."""

    def append(self, watcher: Callable[P, None]) -> None:
        """Adds one who is not there yet."""
        if watcher not in self:
            super().append(watcher)

    def tell(self, *args: P.args, **kwargs: P.kwargs) -> None:
        """Calls all who are there now."""
        for watcher in list(self):
            watcher(*args, **kwargs)


class Organ(Generic[S]):
    """State + verbs of one thing.

    Verbs raise `DeviceError`, publish events, and take time only from the clock. The state is one dataclass
    whose fields are marked `kept`, `kept_in_default` or `volatile` (see `state.py`).
    """

    name: ClassVar[str]
    """Under which the device holds it: `device.ports`."""
    lasting: ClassVar[tuple[str, ...]] = ()
    """Attributes that outlive a change of the OS version: what others have set. `Watchers` do anyway."""
    tells: ClassVar[tuple[type[Event], ...]] = ()
    """Stateless events without places in their topic that it publishes."""
    touched: bool = True
    """Whether anybody has had its state in hand since whoever keeps it on a disk looked at it: only then it can have changed."""

    def __init__(self, device: Device) -> None:
        self.device = device
        self._state: S = self.factory_state()

    @property
    def state(self) -> S:
        """What is behind its verbs. Others take it anew each time, and keep no part of it."""
        if not self.touched:
            self._touch()
        return self._state

    @state.setter
    def state(self, state: S) -> None:
        if not self.touched:
            self._touch()
        self._state = state

    def _touch(self) -> None:
        self.touched = True
        self.device.on_touch()

    @classmethod
    def fits(cls, profile: Profile) -> bool:
        """Whether a device of this profile has the organ."""
        return True

    def factory_state(self) -> S:
        """A new state as it leaves the factory."""
        raise NotImplementedError

    def power_on(self) -> None:
        """Called when the device boots, after its state is in place: start timers here."""

    def current_events(self) -> list[Event]:
        """Stateful events that tell the organ's state now; published at each boot."""
        return []

    def declarations(self) -> list[Declaration]:
        """All events that it can raise: the stateful ones as they stand now, and the stateless ones that it tells."""
        return [*declared(self.current_events()), *(Declaration(event) for event in self.tells)]

    # ---- for organs

    @property
    def profile(self) -> Profile:
        """The facts of this device."""
        return self.device.profile

    def now(self) -> float:
        """Camera time in seconds."""
        return self.device.clock.now()

    def later(self, delay: float, callback: Callable[[], None]) -> Timer:
        """Runs a callback after `delay` seconds of camera time, unless the device reboots before."""
        return self.device.life.call_later(delay, callback)

    def publish(self, event: Event) -> None:
        """Tells the world."""
        self.device.publish(event)

    def publish_current(self) -> None:
        """Tells how its state stands now."""
        for event in self.current_events():
            self.publish(event)

    def withdraw(self, event: Event) -> None:
        """Tells the world that what a stateful event was about is gone."""
        self.device.withdraw(event)

    # ---- for the device

    def renew(self, least: Survives | None) -> None:
        """A new state; fields of the old one that survive at least `least` are carried over (None: nothing is)."""
        old, self.state = self.state, self.factory_state()
        if least is not None:
            carry_over(old, self.state, least)

    def rebuild(self) -> None:
        """Becomes the organ of the device's new profile, with a new state: the firmware has changed."""
        old = dict(self.__dict__)
        self.__dict__.clear()
        type(self).__init__(self, old["device"])
        self.__dict__.update({name: old[name] for name in self.lasting if name in old})
        for name, watchers in old.items():
            if isinstance(watchers, Watchers):
                for watcher in self.__dict__[name]:
                    watchers.append(watcher)
                self.__dict__[name] = watchers

    def carry(self, dumped: Any) -> None:
        """Takes over what a dumped state holds of settings. Raises ValueError or TypeError for one that does not fit."""
        carry_over(typed(type(self.state), dumped), self.state, Survives.RESTART)

    def wake(self, kept: dict[str, Any]) -> None:
        """Takes over fields, as JSON types, that an earlier process kept; those it did not know stay as they are. Raises as `carry`."""
        carry_over(typed(type(self.state), {**self.dump(), **kept}), self.state, Survives.RESTART)

    def dump(self) -> Any:
        """The state as JSON types."""
        return plain(self.state)

    def restore(self, dumped: Any) -> None:
        """Takes over a dumped state. Raises ValueError or TypeError for one that does not fit."""
        self.state = typed(type(self.state), dumped)
