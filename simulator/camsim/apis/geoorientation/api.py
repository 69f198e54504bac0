"""Geoorientation: how the device is turned, as somebody has told it; OS 11.5 and later (page slug: geolocation-api)."""

from __future__ import annotations

from enum import StrEnum

from camsim.contract.access import Access
from camsim.contract.api import Api
from camsim.contract.call import Call
from camsim.contract.errors import MissingError
from camsim.contract.results import Text
from camsim.device.geolocation import Geolocation
from camsim.wire.geolocation import failure, success, told, valid

ROOT = "OrientationResponse"


class Action(StrEnum):
    """What can be done."""

    GET = "get"
    SET = "set"


api = Api(
    title="Geoorientation",
    page="geolocation-api",
    since="11.5",
    access=Access.ADMIN,
    needs=lambda profile: Geolocation.fits(profile) and profile.says_yes("Properties.Geoorientation.Geoorientation"),
    problem=lambda call, error: _text(failure(ROOT, isinstance(error, MissingError))),
    omits=("roll, which the page describes and no argument sets",),
)


@api.cgi("/axis-cgi/geoorientation/geoorientation.cgi")
def orientation(call: Call, action: Action, tilt: str | None = None, heading: str | None = None, inst_height: str | None = None) -> Text:
    """How the device is turned, or says it: all fields that are named, or none."""
    organ = call.organ(Geolocation)
    if action is Action.SET:
        organ.orient(tilt=tilt, height=inst_height, heading=heading)
        return _text(success(ROOT))
    stance = organ.state.stance
    values = {"Tilt": stance.tilt, "InstallationHeight": stance.height, "Heading": stance.heading}
    numbers = [told(name, value) for name, value in values.items()]
    return _text(success(ROOT, *numbers, *(valid(name, value) for name, value in values.items())))


def _text(document: str) -> Text:
    return Text(document, "application/xml", encoding="utf-8")
