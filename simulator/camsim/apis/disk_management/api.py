"""Disk management API: list, format, check, repair, mount, job, lock, capabilities and health. OS 5.40 and later.

Guesses: the words of refusals, the answer about an unknown job, how long jobs take, that a formatted disk is mounted.
"""

from __future__ import annotations

from camsim.apis.disk_management import messages
from camsim.apis.disk_management.params import BINDINGS
from camsim.contract.access import Access
from camsim.contract.api import Api
from camsim.contract.call import Call
from camsim.contract.results import Result, Text
from camsim.device.errors import DeviceError, OutOfRangeError
from camsim.device.storage.disks import Disks
from camsim.device.storage.events import StorageAlertEvent, StorageDisruptionEvent, StorageFailureEvent


def _problem(call: Call, error: DeviceError) -> Result:
    """Each CGI words errors in its own element."""
    cgi = call.request.path.rpartition("/")[2].removesuffix(".cgi")
    given, why = call.arguments, error.message or "Invalid argument"
    disk = given.get("diskid", "")
    match cgi:
        case "job":
            return messages.no_job(given.get("jobid", ""), disk, why)
        case "lock":
            return messages.locked("unlock" if given.get("action", "").lower() == "unlock" else "lock", disk, why)
        case "mount":
            return messages.refused("unmount" if given.get("action", "").lower() == "unmount" else "mount", disk, why)
    return messages.refused(cgi, disk, why)


api = Api(
    title="Disk management API",
    page="edge-storage-api#disk-management-api",
    id="disk-management",
    versions=("1.0",),
    access=Access.OPERATOR,
    needs=Disks.fits,
    problem=_problem,
    bindings=BINDINGS,
    events=(StorageDisruptionEvent, StorageFailureEvent, StorageAlertEvent),
)


@api.cgi("/axis-cgi/disks/list.cgi")
def list_disks(call: Call, diskid: str = "all") -> Text:
    """All drives, or those named."""
    disks = call.organ(Disks)
    wanted = disks.ids if diskid == "all" else diskid.split(",")
    return messages.disks((disks.drive(disk) for disk in disks.ids if disk in wanted), call.profile)


@api.cgi("/axis-cgi/disks/format.cgi", access=Access.ADMIN)
def format_disk(call: Call, diskid: str, filesystem: str = "") -> Text:
    """Begins to format a disk."""
    return messages.started(call.organ(Disks).format(diskid, filesystem))


@api.cgi("/axis-cgi/disks/checkdisk.cgi")
def check_disk(call: Call, diskid: str) -> Text:
    """Begins to look for errors on a disk."""
    return messages.started(call.organ(Disks).check(diskid))


@api.cgi("/axis-cgi/disks/repair.cgi", access=Access.ADMIN)
def repair(call: Call, diskid: str) -> Text:
    """Begins to repair the file system of a disk."""
    return messages.started(call.organ(Disks).repair(diskid))


@api.cgi("/axis-cgi/disks/mount.cgi", access=Access.ADMIN)
def mount(call: Call, action: str, diskid: str) -> Text:
    """Begins to mount or unmount a disk; clients write the action in either case."""
    disks = call.organ(Disks)
    verbs = {"mount": disks.mount, "unmount": disks.unmount}
    if action.lower() not in verbs:
        raise OutOfRangeError("Invalid action", subject="action", value=action)
    return messages.started(verbs[action.lower()](diskid))


@api.cgi("/axis-cgi/disks/job.cgi", aliases=("/disks/job.cgi",))
def job(call: Call, jobid: int, diskid: str) -> Text:
    """How far a job is."""
    return messages.progress(call.organ(Disks).job(jobid, diskid), call.device.clock.now())


@api.cgi("/axis-cgi/disks/lock.cgi", access=Access.ADMIN)
def lock(call: Call, action: str, diskid: str) -> Text:
    """Forbids or allows to write to a disk."""
    if action.lower() not in ("lock", "unlock"):
        raise OutOfRangeError("Invalid action", subject="action", value=action)
    call.organ(Disks).lock(diskid, action.lower() == "lock")
    return messages.locked(action.lower(), diskid)


@api.cgi("/axis-cgi/disks/getcapabilities.cgi")
def get_capabilities(call: Call, diskid: str) -> Text:
    """What a drive can do."""
    return messages.capabilities(diskid, call.organ(Disks).file_systems(diskid), call.profile)


@api.cgi("/axis-cgi/disks/gethealth.cgi")
def get_health(call: Call) -> Text:
    """Wear and temperature of all drives."""
    disks = call.organ(Disks)
    return messages.health({disk: disks.health(disk) for disk in disks.ids})
