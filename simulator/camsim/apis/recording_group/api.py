"""Recording group API: create, update, delete and list groups of recordings with a retention time of their own. OS 10.3 and later.

Guesses: that only `diskid` is required to create one, and code 20 for an id that is taken or a disk that is not there.
"""

from __future__ import annotations

from xml.etree.ElementTree import Element

from camsim.apis.recording_group import messages
from camsim.contract.access import Access
from camsim.contract.api import Api
from camsim.contract.call import Call
from camsim.device.storage.groups import API_ID, RecordingGroup, RecordingGroups
from camsim.wire.xml import element, served_versions

api = Api(
    title="Recording group",
    page="recording-group",
    id=API_ID,
    versions=("1.0",),
    access=Access.OPERATOR,
    needs=RecordingGroups.fits,
    xml_shape=messages.SHAPE,
    omits=(
        "its REST resources on OS 11 and later: segments for remote object storage, CMAF, encryption",
        "groups on a disk of another device",
    ),
)


@api.xml("/axis-cgi/record/recording_group/schemaversions.cgi", schema_version=False, access=Access.VIEWER)
def schema_versions(call: Call) -> Element:
    """Tells the schema versions."""
    return served_versions("SchemaVersionsSuccess", "1.0")


@api.xml("/axis-cgi/record/recording_group/create.cgi")
def create(
    call: Call,
    diskid: str,
    recordinggroupid: str = "",
    description: str | None = None,
    nicename: str | None = None,
    retentiontime: int | None = None,
    streamoptions: str | None = None,
    preduration: int | None = None,
    postduration: int | None = None,
) -> Element:
    """A new group."""
    given = messages.parts(
        description=description, nicename=nicename, retentiontime=retentiontime, streamoptions=streamoptions,
        preduration=preduration, postduration=postduration,
    )  # fmt: skip
    id = call.organ(RecordingGroups).add(RecordingGroup(recordinggroupid, diskid, **given))
    return element("CreateSuccess", RecordingGroupId=id)


@api.xml("/axis-cgi/record/recording_group/update.cgi")
def update(
    call: Call,
    recordinggroupid: str,
    description: str | None = None,
    nicename: str | None = None,
    retentiontime: int | None = None,
    streamoptions: str | None = None,
    preduration: int | None = None,
    postduration: int | None = None,
) -> Element:
    """Changes what is given of a group."""
    given = messages.parts(
        description=description, nicename=nicename, retentiontime=retentiontime, streamoptions=streamoptions,
        preduration=preduration, postduration=postduration,
    )  # fmt: skip
    call.organ(RecordingGroups).change(recordinggroupid, **given)
    return element("GeneralSuccess")


@api.xml("/axis-cgi/record/recording_group/delete.cgi")
def delete(call: Call, recordinggroupid: str) -> Element:
    """Takes a group away with all its recordings."""
    call.organ(RecordingGroups).remove(recordinggroupid)
    return element("GeneralSuccess")


@api.xml("/axis-cgi/record/recording_group/list.cgi", access=Access.VIEWER)
def list_groups(call: Call, recordinggroupid: str | None = None) -> Element:
    """One group, or all."""
    groups = call.organ(RecordingGroups)
    return messages.listed(groups.all() if recordinggroupid is None else (groups.get(recordinggroupid),))
