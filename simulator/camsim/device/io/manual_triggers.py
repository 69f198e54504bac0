"""Manual triggers: one switch for each video channel or view area (page slug: input-and-outputs). Numbered from 1."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from camsim.device.errors import NotThereError
from camsim.device.event import Event
from camsim.device.io.events import ManualTriggerEvent
from camsim.device.io.player import Player, Step
from camsim.device.organ import Organ
from camsim.device.parameters import Parameters
from camsim.device.state import volatile

if TYPE_CHECKING:
    from camsim.device.device import Device


@dataclass
class ManualTriggersState:
    """Which are active."""

    active: set[int] = volatile(factory=set)


class ManualTriggers(Organ[ManualTriggersState]):
    """The manual trigger of each channel."""

    name = "manual_triggers"

    def __init__(self, device: Device) -> None:
        self._player: Player[bool] = Player(self.later, self._apply)
        super().__init__(device)

    def factory_state(self) -> ManualTriggersState:
        return ManualTriggersState()

    def power_on(self) -> None:
        self._player.clear()

    def restore(self, dumped: Any) -> None:
        self._player.clear()
        super().restore(dumped)

    def current_events(self) -> list[Event]:
        return [ManualTriggerEvent(port=channel, state=self.active(channel)) for channel in self.channels]

    @property
    def channels(self) -> list[int]:
        """The channels that have a trigger: those whose image is enabled; 1 where the device has no such parameter."""
        parameters = self.device.organ(Parameters)
        images = range(parameters.number("Image.NbrOfConfigs"))
        return [image + 1 for image in images if parameters.flag(f"Image.I{image}.Enabled")] or [1]

    def active(self, channel: int) -> bool:
        """Whether the trigger of a channel is active. Raises NotThereError (subject `port`)."""
        return self._existing(channel) in self.state.active

    def pulse(self, channel: int, steps: Sequence[Step[bool]]) -> None:
        """Plays active (True) and inactive states in place of what is playing. Raises NotThereError (subject `port`)."""
        self._player.play(self._existing(channel), steps)

    def _existing(self, channel: int) -> int:
        if channel not in self.channels:
            raise NotThereError(f"no manual trigger {channel}", subject="port", value=channel)
        return channel

    def _apply(self, channel: int, active: bool) -> None:
        if (channel in self.state.active) is active:
            return
        (self.state.active.add if active else self.state.active.remove)(channel)
        self.publish(ManualTriggerEvent(port=channel, state=active))
