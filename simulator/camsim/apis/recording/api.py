"""Recording API: record, stop, list, remove, lock, and continuous recording profiles. OS 5.40 and later.

Guesses: the words of errors, the lock CGI (no vendor page), that a recording of record.cgi is `triggered` without an event id, and that
a list without `maxnumberofresults` is whole.
"""

from __future__ import annotations

from enum import StrEnum

from camsim.apis.recording import messages
from camsim.contract.access import Access
from camsim.contract.api import Api
from camsim.contract.call import Call
from camsim.contract.errors import MissingError
from camsim.contract.results import Result, Text
from camsim.device.errors import DeviceError, OutOfRangeError
from camsim.device.storage.events import CreateRecordingEvent, DeleteRecordingEvent, RecordingEvent
from camsim.device.storage.recording import ContinuousProfile, Wanted
from camsim.device.storage.recordings import Recordings
from camsim.device.time import Time

_ELEMENTS = {
    "list": ("error", "list1"),
    "record": ("record", "record1"),
    "stop": ("stop", "stop1"),
    "remove": ("remove", "remove1"),
    "lock": ("lock", "lock1"),
    "addconfiguration": ("configure", "continuousconfigurationadd1"),
    "listconfiguration": ("error", "continuousconfigurationlist1"),
    "removeconfiguration": ("remove", "continuousconfigurationremove1"),
}
"""CGI -> element of its answer, and schema."""
_NAMED = ("recordingid", "profile")


class SortOrder(StrEnum):
    """Of a list by the beginning of recordings."""

    ASCENDING = "ascending"
    DESCENDING = "descending"


def _problem(call: Call, error: DeviceError) -> Result:
    """Each CGI words errors in its own element, with what was named."""
    cgi = call.request.path.rpartition("/")[2].removesuffix(".cgi")
    element, schema = _ELEMENTS[cgi]
    named = {name: call.arguments[name] for name in _NAMED if name in call.arguments and cgi not in ("list", "record")}
    return messages.done(element, schema, [{**named, **messages.result(error.message or "Invalid argument")}])


api = Api(
    title="Recording API",
    page="edge-storage-api#recording-api",
    id="recording",
    versions=("1.0",),
    access=Access.OPERATOR,
    needs=Recordings.fits,
    problem=_problem,
    events=(RecordingEvent, CreateRecordingEvent, DeleteRecordingEvent),
    parameters=("Recording.DefaultDiskId", "Recording.DefaultSplitDuration"),
    omits=("record/play.cgi (deprecated)",),
)


@api.cgi("/axis-cgi/record/list.cgi", access=Access.VIEWER)
def list_recordings(
    call: Call,
    listentity: str = "recording",
    recordingid: str | None = None,
    starttime: str | None = None,
    stoptime: str | None = None,
    eventid: str | None = None,
    diskid: str | None = None,
    source: str | None = None,
    sortorder: SortOrder = SortOrder.DESCENDING,
    maxnumberofresults: int | None = None,
    startatresultnumber: int = 1,
) -> Text:
    """Recordings by id, time, event, disk and source, a page of them; or the event ids or sources that there are."""
    organ = call.organ(Recordings)
    if listentity == "eventid":
        return messages.names("eventids", "eventid", sorted({one.event_id for one in organ.find(Wanted(disk=diskid)) if one.event_id}))
    if listentity == "source":
        return messages.names("sources", "source", sorted({str(one.content.source) for one in organ.find(Wanted(disk=diskid))}))
    if listentity not in ("recording", "recordingid"):
        raise OutOfRangeError("Invalid listentity", subject="listentity", value=listentity)
    if recordingid is None and starttime is None and stoptime is None:
        raise MissingError("One of recordingid, starttime or stoptime is required", subject="recordingid")
    ids = None if recordingid in (None, "all") else frozenset(recordingid.split(","))
    wanted = Wanted(ids, diskid, eventid, source, messages.time("starttime", starttime), messages.time("stoptime", stoptime))
    count = None if maxnumberofresults is None else max(0, maxnumberofresults)
    page = organ.page(wanted, newest_first=sortorder is SortOrder.DESCENDING, first=max(0, startatresultnumber - 1), count=count)
    clock = call.organ(Time)
    shown = ((one, organ.status(one.id), clock.local_offset(one.started)) for one in page.recordings)
    return messages.recordings(page.total, page.matched, shown)


@api.cgi("/axis-cgi/record/record.cgi")
def record(call: Call, diskid: str, options: str = "") -> Text:
    """Records until it is stopped."""
    id = call.organ(Recordings).start(diskid, options)
    return messages.done("record", "record1", [{"recordingid": id, **messages.result()}])


@api.cgi("/axis-cgi/record/stop.cgi")
def stop(call: Call, recordingid: str) -> Text:
    """Ends a recording."""
    call.organ(Recordings).stop(recordingid)
    return messages.done("stop", "stop1", [{"recordingid": recordingid, **messages.result()}])


@api.cgi("/axis-cgi/record/remove.cgi")
def remove(
    call: Call,
    recordingid: str | None = None,
    diskid: str | None = None,
    beforetime: str | None = None,
    eventid: str | None = None,
    source: str | None = None,
) -> Text:
    """Throws recordings away: those named, or those of a time, an event or a source."""
    organ = call.organ(Recordings)
    if recordingid not in (None, "all") and (beforetime or eventid or source):
        raise OutOfRangeError("recordingid cannot be combined with other arguments", subject="recordingid")
    if recordingid is None and not (beforetime or eventid or source):
        raise MissingError("Missing argument: recordingid", subject="recordingid")
    if recordingid in (None, "all"):
        ids = [one.id for one in organ.find(Wanted(None, diskid, eventid, source, before=messages.time("beforetime", beforetime)))]
    else:
        ids = list(dict.fromkeys(recordingid.split(",")))
    return messages.done("remove", "remove1", [{"recordingid": id, **messages.result(_removed(organ, id, diskid))} for id in ids])


@api.cgi("/axis-cgi/record/lock.cgi")
def lock(call: Call, recordingid: str, action: str) -> Text:
    """Keeps a recording from clean-up, or no longer."""
    if action.lower() not in ("lock", "unlock"):
        raise OutOfRangeError("Invalid action", subject="action", value=action)
    call.organ(Recordings).lock(recordingid, action.lower() == "lock")
    return messages.done("lock", "lock1", [{"recordingid": recordingid, **messages.result()}])


@api.cgi("/axis-cgi/record/continuous/addconfiguration.cgi")
def add_configuration(call: Call, diskid: str, options: str, eventid: str = "continuous") -> Text:
    """Records whenever that is possible, from now on."""
    number = call.organ(Recordings).add_profile(ContinuousProfile(diskid, options, eventid))
    return messages.done("configure", "continuousconfigurationadd1", [{"profile": str(number), **messages.result()}])


@api.cgi("/axis-cgi/record/continuous/listconfiguration.cgi", access=Access.VIEWER)
def list_configuration(call: Call, profile: int | None = None) -> Text:
    """What is recorded whenever that is possible."""
    found = call.organ(Recordings).state.profiles
    return messages.profiles({number: one for number, one in found.items() if profile in (None, number)})


@api.cgi("/axis-cgi/record/continuous/removeconfiguration.cgi")
def remove_configuration(call: Call, profile: int) -> Text:
    """Ends a continuous recording for good."""
    call.organ(Recordings).remove_profile(profile)
    return messages.done("remove", "continuousconfigurationremove1", [{"profile": str(profile), **messages.result()}])


def _removed(organ: Recordings, id: str, disk: str | None) -> str:
    """Removes one; why not, if it cannot be."""
    try:
        if disk is not None and organ.get(id).disk != disk:
            return "Recording not found"
        organ.remove(id)
    except DeviceError as error:
        return error.message
    return ""
