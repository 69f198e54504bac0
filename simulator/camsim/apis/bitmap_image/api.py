"""Bitmap image: /axis-cgi/bitmap/image.bmp, OS 5.00 to 10 where the model has the format (page slug: video-streaming)."""

from __future__ import annotations

import dataclasses

from camsim.contract import video
from camsim.contract.access import Access
from camsim.contract.api import Api
from camsim.contract.call import Call
from camsim.contract.results import Binary
from camsim.media.unit import Codec

api = Api(
    title="Video streaming: bitmap image",
    page="video-streaming",
    until="11.0",
    access=Access.VIEWER,
    needs=lambda profile: any(leaf.name == "Properties.Image.Format" and "bitmap" in leaf.value.split(",") for leaf in profile.leaves),
    problem=video.problem,
    omits=video.OMITS,
)


@api.push("/axis-cgi/bitmap/image.bmp", preview=True)
async def image(call: Call) -> Binary:
    """The picture of this moment, uncompressed."""
    unit = await call.media.image(dataclasses.replace(video.asked(call).key, codec=Codec.BITMAP))
    return Binary(unit.payload, "image/bitmap", headers=video.NOT_CACHED)
