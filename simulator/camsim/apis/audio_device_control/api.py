"""Audio device control: /axis-cgi/audiodevicecontrol.cgi, where the device lists it (page slug: audio-device-control)."""

from __future__ import annotations

from typing import Any

from camsim.apis.audio_device_control import messages
from camsim.contract.access import Access
from camsim.contract.api import Api
from camsim.contract.call import Call
from camsim.contract.errors import FAMILY_A, Code
from camsim.device.audio import Audio
from camsim.device.errors import NotThereError

PATH = "/axis-cgi/audiodevicecontrol.cgi"

api = Api(
    title="Audio Device Control",
    page="audio-device-control",
    id="audio-device-control",
    versions=("1.0",),
    access=Access.OPERATOR,
    needs=lambda profile: Audio.fits(profile) and any(entry.id == "audio-device-control" for entry in profile.apis.discovery),
    family=FAMILY_A,
    codes={NotThereError: Code(2104, "Invalid parameter value specified")},
    omits=("external audio devices", "gains of single channels, balanced signals", "settings of a connection type that is not selected"),
)


@api.json(PATH, "getDevicesCapabilities")
def get_devices_capabilities(call: Call) -> dict[str, Any]:
    """Which types, gains and powers the inputs and outputs can have."""
    return {"devices": [messages.capabilities(call.device)]}


@api.json(PATH, "getDevicesSettings", access=Access.VIEWER)
def get_devices_settings(call: Call) -> dict[str, Any]:
    """How they are set."""
    return {"devices": [messages.settings(call.device)]}


@api.json(PATH, "setDevicesSettings")
def set_devices_settings(call: Call, devices: list[dict[str, Any]]) -> dict[str, Any]:
    """Sets what is given; of a request with a fault in it nothing."""
    for change in [change for given in devices for change in messages.changes(call.device, given)]:
        change()
    return {}


@api.json(PATH, "getHazardousSettings")
def get_hazardous_settings(call: Call) -> dict[str, Any]:
    """Powers that may harm a microphone."""
    return {"powerTypes": [kind for kind in messages.powers(call.device) if kind in messages.HAZARDOUS]}
