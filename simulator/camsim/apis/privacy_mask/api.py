"""Privacy masks: /axis-cgi/privacymask.cgi, devices that can zoom, digitally at least (page slug: overlay-api, privacy mask API)."""

from __future__ import annotations

from camsim.apis.privacy_mask import geometry, messages
from camsim.apis.privacy_mask.messages import Action, Centre, Outline, Query
from camsim.apis.privacy_mask.params import BINDINGS
from camsim.contract.access import Access
from camsim.contract.api import Api
from camsim.contract.call import Call
from camsim.contract.errors import MissingError
from camsim.contract.results import Result
from camsim.device.errors import NotSupportedError
from camsim.device.imaging.privacy import PROPERTIES, Mask, PrivacyMasks
from camsim.device.parameters import Parameters
from camsim.device.ptz.command import Command
from camsim.device.ptz.head import PtzHead
from camsim.device.ptz.motion import Axis
from camsim.device.views.views import Views
from camsim.media.eye import turn
from camsim.profile.model import Profile


def _has_cgi(profile: Profile) -> bool:
    """Devices that tell what it can be asked, and those that list it, even where it can do nothing; others have parameters alone."""
    queried = PrivacyMasks.fits(profile) and f"{PROPERTIES}.Query" in profile.values
    return queried or any(entry.id == "privacy-mask" for entry in profile.apis.discovery)


api = Api(
    title="Privacy mask API",
    page="overlay-api#privacy-mask-api",
    id="privacy-mask",
    versions=("1.0", "2.0", "2.4", "3.0"),
    access=Access.ADMIN,
    needs=_has_cgi,
    problem=messages.problem,
    bindings=BINDINGS,
    parameters=("Image.I#.Overlay.MaskWindows.Color", "Image.I#.Overlay.MaskWindows.MosaicScale"),
    omits=(
        "adding and removing masks by parameters, as devices without the CGI do",
        "`query=list` and `query=position`: their answers are not described",
        "squares of a mosaic that grow with the zoom",
        "in dewarped views, masks over the point straight below a panoramic camera",
    ),
)


@api.cgi("/axis-cgi/privacymask.cgi")
def privacy_mask(
    call: Call,
    action: Action | None = None,
    query: Query | None = None,
    imagesource: int = 0,
    name: str = "",
    width: float | None = None,
    height: float | None = None,
    center: Centre | None = None,
    pxpolygon: Outline | None = None,
    zoomlowlimit: int = 0,
) -> Result | None:
    """Does something with masks, or tells of them."""
    if not call.device.has(PrivacyMasks):
        raise NotSupportedError("no privacy masks", subject="action")
    masks, source = call.organ(PrivacyMasks), geometry.check(call, imagesource)
    if query is not None:
        return _answer(call, query, source, name)
    if action is None:
        raise MissingError("action or query is needed", subject="action")
    if action in (Action.ENABLE_ALL, Action.DISABLE_ALL):
        masks.enable_all(action is Action.ENABLE_ALL)
        return None
    if not name:
        raise MissingError("name is needed", subject="name")
    if action is Action.REMOVE:
        masks.remove(source, name)
    elif action is Action.GOTO:
        _go(call, masks.named(source, name)[1])
    else:
        corners = messages.corners(call, source, pxpolygon, width, height, center or Centre())
        if action is Action.ADD:
            masks.add(Mask(source, name, corners, zoomlowlimit))
        else:
            masks.place(source, name, corners, zoomlowlimit)
    return None


def _answer(call: Call, query: Query, source: int, name: str) -> Result:
    if query not in call.organ(Parameters).text(f"{PROPERTIES}.Query").split(","):
        raise NotSupportedError(f"no query {query}", subject="query", value=query)
    if query is Query.LIST:
        return messages.listed(call, source)
    return messages.position(call, call.organ(PrivacyMasks).named(source, name)[1])


def _go(call: Call, mask: Mask) -> None:
    """Turns the head of a source so that a mask is in the middle. Raises NotSupportedError for a source without a head."""
    views = call.organ(Views)
    channel = next(number for number in range(1, views.count + 1) if views.source(number) == mask.source)
    if not call.device.has(PtzHead) or not call.organ(PtzHead).has(channel):
        raise NotSupportedError("no PTZ", subject="action")
    head, first = call.organ(PtzHead), mask.corners[0][0]
    about = [turn(azimuth - first) for azimuth, _ in mask.corners]
    pan, tilt = first + (min(about) + max(about)) / 2, sum(elevation for _, elevation in mask.corners) / len(mask.corners)
    ahead = (0.0, 0.0) if head.facts.mechanical else views.facts.heading_of(mask.source)
    lens = views.whole(mask.source, call.device.clock.now()).lens
    head.channel(channel).command(Command(absolute={Axis.PAN: turn(pan - ahead[0]) * lens, Axis.TILT: (tilt - ahead[1]) * lens}))
