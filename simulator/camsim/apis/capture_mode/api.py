"""Capture modes: /axis-cgi/capturemode.cgi, OS 8.50 and later, where the device lists it (page slug: capture-mode).

A mode that was chosen holds from the next restart on: until then `enabled` stands at the old one, and
`ImageSource.I#.Sensor.CaptureMode` shows the choice.
"""

from __future__ import annotations

from typing import Any

from camsim.apis.capture_mode.params import BINDINGS
from camsim.contract.access import Access
from camsim.contract.api import Api, JsonShape
from camsim.contract.call import Call
from camsim.contract.errors import FAMILY_G, Code
from camsim.device.errors import OutOfRangeError
from camsim.device.views.capture import Capture
from camsim.device.views.sensors import Sensors

api = Api(
    title="Capture mode",
    page="capture-mode",
    id="capture-mode",
    since="8.50",
    versions=("1.0",),
    needs=lambda profile: Capture.fits(profile) and any(entry.id == "capture-mode" for entry in profile.apis.discovery),
    family=FAMILY_G,
    codes={OutOfRangeError: Code(4001, "{subject} has invalid value ({value}).")},
    json_shape=JsonShape(flat=True),
    bindings=BINDINGS,
)

PATH = "/axis-cgi/capturemode.cgi"


@api.json(PATH, "getCaptureModes", access=Access.VIEWER)
def get_capture_modes(call: Call) -> list[dict[str, Any]]:
    """The modes of each sensor, and which one holds."""
    capture = call.organ(Capture)
    return [
        {
            "channel": sensor,
            "captureMode": [
                {
                    "captureModeId": mode.id,
                    "enabled": mode == capture.active(sensor),
                    **({"maxFPS": _plain(mode.max_fps)} if mode == capture.active(sensor) else {}),
                    "description": mode.description,
                }
                for mode in capture.modes
            ],
        }
        for sensor in range(call.organ(Sensors).count)
    ]


@api.json(PATH, "setCaptureMode", access=Access.OPERATOR)
def set_capture_mode(call: Call, channel: int, capture_mode_id: int) -> None:
    """Chooses a mode for the time after the next restart."""
    call.organ(Capture).choose(channel, capture_mode_id)


def _plain(rate: float) -> float | int:
    return int(rate) if rate == int(rate) else rate
