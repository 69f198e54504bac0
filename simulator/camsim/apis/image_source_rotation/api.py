"""Image source rotation: parameters alone, no CGI of its own; OS 8.40 and later (page slug: image-source-rotation).

A sensor that turns its picture turns it for every stream: a change ends the open ones, and a stream cannot ask for another rotation.
"""

from __future__ import annotations

from camsim.contract.access import Access
from camsim.contract.api import Api
from camsim.contract.params import flag, number
from camsim.device.views.sensors import Sensors

api = Api(
    title="Image source rotation",
    page="image-source-rotation",
    since="8.40",
    access=Access.OPERATOR,
    needs=Sensors.fits,
    bindings=(
        number(
            "ImageSource.I#.Rotation",
            lambda device, sensor: device.organ(Sensors).rotation(sensor),
            lambda device, sensor, degrees: device.organ(Sensors).set_rotation(sensor, degrees),
        ),
        flag(
            "ImageSource.I#.AutoRotationEnabled",
            lambda device, sensor: device.organ(Sensors).automatic(sensor),
            lambda device, sensor, on: device.organ(Sensors).set_automatic(sensor, on),
        ),
    ),
    omits=("an orientation sensor: automatic rotation always finds the camera as it left the factory",),
)
