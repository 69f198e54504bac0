"""What both services of light control share: names of lamps, what they can do, what clients are told of those that are not there."""

from __future__ import annotations

from camsim.contract.call import Call
from camsim.device.errors import DeviceError, NotThereError
from camsim.device.light import Light

CAPABILITIES = {
    "automaticIntensitySupport": True,
    "manualIntensitySupport": True,
    "individualIntensitySupport": False,
    "getCurrentIntensitySupport": True,
    "manualAngleOfIlluminationSupport": False,
    "automaticAngleOfIlluminationSupport": False,
    "dayNightSynchronizeSupport": True,
    "multiIRWaveLengthSupport": False,
}
"""What every lamp of ours can do; individual LEDs, angles and wavelengths are for few models."""


class NoHardwareError(DeviceError):
    """The device has no lamp at all."""


def lights(call: Call) -> Light:
    """The device's lamps. Raises NoHardwareError where there are none."""
    light = call.organ(Light)
    if not light.numbers:
        raise NoHardwareError
    return light


def number(light: Light, name: str) -> int:
    """The lamp that a client means: `led0`. Raises NotThereError."""
    found = next((lamp for lamp in light.numbers if name == f"led{lamp}"), None)
    if found is None:
        raise NotThereError(f"no lamp {name}", subject="lightID", value=name)
    return found


def item(light: Light, lamp: int) -> dict[str, object]:
    """A lamp as clients are told of it."""
    how = light.lamp(lamp)
    return {
        "lightID": f"led{lamp}",
        "lightType": "IR",
        "enabled": how.enabled,
        "synchronizeDayNightMode": how.synchronized,
        "lightState": light.lit(lamp),
        "automaticIntensityMode": how.automatic,
        "automaticAngleOfIlluminationMode": False,
        "nrOfLEDs": 1,
        "error": False,
        "errorInfo": "",
    }
