"""JPEG image: /axis-cgi/jpg/image.cgi, OS 5.00 and later (page slug: video-streaming)."""

from __future__ import annotations

from camsim.contract import video
from camsim.contract.access import Access
from camsim.contract.api import Api
from camsim.contract.call import Call
from camsim.contract.results import Binary

api = Api(
    title="Video streaming: JPEG image",
    page="video-streaming",
    access=Access.VIEWER,
    needs=lambda profile: profile.video is not None,
    problem=video.problem,
    omits=video.OMITS,
)


@api.push(
    "/axis-cgi/jpg/image.cgi", aliases=("/jpg/image.jpg", "/onvif-cgi/jpg/image.cgi", *video.by_channel("/jpg/{}/image.jpg")), preview=True
)
async def image(call: Call) -> Binary:
    """The picture of this moment."""
    unit = await call.media.image(video.asked(call).key)
    return Binary(unit.payload, "image/jpeg", headers=video.NOT_CACHED)
