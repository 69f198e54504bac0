"""Geolocation: where the device is, as somebody has told it; OS 6.25 and later (page slug: geolocation-api)."""

from __future__ import annotations

from camsim.contract.access import Access
from camsim.contract.api import Api
from camsim.contract.call import Call
from camsim.contract.errors import MissingError
from camsim.contract.results import Text
from camsim.device.geolocation import Geolocation
from camsim.wire.geolocation import failure, success, told, valid
from camsim.wire.xml import element

ROOT = "PositionResponse"
CONTENT_TYPE = "application/xml"
ZERO = "0.0"
"""A coordinate that nobody has set (a guess: a published client takes no shorter text)."""

api = Api(
    title="Geolocation API",
    page="geolocation-api",
    since="6.25",
    access=Access.ADMIN,
    needs=Geolocation.fits,
    problem=lambda call, error: _text(failure(ROOT, isinstance(error, MissingError))),
)


@api.cgi("/axis-cgi/geolocation/get.cgi")
def get_position(call: Call) -> Text:
    """Where the device is."""
    place = call.organ(Geolocation).state.place
    location = element("Location", told("Lat", place.latitude, ZERO), told("Lng", place.longitude, ZERO), told("Heading", place.heading))
    position, heading = valid("Position", place.latitude, place.longitude), valid("Heading", place.heading)
    return _text(success(ROOT, location, element("Text", place.text), position, heading))


@api.cgi("/axis-cgi/geolocation/set.cgi")
def set_position(call: Call, lat: str | None = None, lng: str | None = None, heading: str | None = None, text: str | None = None) -> Text:
    """Says where the device is: all fields that are named, or none."""
    if all(argument is None for argument in (lat, lng, heading, text)):
        raise MissingError("nothing to set", subject="lat")
    call.organ(Geolocation).locate(latitude=_plus(lat), longitude=_plus(lng), heading=heading, text=text)
    return _text(success(ROOT))


def _plus(text: str | None) -> str | None:
    """A coordinate whose plus sign the client has not escaped, so that it has become a space."""
    return f"+{text[1:]}" if text is not None and text.startswith(" ") else text


def _text(document: str) -> Text:
    return Text(document, CONTENT_TYPE, encoding="utf-8")
