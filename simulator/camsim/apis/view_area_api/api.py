"""View areas: /axis-cgi/viewarea/info.cgi and /axis-cgi/viewarea/configure.cgi, where the device lists them (page slug: view-area-api).

Views are switched on and off by `Image.I#.Enabled`. A rectangle is shown as asked for, though pictures are cut at the grid.
"""

from __future__ import annotations

from typing import Any

from camsim.apis.view_area_api import messages
from camsim.contract.access import Access
from camsim.contract.api import Api
from camsim.contract.call import Call
from camsim.contract.errors import FAMILY_F, Code
from camsim.device.errors import NotSupportedError, NotThereError, OutOfRangeError
from camsim.device.views.areas import Areas
from camsim.device.views.views import Views

api = Api(
    title="View Area API",
    page="view-area-api",
    id="view-area",
    versions=("1.0",),
    needs=lambda profile: Views.fits(profile) and any(entry.id == "view-area" for entry in profile.apis.discovery),
    family=FAMILY_F,
    codes={
        NotThereError: Code(200, "Invalid view area ID"),
        NotSupportedError: Code(201, "View area is not configurable"),
        OutOfRangeError: Code(202, "Invalid geometry"),
    },
)

INFO = "/axis-cgi/viewarea/info.cgi"
CONFIGURE = "/axis-cgi/viewarea/configure.cgi"


@api.json(INFO, "list", access=Access.VIEWER)
def list_areas(call: Call) -> dict[str, Any]:
    """All view areas."""
    return messages.listed(_areas(call))


@api.json(CONFIGURE, "setGeometry", access=Access.ADMIN)
def set_geometry(call: Call, view_area: messages.Placed) -> dict[str, Any]:
    """Gives a view area another part of the picture."""
    areas = _areas(call)
    areas.place(messages.channel_of(areas, view_area.id), view_area.rectangularGeometry.rectangle)
    return messages.listed(areas)


@api.json(CONFIGURE, "resetGeometry", access=Access.ADMIN)
def reset_geometry(call: Call, view_area: messages.Named) -> dict[str, Any]:
    """Gives a view area the whole picture again."""
    areas = _areas(call)
    areas.reset(messages.channel_of(areas, view_area.id))
    return messages.listed(areas)


def _areas(call: Call) -> Areas:
    return call.organ(Views).areas
