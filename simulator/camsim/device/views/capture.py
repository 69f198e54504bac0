"""Capture modes: what sizes and rates the sensors work with; a choice holds from the next restart on (page slug: capture-mode)."""

from __future__ import annotations

from dataclasses import dataclass

from camsim.device.errors import NotThereError, OutOfRangeError
from camsim.device.organ import Organ
from camsim.device.parameters import Parameters
from camsim.device.state import kept, volatile
from camsim.device.views.sensors import Sensors
from camsim.profile.model import CaptureMode, Profile


@dataclass
class CaptureState:
    """By index of the sensor; what is not in it is as it left the factory."""

    chosen: dict[int, int] = kept(factory=dict)
    """Ids of the modes that hold from the next restart on."""
    active: dict[int, int] = volatile(factory=dict)
    """Ids of the modes that hold now."""


class Capture(Organ[CaptureState]):
    """The capture modes of each sensor, numbered from 0."""

    name = "capture"

    @classmethod
    def fits(cls, profile: Profile) -> bool:
        return profile.video is not None and bool(profile.video.capture_modes)

    def factory_state(self) -> CaptureState:
        return CaptureState()

    def power_on(self) -> None:
        self.state.active = {sensor: self.chosen(sensor) for sensor in range(self.device.organ(Sensors).count)}

    @property
    def modes(self) -> tuple[CaptureMode, ...]:
        """The modes that every sensor has."""
        assert self.profile.video is not None
        return self.profile.video.capture_modes

    def chosen(self, sensor: int) -> int:
        """Id of the mode that holds from the next restart on: that of the factory where another OS version had what was chosen."""
        try:
            factory = int(self.device.organ(Parameters).stored(f"ImageSource.I{sensor}.Sensor.CaptureMode"))
        except NotThereError:
            factory = self.modes[0].id
        chosen = self.state.chosen.get(sensor, factory)
        return chosen if chosen in {one.id for one in self.modes} else factory

    def choose(self, sensor: int, mode: int) -> None:
        """Chooses a mode for the time after the next restart. Raises OutOfRangeError with subject channel or captureModeId."""
        if not 0 <= sensor < self.device.organ(Sensors).count:
            raise OutOfRangeError("no such channel", subject="channel", value=sensor)
        if mode not in {one.id for one in self.modes}:
            raise OutOfRangeError("no such capture mode", subject="captureModeId", value=mode)
        self.state.chosen[sensor] = mode

    @property
    def is_set(self) -> bool:
        """Whether somebody has chosen a mode."""
        return bool(self.state.chosen)

    def active(self, sensor: int) -> CaptureMode:
        """The mode that holds now."""
        id = self.state.active.get(sensor, self.chosen(sensor))
        return next(one for one in self.modes if one.id == id)

    def sizes(self, sensor: int, listed: str) -> str:
        """Of a list of sizes as a parameter has it, those that the mode gives."""
        width, height = self.active(sensor).size
        return ",".join(name for name in listed.split(",") if _fits(name, width, height))


def _fits(name: str, width: int, height: int) -> bool:
    across, _, down = name.partition("x")
    return int(across) <= width and int(down) <= height
