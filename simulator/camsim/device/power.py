"""Power and readiness: the phases of a restart on the clock, boot id and uptime.

Phases: ready -> lingering (the answer goes out) -> down (ports closed) -> starting (ports open, everything is refused)
-> degraded (settings can be read, there is no picture yet) -> ready.
Without power: off (ports closed) until there is power again, then starting.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from camsim.device.event import Event, value
from camsim.device.log import Log, Severity
from camsim.device.organ import Organ, Watchers
from camsim.device.state import Survives, kept, kept_in_default, volatile
from camsim.device.users import Users

if TYPE_CHECKING:
    from camsim.device.device import Device


class Phase(StrEnum):
    """Where a device stands between power on and power off."""

    READY = "ready"
    LINGERING = "lingering"
    DOWN = "down"
    STARTING = "starting"
    DEGRADED = "degraded"
    OFF = "off"
    """Without power."""


class Default(StrEnum):
    """How much a restart forgets."""

    NONE = "none"
    SOFT = "soft"
    """Factory default that keeps the network address."""
    HARD = "hard"


class Reset(StrEnum):
    """Why the device boots; the values are those of firmware management (all but `crash` are guesses)."""

    POWER_ON = "powerOn"
    REBOOT = "reboot"
    CRASH = "crash"


class SystemReadyEvent(Event):
    """The device has booted."""

    topic = "tns1:Device/tnsaxis:Status/SystemReady"
    nice_name = "System Ready"
    ready: bool = value(state=True)


@dataclass
class PowerState:
    """Since when, and which life it is."""

    phase: Phase = volatile(Phase.READY)
    booted_at: float = volatile(0.0)
    boot_id: str = volatile("")
    boots: int = kept_in_default(0)
    """Lives so far; each has a boot id of its own."""
    setup_at: float = kept(0.0)
    """When the device left the factory (for the preview mode)."""
    reset: Reset = kept_in_default(Reset.POWER_ON)
    """Why it booted last."""


class Power(Organ[PowerState]):
    """Restart, factory default and readiness."""

    name = "power"

    def __init__(self, device: Device) -> None:
        self._watchers: Watchers[[Phase]] = Watchers()
        self.image: Callable[[Reset], dict[str, Any] | None] = lambda reset: None
        """Asked at each boot: makes the device one of another OS version where that is due, and gives the settings to begin with then."""
        super().__init__(device)

    def factory_state(self) -> PowerState:
        return PowerState(booted_at=self.now(), setup_at=self.now())

    def watch(self, watcher: Callable[[Phase], None]) -> None:
        """Calls the watcher at each change of phase."""
        self._watchers.append(watcher)

    def power_on(self) -> None:
        state = self.state
        state.boots += 1
        state.booted_at = self.now()
        rng = self.device.rng(f"boot {state.boots}")
        state.boot_id = str(uuid.UUID(int=rng.getrandbits(128), version=4))
        self.device.organ(Log).write("root", f"Boot {state.boots} ({state.boot_id}) after {state.reset.value}")

    def current_events(self) -> list[Event]:
        return [SystemReadyEvent(ready=self.ready)]

    @property
    def phase(self) -> Phase:
        """Where the device stands."""
        return self.state.phase

    @property
    def ready(self) -> bool:
        """Whether everything works."""
        return self.state.phase in (Phase.READY, Phase.LINGERING)

    @property
    def up(self) -> bool:
        """Whether its ports are open, whatever it answers there."""
        return self.state.phase not in (Phase.DOWN, Phase.OFF)

    @property
    def answering(self) -> bool:
        """Whether settings can be read and written: everything works, or all but the pictures."""
        return self.ready or self.state.phase is Phase.DEGRADED

    @property
    def uptime(self) -> int:
        """Whole seconds since the boot."""
        return int(self.now() - self.state.booted_at)

    @property
    def preview_left(self) -> int:
        """Seconds of the preview mode that are left: a factory-new device shows video without login for a while."""
        if not self.device.organ(Users).needs_setup:
            return 0
        return max(0, self.profile.preview_seconds - int(self.now() - self.state.setup_at))

    def restart(self, default: Default = Default.NONE, *, longer: float = 0.0) -> None:
        """Begins a restart that takes `longer` than usual by some seconds; the phases follow on the clock.

        Without effect while one is under way.
        """
        if self.state.phase is not Phase.READY:
            return
        forgets = "" if default is Default.NONE else f" with {default.value} factory default"
        self.device.organ(Log).write("root", f"Restarting{forgets}", Severity.NOTICE)
        self._enter(Phase.LINGERING)
        self.later(self.profile.boot.linger, lambda: self._go_down(default, self.profile.boot.down + longer))

    def cut(self) -> None:
        """Takes the power away, whatever the device does; a factory default under way is as lost as everything else."""
        self.device.end_life()
        self._enter(Phase.OFF)

    def apply(self) -> None:
        """Gives power again: the device boots. Without effect on one that has power."""
        if self.state.phase is Phase.OFF:
            self._start(Default.NONE, Reset.POWER_ON)

    def wake_up(self) -> None:
        """Boots at once with what an earlier process kept: it ended as by a power cut, and an upgrade that was under way goes on."""
        self._begin_life(Default.NONE, Reset.POWER_ON)
        self._enter(Phase.READY)

    def _go_down(self, default: Default, seconds: float) -> None:
        self.device.end_life()
        self._enter(Phase.DOWN)
        self.later(seconds, lambda: self._start(default, Reset.REBOOT))

    def _begin_life(self, default: Default, reset: Reset, phase: Phase = Phase.READY) -> None:
        boots = self.state.boots
        settings = self.image(reset)
        if settings is None:
            self.device.renew(_LEAST[default])
        else:
            self.device.carry(settings)
            if default is not Default.NONE:
                self.device.renew(_LEAST[default])
        self.state.boots, self.state.reset = boots, reset
        self.state.phase = phase
        self.device.boot()

    def _start(self, default: Default, reset: Reset) -> None:
        self._begin_life(default, reset, Phase.STARTING)
        self._enter(Phase.STARTING)
        self.later(self.profile.boot.starting, lambda: self._enter(Phase.DEGRADED))
        self.later(self.profile.boot.starting + self.profile.boot.degraded, self._be_ready)

    def _be_ready(self) -> None:
        self.device.organ(Log).write("root", "System ready")
        self._enter(Phase.READY)
        self.publish(SystemReadyEvent(ready=True))

    def _enter(self, phase: Phase) -> None:
        self.state.phase = phase
        self._watchers.tell(phase)


_LEAST = {Default.NONE: Survives.RESTART, Default.SOFT: Survives.SOFT_DEFAULT, Default.HARD: Survives.HARD_DEFAULT}
