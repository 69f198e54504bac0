"""The device: builds one organ per capability; holds the clock and the way to publish; nothing else."""

from __future__ import annotations

import hashlib
import random
import uuid
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from camsim.device.clock import Clock
from camsim.device.errors import NotSupportedError
from camsim.device.event import Declaration, Event
from camsim.device.organ import Organ
from camsim.device.state import Survives
from camsim.device.table import ORGANS
from camsim.profile.leaves import fill
from camsim.profile.model import Profile

if TYPE_CHECKING:
    from camsim.device.analytics.sight import Sight

O = TypeVar("O", bound=Organ[Any])  # noqa: E741


class Device:
    """One camera without any wire: its organs by kind, its clock, its serial number."""

    def __init__(
        self,
        profile: Profile,
        clock: Clock,
        *,
        seed: int = 0,
        serial: str | None = None,
        publish: Callable[[Event], None] = lambda event: None,
        withdraw: Callable[[Event], None] = lambda event: None,
        release: Callable[[str], Profile | None] = lambda version: None,
    ) -> None:
        """`release`: the profile of the same model on another OS version, None where there is none."""
        self.clock = clock
        self.seed = seed
        self.sight: Callable[[], Sight] | None = None
        """The scene and the view as analytics needs them; whoever composes the camera sets it."""
        self.publish = publish
        self.withdraw = withdraw
        self.release = release
        self.on_new_profile: list[Callable[[], None]] = []
        """Called when the device has become one of another OS version."""
        self.on_touch: Callable[[], None] = lambda: None
        """Called, from any thread, when somebody takes the state of an organ into the hand that is `touched` no more."""
        self.serial = (serial or _serial(profile, seed)).upper()
        """Twelve hex digits: the MAC address."""
        self.profile = replace(profile, leaves=fill(profile.leaves, self.serial))
        self.life = clock.scope()
        """Timers that end with the next restart."""
        self.organs: dict[type[Organ[Any]], Organ[Any]] = {}
        for kind in ORGANS:
            if kind.fits(profile):
                self.organs[kind] = kind(self)

    def organ(self, kind: type[O]) -> O:
        """The organ of that kind. Raises NotSupportedError where the device has none."""
        found = self.organs.get(kind)
        if found is None:
            raise NotSupportedError(f"this device has no {kind.name}")
        return found  # type: ignore[return-value]

    def has(self, kind: type[Organ[Any]]) -> bool:
        """Whether the device has an organ of that kind."""
        return kind in self.organs

    @property
    def unique_id(self) -> str:
        """The UUID under which the device raises events; its own for ever."""
        return str(uuid.UUID(bytes=hashlib.sha256(f"events {self.serial}".encode()).digest()[:16], version=4))

    def rng(self, purpose: str) -> random.Random:
        """A source of chance of its own for one purpose; the same for the same seed."""
        return random.Random(f"{self.seed}:{self.profile.name}:{purpose}")

    def boot(self) -> None:
        """Starts a life: organs set their timers and tell their state."""
        for organ in self.organs.values():
            organ.power_on()
        for organ in self.organs.values():
            for event in organ.current_events():
                self.publish(event)

    def end_life(self) -> None:
        """Ends all timers of this life."""
        self.life.end()
        self.life = self.clock.scope()

    def become(self, profile: Profile) -> None:
        """Changes the OS version: every organ is built anew, with factory settings. Whoever holds an organ still holds the right one."""
        self.profile = replace(profile, leaves=fill(profile.leaves, self.serial))
        old, self.organs = self.organs, {}
        for kind in ORGANS:
            if kind.fits(profile):
                organ = self.organs[kind] = old.get(kind) or kind(self)
                if kind in old:
                    organ.rebuild()
        for watcher in list(self.on_new_profile):
            watcher()

    def carry(self, dumped: dict[str, Any]) -> None:
        """Takes over the settings of a dumped state, as far as the organs are there. Raises ValueError or TypeError."""
        for organ in self.organs.values():
            if organ.name in dumped:
                organ.carry(dumped[organ.name])

    def renew(self, least: Survives | None) -> None:
        """Gives every organ a new state; what survives at least `least` is carried over (None: nothing)."""
        for organ in self.organs.values():
            organ.renew(least)

    def dump(self) -> dict[str, Any]:
        """The state of all organs as JSON types."""
        return {organ.name: organ.dump() for organ in self.organs.values()}

    def restore(self, dumped: dict[str, Any]) -> None:
        """Takes over a dumped state; organs that it does not name keep theirs. Raises ValueError, TypeError or KeyError."""
        by_name = {organ.name: organ for organ in self.organs.values()}
        for name, state in dumped.items():
            by_name[name].restore(state)

    def declarations(self) -> Iterable[Declaration]:
        """All events that the device can raise."""
        for organ in self.organs.values():
            yield from organ.declarations()

    def current_events(self) -> Iterable[Event]:
        """Stateful events that tell the whole state now."""
        for organ in self.organs.values():
            yield from organ.current_events()


def _serial(profile: Profile, seed: int) -> str:
    digest = hashlib.sha256(f"{seed}:{profile.name}".encode()).hexdigest()
    return profile.identity.serial_prefix + digest[:6]
