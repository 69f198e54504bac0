"""The image sensors: how each is turned (page slug: image-source-rotation)."""

from __future__ import annotations

from dataclasses import dataclass

from camsim.device.errors import OutOfRangeError
from camsim.device.organ import Organ
from camsim.device.parameters import Parameters
from camsim.device.state import kept
from camsim.device.views.dewarping import Mounting
from camsim.profile.model import Profile


@dataclass
class SensorState:
    """What was set, by index of the sensor; what is not in it is as it left the factory."""

    rotation: dict[int, int] = kept(factory=dict)
    automatic: dict[int, bool] = kept(factory=dict)
    mounting: dict[int, int] = kept(factory=dict)
    """Tilt of the axis in degrees."""


class Sensors(Organ[SensorState]):
    """All sensors of the device, numbered from 0 as in `ImageSource.I#`."""

    name = "sensors"

    @classmethod
    def fits(cls, profile: Profile) -> bool:
        return profile.video is not None

    def factory_state(self) -> SensorState:
        return SensorState()

    @property
    def count(self) -> int:
        """How many there are."""
        return max(1, self.device.organ(Parameters).number("ImageSource.NbrOfSources", 1))

    def turns(self, sensor: int) -> bool:
        """Whether the sensor itself is turned, so that all streams from it are turned alike."""
        return self.device.organ(Parameters).flag(f"ImageSource.I{sensor}.SourceRotation")

    def rotation(self, sensor: int) -> int:
        """Degrees clockwise by which the sensor's picture is turned: 0, 90, 180 or 270."""
        return self.state.rotation.get(sensor, self._factory_rotation(sensor))

    def rotations(self, channel: int | None = None) -> tuple[int, ...]:
        """The degrees by which a picture can be turned; a channel may have some of its own."""
        parameters = self.device.organ(Parameters)
        own = "" if channel is None else parameters.text(f"Properties.Image.I{channel - 1}.Rotation")
        listed = own or parameters.text("Properties.Image.Rotation", "0")
        return tuple(int(part) for part in listed.split(",") if part.isdigit())

    def set_rotation(self, sensor: int, degrees: int) -> None:
        """Turns the sensor's picture, which ends its automatic rotation. Raises OutOfRangeError."""
        if degrees not in self.rotations():
            raise OutOfRangeError(f"the picture cannot be turned by {degrees}", subject="rotation", value=degrees)
        self.state.rotation[sensor] = degrees
        self.state.automatic[sensor] = False

    def automatic(self, sensor: int) -> bool:
        """Whether the camera turns the picture upright by itself."""
        factory = self.device.organ(Parameters).stored(f"ImageSource.I{sensor}.AutoRotationEnabled") == "yes"
        return self.state.automatic.get(sensor, factory)

    def set_automatic(self, sensor: int, on: bool) -> None:
        """Switches automatic rotation; the camera hangs as it left the factory, so on turns the picture as it was there."""
        self.state.automatic[sensor] = on
        if on:
            self.state.rotation.pop(sensor, None)

    def mounting(self, sensor: int) -> Mounting:
        """Where a camera with a fisheye lens is mounted."""
        factory = self.device.organ(Parameters)
        name = f"ImageSource.I{sensor}.CameraTiltOrientation"
        told = self.state.mounting.get(sensor, int(factory.stored(name)) if factory.find(name) is not None else Mounting.CEILING)
        return Mounting(told)

    def set_mounting(self, sensor: int, tilt: int) -> None:
        """Says where the camera is mounted, by the tilt of its axis in degrees. Raises OutOfRangeError."""
        if tilt not in list(Mounting):
            raise OutOfRangeError("a camera is mounted at -90, 0 or 90 degrees", subject="tilt", value=tilt)
        self.state.mounting[sensor] = tilt

    def _factory_rotation(self, sensor: int) -> int:
        parameters = self.device.organ(Parameters)
        name = f"ImageSource.I{sensor}.Rotation"
        return int(parameters.stored(name)) if parameters.find(name) is not None else 0
