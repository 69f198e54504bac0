"""Basic device information: /axis-cgi/basicdeviceinfo.cgi, OS 8.40 and later (page slug: basic-device-information)."""

from __future__ import annotations

from camsim.contract.access import Access
from camsim.contract.api import Api, JsonShape
from camsim.contract.call import Call
from camsim.contract.errors import FAMILY_B, Code
from camsim.device.errors import NotThereError
from camsim.device.parameters import Parameters

api = Api(
    title="Basic device information",
    page="basic-device-information",
    id="basic-device-info",
    since="8.40",
    versions=("1.0", "1.1", "1.2", "1.3"),
    access=Access.OPERATOR,
    family=FAMILY_B,
    codes={NotThereError: Code(1000, "Property not supported: {subject}")},
    json_shape=JsonShape(order=("apiVersion", "context"), newline=True),
)

PATH = "/axis-cgi/basicdeviceinfo.cgi"

_PARAMETERS = {
    "Architecture": "Properties.System.Architecture",
    "ProdNbr": "Brand.ProdNbr",
    "HardwareID": "Properties.System.HardwareID",
    "ProdFullName": "Brand.ProdFullName",
    "Version": "Properties.Firmware.Version",
    "ProdType": "Brand.ProdType",
    "SocSerialNumber": "",
    "Soc": "Properties.System.Soc",
    "Brand": "Brand.Brand",
    "WebURL": "Brand.WebURL",
    "ProdVariant": "Brand.ProdVariant",
    "SerialNumber": "Properties.System.SerialNumber",
    "ProdShortName": "Brand.ProdShortName",
    "BuildDate": "Properties.Firmware.BuildDate",
}
"""Property -> the parameter that holds it, in the order of the device's answer."""

_RESTRICTED = frozenset(("Architecture", "Soc", "SocSerialNumber"))


@api.json(PATH, "getProperties")
def get_properties(call: Call, property_list: list[str]) -> dict[str, object]:
    """The properties that are asked for, each once."""
    return {"propertyList": {name: _property(call, name) for name in property_list[:1000]}}


@api.json(PATH, "getAllProperties")
def get_all_properties(call: Call) -> dict[str, object]:
    """All properties."""
    return {"propertyList": {name: _property(call, name) for name in _PARAMETERS}}


@api.json(PATH, "getAllUnrestrictedProperties", access=Access.ANONYMOUS)
def get_all_unrestricted_properties(call: Call) -> dict[str, object]:
    """The properties that anybody may know."""
    return {"propertyList": {name: _property(call, name) for name in _PARAMETERS if name not in _RESTRICTED}}


def _property(call: Call, name: str) -> str:
    if name not in _PARAMETERS:
        raise NotThereError(subject=name)
    if name == "SocSerialNumber":
        return call.profile.identity.soc_serial
    return call.organ(Parameters).text(_PARAMETERS[name])
