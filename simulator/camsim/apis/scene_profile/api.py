"""Scene profile API: a parameter alone, no CGI of its own; OS 6.25 and later (page slug: video-streaming#scene-profile-api).

A value that the model does not know changes nothing, and is answered as if it had.
"""

from __future__ import annotations

from camsim.contract.access import Access
from camsim.contract.api import Api
from camsim.contract.params import Binding
from camsim.device.device import Device
from camsim.device.parameters import Parameters


def _name(sensor: int) -> str:
    return f"ImageSource.I{sensor}.SceneProfile"


def _get(device: Device, sensor: int) -> str:
    return device.organ(Parameters).stored(_name(sensor))


def _set(device: Device, sensor: int, value: str) -> None:
    device.organ(Parameters).store(_name(sensor), value)


api = Api(
    title="Scene profile API",
    page="video-streaming#scene-profile-api",
    since="6.25",
    access=Access.OPERATOR,
    needs=lambda profile: any(leaf.name.endswith(".SceneProfile") for leaf in profile.leaves),
    bindings=(Binding("ImageSource.I#.SceneProfile", _get, _set, lenient=True),),
    omits=("shutter and gain: a scene profile changes colours, brightness and contrast",),
)
