"""Firmware upgrade: /axis-cgi/firmwareupgrade.cgi, OS 5.00 and later (page slug: system-settings)."""

from __future__ import annotations

from enum import StrEnum

from camsim.contract.access import Access
from camsim.contract.api import Api
from camsim.contract.call import Call
from camsim.contract.results import Result, Text
from camsim.device.errors import DeviceError
from camsim.device.firmware import HEAD, Firmware
from camsim.device.power import Default


class Upgrade(StrEnum):
    """What becomes of the settings."""

    NORMAL = "normal"
    """They stay."""
    FACTORY_DEFAULT = "factorydefault"
    """They go, but for the network address."""


def _page(text: str) -> Text:
    return Text(f"<HTML><HEAD><TITLE>Firmware upgrade</TITLE></HEAD><BODY>{text}</BODY></HTML>\n", "text/html")


def _problem(call: Call, error: DeviceError) -> Result:
    """One sentence, as the device's other pages of this kind have."""
    said = {"type": "unknown type of upgrade", "body": "no firmware image"}
    return _page(f"Error: {said.get(error.subject, error.message)}.")


api = Api(
    title="System settings: firmware upgrade",
    page="system-settings",
    access=Access.ADMIN,
    problem=_problem,
    omits=("images are lines `SIMFW version product`, made by `camsim firmware`",),
)


@api.upload("/axis-cgi/firmwareupgrade.cgi", aliases=("/axis-cgi/admin/firmwareupgrade.cgi",))
def firmware_upgrade(call: Call, type: Upgrade = Upgrade.NORMAL) -> Text:
    """Takes the image, whatever its form field is called, and restarts."""
    heads = [part.file.read(HEAD) for part in call.parts]
    default = Default.SOFT if type is Upgrade.FACTORY_DEFAULT else Default.NONE
    call.organ(Firmware).upgrade(next(filter(None, heads), b""), default)
    return _page("The firmware is being upgraded. Restarting...")
