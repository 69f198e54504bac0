"""Firmware upgrade: /axis-cgi/firmwareupgrade.cgi, OS 5.00 and later (page slug: system-settings)."""

from __future__ import annotations

from enum import StrEnum

from camsim.contract.access import Access
from camsim.contract.api import Api
from camsim.contract.call import Call
from camsim.contract.errors import MissingError
from camsim.contract.results import Result, Text
from camsim.device.errors import DeviceError
from camsim.device.power import Default, Power


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
    return _page("Error: unknown type of upgrade." if error.subject == "type" else "Error: no firmware image.")


api = Api(
    title="System settings: firmware upgrade",
    page="system-settings",
    access=Access.ADMIN,
    problem=_problem,
    omits=("any file that is not empty counts as an image of the same AXIS OS version", "the time that an upgrade takes"),
)


@api.upload("/axis-cgi/firmwareupgrade.cgi", aliases=("/axis-cgi/admin/firmwareupgrade.cgi",))
def firmware_upgrade(call: Call, type: Upgrade = Upgrade.NORMAL) -> Text:
    """Takes the image, whatever its form field is called, and restarts."""
    if not any(part.size for part in call.parts):
        raise MissingError(subject="image")
    call.organ(Power).restart(Default.SOFT if type is Upgrade.FACTORY_DEFAULT else Default.NONE)
    return _page("The firmware is being upgraded. Restarting...")
