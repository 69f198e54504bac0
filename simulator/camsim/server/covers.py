"""Privacy masks as the picture shows them."""

from __future__ import annotations

from camsim.device.device import Device
from camsim.device.imaging.privacy import PrivacyMasks
from camsim.device.views.views import Views
from camsim.media.paint.privacy import Cover
from camsim.profile.model import ViewKind


def covers(device: Device, channel: int, instant: float) -> tuple[Cover, ...]:
    """The masks that the pictures of a channel have at an instant."""
    masks, views = device.organ(PrivacyMasks), device.organ(Views)
    if not masks.state.masks:
        return ()
    quad = views.facts.view(channel) is ViewKind.QUAD
    found = []
    for mask in masks.state.masks.values():
        if not quad and mask.source != views.source(channel):
            continue
        zoom = views.whole(mask.source, instant).zoom if quad else views.pose(channel, instant).zoom
        if mask.shows(zoom):
            look = (masks.color(mask.source), masks.scale(mask.source))
            found.append(Cover(mask.corners, *look, mask.source if quad else None))
    return tuple(found)
