"""What light control says of what no lamp can do (page slug: light-control)."""

from __future__ import annotations

from camsim.contract.call import Call
from camsim.contract.lights import lights, number
from camsim.device.errors import DeviceError, NotSupportedError


class IntensityError(DeviceError):
    """An intensity outside the range."""


def unsupported(call: Call, name: str) -> NotSupportedError:
    """The error about what no lamp of the device can do. Raises NotThereError for a lamp that is not there."""
    number(lights(call), name)
    return NotSupportedError("no lamp of the device can do that", subject="lightID", value=name)
