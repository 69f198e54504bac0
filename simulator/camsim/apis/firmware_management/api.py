"""Firmware management: /axis-cgi/firmwaremanagement.cgi, OS 7.40 and later (page slug: firmware-management-api)."""

from __future__ import annotations

from typing import Any

from camsim.apis.firmware_management import messages
from camsim.contract.access import Access
from camsim.contract.api import Api, JsonShape
from camsim.contract.call import Call
from camsim.contract.errors import FAMILY_E, Code
from camsim.device.errors import NotThereError, WrongStateError
from camsim.device.firmware import HEAD, DowngradeError, Firmware, ForeignImageError, NoImageError
from camsim.device.power import Power

api = Api(
    title="Firmware management API",
    page="firmware-management-api",
    id="fwmgr",
    since="7.40",
    versions=("1.0", "1.3", "1.4", "1.5", "1.8", "1.10"),
    access=Access.ADMIN,
    family=FAMILY_E,
    codes={
        NotThereError: Code(404, "No old firmware to roll back to."),
        DowngradeError: Code(409, "{message}"),
        WrongStateError: Code(412, "Active firmware is not committed."),
        NoImageError: Code(415, "Invalid firmware image."),
        ForeignImageError: Code(421, "Firmware image does not match this device."),
    },
    json_shape=JsonShape(order=("apiVersion", "method", "context"), indent=2, newline=True),
    omits=(
        "images are lines `SIMFW version product`, made by `camsim firmware`; only simulated versions can be installed",
        "revoked versions, signatures and custom certificates (errors 410, 422, 424)",
    ),
)

PATH = "/axis-cgi/firmwaremanagement.cgi"


@api.json(PATH, "status")
def status(call: Call) -> dict[str, Any]:
    """Which versions are installed, and whether the active one stays."""
    return messages.status(call.device)


@api.json(PATH, "upgrade", file=True)
def upgrade(
    call: Call, factory_default_mode: str = "none", auto_commit: str = "default", auto_rollback: str | float = "default"
) -> dict[str, str]:
    """Installs the image that came behind the request, and restarts."""
    default, commit, minutes = messages.mode(factory_default_mode), messages.commit(auto_commit), messages.rollback(auto_rollback)
    head = call.parts[0].file.read(HEAD) if call.parts else b""
    return {"firmwareVersion": call.organ(Firmware).upgrade(head, default, commit, minutes)}


@api.json(PATH, "commit")
def commit(call: Call) -> dict[str, str]:
    """Makes the active version stay."""
    call.organ(Firmware).commit()
    return {"firmwareVersion": call.profile.os}


@api.json(PATH, "rollback")
def rollback(call: Call) -> None:
    """Back to the version and the settings before, and restarts."""
    call.organ(Firmware).rollback()


@api.json(PATH, "purge")
def purge(call: Call) -> None:
    """Throws the inactive version away."""
    call.organ(Firmware).purge()


@api.json(PATH, "factoryDefault")
def factory_default(call: Call, factory_default_mode: str = "soft") -> None:
    """Restores the factory's settings, and restarts."""
    call.organ(Firmware).factory_default(messages.mode(factory_default_mode))


@api.json(PATH, "stopAuto")
def stop_auto(call: Call) -> None:
    """Stops the time to the rollback, and commits nothing."""
    call.organ(Firmware).stop_auto()


@api.json(PATH, "reboot")
def reboot(call: Call) -> None:
    """Restarts; a version that is not committed stays so."""
    call.organ(Power).restart()
