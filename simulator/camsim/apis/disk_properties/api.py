"""Disk properties API: required file system, encryption, clean-up and alert levels of a drive. OS 5.60 and later.

Nothing is really encrypted: a disk keeps its passphrase, and cannot be mounted with another one or none. Error texts are guesses.
"""

from __future__ import annotations

from xml.etree.ElementTree import Element

from camsim.contract.access import Access
from camsim.contract.api import Api, XmlShape
from camsim.contract.call import Call
from camsim.device.errors import NotSupportedError, NotThereError, OutOfRangeError
from camsim.device.storage import properties
from camsim.device.storage.disks import Disks
from camsim.profile.model import Profile
from camsim.wire.xml import element, served_versions

_SPACE = "http://www.axis.com/vapix/http_cgi/disks/properties1"


def _needs(profile: Profile) -> bool:
    return Disks.fits(profile) and profile.values.get("Properties.LocalStorage.RequiredFileSystem") == "yes"


api = Api(
    title="Disk properties API",
    page="edge-storage-api#disk-properties-api",
    id="disk-properties",
    versions=("1.0", "1.1"),
    access=Access.ADMIN,
    needs=_needs,
    xml_shape=XmlShape(
        root="DiskPropertiesResponse",
        namespace=_SPACE,
        version="1.0",
        codes={
            NotThereError: (50, "Invalid disk ID"),
            NotSupportedError: (100, "Disk encryption is not supported"),
            OutOfRangeError: (20, "Invalid request"),
        },
        subjects={
            "filesystem": (30, "File system is not supported"),
            "passphrase": (110, "Invalid passphrase"),
            "newpassphrase": (120, "Invalid new passphrase"),
            "oldpassphrase": (130, "Old passphrase does not match"),
            "already enabled": (140, "Disk encryption is already enabled"),
            "unmounted": (150, "Disk is unmounted"),
            "mounted": (160, "Disk is mounted"),
        },
        missing=(20, "Invalid request"),
        version_code=(40, "Specified version is not supported"),
        internal=(10, "Error while processing the request"),
        location=f"{_SPACE} http://www.axis.com/vapix/http_cgi/disks/properties/disk_properties1.xsd",
    ),
)

_DONE = "GeneralSuccess"


@api.xml("/axis-cgi/disks/properties/schemaversions.cgi", schema_version=False, access=Access.OPERATOR)
def schema_versions(call: Call) -> Element:
    """Tells the schema versions."""
    return served_versions("SchemaVersionsSuccess", "1.1")


@api.xml("/axis-cgi/disks/properties/setrequiredfs.cgi")
def set_required_file_system(call: Call, diskid: str, filesystem: str) -> Element:
    """The only file system that a disk may be formatted with."""
    if filesystem not in ("none", "ext4"):
        raise OutOfRangeError(subject="filesystem", value=filesystem)
    properties.set_setting(call.organ(Disks), diskid, "RequiredFileSystem", filesystem)
    return element(_DONE)


@api.xml("/axis-cgi/disks/properties/enablediskencryption.cgi")
def enable_disk_encryption(call: Call, diskid: str, passphrase: str) -> Element:
    """Has an unmounted disk encrypted when it is formatted next."""
    properties.enable_encryption(call.organ(Disks), diskid, passphrase)
    return element(_DONE)


@api.xml("/axis-cgi/disks/properties/disablediskencryption.cgi")
def disable_disk_encryption(call: Call, diskid: str) -> Element:
    """Encrypts an unmounted disk no more."""
    properties.disable_encryption(call.organ(Disks), diskid)
    return element(_DONE)


@api.xml("/axis-cgi/disks/properties/changediskpassphrase.cgi")
def change_disk_passphrase(call: Call, diskid: str, newpassphrase: str, oldpassphrase: str) -> Element:
    """Gives a mounted disk another passphrase."""
    properties.change_passphrase(call.organ(Disks), diskid, newpassphrase, oldpassphrase)
    return element(_DONE)


@api.xml("/axis-cgi/disks/properties/setcleanupmaxage.cgi")
def set_cleanup_max_age(call: Call, diskid: str, maxage: int) -> Element:
    """Days after which recordings go."""
    properties.set_setting(call.organ(Disks), diskid, "CleanupMaxAge", str(maxage))
    return element(_DONE)


@api.xml("/axis-cgi/disks/properties/setcleanuppolicy.cgi")
def set_cleanup_policy(call: Call, diskid: str, cleanuppolicy: str) -> Element:
    """Whether the oldest recordings make room."""
    properties.set_setting(call.organ(Disks), diskid, "CleanupPolicyActive", cleanuppolicy)
    return element(_DONE)


@api.xml("/axis-cgi/disks/properties/setdiskalertlevels.cgi")
def set_disk_alert_levels(call: Call, diskid: str, wear: int | None = None, temperature: int | None = None) -> Element:
    """From where on a disk counts as unwell."""
    properties.set_alert_levels(call.organ(Disks), diskid, wear, temperature)
    return element(_DONE)


@api.xml("/axis-cgi/disks/properties/getdiskalertlevels.cgi", access=Access.OPERATOR)
def get_disk_alert_levels(call: Call, diskid: str) -> Element:
    """From where on a disk counts as unwell."""
    levels = properties.alert_levels(call.organ(Disks), diskid)
    return element("GetAlertLevelsSuccess", element("AlertLevels", Wear=str(levels.wear), Temperature=str(levels.temperature)))
