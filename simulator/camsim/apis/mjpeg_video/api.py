"""MJPEG video: /axis-cgi/mjpg/video.cgi, OS 5.00 and later (page slug: video-streaming)."""

from __future__ import annotations

from collections.abc import AsyncIterator

from camsim.contract import video
from camsim.contract.access import Access
from camsim.contract.api import Api
from camsim.contract.call import Call
from camsim.contract.results import Page, Push
from camsim.device.parameters import Parameters
from camsim.media.request import StreamRequest
from camsim.media.stream import Reader
from camsim.media.unit import Unit

api = Api(
    title="Video streaming: MJPEG",
    page="video-streaming",
    access=Access.VIEWER,
    needs=lambda profile: profile.video is not None,
    problem=video.problem,
    omits=video.OMITS,
)

BOUNDARY = "myboundary"


@api.push(
    "/axis-cgi/mjpg/video.cgi",
    aliases=("/axis-cgi/mjpg/video.mjpg", "/mjpg/video.mjpg", *video.by_channel("/mjpg/{}/video.mjpg")),
    preview=True,
)
def stream(call: Call) -> Push | Page:
    """Pictures one after another, until the client leaves or has what it asked for."""
    asked = video.asked(call)
    parameters = call.organ(Parameters)
    if video.viewers(call) >= parameters.number("Image.MaxViewers", 20):
        return Page(503)
    reader = call.media.open(asked.key)
    boundary = BOUNDARY if parameters.flag("Image.RFCCompliantMultipartEnabled", True) else f"--{BOUNDARY}"
    return Push(_parts(call, reader, asked), f"multipart/x-mixed-replace; boundary={boundary}", video.NOT_CACHED, reader.close)


async def _parts(call: Call, reader: Reader, asked: StreamRequest) -> AsyncIterator[bytes]:
    end = call.device.clock.now() + asked.duration if asked.duration else None
    left = asked.frames
    async for unit in reader:
        if end is not None and call.device.clock.now() >= end:
            return
        yield unit.shared(_part)
        left -= 1
        if left == 0:
            return


def _part(unit: Unit) -> bytes:
    head = f"--{BOUNDARY}\r\nContent-Type: image/jpeg\r\nContent-Length: {len(unit.payload)}\r\n\r\n"
    return head.encode() + unit.payload + b"\r\n"
