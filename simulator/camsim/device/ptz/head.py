"""The PTZ head of the device: one channel per mechanical head or digital view area (page slug: pantiltzoom-api)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from camsim.device.errors import OutOfRangeError
from camsim.device.event import Event
from camsim.device.ptz.channel import Channel
from camsim.device.ptz.command import Command
from camsim.device.ptz.events import FAULT, PtzErrorEvent, PtzReadyEvent
from camsim.device.ptz.factory import factory_presets, factory_switches
from camsim.device.ptz.motion import FRAMING
from camsim.device.ptz.settings import channel_count, default_channel
from camsim.device.ptz.state import PtzState
from camsim.device.ptz.view import Pose
from camsim.device.sensors.sensor import Lever, Sensor
from camsim.profile.model import Profile, PtzFacts

if TYPE_CHECKING:
    from camsim.device.device import Device


class PtzHead(Sensor[PtzState]):
    """All channels of the device with PTZ, mechanical or digital."""

    name = "ptz"
    tells = (PtzErrorEvent,)

    def __init__(self, device: Device) -> None:
        self._channels: dict[int, Channel] = {}
        self.followers: list[Callable[[int], None]] = []
        """Told the channel whose head begins to move or comes to rest."""
        self.observers: list[Callable[[int, Command], None]] = []
        """Told each command that a channel has carried out."""
        super().__init__(device)

    @classmethod
    def fits(cls, profile: Profile) -> bool:
        return profile.ptz is not None

    def factory_state(self) -> PtzState:
        if not self._channels:
            self._channels = {number: Channel(self, number) for number in range(1, channel_count(self.device) + 1)}
        state = PtzState()
        for number, channel in self._channels.items():
            state.enabled[channel.settings.source] = channel.settings.factory_enabled
            state.switches[number] = factory_switches(channel.settings)
            state.presets[number] = factory_presets(channel.settings, channel.default_place())
        return state

    @property
    def facts(self) -> PtzFacts:
        """The mechanics."""
        assert self.profile.ptz is not None
        return self.profile.ptz

    @property
    def default_channel(self) -> int:
        """The channel that is meant where none is named."""
        return default_channel(self.device)

    def channels(self) -> list[Channel]:
        """All channels, by number."""
        return list(self._channels.values())

    def channel(self, number: int) -> Channel:
        """A channel, numbered from 1. Raises OutOfRangeError with subject `channel`."""
        if number not in self._channels:
            raise OutOfRangeError("no such channel", subject="channel", value=number)
        return self._channels[number]

    def has(self, number: int) -> bool:
        """Whether a channel has PTZ."""
        return number in self._channels

    def pose(self, channel: int, instant: float) -> Pose:
        """Where a channel's picture looks at a camera time of its current motion. Raises OutOfRangeError for a channel without PTZ."""
        return self.channel(channel).pose(instant)

    def set_enabled(self, source: int, on: bool) -> None:
        """Switches PTZ on or off for the channels of a switch: one channel, or all of digital PTZ. Raises OutOfRangeError."""
        if source not in self.state.enabled:
            raise OutOfRangeError("no such switch", subject="source", value=source)
        self.state.enabled[source] = on
        for channel in self._channels.values():
            if channel.settings.source == source:
                channel.follow_switch()

    def levers(self) -> list[Lever]:
        return [self._fault_lever(number) for number in self._channels]

    def _fault_lever(self, number: int) -> Lever:
        def drive(broken: bool) -> None:
            if broken is (number in self.state.broken):
                return
            if broken and self._channels[number].moving:
                self._channels[number].command(Command(continuous=dict.fromkeys(FRAMING, 0.0)))
            others = [one for one in self.state.broken if one != number]
            self.state.broken = sorted([*others, number]) if broken else others
            if broken:
                self.publish(PtzErrorEvent(channel=number, ptz_error=FAULT))
            self.publish(PtzReadyEvent(channel=number, ready=not broken))

        return self.switch(f"ptz-fault.{number}", lambda: number in self.state.broken, drive)

    def power_on(self) -> None:
        for channel in self._channels.values():
            channel.power_on()

    def restore(self, dumped: Any) -> None:
        for channel in self._channels.values():
            channel.power_off()
        super().restore(dumped)
        for channel in self._channels.values():
            channel.power_on()

    def current_events(self) -> list[Event]:
        return [event for number in self.state.live for event in self._channels[number].current_events()]
