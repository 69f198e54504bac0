"""How the recording group CGIs spell groups, numbers and errors (page slug: recording-group)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from xml.etree.ElementTree import Element

from camsim.contract.api import XmlShape
from camsim.device.errors import BusyError, DeviceError, FullError, NotThereError, OutOfRangeError
from camsim.device.storage.groups import RecordingGroup
from camsim.wire import form
from camsim.wire.xml import element

_INVALID = (20, "Invalid request.")

SHAPE = XmlShape(
    root="RecordingGroupResponse",
    namespace="",
    version="1.0",
    codes={
        FullError: (120, "Max number of recording groups reached."),
        BusyError: (140, "Recording group in use."),
        OutOfRangeError: _INVALID,
        NotThereError: _INVALID,
        DeviceError: _INVALID,
    },
    missing=_INVALID,
    version_code=(40, "Specified version not supported."),
    internal=(10, "An error occurred while processing the request."),
    location="http://www.axis.com/vapix/http_cgi/recording_group.xsd",
    local=True,
    wrapped=False,
    version_attribute="schemaversion",
    location_attribute="noNameSpaceSchemaLocation",
    subjects={"streamoptions": (130, "Invalid stream options."), "group": (110, "Recording group not found.")},
)
"""The envelope; the attributes of its root are spelled as documented, unlike those of other APIs."""

_PARTS = {
    "description": "description",
    "nicename": "nice_name",
    "retentiontime": "retention",
    "streamoptions": "options",
    "preduration": "before",
    "postduration": "after",
}
"""Argument -> what it is of a group."""


def parts(**given: str | int | None) -> dict[str, Any]:
    """What is given of a group; texts are UTF-8."""
    return {_PARTS[name]: form.utf8(value) if isinstance(value, str) else value for name, value in given.items() if value is not None}


def listed(groups: Iterable[RecordingGroup]) -> Element:
    """Groups with all that they are."""
    told = (
        {
            "RecordingGroupId": one.id,
            "NiceName": one.nice_name,
            "Description": one.description,
            "RetentionTime": str(one.retention),
            "DiskId": one.disk,
            "StreamOptions": one.options,
            "PreDuration": str(one.before),
            "PostDuration": str(one.after),
        }
        for one in groups
    )
    return element("ListSuccess", *(element("RecordingGroup", **one) for one in told))
