"""Media stream over HTTP: /axis-cgi/media.cgi, live Matroska or MP4, where the device lists it (page slug: media-stream-over-http).

Guesses: `duration` and `nbrofframes` count as with other streams; sound of a codec that is not listed for it is AAC by default.
"""

from __future__ import annotations

from collections.abc import Callable

from camsim.apis.media_stream_over_http import messages
from camsim.apis.media_stream_over_http.messages import ContainerKind
from camsim.contract import video
from camsim.contract.access import Access
from camsim.contract.api import Api
from camsim.contract.call import Call
from camsim.contract.results import Page, Push
from camsim.device.errors import OutOfRangeError
from camsim.media.container import Boxing, track_of
from camsim.media.request import StreamRequest
from camsim.media.unit import TICKS, Unit

api = Api(
    title="Media stream over HTTP",
    page="media-stream-over-http",
    id="media-cgi",
    versions=("1.0",),
    access=Access.VIEWER,
    needs=lambda profile: any(entry.id == "media-cgi" for entry in profile.apis.discovery),
    problem=video.problem,
    omits=video.OMITS,
)


@api.push("/axis-cgi/media.cgi", preview=True)
async def media(call: Call, container: ContainerKind = ContainerKind.MATROSKA) -> Push | Page:
    """Pictures, sound or both, until the client leaves or has what it asked for."""
    given = messages.arguments(call.arguments)
    asked = video.wanted(call.device, given, stamp=call.media.stamp, any_codec=True) if messages.flag(given, "video", True) else None
    sound = video.heard(call.device, given)
    keys = [key for key in (asked.key if asked else None, sound) if key is not None]
    if not keys:
        raise OutOfRangeError("nothing is asked for", subject="video", value="0")
    if asked is not None and not video.room(call, asked.key):
        return Page(503)
    tracks = [await track_of(call.media, key, call.media.rate(key)) for key in keys]
    shape = asked.key.shape if asked is not None else None
    boxing = Boxing(call.media, keys, tracks, messages.muxer(container, tracks))
    return Push(boxing.chunks(_enough(asked)), messages.content_type(container, tracks), messages.headers(shape), boxing.close)


def _enough(asked: StreamRequest | None) -> Callable[[Unit], bool]:
    """Tells the last picture of a stream that has an end."""
    left, first = asked.frames if asked else 0, -1

    def enough(unit: Unit) -> bool:
        nonlocal left, first
        left, first = left - 1, unit.pts if first < 0 else first
        return left == 0 or bool(asked and asked.duration and unit.pts - first >= asked.duration * TICKS)

    return enough
