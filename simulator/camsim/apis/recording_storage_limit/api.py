"""Recording storage limit API: how much of a disk the device's recordings may take. OS 5.70 and later. Sizes are in kB."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from camsim.contract.access import Access
from camsim.contract.api import Api, XmlShape
from camsim.contract.call import Call
from camsim.device.errors import NotThereError, OutOfRangeError
from camsim.device.storage.disks import Disks
from camsim.device.storage.recordings import Recordings
from camsim.profile.model import Profile
from camsim.wire.xml import element, served_versions

LONGEST = 15
"""Digits of a size."""


def _needs(profile: Profile) -> bool:
    return Recordings.fits(profile) and profile.values.get("Properties.LocalStorage.StorageLimit") == "yes"


api = Api(
    title="Recording storage limit API",
    page="edge-storage-api#recording-storage-limit-api",
    id="recording-storage-limit",
    versions=("1.0",),
    access=Access.OPERATOR,
    needs=_needs,
    xml_shape=XmlShape(
        root="StorageLimitsResponse",
        namespace="",
        version="1.0",
        codes={NotThereError: (110, "Disk not found"), OutOfRangeError: (120, "Invalid size value")},
        subjects={"minimum": (130, "Supplied size is less than the minimum allowed limit")},
        missing=(20, "Invalid request"),
        version_code=(40, "Specified version is not supported"),
        internal=(10, "Error while processing the request"),
        location="http://www.axis.com/vapix/http_cgi/recordingstoragelimit1.xsd",
        local=True,
        wrapped=False,
    ),
)


@api.xml("/axis-cgi/record/storage/schemaversions.cgi", schema_version=False)
def schema_versions(call: Call) -> Element:
    """Tells the schema versions."""
    return served_versions("SchemaVersionsSuccess", "1.0")


@api.xml("/axis-cgi/record/storage/getlimit.cgi")
def get_limit(call: Call, diskid: str | None = None) -> Element:
    """The limits of one disk or all, and what recordings take."""
    disks, recordings = call.organ(Disks), call.organ(Recordings)
    wanted = disks.ids if diskid is None else (disks.drive(diskid).id,)
    told = (
        {"diskid": disk, "size": str(recordings.state.limits.get(disk, 0)), "usedspace": str(-(-recordings.bytes_on(disk) // 1024))}
        for disk in wanted
    )
    return element("GetStorageLimitsResponse", *(element("StorageLimit", **one) for one in told))


@api.xml("/axis-cgi/record/storage/setlimit.cgi")
def set_limit(call: Call, diskid: str, size: str) -> Element:
    """Limits the recordings on a disk; 0: not at all."""
    call.organ(Disks).drive(diskid)
    if not (size.isascii() and size.isdigit() and len(size) <= LONGEST):
        raise OutOfRangeError(subject="size", value=size)
    call.organ(Recordings).set_limit(diskid, int(size))
    return element("GeneralSuccess")
