"""Systemready: /axis-cgi/systemready.cgi, OS 9.50 and later (page slug: systemready-api)."""

from __future__ import annotations

from camsim.contract.access import Access
from camsim.contract.api import Api, JsonShape
from camsim.contract.call import Call
from camsim.contract.errors import FAMILY_A, Code
from camsim.device.errors import DeviceError
from camsim.device.power import Power, SystemReadyEvent
from camsim.device.users import Users

api = Api(
    title="Systemready API",
    page="systemready-api",
    id="systemready",
    since="9.50",
    versions=("1.0", "1.1", "1.2", "1.4", "1.5"),
    access=Access.ANONYMOUS,
    family=FAMILY_A,
    codes={DeviceError: Code(1000, "Internal error")},
    json_shape=JsonShape(order=("apiVersion", "context", "method")),
    events=(SystemReadyEvent,),
    omits=("passphrase policies other than none",),
)

LONGEST_WAIT = 300


@api.json("/axis-cgi/systemready.cgi", "systemready")
async def systemready(call: Call, timeout: int = 0) -> dict[str, str]:
    """Whether the device works yet; waits up to `timeout` seconds of camera time for it."""
    power = call.organ(Power)
    until = call.device.clock.now() + max(0, min(timeout, LONGEST_WAIT))
    await call.wait(lambda: power.ready, until)
    version = tuple(int(part) for part in api.version_on(call.profile).split("."))
    data = {"systemready": "yes" if power.ready else "no", "needsetup": "yes" if call.organ(Users).needs_setup else "no"}
    if version >= (1, 3):
        data |= {"uptime": str(power.uptime), "bootid": power.state.boot_id}
    if version >= (1, 4) and power.preview_left > 0:
        data["previewmode"] = str(power.preview_left)
    if version >= (1, 5):
        data["passphrasepolicy"] = "none"
    return data
