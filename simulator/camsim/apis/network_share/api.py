"""Network share API: /axis-cgi/disks/networkshare/*.cgi, OS 5.40 and later (page slug: edge-storage-api#network-share-api)."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from camsim.apis.network_share.params import BINDINGS
from camsim.contract.access import Access
from camsim.contract.api import Api, XmlShape
from camsim.contract.call import Call
from camsim.device.errors import OutOfRangeError
from camsim.device.storage.shares import DISK, NetworkShares, Share
from camsim.wire.xml import element, served_versions

PROBLEMS = {
    "no host": (700, "No such hostname."),
    "not written": (740, "Problem writing to the share."),
    "not read": (750, "Problem reading data written to the share."),
    "no connection": (760, "Problem connecting to the share."),
}
"""What a test may find."""
_INVALID = (20, "Invalid request.")

api = Api(
    title="Network share API",
    page="edge-storage-api#network-share-api",
    id="disk-network-share",
    since="5.40",
    versions=("1.0",),
    access=Access.OPERATOR,
    needs=NetworkShares.fits,
    xml_shape=XmlShape(
        root="NetworkShareResponse",
        namespace="",
        version="1.0",
        subjects={
            "shareid": (200, "Invalid ShareId."),
            "shareid taken": (210, "The ShareId is not unique."),
            "nicename taken": (220, "The NiceName is not unique."),
            "full": (230, "Maximum number of network shares is already reached. No more shares can be added."),
            "no disk": (300, "No available disk. Check if another network share is already bound."),
            "bound already": (310, "The network share is already bound to a disk."),
            "mounted": (400, "The network share is mounted and cannot be unbound."),
            "remove bound": (500, "The network share is bound and cannot be removed."),
            "modify bound": (600, "The network share is bound and cannot be modified."),
            "nicename taken by another": (620, "The NiceName parameter is not unique."),
            "too many": (730, "Too many tests or jobs started, wait for some to finish."),
        },
        missing=_INVALID,
        version_code=(40, "Specified version is not supported."),
        internal=_INVALID,
        location="http://www.axis.com/vapix/http_cgi/networkshare1.xsd",
        local=True,
        wrapped=False,
    ),
    bindings=BINDINGS,
    omits=("real servers: whoever is named is there and takes every login, unless the tester says otherwise", "contents of several shares"),
)

PATH = "/axis-cgi/disks/networkshare"
_DONE = "GeneralSuccess"


@api.xml(f"{PATH}/schemaversions.cgi", schema_version=False)
def schema_versions(call: Call) -> Element:
    """Tells the schema versions."""
    return served_versions("SchemaVersionsSuccess", "1.0")


@api.xml(f"{PATH}/list.cgi")
def list_shares(call: Call, shareid: str = "all") -> Element:
    """All shares, or those named."""
    shares, wanted = call.organ(NetworkShares), shareid.split(",")
    found = [share for share in shares.all() if shareid == "all" or share.id in wanted]
    told = (_shown(share, shares.state.bound == share.id) for share in found)
    return element("ListSuccess", element("NetworkShares", *told, NumberOfShares=str(len(found))))


@api.xml(f"{PATH}/add.cgi", access=Access.ADMIN)
def add(call: Call, nicename: str, address: str, share: str, shareid: str = "") -> Element:
    """Adds a share."""
    given = _given(call)
    made = Share(shareid, nicename, address, share, given.get("user", ""), given.get("password", ""))
    return element("AddSuccess", ShareId=call.organ(NetworkShares).add(made))


@api.xml(f"{PATH}/modify.cgi", access=Access.ADMIN)
def modify(call: Call, shareid: str) -> Element:
    """Changes what is given of a share."""
    call.organ(NetworkShares).modify(shareid, **_given(call))
    return element(_DONE)


@api.xml(f"{PATH}/remove.cgi", access=Access.ADMIN)
def remove(call: Call, shareid: list[str]) -> Element:
    """Takes shares away."""
    call.organ(NetworkShares).remove(shareid)
    return element(_DONE)


@api.xml(f"{PATH}/bind.cgi")
def bind(call: Call, shareid: str, automaticmount: str = "yes") -> Element:
    """Makes a share the disk."""
    if automaticmount not in ("yes", "no"):
        raise OutOfRangeError(subject="automaticmount", value=automaticmount)
    return element("BindSuccess", DiskID=call.organ(NetworkShares).bind(shareid, automaticmount == "yes"))


@api.xml(f"{PATH}/unbind.cgi")
def unbind(call: Call, shareid: str) -> Element:
    """Frees the disk."""
    call.organ(NetworkShares).unbind(shareid)
    return element(_DONE)


@api.xml(f"{PATH}/test.cgi")
def test(call: Call, shareid: str = "") -> Element:
    """Begins to try out a share that is described, or one that is known with what is given in its place."""
    shares = call.organ(NetworkShares)
    known = shares.get(shareid) if shareid else Share("", "", "", "")
    given = {**{name: getattr(known, name) for name in ("name", "address", "share", "user", "password")}, **_given(call)}
    return element("TestSuccess", JobId=str(shares.test(Share(known.id, **given))))


@api.xml(f"{PATH}/job.cgi")
def job(call: Call, jobid: int) -> Element:
    """How far a test is, and then what it has found."""
    shares = call.organ(NetworkShares)
    found = shares.outcome(jobid)
    if (progress := shares.progress(found)) < 100:
        return element("JobSuccess", element("Progress", str(progress)))
    if not found.problem:
        return element("JobSuccess", element(_DONE))
    number, words = PROBLEMS[found.problem]
    error = element("GeneralError", element("ErrorCode", str(number)), element("ErrorDescription", words))
    return element("JobSuccess", error)


_ARGUMENTS = {"nicename": "name", "address": "address", "share": "share", "user": "user", "pass": "password"}


def _given(call: Call) -> dict[str, str]:
    """What a call says of a share, by the names of the organ."""
    return {ours: call.arguments[theirs] for theirs, ours in _ARGUMENTS.items() if theirs in call.arguments}


def _shown(share: Share, bound: bool) -> Element:
    disk = {"DiskId": DISK} if bound else {}
    return element("NetworkShare", NiceName=share.name, ShareId=share.id, Address=share.address, Share=share.share, User=share.user, **disk)
