"""How recorded tours are spelled (page slug: guard-tour-api, recorded tour API)."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from camsim.contract.api import XmlShape
from camsim.device.errors import (
    ExistsError,
    FullError,
    NotAllowedError,
    NotThereError,
    OutOfRangeError,
    WrongStateError,
)
from camsim.device.ptz.recorded_tours import RecordedTour, RecordedTours
from camsim.wire.xml import element, served_versions

NAMESPACE = "http://www.axis.com/vapix/http_cgi/recordedtour1"
_BAD_VERSION = (70, "Missing or invalid XML schema version.")
_BAD_ARGUMENT = (50, "Invalid argument. The provided value is not supported.")
SHAPE = XmlShape(
    root="RecordedTourResponse",
    namespace=NAMESPACE,
    location=f"{NAMESPACE} {NAMESPACE}.xsd",
    version="1.0",
    codes={
        NotThereError: (10, "Invalid Recorded Tour ID."),
        ExistsError: (20, "The provided Recorded Tour ID is not unique."),
        FullError: (30, "Maximum number of recorded tours is already reached. A new tour cannot be recorded."),
        OutOfRangeError: _BAD_ARGUMENT,
        WrongStateError: (60, "Invalid state."),
        NotAllowedError: (60, "Invalid state."),
    },
    missing=_BAD_ARGUMENT,
    missing_version=_BAD_VERSION,
    version_code=_BAD_VERSION,
    internal=(100, "General error."),
    bare_errors=True,
)
DONE = element("GeneralSuccess")


def versions() -> Element:
    """The schema versions that are served."""
    return served_versions("GetSchemaVersionsSuccess", SHAPE.version)


def recorded(id: int) -> Element:
    """The id of a new tour."""
    return element("RecordSuccess", element("RecordingId", str(id)))


def listed(tours: RecordedTours, camera: int | None, id: int | None) -> Element:
    """The tours that are asked for. Raises NotThereError."""
    found = tours.state.tours.values() if id is None else [tours.get(id)]
    return element("ListSuccess", *(_tour(tours, tour) for tour in found if camera in (None, tour.channel)))


def whole(argument: str, text: str) -> int:
    """A whole number. Raises OutOfRangeError."""
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise OutOfRangeError("not a number", subject=argument, value=text[:40])
    return int(text)


def optional(argument: str, text: str | None) -> int | None:
    """The same, where it need not be given."""
    return None if text is None else whole(argument, text)


def flag(text: str) -> bool:
    """0 or 1. Raises OutOfRangeError."""
    if text not in ("0", "1"):
        raise OutOfRangeError("0 or 1", subject="loop", value=text[:40])
    return text == "1"


def _tour(tours: RecordedTours, tour: RecordedTour) -> Element:
    facts = {
        "RecordingId": str(tour.id),
        "NiceName": tour.name,
        "Status": tours.status(tour.id).value,
        "Camera": str(tour.channel),
        "DefaultLoopDelay": str(tour.delay),
    }
    return element("RecordingInformation", *(element(name, value) for name, value in facts.items()))
