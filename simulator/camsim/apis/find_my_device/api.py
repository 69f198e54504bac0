"""Find my device: /axis-cgi/findmydevice.cgi, where the device lists the API (page slug: find-my-device)."""

from __future__ import annotations

from dataclasses import replace

from camsim.contract.access import Access
from camsim.contract.api import Api
from camsim.contract.call import Call
from camsim.contract.errors import FAMILY_A, Code
from camsim.device.errors import BusyError
from camsim.device.find_my_device import USUAL, FindMyDevice

api = Api(
    title="Find my device",
    page="find-my-device",
    id="findmydevice",
    versions=("1.0", "1.1"),
    access=Access.ADMIN,
    needs=FindMyDevice.fits,
    family=replace(FAMILY_A, http_method=Code(2200, "Transport layer error")),
    codes={BusyError: Code(2201, "Busy, already performing method")},
)

PATH = "/axis-cgi/findmydevice.cgi"


@api.json(PATH, "find")
def find(call: Call, duration: int = USUAL) -> None:
    """Flashes and sounds for so many seconds."""
    call.organ(FindMyDevice).find(duration)


@api.json(PATH, "stop")
def stop(call: Call) -> None:
    """Ends it early."""
    call.organ(FindMyDevice).stop()
