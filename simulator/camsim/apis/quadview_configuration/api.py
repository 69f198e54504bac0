"""QuadView configuration: /axis-cgi/quadviewsetup.cgi of fisheye cameras (page slug: quadview-configuration).

Where the page contradicts itself: the four ids are the places top left, top right, bottom left, bottom right, as its table says.
"""

from __future__ import annotations

from typing import Any

from camsim.contract.access import Access
from camsim.contract.api import Api, JsonShape
from camsim.contract.call import Call
from camsim.contract.errors import FAMILY_A
from camsim.device.views.views import Views

api = Api(
    title="QuadView configuration",
    page="quadview-configuration",
    id="reposition-quadview",
    versions=("1.0",),
    access=Access.OPERATOR,
    needs=lambda profile: any(leaf.name == "Properties.QuadOverview.QuadViewOrder" and leaf.value == "yes" for leaf in profile.leaves),
    family=FAMILY_A,
    json_shape=JsonShape(versions_order=("context", "method")),
)

PATH = "/axis-cgi/quadviewsetup.cgi"


@api.json(PATH, "getOrder")
def get_order(call: Call) -> dict[str, Any]:
    """Which part of the overview stands at each place."""
    return {"id": call.organ(Views).state.order}


@api.json(PATH, "setOrder")
def set_order(call: Call, id: list[int]) -> dict[str, Any]:
    """Puts the parts of the overview elsewhere."""
    call.organ(Views).set_order(id)
    return get_order(call)


@api.json(PATH, "getQuadEyeValue")
def get_quad_eye_value(call: Call) -> dict[str, str]:
    """Whether the overview lies over the quad view."""
    return {"quadeye": "true" if call.organ(Views).state.eye else "false"}


@api.json(PATH, "setQuadEyeValue")
def set_quad_eye_value(call: Call, quadeye: bool) -> dict[str, str]:
    """Lays the overview over the quad view, or takes it away."""
    call.organ(Views).set_eye(quadeye)
    return get_quad_eye_value(call)
