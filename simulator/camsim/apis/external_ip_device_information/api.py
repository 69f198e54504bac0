"""External IP Device Information: /axis-cgi/externalipdeviceinfo/*.cgi, where listed (page slug: external-ip-device-information)."""

from __future__ import annotations

from typing import Any
from xml.etree.ElementTree import Element

from camsim.contract.access import Access
from camsim.contract.api import Api, XmlShape
from camsim.contract.call import Call
from camsim.device.errors import OutOfRangeError
from camsim.device.external_devices import EventProtocol, ExternalDevice, ExternalDevices, Validation
from camsim.wire.xml import element

_NO_ID = (40, "Invalid or no id")
_INVALID = (70, "Invalid request")

api = Api(
    title="External IP Device Information",
    page="external-ip-device-information",
    id="ext-ip-dev-info",
    versions=("2.1",),
    access=Access.ADMIN,
    needs=ExternalDevices.fits,
    xml_shape=XmlShape(
        root="DeviceResponse",
        namespace="",
        version="2.1",
        subjects={
            "full": (30, "Maximum amount of devices reached"),
            "id": _NO_ID,
            "device": (90, "No device"),
            "taken": (150, "Device already exists"),
            "description": (170, "Invalid description"),
            "serialnumber": (180, "Invalid serialnumber"),
            "protocol": (190, "Invalid protocol"),
            "port": (200, "Invalid port"),
            "certvalidation": (210, "Invalid certificate validation"),
            "certids": (220, "Invalid CA certificate"),
        },
        missing=_NO_ID,
        version_code=(60, "Unsupported schema version"),
        internal=_INVALID,
        description="Description",
        location="http://www.axis.com/vapix/http_cgi/ExternalIpDeviceInfo2.xsd",
        local=True,
        wrapped=False,
    ),
    omits=("streams and events of the devices: what is told of them is kept",),
)

PATH = "/axis-cgi/externalipdeviceinfo"
_SWITCH = {"yes": True, "enabled": True, "no": False, "disabled": False}
_TEXTS = {"serialnumber": "serial", "description": "description", "address": "address", "username": "user", "password": "password"}


@api.xml(f"{PATH}/schemaversions.cgi", schema_version=False)
def schema_versions(call: Call) -> Element:
    """Tells the schema versions."""
    return element("SchemaVersionsSuccess", element("SchemaVersion", element("VersionNumber", "2.1")))


@api.xml(f"{PATH}/create.cgi")
def create(
    call: Call, id: str, protocol: EventProtocol | None = None, certvalidation: Validation | None = None, port: int | None = None
) -> Element:
    """Adds a device."""
    call.organ(ExternalDevices).create(ExternalDevice(id, **_given(call, protocol, certvalidation, port)))
    return element("GeneralSuccess")


@api.xml(f"{PATH}/update.cgi")
def update(
    call: Call, id: str, protocol: EventProtocol | None = None, certvalidation: Validation | None = None, port: int | None = None
) -> Element:
    """Changes what is given of a device."""
    call.organ(ExternalDevices).update(id, **_given(call, protocol, certvalidation, port))
    return element("GeneralSuccess")


@api.xml(f"{PATH}/delete.cgi")
def delete(call: Call, id: str) -> Element:
    """Forgets a device."""
    call.organ(ExternalDevices).delete(id)
    return element("GeneralSuccess")


@api.xml(f"{PATH}/list.cgi")
def list_devices(call: Call) -> Element:
    """All devices, without their passwords."""
    return element("ListDevicesSuccess", *(_shown(device) for device in call.organ(ExternalDevices).state.devices.values()))


@api.xml(f"{PATH}/geteventsenabled.cgi")
def get_events_enabled(call: Call, id: str) -> Element:
    """Whether a device's events are fetched."""
    enabled = "YES" if call.organ(ExternalDevices).get(id).events else "NO"
    return element("GetEventsEnabledSuccess", element("Id", id), element("EventsEnabled", enabled))


@api.xml(f"{PATH}/seteventsenabled.cgi")
def set_events_enabled(call: Call, id: str, enabled: str = "") -> Element:
    """Fetches a device's events, or no more."""
    if enabled.lower() not in _SWITCH:
        raise OutOfRangeError(subject="enabled", value=enabled)
    call.organ(ExternalDevices).update(id, events=_SWITCH[enabled.lower()])
    return element("GeneralSuccess")


@api.xml(f"{PATH}/getcacertificates.cgi")
def get_ca_certificates(call: Call) -> Element:
    """The authorities that vouch for devices."""
    found = call.organ(ExternalDevices).state.authorities
    return element("GetCACertificatesSuccess", *(element("CACertificate", element("Id", id)) for id in found))


@api.xml(f"{PATH}/setcacertificates.cgi")
def set_ca_certificates(call: Call, certids: str = "") -> Element:
    """Replaces them."""
    call.organ(ExternalDevices).set_authorities([id for id in certids.split(",") if id])
    return element("GeneralSuccess")


def _given(call: Call, protocol: EventProtocol | None, validation: Validation | None, port: int | None) -> dict[str, Any]:
    given: dict[str, Any] = {ours: call.arguments[theirs] for theirs, ours in _TEXTS.items() if theirs in call.arguments}
    chosen = {"protocol": protocol, "validation": validation, "port": port}
    return given | {name: value for name, value in chosen.items() if value is not None}


def _shown(device: ExternalDevice) -> Element:
    members = {
        "Id": device.id,
        "Serialnumber": device.serial,
        "Description": device.description,
        "Address": device.address,
        "Username": device.user,
        "Protocol": device.protocol.value,
        "Port": str(device.port),
        "CertificateValidation": device.validation.value,
    }
    return element("Device", *(element(name, value) for name, value in members.items()))
