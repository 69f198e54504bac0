"""Recorded tours: /axis-cgi/recordedtour/*.cgi (page slug: guard-tour-api, recorded tour API)."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from camsim.apis.recorded_tour import messages
from camsim.apis.recorded_tour.messages import DONE, optional, whole
from camsim.contract.access import Access
from camsim.contract.api import Api
from camsim.contract.call import Call
from camsim.device.ptz.recorded_tours import RecordedTours

api = Api(
    title="Guard tour API: recorded tours",
    page="guard-tour-api",
    access=Access.OPERATOR,
    needs=RecordedTours.fits,
    xml_shape=messages.SHAPE,
    omits=("the SOAP service", "error 40: there is always room"),
)

PATH = "/axis-cgi/recordedtour"


@api.xml(f"{PATH}/getschemaversions.cgi", access=Access.VIEWER, schema_version=False)
def get_schema_versions(call: Call) -> Element:
    """Tells the schema versions."""
    return messages.versions()


@api.xml(f"{PATH}/list.cgi", access=Access.VIEWER, methods=("POST",))
def list_tours(call: Call, camera: str | None = None, recordedtourid: str | None = None) -> Element:
    """All tours, or those of a channel, or one."""
    return messages.listed(call.organ(RecordedTours), optional("camera", camera), optional("recordedtourid", recordedtourid))


@api.xml(f"{PATH}/record.cgi", methods=("POST",))
def record(call: Call, camera: str, nicename: str | None = None, recordedtourid: str | None = None) -> Element:
    """Begins to record."""
    id = call.organ(RecordedTours).record(whole("camera", camera), nicename, optional("recordedtourid", recordedtourid))
    return messages.recorded(id)


@api.xml(f"{PATH}/stoprecording.cgi", methods=("POST",))
def stop_recording(call: Call, recordedtourid: str | None = None) -> Element:
    """Ends a recording, or all."""
    call.organ(RecordedTours).stop_recording(optional("recordedtourid", recordedtourid))
    return DONE


@api.xml(f"{PATH}/play.cgi", access=Access.PTZ, methods=("POST",))
def play(call: Call, recordedtourid: str, loop: str = "0", loopdelay: str | None = None) -> Element:
    """Plays a tour, once or round after round."""
    id, delay = whole("recordedtourid", recordedtourid), optional("loopdelay", loopdelay)
    call.organ(RecordedTours).play(id, loop=messages.flag(loop), delay=delay)
    return DONE


@api.xml(f"{PATH}/stopplayback.cgi", access=Access.PTZ, methods=("POST",))
def stop_playback(call: Call, recordedtourid: str | None = None) -> Element:
    """Ends a playback, or all."""
    call.organ(RecordedTours).stop(optional("recordedtourid", recordedtourid))
    return DONE


@api.xml(f"{PATH}/pause.cgi", access=Access.PTZ, methods=("POST",))
def pause(call: Call, recordedtourid: str | None = None) -> Element:
    """Holds a playback, or all."""
    call.organ(RecordedTours).pause(optional("recordedtourid", recordedtourid))
    return DONE


@api.xml(f"{PATH}/resume.cgi", access=Access.PTZ, methods=("POST",))
def resume(call: Call, recordedtourid: str | None = None) -> Element:
    """Goes on with what was held."""
    call.organ(RecordedTours).resume(optional("recordedtourid", recordedtourid))
    return DONE


@api.xml(f"{PATH}/modify.cgi", methods=("POST",))
def modify(call: Call, recordedtourid: str, nicename: str | None = None, defaultloopdelay: str | None = None) -> Element:
    """Changes name and delay of a tour."""
    id, delay = whole("recordedtourid", recordedtourid), optional("defaultloopdelay", defaultloopdelay)
    call.organ(RecordedTours).modify(id, nicename, delay)
    return DONE


@api.xml(f"{PATH}/remove.cgi", methods=("POST",))
def remove(call: Call, recordedtourid: str) -> Element:
    """Takes a tour away."""
    call.organ(RecordedTours).remove(whole("recordedtourid", recordedtourid))
    return DONE
