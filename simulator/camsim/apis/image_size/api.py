"""Image size: /axis-cgi/imagesize.cgi, OS 5.00 and later (page slug: video-streaming)."""

from __future__ import annotations

from camsim.contract import video
from camsim.contract.access import Access
from camsim.contract.api import Api
from camsim.contract.call import Call
from camsim.contract.results import Result, Text
from camsim.device.errors import DeviceError


def _problem(call: Call, error: DeviceError) -> Result:
    """A sentence in a comment where the camera was named, bare elsewhere."""
    if error.subject == "camera":
        return Text(f"<!-- Camera {call.arguments.get('camera', '1')} not available. -->\n")
    return Text(f"{error.message}\n")


api = Api(
    title="Image size",
    page="video-streaming",
    id="image-size",
    versions=("1.0",),
    access=Access.VIEWER,
    needs=lambda profile: profile.video is not None,
    problem=_problem,
)


@api.push("/axis-cgi/imagesize.cgi")
def image_size(call: Call) -> Text:
    """Width and height in pixels of the picture that the same arguments would give."""
    width, height = video.asked(call).key.shape.size
    return Text(f"image width = {width}\nimage height = {height}\n")
