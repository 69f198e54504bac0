"""Regional settings: /axis-cgi/regionalsettings.cgi, where the device lists the API (page slug: regional-settings)."""

from __future__ import annotations

from dataclasses import dataclass, replace

from camsim.contract.access import Access
from camsim.contract.api import Api, JsonShape
from camsim.contract.call import Call
from camsim.contract.errors import FAMILY_H, Code
from camsim.contract.results import NoData
from camsim.device.region import LengthUnit, Region

_INVALID = Code(1003, "Invalid argument")

api = Api(
    title="Regional settings",
    page="regional-settings",
    id="regional-settings",
    since="9.20",
    versions=("1.0",),
    access=Access.OPERATOR,
    needs=Region.fits,
    family=replace(FAMILY_H, unknown_method=Code(1002, "Unknown method"), missing=_INVALID, bad_value=_INVALID),
    json_shape=JsonShape(order=("apiVersion", "method", "context"), versions_order=("apiVersion", "context", "method")),
)

PATH = "/axis-cgi/regionalsettings.cgi"


@dataclass(frozen=True)
class Units:
    """Units by what they measure."""

    length: LengthUnit


@api.json(PATH, "getRegionalSettings")
def get_regional_settings(call: Call) -> dict[str, object]:
    """The units that are wanted."""
    return {"units": {"length": call.organ(Region).state.length.value}}


@api.json(PATH, "setRegionalSettings")
def set_regional_settings(call: Call, units: Units) -> NoData:
    """Chooses units."""
    call.organ(Region).set_length(units.length)
    return NoData()
