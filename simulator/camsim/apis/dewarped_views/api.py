"""Dewarped views of fisheye cameras: parameters alone, no CGI of its own (page slug: dewarped-views).

Each view is a channel: `Image.I#.Name` and `Enabled`, `Properties.Image.I#.Resolution` and `Rotation`, `camera` = # + 1. A view that the
camera does not have where it is mounted is refused as one that is switched off.
"""

from __future__ import annotations

from camsim.contract.access import Access
from camsim.contract.api import Api
from camsim.contract.params import number
from camsim.device.views.sensors import Sensors

api = Api(
    title="Dewarped views",
    page="dewarped-views",
    access=Access.OPERATOR,
    needs=lambda profile: profile.video is not None and profile.video.fisheye,
    bindings=(
        number(
            "ImageSource.I#.CameraTiltOrientation",
            lambda device, sensor: int(device.organ(Sensors).mounting(sensor)),
            lambda device, sensor, tilt: device.organ(Sensors).set_mounting(sensor, tilt),
        ),
    ),
    omits=("distortion of the straightened pictures: they are windows of the scene's panorama",),
)
